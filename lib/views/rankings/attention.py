"""The card that sets likes against downloads of tracked models: what is talked about, and what is used."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.ranks import shortened
from lib.charts.scatter import MOST, scatter
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import concentration
from lib.views import tracked
from lib.views.rankings.board import short, told_flaws
from lib.views.view import Card, KeyFigure

FIRST = 25
"""So many at the top of each list are compared, as Hugging Face does."""
PUBLISHED = "top25_overlap_downloads_likes"
"""What the published overlap of the two lists is called in published_figures.csv."""


def newest(data: Data) -> pd.DataFrame | None:
    """The models of the newest offered day as from `concentration.attention`; None if there is no such day."""
    offered = tracked.offered(data)
    return concentration.attention(tracked.on(data, offered[-1])) if offered else None


def figure(data: Data, points: pd.DataFrame) -> KeyFigure:
    """How well the places by likes and by downloads agree."""
    return KeyFigure(
        label="Likes and downloads, rank correlation",
        value=numbers.ratio(concentration.rank_correlation(points)),
        date=numbers.day(points["day"].iloc[0]),
        help="Spearman's rank correlation of 30-day downloads and likes among the "
        f"{tracked.told(data, points['day'].iloc[0])} that day: 1 is the same order, 0 is none.",
    )


def card(data: Data, points: pd.DataFrame) -> Card:
    """A point a model on two log scales; the models among the first of both lists are named."""
    day = numbers.day(points["day"].iloc[0])
    both = concentration.in_both(points, FIRST)
    regions = points["org"].map(data.registry.group("hub", points["org"].unique(), "region"))
    order = [str(key) for key in regions.value_counts().index]
    labels = dict(zip(both, shortened([short(model) for model in both]), strict=True))
    drawn = points.assign(
        region=regions,
        label=points["model"].map(labels).fillna(""),
        hover=[_hover(row) for row in points.to_dict("records")],
    )

    def draw(theme: Theme) -> go.Figure:
        return scatter(
            drawn.dropna(subset=["likes"]),
            theme=theme,
            x="downloads_30d",
            y="likes",
            titles=("Downloads in 30 days", "Likes"),
            series="region",
            order=order,
            names={key: data.registry.name("region", key) for key in order},
            colours={key: data.registry.colour("region", key, theme.mode) for key in order},
        )

    flaws = data.registry.flaws_of("hub_models")
    return Card(
        name="attention",
        title=f"Attention against traffic: likes and 30-day downloads of tracked models, {day}",
        subtitle=_subtitle(data, points, drawn, both),
        draw=draw,
        alt=f"Scatter chart of likes against 30-day downloads of {numbers.whole(len(points))} models on {day}; the "
        f"rank correlation is {numbers.ratio(concentration.rank_correlation(points))}. "
        f"{_overlap(both)}",
        table=_table(data, points, both),
        forms={
            "rank": "whole",
            "rank_likes": "whole",
            "model": "text",
            "maker": "text",
            "region": "text",
            "downloads_30d": "whole",
            "likes": "whole",
            "in_both": "flag",
        },
        indicators=("likes_and_downloads", "downloads_30d"),
        tables=("hub_models",),
        caveats=told_flaws(flaws[flaws["entity"] == "all"]),
        sources=("published",) if len(_published(data)) else (),
    )


def _published(data: Data) -> pd.DataFrame:
    figures = data.registry.published_figures
    return figures[figures["metric"] == PUBLISHED]


def _overlap(both: list[str]) -> str:
    """How many models are among the first of both lists, and which."""
    if not both:
        return f"No model is among the first {FIRST} by downloads and by likes alike."
    many = "is" if len(both) == 1 else "are"
    return f"Among the first {FIRST} by downloads and by likes alike {many} {len(both)}: {numbers.listed(both)}."


def _subtitle(data: Data, points: pd.DataFrame, drawn: pd.DataFrame, both: list[str]) -> str:
    unknown = int(points["likes"].isna().sum())
    which = tracked.told(data, points["day"].iloc[0])
    told = [f"The Hub's trailing-30-day counter and likes of the {which}."]
    if unknown:
        told.append(f"Of {numbers.whole(unknown)} the likes are not known; they are not drawn.")
    zeros = int((points["downloads_30d"] == 0).sum())
    if zeros:
        told.append(f"{numbers.whole(zeros)} without a download do not fit on a log scale.")
    if drawn["region"].value_counts().max() > MOST:
        told.append(f"Of each group the {MOST} most downloaded are drawn.")
    told.append(_overlap(both))
    for row in _published(data).to_dict("records"):
        told.append(
            f"{row['publisher']} counted {row['value']} of {FIRST} among {row['entity'].lower()} of the Hub in "
            f"{numbers.month(pd.Timestamp(row['date']))} ({row['source_title']})."
        )
    return " ".join(told)


def _hover(row: Mapping[Hashable, Any]) -> str:
    likes = "likes not known" if pd.isna(row["likes"]) else f"{numbers.whole(row['likes'])} likes"
    place = "" if pd.isna(row["rank_likes"]) else f", place {row['rank_likes']}"
    return f"{row['model']}\n{numbers.whole(row['downloads_30d'])} downloads, place {row['rank']}\n{likes}{place}"


def _table(data: Data, points: pd.DataFrame, both: list[str]) -> pd.DataFrame:
    orgs = points["org"].unique()
    by = {level: points["org"].map(data.registry.group("hub", orgs, level)) for level in ("maker", "region")}
    named = {level: keys.map(lambda key, level=level: data.registry.name(level, key)) for level, keys in by.items()}
    rows = points.assign(in_both=points["model"].isin(both), **named)
    return rows[["rank", "rank_likes", "model", "maker", "region", "downloads_30d", "likes", "in_both"]]
