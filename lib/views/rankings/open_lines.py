"""The card of OpenRouter's open-weight lines: the share of each day by day, with the known false spike marked."""

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.lines import lines
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import open_lines as metrics
from lib.views.sentences import alt
from lib.views.timed import Timed
from lib.views.view import Card


def names(data: Data) -> tuple[str, ...]:
    """The lines of the daily table, the one with the largest mean share first."""
    means = data.table("openrouter_lines").groupby("line")["share"].mean()
    return tuple(str(line) for line in means.sort_values(ascending=False).index)


def months(data: Data) -> tuple[str, ...]:
    """The months of the daily table, as 2025-01."""
    return tuple(data.table("openrouter_lines")["day"].dt.strftime("%Y-%m").drop_duplicates().sort_values())


def card(data: Data, chosen: tuple[str, ...], window: tuple[str, str], spikes: bool) -> Card:
    """A line for each of `chosen` over the months of `window`: days, or weekly means of a window too long for days."""
    days = _days(data, chosen, spikes)
    first, last = pd.Timestamp(window[0]), pd.Timestamp(window[1]) + pd.offsets.MonthEnd(0)
    as_of = pd.Timestamp(data.provenance("openrouter_lines").as_of)
    rows, weekly = metrics.in_view(days, first, last)
    rows = metrics.with_incomplete(rows, as_of, weekly)
    spans = _spans(data, chosen, weekly)
    drawn = rows.assign(hover=[_hover(row, weekly) for row in rows.to_dict("records")])
    title = f"{'Weekly mean of the daily' if weekly else 'Daily'} share of OpenRouter's tokens, by open-weight line"

    def draw(theme: Theme) -> go.Figure:
        return lines(
            drawn,
            theme=theme,
            x="day",
            y="share",
            series="line",
            order=list(chosen),
            names={line: line for line in chosen},
            colours={line: _colour(data, line, theme) for line in chosen},
            form="share",
            spans=spans,
        )

    return Card(
        name="open-lines",
        title=title,
        subtitle=_subtitle(days[days["day"].between(first, last) & (days["day"] < as_of)], weekly),
        draw=draw,
        alt=alt(
            "Line chart",
            title[0].lower() + title[1:],
            rows,
            x="day",
            y="share",
            series="line",
            order=chosen,
            names={line: line for line in chosen},
            write=numbers.share,
            when=(lambda day: f"the week of {numbers.day(day)}") if weekly else numbers.day,
            at="in" if weekly else "on",
        )
        + "".join(f" Shaded: {label}." for label in spans["label"]),
        table=rows.rename(columns={"day": "week"} if weekly else {}),
        forms={
            "week" if weekly else "day": "day",
            "line": "text",
            "share": "share",
            "days_observed": "whole",
            "false_spike": "flag",
            "incomplete": "flag",
        },
        indicators=("open_line_share",),
        tables=("openrouter_lines",),
        caveats=_caveats(data, chosen),
    )


def timed(data: Data, chosen: tuple[str, ...], window: tuple[str, str], spikes: bool) -> Timed:
    """The same card with its lines as they are read around an event: by days, or by weeks where it draws weeks."""
    own = card(data, chosen, window, spikes)
    every = "week" if "week" in own.table else "day"
    read = own.table.rename(columns={every: "when", "line": "series", "share": "value"})
    return Timed(own, read["when"], rows=read, every=every, form="share")


def _days(data: Data, chosen: tuple[str, ...], spikes: bool) -> pd.DataFrame:
    """Every day of the chosen lines: day, line, share, false_spike; shares of false spikes only if `spikes`."""
    every = metrics.daily(data.table("openrouter_lines"), data.registry.flaws_of("openrouter_lines"))
    rows = every[every["line"].isin(chosen)]
    return rows if spikes else metrics.without_spikes(rows)


def _spans(data: Data, chosen: tuple[str, ...], weekly: bool) -> pd.DataFrame:
    """The false spikes of the lines drawn: from, to, label (that of the event of the same day, if there is one).

    Beside weekly means a span covers its weeks whole.
    """
    flaws = data.registry.flaws_of("openrouter_lines")
    found = flaws[flaws["kind"].isin(metrics.SPIKE) & flaws["entity"].isin(chosen)]
    events = data.registry.events[data.registry.events["service"] == "openrouter"].set_index("day")["label"]
    labels = [
        f"{line}: {events.get(f'{start:%Y-%m-%d}', 'false spike')}"
        for line, start in zip(found["entity"], found["from"], strict=True)
    ]
    start, end = found["from"], found["to"]
    if weekly:
        start = start - pd.to_timedelta(start.dt.day_of_week, unit="D")
        end = end + pd.to_timedelta(6 - end.dt.day_of_week, unit="D")
    return pd.DataFrame({"from": start, "to": end, "label": pd.Series(labels, index=found.index, dtype="str")})


def _colour(data: Data, line: str, theme: Theme) -> str:
    """The colour of the family that the line stands for; grey for the line of everything else."""
    families = data.registry.families.set_index("openrouter_line")["family"]
    return data.registry.colour("family", families[line], theme.mode) if line in families else theme.rest[0]


def _hover(row: dict, weekly: bool) -> str:
    """What stands beside the value: over how many days it is a mean, and whether it is part of a false spike."""
    days = f"(mean of {row['days_observed']} of 7 days)" if weekly and row["days_observed"] < 7 else ""
    return f"{days} not open weights" if row["false_spike"] else days


def _caveats(data: Data, chosen: tuple[str, ...]) -> tuple[str, ...]:
    flaws = data.registry.flaws_of("openrouter_lines")
    return tuple(dict.fromkeys(flaws.loc[flaws["entity"].isin({"all", *chosen}), "note"]))


def _subtitle(days: pd.DataFrame, weekly: bool) -> str:
    """Unit, universe and coverage: how much of all tokens the lines drawn carry on the last of the complete `days`."""
    known = days.dropna(subset=["share"])
    last = known["day"].max()
    covered = known.loc[known["day"] == last, "share"].sum()
    means = " A week is the mean of the days on which the line was in the top 50." if weekly else ""
    return (
        "Tokens of the line's models in the day's top 50, as a share of all tokens that OpenRouter routed that day; "
        f"lines as their source forms them. The lines drawn carry {numbers.share(covered)} of all tokens on "
        f"{numbers.day(last)}.{means} Missing: not in the top 50."
    )
