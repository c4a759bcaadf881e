"""Every way to ask who leads: the measures, the choices that each leaves open, and which combinations do not count."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from lib.metrics.readings import BEFORE, END
from lib.metrics.verdict import Verdict

HUB, OPENROUTER, OLLAMA = "Hugging Face Hub", "OpenRouter", "Ollama library"
PLACES = (HUB, OPENROUTER, OLLAMA)
"""Where is counted; each is a universe of its own."""

DOWNLOADS, SHARE, ANCHORED, SCALED = "Hub downloads", "Share of Hub downloads", "Anchored Hub level", "Scaled Hub level"
LIFETIME, TRACKED = "Hub lifetime counter", "Hub 30-day counter"
TOKENS, TOKEN_SHARE, LINES = "OpenRouter tokens", "Share of OpenRouter tokens", "OpenRouter open-weight lines"
PULLS, GAINED = "Ollama pulls, all-time", "Ollama pulls gained"

NEWEST, QUARTER, YEAR, WHOLE = "Newest period", "Last 3 months", "Last 12 months", "Whole record"
SPIKES_IN, SPIKES_OUT = "Spikes in", "Spikes out"
INTERPOLATED_IN, INTERPOLATED_OUT = "Interpolated months in", "Interpolated months out"
OF_ALL = "Share of all"
OF_NAMED, OF_PLACED = "Share of what is named, unknown in", "Share of what is named, unknown out"
"""What is named may be by makers whose base is unknown, or by repackagers, who are in no country."""
ANY, OPEN = "Any weights", "Open weights only"
BY_PUBLISHER, BY_ORIGIN = "By publisher", "By the base model's origin"
LUMPED_IN, LUMPED_OUT = "Models lumped in by name", "Without models lumped in"

ASPECTS = {
    "measure": "Measure",
    "window": "Window",
    "denominator": "Below the line",
    "spikes": "Spikes",
    "interpolated": "Interpolated months",
    "level": "Published level",
    "dated": "Placed at",
    "weights": "Weights",
    "origin": "Attribution",
    "lumped": "Name prefixes",
}
"""The choices of a definition, as a reader sees them, in the order of the grid."""


@dataclass(frozen=True)
class Definition:
    """One full set of choices; a choice that the measure does not leave open is empty."""

    measure: str
    window: str = ""
    denominator: str = ""
    spikes: str = ""
    interpolated: str = ""
    level: str = ""
    dated: str = ""
    weights: str = ""
    origin: str = ""
    lumped: str = ""

    @property
    def words(self) -> str:
        """All that was chosen, in words; what is as usual (in, all, any) is left unsaid."""
        usual = ("", SPIKES_IN, INTERPOLATED_IN, OF_ALL, ANY, BY_PUBLISHER, LUMPED_IN)
        chosen = [said for said in (getattr(self, aspect) for aspect in ASPECTS) if said not in usual]
        return ", ".join(
            [chosen[0], *(said[0].lower() + said[1:] if said != self.level else said for said in chosen[1:])]
        )

    @property
    def place(self) -> str:
        """Where it is counted."""
        return next(place for place, measures in DIMENSIONS.items() if self.measure in measures)


Open = Mapping[str, tuple[str, ...]]

WINDOWS: Open = {"window": (NEWEST, QUARTER, YEAR, WHOLE)}
SPIKES: Open = {"spikes": (SPIKES_IN, SPIKES_OUT)}
DENOMINATORS: Open = {"denominator": (OF_ALL, OF_NAMED, OF_PLACED)}
WEIGHTS: Open = {"weights": (ANY, OPEN)}
LUMPED: Open = {"lumped": (LUMPED_IN, LUMPED_OUT)}
LEVEL = "level"
"""Stands for the names of all published levels, which the registry holds."""

DIMENSIONS: Mapping[str, Mapping[str, Open]] = {
    HUB: {
        DOWNLOADS: {**WINDOWS, **SPIKES},
        SHARE: {**WINDOWS, **DENOMINATORS, **SPIKES, "interpolated": (INTERPOLATED_IN, INTERPOLATED_OUT)},
        ANCHORED: {"level": (LEVEL,), "dated": (END, BEFORE)},
        SCALED: {},
        LIFETIME: {},
        TRACKED: {"origin": (BY_PUBLISHER, BY_ORIGIN)},
    },
    OPENROUTER: {
        TOKENS: {**WINDOWS, **WEIGHTS},
        TOKEN_SHARE: {**WINDOWS, **DENOMINATORS, **WEIGHTS},
        LINES: {**WINDOWS, **SPIKES},
    },
    OLLAMA: {PULLS: LUMPED, GAINED: {**WINDOWS, **SPIKES, **LUMPED}},
}
"""What each measure leaves open. The publisher's maker is whom a model counts for, but where models are read one by one
and name their base; what no maker stands for is in no side, and in or out below the line. A choice that a measure does
not name has no meaning for it: levels and lifetime counts have no window, and a sum over an interpolated month is
known, since both its ends are."""


@dataclass(frozen=True)
class Found:
    """What was computed for a definition: the verdict, or None, and what is true of its newest window.

    `families` says that the sides are families, not regions, and `repeats` that with something else below the line
    the definition says the same: who leads, how many times over to a decimal, and since when.
    """

    verdict: Verdict | None
    holds_spike: bool = False
    holds_interpolated: bool = False
    whole: bool = False
    families: bool = True
    repeats: bool = False


@dataclass(frozen=True)
class Exclusion:
    """A rule by which a combination does not count: why, in a sentence, and whether it holds for a definition.

    `by_choice` says that the choices and the kind of sides alone decide, so that nothing need be computed.
    """

    why: str
    holds: Callable[[Definition, Found], bool]
    by_choice: bool = False


EXCLUSIONS = (
    Exclusion(
        "A share of a single month or week divides the two sides as the count does, so it is no definition of its own.",
        lambda chosen, found: chosen.measure in (SHARE, TOKEN_SHARE) and chosen.window == NEWEST,
        by_choice=True,
    ),
    Exclusion(
        "OpenRouter's open-weight lines are compared for families alone: the other lines of a region are not told "
        "apart from “Other open”, so the sum of those that are is no figure of the region.",
        lambda chosen, found: chosen.measure == LINES and not found.families,
        by_choice=True,
    ),
    Exclusion(
        "Models lumped in by name are left out of families alone: who makes them may be of the same region.",
        lambda chosen, found: chosen.lumped == LUMPED_OUT and not found.families,
        by_choice=True,
    ),
    Exclusion(
        "Spikes, or interpolated months, can be left out only of a window that holds one.",
        lambda chosen, found: (
            (chosen.spikes == SPIKES_OUT and not found.holds_spike)
            or (chosen.interpolated == INTERPOLATED_OUT and not found.holds_interpolated)
        ),
    ),
    Exclusion(
        "The newest step of the Ollama record can hold more than five weeks, so it is no period to compare.",
        lambda chosen, found: chosen.measure == GAINED and chosen.window == NEWEST,
        by_choice=True,
    ),
    Exclusion(
        "A window as long as the record, or longer, is the whole record.",
        lambda chosen, found: found.whole and chosen.window in (QUARTER, YEAR),
    ),
    Exclusion(
        "Pulls gained over a window count only where the record was read in the week before its window starts: month "
        "ends carry none that ends on another day.",
        lambda chosen, found: chosen.measure == GAINED and chosen.window != WHOLE and found.verdict is None,
    ),
    Exclusion(
        "By the base model's origin only models count that are read one by one and name their base: no reading with "
        "enough models holds such yet; “make refresh” brings them.",
        lambda chosen, found: chosen.origin == BY_ORIGIN and found.verdict is None,
    ),
    Exclusion(
        "A window counts only where the record covers it, with both sides above zero and observed in all of its "
        "periods, for a mean in nine of ten: a side outside a day's top 50 is missing, not zero.",
        lambda chosen, found: found.verdict is None,
    ),
    Exclusion(
        "A share counts once where with something else below the line it says the same: the same leader, the same lead "
        "to one decimal and the same dates. In a single period what is below the line does not change a ratio.",
        lambda chosen, found: chosen.denominator in (OF_NAMED, OF_PLACED) and found.repeats,
    ),
)
"""Combinations that do not count, the first rule that holds first."""


def every(levels: tuple[str, ...], places: tuple[str, ...]) -> Iterator[Definition]:
    """Every combination of the choices of each measure that is counted at `places`; `levels` are the published ones."""
    for place in places:
        for measure, open_to in DIMENSIONS[place].items():
            values = [levels if one == (LEVEL,) else one for one in open_to.values()]
            for chosen in product(*values):
                yield Definition(measure, **dict(zip(open_to, chosen, strict=True)))


def excluded(chosen: Definition, found: Found) -> str:
    """Why a combination does not count; empty if it does."""
    return next((rule.why for rule in EXCLUSIONS if rule.holds(chosen, found)), "")


def excluded_by_choice(chosen: Definition, *, families: bool = True) -> str:
    """Why a combination does not count whatever the numbers say; empty if they decide."""
    found = Found(None, families=families)
    return next((rule.why for rule in EXCLUSIONS if rule.by_choice and rule.holds(chosen, found)), "")
