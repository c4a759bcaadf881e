"""The ranking of tracked models on a day: the first of it as bars, and their places over all offered dates."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.lines import lines
from lib.charts.ranks import DEEPEST, bump, ranking, shortened
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import hub
from lib.views import tracked
from lib.views.rankings.universe import upright
from lib.views.timed import Timed
from lib.views.view import Card

BARS, LINES = 20, 15
"""So many models have a bar, and a line over the dates; the table holds all."""
LABEL = 36
"""So many characters of a name have room above a bar on a phone, with the maker beside them."""


@dataclass(frozen=True)
class Ranking:
    """A ranking of a day: the ranked rows, those that pass the filter, the offered dates, and the models of the day.

    `table` has a row for each model of the day that passes, by rank: what `hub.movement` says of it, its `place` among
    them, maker, country, params_b, size, size_source. Of all tracked models (filter or not) `seen` were read on the
    day and `tracked` on any; `read` says so by day. `listed` of those of the day are in `rows`, the most downloaded;
    `whole` says that of the day and the earlier date these are all. `both` of those listed are on the earlier date too.
    `events` (day, label, told) are the days on which the source changed, and with it what is tracked.
    """

    rows: pd.DataFrame
    read: pd.Series
    whole: bool
    chosen: pd.DataFrame
    offered: list[pd.Timestamp]
    day: pd.Timestamp
    before: pd.Timestamp | None
    table: pd.DataFrame
    seen: int
    listed: int
    both: int
    tracked: int
    flaws: pd.DataFrame
    events: pd.DataFrame

    @property
    def filtered(self) -> bool:
        """Whether some of the models listed on the day do not pass."""
        return len(self.table) < self.listed

    @property
    def caveats(self) -> tuple[str, ...]:
        """All that is known to be wrong with the table."""
        return told_flaws(self.flaws)


def whose(data: Data, maker: str, country: str) -> str:
    """The maker and its country in words; a group that is in no country is its own."""
    return ", ".join(dict.fromkeys([data.registry.name("maker", maker), data.registry.name("country", country)]))


def short(model: str) -> str:
    """A model's name without its publisher."""
    return model.split("/")[-1]


def own_line(
    data: Data,
    model: str,
    country: str,
    rows: pd.DataFrame,
    theme: Theme,
    y: str,
    *,
    events: pd.DataFrame | None = None,
    foot: pd.DataFrame | None = None,
) -> go.Figure:
    """The line of one model over its days, in its country's colour, with the marks that `lines` can add."""
    return lines(
        rows,
        theme=theme,
        x="day",
        y=y,
        series="model",
        order=[model],
        names={model: shortened([short(model)])[0]},
        colours={model: data.registry.colour("country", country, theme.mode)},
        events=events,
        foot=foot,
        height=360,
    )


def movement(row: Mapping[Hashable, Any]) -> str:
    """A model's movement in few characters; nothing where there is none to state."""
    if pd.isna(row["rank_change"]):
        return "new" if row["seen"] == hub.NEW else ""
    if not row["rank_change"]:
        return "="
    return f"{'▲' if row['rank_change'] > 0 else '▼'} {abs(row['rank_change'])}"


