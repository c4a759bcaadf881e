"""Claims about downloads from the Hub, tested with the monthly record."""

from functools import partial

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import downloads, readings
from lib.metrics.crossover import every_anchored, levels_from
from lib.metrics.readings import END
from lib.registry.load import REPACKAGERS
from lib.views.context.claim import CannotBeTestedError, Claim, Ours
from lib.views.periods import months
from lib.views.race import pairs
from lib.views.race.choices import ANCHORED, MONTHLY, RUNNING
from lib.views.view import Link

MONTHLY_TABLES = ("hub_monthly",)
ALL_TABLES = ("hub_monthly", "hub_totals")
BY_LEVEL = {level.key: partial(pairs.monthly, level=level.key) for level in pairs.LEVELS}
"""What makes the monthly rows of a level, so that all claims share them."""


def _monthly(data: Data, level: str) -> pd.DataFrame:
    return data.derived(BY_LEVEL[level])


def anchored_crossing(data: Data, claim: Claim) -> Ours:
    """The months in which one passed the other, over both datings of every published pair but the claim's own."""
    pair = [claim.entity, claim.other]
    every = pairs.anchors(data, claim.level, pair)
    known = [anchor for anchor in every if anchor.key != claim.rests_on]
    if every and not known:
        raise CannotBeTestedError(
            "The only published levels at hand are those on which the claim itself rests; with them it would be "
            "tested with itself."
        )
    found = [what for *_, what in every_anchored(known, readings.flows(_monthly(data, claim.level), pair))]
    months_by = [what.by.replace(day=1) for what in found if what.leader == claim.entity and what.by is not None]
    if not found or len(months_by) < len(found):
        raise CannotBeTestedError("By the published levels at hand there is no such change of lead in the record.")
    scope = f"anchored count, over {numbers.listed([anchor.name for anchor in known])} and both ends of their month"
    until = max(months_by) + pd.offsets.MonthEnd(0)
    drawn = {"anchor": known[0].name} if len(known) < len(every) else {}
    link = _crossover(data, claim, ANCHORED, tuple(pair), drawn)
    return Ours(float("nan"), min(months_by), until, scope, link, MONTHLY_TABLES)


def anchored_level(data: Data, claim: Claim) -> Ours:
    """The level at the month end nearest to the claim, carried there from the nearest published pair but its own."""
    at = _month_end(claim.last)
    stated = data.registry.claims.set_index("claim")["figure"][claim.key]
    own = set(data.registry.anchors.loc[data.registry.anchors["figure"] == stated, "anchor"])
    pair = _sides(data, claim, own)
    known = [anchor for anchor in pairs.anchors(data, claim.level, pair) if anchor.key not in own] if pair else []
    if not known:
        raise CannotBeTestedError("Nobody else has published a level of it from which ours could be carried on.")
    anchor = min(known, key=lambda one: abs(one.dates()[1] - at))
    flow = readings.flows(_monthly(data, claim.level), pair)
    levels = levels_from(anchor, anchor.dates()[1], flow)[claim.entity].dropna()
    if at not in levels.index:
        raise CannotBeTestedError(f"Carried on from {anchor.name}, no level is known for {numbers.month(at)}.")
    link = _crossover(data, claim, ANCHORED, tuple(pair), {"anchor": anchor.name, "dated": END})
    return Ours(float(levels[at]), at, at, f"anchored count, carried on from {anchor.name}", link, MONTHLY_TABLES)


def _sides(data: Data, claim: Claim, own: set[str]) -> list[str]:
    """The entities whose levels stand beside the claimed one in another published set, the claimed one first."""
    rows = data.registry.anchors
    rows = rows[(rows["kind"] == claim.level) & ~rows["anchor"].isin(own)]
    beside = rows.loc[rows["anchor"].isin(rows.loc[rows["entity"] == claim.entity, "anchor"]), "entity"]
    return sorted(set(beside), key=lambda key: (key != claim.entity, key))


def _month_end(day: pd.Timestamp) -> pd.Timestamp:
    """The month end nearest to a day."""
    after = day + pd.offsets.MonthEnd(0)
    before = day.replace(day=1) - pd.Timedelta(days=1)
    return after if after - day <= day - before else before


def running_sum(data: Data, claim: Claim) -> Ours:
    """What was downloaded from the first month of the record to the claim's month."""
    rows = _monthly(data, claim.level)
    at = _month_end(claim.last)
    levels = readings.last_stretch(readings.running(rows, [claim.entity]))[claim.entity].dropna()
    if at not in levels.index:
        raise CannotBeTestedError(f"The monthly record holds no sum up to {numbers.month(at)}.")
    since = levels.index[0].replace(day=1)
    link = _crossover(data, claim, RUNNING, (claim.entity, _beside(data, claim)))
    return Ours(float(levels[at]), since, at, f"sum since {numbers.month(since)}", link, MONTHLY_TABLES)


