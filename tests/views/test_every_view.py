"""Every page of the dashboard, with its defaults and with each value of each of its options, on the shipped data."""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib import contracts
from lib.charts.theme import THEMES
from lib.data import open_data
from lib.views.options import controls, resolve
from lib.views.pages import page_of
from lib.views.view import Card, NothingToShowError
from tests.offered import OFFERED

MOST = 4
"""So many values of a long list are tried, evenly over it; the first and the last are among them."""
TOPICS = {page.name: importlib.import_module(f"lib.views.{page.name.replace('/', '.')}") for page in OFFERED}
FIRST = "adoption/downloads"
"""The page on which the choices that are folded away are tried in the short run too."""


def every_option(*, long: bool = False) -> Iterator[Any]:
    """The options of every page; those folded away are left to the long run, and all if `long`."""
    for name, topic in TOPICS.items():
        for option in controls(topic.Options):
            folded = controls(topic.Options)[option].more and name != FIRST
            yield pytest.param(name, option, id=f"{name}-{option}", marks=[pytest.mark.slow] if long or folded else [])


CARDS = [name for name in TOPICS if not name.startswith("about/")]
WITHOUT_LEVELS = {("race/crossover", "compare"), ("race/crossover", "families")}
"""Options of which some values have no published levels to start from, as the default count asks for."""


def spread(values: list[Any]) -> list[Any]:
    if len(values) <= MOST:
        return values
    return [values[round(step * (len(values) - 1) / (MOST - 1))] for step in range(MOST)]


def tried(data, topic, option: str) -> list[Any]:
    """The values of an option to build the view with."""
    control = controls(topic.Options)[option]
    allowed = list(control.allowed(data))
    if control.kind == "switch":
        return [True, False]
    if control.kind == "one":
        return spread(allowed)
    if control.kind == "many":
        return [tuple(allowed[:2]), tuple(allowed[-2:]), tuple(allowed)]
    if control.kind == "span":
        return [(allowed[0], allowed[-1]), (allowed[len(allowed) // 2], allowed[-1]), (allowed[-1], allowed[-1])]
    return ["qwen"]


def defaults(data, name: str):
    return resolve(TOPICS[name].Options, data, {})[0]


def seen(fig: go.Figure) -> list[tuple]:
    """A figure as a reader sees it, but for its colours."""
    return [(trace.type, trace.name, *map(_plain, points(trace))) for trace in fig.data]


def points(trace: Any) -> tuple[Any, ...]:
    """What a trace draws: where its points lie and their words, or the names and widths of its streams."""
    if trace.type == "sankey":
        return trace.node.label, trace.link.value
    return trace.x, trace.y, trace.text


def _plain(values: Any) -> list[str] | None:
    return None if values is None else [str(value) for value in values]


def check_card(card: Card, data) -> None:
    assert card.title
    assert card.subtitle
    assert card.alt.strip().endswith(".")
    assert len(card.table)
    assert list(card.table.columns) == list(dict.fromkeys(card.table.columns))
    assert set(card.forms) == set(card.table.columns)
    assert set(card.indicators) <= set(data.registry.words["indicators"])
    assert set(card.tables) <= set(contracts.TABLES)
    assert card.indicators
    assert card.tables or card.sources
    figures = {mode: card.draw(theme) for mode, theme in THEMES.items()}
    for mode, fig in figures.items():
        assert fig.layout.template.layout.paper_bgcolor == THEMES[mode].ground
        assert all(trace.type != "scattergl" for trace in fig.data)
        for trace in fig.data:
            across, up, *_ = points(trace)
            assert len(across if up is None else up) <= 500
    assert seen(figures["light"]) == seen(figures["dark"])


def check_view(view, data) -> None:
    assert view.headline.strip()
    assert view.cards
    names = [card.name for card in view.cards]
    assert len(set(names)) == len(names)
    for card in view.cards:
        check_card(card, data)
    for figure in view.figures:
        assert figure.label
        assert figure.value
        assert figure.date
        assert figure.help
        assert not any(pd.isna(value) for value in figure.trend)


def built(topic, data, options) -> tuple[Any, str]:
    """The view, or None with the words that say why there is none."""
    try:
        return topic.view(data, options), ""
    except NothingToShowError as error:
        return None, str(error)


@pytest.mark.parametrize("name", CARDS)
def test_a_page_with_its_defaults_is_whole(data, name):
    check_view(TOPICS[name].view(data, defaults(data, name)), data)


@pytest.mark.parametrize("name", [name for name in TOPICS if name not in CARDS])
def test_a_page_about_the_data_is_built_with_its_defaults(data, name):
    assert TOPICS[name].view(data, defaults(data, name)) is not None


@pytest.mark.parametrize(("name", "option"), list(every_option()))
def test_a_page_is_whole_with_each_value_of_each_option(data, name, option):
    topic = TOPICS[name]
    for value in tried(data, topic, option):
        options = replace(defaults(data, name), **{option: value})
        view, reason = built(topic, data, options)
        if view is None:
            assert (name, option) in WITHOUT_LEVELS, f"{option}={value}: {reason}"
            assert "Count by month" in reason
        elif name in CARDS:
            check_view(view, data)


@pytest.mark.parametrize("name", CARDS)
def test_every_link_leads_to_a_page_and_to_choices_that_it_offers(data, name):
    view = TOPICS[name].view(data, defaults(data, name))
    for link in (link for card in view.cards for link in card.links):
        target = TOPICS[page_of(link.page).name]
        given = {key: value == "true" if value in ("true", "false") else value for key, value in link.options.items()}
        assert link.label
        assert resolve(target.Options, data, given)[1] == []


@pytest.mark.parametrize("name", CARDS)
def test_the_tables_are_left_as_they_were(data, name):
    topic, options = TOPICS[name], defaults(data, name)
    tables = {table for card in topic.view(data, options).cards for table in card.tables}
    before = {table: data.table(table).copy() for table in tables}
    for card in topic.view(data, options).cards:
        card.draw(THEMES["light"])
    for table, frame in before.items():
        pd.testing.assert_frame_equal(data.table(table), frame)


@pytest.mark.parametrize(("name", "option"), list(every_option(long=True)))
def test_a_view_is_made_of_no_table_that_it_does_not_name(data, name: str, option: str) -> None:
    """A frozen link holds what is named; anything else could change under it in silence."""
    for value in tried(data, TOPICS[name], option):
        fresh = open_data(data.folder)
        options = resolve(TOPICS[name].Options, data, {option: value})[0]
        view, _ = built(TOPICS[name], fresh, options)
        if view is not None and name in CARDS:
            assert fresh.read <= set(view.tables)
