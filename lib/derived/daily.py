"""What is derived of one day of `hub_models`: its counts, and a file for each kind of table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from lib.metrics import launches
from lib.metrics.counters import REGAINED, REVISED, STALE
from lib.metrics.derivatives import MORE_THAN, NOT_STATED

DEPTH = 1000
"""So many models of a day, the most downloaded of those that are ranked, are kept as its ranking."""
NARROW = 20_480
"""So many rows make a row group of the layout by model: what is read to find one of them."""
WIDE = 131_072
"""So many rows make a row group of what is read whole."""
KINDS = ("by_model", "top", "orgs", "marks", "young", "gone", "made")
"""The files of a day: the facts sorted by model; the first of the ranking; sums by publisher; the lifetime counters
that fell, jumped back or stood still; the readings near a release; models known before and not read; what is made from
other models, each as it was last read."""

YOUNG = sorted(
    {*range(launches.EARLY + 1)}
    | {
        age
        for checkpoint in launches.CHECKPOINTS
        for age in range(checkpoint - launches.tolerance(checkpoint), checkpoint + launches.tolerance(checkpoint) + 1)
    }
)
"""The ages in days at which a reading says something of a launch: the first weeks, and near each checkpoint."""

_NOTHING_BEFORE = """
CREATE OR REPLACE TEMP TABLE before AS
SELECT model, downloads_all_time AS total, false AS ranked, false AS counted, false AS again,
    downloads_all_time AS lost, downloads_all_time AS peak, downloads_all_time AS most
FROM read_parquet($files) LIMIT 0
"""
_BEFORE = """
CREATE OR REPLACE TEMP TABLE before AS
SELECT model, coalesce(downloads_all_time, earlier_total) AS total,
    ever_ranked AS ranked, ever_counted AS counted, ever_again AS again, lost, peak, most
FROM read_parquet($files, union_by_name = true)
"""
_OF_ONE = "SELECT * FROM read_parquet($files) WHERE day = $day"
_OF_SEVERAL = """
SELECT * EXCLUDE (filename) FROM read_parquet($files, filename = true) WHERE day = $day
QUALIFY row_number() OVER (PARTITION BY model ORDER BY filename DESC) = 1
"""
_JOINED = """
CREATE OR REPLACE TEMP TABLE joined AS
SELECT own.model, own.day, own.org, own.downloads_30d, own.downloads_all_time, own.likes, own.created_at, own.params_b,
    own.tracked, own.day_is_estimate, own.fetched_at, own.base_model,
    own.tracked AND own.downloads_30d IS NOT NULL AS ranked,
    own.tracked AND own.downloads_all_time IS NOT NULL AS counted,
    before.total AS earlier_total,
    coalesce(before.ranked, false) AS was_ranked,
    coalesce(before.counted, false) AS was_counted,
    own.downloads_all_time IS NOT NULL AND before.total IS NOT NULL AS again,
    coalesce(before.again, false) AS was_again,
    before.lost AS was_lost, before.peak AS was_peak,
    own.downloads_all_time - before.total AS step,
    CASE
        WHEN step < 0 OR step BETWEEN $regained[1] * was_lost AND $regained[2] * was_lost THEN $revised
        WHEN step = 0 AND own.downloads_30d > 0 THEN $stale
        ELSE ''
    END AS mark,
    CASE
        WHEN step < 0 THEN coalesce(was_peak, before.total)
        WHEN own.downloads_all_time IS NULL OR (own.downloads_all_time < was_peak AND mark != $revised) THEN was_peak
    END AS peak,
    before.most AS earlier_most,
    CASE WHEN counted AND NOT own.day_is_estimate AND own.created_at::DATE <= own.day THEN own.downloads_all_time END
        AS of_age,
    greatest(of_age, before.most) AS most
