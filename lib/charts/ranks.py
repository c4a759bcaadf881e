"""A ranking as bars, and how its places changed over dates: 1 on top, a line that breaks where nothing was seen."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.ends import end_name, spread
from lib.charts.lines import LABEL_PX, MARKS, EventMarks, event_marks, time_format
from lib.charts.theme import Theme, plain

ROW_PX, PLACE_PX = 36, 27
DEEPEST = 20
"""Places below this one are outside the frame: a line leaves it at the bottom and comes back."""
LABEL_CHARACTERS = 14
"""A label at a line's end is cut to so many, which leaves most of a phone's width to the lines."""
TAIL = 6
MARKED = 30
"""On more dates than this only the points that need one have a mark: the last, those without a neighbour, estimates."""
FIRST = 5
"""So many lines are drawn in full strength, the others fainter, so that fifteen can be told apart."""


def shortened(names: Sequence[str], most: int = LABEL_CHARACTERS) -> list[str]:
    """Each name within `most` characters, told apart: cut at a hyphen, else before its last part, or in the middle."""
    cuts = [[cut(name, most) if len(name) > most else name for name in names] for cut in (_head, _ends_kept, _middle)]
    return [
        next((one for one, of in zip(ways, cuts, strict=True) if of.count(one) == 1), ways[-1])
        for ways in zip(*cuts, strict=True)
    ]


def _head(name: str, most: int) -> str:
    head = name[: most - 1]
    # A name that goes on with a hyphen ends with a whole part already.
    whole = head if name[most - 1] == "-" else head.rpartition("-")[0]
    return f"{whole if 2 * len(whole) >= most else head}…"


def _ends_kept(name: str, most: int) -> str:
    """The beginning and the last part, such as a version."""
    tail = name.rpartition("-")[2][-TAIL:]
    return f"{name[: most - len(tail) - 1]}…{tail}"


def _middle(name: str, most: int) -> str:
    return f"{name[: most - TAIL - 1]}…{name[-TAIL:]}"


def ranking(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    x: str,
    rank: str,
    label: str,
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
) -> go.Figure:
    """A bar for each row, the first at the top, in the colour of its `series`; the keys of `order` stand in the legend.

    The columns `rank`, `label` and, in a quieter colour, `note` stand above the bar, so that a phone has the whole
    width for them; `text` (the value in words) stands at the bar's end, `hover` is what the bar says.
    """
    legend = len(order) > 1
    top = 40 if legend else 8
    fig = look.figure(theme, height=ROW_PX * len(rows) + top + 16, right=12)
    places = pd.Series(range(len(rows) - 1, -1, -1), index=rows.index)
    bars = []
    for key in order:
        of = rows[rows[series] == key]
        bars.append(
            go.Bar(
                x=of[x].to_numpy("float64"),
                y=places[of.index].to_numpy("float64"),
                orientation="h",
                width=0.34,
                name=plain(names[key]),
                marker={"color": colours[key], "line": {"width": 0}},
                text=of["text"].map(plain),
                textposition="outside",
                constraintext="none",
                textfont={"color": theme.ink, "size": 13},
                textangle=0,
                cliponaxis=False,
                customdata=of["hover"].map(plain),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    fig.add_traces(bars)
    quiet = f"<span style='color:{theme.muted}'>"
    fig.layout.annotations = [
        go.layout.Annotation(
            x=0,
            y=place + 0.18,
            xanchor="left",
            yanchor="bottom",
            xshift=-2,
            text=f"<b>{row[rank]}</b>  {plain(row[label])}  {quiet}{plain(row['note'])}</span>",
            showarrow=False,
            align="left",
            font={"size": 13, "color": theme.ink},
        )
        for place, row in zip(places, rows.to_dict("records"), strict=True)
    ]
    # Room for the value in words beside the longest bar, on a phone too.
    fig.update_xaxes(visible=False, range=[0, float(rows[x].max()) * 1.2 or 1.0], fixedrange=True)
    fig.update_yaxes(visible=False, range=[-0.5, len(rows) - 0.25], fixedrange=True)
    fig.update_layout(barmode="overlay", hovermode="closest", showlegend=legend, margin={"t": top, "l": 4, "b": 4})
    return fig


def bump(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    x: str,
    y: str,
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    groups: Mapping[str, str],
    group_names: Mapping[str, str],
    colours: Mapping[str, str],
    marked: pd.Timestamp | None = None,
    events: pd.DataFrame | None = None,
    strong: str = "",
) -> go.Figure:
    """A line for each key of `order` over the places `y` (1 on top) on the days `x`, in the colour of its group.

    A missing place breaks the line; places below 20 are outside the frame. `estimate` (bool) makes a point hollow,
    `hover` is what it says. `marked` is a day to point out, `events` (day, label) are thin verticals, `strong` is a
    key to bring forward. Each name stands at the right edge, shortened, after its place on the last day; one without
    a number was not seen that day.
    """
    shown = rows[rows[series].isin(order)]
    known = shown[y].dropna()
    depth = min(max(int(known.max()), 5), DEEPEST) if len(known) else 5
    legend = list(dict.fromkeys(groups[key] for key in order))
    top = 44
    height = PLACE_PX * depth + top + 40
    fig = look.figure(theme, height=height, right=122)
    front = [strong] if strong in order else order[:FIRST]
    traces = [
        _path(
            shown[shown[series] == key].sort_values(x), x, y, key, groups[key], colours[groups[key]], mark, key in front
        )
        for key, mark in zip(order, cycle(MARKS), strict=False)
    ]
    first, last = rows[x].min(), rows[x].max()
    drawn = EventMarks([], [], []) if events is None else event_marks(events, theme, first, last, 0.5)
    fig.add_traces([*traces, *(_legend(key, group_names[key], colours[key]) for key in legend), *drawn.traces])
    labels = _labels(shown, x, y, series, order, names, groups, colours, depth, height - top - 40)
    fig.layout.annotations = [*labels, *drawn.labels]
    pointed = []
    if marked is not None:
        line = {"color": theme.muted, "width": 1, "dash": "dot"}
        pointed = [
            go.layout.Shape(type="line", x0=marked, x1=marked, y0=0, y1=1, yref="paper", line=line, layer="below")
        ]
    fig.layout.shapes = [*pointed, *drawn.shapes]
    margin = max((last - first) * 0.02, pd.Timedelta(days=1))
    fig.update_xaxes(
        range=[first - margin, last + margin],
        tickformat=time_format(first, last),
        nticks=7,
        tickangle=0,
        fixedrange=True,
    )
    fig.update_yaxes(
        range=[depth + 0.5, 0.5],
        tickvals=[1, *range(5, depth + 1, 5)],
        tickformat=look.AXIS_FORMATS["rank"],
        fixedrange=True,
    )
    fig.update_layout(hovermode="closest", showlegend=len(legend) > 1, margin={"t": top, "b": 40})
    return fig


def _sizes(of: pd.DataFrame, y: str) -> list[int]:
    """The size of each point's mark."""
    seen = of[y].notna()
    alone = seen & ~seen.shift(1, fill_value=False) & ~seen.shift(-1, fill_value=False)
    last = of.index == of.index[-1]
    return [8 if marked else 0 for marked in alone | last | of["estimate"] | (len(of) <= MARKED)]


