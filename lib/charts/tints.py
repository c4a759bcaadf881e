"""Tints of one colour for several entities that share it, so that each can be told apart beside the others."""

from collections.abc import Sequence

STEPS = (1.0, 0.62, 0.36, 0.2)
"""How much of the colour is left in the first, second … entity that has it; from the last step on they are alike."""


def tints(colours: Sequence[str], ground: str) -> list[str]:
    """`colours` (as #1f5fae), each that stood before mixed with `ground`: the more often it stood, the paler."""
    seen: dict[str, int] = {}
    mixed = []
    for colour in colours:
        part = STEPS[min(seen.get(colour, 0), len(STEPS) - 1)]
        seen[colour] = seen.get(colour, 0) + 1
        pairs = zip(_channels(colour), _channels(ground), strict=True)
        mixed.append("#" + "".join(f"{round(part * own + (1 - part) * under):02x}" for own, under in pairs))
    return mixed


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
