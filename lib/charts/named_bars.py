"""Bars from left to right, one or more to a row, each row under its own name and numbers."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts import theme as look
from lib.charts.theme import Theme, plain

CAPTION_PX, LINE_PX, BAR_PX, SPACE_PX = 22, 16, 13, 11
"""Height of a row's caption, of a second line of it, of each of its bars, and of the space below them."""
PALE = 0.4
"""Opacity of all bars of a row but the last."""


def named_bars(
    rows: pd.DataFrame,
    *,
    theme: Theme,
    order: Sequence[str],
    names: Mapping[str, str],
    measures: Mapping[str, str],
    colours: Mapping[str, str],
    two_lines: bool = False,
) -> go.Figure:
    """From tidy rows with key, measure, value, hatched, hover: a row for each key of `order`, the first at the top.

    `measures` gives, in order, the words that follow a value of each measure; all share one count axis from zero. The
    last measure is solid, those above it are pale. The name and the values stand above the bars, so that a phone has
    the whole width for them. A missing value has no bar and says so. Optional column `remark`: words after the values,
    for what hatching cannot show on a short bar; `dotted`: what is dotted where it is not hatched. With `two_lines`
    the values stand below the name, where both together are wider than a phone.
    """
    caption_px = CAPTION_PX + (LINE_PX if two_lines else 0)
    row_px = caption_px + BAR_PX * len(measures) + SPACE_PX
    fig = look.figure(theme, height=row_px * len(order) + 64, right=16)
    dotted = rows["dotted"] if "dotted" in rows else pd.Series(False, index=rows.index)
    shapes = pd.Series("", index=rows.index).mask(dotted, ".").mask(rows["hatched"], "/")
    top, bottom = float(rows["value"].max()), float(rows["value"].min())
    places = {key: len(order) - 1 - place for place, key in enumerate(order)}
    traces = []
    for nth, measure in enumerate(measures):
        of = rows[(rows["measure"] == measure) & rows["key"].isin(order)]
        below = (caption_px + BAR_PX * (nth + 0.5)) / row_px
        traces.append(
            go.Bar(
                x=of["value"],
                y=[places[key] + 1 - below for key in of["key"]],
                orientation="h",
                name=measures[measure],
                width=(BAR_PX - 1) / row_px,
                marker={
                    "color": [colours[key] for key in of["key"]],
                    "opacity": 1.0 if nth == len(measures) - 1 else PALE,
                    "pattern": {
                        "shape": list(shapes[of.index]),
                        "fillmode": "overlay",
                        "fgcolor": theme.ground,
                        "fgopacity": 0.75,
                        "size": 6,
                        "solidity": 0.35,
                    },
                },
                customdata=[plain(words) for words in of["hover"]],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    fig.add_traces(traces)
    fig.layout.annotations = [
        go.layout.Annotation(
            xref="paper",
            x=0,
            y=places[key] + 1,
            xanchor="left",
            yanchor="top",
            text=f"<b>{plain(names[key])}</b>{'<br>' if two_lines else ' · '}"
            f"{_values(rows[rows['key'] == key], measures)}",
            align="left",
            showarrow=False,
            bgcolor=theme.ground,
            font={"size": 13, "color": theme.ink},
        )
        for key in order
    ]
    fig.update_layout(barmode="overlay", hovermode="closest")
    fig.update_xaxes(
        range=[min(bottom, 0.0) * 1.06, max(top, 0.0) * 1.02 or 1.0],
        exponentformat="B",
        showgrid=True,
        gridcolor=theme.grid,
        nticks=6,
        fixedrange=True,
    )
    fig.update_yaxes(visible=False, range=[0, len(order)], fixedrange=True)
    return fig


def _values(of: pd.DataFrame, measures: Mapping[str, str]) -> str:
    """The values of one row in words, with its remark."""
    known = of.set_index("measure")["value"]
    said = ", ".join(f"{numbers.count(known.get(key, float('nan')))} {words}" for key, words in measures.items())
    remarks = [plain(words) for words in dict.fromkeys(of["remark"]) if words] if "remark" in of else []
    return " · ".join([said, *remarks])