def bars(data: Data, ranked: Ranking) -> Card:
    """The first models of the day as bars, with all of them in the table."""
    top = ranked.table.head(BARS)
    countries = list(dict.fromkeys(top["country"]))
    records = top.to_dict("records")
    said = top.assign(
        label=shortened([short(model) for model in top["model"]], LABEL),
        note=[f"{data.registry.name('maker', row['maker'])}  {movement(row)}" for row in records],
        text=top["downloads_30d"].map(numbers.count),
        hover=[_bar_hover(data, ranked, row) for row in records],
    )

    def draw(theme: Theme) -> go.Figure:
        return ranking(
            said,
            theme=theme,
            x="downloads_30d",
            rank="rank",
            label="label",
            series="country",
            order=countries,
            names={key: data.registry.name("country", key) for key in countries},
            colours={key: data.registry.colour("country", key, theme.mode) for key in countries},
        )

    matching = " that match" if ranked.filtered else ""
    told = [f"{row['rank']} {row['model']} {row['text']}" for row in said.head(8).to_dict("records")]
    return Card(
        name="ranking",
        title=f"Tracked open language models by 30-day downloads, {numbers.day(ranked.day)}",
        subtitle=f"The Hub's trailing-30-day counter. {_universe(ranked)} {_moved(ranked)}",
        draw=draw,
        alt=f"Bars of the {len(top)} most downloaded tracked models{matching}. First: {numbers.listed(told)}.",
        table=_table(data, ranked),
        forms={
            "rank": "whole",
            **({"place": "whole"} if ranked.filtered else {}),
            "movement": "whole",
            "model": "text",
            "maker": "text",
            "country": "text",
            "downloads_30d": "whole",
            "change": "whole",
            "likes": "whole",
            "size": "text",
            "params_b": "number",
            "size_source": "text",
            "seen": "text",
        },
        indicators=("downloads_30d", "rank_30d"),
        tables=("hub_models",),
        caveats=ranked.caveats,
    )


def _universe(ranked: Ranking) -> str:
    """What is ranked, and how much of all that is tracked was seen."""
    whole = f"{numbers.whole(ranked.seen)} of {numbers.whole(ranked.tracked)} tracked models were read that day"
    if ranked.listed < ranked.seen:
        whole += f", of which the first {numbers.whole(ranked.listed)} are listed"
    if not ranked.filtered:
        return f"{whole}; the rest of the Hub is not ranked."
    among = f"Ranks are among all {numbers.whole(ranked.seen)}, not only those that match."
    return f"{whole}; {numbers.whole(len(ranked.table))} match. {among}"


def _moved(ranked: Ranking) -> str:
    if ranked.before is None:
        return "There is no earlier date to compare with."
    if not ranked.whole:
        return (
            f"Movement is since {numbers.day(ranked.before)}, in places among the {numbers.whole(ranked.both)} models "
            "listed on both dates; a model without an arrow was not listed then."
        )
    return (
        f"Movement is since {numbers.day(ranked.before)}, in places among the {numbers.whole(ranked.both)} models read "
        "on both dates; a model without an arrow was not read then."
    )


def _bar_hover(data: Data, ranked: Ranking, row: Mapping[Hashable, Any]) -> str:
    lines_ = [
        row["model"],
        f"{whose(data, row['maker'], row['country'])}; size {row['size']}",
        f"Rank {row['rank']} of {numbers.whole(ranked.seen)} read on {numbers.day(ranked.day)}",
        f"{numbers.whole(row['downloads_30d'])} downloads in 30 days",
    ]
    if ranked.before is not None:
        since = numbers.day(ranked.before)
        if pd.isna(row["rank_change"]):
            lines_.append(f"No movement since {since}: {row['seen']}")
        else:
            sign = "+" if row["change"] > 0 else ""
            lines_.append(f"{movement(row)} since {since}; counter {sign}{numbers.whole(row['change'])}")
    return "\n".join(lines_)


def _table(data: Data, ranked: Ranking) -> pd.DataFrame:
    rows = ranked.table.assign(
        movement=ranked.table["rank_change"],
        **{level: [data.registry.name(level, key) for key in ranked.table[level]] for level in ("maker", "country")},
    )
    first = ["rank", "place"] if ranked.filtered else ["rank"]
    rest = ["movement", "model", "maker", "country", "size", "params_b", "size_source"]
    return rows[[*first, *rest, "downloads_30d", "change", "likes", "seen"]]


