"""Names at the ends of lines: each in its line's colour, moved apart where ends are close."""

from collections.abc import Sequence

import plotly.graph_objects as go


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Positions as near to `wanted` (0 to 1) as they can be with at least `gap` between any two, in the same order."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed = [0.0] * len(wanted)
    floor = 0.0
    for place in order:
        placed[place] = max(wanted[place], floor)
        floor = placed[place] + gap
    ceiling = 1.0
    for place in reversed(order):
        placed[place] = min(placed[place], ceiling)
        ceiling = placed[place] - gap
    return placed


def end_name(words: str, place: float, colour: str, *, size: int) -> go.layout.Annotation:
    """`words` (as Plotly shows them) at the right edge, `place` of the height up (0 to 1)."""
    return go.layout.Annotation(
        text=words,
        xref="paper",
        x=1,
        yref="paper",
        y=place,
        xanchor="left",
        xshift=8,
        yanchor="middle",
        showarrow=False,
        align="left",
        font={"color": colour, "size": size},
    )
