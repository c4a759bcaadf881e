"""The cards of launches: downloads by age, standing within the class of size, and how fast the uptake wears off."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.launches import aligned
from lib.charts.ranks import shortened
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import half_life as wearing
from lib.metrics import launches as metrics
from lib.views.view import Card, Form

VERSIONS = {"v2": "ram_v2", "v1": "ram_v1"}
"""The versions of the Relative Adoption Metric, with their columns."""
AGAINST = {
    "v1": f"the median of the {metrics.TOP} most downloaded of the class at the same age",
    "v2": f"the {metrics.TOP}th most downloaded of the class at the same age, a bar that never falls with age",
}
NEVER_JOINED = "A model is read once a day at most; between readings nothing is known, and the lines only lead the eye."


@dataclass(frozen=True)
class Launches:
    """What is in view: `models` in the order drawn, every reading (`rows`), every standing (`at`), their half-lives."""

    data: Data
    size: str
    after: int
    version: str
    models: tuple[str, ...]
    rows: pd.DataFrame
    at: pd.DataFrame
    half_lives: pd.DataFrame

    @property
    def column(self) -> str:
        """The column of the chosen version of the adoption metric."""
        return VERSIONS[self.version]

    @cached_property
    def names(self) -> dict[str, str]:
        """How the models are called on charts."""
        return dict(zip(self.models, shortened([model.split("/")[-1] for model in self.models]), strict=True))

    @cached_property
    def then(self) -> pd.DataFrame:
        """The standing of the models in view at the chosen checkpoint, in the order drawn."""
        of = self.at[self.at["checkpoint"] == self.after].set_index("model")
        return of.reindex([model for model in self.models if model in of.index]).reset_index()

    def colours(self, theme: Theme) -> dict[str, str]:
        """The colour of each model, which is its maker's."""
        registry = self.data.registry
        return {model: registry.colour("org", model.split("/")[0], theme.mode) for model in self.models}

    def maker(self, model: str) -> str:
        """Who made a model, as people read it."""
        registry = self.data.registry
        return registry.name("maker", registry.maker("hub", model.split("/")[0]))

    def caveats(self) -> tuple[str, ...]:
        """What is known to be wrong with the whole table of models."""
        flaws = self.data.registry.flaws_of("hub_models")
        return tuple(dict.fromkeys(flaws.loc[flaws["entity"] == "all", "note"]))


def cards(shown: Launches, *, log: bool) -> tuple[Card, ...]:
    """The curves, and those of the other cards for which enough models were read."""
    of = shown.at[shown.at["model"].isin(shown.models)]
    found = [_curves(shown, log=log)]
    if of["percentile"].notna().any():
        found.append(_percentiles(shown, of))
    if of[shown.column].notna().any():
        found.append(_metric(shown, of))
    if (wear := _wear(shown)) is not None:
        found.append(wear)
    return tuple(found)


def _curves(shown: Launches, *, log: bool) -> Card:
    end = max(metrics.EARLY, shown.after) + metrics.tolerance(shown.after)
    rows = _of(shown, shown.rows[shown.rows["age"] <= end])
    told = [f"{len(rows)} readings of {len(shown.models)} models, up to {end} days after release."]
    if rows["fell"].any():
        told.append("Readings below an earlier one of the model are left blank.")
    rows = rows.assign(hover=[f"downloads by {_when(row)}" for row in rows.to_dict("records")])
    table = rows.assign(maker=rows["model"].map(shown.maker))
    columns = ["model", "maker", "size", "released", "day", "age", "downloads", "stated", "fell"]
    return _card(
        shown,
        rows,
        "launch-curves",
        "Downloads since release",
        "The Hub's lifetime counter of each model, aligned at its release: the day the repository was created, or the "
        f"corrected one of the registry. {' '.join(told)} {NEVER_JOINED}",
        "downloads",
        "count",
        table[columns],
        {
            **dict.fromkeys(("model", "maker", "size"), "text"),
            **dict.fromkeys(("released", "day"), "day"),
            **dict.fromkeys(("age", "downloads", "stated"), "whole"),
            "fell": "flag",
        },
        "launch_downloads",
        log=log,
    )


def _percentiles(shown: Launches, of: pd.DataFrame) -> Card:
    rows = _of(shown, of[of["percentile"].notna()])
    rows = rows.assign(
        hover=[
            f"of {row['of'] - 1:,} others ({row['size']}) have fewer, {row['checkpoint']} days after release"
            for row in rows.to_dict("records")
        ],
        age=rows["checkpoint"],
    )
    return _card(
        shown,
        rows,
        "launch-percentiles",
        "Standing among models of the same size, by days since release",
        "The share of the other models of the same class of size with fewer downloads at the same age; equals count "
        f"half. Where fewer than {metrics.FEWEST} of a class were read at an age there is no value. {_reading(rows)}",
        "percentile",
        "share",
        rows[["model", "size", "checkpoint", "downloads", "percentile", "of"]],
        {
            **dict.fromkeys(("model", "size"), "text"),
            **dict.fromkeys(("checkpoint", "downloads", "of"), "whole"),
            "percentile": "share",
        },
        "launch_percentile",
    )


