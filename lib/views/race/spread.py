"""What is known of the spread between counts, for the curves of a race."""

from collections.abc import Sequence

import pandas as pd

from lib.data import Data
from lib.metrics import noise_levels
from lib.views import noise
from lib.views.race import pairs
from lib.views.race.choices import ABSOLUTE, MONTHLY, SPREAD, Options


def of(
    data: Data,
    options: Options,
    level: str,
    flows: pd.DataFrame,
    values: pd.DataFrame,
    inside: pd.DataFrame,
    stated: Sequence[pd.Timestamp],
) -> pd.DataFrame | None:
    """The bands of the curves in view: when, entity, low, high, band_estimate, second_count; None unless asked for.

    `flows` has month, entity, downloads; `values` are the curves over the whole record, `inside` their part in view. A
    level is off by what the months since `stated` are off together, a sum by those since it started.
    """
    if not options.spread or options.show != ABSOLUTE or options.count not in SPREAD:
        return None
    known = noise.band(data, pairs.orgs_of(data, level))
    if options.count == MONTHLY:
        found = known.rename(columns={"month": "when"})
    else:
        found = noise_levels.carried(values, flows, known, stated[0] if stated else None)
    seen = inside.rename_axis(index="when").reset_index().melt("when", var_name="entity").dropna()
    return found.merge(seen[["when", "entity"]], on=["when", "entity"])
