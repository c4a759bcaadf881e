"""Words from the data on a page: as plain text, or as a link."""

import re

BREAK = "\u2060"
"""A word joiner: it has no width and takes no line break; it stands inside what would become a link or an icon."""
LINKS = re.compile(r":(?=//)|\bwww(?=\.)|(?=@)|:(?=[\w+/-]+:)", re.IGNORECASE)
"""After each of these comes a break: an address is a link, and a name in colons an icon, even where it is escaped."""


def escape(words: str) -> str:
    """Words from the data as plain text in markdown: no picture is loaded, no link or icon made, no colour set."""
    broken = LINKS.sub(lambda found: found[0] + BREAK, words)
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|$:~&@" else letter for letter in broken)


def linked(words: str, address: str) -> str:
    """Words from the data as a link in markdown, or as they are where there is no address."""
    return f"[{escape(words)}]({address})" if address else escape(words)
