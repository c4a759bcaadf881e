"""Words from the data reach a reader as they are written, whatever they would mean in markdown."""

import pytest

from lib.exports.plain import BREAK
from lib.ui.words import escape


def read(words: str) -> str:
    """Escaped words as a reader sees them, with a stroke where an invisible character stands."""
    return escape(words).replace("\\", "").replace(BREAK, "|")


@pytest.mark.parametrize(
    ("words", "broken"),
    [
        ("https://evil.example", "https:|//evil.example"),
        ("www.evil.example", "www|.evil.example"),
        ("WWW.evil.example", "WWW|.evil.example"),
        ("a@evil.example", "a|@evil.example"),
        (":material/delete:", ":|material/delete:"),
        (":smile::+1:", ":|smile::|+1:"),
    ],
)
def test_what_would_become_a_link_or_an_icon_is_broken_by_an_invisible_character(words: str, broken: str) -> None:
    assert read(words) == broken


@pytest.mark.parametrize("words", ["qwen3:8b", "Source: Hugging Face", "Qwen/Qwen3-8B", "the www", "R&D", "5 $"])
def test_other_words_gain_nothing_that_is_invisible(words: str) -> None:
    assert read(words) == words


def test_an_entity_is_not_decoded() -> None:
    assert escape("&lt;b") == "\\&lt;b"
