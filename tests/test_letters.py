"""What cannot be seen is taken out of names before they are shown."""

import pytest

from lib.letters import visible


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\u200b", "\ufeff"])
def test_what_cannot_be_seen_or_turns_letters_around_is_taken_out(unseen: str) -> None:
    assert visible(f"Qwen{unseen}3") == "Qwen3"


@pytest.mark.parametrize("words", ["通义千问", "Société", "a\nb", "x & <y>", "مرحبا"])
def test_what_can_be_seen_stays(words: str) -> None:
    assert visible(words) == words
