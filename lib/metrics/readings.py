"""Every defensible way to say when one passed another, and the dates that each gives."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from lib.metrics import downloads
from lib.metrics.crossover import (
    Anchor,
    Crossover,
    crossover,
    every_anchored,
    growth_against_flows,
    levels_between,
)
from lib.metrics.flaws import flagged, month_ends

COLUMNS = ["way", "count", "anchor", "dated", "spikes", "interpolated", "leader", "after", "by", "set_aside"]
"""way: in words; count: the definition; anchor, dated, spikes, interpolated: the further choices; after, by: the days
between which the leader passed for good; set_aside: the crossing rests on a month with an unexplained jump of the whole
source."""

MONTHLY, RUNNING, ANCHORED, SCALED = COUNTS = "Monthly downloads", "Running sum", "Anchored", "Scaled"
"""The definitions that the monthly table and the published levels carry."""

END, BEFORE = "End of its month", "End of the month before"
"""The two readings of a level that is dated to the month only."""


def anchors(rows: pd.DataFrame, figures: pd.DataFrame, kind: str, entities: Sequence[str]) -> list[Anchor]:
    """The anchors that state a level for each of `entities`, oldest first; `rows` and `figures` are the registry's."""
    joined = rows[rows["kind"] == kind].merge(figures, on="figure", suffixes=("", "_figure"))
    found = []
    for (key, name), of in joined.groupby(["anchor", "name"]):
        levels = dict(zip(of["entity"], of["value"].astype("float64"), strict=True))
        if set(entities) <= set(levels):
            month = pd.Timestamp(of["date"].iloc[0]).replace(day=1)
            found.append(Anchor(str(key), str(name), month, {entity: levels[entity] for entity in entities}))
    return sorted(found, key=lambda anchor: anchor.month)


def flows(rows: pd.DataFrame, entities: Sequence[str]) -> pd.DataFrame:
    """One column an entity, one row a month, from month, entity, downloads; a missing pair is a missing value.

    A month between the first and the last of `rows` that has no row at all is a row of missing values.
    """
    wide = rows.set_index(["month", "entity"])["downloads"].unstack()  # noqa: PD010
    every = pd.date_range(wide.index.min(), wide.index.max(), freq="MS", name="month")
    return wide.reindex(index=every, columns=list(entities)).astype("float64")


def running(rows: pd.DataFrame, entities: Sequence[str]) -> pd.DataFrame:
    """Running sums like `flows`, dated at month ends, over the same months for every entity.

    All are missing in a month that one of them misses and restart together after it: sums over different months cannot
    be compared.
    """
    every = flows(rows, entities)
    known = every.dropna().reindex(every.index)
    summed = known.groupby(known.isna().all(axis=1).cumsum()).cumsum()
    return summed.set_axis(summed.index + pd.offsets.MonthEnd(0))


def last_stretch(levels: pd.DataFrame) -> pd.DataFrame:
    """The last unbroken run of rows in which an entity is known: what a restarted sum can be compared in."""
    known = levels.dropna(how="all")
    gaps = levels.index.difference(known.index)
    before = gaps[gaps < known.index[-1]] if len(known) else gaps
    return known[known.index > before[-1]] if len(before) else known


def observed(values: pd.DataFrame, flaws: pd.DataFrame) -> pd.DataFrame:
    """`values`, by month or month end, without those in a month of which the source had days filled in.

    A level goes on after it: what was gained over the interpolated days is known, only not where it stood among them.
    """
    ends = month_ends(values.index.to_series())
    filled = flagged(ends - pd.offsets.MonthBegin(1), ends, flaws, ("interpolated",))
    return values[~filled].reindex(values.index)


