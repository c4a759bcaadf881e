"""The figures of a day: `bench/results/<day>.json`, the tables made from it, and the lines in the README."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import pandas as pd
from rich.console import Console
from rich.table import Table

from lib.snapshots import PROJECT

RESULTS = PROJECT / "bench" / "results"
README = PROJECT / "README.md"
BEGIN, END = "<!-- newest measurements -->", "<!-- end of the newest measurements -->"
NONE_YET = "- No measurement has been made yet; `make bench` makes one."
SECTIONS = {
    "pages": "Each page against a bare Streamlit page with one equal chart, in a browser.",
    "exports": "A card as a picture against bare Kaleido on the same chart without words; both browsers are warm.",
    "refresh": "40 orgs with 1,800 models from a local Hub with 50 ms latency, against the bare requests.",
    "whole hub": "The pages on a made-up Hub of 2,000,000 models and 60 monthly snapshots, each in its own process.",
    "viewers": "Sessions over real websockets, against the same number on a bare page with one equal chart.",
    "processes": "Two processes behind nginx against one.",
    "soak": "An hour of viewers.",
}
"""The sections in the order of the report, each with what is measured in it."""
LINES = (
    ("Pages, exports and a refresh", ("pages", "exports", "refresh")),
    ("The whole Hub", ("whole hub",)),
    ("Many viewers", ("viewers", "soak")),
    ("Several processes", ("processes",)),
)
"""The lines of the README after its first, by their sections."""
PACKAGES = {
    "streamlit": "Streamlit",
    "plotly": "Plotly",
    "pandas": "pandas",
    "duckdb": "DuckDB",
    "pyarrow": "pyarrow",
}
HEADINGS = ("measured", "value", "baseline", "ratio", "goal", "met")


@dataclass(frozen=True)
class Figure:
    """One measured figure and, where there is one, the same of its baseline.

    `section` is one of `SECTIONS`, `name` what was measured and `against` what the baseline is, both in plain words.
    `value` and `baseline` are in `unit` ("ms", "s", "MB", "times", "errors"). `goal` is what the figure should at most
    reach, at least if `least`: the ratio, or the value where the goal is `of` that. `limit` says what limits a figure
    that misses its goal, measured.
    """

    section: str
    name: str
    value: float
    unit: str
    against: str = ""
    baseline: float | None = None
    goal: float | None = None
    of: Literal["value", "ratio"] = "ratio"
    least: bool = False
    limit: str = ""

    @property
    def ratio(self) -> float | None:
        """The value over its baseline; None where there is no baseline, or it is zero."""
        return self.value / self.baseline if self.baseline else None

    @property
    def reached(self) -> float | None:
        """What the goal is about: the value or the ratio."""
        return self.value if self.of == "value" else self.ratio

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is no goal, or nothing to compare with it."""
        if self.goal is None or self.reached is None:
            return None
        return self.reached >= self.goal if self.least else self.reached <= self.goal

    @property
    def times_goal(self) -> float:
        """How many times the goal was missed by: above 1 is not met, and 0 where there is no goal."""
        if self.met is None or self.goal is None or self.reached is None:
            return 0.0
        above, below = (self.goal, self.reached) if self.least else (self.reached, self.goal)
        if not below:
            return float("inf") if above else 0.0
        return above / below


