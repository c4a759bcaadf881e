"""The card of the gap between the best models of the two sides over time, open ones and any, a panel a board."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.around import PART
from lib.charts.panels import panels
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import capability
from lib.views.rankings import arena
from lib.views.rankings.arena import BOARDS, CHINA, SIDES, US
from lib.views.rankings.board import told_flaws
from lib.views.timed import Timed
from lib.views.view import Card

ANY = "any"
NAMES = {capability.OPEN: "Best open models", ANY: "Best models, open or closed"}
PUBLISHED = "arena_gap"
"""What published gaps are called in published_figures.csv; they are of models with any weights."""
COMPARED = "US over China"
"""The pair of a published gap that is drawn."""


def card(data: Data, rows: pd.DataFrame) -> Card | None:
    """Best US model less best Chinese one, open and any weights; None where no board holds both sides."""
    found = _found(rows)
    if found.empty:
        return None
    us, china = (numbers.spoken(data.registry.name("region", side)) for side in SIDES)
    names = NAMES
    drawn = arena.tidy(found, "gap", "gap_low", "gap_high", [_gap_hover(row) for row in found.to_dict("records")])
    order = arena.panels_of(found)
    rings = _published(data, found)
    points = rings if len(rings) else None

    def draw(theme: Theme) -> go.Figure:
        return panels(
            drawn,
            theme=theme,
            order=order,
            series=[capability.OPEN, ANY],
            names=names,
            colours={capability.OPEN: theme.ink, ANY: theme.rest[0]},
            quiet=[ANY],
            zero=True,
            points=points,
        )

    ringed = f" Rings: published gaps, {numbers.listed(list(rings['told']))}." if len(rings) else ""
    last = found.sort_values("day").drop_duplicates(["board", "series"], keep="last")
    said = [
        f"{BOARDS[row['board']]}, {names[row['series']].lower()}: {row['gap']:+.0f} on {numbers.day(row['day'])}"
        for row in last.to_dict("records")
    ]
    return Card(
        name="arena-gap",
        title="Gap between the best models of the two sides on the text arena",
        subtitle=(
            f"Rating points by which the best model of makers in {us} stands above the best of makers in {china}; "
            "below zero the latter is ahead. A panel a board. Open means that weights are published under any licence. "
            f"Bars through points: the gap if both ratings were at the ends of their intervals.{ringed}"
        ),
        draw=draw,
        alt=f"Line charts, one a board, of the gap in rating points. {'; '.join(said)}.",
        table=found.assign(board=found["board"].map(BOARDS), series=found["series"].map(names))
        .drop(columns="stretch")[["board", "day", "series", "gap", "gap_low", "gap_high", "model_a", "model_b"]]
        .rename(columns={"model_a": "model_us", "model_b": "model_china"}),
        forms={
            "board": "text",
            "day": "day",
            "series": "text",
            "gap": "number",
            "gap_low": "number",
            "gap_high": "number",
            "model_us": "text",
            "model_china": "text",
        },
        indicators=("arena_gap", "arena_rating"),
        tables=("arena",),
        caveats=told_flaws(data.registry.flaws_of("arena")),
        sources=("published",) if len(rings) else (),
    )


def timed(data: Data, rows: pd.DataFrame) -> Timed | None:
    """The same card with its gaps as they are read around an event, each board and stretch of its scale by itself."""
    own = card(data, rows)
    if own is None:
        return None
    found = _found(rows)
    read = found.assign(series=found["series"].map(NAMES) + PART + arena.scales(found))
    return Timed(own, found["day"], rows=read.rename(columns={"day": "when", "gap": "value"}), form="number")


def _found(rows: pd.DataFrame) -> pd.DataFrame:
    """The gaps of the best open models and of the best of any weights, on each board, stretch and day."""
    sided = rows[rows["region"].isin(SIDES)]
    return pd.concat(
        [
            capability.gaps(arena.best_open(rows), "region", US, CHINA).assign(series=capability.OPEN),
            capability.gaps(capability.best(sided, "region"), "region", US, CHINA).assign(series=ANY),
        ],
        ignore_index=True,
    )


def _gap_hover(row: Mapping[Hashable, Any]) -> str:
    ends = "" if pd.isna(row["gap_low"]) else f", {row['gap_low']:+.0f} to {row['gap_high']:+.0f}"
    return f"{row['gap']:+.0f} points{ends}\n{row['model_a']} less {row['model_b']}\n{numbers.day(row['day'])}"


def _published(data: Data, found: pd.DataFrame) -> pd.DataFrame:
    """Published gaps, in the panel within whose time they fall: panel, day, series, value, hover, told."""
    figures = data.registry.published_figures
    chosen = figures[(figures["metric"] == PUBLISHED) & (figures["entity"] == COMPARED)]
    spans = found[found["series"] == ANY].groupby("board")["day"].agg(["min", "max"])
    rings = []
    for row in chosen.to_dict("records"):
        day = pd.Timestamp(row["date"])
        within = spans.index[(spans["min"] <= day) & (day <= spans["max"])]
        told = f"{row['value']} in {numbers.month(day)} ({row['publisher']}: {row['source_title']})"
        for board in within[:1]:
            rings.append((BOARDS[board], day, ANY, float(row["value"]), f"Published: {told}", told))
    return pd.DataFrame(rings, columns=["panel", "day", "series", "value", "hover", "told"])
