"""Numbers and dates as people read them: 1.2M, 34 %, +3 pts, April 2025, 30 September 2025."""

from collections.abc import Sequence
from datetime import date, datetime
from math import log10

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal

LOCALE = "en"
MISSING = "not known"

Moment = date | datetime | pd.Timestamp


def count(value: float) -> str:
    """A short count: 3.05B, 942.1M, 1.2M, 350; a missing one is "not known"."""
    if pd.isna(value):
        return MISSING
    number = round(value)
    if abs(number) >= 1000:
        unit = 1000 ** int(log10(abs(number)) / 3)
        number = round(round(number / unit, _digits(number)) * unit)
    return format_compact_decimal(number, locale=LOCALE, fraction_digits=_digits(number))


def _digits(number: int) -> int:
    """How many decimals a short count has; counts are rounded by it first, so that 999,950 is 1M and not 1000K."""
    return 2 if abs(number) >= 1e9 else 1


def whole(value: float) -> str:
    """A count in full: 1,234,567."""
    return MISSING if pd.isna(value) else format_decimal(value, locale=LOCALE, format="#,##0")


def share(value: float) -> str:
    """A share of 1 as per cent: 34 %, below ten with a decimal: 5.8 %."""
    if pd.isna(value):
        return MISSING
    return f"{_rounded(value * 100, '0.#' if abs(value) < 0.0995 else '0')} %"


def ratio(value: float) -> str:
    """A number of at most 1 with two decimals: 0.30."""
    return MISSING if pd.isna(value) else format_decimal(value, locale=LOCALE, format="0.00")


def points(value: float) -> str:
    """A change of a share of 1 in percentage points: +3 pts, -0.4 pts."""
    return MISSING if pd.isna(value) else f"{_rounded(value * 100, '+0.#;-0.#')} pts"


def change(value: float) -> str:
    """A relative change: +12 %, -3 %."""
    return MISSING if pd.isna(value) else f"{_rounded(value * 100, '+0;-0')} %"


def _rounded(value: float, form: str) -> str:
    """A number in this form; what rounds to nothing has no sign."""
    said = format_decimal(value, locale=LOCALE, format=form)
    return "0" if said.strip("+-") == "0" else said


def month(moment: Moment) -> str:
    """April 2025."""
    return MISSING if pd.isna(moment) else format_date(moment, "MMMM yyyy", locale=LOCALE)


def day(moment: Moment) -> str:
    """30 September 2025."""
    return MISSING if pd.isna(moment) else format_date(moment, "d MMMM yyyy", locale=LOCALE)


def months(first: Moment, last: Moment) -> str:
    """A span of months: September to December 2025, or November 2025 to February 2026, or April 2025 alone."""
    if pd.isna(first) or pd.isna(last):
        return MISSING
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    start = format_date(first, "MMMM" if first.year == last.year else "MMMM yyyy", locale=LOCALE)
    return f"{start} to {month(last)}"


def between(first: Moment, last: Moment) -> str:
    """Months between which something lies: between September and December 2025, or in April 2025."""
    if pd.isna(first) or pd.isna(last):
        return MISSING
    if (first.year, first.month) == (last.year, last.month):
        return f"in {month(first)}"
    return f"between {months(first, last).replace(' to ', ' and ')}"


def days(first: Moment, last: Moment) -> str:
    """Two days as "30 September and 31 October 2025", the year once where both share it."""
    if pd.isna(first) or pd.isna(last):
        return MISSING
    start = format_date(first, "d MMMM" if first.year == last.year else "d MMMM yyyy", locale=LOCALE)
    return f"{start} and {day(last)}"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def spoken(name: str) -> str:
    """A name as it stands in a sentence: the United States, China."""
    return f"the {name}" if name.startswith("United ") else name
