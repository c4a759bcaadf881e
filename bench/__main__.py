"""Measure, write the report of the day and print it: `python -m bench [sections]`; without, all but the soak."""

import argparse
from importlib import import_module

from bench import report

MODULES = {
    "pages": "bench.pages",
    "exports": "bench.exports",
    "refresh": "bench.refresh",
    "whole_hub": "bench.whole_hub",
    "viewers": "bench.viewers",
    "processes": "bench.proxied",
    "soak": "bench.soak",
}
"""The sections, and the module of each, whose `measured()` gives its figures."""
ONLY_NAMED = ("soak",)
"""It takes an hour."""


def main(arguments: list[str] | None = None) -> None:
    """Measure the sections that are named, one after the other; each is in the report as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=f"any of: {', '.join(MODULES)}")
    named = parser.parse_args(arguments).sections or [name for name in MODULES if name not in ONLY_NAMED]
    if strange := [name for name in named if name not in MODULES]:
        parser.error(f"no section is called {', '.join(strange)}; they are {', '.join(MODULES)}")
    for name in named:
        report.keep(import_module(MODULES[name]).measured())


if __name__ == "__main__":
    main()
