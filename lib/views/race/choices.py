"""What a reader may choose on the crossover page: how to count, what to compare, and the finer points of both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.data import Data
from lib.metrics import readings
from lib.metrics.readings import BEFORE, END
from lib.views import noise
from lib.views.events import EventOptions
from lib.views.options import many, one, span, switch
from lib.views.periods import months
from lib.views.race import pairs

MONTHLY, RUNNING, ANCHORED, SCALED = readings.COUNTS
COUNTER = "All-time counter"
ABSOLUTE, SHARE, INDEX = "Absolute", "Share", "Index"
SPREAD = (MONTHLY, RUNNING, ANCHORED)
"""The counts whose curves may be off by the spread between counts; a scaled one lies between two counts by itself."""


def counts(data: Data) -> tuple[str, ...]:
    """The ways to count; the all-time counter only where snapshots hold it."""
    held = data.has("hub_models") and data.models.days()["totals"].any()
    return (MONTHLY, RUNNING, ANCHORED, SCALED, *((COUNTER,) if held else ()))


def anchor_names(data: Data) -> tuple[str, ...]:
    """Every published pair of levels, by name, as they stand in the registry."""
    return tuple(data.registry.anchors["name"].drop_duplicates())


def _names(level: str) -> Callable[[Data], tuple[str, ...]]:
    return lambda data: tuple(pairs.entities(data, level))


def _entities(title: str, *default: str) -> Any:
    level = pairs.level_of(title)
    return many(
        level.option.capitalize(),
        _names(level.key),
        start=lambda data: tuple(data.registry.name(level.key, key) for key in default),
        when=lambda options: options.compare == title,
        help=f"Which {level.option} to draw; the first two make the headline.",
    )


@dataclass(frozen=True)
class Options(EventOptions):
    """What a reader may choose on this page."""

    count: str = one(
        "Count",
        counts,
        ANCHORED,
        help="Downloads in each month; their running sum since the first of them; published all-time levels carried on "
        "by the monthly downloads; the same, scaled to meet two published levels.",
    )
    compare: str = one(
        "Compare",
        tuple(level.title for level in pairs.LEVELS),
        "Family",
        help="What is compared. A family is offered only where one publisher's line is the family.",
    )
    families: tuple[str, ...] = _entities("Family", "qwen", "llama")
    publishers: tuple[str, ...] = _entities("Publisher", "Qwen", "meta-llama")
    makers: tuple[str, ...] = _entities("Maker", "alibaba", "meta")
    countries: tuple[str, ...] = _entities("Country", "CHN", "USA")
    regions: tuple[str, ...] = _entities("Region", "china", "us")
    anchor: str = one(
        "Published level",
        anchor_names,
        start=lambda data: anchor_names(data)[0],
        when=lambda options: options.count == ANCHORED,
        more=True,
        wide=True,
        help="The published pair of levels from which the curves are walked both ways. Where it does not cover what is "
        "drawn, the first that does is taken.",
    )
    dated: str = one(
        "Placed at",
        (END, BEFORE),
        END,
        when=lambda options: options.count == ANCHORED,
        more=True,
        help="A published level is dated to the month only: it may stand at either end of it.",
    )
    show: str = one(
        "Show",
        (ABSOLUTE, SHARE, INDEX),
        ABSOLUTE,
        more=True,
        help="Counts; shares among those drawn; or each indexed to 100 in its first month in view.",
    )
    log: bool = switch(
        "Log scale", help="Equal steps are equal factors; only values above zero can be drawn.", more=True
    )
    spikes: bool = switch(
        "Spike months",
        True,
        when=lambda options: options.count in (MONTHLY, RUNNING),
        help="Months in which the whole source jumps for no known reason. Off leaves them out for everyone; a running "
        "sum then restarts.",
        more=True,
    )
    interpolated: bool = switch(
        "Interpolated months",
        True,
        when=lambda options: options.count != COUNTER,
        help="In some months the source had days filled in. Off leaves these months out: a level goes on after them, "
        "since what was gained over the interpolated days is known.",
        more=True,
    )
    sensitivity: bool = switch(
        "What moves the date",
        help="Below, how far the date moves with the published level, its date, spike and interpolated months, the "
        "largest models, and whether the lead hangs on single models. For the first two that are compared.",
    )
    events: bool = switch(
        "Mark events",
        True,
        help="Releases of the makers drawn, licence changes, export rules and changes in counting, as thin lines, "
        "unless other kinds are chosen.",
        more=True,
    )
    spread: bool = switch(
        "Spread between counts",
        when=lambda options: options.show == ABSOLUTE and options.count in SPREAD,
        help=noise.HELP,
        more=True,
    )
    window: tuple[str, str] = span("Months", months, help="First and last month in view.", more=True)
