"""The cards of embodied AI: humanoids, industrial robots and data sets as published."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.marks import marks
from lib.charts.named_bars import named_bars
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import embodied as metrics
from lib.views.view import Card, Form

REGIONS = {"US": "us", "China": "china"}
"""The registry's key of a region by its name in published figures; the world has no colour of its own."""
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(("entity", "region", "measure"), "text"),
    "value": "whole",
    **dict.fromkeys(("unit", "counted_by", "publisher", "source_title"), "text"),
    "day": "day",
    "url": "link",
    **dict.fromkeys(("note", "tier"), "text"),
}
MEASURES = {"humanoid_shipments": "shipped", "humanoid_installations": "installed"}


def humanoids(data: Data, counts: pd.DataFrame) -> Card:
    """A mark for each published count of 2025, a row for the world, a country and each maker."""
    newest = counts[counts["day"] == counts["day"].max()]
    rows = newest.assign(
        key=newest["entity"],
        kind=newest["counted_by"],
        hover=[
            f"{row['entity']}: {numbers.whole(row['value'])} {MEASURES[row['metric']]}, {row['counted_by']}"
            f"{f' ({note})' if (note := row['note']) else ''}"
            for row in newest.to_dict("records")
        ],
    )
    sizes = rows.groupby("key")["value"].max().sort_values(ascending=False, kind="stable")
    order = [str(key) for key in sizes.index]
    kinds = {str(key): str(key) for key in rows["kind"].value_counts().index}
    year = newest["day"].iloc[0].year

    def draw(theme: Theme) -> go.Figure:
        return marks(
            rows,
            theme=theme,
            order=order,
            names={key: _named(newest, key) for key in order},
            kinds=kinds,
            colours=_colours(data, newest, theme),
            form="number",
        )

    told = [
        f"{row['entity']} {numbers.whole(row['value'])} ({row['counted_by']})"
        for row in newest.sort_values("value", ascending=False).to_dict("records")
    ]
    return Card(
        name="humanoids",
        title=f"Humanoid robots shipped or installed in {year}, as published",
        subtitle=(
            "One mark for each published count, its shape says who counted. Shipped is by the maker, installed by the "
            "place: China's row is of robots installed there. The sources disagree and all stand; nothing is added up. "
            f"{len(newest)} figures of {len(kinds)} sources, each with its address in the table."
        ),
        draw=draw,
        alt=f"Marks of published counts of humanoid robots in {year}: {numbers.listed(told)}.",
        table=_table(newest.sort_values(["entity", "value"])),
        forms=FORMS,
        indicators=("humanoids",),
        tables=(),
        sources=("published",),
    )


def _named(rows: pd.DataFrame, entity: str) -> str:
    """A row's name: the world and countries as they are, a maker with its country."""
    region = rows.loc[rows["entity"] == entity, "region"].iloc[0]
    return entity if region in ("Global", entity) else f"{entity} ({region})"


def _colours(data: Data, rows: pd.DataFrame, theme: Theme) -> dict[str, str]:
    regions = dict(zip(rows["entity"], rows["region"], strict=True))
    return {
        entity: data.registry.colour("region", REGIONS[region], theme.mode) if region in REGIONS else theme.ink
        for entity, region in regions.items()
    }


def industrial(data: Data) -> Card:
    """Industrial robots installed in a year, by country, as one source states them."""
    rows = metrics.stated(data.registry.published_figures, "robot_installations").sort_values("value", ascending=False)
    year = rows["day"].iloc[0].year
    shares = metrics.stated(data.registry.published_figures, "robot_install_share")
    return _bars(
        data,
        rows.assign(measure="robots"),
        {"robots": f"robots in {year}"},
        name="industrial-robots",
        title=f"Industrial robots installed in {year}, as published",
        subtitle=f"Robots in factories, by the country in which they were installed, as {_sources(rows)} states it. "
        + " ".join(
            f"{row['entity']}'s share of the world is given as {numbers.share(row['value'] / 100)} by "
            f"{row['publisher']} ({row['url']})."
            for row in shares.to_dict("records")
        ),
        indicator="industrial_robots",
    )


def datasets(data: Data) -> Card:
    """Robotics data sets on the Hub at the ends of years, by Hugging Face's own count."""
    rows = metrics.stated(data.registry.published_figures, "robotics_datasets").sort_values("day")
    years = {str(day.year): f"end of {day.year}" for day in rows["day"]}
    growth = metrics.stated(data.registry.published_figures, "repo_growth")
    growth = growth[growth["entity"] == "lerobot"]
    return _bars(
        data,
        rows.assign(measure=rows["day"].dt.year.astype("str")),
        years,
        name="robotics-datasets",
        title="Robotics data sets on the Hugging Face Hub, as published",
        subtitle=f"Data sets for robotics of anybody on the Hub, by its own count; countries are not told apart. As "
        f"{_sources(rows)} states it. "
        + " ".join(
            f"Repositories of LeRobot grew by {numbers.share(row['value'] / 100)}, says {row['publisher']} "
            f"({row['note']})."
            for row in growth.to_dict("records")
        ),
        indicator="robotics_datasets",
    )


def _sources(rows: pd.DataFrame) -> str:
    return numbers.listed(list(dict.fromkeys(rows["publisher"] + " (" + rows["source_title"] + ")")))


def _bars(
    data: Data, rows: pd.DataFrame, measures: Mapping[str, str], *, name: str, title: str, subtitle: str, indicator: str
) -> Card:
    """Bars of published figures: a row for each entity, a bar for each measure of it."""
    drawn = rows.assign(
        key=rows["entity"],
        hatched=False,
        hover=[
            f"{row['entity']}: {numbers.whole(row['value'])} {measures[row['measure']]}, {row['publisher']}"
            for row in rows.to_dict("records")
        ],
    )
    order = list(dict.fromkeys(drawn["key"]))

    def draw(theme: Theme) -> go.Figure:
        return named_bars(
            drawn,
            theme=theme,
            order=order,
            names={key: key for key in order},
            measures=measures,
            colours=_colours(data, drawn, theme),
        )

    told = [
        f"{row['entity']} {numbers.whole(row['value'])} {measures[row['measure']]}" for row in rows.to_dict("records")
    ]
    return Card(
        name=name,
        title=title,
        subtitle=subtitle,
        draw=draw,
        alt=f"Bars: {title}. {numbers.listed(told)}.",
        table=_table(rows),
        forms=FORMS,
        indicators=(indicator,),
        tables=(),
        sources=("published",),
    )


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    said = rows["metric"].map(MEASURES).fillna(rows["metric"].str.replace("_", " "))
    return rows.assign(measure=said)[list(FORMS)].reset_index(drop=True)
