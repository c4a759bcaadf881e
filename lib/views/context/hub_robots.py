"""The cards of models and data sets for robots on the Hub, by the country of the maker, as far as one is placed."""

from collections.abc import Callable, Mapping

import pandas as pd
import plotly.graph_objects as go

from lib import numbers, snapshots
from lib.charts.named_bars import named_bars
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import embodied as metrics
from lib.registry.load import GROUPS
from lib.views.view import Card

TABLE = "hub_robotics"
NAMES = {"model": "robotics models", "dataset": "robotics data sets"}
CARDS = {"model": "robotics-models", "dataset": "robotics-datasets-listed"}
INDICATORS = {"model": "robotics_models", "dataset": "robotics_datasets_listed"}
MEASURES: Mapping[str, Mapping[str, str]] = {
    "model": {"vla": "vision-language-action", "lerobot": "LeRobot", "listed": "in all"},
    "dataset": {"lerobot": "tagged LeRobot", "listed": "in all"},
}
"""What is drawn of each kind; of data sets the Hub is asked for no list of vision-language-action."""
COLUMNS = {
    "model": ("country", "listed", "robotics", "lerobot", "vla", "publishers", "downloads_30d", "unknown", "largest"),
    "dataset": ("country", "listed", "robotics", "lerobot", "publishers", "downloads_30d", "unknown", "largest"),
}


def models(data: Data) -> pd.DataFrame:
    """The models on the newest day of them, as from `embodied.newest`; empty if the store holds none."""
    return _newest(data, "model")


def datasets(data: Data) -> pd.DataFrame:
    """The data sets on the newest day of them, as from `embodied.newest`; empty if the store holds none."""
    return _newest(data, "dataset")


FOUND: Mapping[str, Callable[[Data], pd.DataFrame]] = {"model": models, "dataset": datasets}


def _newest(data: Data, kind: str) -> pd.DataFrame:
    return metrics.newest(data.table(TABLE), kind) if data.has(TABLE) else pd.DataFrame()


def card(data: Data, kind: str) -> Card:
    """Bars of how many are listed by country of the maker; who is in no country stands below, as what it is."""
    found = data.derived(FOUND[kind])
    countries = data.registry.group("hub", found["org"].unique(), "country")
    table = metrics.by_country(found, countries, ("unknown", *GROUPS))
    names = {key: data.registry.name("country", key) for key in table["country"]}
    day, things = numbers.day(found["day"].iloc[0]), NAMES[kind].removeprefix("robotics ")
    measures = MEASURES[kind]
    rows = table.melt(["country", "publishers", "largest"], list(measures), "measure", "value").assign(
        key=lambda long: long["country"], value=lambda long: long["value"].astype("float64"), hatched=False
    )
    rows["hover"] = [
        f"{names[row['country']]}: {numbers.whole(row['value'])} {measures[row['measure']]}; "
        f"{numbers.whole(row['publishers'])} publishers, most of {row['largest']}"
        for row in rows.to_dict("records")
    ]

    def draw(theme: Theme) -> go.Figure:
        return named_bars(
            rows,
            theme=theme,
            order=list(table["country"]),
            names=names,
            measures=measures,
            colours={key: data.registry.colour("country", key, theme.mode) for key in table["country"]},
            two_lines=True,
        )

    told = [f"{names[row['country']]} {numbers.whole(row['listed'])}" for row in table.to_dict("records")]
    return Card(
        name=CARDS[kind],
        title=f"{NAMES[kind].capitalize()} on the Hugging Face Hub, by country of the maker, {day}",
        subtitle=f"{_counted(data, found, things)} {_placed(found, countries, things)} {_known(table, things)}",
        draw=draw,
        alt=f"Bars of the number of {NAMES[kind]} by country on {day}: {numbers.listed(told)}.",
        table=table.assign(country=table["country"].map(names))[list(COLUMNS[kind])],
        forms={column: "text" if column in ("country", "largest") else "whole" for column in COLUMNS[kind]},
        indicators=(INDICATORS[kind], "downloads_30d"),
        tables=(TABLE,),
    )


def _counted(data: Data, found: pd.DataFrame, things: str) -> str:
    """What is counted, as the reading of that day states it: which lists, how much of each, and which are longer."""
    day = found["day"].iloc[0].date()
    read = next(each for each, _ in data.sources(TABLE) if each >= day)
    universe = snapshots.provenance(TABLE, data.folder, read).universe
    of_kind = [sentence for sentence in universe.split(". ") if sentence.startswith(f"Public {things} ")]
    return f"{numbers.whole(len(found))} {things}. {'. '.join(of_kind) or universe}."


def _placed(found: pd.DataFrame, countries: Mapping[str, str], things: str) -> str:
    """For how many of the publishers a country is known, and for how much of what is counted."""
    places = found["org"].map(countries)
    known = found[~places.isin(["unknown", *GROUPS])]
    return (
        f"A country is known for {numbers.whole(known['org'].nunique())} of {numbers.whole(found['org'].nunique())} "
        f"publishers, with {numbers.share(len(known) / len(found))} of these {things}; all others stand below the "
        "countries, and their number says nothing about any country."
    )


def _known(table: pd.DataFrame, things: str) -> str:
    unknown = int(table["unknown"].sum())
    lacking = f"; for {numbers.whole(unknown)} of these {things} they are not stated" if unknown else ""
    return f"One may have several tags. Downloads of the last 30 days stand in the table{lacking}."
