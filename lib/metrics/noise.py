"""How far counts of the same downloads lie apart: another's count, an earlier state of ours, a corrected counter."""

from collections.abc import Mapping

import pandas as pd

from lib.metrics import counters
from lib.metrics.flaws import month_ends

EVIDENCE = ["month", "org", "count", "estimate", "by"]
"""A count of an org's month beside our own; estimate: it was worked out from a count of several months together; by:
who counted."""
RESTATED, CORRECTED = "an earlier state of the same source", "corrections of the Hub's lifetime counters"
"""Who counted, where it is no other source."""
BAND = ["month", "entity", "low", "high", "band_estimate", "second_count"]


def second_counts(rows: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Evidence from what others counted: `rows` has org, from, to (whole months), value, by; `flows` is month, org,
    downloads.

    A count of one month stands as it is. Of a count of several months together only their sum is known: what is left of
    it after the months that the same counter states alone is spread over the others in proportion to our own months,
    which is an estimate. It is left out where one of its months is not in `flows` or the others have nothing left.
    """
    own = flows.set_index(["org", "month"])["downloads"].astype("float64")
    spans = [
        (row, list(pd.date_range(row["from"], row["to"], freq="MS")))
        for row in rows.sort_values(["org", "from"]).to_dict("records")
    ]
    alone = {(row["org"], row["by"], months[0]): float(row["value"]) for row, months in spans if len(months) == 1}
    found = [(month, org, value, False, by) for (org, by, month), value in alone.items() if (org, month) in own.index]
    for row, months in spans:
        if len(months) == 1 or any((row["org"], month) not in own.index for month in months):
            continue
        stated = [(row["org"], row["by"], month) for month in months if (row["org"], row["by"], month) in alone]
        others = [month for month in months if (row["org"], row["by"], month) not in alone]
        left = float(row["value"]) - sum(alone[key] for key in stated)
        ours = sum(own[row["org"], month] for month in others)
        if left > 0 and ours > 0:
            found += [(month, row["org"], own[row["org"], month] * left / ours, True, row["by"]) for month in others]
    return _evidence(found)


def restated(vintages: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Evidence from earlier states of the same table: `vintages` has as_of, month, org, downloads.

    A value that was stated of a month before it was over is no count of that month; on its own last day a month has not
    ended. One that equals ours of today says nothing.
    """
    over = vintages[month_ends(vintages["month"]) < vintages["as_of"]]
    both = over.merge(flows[["month", "org", "downloads"]], on=["month", "org"], suffixes=("", "_now"))
    changed = both[both["downloads"] != both["downloads_now"]].drop_duplicates(["month", "org", "downloads"])
    return _evidence(
        [
            (row["month"], row["org"], float(row["downloads"]), False, RESTATED)
            for row in changed.sort_values(["month", "org", "downloads"]).to_dict("records")
        ]
    )


def corrections(marks: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Evidence from lifetime counters that fell or jumped back within a month: `marks` as from `derived.Models.marks`.

    What a fall took away may have been downloaded all the same, so the month may have had so many more; what a jump
    brought back may be of earlier months, so it may have had so many less, though not less than none.
    """
    steps = marks[marks["mark"] == counters.REVISED]
    if steps.empty:
        return _evidence([])
    steps = steps.assign(month=steps["day"].dt.to_period("M").dt.to_timestamp().astype(flows["month"].dtype))
    fell = -steps["step"].where(steps["step"] < 0, 0)
    back = steps["step"].where(steps["step"] > 0, 0)
    moved = steps.assign(fell=fell, back=back).groupby(["month", "org"], as_index=False)[["fell", "back"]].sum()
    found = []
    for row in moved.merge(flows, on=["month", "org"]).to_dict("records"):
        for count in (row["downloads"] - row["back"], row["downloads"] + row["fell"]):
            if count != row["downloads"]:
                found.append((row["month"], row["org"], max(float(count), 0.0), False, CORRECTED))
    return _evidence(found)


def band(flows: pd.DataFrame, evidence: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """The band of each entity and month of which a second count is known; columns `BAND`, no row where there is none.

    It runs from the lowest to the highest of all counts of the same downloads, ours (`flows`: month, org, downloads)
    among them; it is no interval of confidence, and says nothing of what none of them counts. Of a group of several
    orgs the ends are added up, and only where each org observed in the month has a second count: the spread of the
    others is not known, and not none. `band_estimate` says that one of the counts is an estimate.
    """
    counted = flows.assign(entity=flows["org"].map(dict(groups)), downloads=flows["downloads"].astype("float64"))
    known = evidence.groupby(["month", "org"], as_index=False).agg(
        least=("count", "min"),
        most=("count", "max"),
        band_estimate=("estimate", "any"),
        second_count=("by", lambda of: ", ".join(dict.fromkeys(of))),
    )
    rows = counted.dropna(subset=["entity", "downloads"]).merge(known, on=["month", "org"], how="left")
    complete = rows["least"].notna().groupby([rows["month"], rows["entity"]]).transform("all")
    rows = rows[complete]
    rows = rows.assign(
        low=rows[["least", "downloads"]].min(axis=1).round(),
        high=rows[["most", "downloads"]].max(axis=1).round(),
        band_estimate=rows["band_estimate"].astype(bool),
    )
    return (
        rows.groupby(["month", "entity"], as_index=False)
        .agg(
            low=("low", "sum"),
            high=("high", "sum"),
            band_estimate=("band_estimate", "any"),
            second_count=("second_count", lambda of: ", ".join(dict.fromkeys(of))),
        )
        .reindex(columns=BAND)
        .astype({"low": "float64", "high": "float64", "band_estimate": "bool", "second_count": "str"})
    )


def _evidence(found: list[tuple]) -> pd.DataFrame:
    kinds = {"month": "datetime64[us]", "org": "str", "count": "float64", "estimate": "bool", "by": "str"}
    return pd.DataFrame(found, columns=EVIDENCE).astype(kinds)
