"""A citation has author, title, date, link and the credits that sources ask for, in four styles that programs read."""

import re
from dataclasses import replace
from datetime import date

import pytest

from lib.cite import Credit
from lib.exports.citations import citations, dataset
from lib.exports.exhibit import Exhibit

TODAY = date(2026, 11, 24)
LINK = "https://example.org/crossover?count=Monthly+downloads&v=1&as_of=2026-10-31&vintage=12345678#curves"
CREDITS = "Hub, counters of 2026, MIT. Source: Pulse, as of 2026-10-31."


def cited(exhibit: Exhibit) -> dict[str, str]:
    return {each.style: each.text for each in citations(exhibit, TODAY)}


def entries(bib: str) -> list[tuple[str, dict[str, str]]]:
    """The entries of a .bib, key and fields, read as BibTeX does: a brace counts even behind a backslash."""
    found, place = [], 0
    while (start := re.compile(r"\s*@misc\{([a-z0-9-]+),\n").match(bib, place)) is not None:
        place, fields = start.end(), {}
        while (field := re.compile(r"  ([a-z]+) = \{").match(bib, place)) is not None:
            value, place = braced(bib, field.end())
            fields[field[1]] = value
            assert bib.startswith(",\n", place), bib[place:]
            place += 2
        assert bib[place] == "}", bib[place:]
        place += 1
        found.append((start[1], fields))
    assert not bib[place:].strip(), bib[place:]
    return found


def braced(bib: str, start: int) -> tuple[str, int]:
    """What stands up to the brace that closes the one before `start`, and the place after it."""
    depth = 1
    for place in range(start, len(bib)):
        depth += {"{": 1, "}": -1}.get(bib[place], 0)
        if not depth:
            return bib[start:place], place + 1
    raise AssertionError("a brace is not closed")


def test_bibtex_is_an_entry_with_version_link_and_credits(small: Exhibit) -> None:
    assert cited(small)["BibTeX"] == (
        "@misc{crossover-curves-2026-10-31,\n"
        "  author = {{Crossover}},\n"
        "  title = {{Downloads in a month}},\n"
        "  year = {2026},\n"
        "  version = {2026-10-31},\n"
        "  howpublished = {Interactive chart},\n"
        f"  url = {{{LINK}}},\n"
        "  urldate = {2026-11-24},\n"
        f"  note = {{Data as of 31 October 2026. {CREDITS}}},\n"
        "}"
    )


def test_apa_names_the_day_of_the_data_and_the_day_of_reading(small: Exhibit) -> None:
    assert cited(small)["APA"] == (
        "Crossover. (2026). Downloads in a month (Data as of October 31, 2026) [Interactive chart]. "
        f"{CREDITS} Retrieved November 24, 2026, from {LINK}"
    )


def test_chicago_has_the_title_in_quotes(small: Exhibit) -> None:
    assert cited(small)["Chicago"] == (
        "Crossover. “Downloads in a month.” Interactive chart, data as of October 31, 2026. "
        f"Accessed November 24, 2026. {LINK}. {CREDITS}"
    )


def test_gbt_7714_marks_kind_and_carrier_and_has_both_days(small: Exhibit) -> None:
    assert cited(small)["GB/T 7714"] == (
        f"Crossover. Downloads in a month[EB/OL]. (2026-10-31)[2026-11-24]. {LINK}. {CREDITS}"
    )


def test_without_a_frozen_link_the_live_one_is_cited(small: Exhibit) -> None:
    for text in cited(replace(small, frozen="")).values():
        assert small.live in text
        assert "vintage" not in text


def test_a_credit_line_stands_once_however_many_tables_ask_for_it(small: Exhibit) -> None:
    for text in cited(small).values():
        assert text.count("counters of 2026") == 1


def test_a_question_is_not_followed_by_a_full_stop(small: Exhibit) -> None:
    asked = replace(small, card=replace(small.card, title="Who leads?"))
    assert "“Who leads?” Interactive" in cited(asked)["Chicago"]


def test_the_data_itself_is_cited_as_a_data_set(small: Exhibit) -> None:
    credits = [Credit("Hub", "MIT", "", "Hub, MIT.")]
    made = dataset("Monthly downloads", date(2026, 10, 31), "https://example.org/data", credits, TODAY)
    assert {each.style: each.text for each in made} == {
        "BibTeX": (
            "@misc{crossover-monthly-downloads-2026-10-31,\n  author = {{Crossover}},\n"
            "  title = {{Monthly downloads}},\n  year = {2026},\n  version = {2026-10-31},\n"
            "  howpublished = {Data set},\n  url = {https://example.org/data},\n  urldate = {2026-11-24},\n"
            "  note = {Data as of 31 October 2026. Hub, MIT.},\n}"
        ),
        "APA": (
            "Crossover. (2026). Monthly downloads (Data as of October 31, 2026) [Data set]. "
            "Hub, MIT. Retrieved November 24, 2026, from https://example.org/data"
        ),
        "Chicago": (
            "Crossover. “Monthly downloads.” Data set, data as of October 31, 2026. "
            "Accessed November 24, 2026. https://example.org/data. Hub, MIT."
        ),
        "GB/T 7714": (
            "Crossover. Monthly downloads[DS/OL]. (2026-10-31)[2026-11-24]. https://example.org/data. Hub, MIT."
        ),
    }


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Crossover: the whole store", "crossover-the-whole-store-2026-10-31"),
        ("通义千问", "crossover-2026-10-31"),
        ("hub_monthly", "crossover-hub-monthly-2026-10-31"),
        ("x, @article{y", "crossover-x-article-y-2026-10-31"),
    ],
)
def test_a_key_is_made_of_small_letters_digits_and_hyphens(title: str, key: str) -> None:
    bib = dataset(title, date(2026, 10, 31), "https://example.org", [], TODAY)[0].text
    assert entries(bib)[0][0] == key


def test_what_latex_would_read_as_a_command_is_a_letter_in_bibtex(small: Exhibit) -> None:
    marked = replace(small, card=replace(small.card, title=r"50 % of $5 & #1_a {b} ~ ^ \c <d>"))
    assert entries(cited(marked)["BibTeX"])[0][1]["title"] == (
        r"{50 \% of \$5 \& \#1\_a \textbraceleft{}b\textbraceright{} \textasciitilde{} \textasciicircum{} "
        r"\textbackslash{}c \textless{}d\textgreater{}}"
    )


def test_a_file_of_several_entries_can_be_read_whatever_the_names_in_it(small: Exhibit, hostile: Exhibit) -> None:
    read = entries("\n\n".join([cited(hostile)["BibTeX"], cited(small)["BibTeX"]]))
    assert [fields["year"] for _, fields in read] == ["2026", "2026"]
    assert read[1][1]["title"] == "{Downloads in a month}"
    assert set(read[0][1]) == set(read[1][1])
    for field in ("title", "note"):
        assert not re.search(r"(?<!\\)[&%$#_]|[~^]", read[0][1][field])
        assert not re.search(r"\\(?!text[a-z]+\{\}|[&%$#_])", read[0][1][field])


def test_every_style_but_bibtex_is_one_line_whatever_the_names_in_it(hostile: Exhibit) -> None:
    for style, text in cited(hostile).items():
        assert style == "BibTeX" or len(text.splitlines()) == 1
        assert not set(text) & {"\x00", "\x1b", "\u202e", "\u2066"}
