"""Each claim set against our figure: the function that tests it, the verdict, and the reason for it in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lib import numbers
from lib.data import Data
from lib.metrics import claims
from lib.metrics.claims import FAR_DAYS, NOT_CONTRADICTED, UNTESTED, Amount, Months, Verdict
from lib.views.context import board_checks, hub_checks, line_checks, token_checks
from lib.views.context.claim import CannotBeTestedError, Claim, Ours, every

CHECKS: Mapping[str, tuple[Callable[[Data, Claim], Ours], str]] = {
    "anchored crossing": (hub_checks.anchored_crossing, "hub_monthly"),
    "anchored level": (hub_checks.anchored_level, "hub_monthly"),
    "arena gap": (board_checks.arena_gap, "arena"),
    "arena top": (board_checks.arena_top, "arena"),
    "arena top open": (board_checks.arena_top_open, "arena"),
    "derivatives": (board_checks.derivatives, "hub_derivatives"),
    "downloads": (hub_checks.flow, "hub_monthly"),
    "models in the top 50": (token_checks.models_in_the_top_50, "openrouter_weekly"),
    "next largest": (hub_checks.next_largest, "hub_monthly"),
    "notable models": (board_checks.notable_models, "notable_models"),
    "open lines": (line_checks.open_lines_week, "openrouter_lines"),
    "open lines mean week": (line_checks.open_lines_mean_week, "openrouter_lines"),
    "open lines peak week": (line_checks.open_lines_peak_week, "openrouter_lines"),
    "ratio of downloads": (hub_checks.ratio_of_downloads, "hub_monthly"),
    "running sum": (hub_checks.running_sum, "hub_monthly"),
    "share of all models": (hub_checks.share_of_all_models, "hub_totals"),
    "share of language models": (hub_checks.share_of_language_models, "hub_totals"),
    "share of named tokens": (token_checks.share_of_named_tokens, "openrouter_weekly"),
    "share of size class": (board_checks.share_of_size_class, "hub_models"),
    "share of tokens": (token_checks.share_of_tokens, "openrouter_weekly"),
    "share of top open tokens": (token_checks.share_of_top_open_tokens, "openrouter_weekly"),
    "share of top tokens": (token_checks.share_of_top_tokens, "openrouter_weekly"),
    "token crossing": (token_checks.token_crossing, "openrouter_weekly"),
    "tokens": (token_checks.tokens, "openrouter_weekly"),
    "top models": (board_checks.top_models, "hub_models"),
}
"""How a claim is tested, by what the registry calls the test: the function, and the table that it cannot do without."""
OPEN_SIDE = {
    "lower": "Ours is a lower bound, and the claim is above it.",
    "upper": "Ours is an upper bound, and the claim is below it.",
}
"""Why a figure that is a bound says nothing of a claim."""
WIDER = "Our range of months goes beyond those claimed."
"""Why a date is only not contradicted."""


@dataclass(frozen=True)
class Checked:
    """A claim, what it states, our figure for it if there is one, the verdict, and why it is so.

    A claim that cannot be tested has a figure only where that is a bound on whose open side the claim lies.
    """

    claim: Claim
    claimed: Amount | Months | None
    ours: Ours | None
    verdict: Verdict
    why: str


def checked(data: Data) -> tuple[Checked, ...]:
    """Every claim of the registry with its verdict on this data, in the registry's order."""
    return tuple(check(data, claim) for claim in every(data))


def check(data: Data, claim: Claim) -> Checked:
    """The verdict on one claim; what no function can test, or finds nothing for, cannot be tested, with the reason."""
    if not claim.test:
        return Checked(claim, None, None, Verdict(UNTESTED), claim.reason)
    claimed = claims.stated(claim.stated)
    test, table = CHECKS[claim.test]
    try:
        if not data.has(table):
            raise CannotBeTestedError(f"The store holds no table {table}; a refresh brings it.")
        ours = test(data, claim)
    except CannotBeTestedError as error:
        return Checked(claim, claimed, None, Verdict(UNTESTED), str(error))
    if isinstance(claimed, Months):
        verdict = claims.judge_months(claimed, ours.since, ours.until, claim.tolerance)
        wider = WIDER if verdict.word == NOT_CONTRADICTED else ""
        return Checked(claim, claimed, ours, verdict, " ".join(filter(None, (wider, claim.differs))))
    days = claims.apart(ours.since, ours.until, claim.first, claim.last)
    verdict = claims.as_far_off(claims.judge(claimed, ours.value, claim.tolerance, claim.bound), days)
    open_side = OPEN_SIDE.get(claim.bound, "") if verdict.word == UNTESTED else ""
    why = " ".join(filter(None, (open_side, claim.differs, _distance(days, ours, verdict))))
    return Checked(claim, claimed, ours, verdict, why)


def _distance(days: int, ours: Ours, verdict: Verdict) -> str:
    """How many days our figure is from what the claim is about, where that is far."""
    if abs(days) <= FAR_DAYS:
        return ""
    start = "The same figure, but ours" if verdict.word == NOT_CONTRADICTED else "Ours"
    months = round(abs(days) / 30.4)
    return f"{start} is of {numbers.day(ours.until)}, about {months} months {'later' if days > 0 else 'earlier'}."
