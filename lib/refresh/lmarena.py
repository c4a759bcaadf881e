"""What a refresh fetches from LMArena's own data set: its text boards, with intervals, makers and licences."""

from collections.abc import Iterator

from lib import snapshots
from lib.refresh.landing import Fetched
from lib.refresh.step import Run
from lib.sources import lmarena

TABLES = ("arena",)


def fetch(run: Run) -> Iterator[Fetched]:
    """The newest publication of each text board; all of them the first time, or with `--since`."""
    watch = run.watch("LMArena")
    watch.expected(1)
    known = snapshots.read("arena", run.folder) if snapshots.vintages("arena", run.folder) else None
    first = known is None or not known["board"].isin(lmarena.BOARDS).any()
    frame, skipped = lmarena.read(full=first or run.since is not None)
    watch.asked(None)
    yield Fetched(
        table="arena",
        frame=frame,
        source=lmarena.SOURCE,
        as_of=run.today,
        how="Read from LMArena's data set of its leaderboards, the category that holds all prompts.",
        universe="Models on LMArena's text boards, as published and under style control",
        skipped=(f"{skipped} rows without a model, a rating or a date",) if skipped else (),
    )
