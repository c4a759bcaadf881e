"""What a refresh fetches from Model Pulse: the Hub's counters day by day, and the months that have become whole."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd

from lib import contracts, snapshots
from lib.refresh.bases import bases
from lib.refresh.landing import Fetched
from lib.refresh.step import Run
from lib.sources import model_pulse, model_pulse_months
from lib.sources.asking import Watch
from lib.sources.model_pulse import State

TABLES = ("hub_monthly", "hub_totals", "hub_org_history", "hub_family_history")
FIRST = date(2024, 7, 1)
"""The month in which the daily record of the Hub begins."""
Read = Callable[[State, Sequence[str], Sequence[date]], pd.DataFrame]
ORGS = "All models of the registered orgs on the Hugging Face Hub"
FAMILIES = "The most downloaded base models, each with all that was made from it"
HOW = "Read from Model Pulse's data set at revision {revision}; days that it calls stalled or partial are left out."


def fetch(run: Run) -> Mapping[str, Callable[[], Fetched]]:
    """How each table of Model Pulse is fetched; raises `SourceError` if the data set cannot be read."""
    watch = run.watch("Model Pulse")
    state = model_pulse.open_state(visit=run.visit(watch))
    return {
        "hub_monthly": lambda: _months(run, state, watch, "hub_monthly", _monthly(run)),
        "hub_totals": lambda: _months(run, state, watch, "hub_totals", model_pulse_months.totals),
        "hub_org_history": lambda: _days(
            run, state, watch, "hub_org_history", model_pulse.org_history, run.registry.orgs("hub"), ORGS
        ),
        "hub_family_history": lambda: _days(
            run, state, watch, "hub_family_history", model_pulse.family_history, bases(run), FAMILIES
        ),
    }


def _monthly(run: Run) -> Callable[[State, date, date], pd.DataFrame]:
    """The publishers of the monthly table stay the same, so that its months compare."""
    orgs = sorted(snapshots.read("hub_monthly", run.folder)["org"].unique())
    return lambda state, after, until: model_pulse_months.monthly(state, orgs, after, until)


def _months(
    run: Run, state: State, watch: Watch, table: str, read: Callable[[State, date, date], pd.DataFrame]
) -> Fetched:
    """The table with the months that have become whole since its last one: those it has tell more than we can."""
    watch.expected(1)
    known = snapshots.read(table, run.folder)
    new = read(state, known["month"].max().date(), run.today)
    watch.asked(None)
    universe = snapshots.provenance(table, run.folder).universe
    return _fetched(run, state, table, pd.concat([known, new]).reset_index(drop=True), universe)


def _days(run: Run, state: State, watch: Watch, table: str, read: Read, names: list[str], universe: str) -> Fetched:
    """The table with its last month, and every later one, read anew; all months at first, or from a day on request.

    Whom the table knows already is read on, so that nobody's days end because others are wanted now.
    """
    known = snapshots.read(table, run.folder) if snapshots.vintages(table, run.folder) else None
    if known is not None:
        names = sorted({*names, *known[contracts.TABLES[table].key[1]]})
    last = FIRST if known is None else known["day"].max().date()
    first = (run.since or FIRST if known is None else min(run.since or last, last)).replace(day=1)
    months = [month for month in state.flags.months if month >= first]
    watch.expected(len(months))
    parts = [read(state, names, [])] if known is None else [known[known["day"] < pd.Timestamp(first)]]
    for month in months:
        parts.append(read(state, names, [month]))
        watch.asked(None)
    return _fetched(run, state, table, pd.concat(parts).reset_index(drop=True), universe)


def _fetched(run: Run, state: State, table: str, frame: pd.DataFrame, universe: str) -> Fetched:
    return Fetched(
        table=table,
        frame=frame,
        source=model_pulse.SOURCE,
        as_of=run.today,
        how=HOW.format(revision=state.revision[:12]),
        universe=universe,
    )
