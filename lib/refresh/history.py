"""What a refresh fetches from Model Pulse: the Hub's counters day by day, and the months that have become whole."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import pandas as pd

from lib import snapshots
from lib.refresh.bases import bases
from lib.refresh.landing import Fetched
from lib.refresh.step import Run
from lib.sources import model_pulse, model_pulse_months
from lib.sources.asking import Watch
from lib.sources.model_pulse import State

TABLES = ("hub_monthly", "hub_totals", "hub_org_history", "hub_family_history")
FIRST = date(2024, 7, 1)
"""The month in which the daily record of the Hub begins."""
HOW = "Read from Model Pulse's data set at revision {revision}; days that it calls stalled or partial are left out."


def fetch(run: Run) -> Iterator[Fetched]:
    """The wanted tables of Model Pulse, each with what the store has of earlier months; raises `SourceError`."""
    watch = run.watch("Model Pulse")
    state = model_pulse.open_state()
    if "hub_monthly" in run.tables:
        yield _months(run, state, watch, "hub_monthly", _monthly(run, state))
    if "hub_totals" in run.tables:
        yield _months(run, state, watch, "hub_totals", model_pulse_months.totals)
    if "hub_org_history" in run.tables:
        orgs = run.registry.orgs("hub")
        frame = _days(run, state, watch, "hub_org_history", model_pulse.org_history, orgs)
        yield _fetched(
            run, state, "hub_org_history", frame, "All models of the registered orgs on the Hugging Face Hub"
        )
    if "hub_family_history" in run.tables:
        named = bases(run, None)
        frame = _days(run, state, watch, "hub_family_history", model_pulse.family_history, named)
        universe = "The most downloaded base models, each with all that was made from it"
        yield _fetched(run, state, "hub_family_history", frame, universe)


def _monthly(run: Run, state: State) -> Callable[[State, date, date], pd.DataFrame]:
    """The publishers of the monthly table stay the same, so that its months compare."""
    orgs = sorted(snapshots.read("hub_monthly", run.folder)["org"].unique())
    return lambda state, after, until: model_pulse_months.monthly(state, orgs, after, until)


def _months(
    run: Run, state: State, watch: Watch, table: str, read: Callable[[State, date, date], pd.DataFrame]
) -> Fetched:
    """The table with the months that have become whole since its last one, or since the day that is asked for."""
    watch.expected(1)
    known = snapshots.read(table, run.folder)
    last = known["month"].max().date()
    after = min(last, (run.since.replace(day=1) - timedelta(days=1)).replace(day=1)) if run.since else last
    new = read(state, after, run.today)
    watch.asked(None)
    kept = known[~known["month"].isin(new["month"])]
    universe = snapshots.provenance(table, run.folder).universe
    return _fetched(run, state, table, pd.concat([kept, new]).reset_index(drop=True), universe)


def _days(
    run: Run,
    state: State,
    watch: Watch,
    table: str,
    read: Callable[[State, Sequence[str], Sequence[date]], pd.DataFrame],
    names: list[str],
) -> pd.DataFrame:
    """The table with its last month, and every later one, read anew; from the start or the day asked for at first."""
    known = snapshots.read(table, run.folder) if snapshots.vintages(table, run.folder) else None
    first = run.since or (FIRST if known is None else known["day"].max().date())
    months = [month for month in state.flags.months if month >= first.replace(day=1)]
    watch.expected(len(months))
    parts = [] if known is None else [known[known["day"] < pd.Timestamp(first.replace(day=1))]]
    for month in months:
        parts.append(read(state, names, [month]))
        watch.asked(None)
    return pd.concat(parts or [read(state, names, [])]).reset_index(drop=True)


def _fetched(run: Run, state: State, table: str, frame: pd.DataFrame, universe: str) -> Fetched:
    return Fetched(
        table=table,
        frame=frame,
        source=model_pulse.SOURCE,
        as_of=run.today,
        how=HOW.format(revision=state.revision[:12]),
        universe=universe,
    )
