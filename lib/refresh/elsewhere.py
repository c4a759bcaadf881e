"""Facts that are derived from where they lie, at an address that a setting names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.derived.facts import TABLE, Facts
from lib.sources.places import Place

SETTING = "CROSSOVER_FACTS"
"""Where vintages were published, an address as of `lib.sources.places.Place`; in the store itself if it is not set."""


@contextmanager
def facts() -> Iterator[Facts | None]:
    """The facts at the address that `CROSSOVER_FACTS` names, of which the provenances alone are copied; None if none.

    Raises `SourceError`.
    """
    if not os.environ.get(SETTING):
        yield None
        return
    place = Place(os.environ[SETTING])
    with TemporaryDirectory() as aside:
        notes = Path(aside)
        (notes / "snapshots" / TABLE).mkdir(parents=True)
        for name in place.names(TABLE, ".json"):
            place.get(name, notes / "snapshots" / name)
        yield Facts(notes, f"{place.address}/{TABLE}", place.files)
