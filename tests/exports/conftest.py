"""Cards to export: the real ones of every page, a small one whose words are known, and one made of a hostile name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.charts.theme import THEMES
from lib.cite import Credit
from lib.data import Data
from lib.exports.exhibit import Definition, Exhibit, exhibit
from lib.views.options import resolve
from lib.views.pages import page_of
from lib.views.view import Card
from tests.exports.names import HOSTILE

HUB = Credit("Hub", "MIT", "https://example.org/mit", "Hub, counters of 2026, MIT.")
PULSE = Credit("Pulse", "CC BY 4.0", "", "Source: Pulse, as of 2026-10-31")


@pytest.fixture(scope="session")
def exhibits(data: Data) -> Callable[[str], list[Exhibit]]:
    """The cards of a page with its defaults, as they are exported."""

    def of(name: str) -> list[Exhibit]:
        page = page_of(name)
        topic = import_module(f"lib.views.{name.replace('/', '.')}")
        options = resolve(topic.Options, data, {})[0]
        view = topic.view(data, options)
        return [exhibit(data, page, options, view, card, "https://example.org", True) for card in view.cards]

    return of


@pytest.fixture
def small() -> Exhibit:
    """A card of two rows; the second one is half missing, and its count is larger than a float can hold exactly."""
    table = pd.DataFrame(
        {
            "month": pd.to_datetime(["2026-09-01", None]),
            "org": ["Qwen", None],
            "share": [0.1 + 0.2, None],
            "downloads": pd.array([9_007_199_254_740_993, None], dtype="Int64"),
            "estimate": pd.array([True, None], dtype="boolean"),
            "url": ["https://example.org/a?b=1&c=2", "javascript:alert(1)"],
        }
    )
    forms = {"month": "month", "org": "text", "share": "share", "downloads": "whole", "estimate": "flag", "url": "link"}
    card = Card(
        name="curves",
        title="Downloads in a month",
        subtitle="Language models of the Hub.",
        draw=lambda theme: go.Figure(layout={"paper_bgcolor": theme.ground, "template": "none"}),
        alt="A line that rises.",
        table=table,
        forms=forms,  # type: ignore[arg-type]
        indicators=("downloads_month",),
        tables=("hub_monthly",),
        caveats=("September is estimated.",),
    )
    return Exhibit(
        page=page_of("race/crossover"),
        card=card,
        headline="Qwen passed Llama in April 2025.",
        choices=(("Count", "Monthly downloads"), ("Log scale", "off")),
        definitions=(Definition("Downloads", "downloads a month", "How often", "a − b", ("Bots are in.",)),),
        as_of=date(2026, 10, 31),
        source="Source: Hub (MIT), as of 31 October 2026.",
        credits=(HUB, PULSE, replace(HUB, name="Hub, the other table")),
        live="https://example.org/crossover?count=Monthly+downloads&v=1#curves",
        frozen="https://example.org/crossover?count=Monthly+downloads&v=1&as_of=2026-10-31&vintage=12345678#curves",
    )


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE)
def name(request: pytest.FixtureRequest) -> str:
    """A name that is more than a name where it is not escaped."""
    return request.param


@pytest.fixture
def hostile(small: Exhibit, name: str) -> Exhibit:
    """The small card in which every word, a column and a link are the hostile name."""
    table = small.card.table.assign(org=[name, name], url=[name, f"https://example.org/{name}"])
    card = replace(
        small.card,
        title=name,
        subtitle=name,
        alt=name,
        caveats=(name, f"b {name}"),
        table=table.rename(columns={"share": name}),
        forms={**{key: form for key, form in small.card.forms.items() if key != "share"}, name: "share"},
        draw=lambda theme: _figure(name, theme.ground),
    )
    return replace(
        small,
        card=card,
        headline=name,
        choices=((name, name),),
        definitions=(Definition(name, name, name, name, (name,)),),
        source=name,
        credits=(Credit(name, name, f"https://example.org/{name}", name), Credit(name, name, name, f"b {name}")),
        live=f"https://example.org/{name}",
        frozen=f"https://example.org/{name}?as_of=2026-10-31",
    )


def _figure(name: str, ground: str) -> go.Figure:
    """A chart that forgot to escape a name."""
    return go.Figure(
        go.Scatter(x=[1, 2], y=[1, 2], name=name, text=[name, name]),
        {"paper_bgcolor": ground, "template": "none", "title": {"text": name[:200]}, "showlegend": True},
    )


@pytest.fixture
def figure(small: Exhibit) -> go.Figure:
    """The chart of the small card."""
    return small.card.draw(THEMES["light"])
