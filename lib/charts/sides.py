"""Two sides point by point: what is said of each, below one another, with bars where both are numbers of one kind."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from lib.charts import theme as look
from lib.charts.lines import MARKS
from lib.charts.theme import Theme, plain

LETTERS = 50
"""So many letters of a sentence fit on one line on a phone, beside its mark."""
TOPIC_PX, NAME_PX, LINE_PX, BAR_PX, SPACE_PX = 34, 24, 17, 15, 14
"""Heights of a topic's heading, of a point's name, of a line of words, of a bar with its room, and of a gap."""
INDENT_PX = 16
"""Room for the mark before the words."""
UNBROKEN = "\u00a0%"
"""A number and its per cent stay on one line."""


def sides(
    rows: pd.DataFrame, *, theme: Theme, order: Sequence[str], names: Mapping[str, str], colours: Mapping[str, str]
) -> go.Figure:
    """From rows with topic, point, side, words, length (0-1 or missing), stated (bool), hover: a block for each point.

    Points stand in the order of `rows`, under the heading of their topic; in each the sides of `order` by `names`. A
    `length` is drawn as a bar: two of a point compare with each other and with no others. Solid: measured; hollow:
    `stated` by others.
    """
    placed, headings, total = _placed(rows, order, names)
    fig = look.figure(theme, height=total + 16, right=12)
    for side, mark in zip(order, MARKS, strict=False):
        of = placed[placed["side"] == side]
        fig.add_traces([_marks(of, names[side], colours[side], mark), *_bars(of, names[side], colours[side], theme)])
    fig.layout.annotations = [
        *(_words(text, top, theme.ink, size, 0) for text, top, size in headings),
        *(
            _words(_coloured(row["lines"], names[row["side"]], colours[row["side"]]), row["top"], theme.ink, 12.5, 1)
            for row in placed.to_dict("records")
        ),
    ]
    fig.layout.shapes = [
        go.layout.Shape(
            type="line", xref="paper", x0=0, x1=1, y0=top, y1=top, line={"color": theme.grid, "width": 1}, layer="below"
        )
        for _, top, size in headings
        if size > 14 and top > 0
    ]
    fig.update_layout(hovermode="closest", barmode="overlay", margin={"t": 8, "b": 8})
    fig.update_xaxes(visible=False, range=[0, 1], fixedrange=True)
    fig.update_yaxes(visible=False, range=[total, 0], fixedrange=True)
    return fig


def _placed(
    rows: pd.DataFrame, order: Sequence[str], names: Mapping[str, str]
) -> tuple[pd.DataFrame, list[tuple[str, int, int]], int]:
    """Each row with its lines and its places from the top; the headings with place and size; the whole height."""
    found: list[dict] = []
    headings: list[tuple[str, int, int]] = []
    top, topic = 0, ""
    for point in dict.fromkeys(rows["point"]):
        of = rows[rows["point"] == point].set_index("side").to_dict("index")
        first = next(iter(of.values()))
        if first["topic"] != topic:
            topic = first["topic"]
            headings.append((topic, top, 15))
            top += TOPIC_PX
        headings.append((first["name"], top, 13))
        top += NAME_PX
        for side in order:
            row = of[side]
            lines = wrap(f"{names[side]}: {row['words']}".replace(" %", UNBROKEN), LETTERS)
            bar = pd.notna(row["length"])
            found.append({**row, "side": side, "lines": lines, "top": top, "bar_at": top + LINE_PX * len(lines) + 8})
            top += LINE_PX * len(lines) + (BAR_PX if bar else 0) + 5
        top += SPACE_PX
    return pd.DataFrame(found), headings, top


def _coloured(lines: Sequence[str], name: str, colour: str) -> str:
    """The lines, in which the side's name at their beginning has its colour."""
    said = plain("\n".join(lines))
    begin = plain(f"{name}:")
    return f"<b><span style='color:{colour}'>{begin}</span></b>{said[len(begin) :]}"


def _marks(of: pd.DataFrame, name: str, colour: str, mark: str) -> go.Scatter:
    return go.Scatter(
        x=[0.0] * len(of),
        y=[top + LINE_PX / 2 + 2 for top in of["top"]],
        mode="markers",
        name=plain(name),
        marker={"symbol": mark, "size": 9, "color": colour},
        cliponaxis=False,
        customdata=[plain(words) for words in of["hover"]],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _bars(of: pd.DataFrame, name: str, colour: str, theme: Theme) -> list[go.Bar]:
    """The bars of one side; none if it has none."""
    known = of[of["length"].notna()]
    if known.empty:
        return []
    return [
        go.Bar(
            x=known["length"].to_numpy("float64"),
            y=list(known["bar_at"]),
            width=BAR_PX - 6,
            orientation="h",
            name=plain(name),
            marker={
                "color": [theme.ground if stated else colour for stated in known["stated"]],
                "line": {"color": colour, "width": 1.6},
            },
            customdata=[plain(words) for words in known["hover"]],
            hovertemplate="%{customdata}<extra></extra>",
        )
    ]


def _words(text: str, top: float, colour: str, size: float, indent: int) -> go.layout.Annotation:
    said = text if indent else f"<b>{plain(text)}</b>"
    return go.layout.Annotation(
        text=said,
        x=0,
        xref="paper",
        y=top,
        xanchor="left",
        xshift=INDENT_PX * indent - 4 * (1 - indent),
        yanchor="top",
        yshift=-6 if size > 14 else 0,
        showarrow=False,
        align="left",
        font={"size": size, "color": colour},
    )
