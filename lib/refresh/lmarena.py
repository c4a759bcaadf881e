"""What a refresh fetches from LMArena's own data set: its text boards, with intervals, makers and licences."""

from collections.abc import Callable, Mapping

import pandas as pd

from lib import snapshots
from lib.refresh.landing import Fetched
from lib.refresh.step import Run
from lib.sources import lmarena

TABLES = ("arena",)
OFTEN = 10
"""LMArena publishes about once a week: after more days than this there may be publications in between."""


def fetch(run: Run) -> Mapping[str, Callable[[], Fetched]]:
    """How the table of LMArena is fetched."""
    return {"arena": lambda: _arena(run)}


def _arena(run: Run) -> Fetched:
    """The newest publication of each text board; all if the store may lack some, or with `--since`."""
    watch = run.watch("LMArena")
    watch.expected(1)
    known = snapshots.read("arena", run.folder) if snapshots.vintages("arena", run.folder) else None
    days = None if known is None else known.loc[known["board"].isin(lmarena.BOARDS), "day"]
    seldom = days is None or days.empty or (pd.Timestamp(run.today) - days.max()).days > OFTEN
    frame, skipped = lmarena.read(full=seldom or run.since is not None, visit=run.visit(watch))
    watch.asked(None)
    return Fetched(
        table="arena",
        frame=frame,
        source=lmarena.SOURCE,
        as_of=run.today,
        how="Read from LMArena's data set of its leaderboards, the category that holds all prompts.",
        universe="Models on LMArena's text boards, as published and under style control",
        skipped=(f"{skipped} rows without a model, a rating or a date",) if skipped else (),
    )
