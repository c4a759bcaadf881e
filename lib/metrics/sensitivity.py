"""How far the date of a crossing moves with each choice: the published level, its date, spikes, interpolated months."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from lib.metrics import downloads, readings
from lib.metrics.crossover import Anchor, Crossover, crossover, growth_against_flows, levels_between, levels_from

LEVEL, PLACED, SPIKES, INTERPOLATED, LARGEST = (
    "Published level",
    "Date of the level",
    "Spike months",
    "Interpolated months",
    "Largest model",
)
IN, OUT = "in", "out"


@dataclass(frozen=True)
class Way:
    """One way of counting. An anchored one has an `anchor` that stands at `at`, a scaled one two anchors; `left_out` is
    the part (0-1) of the leader's curve that is taken away in every month.
    """

    count: str
    anchors: tuple[Anchor, ...] = ()
    at: pd.Timestamp | None = None
    spikes: bool = True
    interpolated: bool = True
    left_out: float = 0.0


def choices(
    rows: pd.DataFrame,
    flaws: pd.DataFrame,
    known: Sequence[Anchor],
    pair: tuple[str, str],
    largest: Mapping[str, Sequence[float]],
) -> pd.DataFrame:
    """A row for each choice of each factor by each count that it concerns, all else as usual: factor, way, choice,
    leader, after, by.

    `rows` are month, entity, downloads; `known` the published levels of the pair; `largest` gives by side the parts
    (0-1) of its downloads that its largest model may be. The leader passed for good after `after` and by `by` (days);
    both are missing where nothing changed in view. As usual means the first choice: all months in, but a running sum
    begins after the spike months unless these are what is chosen; anchored, the first level at the end of its month.
    """
    found = []
    for factor, way, offered in _factors(rows, known, pair):
        said = {choice: _crossing(_values(rows, flaws, pair, counted)) for choice, counted in offered.items()}
        if factor == LARGEST:
            leader = said[IN].leader
            parts = sorted(set(largest.get(leader, ()))) if leader else []
            for part in parts:
                counted = replace(offered[IN], left_out=part)
                said[f"{OUT} at {part:.0%}".replace("%", " %")] = _crossing(_values(rows, flaws, pair, counted, leader))
            said = said if parts else {}
        found += [_row(factor, way, choice, what) for choice, what in said.items()]
    return pd.DataFrame(found, columns=["factor", "way", "choice", "leader", "after", "by"])


def _factors(
    rows: pd.DataFrame, known: Sequence[Anchor], pair: tuple[str, str]
) -> Iterator[tuple[str, str, dict[str, Way]]]:
    """Each factor with the way of counting that it is varied in, and its choices, the usual one first."""
    flow = readings.flows(rows, pair)
    monthly, running = Way(readings.MONTHLY), Way(readings.RUNNING)
    bare = replace(running, spikes=False)
    anchored = {one.name: Way(readings.ANCHORED, (one,), one.dates()[1]) for one in known}
    first = {"anchored": next(iter(anchored.values()))} if anchored else {}
    scaled = {}
    if len(known) > 1 and growth_against_flows(known[0], known[-1], flow).notna().all():
        scaled = {"scaled": Way(readings.SCALED, (known[0], known[-1]))}
    if len(anchored) > 1:
        yield LEVEL, "anchored", anchored
    for name, way in anchored.items():
        yield PLACED, name, {readings.END: way, readings.BEFORE: replace(way, at=_before(way))}
    for name, way in {"monthly": monthly, "running sum": running, **first}.items():
        yield SPIKES, name, {IN: way, OUT: replace(way, spikes=False)}
    usual = {"monthly": monthly, "sum after spikes": bare, **first, **scaled}
    for name, way in usual.items():
        yield INTERPOLATED, name, {IN: way, OUT: replace(way, interpolated=False)}
    for name, way in usual.items():
        yield LARGEST, name, {IN: way}


def _before(way: Way) -> pd.Timestamp:
    return way.anchors[0].dates()[0]


def _values(
    rows: pd.DataFrame, flaws: pd.DataFrame, pair: tuple[str, str], way: Way, leader: str | None = None
) -> pd.DataFrame:
    """Both curves by a way, at month ends."""
    kept = rows if way.spikes else downloads.without(rows, flaws)
    flow = readings.flows(kept, pair)
    if way.count == readings.MONTHLY:
        values = flow.set_axis(flow.index + pd.offsets.MonthEnd(0))
    elif way.count == readings.RUNNING:
        values = readings.last_stretch(readings.running(kept, pair))
    elif way.count == readings.ANCHORED and way.at is not None:
        values = levels_from(way.anchors[0], way.at, flow)
    else:
        first, last = way.anchors
        values = levels_between(first, last, (first.dates()[1], last.dates()[1]), flow)
    shown = values if way.interpolated else readings.observed(values, flaws)
    return shown.assign(**{leader: shown[leader] * (1 - way.left_out)}) if leader else shown


def _crossing(values: pd.DataFrame) -> Crossover:
    if values.dropna().empty:
        return Crossover(None, None, None, None, ())
    a, b = values.columns
    return crossover(values[a], values[b])


def _row(factor: str, way: str, choice: str, found: Crossover) -> dict[str, object]:
    dates = {"after": found.after or pd.NaT, "by": found.by or pd.NaT}
    return {"factor": factor, "way": way, "choice": choice, "leader": found.leader, **dates}


def spans(found: pd.DataFrame) -> pd.DataFrame:
    """How far each factor moves the date by each way: factor, way, leader, after, by, first, moved, same.

    `found` is as from `choices`. From `after` to `by` (days) lie the changes of lead of all choices that put the usual
    leader ahead; `first` is the earliest `by`, `moved` the months from it to the latest, `same` whether every choice
    dates the change, and to the same days. A factor by which no choice dates a change has no row.
    """
    rows = []
    for (factor, way), of in found.groupby(["factor", "way"], sort=False):
        leader = of["leader"].iloc[0]
        dated = of[(of["leader"] == leader) & of["by"].notna()]
        if dated.empty:
            continue
        first, last = dated["by"].min(), dated["by"].max()
        rows.append(
            {
                "factor": factor,
                "way": way,
                "leader": leader,
                "after": dated["after"].min(),
                "by": last,
                "first": first,
                "moved": (last.year - first.year) * 12 + last.month - first.month,
                "same": len(dated) == len(of) and dated[["after", "by"]].drop_duplicates().shape[0] == 1,
            }
        )
    return pd.DataFrame(rows, columns=["factor", "way", "leader", "after", "by", "first", "moved", "same"])
