"""The card of notable models with open weights, a year, by the country of their makers."""

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.bars import stacked
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics.flaws import flagged
from lib.views.view import Card

REGIONS = {"China": "china", "US": "us", "other": "other"}
"""The registry's region for each of Epoch AI's groups; models made together in both countries have none."""
ORDER = ("China", "US", "US and China", "other")
OPEN, UNKNOWN = "Yes", "unknown"


def card(data: Data) -> Card:
    """Bars a year, a band for each group; what both countries made together stands apart."""
    table = data.table("notable_models")
    rows = with_incomplete(table, data.registry.flaws_of("notable_models"))
    drawn = rows[rows["open_weights"] == OPEN]
    order = [group for group in ORDER if group in set(drawn["country_group"])]
    names = {group: data.registry.name("region", REGIONS.get(group, group)) for group in order}

    def draw(theme: Theme) -> go.Figure:
        fig = stacked(
            drawn,
            theme=theme,
            x="year",
            y="notable_models",
            series="country_group",
            order=order,
            names=names,
            colours={
                group: data.registry.colour("region", REGIONS[group], theme.mode) if group in REGIONS else theme.rest[0]
                for group in order
            },
            height=380,
        )
        fig.update_xaxes(dtick=1, tickformat="d")
        return fig

    last = drawn[drawn["year"] == drawn.loc[~drawn["incomplete"], "year"].max()].set_index("country_group")
    said = [f"{names[group]} {last['notable_models'][group]}" for group in order if group in last.index]
    unknown = int(table.loc[table["open_weights"] == UNKNOWN, "notable_models"].sum())
    partial = data.registry.flaws_of("notable_models")
    return Card(
        name="notable-models",
        title="Notable models with open weights, by year",
        subtitle=(
            "Models that Epoch AI calls notable, of any kind, by the country of their makers; one made in both "
            f"countries is in neither's own count. Of {numbers.whole(table['notable_models'].sum())} models {unknown} "
            "are left out, since whether their weights are open is not known. A group without a model in a year has no "
            f"row. Hollow: counted in part. {' '.join(partial['note'])}"
        ),
        draw=draw,
        alt=f"Stacked bars of notable models with open weights, {drawn['year'].min()} to {drawn['year'].max()}. In "
        f"{last['year'].iloc[0]}: {numbers.listed(said)}.",
        table=rows.assign(country_group=rows["country_group"].map(lambda group: names.get(group, group))),
        forms={
            "year": "text",
            "country_group": "text",
            "open_weights": "text",
            "notable_models": "whole",
            "incomplete": "flag",
        },
        indicators=("notable_models",),
        tables=("notable_models",),
        caveats=tuple(dict.fromkeys(partial["note"])),
    )


def with_incomplete(rows: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """`rows` (year …) with `incomplete`: whether a flaw of kind `partial` touches the year."""
    starts = pd.to_datetime(rows["year"].astype("str") + "-01-01")
    ends = starts + pd.offsets.YearEnd(0)
    return rows.assign(incomplete=flagged(starts, ends, flaws, ["partial"]))
