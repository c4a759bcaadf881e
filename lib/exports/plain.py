"""Words from the data made plain for what they stand in: a line of text, Markdown, BibTeX, an address."""

import re
from urllib.parse import quote

from lib.letters import visible

BREAK = "\u2060"
"""A word joiner: it has no width and takes no line break; it stands inside what would become a link or an icon."""
LINKS = re.compile(r":(?=//)|\bwww(?=\.)|(?=@)|:(?=[\w+/-]+:)", re.IGNORECASE)
"""After each of these comes a break: an address is a link, and a name in colons an icon, even where it is escaped."""
MARKDOWN = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_{}[]()<>#+-.!|$:~&@="})
BIBTEX = str.maketrans(
    {letter: f"\\{letter}" for letter in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
    }
)
"""BibTeX counts a brace even behind a backslash, so braces have names."""


def line(words: str) -> str:
    """The words on one line, without what cannot be seen: control characters, marks that turn letters around."""
    return visible(" ".join(words.split()))


def cut(words: str, longest: int) -> str:
    """The words on one line of at most so many letters, the last of which says that there were more."""
    said = line(words)
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


def sentence(words: str) -> str:
    """The words on one line with a full stop at their end, unless another mark ends them."""
    said = line(words)
    return said if said.endswith((".", "!", "?", "…")) or not said else f"{said}."


def escaped(words: str) -> str:
    """The words as plain text in Markdown, line by line: no picture is loaded, no link or icon made, no colour set."""
    return LINKS.sub(lambda found: found[0] + BREAK, visible(words)).translate(MARKDOWN)


def markdown(words: str) -> str:
    """The words as plain text in Markdown, on one line."""
    return escaped(line(words))


def bibtex(words: str) -> str:
    """The words as plain text in a field of BibTeX."""
    return line(words).translate(BIBTEX)


def address(words: str) -> str:
    """An address of the web in which nothing can end what it stands in; empty if it is none."""
    if not words.lower().startswith(("https://", "http://")):
        return ""
    return quote(words, safe="%/:?#[]@!$&()*+,;=~", errors="replace")
