"""The card of the best open models over time: their ratings, a panel a board, with the best closed one."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.around import PART
from lib.charts.panels import panels
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import capability
from lib.views.rankings import arena
from lib.views.rankings.arena import BOARDS, SIDES
from lib.views.rankings.board import told_flaws
from lib.views.timed import Timed
from lib.views.view import Card

FRONTIER = "frontier"
MOST_ABSENT = 3
"""So many of the makers that a board lacks are named, those with the highest ratings elsewhere."""


def ratings(data: Data, rows: pd.DataFrame) -> Card:
    """The best open model of each side and the best closed one of all, in a panel for each board."""
    best = _best(rows)
    order = arena.panels_of(rows)
    drawn = arena.tidy(
        best, "rating", "rating_low", "rating_high", [_rating_hover(row) for row in best.to_dict("records")]
    )
    names = _names(data)

    def draw(theme: Theme) -> go.Figure:
        colours = {side: data.registry.colour("region", side, theme.mode) for side in SIDES}
        return panels(
            drawn,
            theme=theme,
            order=order,
            series=[*SIDES, FRONTIER],
            names=names,
            colours={**colours, FRONTIER: theme.rest[0]},
            quiet=[FRONTIER],
        )

    ends = [f"{BOARDS[str(board)]}, {_ends(data, of)}" for board, of in best.groupby("board", sort=False)]
    return Card(
        name="best-open",
        title="Best open model of each side on the text arena",
        subtitle=(
            "Rating points on LMArena, a panel a board: ratings of different panels do not compare, and a line breaks "
            f"where the scale moved. {' '.join(filter(None, [_missing_sides(data, rows), arena.counted_out(rows)]))} "
            "Bars through points: 95 % intervals, where the board states them."
        ),
        draw=draw,
        alt=f"Line charts, one a board, of the best open models. {'. '.join(ends)}.",
        table=_table(data, best, names),
        forms={
            "board": "text",
            "day": "day",
            "series": "text",
            "model": "text",
            "maker": "text",
            "weights": "text",
            "licence": "text",
            "rating": "number",
            "rating_low": "number",
            "rating_high": "number",
            "evidence": "text",
        },
        indicators=("arena_rating",),
        tables=("arena",),
        caveats=(*filter(None, [arena.left_out(rows)]), *told_flaws(data.registry.flaws_of("arena"))),
    )


def timed(data: Data, rows: pd.DataFrame) -> Timed:
    """The same card with its lines as they are read around an event, each board and stretch of its scale by itself."""
    best, names = _best(rows), _names(data)
    read = best.assign(series=best["series"].map(names) + PART + arena.scales(best))
    read = read.rename(columns={"day": "when", "rating": "value"})
    return Timed(ratings(data, rows), best["day"], rows=read, form="number")


def _best(rows: pd.DataFrame) -> pd.DataFrame:
    best = pd.concat([arena.best_open(rows).assign(series=lambda found: found["region"]), _frontier(rows)])
    return best.sort_values(["board", "day", "series"]).reset_index(drop=True)


def _names(data: Data) -> dict[str, str]:
    names = {side: f"Best open model, {data.registry.name('region', side)}" for side in SIDES}
    return {**names, FRONTIER: "Best closed model of any country"}


def _frontier(rows: pd.DataFrame) -> pd.DataFrame:
    return arena.best_closed(rows).assign(series=FRONTIER)


def _rating_hover(row: Mapping[Hashable, Any]) -> str:
    licence = row["licence"] or "licence not stated"
    rating = f"{numbers.whole(row['rating'])}{arena.interval(row)}"
    return f"{row['model']}\n{numbers.day(row['day'])}\n{rating}\n{licence}"


def _missing_sides(data: Data, rows: pd.DataFrame) -> str:
    """Which boards hold no open model of a side, and which hold only one model of each lab."""
    single, said = capability.best_of_labs(rows), []
    for board, of in rows.groupby("board", sort=False):
        found = arena.best_open(of)
        lacking = [
            numbers.spoken(data.registry.name("region", side)) for side in SIDES if side not in set(found["region"])
        ]
        absent = _absent_makers(data, of)
        words = []
        if board in single:
            words.append(
                "holds only the best model of each lab, which hides an open one behind a closed one of its lab"
            )
            words += [f"has no model of {numbers.listed(absent)}"] if absent else []
        if lacking:
            words.append(f"shows no open model of makers in {numbers.listed(lacking)}")
        if words:
            said.append(f"“{BOARDS[str(board)]}” {numbers.listed(words)}.")
    return " ".join(said)


def _absent_makers(data: Data, of: pd.DataFrame) -> list[str]:
    """Makers of the two sides with an open model on another board in the time of this one, and none on it."""
    rows = data.derived(arena.rated)
    span = rows["day"].between(of["day"].min(), of["day"].max())
    elsewhere = rows[span & (rows["weights"] == capability.OPEN) & rows["region"].isin(SIDES)]
    there = elsewhere.groupby("maker")["rating"].max().sort_values(ascending=False).index
    return [data.registry.name("maker", maker) for maker in there if maker not in set(of["maker"])][:MOST_ABSENT]


def _ends(data: Data, of: pd.DataFrame) -> str:
    """The last day of a board with the models that are the best then."""
    now = of[of["day"] == of["day"].max()]
    said = [
        f"{'closed' if row['series'] == FRONTIER else data.registry.name('region', row['series'])}: {arena.told(row)}"
        for row in now.to_dict("records")
    ]
    return f"{numbers.day(of['day'].max())}: {numbers.listed(said)}"


def _table(data: Data, best: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    table = best.assign(
        board=best["board"].map(BOARDS),
        series=best["series"].map(names),
        maker=[data.registry.name("maker", maker) if maker else "" for maker in best["maker"]],
    )
    columns = ["board", "day", "series", "model", "maker", "weights", "licence"]
    return table[[*columns, "rating", "rating_low", "rating_high", "evidence"]]
