"""Letters that a reader can see."""

import unicodedata


def visible(words: str) -> str:
    """The words without what cannot be seen: control characters, marks that turn letters around. A line break stays."""
    return "".join(letter for letter in words if letter == "\n" or unicodedata.category(letter)[0] != "C")
