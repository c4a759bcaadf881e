"""How what was fetched becomes a vintage: judged against what is there, counted, written, and never a poorer one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from lib import contracts, parts, snapshots
from lib.contracts import Contract
from lib.metrics import revisions
from lib.registry import Registry, vintages
from lib.snapshots import Provenance

FEWEST = 0.9
"""A fetch with less than this share of the models, or rows, of the last complete one is kept aside."""

GROUPS = {"hub_models": "org", "modelscope_models": "org", "arena": "board", "hub_robotics": "kind"}
"""What is fetched as a whole, so that who is not in it is gone; of the other tables each row is asked for by itself."""


@dataclass(frozen=True)
class Fetched:
    """What a source gave for a table: rows as its contract wants them, and the facts of their provenance.

    `source` is a key of sources.toml, `also` those of sources beside it, `citation` the source's own line where it
    gives a dated one, `asked` how many models came of each org whose list is whole, `missing` what could not be fetched
    with the reason, `skipped` what could not be understood.
    """

    table: str
    frame: pd.DataFrame
    source: str
    as_of: date
    how: str
    universe: str
    also: tuple[str, ...] = ()
    citation: str = ""
    asked: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a table: `state` in a word or two, rows written, those new, changed and gone, what was left out."""

    table: str
    state: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing failed."""
        return not self.failures


def land(fetched: Fetched, folder: Path, registry: Registry, *, dry: bool) -> Outcome:
    """Judge, count and write what was fetched for a table; `dry` writes nothing."""
    table, contract = fetched.table, contracts.TABLES[fetched.table]
    if fetched.as_of in snapshots.vintages(table, folder):
        return Outcome(table, "there already", notes=("a vintage of this day is never changed",))
    before = _known(fetched, folder)
    frame, poorer = _good(fetched, before)
    if poorer and not dry:
        _keep_aside(fetched, frame, folder)
    counted = _count(table, before, frame)
    failures = (*fetched.missing, *poorer)
    outcome = Outcome(
        table,
        "would be written" if dry else "written",
        len(frame),
        counted.new,
        counted.changed,
        counted.gone,
        fetched.skipped,
        (*fetched.notes, *_renamed(before, frame), *_unplaced(table, frame, registry)),
        failures,
    )
    if frame.empty or _is_known(contract, before, frame):
        state = "kept aside" if poorer else "nothing good" if failures else "nothing new"
        return replace(outcome, state=state, rows=0)
    if dry:
        contracts.check(table, frame)
    else:
        vintages.keep(folder, fetched.as_of)
        write(fetched, frame, failures, folder, registry)
    return outcome


def write(
    fetched: Fetched, frame: pd.DataFrame, failures: tuple[str, ...], folder: Path, registry: Registry
) -> Provenance:
    """Write `frame`, the good rows of what was fetched, as a vintage with its provenance; raises as a write does."""
    credits = [registry.words["sources"][key] for key in (fetched.source, *fetched.also)]
    return snapshots.write(
        fetched.table,
        frame,
        folder,
        {
            "as_of": fetched.as_of.isoformat(),
            "source": fetched.source,
            "url": credits[0]["url"],
            "licence": "; ".join(dict.fromkeys(credit["licence"] for credit in credits)),
            "citation": fetched.citation or " ".join(credit["citation"] for credit in credits),
            "how": fetched.how,
            "complete": not failures,
            "universe": fetched.universe,
            "caveats": tuple(dict.fromkeys([*registry.flaws_of(fetched.table)["note"], *failures])),
        },
    )


def _known(fetched: Fetched, folder: Path) -> pd.DataFrame:
    """What the store holds of a table; no rows if it has none.

    Of a table of observations that is too large to be read whole: how each group that was fetched was last. So days
    before that are not judged by what the store has of them, and who went from one group to another is new.
    """
    table, contract = fetched.table, contracts.TABLES[fetched.table]
    if not snapshots.vintages(table, folder):
        return fetched.frame.iloc[:0]
    observed = contract.combine == "appended" and contract.unit == contract.key
    if observed and snapshots.rows(table, folder) > snapshots.WHOLE:
        by = _group(contract, table)
        return parts.read_last(table, folder, by, {*fetched.frame[by].dropna(), *fetched.asked})
    return snapshots.read(table, folder)


def _group(contract: Contract, table: str) -> str:
    """The column by which a table of observations is fetched: what is named in `GROUPS`, or who is observed."""
    return GROUPS.get(table, next(column for column in contract.key if column != "day"))


def _good(fetched: Fetched, before: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows that are not poorer than what is there, and what is told of the others."""
    contract, frame = contracts.TABLES[fetched.table], fetched.frame
    if contract.combine == "replaced":
        if len(frame) < FEWEST * len(before):
            return frame.iloc[:0], [f"{len(frame)} rows where there were {len(before)}; kept in {_place(fetched)}"]
        return frame, []
    if contract.unit != contract.key:
        return _restated(fetched, before)
    return _without_poor_groups(fetched, before) if fetched.asked else (frame, [])


