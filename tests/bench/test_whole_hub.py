"""How the pages are measured on the whole Hub, tried on a small one."""

from pathlib import Path

import pytest

from bench import bandwidth, one_page, questions, synthetic_hub, whole_hub
from bench.alone import FailedError, alone, status
from lib.data import open_data
from lib.snapshots import vintages
from lib.views.pages import page_of
from lib.views.rankings import usage

FOUND = {
    "cold_ms": 900.0,
    "warm_ms": 25.0,
    "warm_limit": "60% of its time is spent in lib/metrics/hub.py, ranked",
    "controls": 30,
    "slowest": "Size: 7-9B",
    "slowest_ms": 80.0,
    "slowest_limit": "",
    "kept_ms": 0.5,
    "imports_mb": 170.0,
    "peak_mb": 400.0,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic_hub.store(600, 2, tmp_path_factory.mktemp("made"))


def test_a_page_is_measured_in_its_own_process(folder: Path) -> None:
    found = alone("bench.one_page", "context/embodied", "--folder", folder)
    assert found["cold_ms"] > found["kept_ms"] > 0
    assert found["peak_mb"] >= found["imports_mb"] > 0


def test_what_a_process_said_last_is_told_when_it_fails(folder: Path) -> None:
    with pytest.raises(FailedError, match="no page is called 'nowhere'"):
        alone("bench.one_page", "nowhere", "--folder", folder)


def test_every_change_changes_one_option() -> None:
    data = open_data()
    options, _ = one_page.resolve(usage.Options, data, {})
    tried = list(one_page.changes(usage.Options, data, options))
    assert 0 < len(tried) <= one_page.MOST + len(one_page.controls(usage.Options))
    for _, changed in tried:
        assert sum(value != vars(options)[name] for name, value in vars(changed).items()) == 1


def test_a_page_s_figures_have_the_goals_and_what_limits_them() -> None:
    small = {**FOUND, "warm_ms": 20.0}
    figures = list(whole_hub.of_page(page_of("rankings/hub"), FOUND, small))
    said = {figure.name: figure for figure in figures}
    anew = said["Hub ranking, default view computed anew"]
    assert (anew.ratio, anew.goal) == (1.25, None)
    assert said["Hub ranking, default view"].met
    assert said["Hub ranking, default view"].limit == f"computed anew, {FOUND['warm_limit']}."
    assert said["Hub ranking, slowest of 30 changes (Size: 7-9B)"].met
    assert said["Hub ranking, memory"].met


def test_a_page_that_waits_on_the_shipped_data_has_no_baseline() -> None:
    figures = list(whole_hub.of_page(page_of("adoption/launches"), FOUND, {}))
    assert all(figure.baseline is None and not figure.against for figure in figures)


@pytest.mark.parametrize("way", ["pandas", "filtered", "derived", "bare"])
def test_the_history_of_a_model_is_two_rows(folder: Path, way: str) -> None:
    model = whole_hub.favourite(folder)
    found = questions.WAYS[way](folder, "history", model)()
    assert len(found) == (1 if way == "bare" else 2)  # type: ignore[arg-type]


def test_a_snapshot_is_written_to_a_copy(folder: Path, tmp_path: Path) -> None:
    before = vintages("hub_models", folder)
    (figure, _) = whole_hub.ingest(folder)
    assert figure.value > 0
    assert figure.baseline
    assert vintages("hub_models", folder) == before


def test_the_machine_is_measured(folder: Path) -> None:
    assert bandwidth.disk(questions.files(folder, "sums")) > 0
    assert status("VmHWM") > 1
    assert status("VmRSS") > 1
