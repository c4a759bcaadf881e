"""What the server counts, and how old its data is, in the form that Prometheus reads."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from starlette.requests import Request
from starlette.responses import Response
from streamlit import runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

from lib import contracts, snapshots
from lib.tally import COUNTED


def metrics(request: Request) -> Response:
    """All of it; what cannot be read of the store is left out, /healthz says why."""
    del request
    content = generate_latest(COUNTED) + generate_latest(_Seen())
    return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


class _Seen:
    """What is looked up when it is asked for: vintages, attempts to fetch, sessions."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _store()
        yield from _streamlit()


def _store() -> Iterator[GaugeMetricFamily]:
    vintage = GaugeMetricFamily(
        "crossover_vintage_timestamp_seconds", "The day of the newest vintage of each table.", labels=["table"]
    )
    failed = GaugeMetricFamily(
        "crossover_refresh_failed", "Whether the newest attempt to fetch a table failed.", labels=["table"]
    )
    tried = GaugeMetricFamily(
        "crossover_refresh_timestamp_seconds", "When a table was last tried to be fetched.", labels=["table"]
    )
    folder = snapshots.data_folder()
    for name in contracts.TABLES:
        days = snapshots.vintages(name, folder)
        if not days:
            continue
        vintage.add_metric([name], datetime(days[-1].year, days[-1].month, days[-1].day, tzinfo=UTC).timestamp())
        if attempt := snapshots.attempt(name, folder):
            failed.add_metric([name], float(bool(attempt.why)))
            with suppress(ValueError):  # no moment
                tried.add_metric([name], datetime.fromisoformat(attempt.at).timestamp())
    yield from (vintage, failed, tried)


def _streamlit() -> Iterator[GaugeMetricFamily]:
    """How many readers there are, where the app's pages are served."""
    if not runtime.exists():
        return
    found: Any = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    sessions = GaugeMetricFamily("crossover_sessions", "Readers whose page is open.")
    sessions.add_metric([], sum(each.value for each in found.get(ACTIVE_SESSIONS_FAMILY, [])))
    yield sessions
