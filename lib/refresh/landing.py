"""How what was fetched becomes a vintage: judged against what is there, counted, written, and never a poorer one."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from lib import contracts, snapshots
from lib.contracts import Contract
from lib.metrics import revisions
from lib.registry import Registry, vintages

FEWEST = 0.9
"""A fetch with less than this share of the models, or rows, of the last complete one is kept aside."""

GROUPS = {"hub_models": "org", "modelscope_models": "org", "arena": "board"}
"""What is fetched as a whole, so that who is not in it is gone; of the other tables each row is asked for by itself."""


@dataclass(frozen=True)
class Fetched:
    """What a source gave for a table: rows as its contract wants them, and the facts of their provenance.

    `source` is a key of sources.toml, `also` those of sources beside it, `citation` the source's own line where it
    gives a dated one, `asked` the orgs whose models are all here, `missing` what could not be fetched with the reason,
    `skipped` what could not be understood.
    """

    table: str
    frame: pd.DataFrame
    source: str
    as_of: date
    how: str
    universe: str
    also: tuple[str, ...] = ()
    citation: str = ""
    asked: tuple[str, ...] = ()
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
    failures: tuple[str, ...] = field(default=())

    @property
    def good(self) -> bool:
        """Whether nothing failed."""
        return not self.failures


def land(fetched: Fetched, folder: Path, registry: Registry, *, dry: bool) -> Outcome:
    """Judge, count and write what was fetched for a table; `dry` writes nothing."""
    table, contract = fetched.table, contracts.TABLES[fetched.table]
    if fetched.as_of in snapshots.vintages(table, folder):
        return Outcome(table, "there already", notes=("a vintage of this day is never changed",))
    known = _known(table, folder)
    before = fetched.frame.iloc[:0] if known is None else known
    if contract.combine == "replaced" and len(fetched.frame) < FEWEST * len(before):
        place = _aside(table, fetched.frame, folder, fetched.as_of, dry=dry)
        poor = f"{len(fetched.frame)} rows where there were {len(before)}; kept in {place}"
        return Outcome(table, "kept aside", skipped=fetched.skipped, failures=(*fetched.missing, poor))
    frame, poorer = _without_poorer(fetched, before, folder, dry=dry)
    frame = _restated(contract, before, frame)
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
        return replace(outcome, state="nothing new" if not failures else "nothing good", rows=0)
    if dry:
        contracts.check(table, frame)
    else:
        _write(fetched, frame, failures, folder, registry)
    return outcome


def _write(fetched: Fetched, frame: pd.DataFrame, failures: tuple[str, ...], folder: Path, registry: Registry) -> None:
    credits = [registry.words["sources"][key] for key in (fetched.source, *fetched.also)]
    vintages.keep(folder, fetched.as_of)
    snapshots.write(
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


def _known(table: str, folder: Path) -> pd.DataFrame | None:
    return snapshots.read(table, folder) if snapshots.vintages(table, folder) else None


def _without_poorer(
    fetched: Fetched, known: pd.DataFrame, folder: Path, *, dry: bool
) -> tuple[pd.DataFrame, list[str]]:
    """The rows but those of orgs with fewer than 90 % of the models of their own last complete fetch; what is told.

    What lands is complete, so the last complete fetch of an org is the newest in the store by our own reading.
    """
    frame = fetched.frame
    if not fetched.asked:
        return frame, []
    own = known[known["fetched_at"].notna()]
    before = own[own["day"] == own.groupby("org")["day"].transform("max")].groupby("org").size()
    now = frame[frame["day"] == frame["day"].max()].groupby("org").size()
    poor = [org for org in fetched.asked if now.get(org, 0) < FEWEST * before.get(org, 0)]
    if not poor:
        return frame, []
    place = _aside(fetched.table, frame[frame["org"].isin(poor)], folder, fetched.as_of, dry=dry)
    told = [f"{org}: {now.get(org, 0)} models where there were {before[org]}; kept in {place}" for org in poor]
    return frame[~frame["org"].isin(poor)].reset_index(drop=True), told


def _aside(table: str, frame: pd.DataFrame, folder: Path, day: date, *, dry: bool) -> str:
    """Keep rows that are not good enough where nobody reads them; the place below the data folder."""
    place = folder / "aside" / table / f"{day}.parquet"
    if not dry:
        place.parent.mkdir(parents=True, exist_ok=True)
        frame.to_parquet(place, index=False, compression="zstd")
    return place.relative_to(folder).as_posix()


def _restated(contract: Contract, known: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Of a table whose days a source states as a whole: the rows of those days that are new or not as they were."""
    if contract.unit == contract.key:
        return frame
    spoken = known.merge(frame[list(contract.unit)].drop_duplicates(), on=list(contract.unit))
    rows = spoken.merge(frame, how="outer", on=list(frame.columns), indicator="where")
    other = rows.loc[rows["where"] != "both", list(contract.unit)].drop_duplicates()
    return frame.merge(other, on=list(contract.unit)).reset_index(drop=True)


def _is_known(contract: Contract, known: pd.DataFrame, frame: pd.DataFrame) -> bool:
    """Whether the store would be the same without these rows."""
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
    by = GROUPS.get(table, who[0])
    then, now = (_last(rows, by).drop(columns="day") for rows in (before[before[by].isin(frame[by])], frame))
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
    new = [
        name
        for column, service in contracts.TABLES[table].names.items()
        for name in registry.unreviewed(service, frame[column].dropna().unique())
    ]
    shown = ", ".join(new[:5]) + (f" and {len(new) - 5} more" if len(new) > 5 else "")
    return [f"not yet placed: {shown}; add rows to data/registry/aliases.csv"] if new else []
