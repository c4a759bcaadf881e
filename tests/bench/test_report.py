"""A day's report is made from its figures, and the README shows the newest."""

import json
from datetime import date
from pathlib import Path

import pytest

from bench import report
from bench.report import BEGIN, END, Figure

DAY = date(2026, 11, 29)
SLOW = Figure("pages", "to a new chart", 300, "ms", "a bare page", 200, goal=1.25, limit="the chart's own drawing")
QUICK = Figure("whole hub", "default view", 12.5, "ms", goal=20, of="value")
FAST = Figure("whole hub", "top 50 of a day", 5, "ms", "pandas", 1000)


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    place = tmp_path / "README.md"
    place.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nrest\n", encoding="utf-8")
    return place


def test_a_figure_knows_its_ratio_and_whether_its_goal_is_met() -> None:
    assert (SLOW.ratio, SLOW.met, SLOW.times_goal) == (1.5, False, 1.2)
    assert (QUICK.ratio, QUICK.met, QUICK.times_goal) == (None, True, 0.625)
    assert (FAST.ratio, FAST.met, FAST.times_goal) == (0.005, None, 0)


def test_a_goal_may_be_a_lower_bound() -> None:
    twice = Figure("processes", "throughput", 90, "times", "one process", 50, goal=1.8, least=True)
    assert (twice.ratio, twice.met) == (1.8, True)
    fewer = Figure("processes", "throughput", 75, "times", "one process", 50, goal=1.8, least=True)
    assert (fewer.met, fewer.times_goal) == (False, pytest.approx(1.2))


def test_no_error_is_a_goal_of_zero() -> None:
    assert Figure("viewers", "errors", 0, "errors", goal=0, of="value").times_goal == 0
    assert Figure("viewers", "errors", 2, "errors", goal=0, of="value").times_goal == float("inf")


def test_a_section_takes_the_place_of_its_own_and_leaves_the_others(tmp_path: Path, readme: Path) -> None:
    report.write(DAY, [SLOW, QUICK, FAST], tmp_path, readme)
    report.write(DAY, [QUICK], tmp_path, readme)
    assert report.read(tmp_path / "2026-11-29.json") == [SLOW, QUICK]


def test_the_json_says_ratio_met_and_what_it_was_measured_on(tmp_path: Path, readme: Path) -> None:
    report.write(DAY, [SLOW], tmp_path, readme)
    stated = json.loads((tmp_path / "2026-11-29.json").read_text(encoding="utf-8"))
    assert set(stated) == {"day", "cores", "memory_gb", "versions", "figures"}
    assert set(stated["versions"]) == {"Python", *report.PACKAGES.values()}
    assert (stated["figures"][0]["ratio"], stated["figures"][0]["met"]) == (1.5, False)


def test_the_report_has_a_table_a_section_and_says_what_limits(tmp_path: Path, readme: Path) -> None:
    report.write(DAY, [QUICK, SLOW], tmp_path, readme)
    lines = (tmp_path / "2026-11-29.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Measured on 29 November 2026"
    assert [line for line in lines if line.startswith("## ")] == ["## Pages", "## Whole hub"]
    assert "| to a new chart | 300 ms | 200 ms (a bare page) | 1.50 | at most 1.25 times | no |" in lines
    assert "| default view | 12.5 ms |  |  | at most 20 ms | yes |" in lines
    assert [line for line in lines if line.startswith("- ")] == ["- to a new chart: the chart's own drawing"]


def test_the_readme_gets_five_lines_of_the_newest_day(tmp_path: Path, readme: Path) -> None:
    report.write(DAY, [SLOW, QUICK], tmp_path, readme)
    report.write(date(2026, 11, 1), [SLOW], tmp_path, readme)
    before, rest = readme.read_text(encoding="utf-8").split(f"{BEGIN}\n")
    shown, after = rest.split(f"\n{END}")
    assert (before, after) == ("# Title\n\n", "\n\nrest\n")
    lines = shown.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("- Measured on 29 November 2026 with ")
    assert "1 of 2 goals met" in lines[0]
    assert lines[1] == (
        "- Pages, exports and a refresh: 0 of 1 goals met; farthest from its goal is to a new chart with 300 ms "
        "(1.50 times a bare page), goal at most 1.25 times."
    )
    assert lines[2] == (
        "- The whole Hub: 1 of 1 goals met; closest to its goal is default view with 12.5 ms, goal at most 20 ms."
    )
    assert lines[3] == "- Many viewers: not measured that day."


def test_figures_without_a_goal_name_their_largest_ratio(tmp_path: Path, readme: Path) -> None:
    report.write(DAY, [FAST], tmp_path, readme)
    assert "largest ratio is top 50 of a day with 5 ms (0.005 times pandas)." in readme.read_text(encoding="utf-8")


def test_without_a_report_the_readme_says_so(tmp_path: Path) -> None:
    assert report.newest(tmp_path) == report.NONE_YET


def test_an_unknown_section_is_an_error(tmp_path: Path, readme: Path) -> None:
    with pytest.raises(ValueError, match="no section is called strange; they are pages, exports"):
        report.write(DAY, [Figure("strange", "x", 1, "ms")], tmp_path, readme)


@pytest.mark.parametrize(
    ("value", "said"), [(1234.5, "1,234"), (56.78, "56.8"), (8.9, "8.90"), (0.01234, "0.012"), (3.0, "3")]
)
def test_a_figure_has_as_many_decimals_as_it_deserves(value: float, said: str) -> None:
    assert report.number(value) == said


def test_the_readme_shows_the_newest_report() -> None:
    shown = report.README.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    assert shown.strip() == report.newest()


def test_every_report_is_what_its_json_says() -> None:
    made = sorted(report.RESULTS.glob("????-??-??.json"))
    assert [report.markdown(place) for place in made] == [
        place.with_suffix(".md").read_text(encoding="utf-8") for place in made
    ]
