"""Words broken into lines that fit a width in pixels, by what their letters are likely to need in any font."""

from unicodedata import combining, east_asian_width

from lib.exports.plain import line

ELLIPSIS = "…"
NARROW, BROAD = " iIjlftr.,:;·'|!()[]/-", "mwMW@%&—…"
BOLDER = 1.1
"""So much wider bold letters are."""


def room_of(words: str, size: float, *, bold: bool = False) -> float:
    """Pixels that words need at a size of letters; rather too many than too few."""
    return sum(map(_em, words)) * size * (BOLDER if bold else 1)


def _em(letter: str) -> float:
    if combining(letter):
        return 0
    if east_asian_width(letter) in "WF":
        return 1.1
    if letter in NARROW:
        return 0.38
    if letter in BROAD:
        return 1
    return 0.72 if letter.isupper() or not letter.isascii() else 0.6


def lines(words: str, *, size: float, width: float, most: int, bold: bool = False) -> list[str]:
    """Words as at most so many lines within `width` pixels, the last with an ellipsis where that is not all.

    A line ends at a space; a word that is longer than a line is broken where the line is full. None for no words.
    """
    rest = line(words)
    broken: list[str] = []
    while rest and len(broken) < most:
        fit = _fitting(rest, size, width, bold)
        space = rest.rfind(" ", 0, fit + 1)
        end = fit if fit == len(rest) or space <= 0 else space
        broken.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest:
        last = broken[-1]
        broken[-1] = last[: _fitting(last, size, width - room_of(ELLIPSIS, size, bold=bold), bold)].rstrip() + ELLIPSIS
    return broken


def _fitting(words: str, size: float, width: float, bold: bool) -> int:
    """How many letters of the words fit a line, at least one."""
    used = 0.0
    for place, letter in enumerate(words):
        used += room_of(letter, size, bold=bold)
        if used > width:
            return max(place, 1)
    return len(words)
