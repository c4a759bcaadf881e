"""Whose models new ones are made from: the derivatives that the store knows one by one, month by month, as a card."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.bars import stacked
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import derivatives, downloads
from lib.registry.load import GROUPS, REPACKAGERS, UNREVIEWED
from lib.views.adoption import through
from lib.views.sentences import alt
from lib.views.view import Card

LEVELS = {"Family": "family", "Maker": "maker", "Region": "region"}
DRAWN = 7
"""So many groups have a band of their own."""
SMALLER, NO_FAMILY, UNKNOWN = "smaller", "no family", "unknown"
"""Groups too small for a band of their own; models of a known maker that are of no family; makers of unknown base."""
NAMES = {**GROUPS, SMALLER: "Smaller", NO_FAMILY: "Of no family"}


def known(data: Data) -> bool:
    """Whether any model of the table of models names a base."""
    return data.has("hub_models") and bool(data.models.bases())


def made(data: Data, of: str, level: str, by: Sequence[str], day: pd.Timestamp | None = None) -> pd.DataFrame:
    """What is made from other models, summed up as by `lib.derived.Models.made`, by the group of the base or origin.

    A publisher that the registry does not know is missing.
    """
    keys = groups(data, data.models.bases(day), level)
    return data.models.made(of, keys, by, data.registry.orgs("hub"), day)


def created(data: Data, level: str) -> pd.DataFrame:
    """The derivatives by the month in which they were created and whose models they were made from: month, relation,
    downloaded, entity, repositories, downloads.
    """
    return made(data, "base", level, ["month", "relation", "downloaded"])


def published(data: Data, level: str) -> pd.DataFrame:
    """The derivatives by who publishes them and whose is the first of their chain of bases: org, relation, entity,
    repositories, downloads.
    """
    return made(data, "origin", level, ["org", "relation"])


def groups(data: Data, models: Iterable[str], level: str) -> dict[str, str]:
    """For each model of the Hub by its name: its family, maker or region, or the group it is in."""
    found = {}
    for model in set(models):
        maker = data.registry.maker("hub", model.split("/")[0])
        if level != "family":
            found[model] = maker if level == "maker" else data.registry.place(maker, level)
        else:
            found[model] = maker if maker in GROUPS else data.registry.family(maker, model) or NO_FAMILY
    return found


def name_of(data: Data, level: str, key: str) -> str:
    """How people read a group."""
    return NAMES.get(key) or data.registry.name(level, key)


def colour(data: Data, level: str, key: str, theme: Theme) -> str:
    """The colour of a group: its own in the registry, a grey where it stands for what has none."""
    greys = {SMALLER: theme.rest[0], NO_FAMILY: theme.rest[1], REPACKAGERS: theme.rest[2], UNREVIEWED: theme.muted}
    return greys.get(key) or data.registry.colour(level, key, theme.mode)


def published_by(rows: pd.DataFrame) -> str:
    """Scope and coverage: whose derivatives the store reads; `rows` are as from `published`."""
    placed = rows["org"].notna()
    told = f"{numbers.whole(rows['repositories'].sum())} repositories"
    own = f"{numbers.whole(rows['org'].nunique())} registered publishers, makers and repackagers"
    if placed.all():
        return f"{told} of {own}; those of everybody else on the Hub are not read."
    return f"{told}, {numbers.whole(rows.loc[placed, 'repositories'].sum())} of them of {own}."


class Made(NamedTuple):
    """The same derivatives twice: as from `created`, and as from `published`."""

    created: pd.DataFrame
    published: pd.DataFrame


def new_card(data: Data, made: Made, level: str, window: tuple[str, str]) -> Card | None:
    """The derivatives created in a month by what they were made from, as shares; None if none is of the window."""
    counted = _new(data, made.created, window)
    if counted.empty:
        return None
    last = [key for key in (NO_FAMILY, REPACKAGERS, UNREVIEWED, UNKNOWN) if key in set(counted["entity"])]
    sums = counted[~counted["entity"].isin(last)].groupby("entity")["derivatives"].sum()
    bands = [str(key) for key in sums.sort_values(ascending=False, kind="stable").index[:DRAWN]]
    drawn = derivatives.fold(counted, [*bands, *last], SMALLER)
    drawn = downloads.with_incomplete(drawn, pd.Timestamp(data.provenance("hub_models").as_of))
    drawn = drawn.assign(hover=[f"({numbers.whole(n)} repositories)" for n in drawn["derivatives"]])
    order = [key for key in (*bands, SMALLER, *last) if key in set(drawn["entity"])]
    names = {key: name_of(data, level, key) for key in order}
    title = f"Share of new derivatives, by the {level} of the model they were made from"

    def draw(theme: Theme) -> go.Figure:
        return stacked(
            drawn,
            theme=theme,
            x="month",
            y="share",
            series="entity",
            order=order,
            names=names,
            colours={key: colour(data, level, key, theme) for key in order},
            form="share",
        )

    return Card(
        name="new-derivatives",
        title=title,
        subtitle=(
            "Repositories created in the month, by the model that they name as their base "
            f"({relations(made.created)}). {published_by(made.published)} Published shares count everybody's and are "
            "not drawn here."
        ),
        draw=draw,
        alt=alt(
            "Stacked bars",
            title[0].lower() + title[1:],
            drawn,
            x="month",
            y="share",
            series="entity",
            order=order,
            names=names,
            write=numbers.share,
        ),
        table=drawn.drop(columns="hover").assign(entity=drawn["entity"].map(names)),
        forms={"month": "month", "entity": "text", "derivatives": "whole", "share": "share", "incomplete": "flag"},
        indicators=("new_derivatives",),
        tables=("hub_models",),
    )


def _new(data: Data, rows: pd.DataFrame, window: tuple[str, str]) -> pd.DataFrame:
    """month, entity, derivatives, share in the window; one that ends with the newest month offered goes on from it."""
    counted = derivatives.new_by_month(rows)
    inside = counted["month"] >= pd.Timestamp(window[0])
    if window[1] < through.months(data)[-1]:
        inside &= counted["month"] <= pd.Timestamp(window[1])
    return counted[inside].reset_index(drop=True)


def leader(data: Data, made: Made, level: str, window: tuple[str, str]) -> str:
    """Of whose models most new derivatives of the last whole month are, with and without the hardly downloaded, in a
    sentence; empty if there is no such month.
    """
    rows = made.created
    counted = _new(data, rows, window)
    counted = downloads.with_incomplete(counted, pd.Timestamp(data.provenance("hub_models").as_of))
    whole = counted[~counted["incomplete"] & ~counted["entity"].isin(NAMES)]
    if whole.empty:
        return ""
    month = whole["month"].max()
    first = whole[whole["month"] == month].nlargest(1, "derivatives").iloc[0]
    some = _new(data, rows[rows["downloaded"]], window)
    some = some[(some["month"] == month) & (some["entity"] == first["entity"])]["share"]
    with_more = [f", {numbers.share(one)} of those with more than {derivatives.MORE_THAN} downloads" for one in some]
    whose = numbers.spoken(name_of(data, level, first["entity"]))
    who = "registered publishers" if made.published["org"].notna().all() else "all publishers read"
    return (
        f"Of the derivatives that {who} created in {numbers.month(month)}, "
        f"{numbers.share(first['share'])} were made from models of {whose}{''.join(with_more)}."
    )


def relations(rows: pd.DataFrame) -> str:
    """The relations that are counted, in words."""
    return numbers.listed(sorted(rows["relation"].unique()))
