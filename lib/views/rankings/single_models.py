"""The card that lists single models which make much of a count, with and without each of them."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.named_bars import named_bars
from lib.charts.ranks import shortened
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics.singles import singles
from lib.registry.load import GROUPS
from lib.views import tracked
from lib.views.rankings.board import short, told_flaws
from lib.views.rankings.concentrated import LEVELS
from lib.views.view import Card

PARTS = {"5 %": 0.05, "10 %": 0.1, "20 %": 0.2}
OWN, EVERY = "Those counted together", "All tracked models"
NO_DATE = "No date"
DRAWN, NAME = 15, 30
"""So many models are drawn, the table holds all; and so many letters of a name have room."""
MEASURES = {"with_it": "with it", "without_it": "without"}


def days(data: Data) -> tuple[str, ...]:
    """The days on which enough tracked models were read, the newest first."""
    return tuple(f"{day:%Y-%m-%d}" for day in reversed(tracked.offered(data))) or (NO_DATE,)


def table(data: Data, options: Any) -> pd.DataFrame | None:
    """The models listed for these options, as of `singles`; None where no day has enough models."""
    if options.day == NO_DATE:
        return None
    day = pd.Timestamp(options.day)
    by_org = data.models.orgs(day).set_index("org")["downloads_30d"]
    return singles(
        tracked.on(data, day),
        by_org,
        _groups(data, by_org.index, LEVELS[options.by].key),
        PARTS[options.single],
        of_all=options.within == EVERY,
    )


def _groups(data: Data, orgs: Iterable[str], level: str) -> dict[str, str]:
    """By org: who it is counted for; those that have no place of their own are left out."""
    if level == "org":
        return {org: org for org in orgs}
    groups = data.registry.group("hub", orgs, level)
    return {org: key for org, key in groups.items() if key not in (*GROUPS, "unknown")}


def none(options: Any) -> str:
    """What is said where no model is listed."""
    return (
        f"On {numbers.day(pd.Timestamp(options.day))} no single model makes more than {options.single} of "
        f"{_whole(options)}, so none is listed with and without."
    )


def _whole(options: Any, whose: str = "its") -> str:
    """Of what a model makes a part; `whose` speaks of one or of several."""
    if options.within == EVERY:
        return "the downloads of all tracked models read that day"
    return f"{whose} {options.by.lower()}'s downloads"


def card(data: Data, options: Any, found: pd.DataFrame) -> Card:
    """Two bars for each of the most downloaded of them: what the sum is with it, and without."""
    level = LEVELS[options.by]
    top = found.head(DRAWN)
    labels = shortened([short(model) for model in top["model"]], NAME)
    names = {
        row["model"]: f"{label} ({data.registry.name(level.key, row['entity'])})"
        for row, label in zip(top.to_dict("records"), labels, strict=True)
    }
    drawn = _drawn(data, top, level.key)
    day = numbers.day(pd.Timestamp(options.day))
    countries = data.registry.group("hub", [model.split("/")[0] for model in top["model"]], "country")

    def draw(theme: Theme) -> go.Figure:
        return named_bars(
            drawn,
            theme=theme,
            order=list(top["model"]),
            names=names,
            measures=MEASURES,
            two_lines=True,
            colours={
                model: data.registry.colour("country", countries[model.split("/")[0]], theme.mode)
                for model in top["model"]
            },
        )

    flaws = data.registry.flaws_of("hub_models")
    return Card(
        name="single-models",
        title=f"With and without single models: sums by {level.key.replace('org', 'publisher')}, {day}",
        subtitle=_subtitle(data, options, found, level.plural),
        draw=draw,
        alt=_alt(data, top, level.key, day),
        table=_table(data, found, level.key),
        forms={
            "model": "text",
            level.key if level.key != "org" else "publisher": "text",
            "downloads_30d": "whole",
            "part": "share",
            "part_of_all": "share",
            "with_it": "whole",
            "without_it": "whole",
            "place": "whole",
            "place_without": "whole",
        },
        indicators=("single_models", "downloads_30d"),
        tables=("hub_models",),
        caveats=told_flaws(flaws[flaws["entity"].isin(["all", *found["model"]])]),
    )


def _drawn(data: Data, top: pd.DataFrame, level: str) -> pd.DataFrame:
    rows = []
    for row in top.to_dict("records"):
        for measure in MEASURES:
            rows.append(
                {
                    "key": row["model"],
                    "measure": measure,
                    "value": row[measure],
                    "hatched": False,
                    "hover": _hover(data, row, level),
                    "remark": _moved(row),
                }
            )
    return pd.DataFrame(rows)


def _moved(row: Mapping[Hashable, Any]) -> str:
    """What the order loses without the model, in few characters."""
    return "" if row["place"] == row["place_without"] else f"place {row['place']} → {row['place_without']}"


def _hover(data: Data, row: Mapping[Hashable, Any], level: str) -> str:
    whose = data.registry.name(level, row["entity"])
    if row["place"] == row["place_without"]:
        moved = f"{whose} is number {row['place']} either way"
    else:
        moved = f"{whose} is number {row['place']} with it, {row['place_without']} without"
    return (
        f"{row['model']}\n{numbers.whole(row['downloads_30d'])} downloads in 30 days\n"
        f"{numbers.share(row['part'])} of {whose}, {numbers.share(row['part_of_all'])} of all read\n{moved}"
    )


def _subtitle(data: Data, options: Any, found: pd.DataFrame, plural: str) -> str:
    moved = int((found["place"] != found["place_without"]).sum())
    told = [
        f"Models that make more than {options.single} of {_whole(options, 'their')}, by the Hub's trailing-30-day "
        f"counter of the {tracked.told(data, pd.Timestamp(options.day))} that day: pale, the sum with the model; "
        "solid, without it."
    ]
    if len(found) > DRAWN:
        told.append(f"Drawn are the {DRAWN} most downloaded of {numbers.whole(len(found))}.")
    if moved:
        told.append(
            f"Of {numbers.whole(len(found))}, {numbers.whole(moved)} change the order of {plural} if left out alone."
        )
    else:
        told.append(f"None of them changes the order of {plural} if left out alone.")
    return " ".join(told)


def _alt(data: Data, top: pd.DataFrame, level: str, day: str) -> str:
    told = [
        f"{row['model']} ({data.registry.name(level, row['entity'])}) {numbers.count(row['with_it'])} with, "
        f"{numbers.count(row['without_it'])} without"
        for row in top.head(6).to_dict("records")
    ]
    return f"Bars of sums of 30-day downloads on {day} with and without single models. {numbers.listed(told)}."


def _table(data: Data, found: pd.DataFrame, level: str) -> pd.DataFrame:
    column = level if level != "org" else "publisher"
    named = found.assign(entity=[data.registry.name(level, key) for key in found["entity"]])
    return named.rename(columns={"entity": column})