FROM own LEFT JOIN before USING (model)
"""
_COUNTS = """
SELECT
    count(*) AS read,
    count(*) FILTER (ranked) AS models,
    coalesce(sum(downloads_30d) FILTER (ranked), 0)::BIGINT AS downloads,
    count(*) FILTER (ranked AND NOT was_ranked) AS new,
    coalesce(bool_or(day_is_estimate) FILTER (ranked), false) AS estimate,
    count(downloads_all_time) AS totals,
    count(*) FILTER (again AND NOT was_again) AS new_again,
    count(*) FILTER (counted AND NOT was_counted) AS new_counted,
    count(*) FILTER (counted AND NOT was_counted AND created_at IS NULL) AS new_undated
FROM joined
"""
_TABLES = {
    "by_model": """
SELECT model, day, org, downloads_30d, downloads_all_time, created_at, params_b, tracked, day_is_estimate, fetched_at,
    base_model,
    CASE WHEN downloads_all_time IS NULL THEN earlier_total END AS earlier_total,
    ranked OR was_ranked AS ever_ranked,
    counted OR was_counted AS ever_counted,
    again OR was_again AS ever_again,
    CASE WHEN step < 0 THEN peak - downloads_all_time WHEN peak IS NOT NULL THEN was_lost END AS lost,
    peak,
    most
FROM joined ORDER BY model
""",
    "top": """
SELECT day, model, org, downloads_30d, CASE WHEN likes > 0 THEN likes END AS likes, day_is_estimate
FROM joined WHERE ranked ORDER BY downloads_30d DESC, model LIMIT $depth
""",
    "orgs": """
SELECT any_value(day) AS day, org, count(*) AS models, sum(downloads_30d)::BIGINT AS downloads_30d
FROM joined WHERE ranked GROUP BY org ORDER BY org
""",
    "marks": "SELECT day, model, org, downloads_all_time, step, mark FROM joined WHERE mark != '' ORDER BY model",
    "young": """
SELECT model, day, org, downloads_30d, downloads_all_time, created_at, params_b, tracked, day_is_estimate, fetched_at,
    coalesce(of_age < earlier_most, false) AS fell
FROM joined
WHERE counted AND NOT day_is_estimate AND list_contains($ages, date_diff('day', created_at, day)) ORDER BY model
""",
    "gone": "SELECT * FROM gone",
    "made": """
SELECT org, base_model AS base, origin, coalesce(relation, $not_stated) AS relation,
    date_trunc('month', created_at)::TIMESTAMP AS month, coalesce(downloads_all_time > $more_than, false) AS downloaded,
    day = $day AND downloads_30d IS NOT NULL AS counted, downloads_30d
FROM named JOIN origins USING (base_model)
""",
}
_NONE_GONE = """
CREATE OR REPLACE TEMP TABLE gone AS
SELECT model, day, org, hub_id, base_model, relation, created_at, downloads_all_time, downloads_30d, tracked,
    NULL::BIGINT AS earlier_total, false AS ever_ranked, false AS ever_counted, false AS ever_again,
    NULL::BIGINT AS lost, NULL::BIGINT AS peak, NULL::BIGINT AS most, false AS renamed
FROM read_parquet($files) LIMIT 0
"""
_STILL_GONE = """
INSERT INTO gone SELECT * FROM read_parquet($gone) AS earlier ANTI JOIN joined USING (model)
"""
_RENAMED = """
UPDATE gone SET renamed = true WHERE NOT renamed AND hub_id IN (SELECT hub_id FROM own WHERE hub_id IS NOT NULL)
"""
_NAMED = """
CREATE OR REPLACE TEMP TABLE named AS
SELECT model, day, org, base_model, relation, created_at, downloads_all_time, downloads_30d
FROM own WHERE base_model IS NOT NULL
UNION ALL
SELECT model, day, org, base_model, relation, created_at, downloads_all_time, downloads_30d
FROM gone WHERE base_model IS NOT NULL AND NOT renamed
"""
_BASES = """
CREATE OR REPLACE TEMP TABLE bases AS
SELECT lower(model) AS model, arg_max(base_model, {'day': day, 'model': model}) AS base FROM named
WHERE lower(model) IN (SELECT lower(base_model) FROM named) GROUP BY ALL
"""
_ORIGINS = """
CREATE OR REPLACE TEMP TABLE origins AS
WITH RECURSIVE
    chain AS (
        SELECT DISTINCT base_model, base_model AS origin, []::VARCHAR[] AS seen FROM named
        UNION ALL
        SELECT chain.base_model, bases.base, list_append(seen, bases.model)
        FROM chain JOIN bases ON bases.model = lower(chain.origin) WHERE NOT list_contains(seen, bases.model)
    )
