"""Whether a lead hangs on single models: each side's counters on a day, with the largest models taken out."""

import pandas as pd

TEN = 10
COLUMNS = [
    "day",
    "leader",
    "times",
    "largest",
    "share",
    "times_without_largest",
    "times_without_ten",
    "needed",
    "models",
]
"""leader: who has more on the day; times: how many times the other side; largest: the leader's largest model; share:
its part of the leader's downloads (0-1); times_without_…: the same lead without the leader's largest, or ten largest,
models, below 1 where the other side is ahead then; needed: so many of its largest models must be taken out before it
no longer leads; models: how many it has on the day."""


def without_largest(rows: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    """A row for each day on which both sides have downloads and one has more: `COLUMNS`, the oldest day first.

    `rows` are day, model, side, downloads_30d; rows of no side of the pair are left aside. Only models of the leader
    are taken out, which is the worst case for the lead. Sums of two days are of two sets of models: only leads compare.
    """
    found = []
    for day, of in rows[rows["side"].isin(list(pair))].sort_values("model").groupby("day"):
        sums = of.groupby("side")["downloads_30d"].sum().reindex(list(pair)).fillna(0)
        leader, other = str(sums.idxmax()), str(sums.idxmin())
        if sums.min() <= 0 or sums[leader] == sums[other]:
            continue
        own = of[of["side"] == leader].sort_values("downloads_30d", ascending=False, kind="stable")
        left = sums[leader] - own["downloads_30d"].cumsum()
        times = {
            "times": sums[leader],
            "times_without_largest": left.iloc[0],
            "times_without_ten": left.iloc[:TEN].iloc[-1],
        }
        found.append(
            {
                "day": day,
                "leader": leader,
                "largest": own["model"].iloc[0],
                "share": own["downloads_30d"].iloc[0] / sums[leader],
                "needed": int((left > sums[other]).sum()) + 1,
                "models": len(own),
                **{name: value / sums[other] for name, value in times.items()},
            }
        )
    return pd.DataFrame(found, columns=COLUMNS)
