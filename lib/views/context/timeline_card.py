"""The card of the timeline: the curves with the events in lanes below."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.theme import Theme
from lib.charts.timeline import timeline as drawn
from lib.data import Data
from lib.metrics import timeline
from lib.views.context.timeline_table import FORMS, SHOWN, InView, table
from lib.views.events import KINDS
from lib.views.view import Card, Link

GUIDES = ("Export controls",)
"""The lanes whose events are drawn up through the curves."""
NO_MAKER = ""
"""The group of events that are of no one maker."""


def card(data: Data, seen: InView) -> Card:
    """The chart of what is in view, with the table of the same events and months."""
    column, write = SHOWN[seen.show]
    names = {key: data.registry.name(seen.level, key) for key in seen.order}
    events = _laned(data, seen.events)
    curves = seen.rows.assign(
        day=timeline.middle(seen.rows["month"]),
        value=seen.rows[column].astype("float64"),
        hover=seen.rows["month"].map(numbers.month),
    )
    groups = _groups(data)
    begins = data.table("hub_monthly")["month"].min()

    def draw(theme: Theme) -> go.Figure:
        return drawn(
            curves,
            events,
            theme=theme,
            first=seen.first,
            last=seen.last,
            order=seen.order,
            names=names,
            colours={key: data.registry.colour(seen.level, key, theme.mode) for key in seen.order},
            form="share" if column == "share" else "count",
            lanes=list(KINDS),
            groups=groups,
            group_names={**{key: f"Maker in {_place(data, key)}" for key in groups}, NO_MAKER: "No one maker"},
            group_colours={key: _colour(data, key, theme) for key in groups},
            guides=GUIDES,
            empty=f"No downloads are counted before {numbers.month(begins)}.",
        )

    what = "Share of language-model downloads" if column == "share" else "Downloads a month of language models"
    return Card(
        name="timeline",
        title=f"{what}, and what happened meanwhile",
        subtitle=_subtitle(seen, begins),
        draw=draw,
        alt=_alt(seen, names, column, write),
        table=table(data, seen),
        forms=FORMS,
        indicators=("timeline_event", "downloads_share" if column == "share" else "downloads_month"),
        tables=("hub_monthly", "hub_totals"),
        caveats=tuple(dict.fromkeys(data.registry.flaws_of("hub_monthly")["note"])),
        links=(Link("The downloads alone", "adoption/downloads", {"by": seen.level.capitalize(), "show": seen.show}),),
        sources=("crossover",),
    )


def _laned(data: Data, events: pd.DataFrame) -> pd.DataFrame:
    """The events as the chart takes them: lane, start, end, label, group, hover."""
    lane = {kind: name for name, kind in KINDS.items()}
    hover = [
        "\n".join(part for part in (row["label"], when(row), row["note"], f"Source: {row['source']}") if part)
        for row in events.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "lane": events["kind"].map(lane),
            "start": events["start"],
            "end": events["end"],
            "label": events["label"],
            "group": [_group(data, maker) for maker in events["maker"]],
            "hover": pd.Series(hover, index=events.index, dtype="str"),
        }
    )


def when(row: dict) -> str:
    """The date of an event as far as it is known."""
    return numbers.day(row["start"]) if row["start"] == row["end"] else f"{numbers.month(row['start'])}, day not known"


def _groups(data: Data) -> list[str]:
    """The regions of makers, those with the most events of all listed first, so that each keeps its mark."""
    regions = [_group(data, maker) for maker in data.registry.events["maker"]]
    every = [*data.registry.regions["region"], NO_MAKER]
    return sorted(every, key=lambda key: (key == NO_MAKER, -regions.count(key), key))


def _group(data: Data, maker: str) -> str:
    return data.registry.place(maker, "region") if maker else NO_MAKER


def _place(data: Data, region: str) -> str:
    return numbers.spoken(data.registry.name("region", region))


def _colour(data: Data, region: str, theme: Theme) -> str:
    return data.registry.colour("region", region, theme.mode) if region else theme.muted


def _subtitle(seen: InView, begins: pd.Timestamp) -> str:
    """Unit, universe and window, and how the events are drawn."""
    whose = {"region": "makers based there", "country": "makers based there", "maker": "its publishers"}[seen.level]
    return (
        f"Own text-generation and image-text-to-text models of {whose} on the Hugging Face Hub, of the publishers told "
        f"apart; a month stands at its middle, counted since {numbers.month(begins)}; dotted: estimated or partly "
        "interpolated. Below, events by kind: a mark on its day, a bar over its month where only that is known; "
        "thin verticals: export control. After is not because."
    )


def _alt(seen: InView, names: dict[str, str], column: str, write: Callable[[float], str]) -> str:
    ends = []
    for key in seen.order:
        known = seen.rows[seen.rows["entity"] == key].sort_values("month").dropna(subset=[column])
        if len(known):
            ends.append(f"{names[key]} {write(known[column].iloc[-1])} in {numbers.month(known['month'].iloc[-1])}")
    said = [(row["kind"], f"{row['label']} ({when(row)})") for row in seen.events.to_dict("records")]
    lanes = {name: [words for of, words in said if of == kind] for name, kind in KINDS.items()}
    told = [f"{name}: {numbers.listed(words)}" for name, words in lanes.items() if words]
    curves = f"Curves end with {numbers.listed(ends)}. " if ends else "No curves. "
    return f"Timeline, {numbers.months(seen.first, seen.last)}. {curves}{'. '.join(told) or 'No events'}."
