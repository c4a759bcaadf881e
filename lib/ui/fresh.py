"""What lands while the app runs: noticed within a minute by threads of its own, so that no reader waits for it."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from filelock import Timeout

from lib import published, snapshots, tally
from lib.sources.failures import SourceError
from lib.ui import shared

LOOK = 20.0
"""So many seconds are between two looks at the store, and at the address that it follows."""
LOGGER = logging.getLogger("crossover.fresh")


def watch(stopped: Event, follow: str = "", look: float = LOOK) -> None:
    """Look at the store until `stopped` is set; and at the address `follow`, if it is one, where others publish."""
    _begin(stopped, look, shared.renew)
    if follow:
        _begin(stopped, look, lambda: take(follow))


def take(address: str) -> None:
    """Bring what is new at an address into the store, unless a refresh or another process of the app is at it."""
    folder = snapshots.data_folder()
    try:
        with snapshots.lock(folder).acquire(timeout=0):
            came = published.take(folder, address)
    except Timeout:
        return
    except SourceError as error:
        tally.FOLLOWED.labels("failed").inc()
        LOGGER.warning("nothing is taken: %s", error)
        return
    tally.FOLLOWED.labels("taken" if came else "nothing new").inc()


def _begin(stopped: Event, look: float, act: Callable[[], object]) -> None:
    def again() -> None:
        while True:
            try:
                act()
            except Exception:  # a fault of one look must not end all that would follow
                LOGGER.exception("the newest data is not shown")
            if stopped.wait(look):
                return

    Thread(target=again, daemon=True).start()
