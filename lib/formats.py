"""A table as a file: the same rows as on the screen, harmless in a spreadsheet."""

import pandas as pd

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell of text that begins so is run as a formula by spreadsheet programs; some take the full-width signs too."""


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which text that a spreadsheet would run is kept from it by a leading apostrophe; numbers stay.

    The names of the columns are text too: a table may have a column for each name in the data.
    """
    texts = {
        column: frame[column].map(_quoted)
        for column in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_datetime64_any_dtype(frame[column])
    }
    return frame.assign(**texts).rename(columns=_quoted)


def _quoted(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell


def csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 CSV with ISO days and full precision; a missing value is an empty cell."""
    return harmless(frame).to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8")
