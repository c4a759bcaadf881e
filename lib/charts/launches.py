"""Lines over days since a release: every model begins at the same place, and each is named at its end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log10

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.ends import end_name, spread
from lib.charts.lines import LABEL_PX, MARKS
from lib.charts.theme import Theme, plain

DASHES = ("solid", "dash", "dot", "dashdot")
"""Lines of one colour differ by how they are drawn."""
LETTER_PX, MOST_PX = 7.8, 150
"""Room for a letter of a name at the end of a line, and for a whole one."""
READ = {"count": ",.0f", "share": ".0%", "number": ",.2f"}
"""How a value is written on hover."""


def aligned(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    y: str,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    form: str,
    log: bool = False,
    reference: tuple[float, str] | None = None,
    height: int = 440,
) -> go.Figure:
    """A line for each model of `order` from tidy `rows`: model, age (days since release), `y` and hover.

    Each reading has a mark; a missing `y` breaks the line. `form` is what stands on the value axis: count, share or
    number. `reference` is a level with its words, drawn across. On a log axis values not above zero are left out.
    """
    shown = rows[rows["model"].isin(order)]
    if log:
        shown = shown.assign(**{y: shown[y].where(shown[y] > 0)})
    longest = max((len(names[key]) for key in order), default=0)
    fig = look.figure(theme, height=height, right=min(16 + int(longest * LETTER_PX), MOST_PX))
    known = pd.concat([shown[y], pd.Series([reference[0]] if reference else [], dtype="float64")]).dropna()
    top, bottom = (float(known.max()), float(known.min())) if len(known) else (1.0, 0.1)
    span = look.value_axis(fig, form, log=log, top=top, bottom=bottom if log else min(bottom, 0.0))
    dashes = _dashes(order, colours)
    fig.add_traces(
        [
            _line(shown, y, key, names, colours, form, MARKS[at % len(MARKS)], dashes[key])
            for at, key in enumerate(order)
        ]
    )
    fig.layout.annotations = _ends(shown, y, order, names, colours, span, log, height)
    if reference:
        _across(fig, reference, theme)
    last = float(shown.loc[shown[y].notna(), "age"].max()) if shown[y].notna().any() else 1.0
    fig.update_xaxes(range=[0, last or 1.0], tickformat="d", title={"text": "Days since release", "standoff": 8})
    fig.update_layout(hovermode="closest", margin={"b": 44})
    return fig


def _dashes(order: Sequence[str], colours: Mapping[str, str]) -> dict[str, str]:
    seen: Counter[str] = Counter()
    found = {}
    for key in order:
        found[key] = DASHES[seen[colours[key]] % len(DASHES)]
        seen[colours[key]] += 1
    return found


def _line(
    shown: pd.DataFrame,
    y: str,
    key: str,
    names: Mapping[str, str],
    colours: Mapping[str, str],
    form: str,
    mark: str,
    dash: str,
) -> go.Scatter:
    of = shown[shown["model"] == key].sort_values("age")
    return go.Scatter(
        x=of["age"],
        y=of[y],
        mode="lines+markers",
        name=plain(names[key]),
        line={"color": colours[key], "width": 2.2, "dash": dash},
        marker={"symbol": mark, "size": 6, "color": colours[key]},
        customdata=of["hover"].map(plain),
        hovertemplate="%{y:" + READ[form] + "} %{customdata}<extra>" + plain(names[key]) + "</extra>",
        connectgaps=False,
        cliponaxis=False,
    )


def _ends(
    shown: pd.DataFrame,
    y: str,
    order: Sequence[str],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    span: tuple[float, float],
    log: bool,
    height: int,
) -> list[go.layout.Annotation]:
    """The name of each line at the right, in its colour, as high as its last value or close to it."""
    ends = {}
    for key in order:
        known = shown[(shown["model"] == key) & shown[y].notna()].sort_values("age")
        if len(known):
            end = float(known[y].iloc[-1])
            ends[key] = ((log10(end) if log else end) - span[0]) / (span[1] - span[0])
    places = spread(list(ends.values()), LABEL_PX / (height - 72))
    return [
        end_name(f"<b>{plain(names[key])}</b>", place, colours[key], size=12)
        for key, place in zip(ends, places, strict=True)
    ]


def _across(fig: go.Figure, reference: tuple[float, str], theme: Theme) -> None:
    level, words = reference
    line = {"color": theme.muted, "width": 1.2, "dash": "dot"}
    fig.add_shape(type="line", xref="paper", x0=0, x1=1, y0=level, y1=level, line=line)
    fig.add_annotation(
        text=plain(words),
        xref="paper",
        x=0,
        y=log10(level) if fig.layout.yaxis.type == "log" else level,
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        bgcolor=theme.ground,
        font={"size": 12, "color": theme.muted},
    )
