"""A card in words: everything that makes it citable, as plain text, and in Markdown that does nothing by itself."""

import re
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt

from lib.exports import plain, words
from lib.exports.citations import citations
from lib.exports.exhibit import Exhibit
from tests.exports.names import SHOWN

TODAY = date(2026, 11, 24)


def rendered(markdown: str) -> tuple[set[str], set[str], str]:
    """What kinds of parts a reader's Markdown program makes, where its links lead, and what the reader reads."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = [part for token in parser.parse(markdown) for part in (token, *(token.children or []))]
    links = {str(part.attrs["href"]) for part in tokens if part.type == "link_open"}
    return {part.type for part in tokens}, links, "".join(part.content for part in tokens if not part.children)


def test_what_is_said_about_a_card_stands_in_one_order(small: Exhibit) -> None:
    assert words.about(small, TODAY) == (
        ("Title", "Downloads in a month"),
        ("Finding", "Qwen passed Llama in April 2025."),
        ("What is measured", "Language models of the Hub."),
        ("Choices", "Count: Monthly downloads\nLog scale: off"),
        ("Definition", "Downloads (downloads a month). How often. Formula: a − b"),
        (
            "Columns",
            "month: a month, by its first day\norg: words\nshare: a share of 1\ndownloads: a whole number\n"
            "estimate: true or false\nurl: an address",
        ),
        ("Source", "Source: Hub (MIT), as of 31 October 2026."),
        ("As of", "31 October 2026"),
        ("Caveats", "September is estimated.\nBots are in."),
        (
            "Licence",
            "Hub: MIT, https://example.org/mit\nPulse: CC BY 4.0\nHub, the other table: MIT, https://example.org/mit",
        ),
        ("Credit", "Hub, counters of 2026, MIT.\nSource: Pulse, as of 2026-10-31"),
        ("Frozen link", small.frozen),
        ("Live link", small.live),
        ("Citation", citations(small, TODAY)[1].text),
    )


def test_what_a_card_does_not_have_is_left_out(small: Exhibit) -> None:
    labels = [label for label, _ in words.about(replace(small, frozen="", choices=()), TODAY)]
    assert "Frozen link" not in labels
    assert "Choices" not in labels


@pytest.mark.parametrize("of", SHOWN)
def test_every_real_card_says_all_that_makes_it_citable(exhibits, of: str) -> None:
    for exhibit in exhibits(of):
        said = dict(words.about(exhibit, TODAY))
        assert {"Definition", "Caveats", "Licence", "Credit", "Frozen link", "Live link", "Citation"} <= set(said)
        for definition in exhibit.definitions:
            assert definition.formula in said["Definition"]
            assert all(caveat in said["Caveats"] for caveat in definition.caveats)


def test_each_thing_is_one_line_whatever_the_names_in_it(hostile: Exhibit, name: str) -> None:
    said = dict(words.about(hostile, TODAY))
    assert said["Title"] == plain.line(name)
    assert said["Caveats"].splitlines() == [plain.line(name), plain.line(f"b {name}")]


def test_a_readme_has_a_heading_for_each_label_and_links_that_can_be_followed(small: Exhibit) -> None:
    parts, links, read = rendered(words.readme(small, TODAY))
    assert links == {small.frozen, small.live, "https://example.org/mit"}
    assert "html_block" not in parts
    for label, text in words.about(small, TODAY):
        assert label in read or label == "Title"
        assert all(line in read for line in text.splitlines()), label


def test_nothing_in_a_name_becomes_a_picture_a_link_or_html_in_a_readme(hostile: Exhibit, small: Exhibit) -> None:
    readme = words.readme(hostile, TODAY)
    parts, links, _ = rendered(readme)
    assert parts <= rendered(words.readme(small, TODAY))[0]
    assert all(link.startswith("https://example.org/") for link in links)
    ours = re.sub(r"(`{3,})text\n.*?\n\1$|<https://[^<>]*>", "", readme, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"://|\bwww\\?\.", ours)


def test_words_that_are_too_long_end_in_an_ellipsis_on_one_line() -> None:
    assert plain.cut("one\ntwo", 7) == "one two"
    assert plain.cut("one\ntwo", 6) == "one t…"


def test_a_fence_is_longer_than_any_run_of_ticks_in_it() -> None:
    assert words.block("a ```` b ` c") == "`````text\na ```` b ` c\n`````"
    assert words.block("a") == "```text\na\n```"


@pytest.mark.parametrize(
    ("column", "heading"), [("share_of_all", "Share of all"), ("url", "URL"), ("a\nb", "A b"), ("qwen", "Qwen")]
)
def test_a_heading_is_the_columns_name_in_words(column: str, heading: str) -> None:
    assert words.heading(column) == heading


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://example.org/a?b=1&c=%20#d", "https://example.org/a?b=1&c=%20#d"),
        ('https://example.org/"<b>{c}\\ d', "https://example.org/%22%3Cb%3E%7Bc%7D%5C%20d"),
        ("https://example.org/通", "https://example.org/%E9%80%9A"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_address_is_of_the_web_and_cannot_end_what_it_stands_in(given: str, address: str) -> None:
    assert plain.address(given) == address
