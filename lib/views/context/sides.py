"""What a measure of the two ecosystems is: a value of ours for either side, when, of what, and where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lib import numbers
from lib.data import Data
from lib.metrics import ecosystems
from lib.views.view import Link

SIDES = ("us", "china")
"""The two sides, by the registry's regions, in the order in which they stand."""


@dataclass(frozen=True)
class Measured:
    """A measure of both sides: values by side as they are written in `written`, when, of what, and where it is shown.

    `details` says of a side what the value is of; `covers` how much is known; `indicator` is its key. `ranges` are the
    lowest and highest value of a side where it is not known exactly; empty where it is.
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
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


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


def of_parts(
    data: Data, found: Mapping[str, tuple[float, float]], when: str, link: Link, indicator: str, what: str
) -> Measured:
    """A measure of shares among what is known, from `ecosystems.part_of_known`; its ranges leave the rest open."""
    covers = how_much_known(data, found, what)
    ranges = {side: ecosystems.ends(*of) for side, of in found.items()}
    if ecosystems.overlap(ranges):
        covers += " Which side has more cannot be told: that depends on the rest."
    return replace(
        of_shares({side: part for side, (part, _) in found.items()}, when, link, indicator, covers=covers),
        ranges=ranges,
    )


def how_much_known(data: Data, found: Mapping[str, tuple[float, float]], what: str) -> str:
    """How much of each side's sum is known, as a sentence."""
    told = [f"{numbers.share(known)} of {what} of {spoken(data, side)}" for side, (_, known) in found.items()]
    return f"Known for {numbers.listed(told)}."


def spoken(data: Data, side: str) -> str:
    """A side as it stands in a sentence: the United States."""
    return numbers.spoken(data.registry.name("region", side))
