"""The pages on a made-up Hub of 2,000,000 models and 60 monthly snapshots: `python -m bench.whole_hub`.

Each page, each question and the writing of a snapshot is a process of its own. A page is measured on the shipped data
too, which says what of its time is its own and what comes from the size of the data. A default view is computed once a
vintage and kept for all: what a reader waits for it is stated beside what it takes to compute it anew. Of a control it
is the first choice, which nobody has made before.
"""

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.progress import track

from bench import bandwidth, one_snapshot, questions, report, synthetic_hub
from bench.alone import FailedError, alone
from bench.report import Figure
from lib.data import open_data
from lib.snapshots import PROJECT, vintages
from lib.views import waiting
from lib.views.pages import PAGES, Page, page_of

SECTION = "whole hub"
SHIPPED = "the shipped data"
WARM, CONTROL, HISTORY, MEMORY, FASTER, INGEST = 20, 100, 50, 500, 1 / 100, 2
"""The goals: milliseconds of a view as it opens, of any control and of one model's history; MB of a page's process; how
a page compares with pandas; how a snapshot compares with writing its bytes."""
PARTS = (1 / 8, 1 / 4, 1 / 2, 1)
ASKED = {
    "top": ("the 50 most downloaded models of a day", "rankings/hub", {}),
    "sums": ("sums by publisher and month", "race/crossover", {"compare": "Publisher", "count": "All-time counter"}),
    "history": ("one model's history", "rankings/hub", {}),
}
"""The questions in words, and the page and the options that answer each among more; a model is chosen for the last."""


def measured(models: int = synthetic_hub.MODELS, snapshots: int = synthetic_hub.SNAPSHOTS) -> list[Figure]:
    """All figures of a made-up Hub of this size, which is made if it is not there."""
    folder = synthetic_hub.store(models, snapshots)
    one_snapshot.derive(folder)
    model = favourite(folder)
    return [
        *pages(folder),
        *asked(folder, model),
        *machine(folder),
        *ingest(folder),
        *growth(folder),
    ]


def favourite(folder: Path) -> str:
    """The most downloaded tracked model of the newest snapshot."""
    newest = questions.files(folder, "top")[0]
    rows = pq.read_table(newest, columns=["model", "downloads_30d"], filters=[("tracked", "==", True)]).to_pandas()
    return str(rows.nlargest(1, "downloads_30d")["model"].iloc[0])


def pages(folder: Path) -> Iterator[Figure]:
    """Each page that the store offers: cold, warm, kept, its slowest control, memory; and how many fail."""
    failed = []
    shipped = waiting.offered(open_data())
    for page in track(waiting.offered(open_data(folder)), description="pages", transient=True):
        try:
            found = alone("bench.one_page", page.name, "--folder", folder, "--change")
        except FailedError as error:
            failed.append(f"{page.title} ({error})")
            continue
        small = alone("bench.one_page", page.name, "--folder", PROJECT / "data") if page in shipped else {}
        yield from of_page(page, found, small)
    yield Figure(SECTION, "Pages that fail", len(failed), "pages", goal=0, of="value", limit="; ".join(failed))


def of_page(page: Page, found: dict[str, Any], small: dict[str, Any]) -> Iterator[Figure]:
    """The figures of a page from what was `found` on the whole Hub and on the shipped data, empty if it waits there."""
    title, against = page.title, SHIPPED if small else ""
    yield Figure(SECTION, f"{title}, first view after a start", found["cold_ms"], "ms", against, small.get("cold_ms"))
    yield Figure(SECTION, f"{title}, default view computed anew", found["warm_ms"], "ms", against, small.get("warm_ms"))
    yield Figure(
        SECTION,
        f"{title}, default view",
        found["kept_ms"],
        "ms",
        against,
        small.get("kept_ms"),
        goal=WARM,
        of="value",
        limit=f"computed anew, {found['warm_limit']}.",
    )
    if found["controls"]:
        yield Figure(
            SECTION,
            f"{title}, slowest of {found['controls']} changes ({found['slowest']})",
            found["slowest_ms"],
            "ms",
            goal=CONTROL,
            of="value",
            limit=f"{found['slowest_limit']}.",
        )
    yield Figure(
        SECTION,
        f"{title}, memory",
        found["peak_mb"],
        "MB",
        against,
        small.get("peak_mb"),
        goal=MEMORY,
        of="value",
        limit=f"{found['imports_mb']:.0f} MB are there before any data is read.",
    )


