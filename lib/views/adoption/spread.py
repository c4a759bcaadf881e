"""What is known of the spread between counts, for the chart of downloads by month or as a running sum."""

from collections.abc import Mapping

import pandas as pd

from lib.data import Data
from lib.metrics import noise_levels
from lib.views import noise


def of(
    data: Data, groups: Mapping[str, str], flows: pd.DataFrame, drawn: pd.DataFrame, *, summed: bool
) -> pd.DataFrame:
    """The bands of what is drawn: month, entity, low, high, band_estimate, second_count.

    `flows` (month, entity, downloads) are the months in view, `drawn` the rows of the chart, sums of them if `summed`.
    """
    known = noise.band(data, groups)
    known = known.merge(drawn.dropna(subset=["downloads"])[["month", "entity"]], on=["month", "entity"])
    if not summed or known.empty:
        return known
    wide = drawn[drawn["entity"].isin(known["entity"])].pivot_table(index="month", columns="entity", values="downloads")
    every = pd.date_range(wide.index.min(), wide.index.max(), freq="MS")
    levels = wide.reindex(every).set_axis(every + pd.offsets.MonthEnd(0))
    carried = noise_levels.carried(levels, flows, known, None)
    month = carried["when"].dt.to_period("M").dt.to_timestamp().astype(drawn["month"].dtype)
    return carried.assign(month=month).drop(columns="when")
