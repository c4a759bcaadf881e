"""The curves of a race as the options choose them: the values, which are estimates, and since when they count."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lib.data import Data
from lib.metrics import downloads, readings
from lib.metrics.crossover import Crossover, crossover, levels_between, levels_from
from lib.metrics.flaws import flagged
from lib.metrics.readings import END
from lib.views.periods import months
from lib.views.race import pairs, spread
from lib.views.race.choices import COUNTER, INDEX, MONTHLY, RUNNING, SCALED, SHARE, Options
from lib.views.view import NothingToShowError


@dataclass(frozen=True)
class Curves:
    """What the options come to.

    `values` has a column a key and a row a month (flows, by first day), a month end (levels) or a day (a counter) in
    view; `estimate` says which of them are estimates, `incomplete` which rows are of a period that is not over. `start`
    is the first row that counts: in view, or of the last stretch of a running sum, `after_spike` if that follows a
    spike month left out. `anchor` names the published levels used. `spread` is what lies between the counts known of
    the same downloads (when, entity, low, high, band_estimate, second_count), if asked for.
    """

    level: str
    keys: list[str]
    values: pd.DataFrame
    estimate: pd.DataFrame
    incomplete: pd.Series
    start: pd.Timestamp
    after_spike: bool
    anchor: str
    spread: pd.DataFrame | None = None

    def crossover(self) -> Crossover:
        """Who of the first two leads for good, from `start` on; raises `NothingToShowError` if they never meet."""
        a, b = self.keys[:2]
        since = self.values[self.values.index >= self.start]
        if since[[a, b]].dropna().empty:
            raise NothingToShowError(
                "The first two were never observed at the same time in the chosen window; widen it or choose others."
            )
        return crossover(since[a], since[b])


def curves(data: Data, options: Options, level: str, keys: list[str]) -> Curves:
    """The curves of `keys`; raises `NothingToShowError` where these options leave nothing to draw."""
    rows, flaws = pairs.monthly(data, level), data.registry.flaws_of("hub_monthly")
    counted = rows if options.spikes else downloads.without(rows, flaws)
    values, stated, anchor = _values(data, options, level, keys, counted)
    estimate = _estimates(rows, values, options.count, stated)
    first, last = (pd.Timestamp(month) for month in options.window)
    # The readings of the counter go on after the last whole month, which is the last that can be chosen.
    open_end = options.count == COUNTER and options.window[1] == months(data)[-1]
    until = values if open_end else values[values.index <= last + pd.offsets.MonthEnd(0)]
    stretch = readings.last_stretch(until)
    if options.count != COUNTER and not options.interpolated:
        until = readings.observed(until, flaws)
    inside = until[until.index >= first]
    if inside.dropna(how="all").empty:
        raise NothingToShowError(
            "Nothing of this count lies in the chosen window; widen the window of months, or choose others to compare."
        )
    start = stretch.index[0] if options.count == RUNNING else inside.index[0]
    before = pd.Series([start.replace(day=1) - pd.Timedelta(days=1)])
    ends = inside.index.to_series() + pd.offsets.MonthEnd(0)
    as_of = pd.Timestamp(data.provenance("hub_monthly").as_of)
    return Curves(
        level,
        keys,
        inside,
        estimate.loc[inside.index],
        (ends >= as_of) & (options.count != COUNTER),
        start,
        bool(flagged(before, before, flaws, ("spike",)).any()) and not options.spikes,
        anchor,
        spread.of(data, options, level, counted, values, inside, stated),
    )


def _values(
    data: Data, options: Options, level: str, keys: list[str], counted: pd.DataFrame
) -> tuple[pd.DataFrame, Sequence[pd.Timestamp], str]:
    """The values of the whole record, the month ends at which published levels stand in them, and their names."""
    flow = readings.flows(counted, keys)
    if options.count == MONTHLY:
        return flow, (), ""
    if options.count == RUNNING:
        return readings.running(counted, keys), (), ""
    if options.count == COUNTER:
        return pairs.lifetime(data, level, keys), (), ""
    if options.count == SCALED:
        first, *_, last = pairs.need_anchors(data, level, keys, at_least=2)
        dates = first.dates()[1], last.dates()[1]
        try:
            return levels_between(first, last, dates, flow), dates, f"{first.name} and {last.name}"
        except ValueError as error:
            raise NothingToShowError(f"The levels cannot be scaled: {error}.") from None
    known = pairs.need_anchors(data, level, keys)
    used = next((one for one in known if one.name == options.anchor), known[0])
    at = used.dates()[options.dated == END]
    return levels_from(used, at, flow), (at,), used.name


def _estimates(rows: pd.DataFrame, values: pd.DataFrame, count: str, stated: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """Which values are estimates: those of months that are, sums that hold such a month, levels but those stated."""
    if count == COUNTER:
        return pd.DataFrame(False, index=values.index, columns=values.columns)
    known = rows.set_index(["month", "entity"])["estimate"].unstack()  # noqa: PD010
    months = values.index.to_series() + pd.offsets.MonthEnd(0) - pd.offsets.MonthBegin(1)
    estimate = known.reindex(index=months, columns=values.columns).set_axis(values.index)
    estimate = estimate.astype("boolean").fillna(False).astype(bool)
    if count == RUNNING:
        return estimate.cummax()
    if stated:
        estimate[:] = True
        estimate[values.index.isin(stated)] = False
    return estimate


def tidy(drawn: Curves, show: str) -> pd.DataFrame:
    """when, entity, downloads, value (as shown), estimate, incomplete: the rows of the chart and of its table.

    An index is 100 in the first month in view in which the entity is above zero, and missing where it is not.
    """
    values = drawn.values
    if show == SHARE:
        shown = values.div(values.sum(axis=1, min_count=len(drawn.keys)), axis=0)
    elif show == INDEX:
        above = values.where(values > 0)
        shown = above.div(above.bfill().iloc[0]) * 100
    else:
        shown = values
    rows = [
        pd.DataFrame(
            {
                "when": values.index,
                "entity": key,
                "downloads": values[key].to_numpy(),
                "value": shown[key].to_numpy(),
                "estimate": drawn.estimate[key].to_numpy(),
                "incomplete": drawn.incomplete.to_numpy(),
            }
        )
        for key in drawn.keys
    ]
    return pd.concat(rows, ignore_index=True)
