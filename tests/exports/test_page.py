"""A card as one HTML file: its numbers as on the card, readable without the chart, and nothing in it but ours runs."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.charts.theme import THEMES
from lib.exports import plain, words
from lib.exports.citations import citations
from lib.exports.exhibit import Exhibit
from lib.exports.page import DRAW, page
from tests.exports import tables
from tests.exports.names import SHOWN

TODAY = date(2026, 11, 24)


class Parts(HTMLParser):
    """The elements of a page with their attributes, and the text in them."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self.texts.append(("", ""))

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] = (self.texts[-1][0], self.texts[-1][1] + data)

    def text(self, tag: str) -> str:
        """The text at the start of the first such element."""
        return next(text for of, text in self.texts if of == tag)

    def scripts(self) -> list[str]:
        return [text for tag, text in self.texts if tag == "script"]


@pytest.fixture
def parts(small: Exhibit, figure: go.Figure) -> Parts:
    return Parts(page(small, figure, TODAY))


@pytest.mark.parametrize("of", SHOWN)
def test_the_table_of_a_real_card_holds_its_numbers(exhibits, of: str) -> None:
    for exhibit in exhibits(of):
        table = exhibit.card.table
        header, cells, scopes = tables.read_page(page(exhibit, go.Figure(), TODAY))
        assert header == [words.heading(column) for column in table.columns]
        kinds = [exhibit.card.forms[column] for column in table.columns]
        for read, row in zip(cells, tables.rows(table), strict=True):
            for got, cell, kind in zip(read, row, kinds, strict=True):
                flag = {True: "True", False: "False"}.get(cell) if kind == "flag" and cell is not None else None
                assert got == (flag or tables.written(cell))
        assert scopes == ["col"] * len(table.columns) + ["row"] * len(table)


def test_values_are_written_as_people_read_them_and_a_missing_one_is_an_empty_cell(parts: Parts) -> None:
    start = parts.texts.index(("tbody", "\n"))
    cells = [text for tag, text in parts.texts[start:] if tag in ("th", "td", "time", "data", "a")]
    assert [text for text in cells[: cells.index("javascript:alert(1)") + 1] if text] == [
        "September 2026",
        "Qwen",
        "30 %",
        "9,007,199,254,740,993",
        "yes",
        "https://example.org/a?b=1&c=2",
        "javascript:alert(1)",
    ]


def test_only_an_address_of_the_web_is_a_link(parts: Parts) -> None:
    links = [given["href"] for tag, given in parts.elements if tag == "a"]
    assert "https://example.org/a?b=1&c=2" in links
    assert all(link is not None and link.startswith("https://") for link in links)


def test_the_page_says_what_the_chart_shows_where_it_comes_from_and_how_to_cite_it(
    small: Exhibit, parts: Parts
) -> None:
    read = " ".join(text for _, text in parts.texts)
    assert parts.text("h1") == small.card.title
    for label, text in words.about(small, TODAY):
        if label != "Columns":
            assert all(line in read for line in text.splitlines()), label
    for cited in citations(small, TODAY):
        assert cited.text in read
    chart = next(given for _, given in parts.elements if given.get("id") == "chart")
    assert (chart["role"], chart["aria-label"]) == ("img", "A line that rises.")
    assert ("html", {"lang": "en"}) in parts.elements


def test_without_a_frozen_link_the_page_has_the_live_one_alone(small: Exhibit, figure: go.Figure) -> None:
    read = page(replace(small, frozen=""), figure, TODAY).decode()
    assert "Frozen link" not in read
    assert "Live link" in read


@pytest.mark.parametrize("mode", THEMES)
def test_the_ground_is_that_of_the_charts_theme(small: Exhibit, mode) -> None:
    read = page(small, small.card.draw(THEMES[mode]), TODAY, mode=mode).decode()
    assert f"background: {THEMES[mode].ground}" in read
    assert f"color-scheme: {mode}" in read


def test_the_figure_stands_in_the_page_as_it_is(small: Exhibit) -> None:
    drawn = go.Figure(go.Scatter(x=["2026-09-01"], y=[3], name="Qwen"), {"template": "none"})
    read = json.loads(Parts(page(small, drawn, TODAY)).scripts()[0])
    assert read["data"][0]["name"] == "Qwen"
    assert read["data"][0]["y"] == [3]


def test_nothing_is_loaded_from_anywhere(parts: Parts) -> None:
    assert not [given for _, given in parts.elements if "src" in given]
    assert not [tag for tag, _ in parts.elements if tag in ("link", "img", "iframe", "object", "embed")]


def test_only_plotly_and_what_draws_the_figure_may_run(parts: Parts) -> None:
    policy = next(given["content"] or "" for tag, given in parts.elements if "http-equiv" in given)
    allowed = re.findall(r"'sha256-([^']+)'", policy)
    _, plotly, draw = parts.scripts()
    assert draw == DRAW
    assert [b64encode(sha256(script.encode()).digest()).decode() for script in (plotly, draw)] == allowed
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy


def test_a_hostile_name_is_a_name(hostile: Exhibit, name: str, parts: Parts) -> None:
    drawn = hostile.card.draw(THEMES["light"])
    seen = Parts(page(hostile, drawn, TODAY))
    assert seen.text("h1") == plain.line(name)
    assert {tag for tag, _ in seen.elements} <= {tag for tag, _ in parts.elements}
    assert len(seen.scripts()) == 3
    assert not [given for _, given in seen.elements if any(key.startswith("on") for key in given)]
    assert {key for _, given in seen.elements for key in given} <= {key for _, given in parts.elements for key in given}
    read = json.loads(seen.scripts()[0])
    assert read["data"][0]["name"] == name
    assert all((given["href"] or "").startswith("https://example.org/") for tag, given in seen.elements if tag == "a")


def test_a_page_of_no_rows_still_says_what_it_is(small: Exhibit, figure: go.Figure) -> None:
    empty = replace(small, card=replace(small.card, table=small.card.table.head(0)))
    header, cells, _ = tables.read_page(page(empty, figure, TODAY))
    assert header[0] == "Month"
    assert cells == []


def test_what_is_not_a_number_is_not_written_as_one(small: Exhibit, figure: go.Figure) -> None:
    table = pd.DataFrame({"share": [float("inf"), float("nan"), 0.0]})
    card = replace(small.card, table=table, forms={"share": "share"})
    assert tables.read_page(page(replace(small, card=card), figure, TODAY))[1] == [[""], [""], ["0.0"]]
