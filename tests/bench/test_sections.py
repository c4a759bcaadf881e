"""Which sections there are, and that each that is here offers its figures."""

from importlib import import_module
from importlib.util import find_spec

import pytest

from bench import __main__ as command
from bench import report
from bench.report import Figure

HERE = [module for module in command.MODULES.values() if find_spec(module)]


def test_every_section_of_the_report_has_a_module() -> None:
    assert [name.replace("_", " ") for name in command.MODULES] == list(report.SECTIONS)


@pytest.mark.parametrize("module", HERE)
def test_a_section_can_be_measured(module: str) -> None:
    assert callable(import_module(module).measured)


def test_named_sections_are_measured_in_turn_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[list[Figure]] = []
    monkeypatch.setattr(report, "keep", kept.append)
    for name in ("exports", "refresh"):
        figure = Figure(name, "made up", 1, "ms")
        monkeypatch.setattr(import_module(command.MODULES[name]), "measured", lambda one=figure: [one])
    command.main(["refresh", "exports"])
    assert [[figure.section for figure in found] for found in kept] == [["refresh"], ["exports"]]


def test_an_unknown_section_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["strange"])
    assert "no section is called strange; they are pages, exports" in capsys.readouterr().err