def write(day: date, found: Sequence[Figure], folder: Path = RESULTS, readme: Path = README) -> None:
    """Put figures into the report of a day: their sections take the place of those of the same name.

    The rest of that day's JSON stays; its Markdown is made anew, and the README shows the newest day of `folder`.
    Raises `ValueError` for a section that the report does not know.
    """
    if strange := {figure.section for figure in found} - set(SECTIONS):
        raise ValueError(f"no section is called {', '.join(sorted(strange))}; they are {', '.join(SECTIONS)}")
    place = folder / f"{day}.json"
    kept = read(place) if place.exists() else []
    kept = [figure for figure in kept if figure.section not in {one.section for one in found}]
    every = sorted([*kept, *found], key=lambda figure: list(SECTIONS).index(figure.section))
    stated = {
        "day": day.isoformat(),
        **machine(),
        "figures": [{**asdict(one), "ratio": one.ratio, "met": one.met} for one in every],
    }
    folder.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(stated, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    place.with_suffix(".md").write_text(markdown(place), encoding="utf-8")
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n{newest(folder)}\n{END}{after}", encoding="utf-8")


def keep(found: Sequence[Figure]) -> None:
    """Put figures into the report of today (UTC), and print it."""
    today = datetime.now(UTC).date()
    write(today, found)
    show(today)


def machine() -> dict[str, object]:
    """What was measured on: cores, memory in GB, and the versions of Python and of the packages that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = {"Python": ".".join(map(str, sys.version_info[:3]))}
    versions |= {name: version(package) for package, name in PACKAGES.items()}
    return {"cores": os.cpu_count(), "memory_gb": round(memory), "versions": versions}


def read(place: Path) -> list[Figure]:
    """The figures in the JSON of a day."""
    stated = json.loads(place.read_text(encoding="utf-8"))["figures"]
    computed = {"ratio", "met"}
    return [Figure(**{name: value for name, value in one.items() if name not in computed}) for one in stated]


def markdown(place: Path) -> str:
    """The report of a day as Markdown, made from its JSON."""
    stated = json.loads(place.read_text(encoding="utf-8"))
    figures = read(place)
    lines = [
        f"# Measured on {_day(stated)}",
        "",
        f"{_machine(stated)}; {', '.join(f'{name} {number}' for name, number in stated['versions'].items())}. A ratio "
        "is value over baseline. Times depend on the machine, ratios much less.",
    ]
    for section in _sections(figures):
        of = [figure for figure in figures if figure.section == section]
        rows = pd.DataFrame([_cells(figure) for figure in of], columns=list(HEADINGS))
        lines += ["", f"## {section.capitalize()}", "", SECTIONS[section], "", *_table(rows)]
        lines += ["", *limits] if (limits := _limits(of)) else []
    return "\n".join([*lines, ""])


def show(day: date, folder: Path = RESULTS) -> None:
    """Print the tables of a day."""
    console = Console()
    figures = read(folder / f"{day}.json")
    for section in _sections(figures):
        of = [figure for figure in figures if figure.section == section]
        table = Table(title=f"{section.capitalize()}: {SECTIONS[section]}", title_justify="left")
        for heading in HEADINGS:
            table.add_column(heading, justify="left" if heading == HEADINGS[0] else "right")
        for figure in of:
            table.add_row(*_cells(figure), style="bold" if figure.met is False else "")
        console.print(table)
        for line in _limits(of):
            console.print(line, markup=False)


def newest(folder: Path = RESULTS) -> str:
    """The lines on the newest report for the README: what it was made on, and one for each group of sections."""
    reports = sorted(folder.glob("????-??-??.json"))
    if not reports:
        return NONE_YET
    place = reports[-1]
    stated = json.loads(place.read_text(encoding="utf-8"))
    figures = read(place)
    report = f"bench/results/{place.stem}.md"
    lines = [f"- Measured on {_day(stated)} with {_machine(stated)}: {_goals(figures)}. [All figures]({report})"]
    for title, sections in LINES:
        of = [figure for figure in figures if figure.section in sections]
        lines.append(f"- {title}: {_told(of)}")
    return "\n".join(lines)


def _told(figures: list[Figure]) -> str:
    """What a line of the README says: the goals met, and the figure that is closest to its goal or farthest beyond."""
    if not figures:
        return "not measured that day."
    if all(figure.met is None for figure in figures):
        compared = [figure for figure in figures if figure.ratio is not None]
        largest = max(compared or figures, key=lambda figure: figure.ratio or 0)
        return f"{len(figures)} figures without a goal; the largest ratio is {_figure(largest)}."
    worst = max(figures, key=lambda figure: figure.times_goal)
    where = "farthest from its goal" if worst.met is False else "closest to its goal"
    return f"{_goals(figures)}; {where} is {_figure(worst)}, goal {_goal(worst)}."


def _goals(figures: Iterable[Figure]) -> str:
    told = [figure.met for figure in figures if figure.met is not None]
    return f"{sum(told)} of {len(told)} goals met"


def _figure(figure: Figure) -> str:
    times = f" ({number(figure.ratio)} times {figure.against})" if figure.ratio is not None else ""
    return f"{figure.name} with {number(figure.value)} {figure.unit}{times}"


def _cells(figure: Figure) -> tuple[str, ...]:
    """A figure as the cells of its row, under `HEADINGS`."""
    baseline = "" if figure.baseline is None else f"{number(figure.baseline)} {figure.unit} ({figure.against})"
    return (
        figure.name,
        f"{number(figure.value)} {figure.unit}",
        baseline,
        "" if figure.ratio is None else number(figure.ratio),
        _goal(figure),
        {True: "yes", False: "no", None: ""}[figure.met],
    )


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    bound = "at least" if figure.least else "at most"
    return f"{bound} {number(figure.goal)} {figure.unit if figure.of == 'value' else 'times'}"


def _limits(figures: list[Figure]) -> list[str]:
    """A sentence for each figure that misses its goal: what limits it."""
    return [
        f"- {figure.name}: {figure.limit or 'what limits it was not measured.'}"
        for figure in figures
        if figure.met is False
    ]


def _table(rows: pd.DataFrame) -> list[str]:
    """A Markdown table; the first column reads from the left, the others from the right."""
    ruled = ["---", *["---:"] * (len(rows.columns) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in [rows.columns, ruled, *rows.to_numpy()]]


def _sections(figures: list[Figure]) -> list[str]:
    return [section for section in SECTIONS if any(figure.section == section for figure in figures)]


def _day(stated: dict) -> str:
    day = date.fromisoformat(stated["day"])
    return f"{day.day} {day:%B %Y}"


def _machine(stated: dict) -> str:
    return f"{stated['cores']} cores and {stated['memory_gb']} GB of memory"


def number(value: float) -> str:
    """A figure with as many decimals as it deserves: 1,234, 56.7, 8.90, 0.012."""
    if abs(value) >= 100 or value == round(value):
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"
