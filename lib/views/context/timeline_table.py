"""What the timeline holds: what is in view, and the table of it."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.views.view import Form

CALLED = {
    "export-control": ("export-control step", "export-control steps"),
    "policy": ("policy", "policies"),
    "release": ("release", "releases"),
    "licence": ("licence change", "licence changes"),
    "publication": ("publication", "publications"),
    "counting": ("change in counting", "changes in counting"),
}
"""A kind after the number one, and after any other."""
SHOWN: dict[str, tuple[str, Callable[[float], str]]] = {
    "Share": ("share", numbers.share),
    "Downloads": ("downloads", numbers.count),
}
"""What the curves show: the column, and how its values are written."""
FORMS: dict[str, Form] = {
    "kind": "text",
    "first_day": "day",
    "last_day": "day",
    "what": "text",
    "maker": "text",
    "region": "text",
    "downloads": "whole",
    "share": "share",
    "estimate": "flag",
    "source": "text",
    "url": "link",
    "note": "text",
}


@dataclass(frozen=True)
class InView:
    """What is drawn: the level and measure of the curves, the days, the rows of the drawn entities, and the events."""

    level: str
    show: str
    first: pd.Timestamp
    last: pd.Timestamp
    rows: pd.DataFrame
    order: tuple[str, ...]
    events: pd.DataFrame


def called(kind: str, number: int) -> str:
    """A kind after a number: 1 release, 2 releases."""
    return CALLED[kind][number != 1]


def table(data: Data, seen: InView) -> pd.DataFrame:
    """A row for each event, then for each month of each curve."""
    events = [
        {
            "kind": called(row["kind"], 1),
            "first_day": row["start"],
            "last_day": row["end"],
            "what": row["label"],
            "maker": data.registry.name("maker", row["maker"]) if row["maker"] else "",
            "region": _region(data, row["maker"]),
            **{column: row[column] for column in ("source", "url", "note")},
        }
        for row in seen.events.to_dict("records")
    ]
    months = [
        {
            "kind": "Downloads in the month",
            "first_day": row["month"],
            "last_day": row["month"] + pd.offsets.MonthEnd(0),
            "what": data.registry.name(seen.level, row["entity"]),
            **{column: row[column] for column in ("downloads", "share", "estimate")},
        }
        for row in seen.rows.sort_values(["entity", "month"]).to_dict("records")
    ]
    rows = pd.DataFrame([*events, *months], columns=list(FORMS))
    told = [column for column, form in FORMS.items() if form in ("text", "link")]
    words = {column: rows[column].astype("object").fillna("").astype("str") for column in told}
    days = {column: rows[column].astype("datetime64[us]") for column, form in FORMS.items() if form == "day"}
    rows = rows.assign(**words, **days, estimate=rows["estimate"].astype("boolean").fillna(False).astype(bool))
    return rows.astype({"downloads": "Int64", "share": "float64"})


def _region(data: Data, maker: str) -> str:
    return data.registry.name("region", data.registry.place(maker, "region")) if maker else ""
