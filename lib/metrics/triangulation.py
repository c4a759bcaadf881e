"""The same makers on several services: what each service counts a month, their shares, and how far these agree."""

from collections.abc import Mapping, Sequence
from itertools import combinations, permutations

import numpy as np
import pandas as pd

READ_WITHIN = pd.Timedelta(days=7)
"""A counter that was read at most so long before a month's end says what it stood at then."""
FEWEST = 4
"""Among fewer makers there is no rank correlation: of three, one order in six is the same by chance."""
TRIED = 8
"""Up to so many makers every order is tried; of nine there are 362,880."""
LONG_ENOUGH = 24
"""Months that two services must share before one is said to lead the other by months: fewer leave each lag with a
handful of changes."""
LAGS = 3
"""So many months either way are tried."""


def lines_by_month(days: pd.DataFrame, makers: Mapping[str, str]) -> pd.DataFrame:
    """Of daily shares (day, line, share; as from `open_lines.daily`), by month: month, entity, value, partial.

    `value` is the sum of a maker's daily shares, so that each day weighs the same; a day outside the top 50 adds
    nothing, and `partial` marks a month with such a day. Lines that are not in `makers` are left out, and so are months
    that the record does not hold from the first day to the last, but for days that it misses for everybody.
    """
    read = days.groupby("day")["share"].transform("count") > 0
    rows = days[read & days["line"].isin(list(makers))]
    rows = rows.assign(entity=rows["line"].map(dict(makers)), month=rows["day"].dt.to_period("M").dt.start_time)
    grouped = rows.groupby(["month", "entity"])["share"]
    found = pd.DataFrame({"value": grouped.sum(min_count=1), "partial": grouped.count() < grouped.size()}).reset_index()
    ends = found["month"] + pd.offsets.MonthEnd(0)
    return found[(found["month"] >= days["day"].min()) & (ends <= days["day"].max())].dropna(ignore_index=True)


def weeks_by_month(weeks: pd.DataFrame) -> pd.DataFrame:
    """Of tokens a week (week, entity, tokens, counted_short), by month: month, entity, value, partial.

    A week belongs to the month in which its Thursday lies, and a month counts if all its Thursdays do.
    """
    thursdays = weeks["week"] + pd.Timedelta(days=3)
    rows = weeks.assign(month=thursdays.dt.to_period("M").dt.start_time)
    grouped = rows.groupby(["month", "entity"], as_index=False)
    found = grouped.agg(value=("tokens", "sum"), partial=("counted_short", "any"))
    known = set(thursdays)
    whole = [set(_thursdays(month)) <= known for month in found["month"]]
    return found[whole].reset_index(drop=True)


def _thursdays(month: pd.Timestamp) -> pd.DatetimeIndex:
    return pd.date_range(month, month + pd.offsets.MonthEnd(0), freq="W-THU")


def gains_by_month(counter: pd.DataFrame, makers: Mapping[str, str]) -> pd.DataFrame:
    """Of a counter (day, prefix, pulls_all_time), by month what was gained: month, entity, value, partial.

    A month counts if the counter was read within a week before its start and before its end. A prefix that was not
    there at the start gained all that it holds; pulls of models that left are lost, so a gain can be negative. Prefixes
    that are not in `makers` are left out.
    """
    rows = counter[counter["prefix"].isin(list(makers))]
    held = rows.assign(entity=rows["prefix"].map(dict(makers))).groupby(["day", "entity"])["pulls_all_time"].sum()
    days = pd.DatetimeIndex(counter["day"].drop_duplicates().sort_values())
    parts = []
    for month in pd.period_range(days.min(), days.max(), freq="M"):
        start = _read_before(days, month.start_time - pd.Timedelta(days=1))
        end = _read_before(days, month.start_time + pd.offsets.MonthEnd(0))
        if start is not None and end is not None:
            gained = held[end].sub(held[start], fill_value=0)
            parts.append(pd.DataFrame({"month": month.start_time, "entity": gained.index, "value": gained.to_numpy()}))
    if not parts:
        return pd.DataFrame({"month": days[:0], "entity": [], "value": [], "partial": []})
    return pd.concat(parts, ignore_index=True).assign(partial=False)


