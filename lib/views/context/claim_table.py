"""Claims as a table: each with its verdict, our figure, both scopes, the reason, the source and the view of ours."""

from collections.abc import Sequence
from urllib.parse import urlencode

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics.claims import DIFFERS, Months
from lib.views.context.checks import CHECKS, Checked
from lib.views.context.claim import Ours
from lib.views.links import DAY
from lib.views.pages import page_of
from lib.views.view import Form

FORMS: dict[str, Form] = {
    "claim": "text",
    "verdict": "text",
    "claimed": "text",
    "ours": "text",
    "our_dates": "text",
    "speaker": "text",
    "why": "text",
    "our_view": "link",
    "topic": "text",
    "said": "day",
    "difference": "share",
    "scope": "text",
    "our_scope": "text",
    "source": "text",
    "tier": "text",
    "url": "link",
    "history": "text",
}


def figure(each: Checked) -> str:
    """Our figure as people read it; empty where there is none."""
    if each.ours is None:
        return ""
    if isinstance(each.claimed, Months):
        return numbers.months(each.ours.since, each.ours.until)
    return _written(each.ours.value, each.claimed.form if each.claimed else "")


def said(each: Checked) -> str:
    """The verdict with how far ours is off: "differs by +19 %", "differs by 2 months"."""
    verdict = each.verdict
    if verdict.word != DIFFERS:
        return verdict.word
    if verdict.months is not None:
        many = abs(verdict.months)
        return f"differs by {many} month{'' if many == 1 else 's'} ({'later' if verdict.months > 0 else 'earlier'})"
    return DIFFERS if verdict.difference is None else f"differs by {change(verdict.difference)}"


def change(difference: float) -> str:
    """A relative difference, with a decimal where it is small; what rounds to nothing has neither sign nor decimal."""
    if abs(difference) < 0.0005:
        return "0 %"
    small = abs(difference) < 0.0995
    return f"{difference * 100:+.1f} %" if small else numbers.change(difference)


def _written(value: float, form: str) -> str:
    if form == "share":
        return f"{value * 100:.1f} %"
    return numbers.count(value) if form == "count" else f"{value:.1f}".removesuffix(".0")


def when(ours: Ours) -> str:
    """The period of our figure in words: a day, a month, or from when to when."""
    since, until = ours.since, ours.until
    if since == until:
        return numbers.day(since)
    whole = since.day == 1 and until == until + pd.offsets.MonthEnd(0)
    return numbers.months(since, until) if whole else numbers.days(since, until).replace(" and ", " to ")


def tables(shown: Sequence[Checked]) -> tuple[str, ...]:
    """The tables behind our figures."""
    return tuple(dict.fromkeys(table for each in shown if each.ours for table in each.ours.tables))


def asked(data: Data) -> tuple[str, ...]:
    """All tables of the store that claims are tested with: which claims have a verdict follows from every one."""
    return tuple(sorted({table for _, table in CHECKS.values() if data.has(table)}))


def in_order(shown: Sequence[Checked]) -> list[Checked]:
    """The claims by topic, in each by the day that they are about."""
    return sorted(shown, key=lambda each: (each.claim.topic, each.claim.about, each.claim.key))


def table(data: Data, shown: Sequence[Checked]) -> pd.DataFrame:
    """Every claim with its verdict, our figure, both scopes, the reason, the source and the view that shows ours."""
    rows = [
        (
            each.claim.statement,
            said(each),
            each.claim.stated,
            figure(each),
            when(each.ours) if each.ours else "",
            each.claim.speaker,
            each.why,
            _address(data, each.ours) if each.ours else "",
            each.claim.topic,
            each.claim.said,
            each.verdict.difference,
            each.claim.scope,
            each.ours.scope if each.ours else "",
            each.claim.source,
            each.claim.tier,
            each.claim.url,
            each.claim.note,
        )
        for each in in_order(shown)
    ]
    table = pd.DataFrame(rows, columns=list(FORMS))
    return table.astype({"said": "datetime64[us]", "difference": "float64"})


def _address(data: Data, ours: Ours) -> str:
    """Where our figure is shown, below the dashboard's own address."""
    day = {} if data.as_of is None else {DAY: data.as_of.isoformat()}
    return f"/{page_of(ours.link.page).path}?{urlencode({**ours.link.options, **day}, doseq=True)}"
