"""The card of models whose lifetime counter fell, jumped back or stood still between two readings."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.named_bars import named_bars
from lib.charts.ranks import shortened
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics.counters import STALE
from lib.views.rankings.board import short, told_flaws
from lib.views.view import Card

DRAWN, NAME = 15, 30
"""So many models are drawn; and so many letters of a name have room."""
MOST = 1000
"""So many models the table holds; all are counted."""
MEASURES = {"back": "came back", "fell": "taken away"}
KINDS = ("revised", "frozen")
"""The flaws of the registry that speak of counters which fell or stood still."""


def by_model(data: Data) -> pd.DataFrame:
    """A row for each model with such readings: model, maker, falls, fell, jumps, back, still, first, last; the largest
    fall first, then those that stood still most often.
    """
    rows = data.models.marks()
    step = rows["step"].astype("int64")
    still = rows["mark"] == STALE
    marked = rows.assign(
        falls=(step < 0) & ~still,
        fell=(-step).where((step < 0) & ~still, 0),
        jumps=(step > 0) & ~still,
        back=step.where((step > 0) & ~still, 0),
        still=still,
    )
    found = marked.groupby(["model", "org"], as_index=False).agg(
        falls=("falls", "sum"),
        fell=("fell", "sum"),
        jumps=("jumps", "sum"),
        back=("back", "sum"),
        still=("still", "sum"),
        first=("day", "min"),
        last=("day", "max"),
    )
    makers = data.registry.group("hub", found["org"].unique(), "maker")
    found = found.assign(maker=[data.registry.name("maker", makers[org]) for org in found["org"]])
    order = found.sort_values(["fell", "still", "model"], ascending=[False, False, True])
    return order[["model", "org", "maker", "falls", "fell", "jumps", "back", "still", "first", "last"]].reset_index(
        drop=True
    )


WAITS = (
    "Whose lifetime counters fell or stood still is not shown: it waits for counters that were read on two days. "
    "“make refresh” reads them from the Hub, once a day."
)


def read_twice(data: Data) -> bool:
    """Whether the lifetime counter of any model was read on two days."""
    return bool(data.models.days()["new_again"].any())


def card(data: Data) -> Card | None:
    """What falls took away and jumps brought back; None unless lifetime counters were read twice and failed to rise."""
    if not read_twice(data):
        return None
    found = data.derived(by_model)
    if found.empty:
        return None
    top = found.head(DRAWN)
    names = dict(zip(top["model"], shortened([short(model) for model in top["model"]], NAME), strict=True))
    drawn = _drawn(top)
    countries = data.registry.group("hub", top["org"].unique(), "country")

    def draw(theme: Theme) -> go.Figure:
        return named_bars(
            drawn,
            theme=theme,
            order=list(top["model"]),
            names=names,
            measures=MEASURES,
            two_lines=True,
            colours={
                model: data.registry.colour("country", countries[org], theme.mode)
                for model, org in zip(top["model"], top["org"], strict=True)
            },
        )

    flaws = data.registry.flaws_of("hub_models")
    return Card(
        name="counter-marks",
        title="Lifetime counters that fell, jumped back or stood still",
        subtitle=_subtitle(data, found),
        draw=draw,
        alt=f"Bars of what falls of lifetime counters took away and jumps brought back, by model. "
        f"{numbers.listed([_told(row) for row in top.head(6).to_dict('records')])}.",
        table=found.head(MOST).drop(columns="org"),
        forms={
            "model": "text",
            "maker": "text",
            "falls": "whole",
            "fell": "whole",
            "jumps": "whole",
            "back": "whole",
            "still": "whole",
            "first": "day",
            "last": "day",
        },
        indicators=("counter_marks", "downloads_all_time"),
        tables=("hub_models",),
        caveats=told_flaws(flaws[flaws["kind"].isin(KINDS)]),
    )


def _drawn(top: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "key": row["model"],
                "measure": measure,
                "value": row[measure],
                "hatched": False,
                "hover": _told(row),
                "remark": f"stood still {row['still']}×" if row["still"] else "",
            }
            for row in top.to_dict("records")
            for measure in MEASURES
        ]
    )


def _told(row: Mapping[Hashable, Any]) -> str:
    """One model's readings in a sentence part."""
    said = []
    if row["falls"]:
        said.append(f"fell {_times(row['falls'])} by {numbers.whole(row['fell'])}")
    if row["jumps"]:
        said.append(f"jumped back {_times(row['jumps'])} by {numbers.whole(row['back'])}")
    if row["still"]:
        said.append(f"stood still {_times(row['still'])}")
    return f"{row['model']} {numbers.listed(said)}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{numbers.whole(count)} times"


def _subtitle(data: Data, found: pd.DataFrame) -> str:
    days = data.models.days()
    known = days.loc[days["totals"] > 0, "day"]
    twice = int(days["new_again"].sum())
    told = [
        f"Of {numbers.whole(twice)} models whose lifetime counter was read on two days or more, from "
        f"{numbers.day(known.min())} to {numbers.day(known.max())}, it fell for "
        f"{numbers.whole(int((found['falls'] > 0).sum()))} and stood still, though they are downloaded, for "
        f"{numbers.whole(int((found['still'] > 0).sum()))}. Solid: what falls took away; pale: what jumps brought back."
    ]
    if len(found) > DRAWN:
        told.append(f"Drawn are the {DRAWN} with the largest falls of {numbers.whole(len(found))}.")
    if len(found) > MOST:
        told.append(f"The table holds the first {numbers.whole(MOST)}.")
    return " ".join(told)
