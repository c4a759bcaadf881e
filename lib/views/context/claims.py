"""What the field has claimed in print, set against our figures: the verdict on each, and why."""

from dataclasses import dataclass

from lib import numbers
from lib.data import Data
from lib.metrics.claims import DIFFERS, NOT_CONTRADICTED, REPRODUCED, UNTESTED
from lib.views.context import claim_cards, decided
from lib.views.context.checks import Checked, checked
from lib.views.options import one, text
from lib.views.view import NothingToShowError, View

EVERY = "All"
VERDICTS = {
    "Reproduced": REPRODUCED,
    "Not contradicted": NOT_CONTRADICTED,
    "Differs": DIFFERS,
    "Cannot be tested": UNTESTED,
}


def topics(data: Data) -> tuple[str, ...]:
    """What the claims are about, after "all"."""
    return (EVERY, *sorted(data.registry.claims["topic"].unique()))


def speakers(data: Data) -> tuple[str, ...]:
    """Who made the claims, after "all"."""
    return (EVERY, *sorted(data.registry.claims["speaker"].unique(), key=str.casefold))


@dataclass(frozen=True)
class Options:
    """What a reader may choose on this page."""

    verdict: str = one("Verdict", (EVERY, *VERDICTS), EVERY, help="Keeps the claims with one verdict.")
    topic: str = one("Topic", topics, EVERY, wide=True, help="Keeps the claims about one thing.")
    speaker: str = one("Speaker", speakers, EVERY, wide=True, help="Keeps the claims of one speaker.")
    search: str = text("Search", help="Keeps the claims in whose words all of these occur, in any case.")


def view(data: Data, options: Options) -> View:
    """The verdicts by topic with all claims as a table, how far ours are off, the dates, and the histories.

    Raises `NothingToShowError` if the choices leave no claim.
    """
    shown = [each for each in data.derived(checked) if _chosen(each, options)]
    if not shown:
        raise NothingToShowError(
            "No claim fits these choices; choose another verdict, topic or speaker, or fewer words."
        )
    cards = (
        claim_cards.verdicts(data, shown),
        claim_cards.differences(data, shown),
        claim_cards.dates(data, shown),
    )
    notes = tuple(f"“{each.claim.statement}” {each.claim.note}" for each in shown if each.claim.note)
    notes = (*decided.later(data, "claims", "claims"), *notes)
    return View(_headline(shown, options), tuple(card for card in cards if card), notes=notes)


def _chosen(each: Checked, options: Options) -> bool:
    claim = each.claim
    said = " ".join((claim.statement, claim.speaker, claim.topic, claim.stated, claim.scope, each.why, claim.note))
    return (
        options.verdict in (EVERY, *(name for name, word in VERDICTS.items() if word == each.verdict.word))
        and options.topic in (EVERY, claim.topic)
        and options.speaker in (EVERY, claim.speaker)
        and all(word in said.casefold() for word in options.search.casefold().split())
    )


def _headline(shown: list[Checked], options: Options) -> str:
    """How many of the claims in view are reproduced, are not contradicted, differ, and cannot be tested."""
    words = [each.verdict.word for each in shown]
    whose = "" if options.speaker == EVERY else f" by {options.speaker}"
    about = "" if options.topic == EVERY else f" on {options.topic}"
    what = f"published claim{'' if len(shown) == 1 else 's'}{whose}{about}"
    counts = {word: words.count(word) for word in VERDICTS.values()}
    between = counts[NOT_CONTRADICTED]
    told = {
        REPRODUCED: f"{counts[REPRODUCED]} {'is' if counts[REPRODUCED] == 1 else 'are'} reproduced",
        NOT_CONTRADICTED: f"{between} {'is' if between == 1 else 'are'} not contradicted",
        DIFFERS: f"{counts[DIFFERS]} {'differs' if counts[DIFFERS] == 1 else 'differ'}",
        UNTESTED: f"{counts[UNTESTED]} cannot be tested with open data",
    }
    if max(counts.values()) == len(shown):
        return f"{numbers.whole(len(shown))} {what}: {_all(counts, len(shown))}."
    said = numbers.listed([words_ for word, words_ in told.items() if counts[word]])
    return f"Of {numbers.whole(len(shown))} {what} {said}."


def _all(counts: dict[str, int], number: int) -> str:
    word = max(counts, key=lambda word: counts[word])
    single = {
        REPRODUCED: "reproduced",
        NOT_CONTRADICTED: "not contradicted",
        DIFFERS: "it differs",
        UNTESTED: "it cannot be tested with open data",
    }
    several = {
        REPRODUCED: "all reproduced",
        NOT_CONTRADICTED: "none reproduced, none contradicted",
        DIFFERS: "all differ",
        UNTESTED: "none can be tested with open data",
    }
    return (single if number == 1 else several)[word]
