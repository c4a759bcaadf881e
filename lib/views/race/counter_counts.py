"""Who leads by the Hub's own counters of single models: lifetime, and the last 30 days by publisher or by origin."""

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.views import tracked
from lib.views.adoption import parents
from lib.views.race import choices, pairs
from lib.views.race.counted import Counted, Race, crossover_link
from lib.views.race.definitions import BY_ORIGIN, Definition
from lib.views.view import Link


def lifetime(data: Data, race: Race, chosen: Definition) -> Counted | None:
    """The Hub's own lifetime counter, where snapshots hold it for both sides."""
    series = pairs.lifetime(data, race.level.key, race.pair)
    if series.empty:
        return None
    last = series.index[-1]
    link = crossover_link(race, chosen, count=choices.COUNTER)
    return Counted(series, last, numbers.day(last), "hub_models", "downloads_all_time", "downloads", link=link)


def trailing(data: Data, race: Race, chosen: Definition) -> Counted | None:
    """The 30-day counters of the models of each side, on the newest day with enough of them alone.

    Other days have other models, so their sums do not compare. By publisher these are the tracked models; by origin
    also every model read that names its base, counted for the maker of the first base of its chain. None where no day
    has enough models, or by origin where none of that day names a base.
    """
    offered = tracked.offered(data)
    if not offered:
        return None
    day = offered[-1]
    by_origin = chosen.origin == BY_ORIGIN
    sums = data.derived(_by_origin if by_origin else _by_publisher, race.level.key, race.pair, day)
    if sums is None:
        return None
    return Counted(
        series=sums.reindex(list(race.pair)).astype("float64").to_frame(day).T,
        first=day,
        when=f"30 days to {numbers.day(day)}",
        table="hub_models",
        indicator="downloads_30d",
        unit="downloads",
        estimate=bool(data.models.days().set_index("day")["estimate"][day]),
        dated=False,
        link=None if by_origin else Link(chosen.words, "rankings/hub", {"day": f"{day:%Y-%m-%d}"}),
    )


def _by_publisher(data: Data, level: str, pair: tuple[str, str], day: pd.Timestamp) -> pd.Series:
    """The downloads of the tracked models of each side."""
    models = _tracked(data, level, pair, day)
    return models.groupby(tracked.sides(data, level, models))["downloads_30d"].sum()


def _by_origin(data: Data, level: str, pair: tuple[str, str], day: pd.Timestamp) -> pd.Series | None:
    """The downloads of the tracked models that name no base, and of all that do, by the side they come from; None if no
    model names one.
    """
    made = data.derived(_made, level, day)
    if made.empty:
        return None
    models = _tracked(data, level, pair, day)
    own = models[models["base_model"].isna()]
    parts = [made, own.groupby(tracked.sides(data, level, own))["downloads_30d"].sum()]
    return pd.concat(parts).groupby(level=0).sum()


def _tracked(data: Data, level: str, pair: tuple[str, str], day: pd.Timestamp) -> pd.DataFrame:
    """The tracked models of the publishers that may count for a side."""
    return tracked.of(data, tracked.orgs(data, level, pair), [day])


def _made(data: Data, level: str, day: pd.Timestamp) -> pd.Series:
    """The downloads of all models read on a day that name a base, by whom the first of their chain of bases is of."""
    rows = parents.made(data, "origin", level, ["counted"], day)
    return rows[rows["counted"]].set_index("entity")["downloads"]