def read_around(days: pd.Series, months: Sequence[pd.Timestamp]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days of `days` on which a counter was read for the start and for the end of `months`; the first day of all,
    and the last before the end, where none is within a week.
    """
    read = pd.DatetimeIndex(days.drop_duplicates().sort_values())
    start, end = months[0] - pd.Timedelta(days=1), months[-1] + pd.offsets.MonthEnd(0)
    first, last = _read_before(read, start), _read_before(read, end)
    return read[0] if first is None else first, read[read <= end].max() if last is None else last


def _read_before(days: pd.DatetimeIndex, end: pd.Timestamp) -> pd.Timestamp | None:
    """The last day of `days` in the week that ends with `end`, None if there is none."""
    near = days[(days <= end) & (days > end - READ_WITHIN)]
    return near[-1] if len(near) else None


def common_months(flows: Sequence[pd.DataFrame]) -> list[pd.Timestamp]:
    """The months that every one of `flows` holds, the oldest first."""
    return sorted(set.intersection(*(set(rows["month"]) for rows in flows))) if flows else []


def over(rows: pd.DataFrame, months: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """`rows` (month, entity, value, partial) summed over `months`: entity, value, partial."""
    chosen = rows[rows["month"].isin(list(months))]
    return chosen.groupby("entity", as_index=False).agg(value=("value", "sum"), partial=("partial", "any"))


def shares(counts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each maker's part of what a service counts of the makers that all of them know: service, entity, value, share,
    rank, partial.

    `counts` holds by service what it counts (entity, value, partial). A maker is known to a service that counts more
    than nothing of it. Shares (0-1) of a service add up to one; rank 1 is the most, equals share the mean of ranks.
    """
    known = [set(rows.loc[rows["value"] > 0, "entity"]) for rows in counts.values()]
    both = set.intersection(*known) if known else set()
    parts = [rows[rows["entity"].isin(both)].assign(service=service) for service, rows in counts.items()]
    found = pd.concat(parts, ignore_index=True)
    return _with_shares(found)


def grouped(rows: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """`rows` (as from `shares`) with the makers of one group, such as a country, taken together."""
    of = rows.assign(entity=rows["entity"].map(dict(groups))).groupby(["service", "entity"], as_index=False, sort=False)
    return _with_shares(of.agg(value=("value", "sum"), partial=("partial", "any")))


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    by = rows.groupby("service")["value"]
    found = rows.assign(
        share=rows["value"] / by.transform("sum"), rank=by.rank(ascending=False), value=rows["value"].astype("float64")
    )
    return found[["service", "entity", "value", "share", "rank", "partial"]]


def agreement(rows: pd.DataFrame) -> pd.DataFrame:
    """How alike each two services rank the makers of `rows` (as from `shares`): a, b, n, correlation, by_chance.

    `correlation` is Spearman's, from -1 (the opposite order) to 1 (the same); missing among fewer than four makers, or
    where one service ranks all alike. `by_chance` is the part (0-1) of all orders of the makers that would agree at
    least as much; missing among more than eight.
    """
    wide = rows.pivot_table(index="entity", columns="service", values="rank")
    found = []
    for a, b in combinations(rows["service"].drop_duplicates(), 2):
        left, right = wide[a].to_numpy(), wide[b].to_numpy()
        known = len(wide) >= FEWEST and left.std() > 0 and right.std() > 0
        correlation = _correlation(left, right) if known else float("nan")
        chance = _by_chance(left, right) if known and len(wide) <= TRIED else float("nan")
        found.append((a, b, len(wide), correlation, chance))
    return pd.DataFrame(found, columns=["a", "b", "n", "correlation", "by_chance"])


def _correlation(left: np.ndarray, right: np.ndarray) -> float:
    return float(np.corrcoef(left, right)[0, 1])


def _by_chance(left: np.ndarray, right: np.ndarray) -> float:
    """The part of all orders of `right` whose product with `left` is at least as large as in the order given."""
    orders = np.array(list(permutations(right)))
    return float((orders @ left >= right @ left - 1e-9).mean())


def disagreements(rows: pd.DataFrame) -> pd.DataFrame:
    """By maker the services with its largest and its smallest share: entity, high, share_high, low, share_low, apart.

    The largest difference comes first; `apart` is in parts of one.
    """
    ordered = rows.sort_values(["entity", "share"])
    by = ordered.groupby("entity")
    ends = pd.DataFrame(
        {
            "high": by["service"].last(),
            "share_high": by["share"].last(),
            "low": by["service"].first(),
            "share_low": by["share"].first(),
        }
    )
    ends = ends.assign(apart=ends["share_high"] - ends["share_low"])
    return ends.reset_index().sort_values(["apart", "entity"], ascending=[False, True]).reset_index(drop=True)


def lead_lag(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """How the monthly changes of makers' shares on two services go together, by lag: lag, correlation, changes.

    `a` and `b` are flows (month, entity, value) of the same makers. A positive `lag` says that b moves so many months
    after a. All makers' changes count together. No rows if the services share fewer than `LONG_ENOUGH` months.
    """
    months = common_months([a, b])
    if len(months) < LONG_ENOUGH:
        return pd.DataFrame({"lag": [], "correlation": [], "changes": []})
    first, second = _changes(a, months), _changes(b, months)
    found = []
    for lag in range(-LAGS, LAGS + 1):
        left, right = first.to_numpy().ravel(), second.shift(-lag)[first.columns].to_numpy().ravel()
        known = ~np.isnan(left) & ~np.isnan(right)
        found.append((lag, _correlation(left[known], right[known]), int(known.sum())))
    return pd.DataFrame(found, columns=["lag", "correlation", "changes"])


def _changes(rows: pd.DataFrame, months: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """Changes of shares on the month before, a row a calendar month, a column a maker."""
    wide = rows[rows["month"].isin(list(months))].pivot_table(index="month", columns="entity", values="value")
    every = wide.div(wide.sum(axis=1), axis=0).reindex(pd.date_range(months[0], months[-1], freq="MS"))
    return every.diff()
