"""How many models of the whole Hub are made from whose, by the Hub's own count of children, as a card."""

from collections.abc import Collection

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.named_bars import named_bars
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import derivatives
from lib.views.adoption import parents
from lib.views.view import Card

DRAWN = 12
"""So many groups have a bar; the table holds all of them."""


def card(data: Data, level: str, relations: Collection[str]) -> Card:
    """How many repositories of the Hub are made from models of each group, and of those since the reading before."""
    counts = data.table("hub_derivatives")
    found = derivatives.children(counts, parents.groups(data, counts["model"].unique(), level), relations)
    drawn = found.dropna(subset=["derivatives"]).head(DRAWN)
    names = {key: parents.name_of(data, level, key) for key in found["entity"]}
    day, since = found["day"].iloc[0], found["since"].iloc[0]
    measures = {"derivatives": "in all"}
    measures |= {} if pd.isna(since) else {"new": f"new since {numbers.day(since)}"}
    bars = drawn.melt(["entity"], list(measures), "measure").rename(columns={"entity": "key"})
    bars = bars.assign(
        hatched=False,
        hover=[
            f"{names[key]}: {numbers.count(value)} derivatives {measures[measure]}"
            for key, measure, value in zip(bars["key"], bars["measure"], bars["value"], strict=True)
        ],
    )

    def draw(theme: Theme) -> go.Figure:
        return named_bars(
            bars,
            theme=theme,
            order=list(drawn["entity"]),
            names=names,
            measures=measures,
            colours={key: parents.colour(data, level, key, theme) for key in drawn["entity"]},
        )

    told = numbers.listed(
        [f"{names[row['entity']]} {numbers.count(row['derivatives'])}" for row in drawn.to_dict("records")]
    )
    columns = ["entity", "derivatives", *relations, "models", "new", "share_of_new", "since", "day"]
    return Card(
        name="children",
        title=f"Derivatives on the Hub, by the {level} of the model they were made from",
        subtitle=(
            f"Repositories of anybody that name one of {numbers.whole(found['models'].sum())} much downloaded base "
            f"models, on {numbers.day(day)} ({numbers.listed(list(relations))}); a lower bound, since other models "
            "were not asked for. A merge of two models counts for each."
        ),
        draw=draw,
        alt=f"Bars of the number of derivatives by {level} on {numbers.day(day)}: {told}.",
        table=found.assign(entity=found["entity"].map(names))[columns],
        forms={
            "entity": "text",
            **dict.fromkeys(("derivatives", *relations, "models", "new"), "whole"),
            "share_of_new": "share",
            "since": "day",
            "day": "day",
        },
        indicators=("derivatives_known",),
        tables=("hub_derivatives",),
    )
