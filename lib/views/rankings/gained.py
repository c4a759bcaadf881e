"""What one model gained a day by the Hub's lifetime counter, and the days on which that fell or stood still."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import counters
from lib.metrics.counters import REVISED, STALE
from lib.views.rankings.board import Ranking, own_line
from lib.views.view import Card

KINDS = {
    REVISED: ("Revised", "x", "Cross on the axis: the counter fell or jumped back"),
    STALE: ("Stale", "diamond-open", "Diamond on the axis: the same total came twice though the model is downloaded"),
}
"""How a mark is called beside the chart, its shape, and what it means."""


def card(data: Data, ranked: Ranking, model: str, readings: pd.DataFrame) -> Card | None:
    """Downloads gained a day; None unless the lifetime counter of the model is known on two days of its `readings`."""
    own = readings.rename(columns={"model": "entity"})
    found = counters.gains(own)
    if len(found) < 2:
        return None
    country = data.registry.group("hub", own["org"].head(1), "country")[own["org"].iloc[0]]
    steps = found["downloads_all_time"].diff()
    found = found.assign(hover=[_hover(row, step) for row, step in zip(found.to_dict("records"), steps, strict=True)])
    # A row for each day, so that the line breaks where the model was not read.
    every = pd.DataFrame({"day": pd.date_range(found["day"].min(), found["day"].max(), unit="us")})
    drawn = every.merge(found, on="day", how="left").fillna({"hover": ""}).assign(model=model)
    drawn["incomplete"] = drawn["over_gap"].eq(True)
    marked = found[found["mark"] != ""]
    foot = marked.assign(
        kind=[KINDS[mark][0] for mark in marked["mark"]], symbol=[KINDS[mark][1] for mark in marked["mark"]]
    )

    def draw(theme: Theme) -> go.Figure:
        return own_line(data, model, country, drawn, theme, "gain", foot=foot)

    return Card(
        name="gained",
        title=f"{model}: downloads gained a day by the lifetime counter",
        subtitle=_subtitle(found),
        draw=draw,
        alt=_alt(model, found),
        table=_table(found, model),
        forms={
            "day": "day",
            "model": "text",
            "downloads_all_time": "whole",
            "gained_a_day": "whole",
            "days_counted": "number",
            "over_gap": "flag",
            "mark": "text",
        },
        indicators=("downloads_all_time",),
        tables=("hub_models",),
        caveats=ranked.caveats,
    )


def _hover(row: Mapping[Hashable, Any], step: float) -> str:
    total = f"{numbers.whole(row['downloads_all_time'])} in all"
    if row["mark"] == REVISED:
        moved = f"fell by {numbers.whole(-step)}" if step < 0 else f"jumped back by {numbers.whole(step)}"
        return f"The counter {moved}: {total}"
    if row["mark"] == STALE:
        return f"The counter stood still: {total}"
    mean = f", a mean over {numbers.whole(row['days'])} days" if row["over_gap"] else ""
    return f"a day{mean} ({total})"


def _subtitle(found: pd.DataFrame) -> str:
    first, last = found["day"].iloc[0], found["day"].iloc[-1]
    told = [
        "Difference of the Hub's all-time counter between neighbouring readings, over the days between them; "
        f"{len(found)} readings from {numbers.day(first)} to {numbers.day(last)}."
    ]
    if found["over_gap"].any():
        told.append("Hollow: a mean over several days, of which those in between are not known; the line breaks there.")
    told += [
        f"{means}, so the gain of the day is not known."
        for mark, (_, _, means) in KINDS.items()
        if mark in set(found["mark"])
    ]
    return " ".join(told)


def _alt(model: str, found: pd.DataFrame) -> str:
    """The line in one sentence: its ends, its highest point, and how often the counter cannot be trusted."""
    known = found.dropna(subset=["gain"])
    start = f"Line chart of the downloads that {model} gained a day by its lifetime counter"
    marks = [f"{name.lower()} on {sum(found['mark'] == mark)} days" for mark, (name, _, _) in KINDS.items()]
    if known.empty:
        return f"{start}: not known on any day; {numbers.listed(marks)}."
    most = known.sort_values("gain").iloc[-1]
    told = [
        f"{numbers.count(row['gain'])} on {numbers.day(row['day'])}" for row in (known.iloc[0], most, known.iloc[-1])
    ]
    return f"{start}: {told[0]}, at most {told[1]}, {told[2]}; {numbers.listed(marks)}."


def _table(found: pd.DataFrame, model: str) -> pd.DataFrame:
    rows = found.rename(columns={"gain": "gained_a_day", "days": "days_counted"}).assign(model=model)
    return rows[["day", "model", "downloads_all_time", "gained_a_day", "days_counted", "over_gap", "mark"]]