SELECT base_model, arg_max(origin, len(seen)) AS origin FROM chain GROUP BY base_model
"""
"""The model at the start of the chain of bases of each base, as far as it is known, names compared without regard to
case; a chain that leads back to itself ends where it would repeat."""
_NEWLY_GONE = """
INSERT INTO gone
SELECT own.model, own.day, own.org, own.hub_id, own.base_model, own.relation, own.created_at,
    own.downloads_all_time, own.downloads_30d, own.tracked,
    earlier.earlier_total, earlier.ever_ranked, earlier.ever_counted, earlier.ever_again,
    earlier.lost, earlier.peak, earlier.most, false
FROM own JOIN (SELECT * FROM read_parquet($by_model) AS known ANTI JOIN joined USING (model)) AS earlier USING (model)
"""


@dataclass(frozen=True)
class Day:
    """A day as it is derived: `folder` holds its files, `facts` are those that it was made from, the oldest first.

    `counts` is what can be said of it in numbers: read (rows), models (ranked: tracked, with a 30-day counter),
    downloads (theirs), new (ranked for the first time), estimate (whether the day is one), totals (rows with a lifetime
    counter), new_again (models with one for the second time), new_counted (tracked models with one for the first time),
    new_undated (those of them without a day of creation).
    """

    day: datetime
    folder: Path
    facts: tuple[str, ...]
    counts: dict[str, Any]

    def file(self, kind: str) -> str:
        """The file of one of `KINDS`."""
        return str(self.folder / f"{self.day:%Y-%m-%d}.{kind}.parquet")


def make(
    engine: duckdb.DuckDBPyConnection, day: datetime, facts: Sequence[str], before: Day | None, folder: Path
) -> Day:
    """Derive a day from the files of facts that state it, the newest wins, and from what the day `before` it left.

    Its files are written to `folder`. What one day costs does not depend on how many there were. `engine` is a
    connection of its own in memory; to open one costs more than a small day.
    """
    if before is None:
        engine.execute(_NOTHING_BEFORE, {"files": list(facts)})
    else:
        engine.execute(_BEFORE, {"files": [before.file("by_model"), before.file("gone")]})
    _own(engine, day, facts)
    engine.execute(_JOINED, {"regained": list(REGAINED), "revised": REVISED, "stale": STALE})
    engine.execute(_NONE_GONE, {"files": list(facts)})
    if before is not None:
        engine.execute(_STILL_GONE, {"gone": before.file("gone")})
        _own(engine, before.day, before.facts)
        engine.execute(_NEWLY_GONE, {"by_model": before.file("by_model")})
        _own(engine, day, facts)
        engine.sql(_RENAMED)
    engine.sql(_NAMED)
    engine.sql(_BASES)
    engine.sql(_ORIGINS)
    counted = engine.execute(_COUNTS)
    names = [column[0] for column in counted.description]
    made = Day(day, folder, tuple(facts), dict(zip(names, counted.fetchall()[0], strict=True)))
    given = {
        "top": {"depth": DEPTH},
        "young": {"ages": YOUNG},
        "made": {"day": day, "not_stated": NOT_STATED, "more_than": MORE_THAN},
    }
    for kind in KINDS:
        rows = engine.sql(_TABLES[kind], params=given.get(kind))
        size = NARROW if kind == "by_model" else WIDE
        rows.write_parquet(made.file(kind), compression="zstd", row_group_size=size)
    return made


def _own(engine: duckdb.DuckDBPyConnection, day: datetime, facts: Sequence[str]) -> None:
    """Call `own` what files of facts state of a day, where the newest wins."""
    rows = engine.sql(_OF_ONE if len(facts) == 1 else _OF_SEVERAL, params={"files": list(facts), "day": day})
    rows.create_view("own", replace=True)