def _metric(shown: Launches, of: pd.DataFrame) -> Card:
    rows = _of(shown, of[of[shown.column].notna()])
    bar = "cut" if shown.version == "v2" else "median"
    rows = rows.assign(
        hover=[
            f"times {numbers.count(row[bar])}, {row['checkpoint']} days after release ({row['size']})"
            for row in rows.to_dict("records")
        ],
        age=rows["checkpoint"],
        version=shown.version,
    )
    return _card(
        shown,
        rows,
        "launch-adoption-metric",
        f"Relative Adoption Metric {shown.version}, by days since release",
        f"Version {shown.version[1:]}: downloads of a model over {AGAINST[shown.version]}, the model itself in the "
        f"class and every repository a model of its own. Where fewer than {metrics.TOP} of a class were read at an age "
        f"there is no value. {_reading(rows)}",
        shown.column,
        "number",
        rows[["model", "size", "checkpoint", "version", "downloads", bar, shown.column, "of"]],
        {
            **dict.fromkeys(("model", "size", "version"), "text"),
            **dict.fromkeys(("checkpoint", "downloads", bar, "of"), "whole"),
            shown.column: "number",
        },
        "relative_adoption",
        reference=(1.0, "the bar (1)"),
    )


def _wear(shown: Launches) -> Card | None:
    """Downloads gained a day over each model's own peak, with the half-life; None if no peak is known."""
    lives = shown.half_lives.set_index("model")
    lives = lives[lives["peak_gain"].notna()]
    if lives.empty:
        return None
    told = {str(model): _life(life) for model, life in zip(lives.index, lives.to_dict("records"), strict=True)}
    parts = [wearing.steps(shown.rows[shown.rows["model"] == model]).assign(model=model) for model in told]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.assign(of_peak=rows["gain"] / rows["model"].map(lives["peak_gain"]), half_life=rows["model"].map(told))
    rows = rows.assign(hover=[f"of its peak: {numbers.count(row['gain'])} a day" for row in rows.to_dict("records")])
    named = [f"{shown.names[model]} {words}" for model, words in told.items()]
    return _card(
        shown,
        rows,
        "launch-half-life",
        "How fast the uptake wears off: downloads a day over each model's peak",
        f"Downloads gained a day between readings at least {wearing.SHORTEST} days apart, over the largest such gain "
        f"of the model. Half-life, from the end of the peak: {numbers.listed(named)}. A step over "
        f"{wearing.LONGEST} days long, or across a falling counter, is a gap.",
        "of_peak",
        "share",
        rows[["model", "age", "days", "gain", "of_peak", "half_life"]],
        {
            **dict.fromkeys(("model", "half_life"), "text"),
            **dict.fromkeys(("age", "days", "gain"), "whole"),
            "of_peak": "share",
        },
        "launch_half_life",
        reference=(0.5, "half of the peak"),
    )


def _life(life: dict[Hashable, Any]) -> str:
    """A half-life in words: a range, or that it is longer."""
    if pd.isna(life["at_most"]):
        return f"over {life['at_least']} days" if life["at_least"] else "not known yet"
    return f"{life['at_least']} to {life['at_most']} days"


def _of(shown: Launches, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the models in view, in the order drawn."""
    order = {model: place for place, model in enumerate(shown.models)}
    of = rows[rows["model"].isin(shown.models)]
    placed = of.assign(order=of["model"].map(order))
    placed = placed.sort_values(["order", "checkpoint" if "checkpoint" in placed else "age"])
    return placed.drop(columns="order").reset_index(drop=True)


def _when(row: dict[Hashable, Any]) -> str:
    return f"{numbers.day(row['day'])}, day {row['age']}"


def _reading(of: pd.DataFrame) -> str:
    """Which readings count at an age, and how far apart those are that are compared as one, at the latest in view."""
    last = of["checkpoint"].max()
    spread = metrics.tolerance(last)
    return (
        "The reading nearest to each age counts, within a tenth of it and at least a day; nothing is interpolated. "
        f"So at {last} days those of day {last - spread} to {last + spread} are compared as of one age."
    )


def _card(
    shown: Launches,
    rows: pd.DataFrame,
    name: str,
    title: str,
    subtitle: str,
    y: str,
    form: str,
    table: pd.DataFrame,
    forms: dict[str, Form],
    indicator: str,
    *,
    log: bool = False,
    reference: tuple[float, str] | None = None,
) -> Card:
    """A card of one line a model over days since release."""
    order = [model for model in shown.models if rows.loc[rows["model"] == model, y].notna().any()]
    ends = rows.dropna(subset=[y]).drop_duplicates("model", keep="last")
    write = {"count": numbers.count, "share": numbers.share, "number": lambda value: f"{value:.2f}"}[form]
    told = [f"{shown.names[row['model']]} {write(row[y])} after {row['age']} days" for row in ends.to_dict("records")]

    def draw(theme: Theme) -> go.Figure:
        return aligned(
            rows,
            theme=theme,
            y=y,
            order=order,
            names=shown.names,
            colours=shown.colours(theme),
            form=form,
            log=log,
            reference=reference,
        )

    return Card(
        name=name,
        title=title,
        subtitle=subtitle,
        draw=draw,
        alt=f"Line chart: {title}. Last values: {numbers.listed(told)}.",
        table=table.reset_index(drop=True),
        forms=forms,
        indicators=(indicator,),
        tables=("hub_models",),
        caveats=shown.caveats(),
    )
