"""How a table writes its columns for people."""

from typing import Any

import streamlit as st

from lib.exports import words
from lib.views.view import Form

WIDTHS = {
    "state": "medium",
    "why_it_failed": "medium",
    "source": "medium",
    "dates_covered": "medium",
    "largest_change": "large",
    "claimed": 155,
    "ours": 180,
    "our_dates": 180,
}
"""Widths of columns that hold sentences, or whose first rows are shorter than what follows."""
FIRST = "table"
"""The column that stays in view when a table is wider than the screen."""


def column_config(column: str, form: Form) -> Any:
    """How a table writes a column of this form; its heading is the column's name in words."""
    label = words.heading(column)
    if form in ("count", "whole"):
        return st.column_config.NumberColumn(label, format="compact" if form == "count" else "localized")
    if form == "share":
        return st.column_config.NumberColumn(label, format="percent")
    if form == "number":
        return st.column_config.NumberColumn(label, format="%.1f")
    if form == "ratio":
        return st.column_config.NumberColumn(label, format="%.2f")
    if form == "month":
        return st.column_config.DateColumn(label, format="MMM YYYY")
    if form == "day":
        return st.column_config.DateColumn(label, format="D MMM YYYY")
    if form == "flag":
        return st.column_config.CheckboxColumn(label)
    if form == "link":
        return st.column_config.LinkColumn(label)
    return st.column_config.TextColumn(label, width=WIDTHS.get(column), pinned=column == FIRST or None)  # type: ignore[arg-type]
