"""When one series passed another for good, as two dates between which it happened, and levels from anchors."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Crossover:
    """What two series say about who leads.

    `leader` is the one ahead in the last period in which both were observed, `other` the one behind; a tie there leaves
    both None. The leader passed for good after `after`, the last period in which it did not lead, and by `by`, the next
    observed one; both are None if it led in every period in view. `earlier` are the other changes of lead: the first
    period of each and who led from it on (None for a tie).
    """

    leader: str | None
    other: str | None
    after: pd.Timestamp | None
    by: pd.Timestamp | None
    earlier: tuple[tuple[pd.Timestamp, str | None], ...]


def crossover(a: pd.Series, b: pd.Series) -> Crossover:
    """Who of two series, indexed by period, leads for good, and since when. Their names are the entities' keys.

    Only periods in which both are observed count; a tie counts for the one that is passed. Nothing is interpolated.
    Raises `ValueError` if there is no such period.
    """
    both = pd.DataFrame({"a": a, "b": b}).dropna().sort_index()
    if both.empty:
        raise ValueError(f"{a.name} and {b.name} were never observed in the same period")
    ahead: list[str | None] = [
        str(a.name) if left > right else str(b.name) if right > left else None
        for left, right in zip(both["a"], both["b"], strict=True)
    ]
    changes = [(both.index[place], who) for place, who in enumerate(ahead) if place == 0 or who != ahead[place - 1]]
    leader = ahead[-1]
    if leader is None:
        return Crossover(None, None, None, None, tuple(changes[1:]))
    other = str(b.name) if leader == str(a.name) else str(a.name)
    behind = [place for place, who in enumerate(ahead) if who != leader]
    if not behind:
        return Crossover(leader, other, None, None, ())
    return Crossover(leader, other, both.index[behind[-1]], both.index[behind[-1] + 1], tuple(changes[1:-1]))


@dataclass(frozen=True)
class Anchor:
    """Published levels of several entities from one source and scope, known to the month.

    `levels` by entity (downloads, lifetime); `month` is the first day of the month in which the source dates them.
    """

    key: str
    name: str
    month: pd.Timestamp
    levels: dict[str, float]

    def dates(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The month ends at which the level may stand: that of the month before, and that of the month itself."""
        end = self.month + pd.offsets.MonthEnd(0)
        return (self.month - pd.Timedelta(days=1), end)


def _by_month_end(flows: pd.DataFrame, *dates: pd.Timestamp) -> pd.DataFrame:
    """`flows` by month end, with a row of missing values for each month without one, as far as `dates` (month ends)."""
    flow = flows.set_axis(flows.index + pd.offsets.MonthEnd(0))
    every = pd.date_range(min([*flow.index, *dates]), max([*flow.index, *dates]), freq="ME")
    return flow.reindex(every)


def levels_from(anchor: Anchor, at: pd.Timestamp, flows: pd.DataFrame) -> pd.DataFrame:
    """Levels at month ends from an anchor that stands at month end `at`, walked both ways along monthly flows.

    `flows` has one column an entity and a row a month (first day). The walk back ends with the last month in which
    every level is known and none is below zero; forward it goes on to the last month, and breaks at a missing flow. A
    month between the anchor and the flows that has no row is a missing flow too. The result is indexed by month end.
    """
    flow = _by_month_end(flows, at)
    start = pd.Series(anchor.levels, dtype="float64")[list(flows.columns)]
    after = start + flow[flow.index > at].cumsum(skipna=False)
    rows = [start.to_frame(at).T, after]
    level = start
    for end in reversed(flow.index[flow.index <= at]):
        level = level - flow.loc[end]
        if level.isna().any() or (level < 0).any():
            break
        rows.append(level.to_frame(end - pd.offsets.MonthEnd(1)).T)
    return pd.concat(rows).sort_index().astype("float64")


def levels_between(
    first: Anchor, second: Anchor, dates: tuple[pd.Timestamp, pd.Timestamp], flows: pd.DataFrame
) -> pd.DataFrame:
    """Levels at month ends that meet two anchors: between them each entity's flow is scaled by one factor.

    `dates` are the month ends at which the anchors stand; outside them the flows are taken as they are (`levels_from`).
    Raises `ValueError` if a flow between the dates is missing.
    """
    flow = _by_month_end(flows, *dates)
    inside = flow[(flow.index > dates[0]) & (flow.index <= dates[1])]
    if inside.isna().to_numpy().any() or inside.empty:
        raise ValueError(f"the flow between {dates[0].date()} and {dates[1].date()} is not known for every month")
    columns = list(flows.columns)
    start, stop = (pd.Series(anchor.levels, dtype="float64")[columns] for anchor in (first, second))
    between = start + (inside * ((stop - start) / inside.sum())).cumsum()
    before, after = levels_from(first, dates[0], flows), levels_from(second, dates[1], flows)
    return pd.concat([before[before.index <= dates[0]], between, after[after.index > dates[1]]]).astype("float64")


def growth_against_flows(first: Anchor, second: Anchor, flows: pd.DataFrame) -> pd.Series:
    """By entity: what the published levels grew between two anchors, over the flow between the same month ends.

    Missing where a flow between them is.
    """
    start, stop = first.dates()[1], second.dates()[1]
    flow = _by_month_end(flows, start, stop)
    inside = flow[(flow.index > start) & (flow.index <= stop)]
    grown = pd.Series(second.levels, dtype="float64") - pd.Series(first.levels, dtype="float64")
    return grown[list(flows.columns)] / inside.sum(skipna=False)


def every_anchored(anchors: Sequence[Anchor], flows: pd.DataFrame) -> list[tuple[Anchor, pd.Timestamp, Crossover]]:
    """The crossover of the two entities of `flows` by every anchor and by both month ends at which it may stand."""
    a, b = flows.columns
    found = []
    for anchor in anchors:
        for at in anchor.dates():
            levels = levels_from(anchor, at, flows)
            found.append((anchor, at, crossover(levels[a], levels[b])))
    return found
