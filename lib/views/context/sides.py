"""What a measure of the two ecosystems is: a value of ours for either side, when, of what, and where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib import numbers
from lib.data import Data
from lib.views.view import Link

SIDES = ("us", "china")
"""The two sides, by the registry's regions, in the order in which they stand."""


@dataclass(frozen=True)
class Measured:
    """A measure of both sides: values by side as they are written in `written`, when, of what, and where it is shown.

    `details` says of a side what the value is of; `covers` how much is known; `indicator` is its key.
    """

    values: Mapping[str, float]
    written: Mapping[str, str]
    unit: str
    when: str
    link: Link
    indicator: str
    covers: str = ""
    estimate: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


def of_shares(
    found: Mapping[str, float],
    when: str,
    link: Link,
    indicator: str,
    *,
    covers: str = "",
    estimate: bool = False,
) -> Measured:
    """A measure whose values are shares (0-1)."""
    written = {side: numbers.share(value) for side, value in found.items()}
    return Measured(dict(found), written, "share", when, link, indicator, covers, estimate)


def how_much_known(data: Data, found: Mapping[str, tuple[float, float]], what: str) -> str:
    """How much of each side's sum is known, as a sentence."""
    told = [f"{numbers.share(known)} of {what} of {spoken(data, side)}" for side, (_, known) in found.items()]
    return f"Known for {numbers.listed(told)}."


def spoken(data: Data, side: str) -> str:
    """A side as it stands in a sentence: the United States."""
    return numbers.spoken(data.registry.name("region", side))