def places(data: Data, ranked: Ranking, strong: str) -> Card:
    """The places of the first models of the day on every offered date; `strong` is drawn wider."""
    top = ranked.table.head(LINES).set_index("model")
    order = [str(model) for model in top.index]
    rows = hub.paths(ranked.chosen, ranked.offered, order)
    rows = rows.assign(models_read=rows["day"].map(ranked.read))
    countries = dict.fromkeys(top["country"])
    when = {day: numbers.day(day) for day in ranked.offered}
    hover = [_place_hover(ranked, row, when[row["day"]]) for row in rows.to_dict("records")]

    def draw(theme: Theme) -> go.Figure:
        return bump(
            rows.assign(hover=hover, estimate=rows["day_is_estimate"]),
            theme=theme,
            x="day",
            y="place",
            series="model",
            order=order,
            names={model: short(model) for model in order},
            groups=dict(zip(order, top["country"], strict=True)),
            group_names={key: data.registry.name("country", key) for key in countries},
            colours={key: data.registry.colour("country", key, theme.mode) for key in countries},
            marked=ranked.day if _pointed_out(ranked) else None,
            events=ranked.events,
            strong=strong,
        )

    told = [f"{short(model)} {place}" for model, place in zip(order, top["place"], strict=True)]
    among = (
        f"those of the {numbers.whole(len(ranked.table))} matching models that were read that day"
        if ranked.filtered
        else "all read that day"
    )
    gap = "not read" if tracked.whole(data, *ranked.offered) else "not read or not among the first that are listed"
    return Card(
        name="places",
        title=f"How the first {len(order)} of {numbers.day(ranked.day)} moved among tracked open language models",
        subtitle=(
            f"Place by the 30-day counter among {among}, on the {len(ranked.offered)} dates with at least {hub.FEWEST} "
            f"tracked models. A line breaks where the model was {gap} and leaves the frame below place {DEEPEST}. "
            f"Hollow: the day is an estimate.{_pointed_out(ranked)}{upright(ranked.events)}"
        ),
        draw=draw,
        alt=f"Bump chart of places, {numbers.day(ranked.offered[0])} to {numbers.day(ranked.offered[-1])}. "
        f"Places on {numbers.day(ranked.day)}: {numbers.listed(told)}.",
        table=rows if ranked.filtered else rows.drop(columns="place"),
        forms={
            "day": "day",
            "model": "text",
            **({"place": "whole"} if ranked.filtered else {}),
            "rank": "whole",
            "downloads_30d": "whole",
            "day_is_estimate": "flag",
            "models_read": "whole",
        },
        indicators=("rank_30d", "downloads_30d"),
        tables=("hub_models",),
        caveats=ranked.caveats,
    )


def timed(card: Card) -> Timed:
    """The places as they are read around an event: the mean rank among all models read, on the days offered."""
    read = card.table.rename(columns={"day": "when", "model": "series", "rank": "value"})
    read = read.assign(value=read["value"].astype("float64"))
    return Timed(card, read["when"], rows=read, every="day", form="number", what=" rank")


def _pointed_out(ranked: Ranking) -> str:
    """What the vertical line is; nothing on the last date, where the lines end anyway."""
    return "" if ranked.day == ranked.offered[-1] else f" Dotted vertical: {numbers.day(ranked.day)}."


def _place_hover(ranked: Ranking, row: Mapping[Hashable, Any], when: str) -> str:
    if pd.isna(row["rank"]):
        return ""
    guessed = " (day estimated)" if row["day_is_estimate"] else ""
    matching = f", {row['place']} of those that match" if ranked.filtered else ""
    return (
        f"{row['model']}\n{when}{guessed}\nRank {row['rank']} of {row['models_read']} read{matching}\n"
        f"{numbers.whole(row['downloads_30d'])} downloads in 30 days"
    )


def told_flaws(flaws: pd.DataFrame) -> tuple[str, ...]:
    """Each known flaw with its days, and with the model if it is of one alone."""
    told = []
    for row in flaws.to_dict("records"):
        first, last = row["from"], row["to"]
        period = numbers.day(first) if first == last else f"{numbers.day(first)} to {numbers.day(last)}"
        whose = "" if row["entity"] == "all" else f", {row['entity']}"
        told.append(f"{period}{whose}: {row['note']}")
    return tuple(told)
