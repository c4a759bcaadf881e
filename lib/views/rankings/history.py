"""One tracked model's own counters: the trailing one by date, and what it gained by the lifetime one."""

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import hub
from lib.views.rankings import gained
from lib.views.rankings.board import Ranking, own_line, whose
from lib.views.rankings.universe import upright
from lib.views.timed import Timed
from lib.views.view import Card

READ = ("day", "model", "org", "tracked", "downloads_30d", "downloads_all_time", "fetched_at")
"""What is looked at of a model's readings."""


def cards(data: Data, ranked: Ranking, model: str) -> tuple[Card, ...]:
    """The model's trailing counter, and below it what it gained a day, where its lifetime counter is known."""
    readings = data.models.of_models([model], READ)
    own = gained.card(data, ranked, model, readings)
    return (card(data, ranked, model, readings), *([own] if own else []))


def timed(data: Data, ranked: Ranking, model: str) -> tuple[Timed, ...]:
    """The same cards over time; the trailing counter is read around an event by the days on which it was read."""
    first, *rest = cards(data, ranked, model)
    read = first.table.rename(columns={"day": "when", "model": "series", "downloads_30d": "value"})
    whole = Timed(first, first.table["day"], rows=read.assign(value=read["value"].astype("float64")), every="day")
    return (whole, *(Timed(each, each.table["day"]) for each in rest))


def card(data: Data, ranked: Ranking, model: str, readings: pd.DataFrame) -> Card:
    """One model's counter on every day on which any model was read; `readings` are all of its own."""
    own = _own(ranked, model, readings)
    read = data.models.days()
    rows = hub.history(own, read[read["models"] > 0]).assign(model=model)
    org = own["org"].iloc[0]
    maker, country = (data.registry.group("hub", [org], level)[org] for level in ("maker", "country"))
    hover = [
        f"downloads in 30 days, rank {row['rank']} of {row['models']}"
        if pd.notna(row["rank"])
        else "downloads in 30 days"
        for row in rows.to_dict("records")
    ]
    seen = rows[rows["downloads_30d"].notna()]

    drawn = rows.assign(
        hover=hover,
        estimate=rows["day_is_estimate"],
        incomplete=rows["day_is_estimate"],
        downloads_30d=rows["downloads_30d"].astype("float64"),
    )

    def draw(theme: Theme) -> go.Figure:
        return own_line(data, model, country, drawn, theme, "downloads_30d", events=ranked.events)

    return Card(
        name="history",
        title=f"{model}: downloads in the last 30 days, by date",
        subtitle=(
            f"{whose(data, maker, country)}. Read on {len(seen)} of {len(rows)} dates; the line breaks where this "
            f"model was not. {_standing(ranked, own)} Dotted and hollow: the day is an estimate. Windows of "
            f"neighbouring dates overlap, so the readings are not added up.{upright(ranked.events)}"
        ),
        draw=draw,
        alt=_alt(model, seen),
        table=rows[["day", "model", "downloads_30d", "rank", "models", "day_is_estimate"]].rename(
            columns={"models": "models_read"}
        ),
        forms={
            "day": "day",
            "model": "text",
            "downloads_30d": "whole",
            "rank": "whole",
            "models_read": "whole",
            "day_is_estimate": "flag",
        },
        indicators=("downloads_30d",),
        tables=("hub_models",),
        caveats=ranked.caveats,
    )


def _own(ranked: Ranking, model: str, readings: pd.DataFrame) -> pd.DataFrame:
    """The model's readings with its rank on the days on which it is listed."""
    read = readings[readings["tracked"] & readings["downloads_30d"].notna()]
    listed = ranked.rows.loc[ranked.rows["model"] == model, ["day", "rank"]]
    return read.merge(listed, on="day", how="left")


def _standing(ranked: Ranking, own: pd.DataFrame) -> str:
    """Where the model stands on the day of the ranking; `own` are its readings with their ranks."""
    now = own[own["day"] == ranked.day]
    if now.empty:
        return f"It was not read on {numbers.day(ranked.day)}."
    if pd.isna(now["rank"].iloc[0]):
        listed, seen = numbers.whole(ranked.listed), numbers.whole(ranked.seen)
        return f"It is not among the first {listed} of {seen} on {numbers.day(ranked.day)}."
    return f"Rank {now['rank'].iloc[0]:.0f} of {numbers.whole(ranked.seen)} on {numbers.day(ranked.day)}."


def _alt(model: str, seen: pd.DataFrame) -> str:
    """The line in one sentence: its ends, and its highest point."""
    first, last = seen.iloc[0], seen.iloc[-1]
    most = seen.sort_values("downloads_30d").iloc[-1]
    told = [f"{numbers.count(row['downloads_30d'])} on {numbers.day(row['day'])}" for row in (first, most, last)]
    return f"Line chart of the 30-day counter of {model}: {told[0]}, at most {told[1]}, {told[2]}."
