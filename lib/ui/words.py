"""Words from the data on a page: as plain text, or as a link."""

from lib.exports.plain import escaped as escape

__all__ = ["escape", "linked"]


def linked(words: str, address: str) -> str:
    """Words from the data as a link in markdown, or as they are where there is no address."""
    return f"[{escape(words)}]({address})" if address else escape(words)
