"""From facts to what is derived of a day, written once for every engine: expressions of Ibis over tables by name.

Ibis is needed to compile them, not to run them with DuckDB: what it compiles for that is kept in `duckdb/` beside this
module (`make sql`). Every engine has to come to the same tables, so no tie is left open, no kind of a result is left to
the engine, and nothing is asked that engines answer differently, as what is the greatest of a value and a missing one.
"""

from collections.abc import Callable
from inspect import signature

import ibis
from ibis import Table, _
from ibis.expr.types import IntegerValue

from lib.metrics import launches
from lib.metrics.counters import REGAINED, REVISED, STALE
from lib.metrics.derivatives import MORE_THAN, NOT_STATED

DEPTH = 1000
"""So many models of a day, the most downloaded of those that are ranked, are kept as its ranking."""
HOPS = 4
"""So many bases a chain is followed at a time."""
TEXT, WHOLE, NUMBER, FLAG, TIME = "string", "int64", "float64", "boolean", "timestamp(6)"
LAST_READ = {
    "model": TEXT,
    "day": TIME,
    "org": TEXT,
    "hub_id": TEXT,
    "base_model": TEXT,
    "relation": TEXT,
    "created_at": TIME,
    "downloads_all_time": WHOLE,
    "downloads_30d": WHOLE,
    "tracked": FLAG,
}
"""What is kept of the last reading of a model that is not read any more."""
READING = {
    "model": TEXT,
    "day": TIME,
    "org": TEXT,
    "downloads_30d": WHOLE,
    "downloads_all_time": WHOLE,
    "created_at": TIME,
    "params_b": NUMBER,
    "tracked": FLAG,
    "day_is_estimate": FLAG,
    "fetched_at": TIME,
}
"""What is kept of a reading."""
FACTS = READING | LAST_READ | {"likes": WHOLE}
"""What is read of the table of models."""
PAST = {
    "earlier_total": WHOLE,
    "ever_ranked": FLAG,
    "ever_counted": FLAG,
    "ever_again": FLAG,
    "lost": WHOLE,
    "peak": WHOLE,
    "most": WHOLE,
}
"""What a model takes along from day to day: the last lifetime counter where the reading has none; whether it was ever
ranked, counted, and counted twice; what a fall of the counter took and nothing brought back; the counter before that
fall; and the most that it ever was at a known age."""
BY_MODEL = READING | {"base_model": TEXT} | PAST
GONE = LAST_READ | PAST | {"renamed": FLAG}
"""The columns of the two tables that a day hands on to the next: of models that it reads, and of those it does not."""


def own(stated: Table) -> Table:
    """What several files of facts state of a day: of each model what the newest of them says, by its `vintage`."""
    newest = stated.mutate(newest=_.vintage.max().over(group_by="model"))
    return newest.filter(_.vintage == _.newest).select(*FACTS)


def no_by_model(own: Table) -> Table:
    """The layout by model that the first day of all finds handed on to it: none."""
    return _none(own, BY_MODEL)


def no_gone(own: Table) -> Table:
    """The models no longer read that the first day of all finds handed on to it: none."""
    return _none(own, GONE)


def _none(own: Table, columns: dict[str, str]) -> Table:
    """No rows in these columns."""
    return own.select(
        **{name: own[name] if name in FACTS else ibis.null(kind) for name, kind in columns.items()}
    ).limit(0)


def joined(own: Table, by_model_before: Table, gone_before: Table) -> Table:
    """Each reading of a day with what is known of its model from before, and what both say of its counter."""
    before = ibis.union(_as_before(by_model_before), _as_before(gone_before))
    rows = own.left_join(before, "model").select(
        own,
        ranked=own.tracked & own.downloads_30d.notnull(),
        counted=own.tracked & own.downloads_all_time.notnull(),
        earlier_total=before.total,
        was_ranked=before.ranked.coalesce(False),
        was_counted=before.counted.coalesce(False),
        again=own.downloads_all_time.notnull() & before.total.notnull(),
        was_again=before.again.coalesce(False),
        was_lost=before.lost,
        was_peak=before.peak,
        earlier_most=before.most,
        step=own.downloads_all_time - before.total,
    )
    aged = rows.counted & ~rows.day_is_estimate & (rows.created_at.date() <= rows.day.date())
    marked = rows.mutate(
        mark=ibis.cases(
            ((rows.step < 0) | rows.step.between(REGAINED[0] * rows.was_lost, REGAINED[1] * rows.was_lost), REVISED),
            ((rows.step == 0) & (rows.downloads_30d > 0), STALE),
            else_="",
        ),
        of_age=ibis.cases((aged, rows.downloads_all_time)),
    )
    below = (marked.downloads_all_time < marked.was_peak) & (marked.mark != REVISED)
    return marked.mutate(
        peak=ibis.cases(
            (marked.step < 0, marked.was_peak.coalesce(marked.earlier_total)),
            (marked.downloads_all_time.isnull() | below, marked.was_peak),
        ),
        most=ibis.greatest(marked.of_age, marked.earlier_most).coalesce(marked.of_age, marked.earlier_most),
    )