def _path(of: pd.DataFrame, x: str, y: str, name: str, group: str, colour: str, mark: str, front: bool) -> go.Scatter:
    return go.Scatter(
        x=of[x],
        y=of[y].to_numpy("float64", na_value=float("nan")),
        mode="lines+markers",
        name=plain(name),
        legendgroup=group,
        showlegend=False,
        opacity=1.0 if front else 0.45,
        line={"color": colour, "width": 3.0 if front else 1.6},
        marker={
            "symbol": [f"{mark}-open" if guessed else mark for guessed in of["estimate"]],
            "size": _sizes(of, y),
            "color": colour,
            "line": {"width": 1.6, "color": colour},
        },
        customdata=of["hover"].map(plain),
        hovertemplate="%{customdata}<extra></extra>",
        connectgaps=False,
    )


def _legend(key: str, name: str, colour: str) -> go.Scatter:
    """An entry of the legend that stands for all lines of a group."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="lines",
        line={"color": colour, "width": 4},
        name=plain(name),
        legendgroup=key,
        hoverinfo="skip",
    )


def _labels(
    shown: pd.DataFrame,
    x: str,
    y: str,
    series: str,
    order: Sequence[str],
    names: Mapping[str, str],
    groups: Mapping[str, str],
    colours: Mapping[str, str],
    depth: int,
    inner: int,
) -> list[go.layout.Annotation]:
    """Place and name of each line at the right edge, in its colour, moved apart where ends are close."""
    seen = shown.dropna(subset=[y]).sort_values(x)
    last = seen.groupby(series)[y].last()
    newest = seen[seen[x] == shown[x].max()].set_index(series)[y]
    ended = [key for key in order if key in last.index]
    wanted = [1 - (min(float(last[key]), depth) - 0.5) / depth for key in ended]
    short = shortened([names[key] for key in ended])
    return [
        end_name(
            f"{f'<b>{int(newest[key])}</b> ' if key in newest.index else ''}{plain(words)}",
            place,
            colours[groups[key]],
            size=12,
        )
        for key, words, place in zip(ended, short, spread(wanted, LABEL_PX / inner), strict=True)
    ]