def asked(folder: Path, model: str) -> Iterator[Figure]:
    """Each question: the page's answer against pandas on the same files, and the engine's bare scan for its limit."""
    for question, (words, name, given) in track(ASKED.items(), description="questions", transient=True):
        given = given if question != "history" else {"model": model}
        pandas = alone("bench.questions", "pandas", question, "--folder", folder, "--model", model)
        bare = alone("bench.questions", "bare", question, "--folder", folder)
        scan = f"the engine's bare scan of the bytes needed takes {bare['ms']:,.0f} ms, pandas {pandas['ms']:,.0f} ms"
        yield Figure(SECTION, f"Bare scan for {words}", bare["ms"], "ms", "pandas", pandas["ms"])
        try:
            page = alone("bench.one_page", name, "--folder", folder, "--given", json.dumps(given))
        except FailedError as error:
            yield Figure(SECTION, f"Pages that fail at {words}", 1, "pages", goal=0, of="value", limit=str(error))
            continue
        limit = f"{page['warm_limit']}; {scan}."
        title = f"{page_of(name).title} with {words}"
        if question == "sums":  # the page does little more than to answer it
            yield Figure(SECTION, title, page["warm_ms"], "ms", "pandas", pandas["ms"], goal=FASTER, limit=limit)
        else:
            yield Figure(SECTION, title, page["warm_ms"], "ms", "pandas", pandas["ms"])
            own = alone("bench.questions", "derived", question, "--folder", folder, "--model", model)
            answer = f"{words[0].upper()}{words[1:]}, from what is derived"
            yield Figure(SECTION, answer, own["ms"], "ms", "pandas", pandas["ms"], goal=FASTER, limit=f"{scan}.")
        if question == "history":
            each = f"each of {len(questions.files(folder, question))} files has a block to be decoded; {scan}."
            yield Figure(SECTION, f"{answer}, alone", own["ms"], "ms", goal=HISTORY, of="value", limit=each)
            fast = alone("bench.questions", "filtered", question, "--folder", folder, "--model", model)
            against = "pandas with a filter handed to pyarrow"
            yield Figure(SECTION, f"{answer}, against a filter", own["ms"], "ms", against, fast["ms"])
        limit = f"{page['imports_mb']:.0f} MB are there before any data is read."
        yield Figure(
            SECTION,
            f"{title}, memory",
            page["peak_mb"],
            "MB",
            "pandas",
            pandas["peak_mb"],
            goal=MEMORY,
            of="value",
            limit=limit,
        )


def machine(folder: Path) -> Iterator[Figure]:
    """What the machine reads in a second, and what the bare scans need of it."""
    files = questions.files(folder, "sums")
    yield Figure(SECTION, "Reading memory, one thread", bandwidth.memory(), "GB a second")
    yield Figure(SECTION, "Reading the disk", bandwidth.disk(files), "GB a second")
    yield Figure(SECTION, "Reading the page cache", bandwidth.cached(files), "GB a second")
    for question, (words, _, _) in ASKED.items():
        packed, whole = _bytes(questions.files(folder, question), questions.COLUMNS[question])
        yield Figure(SECTION, f"Bytes needed for {words}, as stored", packed, "MB", "decoded", whole)


def _bytes(files: list[Path], columns: list[str]) -> tuple[float, float]:
    """MB of these columns in the files, compressed and not."""
    packed = whole = 0
    for path in files:
        known = pq.read_metadata(path)
        for number in range(known.num_row_groups):
            for at in range(known.num_columns):
                column = known.row_group(number).column(at)
                if column.path_in_schema in columns:
                    packed += column.total_compressed_size
                    whole += column.total_uncompressed_size
    return packed / 1e6, whole / 1e6


def ingest(folder: Path) -> Iterator[Figure]:
    """One more snapshot with what derives from it, against its frame written by pyarrow, on a copy of the store."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        copy = Path(place) / "data"
        shutil.copytree(folder, copy, copy_function=_linked)
        took = alone("bench.one_snapshot", "--folder", copy)
    yield Figure(
        SECTION,
        "One more snapshot, with what derives from it",
        took["write"] + took["derive"],
        "s",
        "the same frame written by pyarrow",
        took["bare"],
        goal=INGEST,
        limit=f"checking and writing it takes {took['write']:.1f} s, deriving from it {took['derive']:.1f} s.",
    )
    yield Figure(SECTION, "One more snapshot, memory", took["peak_mb"], "MB")


def _linked(source: str, target: str) -> str:
    """A snapshot's file is never changed, so the copy is the same file; anything else is copied."""
    if Path(source).parent.parent.name == "snapshots":
        os.link(source, target)
        return target
    return shutil.copy2(source, target)


def growth(folder: Path) -> Iterator[Figure]:
    """The default views of the pages on the table, at an eighth, a quarter, half and all of the snapshots."""
    days = vintages("hub_models", folder)
    for page in (page for page in PAGES if "hub_models" in waiting.NEEDS.get(page.name, ())):
        first: dict[str, float] = {}
        for number in dict.fromkeys(max(1, round(len(days) * part)) for part in PARTS):
            day = days[number - 1]
            if page not in waiting.offered(open_data(folder, day)):
                continue
            try:
                found = alone("bench.one_page", page.name, "--folder", folder, "--as-of", day)
            except FailedError:
                continue  # counted where every page is measured
            first = first or {"number": number, **found}
            against = f"{first['number']:.0f} snapshots"
            name = f"{page.title}, default view, {number} snapshots"
            yield Figure(SECTION, name, found["warm_ms"], "ms", against, first["warm_ms"])
            yield Figure(SECTION, f"{name}, after a start", found["cold_ms"], "ms", against, first["cold_ms"])


def main() -> None:
    """Measure, write the report of the day and print it."""
    argparse.ArgumentParser(prog="python -m bench.whole_hub", description=__doc__).parse_args()
    report.keep(measured())


if __name__ == "__main__":
    main()