def _as_before(handed_on: Table) -> Table:
    """What the day before says of a model, read then or not."""
    return handed_on.select(
        "model",
        total=_.downloads_all_time.coalesce(_.earlier_total),
        ranked=_.ever_ranked,
        counted=_.ever_counted,
        again=_.ever_again,
        lost=_.lost,
        peak=_.peak,
        most=_.most,
    )


def unread(joined: Table, own: Table, own_before: Table, by_model_before: Table, gone_before: Table) -> Table:
    """The models known before and not read that day, as they were last read; `renamed` if the Hub knows them by another
    name now, that day or before.
    """
    still = gone_before.anti_join(joined, "model")
    earlier = by_model_before.anti_join(joined, "model")
    newly = own_before.join(earlier, "model").select(
        *(own_before[name] for name in LAST_READ), *(earlier[name] for name in PAST), renamed=ibis.literal(False)
    )
    every = ibis.union(still, newly)
    here = own.filter(_.hub_id.notnull()).select(here="hub_id").distinct()
    found = every.left_join(here, every.hub_id == here.here)
    return found.select(*LAST_READ, *PAST, renamed=found.renamed | found.here.notnull())


def named(own: Table, unread: Table) -> Table:
    """The models that name a base, each as it was last read, a renamed one under its last name; `here` if that day."""
    columns = ("model", "day", "org", "base_model", "relation", "created_at", "downloads_all_time", "downloads_30d")
    here = own.filter(_.base_model.notnull()).select(*columns, here=True)
    away = unread.filter(_.base_model.notnull() & ~_.renamed).select(*columns, here=False)
    return ibis.union(here, away)


def bases(named: Table) -> Table:
    """The base of each model that is one itself, its name without regard to case: as the newest reading says."""
    asked = named.select(asked=_.base_model.lower()).distinct()
    rows = named.select("day", "model", name=_.model.lower(), base="base_model").semi_join(asked, [("name", "asked")])
    latest = rows.mutate(place=ibis.row_number().over(group_by="name", order_by=[_.day.desc(), _.model.desc()]))
    return latest.filter(_.place == 0).select("name", "base")


def chain(named: Table) -> Table:
    """Each base as the start of its own chain: how far it was followed, whom to ask `next`, and who was met so far."""
    every = named.select("base_model").distinct()
    return every.select(
        "base_model", origin=_.base_model, next=_.base_model.lower(), met=ibis.array([_.base_model.lower()])
    )


def followed(chain: Table, bases: Table) -> Table:
    """The chains some bases further; most are not as long. How often that is done is the runner's matter."""
    for _at in range(HOPS):
        chain = _one_further(chain.view(), bases.view())
    return chain


def _one_further(chain: Table, bases: Table) -> Table:
    """The chains one base further. `next` is missing where one ends: its base is not known, or was met before."""
    further = chain.left_join(bases, [("next", "name")])
    name = further.base.lower()
    return further.select(
        "base_model",
        origin=further.base.coalesce(further.origin),
        next=ibis.cases((~further.met.contains(name), name)),
        met=ibis.cases((name.notnull(), further.met.concat(ibis.array([name]))), else_=further.met),
    )


def unfinished(chain: Table, bases: Table) -> Table:
    """How many chains can be followed further, in one row."""
    return chain.semi_join(bases, [("next", "name")]).agg(chains=_.count())


def counts(joined: Table) -> Table:
    """What can be said of the day in numbers, in one row."""
    first = joined.counted & ~joined.was_counted
    numbers = joined.agg(
        read=joined.count(),
        models=joined.count(where=joined.ranked),
        downloads=joined.downloads_30d.sum(where=joined.ranked),
        new=joined.count(where=joined.ranked & ~joined.was_ranked),
        estimate=joined.count(where=joined.ranked & joined.day_is_estimate),
        totals=joined.count(where=joined.downloads_all_time.notnull()),
        new_again=joined.count(where=joined.again & ~joined.was_again),
        new_counted=joined.count(where=first),
        new_undated=joined.count(where=first & joined.created_at.isnull()),
    )
    return numbers.select(**{name: _whole(numbers[name].coalesce(0)) for name in numbers.columns})


