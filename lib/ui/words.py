"""Words from the data on a page: as plain text, or as a link."""


def escape(words: str) -> str:
    """Words from the data as plain text in markdown: no picture is loaded, no link made, no colour set."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|$:~" else letter for letter in words)


def linked(words: str, address: str) -> str:
    """Words from the data as a link in markdown, or as they are where there is no address."""
    return f"[{escape(words)}]({address})" if address else escape(words)
