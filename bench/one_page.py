"""One page in a process of its own: `python -m bench.one_page rankings/hub --folder FOLDER` prints its figures as JSON.

Cold is from the opened store to the view with default options, after the imports; warm is the same view computed anew
on the open data; kept is what a second reader waits for it; a control is one option changed, the first time it is.
Milliseconds; memory in MB is the largest that the process ever had, of which `imports_mb` were there before the data.
"""

import argparse
import cProfile
import gc
import json
import pstats
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.alone import status
from lib.data import Data, open_data
from lib.snapshots import PROJECT
from lib.ui import shared
from lib.views.options import Control, controls, resolve
from lib.views.pages import page_of
from lib.views.view import NothingToShowError

TIMES = 7
MOST = 30
"""So many values of all controls of a page are tried at most, as many of each control."""


def measure(name: str, folder: Path, as_of: date | None, given: dict[str, Any], change: bool) -> dict[str, Any]:
    """The figures of a page whose options are the default but for those `given`; of its controls too if `change`."""
    topic = shared.topic_of(page_of(name))
    imports = status("VmRSS")
    began = time.perf_counter()
    data = open_data(folder, as_of)
    options, ignored = resolve(topic.Options, data, given)
    topic.view(data, options)
    cold = 1000 * (time.perf_counter() - began)
    assert not ignored, ignored
    warm = statistics.median(timed(lambda: topic.view(data, options)) for _ in range(TIMES))
    found = {"cold_ms": cold, "warm_ms": warm, "warm_limit": spent(lambda: topic.view(data, options))}
    if change:
        found |= _controls(topic, data, options)
    shared.view_of(page_of(name), options, data)
    kept = statistics.median(timed(lambda: shared.view_of(page_of(name), options, data)) for _ in range(TIMES))
    return {**found, "kept_ms": kept, "imports_mb": imports, "peak_mb": status("VmHWM")}


def _controls(topic: Any, data: Data, options: Any) -> dict[str, Any]:
    """How many values were tried, and of the slowest its milliseconds, which it is and in what it spends them."""
    took = {}
    for label, changed in changes(topic.Options, data, options):
        took[label] = (timed(lambda changed=changed: topic.view(data, changed)), changed)
    if not took:
        return {"controls": 0}
    slowest = max(took, key=lambda label: took[label][0])
    milliseconds, changed = took[slowest]
    again = timed(lambda: topic.view(data, changed))
    limit = f"{spent(lambda: topic.view(data, changed))}; the second time it takes {again:.0f} ms"
    return {"controls": len(took), "slowest": slowest, "slowest_ms": milliseconds, "slowest_limit": limit}


def changes(kind: type, data: Data, options: Any) -> Iterator[tuple[str, Any]]:
    """Options with one of them changed, each with how the change reads; evenly spread over what a control offers."""
    offered = {name: control for name, control in controls(kind).items() if control.when(options)}
    for name, control in offered.items():
        now = getattr(options, name)
        values = [value for value in _values(control, data) if value != now]
        step = max(1, -(-len(values) * len(offered) // MOST))
        for value in values[::step]:
            yield f"{control.label}: {value}", replace(options, **{name: value})


def _values(control: Control, data: Data) -> list[Any]:
    """What may be chosen, as the option holds it; of a list each value alone, of a span its halves."""
    if control.kind == "switch":
        return [True, False]
    if control.kind == "text":
        return ["qwen"]
    allowed = control.allowed(data)
    if control.kind == "many":
        return [(value,) for value in allowed]
    if control.kind == "span":
        middle = allowed[len(allowed) // 2]
        return [(allowed[0], middle), (middle, allowed[-1])]
    return list(allowed)


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call, which may have nothing to show."""
    gc.collect()
    began = time.perf_counter()
    _called(call)
    return 1000 * (time.perf_counter() - began)


def spent(call: Callable[[], object]) -> str:
    """The narrowest function of lib/ in which a call spends at least a third of its time, by the profiler."""
    profile = cProfile.Profile()
    profile.runcall(_called, call)
    stats = pstats.Stats(profile)
    inside = []
    for (file, _, function), (_, _, _, total, _) in stats.stats.items():  # type: ignore[attr-defined]
        if Path(file).is_relative_to(PROJECT / "lib") and total >= stats.total_tt / 3:  # type: ignore[attr-defined]
            inside.append((total, f"{Path(file).relative_to(PROJECT)}, {function}"))
    if not inside:
        return "no function of lib/ has a third of its time"
    total, where = min(inside)
    return f"{total / stats.total_tt:.0%} of its time is spent in {where}"  # type: ignore[attr-defined]


def _called(call: Callable[[], object]) -> None:
    try:
        call()
    except NothingToShowError:
        return


def main() -> None:
    """Measure one page and print its figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.one_page", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--given", type=json.loads, default={}, help="options as JSON")
    parser.add_argument("--change", action="store_true", help="change each control")
    given = parser.parse_args()
    print(json.dumps(measure(given.name, given.folder, given.as_of, given.given, given.change)))


if __name__ == "__main__":
    main()
