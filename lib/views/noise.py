"""What is known of the spread between counts of the same downloads, as the pages of downloads and of a race draw it."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from lib import numbers, snapshots
from lib.data import Data
from lib.metrics import noise
from lib.views.about.states import UNREADABLE
from lib.views.view import Card, Form

COMPARED = 8
"""So many of the newest vintages before the one shown are looked at for months that were restated."""
INDICATOR = "count_spread"
FORMS: dict[str, Form] = {"low": "whole", "high": "whole", "second_count": "text"}
"""The columns that a band adds to a table."""
HELP = (
    "What lies between the counts known of the same downloads: another source's, an earlier state of the same one, "
    "corrections of the counters. No confidence interval; none is drawn where no second count is known."
)


def evidence(data: Data) -> pd.DataFrame:
    """Every second count of an org's month that is known; columns as of `noise.EVIDENCE`."""
    flows = data.table("hub_monthly")[["month", "org", "downloads"]]
    found = [noise.second_counts(_published(data), flows), noise.restated(_vintages(data), flows)]
    if data.has("hub_models"):
        found.append(noise.corrections(data.models.marks(), flows))
    return pd.concat(found, ignore_index=True)


def band(data: Data, groups: Mapping[str, str]) -> pd.DataFrame:
    """The band of each entity's month for orgs that `groups` counts together; columns as of `noise.BAND`."""
    flows = data.table("hub_monthly")[["month", "org", "downloads"]]
    return noise.band(flows, data.derived(evidence), groups)


def _read(data: Data) -> tuple[str, ...]:
    """The tables of the store that a second count may come from; that it holds none of a month is told by them too."""
    return ("hub_monthly", *(("hub_models",) if data.has("hub_models") else ()))


def _published(data: Data) -> pd.DataFrame:
    """What others counted: org, from, to, value, by; a level less an earlier one is what was gained between them."""
    rows = data.registry.second_counts
    stated = data.registry.published_figures.set_index("figure")["value"].astype("float64")
    less = rows["less"].map(stated).fillna(0.0)
    return pd.DataFrame(
        {
            "org": rows["org"],
            "from": pd.to_datetime(rows["from"]),
            "to": pd.to_datetime(rows["to"]),
            "value": rows["figure"].map(stated) - less,
            "by": rows["counted_by"],
        }
    )


def _vintages(data: Data) -> pd.DataFrame:
    """The earlier vintages of the monthly table: as_of, month, org, downloads; one that cannot be read is left out."""
    parts = [pd.DataFrame({"as_of": pd.to_datetime([]), "month": pd.to_datetime([]), "org": [], "downloads": []})]
    for day, _ in data.sources("hub_monthly")[-COMPARED - 1 : -1]:
        try:
            rows = snapshots.read("hub_monthly", data.folder, day)
        except UNREADABLE:
            continue
        parts.append(rows[["month", "org", "downloads"]].assign(as_of=pd.Timestamp(day)))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def told(drawn: pd.DataFrame, when: str, names: Mapping[str, str], *, what: str, summed: bool = False) -> str:
    """What a band is, whose and of which months, for a subtitle; `what` it is drawn as; `summed` in a sum or level."""
    if drawn.empty:
        return f"No second count of what is drawn is known for the months in view, so there is no {what.lower()}."
    by = numbers.listed(list(dict.fromkeys(name for said in drawn["second_count"] for name in said.split(", "))))
    spans: dict[tuple, list[str]] = {}
    for key, of in drawn.groupby("entity", sort=False):
        spans.setdefault((of[when].min(), of[when].max()), []).append(names[str(key)])
    if summed:
        whose = "; ".join(f"{numbers.listed(who)} from {numbers.month(first)} on" for (first, _), who in spans.items())
        said = [
            f"{what}: the curve, and what it would be by the lowest and by the highest count known of each month, ours "
            f"and {by}: {whose}. No confidence interval. Months without a second count add nothing, so it is the least "
            "that the spread comes to."
        ]
    else:
        whose = "; ".join(f"{numbers.listed(who)}, {numbers.months(*span)}" for span, who in spans.items())
        said = [
            f"{what}: from the lowest to the highest count known of the same downloads, ours and {by}: {whose}; of the "
            "rest no second count is known. No confidence interval."
        ]
    if drawn["band_estimate"].any():
        said.append(
            f"Dotted {what.lower()}: the second count is known for several months together only and spread over them "
            "as ours."
        )
    return " ".join(said)


def caveats(data: Data, drawn: pd.DataFrame) -> tuple[str, ...]:
    """What each second count behind the bands counts otherwise than ours."""
    if drawn.empty:
        return ()
    by = {name for said in drawn["second_count"] for name in said.split(", ")}
    rows = data.registry.second_counts
    rows = rows[rows["counted_by"].isin(by)]
    return tuple(
        dict.fromkeys(
            f"Second count by {who}: {scope}" for who, scope in zip(rows["counted_by"], rows["scope"], strict=True)
        )
    )


def sources(data: Data, drawn: pd.DataFrame) -> tuple[str, ...]:
    """The sources of the registry that stand behind the bands beside the tables."""
    return ("published",) if caveats(data, drawn) else ()


def hovering(rows: pd.DataFrame, drawn: pd.DataFrame | None, when: str) -> pd.DataFrame:
    """`rows` of a chart with `hover`: between which counts a value lies, where that is known."""
    if drawn is None:
        return rows
    found = _beside(rows, drawn, when)
    ends = [
        "" if pd.isna(low) else f"({numbers.count(low)} to {numbers.count(high)} by the counts known)"
        for low, high in zip(found["low"], found["high"], strict=True)
    ]
    return rows.assign(hover=ends)


def on(
    card: Card,
    data: Data,
    drawn: pd.DataFrame,
    when: str,
    names: Mapping[str, str],
    *,
    what: str = "Band",
    summed: bool = False,
) -> Card:
    """`card` with what its bands are: their ends in the table, and the words, caveats and sources that go with them.

    The table names entities as `names` does; rows with `published_by` are no values of ours and get no band.
    """
    table = card.table
    own = table["published_by"] == "" if "published_by" in table else pd.Series(True, index=table.index)
    table = _beside(table, drawn.assign(entity=drawn["entity"].map(names)), when)
    for column in ("low", "high"):
        table[column] = table[column].where(own.to_numpy())
    table["second_count"] = table["second_count"].where(own.to_numpy(), "")
    return replace(
        card,
        subtitle=f"{card.subtitle} {told(drawn, when, names, what=what, summed=summed)}",
        table=table,
        forms={**card.forms, **FORMS},
        indicators=(*card.indicators, INDICATOR),
        tables=tuple(dict.fromkeys([*card.tables, *_read(data)])),
        caveats=(*caveats(data, drawn), *card.caveats),
        sources=tuple(dict.fromkeys([*card.sources, *sources(data, drawn)])),
    )


def _beside(rows: pd.DataFrame, drawn: pd.DataFrame, when: str) -> pd.DataFrame:
    """`rows` (`when`, entity) with low, high and who counted, missing or empty where no band is."""
    found = rows.merge(drawn[[when, "entity", *FORMS, "band_estimate"]], on=[when, "entity"], how="left")
    guessed = found["band_estimate"].eq(True).map({True: " (estimate)", False: ""})
    return found.assign(second_count=found["second_count"].fillna("") + guessed).drop(columns="band_estimate")
