"""The card of the newest board that states intervals: the best open models of each side, and the best closed ones."""

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.intervals import intervals
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics.capability import CLOSED, OPEN
from lib.views.rankings import arena
from lib.views.rankings.arena import BOARDS, SIDES
from lib.views.rankings.board import told_flaws
from lib.views.view import Card

SHOWN = 4
"""So many of the best open models of each side are drawn, and as many closed ones; the table holds all."""


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the newest board and day on which intervals are stated; none if there is no such day."""
    stated = rows.dropna(subset=["rating_low"])
    last = stated[stated["day"] == stated["day"].max()]
    return last[last["board"] == last["board"].min()].sort_values(["rating", "model"], ascending=[False, True])


def card(data: Data, board: pd.DataFrame) -> Card:
    """A mark with its interval for each of the best models of `board`, as from `newest`."""
    kinds = {side: board[(board["weights"] == OPEN) & (board["region"] == side)] for side in SIDES}
    kinds[CLOSED] = board[board["weights"] == CLOSED]
    top = pd.concat([of.head(SHOWN).assign(series=key) for key, of in kinds.items()])
    top = top.sort_values(["rating", "model"], ascending=[False, True]).reset_index(drop=True)
    names = {side: f"Open, {data.registry.name('region', side)}" for side in SIDES}
    names[CLOSED] = "Closed, any country"
    drawn = pd.DataFrame(
        {
            "series": top["series"],
            "label": top["model"],
            "note": [_note(data, row) for row in top.to_dict("records")],
            "value": top["rating"],
            "low": top["rating_low"],
            "high": top["rating_high"],
            "hover": [arena.told(row) for row in top.to_dict("records")],
        }
    )

    def draw(theme: Theme) -> go.Figure:
        colours = {side: data.registry.colour("region", side, theme.mode) for side in SIDES}
        return intervals(
            drawn, theme=theme, series=[*SIDES, CLOSED], names=names, colours={**colours, CLOSED: theme.rest[0]}
        )

    day, name = numbers.day(board["day"].iloc[0]), BOARDS[str(board["board"].iloc[0])]
    return Card(
        name="whole-board",
        title=f"Best open models of each side, with intervals, {day}",
        subtitle=(
            "Rating points on LMArena's text arena with 95 % intervals, and the licence as the board states it; "
            f"“{name}” holds {numbers.whole(len(board))} models. The {SHOWN} best open ones of each side are drawn, "
            f"and the {SHOWN} best closed ones. {arena.left_out(board)}"
        ),
        draw=draw,
        alt=f"Marks with intervals of the best models on {day}, from the highest: "
        f"{numbers.listed([arena.told(row) for row in top.head(8).to_dict('records')])}.",
        table=_table(data, board),
        forms={
            "model": "text",
            "maker": "text",
            "region": "text",
            "weights": "text",
            "licence": "text",
            "rating": "number",
            "rating_low": "number",
            "rating_high": "number",
            "evidence": "text",
        },
        indicators=("arena_rating",),
        tables=("arena",),
        caveats=told_flaws(data.registry.flaws_of("arena")),
    )


def _note(data: Data, row: dict) -> str:
    maker = data.registry.name("maker", row["maker"]) if row["maker"] else ""
    return " · ".join(part for part in (maker, row["licence"], numbers.whole(row["rating"])) if part)


def _table(data: Data, board: pd.DataFrame) -> pd.DataFrame:
    registry = data.registry
    table = board.assign(
        maker=[registry.name("maker", maker) if maker else "" for maker in board["maker"]],
        region=[registry.name("region", region) if region else "" for region in board["region"]],
    )
    columns = ["model", "maker", "region", "weights", "licence", "rating", "rating_low", "rating_high", "evidence"]
    return table[columns].reset_index(drop=True)
