"""The boards of the text arena with what is known of each model: its maker's region, its weights, its scale."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import capability
from lib.metrics.capability import CLOSED, OPEN
from lib.registry.load import UNREVIEWED

SIDES = US, CHINA = "us", "china"
"""The two sides whose best open models are set against each other, by the registry's regions."""
BOARDS = {
    "text": "Text board",
    "text_style_control": "Text board with style control",
    "best of lab": "Best of each lab by month",
    "whole board": "Whole board of one day",
    "monthly top 40": "Forty best by month",
}
"""How people read the name of a board; boards are shown in the order of their newest day."""

WHY_OUT = "Left out, since whether their weights are open or where their maker is based is not known"
NAMED = 3
"""So many of the models that are left out and matter are named."""


def rated(data: Data) -> pd.DataFrame:
    """Rows of `arena` with maker, region, weights, licence, evidence, stretch; without those between two scales.

    The region is empty where the maker is not known.
    """
    registry, table = data.registry, data.table("arena")
    labs = {lab: registry.maker("arena", lab) for lab in table["lab"].dropna().unique()}
    placed = {lab: "" if maker == UNREVIEWED else maker for lab, maker in labs.items()}
    rows = capability.decided(table, registry.arena_models, registry.arena_licences, placed)
    # A registry kept before arena_models.csv was begun is read with that file and may lack makers that it names.
    regions = registry.makers.set_index("maker")["region"]
    rows = rows.assign(maker=rows["maker"].where(rows["maker"].isin(regions.index), ""))
    return capability.with_stretches(
        rows.assign(region=rows["maker"].map(regions).fillna("")), registry.flaws_of("arena")
    )


def boards(data: Data) -> tuple[str, ...]:
    """The names of the boards in the store, the one with the newest day first."""
    newest = data.table("arena").groupby("board")["day"].max().sort_values(ascending=False)
    return tuple(BOARDS[board] for board in newest.index)


def of_boards(rows: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """The rows of the boards that people call so."""
    return rows[rows["board"].map(BOARDS).isin(names)].reset_index(drop=True)


def best_open(rows: pd.DataFrame) -> pd.DataFrame:
    """The best open model of each side on each board and day."""
    return capability.best(rows[(rows["weights"] == OPEN) & rows["region"].isin(SIDES)], "region")


def best_closed(rows: pd.DataFrame) -> pd.DataFrame:
    """The best closed model of any country on each board and day."""
    return capability.best(rows[rows["weights"] == CLOSED], "weights")


def told(row: Mapping[Hashable, Any]) -> str:
    """A model in words: its name, licence and rating, with the interval where the board states one."""
    licence = f"{row['licence']}; " if row["licence"] else ""
    return f"{row['model']} ({licence}{numbers.whole(row['rating'])}{interval(row)})"


def interval(row: Mapping[Hashable, Any]) -> str:
    """The ends of an interval after a comma; nothing where the board states none."""
    if pd.isna(row["rating_low"]):
        return ""
    return f", between {numbers.whole(row['rating_low'])} and {numbers.whole(row['rating_high'])}"


def panels_of(rows: pd.DataFrame) -> list[str]:
    """The titles of the boards in `rows`, the one with the newest day first."""
    newest = rows.groupby("board")["day"].max().sort_values(ascending=False)
    return [BOARDS[board] for board in newest.index]


def scales(rows: pd.DataFrame) -> pd.Series:
    """The board of each row by name, with which stretch of its scale where that has moved within `rows`."""
    many = rows.groupby("board")["stretch"].transform("nunique")
    board, stretch = rows["board"].map(BOARDS), (rows["stretch"] + 1).astype("str")
    return board.where(many == 1, board + ", scale " + stretch)


def tidy(rows: pd.DataFrame, value: str, low: str, high: str, hover: list[str]) -> pd.DataFrame:
    """`rows` in the columns that panels take; a day of a board on which a series has no model has no value."""
    said = rows.rename(columns={value: "value", low: "low", high: "high"})
    said = said.assign(panel=said["board"].map(BOARDS), hover=hover)
    days = said[["panel", "stretch", "day"]].drop_duplicates()
    every = days.merge(said[["panel", "series"]].drop_duplicates(), on="panel")
    filled = every.merge(said, on=["panel", "stretch", "day", "series"], how="left").fillna({"hover": ""})
    return filled[["panel", "day", "series", "stretch", "value", "low", "high", "hover"]]


def counted_out(rows: pd.DataFrame) -> str:
    """How many models of each board do not count, and why."""
    words = [
        f"{numbers.whole(out['model'].nunique())} of {numbers.whole(of['model'].nunique())} models on "
        f"“{BOARDS[str(board)]}”"
        for board, of in rows.groupby("board", sort=False)
        if len(out := capability.left_out(of))
    ]
    return f"{WHY_OUT}: {numbers.listed(words)}." if words else ""


def left_out(rows: pd.DataFrame) -> str:
    """The same, and which of them would be the best of their side if open."""
    words = []
    for board, of in rows.groupby("board", sort=False):
        out = capability.left_out(of)
        if out.empty:
            continue
        above = capability.above_best(out, best_open(of), "region")
        would = "it" if len(above) == 1 else "one of them"
        which = f"; {would} would lead its side if open: {_first(above)}" if above else ""
        words.append(f"{out['model'].nunique()} of {of['model'].nunique()} models on “{BOARDS[str(board)]}”{which}")
    return f"{WHY_OUT}: {'. '.join(words)}." if words else ""


def _first(models: list[str]) -> str:
    """The first of a list of models by name, and how many more there are."""
    more = len(models) - NAMED
    return numbers.listed([*models[:NAMED], f"{more} more"] if more > 0 else models)