def every_way(rows: pd.DataFrame, flaws: pd.DataFrame, known: Sequence[Anchor], pair: tuple[str, str]) -> pd.DataFrame:
    """A row for each way of counting with the crossover that it gives for the pair; columns `COLUMNS`.

    `rows` are month, entity, downloads. A flow passed after the end of the last month observed before. A way by
    which the pair is tied at the end, or was never observed together, has no leader and no dates.
    """
    flow = flows(rows, pair)
    bare = last_stretch(running(downloads.without(rows, flaws), pair))
    out = "Running sum, spike months out", "Running sum, spike and interpolated months out"
    found = [
        _row(MONTHLY, MONTHLY, _as_month_ends(_of(flow))),
        _row(RUNNING, RUNNING, _of(last_stretch(running(rows, pair)))),
        _row(out[0], RUNNING, _of(bare), spikes=False),
        _row(out[1], RUNNING, _of(observed(bare, flaws)), spikes=False, interpolated=False),
    ]
    for anchor, at, what in every_anchored(known, flow):
        dated = END if at == anchor.dates()[1] else BEFORE
        where = f"{at:%-d %b %Y}"
        found.append(_row(f"{anchor.name}, placed at {where}", ANCHORED, what, anchor=anchor.name, dated=dated))
    first, last = (known[0], known[-1]) if len(known) > 1 else (None, None)
    if first and last and growth_against_flows(first, last, flow).notna().all():
        levels = levels_between(first, last, (first.dates()[1], last.dates()[1]), flow)
        found.append(_row("Scaled between two published levels", SCALED, _of(levels)))
    table = pd.DataFrame(found, columns=COLUMNS)
    month = table["by"].dt.to_period("M").dt.to_timestamp()
    spike = flagged(month, month_ends(month), flaws, ("spike",))
    return table.assign(set_aside=spike & table["spikes"] & table["count"].isin([MONTHLY, RUNNING]))


def _of(levels: pd.DataFrame) -> Crossover:
    if levels.dropna().empty:
        return Crossover(None, None, None, None, ())
    a, b = levels.columns
    return crossover(levels[a], levels[b])


def _as_month_ends(found: Crossover) -> Crossover:
    """A flow leads in a month; said in days, the change came after the end of the last month in which it did not."""
    if found.by is None or found.after is None:
        return found
    start, end = (month + pd.offsets.MonthEnd(0) for month in (found.after, found.by))
    return Crossover(found.leader, found.other, start, end, found.earlier)


def _row(
    way: str,
    count: str,
    found: Crossover,
    *,
    anchor: str = "",
    dated: str = "",
    spikes: bool = True,
    interpolated: bool = True,
) -> dict[str, object]:
    return {
        "way": way,
        "count": count,
        "anchor": anchor,
        "dated": dated,
        "spikes": spikes,
        "interpolated": interpolated,
        "leader": found.leader,
        "after": found.after if found.after is not None else pd.NaT,
        "by": found.by if found.by is not None else pd.NaT,
        "set_aside": False,
    }


PASSED = re.compile(r"(?P<winner>.+) over (?P<loser>.+) \((?P<measure>.*HF.*)\)")
"""How a published crossing on the Hub is named: "Qwen over Llama (cumulative HF)"."""


def published(figures: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Crossings that others have published for a pair: way, leader, after, by, publisher, url, note.

    `names` gives the key of each name by which the pair is called. A month is the span from the end of the month before
    to its own end; a day is that day.
    """
    rows = figures[figures["metric"] == "crossover_date"]
    found = []
    for row in rows.itertuples():
        match = PASSED.fullmatch(str(row.entity))
        if not match or match["winner"] not in names or match["loser"] not in names:
            continue
        by = pd.Timestamp(str(row.date))
        start = by.replace(day=1) if row.precision == "month" else by
        found.append(
            {
                "way": f"Published: {row.publisher}",
                "leader": names[match["winner"]],
                "after": start - pd.Timedelta(days=1),
                "by": by,
                "publisher": row.publisher,
                "url": row.url,
                "note": row.note,
            }
        )
    return pd.DataFrame(found, columns=["way", "leader", "after", "by", "publisher", "url", "note"])