def _whole(number: IntegerValue) -> IntegerValue:
    """A sum as a whole number, which Ibis takes it for already; engines widen it."""
    return number.cast("decimal(38, 0)").cast(WHOLE)


def by_model(joined: Table) -> Table:
    """The readings, sorted by model, with what a model takes along to the next day."""
    own = joined.downloads_all_time
    lost = ibis.cases((joined.step < 0, joined.peak - own), (joined.peak.notnull(), joined.was_lost))
    return joined.select(
        *READING,
        "base_model",
        earlier_total=ibis.cases((own.isnull(), joined.earlier_total)),
        ever_ranked=joined.ranked | joined.was_ranked,
        ever_counted=joined.counted | joined.was_counted,
        ever_again=joined.again | joined.was_again,
        lost=lost,
        peak=joined.peak,
        most=joined.most,
    ).order_by("model")


def top(joined: Table) -> Table:
    """The first of the ranking; likes of zero are not known."""
    known = joined.filter(_.ranked).mutate(likes=ibis.cases((_.likes > 0, _.likes)))
    ranked = known.select("day", "model", "org", "downloads_30d", "likes", "day_is_estimate")
    return ranked.order_by(_.downloads_30d.desc(), "model").limit(DEPTH)


def orgs(joined: Table) -> Table:
    """Sums of the ranked models by publisher."""
    sums = joined.filter(_.ranked).group_by("day", "org").agg(models=_.count(), downloads=_.downloads_30d.sum())
    return sums.select("day", "org", "models", downloads_30d=_whole(sums.downloads)).order_by("org")


def gone(unread: Table) -> Table:
    """The models known before and not read that day."""
    return unread.order_by("model")


def marks(joined: Table) -> Table:
    """The lifetime counters that fell, jumped back or stood still."""
    marked = joined.filter(_.mark != "").select("day", "model", "org", "downloads_all_time", "step", "mark")
    return marked.order_by("model")


def young(joined: Table) -> Table:
    """The readings in the first weeks after a release and near each checkpoint; `fell` if the counter was higher."""
    age = joined.day.date().delta(joined.created_at.date(), unit="day")
    spans = [(0, launches.EARLY)]
    for checkpoint in launches.CHECKPOINTS:
        tolerance = launches.tolerance(checkpoint)
        spans.append((checkpoint - tolerance, checkpoint + tolerance))
    near = ibis.or_(*(age.between(*span) for span in spans))
    fell = (joined.of_age < joined.earlier_most).coalesce(False)
    return joined.filter(joined.counted & ~joined.day_is_estimate & near).select(*READING, fell=fell).order_by("model")


def made(named: Table, chain: Table) -> Table:
    """What is made from other models, with the first base of its chain, and whether it was read that day."""
    found = named.join(chain.select("base_model", "origin"), "base_model")
    return found.select(
        org=found.org,
        base=found.base_model,
        origin=found.origin,
        relation=found.relation.coalesce(NOT_STATED),
        month=found.created_at.truncate("month").cast(TIME),
        downloaded=(found.downloads_all_time > MORE_THAN).coalesce(False),
        counted=found.here & found.downloads_30d.notnull(),
        downloads_30d=found.downloads_30d,
    )


STEPS: dict[str, Callable[..., Table]] = {
    step.__name__: step
    for step in (
        own,
        no_by_model,
        no_gone,
        joined,
        unread,
        named,
        bases,
        chain,
        followed,
        unfinished,
        counts,
        by_model,
        top,
        orgs,
        marks,
        young,
        gone,
        made,
    )
}
"""Every step by its name, which is that of the table it makes; its parameters name the tables that it reads."""
GIVEN = {
    "stated": FACTS | {"vintage": WHOLE},
    "own": FACTS,
    "own_before": FACTS,
    "by_model_before": BY_MODEL,
    "gone_before": GONE,
}
"""The columns of the tables that are not made by a step, or are before one makes them."""


def expression(name: str) -> Table:
    """A step, as an expression over the tables that its parameters name."""
    step = STEPS[name]
    return step(*(_table(table) for table in signature(step).parameters))


def _table(name: str) -> Table:
    return ibis.table(GIVEN[name] if name in GIVEN else expression(name).schema(), name=name)
