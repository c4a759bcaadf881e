"""Who publishes models made from whose, as a card: streams from the makers of base models to the publishers."""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.sankey import sankey
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import derivatives
from lib.registry.load import REPACKAGERS, UNREVIEWED
from lib.views.adoption import parents
from lib.views.view import Card

DRAWN, TOLD = 8, 8
"""So many names stand on each side by themselves; so many streams are told in words."""
PUBLISHERS = "smaller publishers"
"""The publishers that are too small for a name of their own."""


def card(data: Data, rows: pd.DataFrame, level: str) -> Card:
    """Streams from whose models the derivatives were made, at the start of the chain, to who publishes them.

    `rows` are as from `parents.published`.
    """
    placed = rows.assign(org=rows["org"].fillna(UNREVIEWED))
    found = derivatives.packaged(placed, {UNREVIEWED: UNREVIEWED, **_publishers(data, rows["org"].dropna().unique())})
    drawn = derivatives.fold_sides(found, "repositories", DRAWN, (parents.SMALLER, PUBLISHERS))
    drawn = drawn.rename(columns={"origin": "left", "publisher": "right", "repositories": "value"})
    sides = {side: _ordered(drawn.groupby(side)["value"].sum()) for side in ("left", "right")}
    names = {
        "left": {key: parents.name_of(data, level, key) for key in found["origin"].unique()} | parents.NAMES,
        "right": {key: _publisher(data, key) for key in found["publisher"].unique()}
        | {PUBLISHERS: "Smaller publishers"},
    }

    def draw(theme: Theme) -> go.Figure:
        return sankey(
            drawn,
            theme=theme,
            left=sides["left"],
            right=sides["right"],
            names=names,
            colours={
                "left": {key: parents.colour(data, level, key, theme) for key in sides["left"]},
                "right": {key: _publisher_colour(data, key, theme) for key in sides["right"]},
            },
            unit="repositories",
        )

    told = [
        f"{names['right'][row['right']]} from {names['left'][row['left']]} {numbers.whole(row['value'])}"
        for row in drawn.head(TOLD).to_dict("records")
    ]
    return Card(
        name="packaged",
        title=f"Who packages whose models: from the {level} of the first base to the publisher",
        subtitle=(
            f"Repositories made from another model ({parents.relations(rows)}), by the first model of their chain of "
            f"bases as far as it is known, and by who publishes them; a maker's own forms of its models are in. "
            f"{parents.published_by(rows)}"
        ),
        draw=draw,
        alt=f"Streams from the {level} of base models to publishers. The largest, in repositories: "
        f"{numbers.listed(told)}.",
        table=found.assign(origin=found["origin"].map(names["left"]), publisher=found["publisher"].map(names["right"])),
        forms={"origin": "text", "publisher": "text", "repositories": "whole", "downloads": "count"},
        indicators=("packaged",),
        tables=("hub_models",),
    )


def _ordered(sums: pd.Series) -> list[str]:
    """The keys of a side, the largest first, and those that stand for nobody alone at the end."""
    ranked = [str(key) for key in sums.sort_values(ascending=False, kind="stable").index]
    return sorted(ranked, key=lambda key: key in (*parents.NAMES, parents.UNKNOWN, PUBLISHERS))


def _publishers(data: Data, orgs: Iterable[str]) -> dict[str, str]:
    """For each org its maker; a repackager stands for itself."""
    makers = data.registry.group("hub", orgs, "maker")
    return {org: org if maker in (REPACKAGERS, UNREVIEWED) else maker for org, maker in makers.items()}


def _publisher(data: Data, key: str) -> str:
    called = dict(zip(data.registry.repackagers["org"], data.registry.repackagers["name"], strict=True))
    return called.get(key) or parents.NAMES.get(key) or data.registry.name("maker", key)


def _publisher_colour(data: Data, key: str, theme: Theme) -> str:
    called = set(data.registry.repackagers["org"]) | {PUBLISHERS}
    return theme.rest[0] if key in called else data.registry.colour("maker", key, theme.mode)
