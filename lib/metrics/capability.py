"""The best models of two sides on the text arena, each board and each stretch of its scale by itself."""

from collections.abc import Mapping

import pandas as pd

from lib.metrics.flaws import flagged

SAME_SCALE = ["board", "stretch", "day"]
"""Ratings compare among the rows that share these, and never beyond."""
OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"


def decided(rows: pd.DataFrame, models: pd.DataFrame, licences: pd.DataFrame, labs: Mapping[str, str]) -> pd.DataFrame:
    """Rows of `arena` with maker (empty if not known), weights (open, closed or unknown), licence and evidence.

    What `models` (model, maker, weights, licence, evidence) states goes first. Else the maker is that of the board's
    lab by `labs`, and the weights follow from the board's licence by `licences` (licence, weights); without either they
    are unknown. Nothing is concluded from a name.
    """
    stated = models.set_index("model")
    follows = licences.set_index("licence")["weights"]
    maker = rows["model"].map(stated["maker"]).fillna(rows["lab"].map(labs)).fillna("")
    weights = rows["model"].map(stated["weights"]).fillna(rows["licence"].map(follows)).fillna(UNKNOWN)
    evidence = rows["model"].map(stated["evidence"]).fillna("licence as the board states it")
    licence = rows["licence"].fillna(rows["model"].map(stated["licence"])).fillna("")
    return rows.assign(maker=maker, weights=weights, licence=licence, evidence=evidence)


def with_stretches(rows: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """`rows` with `stretch`: how often the scale of their board had moved by their day.

    The scale of a board moves at each flaw of kind `revised` that is its own, at some time from its day `from` on: `to`
    is the first day known to be on the new scale. A day between, on a scale nobody knows, falls out.
    """
    moved = flaws[flaws["kind"] == "revised"]
    kept = rows.assign(stretch=0)
    for board, end in zip(moved["entity"], moved["to"], strict=True):
        kept["stretch"] += (kept["board"] == board) & (kept["day"] >= end)
    between = moved.assign(to=moved["to"] - pd.Timedelta(days=1))
    own = flagged(kept["day"], kept["day"], between[between["entity"] != "all"], ["revised"], kept["board"])
    return kept[~own].reset_index(drop=True)


def best(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """The row with the highest rating for each value of column `by` on each board, stretch and day.

    Of equals the first by name stands for all. A side without a model on a day has no row.
    """
    ordered = rows.sort_values(["rating", "model"], ascending=[False, True])
    return ordered.drop_duplicates([*SAME_SCALE, by]).sort_values([*SAME_SCALE, by]).reset_index(drop=True)


def gaps(found: pd.DataFrame, by: str, a: str, b: str) -> pd.DataFrame:
    """Rating of `a` less that of `b` where both stand on one board and day: gap, gap_low, gap_high, model_a, model_b.

    `found` is as from `best`. The ends are those of the two intervals taken against each other, so that the gap is
    within them at least as surely as each rating is within its own; they are missing where the board states none.
    """
    one, other = (found[found[by] == side] for side in (a, b))
    both = one.merge(other, on=SAME_SCALE, suffixes=("_a", "_b"))
    return both.assign(
        gap=both["rating_a"] - both["rating_b"],
        gap_low=both["rating_low_a"] - both["rating_high_b"],
        gap_high=both["rating_high_a"] - both["rating_low_b"],
    )[[*SAME_SCALE, "gap", "gap_low", "gap_high", "model_a", "model_b"]]


def best_of_labs(rows: pd.DataFrame) -> list[str]:
    """The boards that hold one model of each lab on every day: an open one may stand behind a closed one there."""
    stated = rows.dropna(subset=["lab"])
    most = stated.groupby(["board", "day", "lab"]).size().groupby("board").max()
    return sorted(most.index[most == 1])


def left_out(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of which one does not know whether they count: weights unknown, or open ones whose maker is not known.

    Adds `why`, in words.
    """
    weights, maker = rows["weights"] == UNKNOWN, (rows["weights"] == OPEN) & (rows["maker"] == "")
    why = pd.Series("the base of the maker is not known", index=rows.index, dtype="str")
    return rows.assign(why=why.mask(weights, "whether the weights are open is not known"))[weights | maker]


def above_best(out: pd.DataFrame, found: pd.DataFrame, by: str) -> list[str]:
    """The models of `out` that rate above the best of their side in `found` on the same board and day, best first.

    They would take its place if they counted. A side without a model in `found` says nothing.
    """
    bar = found.set_index([*SAME_SCALE, by])["rating"].rename("best")
    joined = out.join(bar, on=[*SAME_SCALE, by])
    over = joined[joined["rating"] > joined["best"]].sort_values("rating", ascending=False)
    return [str(model) for model in over["model"].drop_duplicates()]
