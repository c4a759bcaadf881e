"""What a refresh fetches from OpenRouter: the catalogue, the tokens of each day, and from these the full weeks."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import pandas as pd

from lib import snapshots
from lib.refresh.landing import Fetched
from lib.refresh.step import Run
from lib.sources import openrouter
from lib.sources.openrouter import Daily, OpenRouter

TABLES = ("openrouter_models", "openrouter_daily", "openrouter_weekly")


def fetch(run: Run) -> Mapping[str, Callable[[], Fetched]]:
    """How each table of OpenRouter is fetched, in this order; the rankings are asked for once."""
    watch = run.watch(openrouter.NAME)
    service = openrouter.open_openrouter(watch=watch, **run.asking)
    watch.expected(len({"openrouter_models", "openrouter_daily"} & set(run.tables)))
    daily = cache(lambda: service.daily(run.since or openrouter.FIRST))
    return {
        "openrouter_models": lambda: _models(service),
        "openrouter_daily": lambda: _daily(daily(), service.asker.day),
        "openrouter_weekly": lambda: _weekly(run, daily(), service.asker.day),
    }


def _models(service: OpenRouter) -> Fetched:
    frame, skipped = service.catalogue()
    return Fetched(
        table="openrouter_models",
        frame=frame,
        source="openrouter",
        as_of=service.asker.day,
        how="Read from OpenRouter's public catalogue.",
        universe="Every model that OpenRouter offers for writing text, with its present price",
        citation=f"Source: OpenRouter (openrouter.ai/models), as of {service.asker.day}.",
        skipped=tuple(f"{one.item}: {one.why}" for one in skipped),
    )


def _daily(daily: Daily, day: date) -> Fetched:
    return Fetched(
        table="openrouter_daily",
        frame=daily.frame,
        source="openrouter",
        as_of=day,
        how="Read from OpenRouter's data set of daily rankings; only days that are over.",
        universe="All tokens that OpenRouter routed; a model outside a day's top 50 is inside `other` that day",
        citation=daily.citation,
        skipped=tuple(f"{one.item}: {one.why}" for one in daily.skipped),
    )


def _weekly(run: Run, daily: Daily, day: date) -> Fetched:
    days = daily.frame
    if snapshots.vintages("openrouter_daily", run.folder):
        stored = snapshots.read("openrouter_daily", run.folder)
        days = pd.concat([stored[~stored["day"].isin(days["day"])], days])
    return Fetched(
        table="openrouter_weekly",
        frame=openrouter.weeks(days),
        source="openrouter",
        as_of=day,
        how="Summed over the days of each full week from OpenRouter's daily rankings: the top 50 and `other`.",
        universe="All tokens that OpenRouter routed; a model outside a day's top 50 is inside `other` that day",
        citation=daily.citation,
    )
