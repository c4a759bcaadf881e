"""Downloads through derivatives as a card: all, by relation, the GGUF files among them, within text."""

from collections.abc import Collection

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.lines import lines
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import derivatives
from lib.views.sentences import alt
from lib.views.timed import Timed
from lib.views.view import Card, NothingToShowError

SHARE, DOWNLOADS = "Share", "Downloads"
NAMES = {
    "all": "All derivatives",
    "quantized": "Quantized",
    "finetune": "Finetunes",
    "gguf": "GGUF files",
    "textgen": "Within text",
}
"""How the lines are called; those of relations are left out where the relation is."""


def every(data: Data) -> pd.DataFrame:
    """Downloads through derivatives by month, as from `derivatives.through`."""
    return derivatives.through(data.table("hub_totals"), data.registry.flaws_of("hub_totals"))


def months(data: Data) -> tuple[str, ...]:
    """The months of which shares of derivatives are known, as 2025-04."""
    return tuple(data.derived(every)["month"].dt.strftime("%Y-%m").drop_duplicates().sort_values())


def rows(data: Data, relations: Collection[str], window: tuple[str, str], *, spikes: bool) -> pd.DataFrame:
    """Those of `every` in the window, without relations that are left out, and spike months missing unless `spikes`.

    Raises `NothingToShowError` where nothing is left.
    """
    found = data.derived(every)
    left_out = {relation for relation in derivatives.RELATIONS if relation not in relations}
    first, last = (pd.Timestamp(month) for month in window)
    found = found[found["month"].between(first, last) & ~found["series"].isin(left_out)]
    if not spikes:
        found = found.assign(**{value: found[value].mask(found["spike"]) for value in ("share", "downloads")})
    if found["share"].dropna().empty:
        raise NothingToShowError("Only spike months lie in the chosen window, and they are left out; widen the window.")
    return found.reset_index(drop=True)


def card(data: Data, found: pd.DataFrame, show: str) -> Card:
    """A line for each series of `found`, in parts of all downloads or in downloads."""
    share = show == SHARE
    column = "share" if share else "downloads"
    order = [key for key in NAMES if found.loc[found["series"] == key, column].notna().any()]
    drawn = found[found["series"].isin(order)]
    title = "Share of the Hub's downloads that go to derivatives" if share else "Downloads a month through derivatives"

    def draw(theme: Theme) -> go.Figure:
        inks = dict(zip(NAMES, (theme.ink, theme.muted, theme.rest[0], theme.rest[1], theme.muted), strict=True))
        return lines(
            drawn,
            theme=theme,
            x="month",
            y=column,
            series="series",
            order=order,
            names=NAMES,
            colours=inks,
            form="share" if share else "count",
        )

    return Card(
        name="through-derivatives",
        title=title,
        subtitle=_subtitle(data, order),
        draw=draw,
        alt=alt(
            "Line chart",
            title[0].lower() + title[1:],
            drawn,
            x="month",
            y=column,
            series="series",
            order=order,
            names=NAMES,
            write=numbers.share if share else numbers.count,
        ),
        table=drawn.assign(series=drawn["series"].map(NAMES)).reset_index(drop=True),
        forms={
            "month": "month",
            "series": "text",
            "share": "share",
            "downloads": "count",
            "estimate": "flag",
            "spike": "flag",
        },
        indicators=("derivative_share",) if share else ("derivative_downloads", "derivative_share"),
        tables=("hub_totals",),
        caveats=tuple(dict.fromkeys(data.registry.flaws_of("hub_totals")["note"])),
    )


def timed(data: Data, found: pd.DataFrame, show: str) -> Timed:
    """The same card with its series as they are read around an event."""
    own = card(data, found, show)
    share = show == SHARE
    read = own.table.rename(columns={"month": "when", "share" if share else "downloads": "value"})
    return Timed(own, found["month"], rows=read, form="share" if share else "count")


def _subtitle(data: Data, order: Collection[str]) -> str:
    """Whole, unit, overlap and coverage in time: the totals go on after the last month whose shares are known."""
    within = " Within text: the share of text-generation downloads, another whole." if "textgen" in order else ""
    last, known = data.table("hub_totals")["month"].max(), pd.Timestamp(months(data)[-1])
    later = f" The shares are not known after {numbers.month(known)}." if known < last else ""
    return (
        "Downloads of repositories that name the model they were made from, of all downloads of all models of the Hub "
        "in the month. Quantized copies and finetunes are parts of all derivatives; what they leave is of another "
        f"relation. GGUF files overlap the other lines, so these are not to be added up.{within}{later} Dotted: "
        "estimated or partly interpolated months."
    )