def flow(data: Data, claim: Claim) -> Ours:
    """Downloads in the months of the claim."""
    value = _in_months(data, claim, claim.entity)
    return _of_months(data, claim, value, "downloads of all its language models", "Downloads")


def ratio_of_downloads(data: Data, claim: Claim) -> Ours:
    """Downloads of one over those of the other in the months of the claim."""
    value = _in_months(data, claim, claim.entity) / _in_months(data, claim, claim.other)
    return _of_months(data, claim, value, "downloads of all language models of one over the other's", "Downloads")


def share_of_language_models(data: Data, claim: Claim) -> Ours:
    """Downloads in the months of the claim over those of all language models of the Hub."""
    value = _in_months(data, claim, claim.entity) / _total(data, claim, "downloads_language_models")
    return _of_months(data, claim, value, "share of all language-model downloads of the Hub", "Share", ALL_TABLES)


def share_of_all_models(data: Data, claim: Claim) -> Ours:
    """Downloads of language models in the months of the claim over those of all models of the Hub, of any kind."""
    value = _in_months(data, claim, claim.entity) / _total(data, claim, "downloads_all_models")
    said = "language models of the publishers told apart, over the downloads of all models of the Hub"
    return _of_months(data, claim, value, said, "Downloads", ALL_TABLES)


def next_largest(data: Data, claim: Claim) -> Ours:
    """Downloads in the months of the claim of the publishers that come next after the one named, repackagers apart."""
    rows = _monthly(data, "org")
    makers = data.registry.group("hub", rows["entity"].unique(), "maker")
    others = [org for org, maker in makers.items() if org != claim.entity and maker != REPACKAGERS]
    inside = rows[rows["month"].between(claim.first, claim.last)]
    if inside["month"].nunique() < claim.months:
        raise CannotBeTestedError("The monthly record does not hold those months.")
    chosen = downloads.largest(inside, others, claim.top)
    value = float(inside.loc[inside["entity"].isin(chosen), "downloads"].sum())
    return _of_months(data, claim, value, f"downloads of {numbers.listed(chosen)}", "Downloads")


def _in_months(data: Data, claim: Claim, entity: str) -> float:
    """Downloads of an entity summed over the months of the claim, all of which must be known."""
    known = readings.flows(_monthly(data, claim.level), [entity])[entity]
    return _summed(known, claim)


def _summed(known: pd.Series, claim: Claim) -> float:
    inside = known.reindex(pd.date_range(claim.first, claim.last, freq="MS"))
    if inside.isna().any():
        raise CannotBeTestedError("The monthly record does not hold all of those months.")
    return float(inside.sum())


def _total(data: Data, claim: Claim, column: str) -> float:
    totals = data.table("hub_totals").set_index("month")[column]
    return _summed(totals, claim)


def _of_months(
    data: Data, claim: Claim, value: float, scope: str, show: str, tables: tuple[str, ...] = MONTHLY_TABLES
) -> Ours:
    """A figure over whole months, with the view that shows them."""
    if claim.level == "family":
        link = _crossover(data, claim, MONTHLY, (claim.entity, _beside(data, claim)))
    else:
        by = pairs.level_of("Publisher" if claim.level == "org" else claim.level.capitalize())
        window = tuple(f"{day:%Y-%m}" for day in (claim.first, claim.last))
        link = Link(claim.statement, "adoption/downloads", {"by": by.title, "show": show, "window": window})
    return Ours(value, claim.first, claim.last, scope, link, tables)


def _beside(data: Data, claim: Claim) -> str:
    """Another entity to draw beside the claimed one: a crossover wants two, and the largest says most."""
    rows = _monthly(data, claim.level)
    return downloads.largest(rows, set(rows["entity"]) - {claim.entity}, 1)[0]


def _crossover(data: Data, claim: Claim, count: str, keys: tuple[str, ...], more: dict[str, str] | None = None) -> Link:
    level = next(level for level in pairs.LEVELS if level.key == claim.level)
    names = tuple(data.registry.name(level.key, key) for key in keys)
    options: dict[str, str | tuple[str, ...]] = {"count": count, "compare": level.title, level.option: names}
    if count == MONTHLY:
        options["window"] = (months(data)[0], f"{claim.last:%Y-%m}")
    return Link(claim.statement, "race/crossover", {**options, **(more or {})})
