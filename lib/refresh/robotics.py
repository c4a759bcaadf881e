"""Models and data sets for robots, as the Hub lists them by tag: of each list the most downloaded, and what is cut."""

from collections.abc import Sequence

from lib.refresh.landing import Fetched
from lib.refresh.staging import Rows
from lib.refresh.step import Run, each
from lib.sources import hub_tagged
from lib.sources.hub import Hub
from lib.sources.hub_rows import Skipped
from lib.sources.hub_tagged import LISTS, Listed, Tagged

KINDS = {"model": "models", "dataset": "data sets"}


def fetch(run: Run, service: Hub) -> Fetched:
    """`hub_robotics` of this day: all lists of a kind, or nothing of it; raises `SourceError` if the Hub fails."""
    service.asker.watch.expected(len(LISTS))
    kept = run.staging("hub_robotics")
    lists = {one.part: one for one in LISTS}
    skipped: list[Skipped] = []

    def rows(part: str, came: Listed) -> Rows:
        found, strange = hub_tagged.parse(lists[part], came, service.asker.day)
        skipped.extend(strange)
        return found

    came = each(list(lists), kept, lambda part: hub_tagged.listed(service, lists[part]), rows)
    lacking = {lists[part].kind for part in (*came.gone, *came.failed)}
    good = {part: kept.parts[part] for part, one in lists.items() if one.kind not in lacking}
    frame = hub_tagged.frame([row for found in good.values() for row in found])
    frame = frame.assign(day=frame["day"].max()).drop_duplicates(["kind", "name"]).reset_index(drop=True)
    cut = [lists[part] for part, found in good.items() if any(row["more"] for row in found)]
    return Fetched(
        table="hub_robotics",
        frame=frame,
        source="hub",
        as_of=max(frame["day"].dt.date, default=service.asker.day),
        how=f"Read from the Hub's lists of models and data sets by tag, {len(good)} of {len(lists)} lists.",
        universe=universe([kind for kind in KINDS if kind not in lacking], cut),
        asked={kind: int((frame["kind"] == kind).sum()) for kind in KINDS if kind not in lacking},
        missing=(
            *came.told,
            *(f"{part}: the Hub does not have it" for part in came.gone),
            *(f"{KINDS[kind]}: not every list came, so none of them is taken" for kind in sorted(lacking)),
        ),
        skipped=tuple(f"{one.item}: {one.why}" for one in skipped),
    )


def universe(kinds: Sequence[str], cut: Sequence[Tagged]) -> str:
    """What the table counts of each kind that was read, a sentence each, and which lists were `cut`."""
    return ". ".join(_counted(kind, [one.tag for one in cut if one.kind == kind]) for kind in kinds)


def _counted(kind: str, cut: list[str]) -> str:
    tags = [one.tag for one in LISTS if one.kind == kind]
    longer = f"; longer, so that the rest is not counted: the lists under {' and '.join(cut)}"
    return (
        f"Public {KINDS[kind]} that the Hub lists under {', '.join(tags[:-1])} or {tags[-1]}, whoever published them: "
        f"of each list the {hub_tagged.MOST:,} most downloaded{longer if cut else ', and no list was longer'}"
    )