def _without_poor_groups(fetched: Fetched, before: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows but those of orgs, or of kinds, each day by itself, with fewer than 90 % of their last complete fetch.

    What lands is complete, so that is the newest day before in the store by our own reading, or in these rows. Records
    that others made (rows without the Hub's own id) neither judge nor are judged. An org is the same in any spelling.
    """
    frame, by = fetched.frame, GROUPS.get(fetched.table, "org")
    what = "models" if by == "org" else "rows"
    counts = {org: _by_day(rows) for org, rows in _own(before).groupby(before[by].str.casefold())}
    now = {org: _by_day(rows) for org, rows in _own(frame).groupby(frame[by].str.casefold())}
    for org, read in fetched.asked.items():
        if not read:
            now.setdefault(org.casefold(), {})[pd.Timestamp(fetched.as_of)] = 0
    poor, told = set(), []
    for org, day, count in sorted((org, day, count) for org, days in now.items() for day, count in days.items()):
        good = counts.setdefault(org, {})
        last = max((then for then in good if then < day), default=None)
        if last is not None and count < FEWEST * good[last]:
            poor.add((org, day))
            were = f"{count} {what} where there were {good[last]}"
            told.append(f"{_spelled(fetched, org)}: {were}; kept in {_place(fetched)}")
        else:
            good[day] = count
    if not poor:
        return frame, told
    pairs = pd.Series(list(zip(frame[by].str.casefold(), frame["day"], strict=True)), index=frame.index, dtype="object")
    return frame[~pairs.isin(poor)].reset_index(drop=True), told


def _own(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.dropna(subset=["hub_id"]) if "hub_id" in rows.columns else rows


def _by_day(rows: pd.DataFrame) -> dict[pd.Timestamp, int]:
    return rows.groupby("day").size().to_dict()  # type: ignore[return-value]


def _spelled(fetched: Fetched, org: str) -> str:
    return next((name for name in fetched.asked if name.casefold() == org), org)


def _place(fetched: Fetched) -> str:
    """Where rows that are not good enough are kept, below the data folder."""
    return f"aside/{fetched.table}/{fetched.as_of}.parquet"


def _keep_aside(fetched: Fetched, good: pd.DataFrame, folder: Path) -> None:
    """Keep the rows that are not good enough where nobody reads them."""
    place = folder / _place(fetched)
    place.parent.mkdir(parents=True, exist_ok=True)
    key = list(contracts.TABLES[fetched.table].key)
    rest = fetched.frame.merge(good[key], on=key, how="left", indicator="where")
    rest[rest["where"] == "left_only"].drop(columns="where").to_parquet(place, index=False, compression="zstd")


def _restated(fetched: Fetched, before: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Of a table whose days a source states as a whole: the rows of those days that are new or not as they were.

    A day with fewer than 90 % of its rows is no better statement, nor is one with fewer rows at all where some of the
    answer could not be understood.
    """
    frame = fetched.frame
    then, now = (rows.groupby("day").size() for rows in (before, frame))
    least = then.reindex(now.index).fillna(0) * (1 if fetched.skipped else FEWEST)
    poor = now.index[now < least]
    good = frame[~frame["day"].isin(poor)]
    spoken = before[before["day"].isin(good["day"])]
    rows = spoken.merge(good, how="outer", on=list(frame.columns), indicator="where")
    other = rows.loc[rows["where"] != "both", "day"].unique()
    told = [f"{len(poor)} days with fewer rows than before; kept in {_place(fetched)}"] if len(poor) else []
    return good[good["day"].isin(other)].reset_index(drop=True), told


def _is_known(contract: Contract, known: pd.DataFrame, frame: pd.DataFrame) -> bool:
    """Whether the store would be the same without these rows."""
    if contract.unit != contract.key:
        return frame.empty
    counted = revisions.changes(known, frame, contract.key)
    return not (counted.new or counted.changed or (counted.gone and contract.combine == "replaced"))


def _count(table: str, before: pd.DataFrame, frame: pd.DataFrame) -> revisions.Changes:
    """New, changed and gone: rows by the key, or of a table of observations who was observed, against the last time."""
    contract = contracts.TABLES[table]
    if contract.combine == "replaced":
        return revisions.changes(before, frame, contract.key)
    if contract.unit != contract.key:
        return revisions.changes(before[before["day"].isin(frame["day"])], frame, contract.key)
    who = tuple(column for column in contract.key if column != "day")
    by = _group(contract, table)
    then, now = (_last(rows, by).drop(columns="day") for rows in (before[before[by].isin(frame[by].unique())], frame))
    return revisions.changes(then, now, who)


def _last(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows of the last day of each group."""
    return rows[rows["day"] == rows.groupby(by)["day"].transform("max")]


def _renamed(before: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """Models that stand under another name than when they were last read; the Hub's own id of a model stays."""
    if "hub_id" not in frame.columns:
        return []
    last = before.dropna(subset=["hub_id"]).drop_duplicates("hub_id", keep="last").set_index("hub_id")["model"]
    then = frame["hub_id"].map(last)
    other = then.notna() & (then != frame["model"])
    return [f"{old} is called {new} now" for old, new in zip(then[other], frame.loc[other, "model"], strict=True)]


def _unplaced(table: str, frame: pd.DataFrame, registry: Registry) -> list[str]:
    """The names that the registry does not place yet, and what to do."""
    new = registry.unreviewed_in(table, frame)
    shown = ", ".join(new[:5]) + (f" and {len(new) - 5} more" if len(new) > 5 else "")
    return [f"not yet placed: {shown}; add rows to data/registry/aliases.csv"] if new else []
