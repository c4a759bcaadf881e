"""What is shipped for hosting is sound, as far as it can be looked at without the host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lib.http import settings
from lib.refresh import publishing
from lib.snapshots import PROJECT

UNITS = sorted((PROJECT / "hosting" / "systemd").iterdir())
PLACE = "/srv/crossover"
"""Where the units expect the project."""
DOCS = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")


def said(*command: str, cwd: Path = PROJECT) -> str:
    """What a command says; the test fails if the command does."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return f"{done.stdout}{done.stderr}"


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """The units as they are, but for the place of the project and its user, which are not on this machine."""
    for name in ("streamlit", "python"):
        place = tmp_path / "srv" / ".venv" / "bin" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(sys.executable)
    copied = []
    for unit in UNITS:
        text = (
            unit.read_text(encoding="utf-8")
            .replace(PLACE, str(tmp_path / "srv"))
            .replace("User=crossover", "User=root")
        )
        copy = tmp_path / unit.name.replace("@", "@8501")
        copy.write_text(text, encoding="utf-8")
        copied.append(str(copy))
    return copied


def test_the_units_are_sound(units: list[str]) -> None:
    told = said("systemd-analyze", "verify", "--man=no", *units)
    assert not [line for line in told.splitlines() if "crossover" in line]


def test_a_word_that_systemd_does_not_know_is_found(units: list[str]) -> None:
    service = Path(next(unit for unit in units if "8501" in unit))
    service.write_text(service.read_text(encoding="utf-8").replace("Restart=", "Restrat="), encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(service)], capture_output=True, text=True, check=False
    )
    assert "Restrat" in told.stderr


def test_the_nightly_refresh_is_when_it_says(units: list[str]) -> None:
    (timer,) = [unit for unit in UNITS if unit.suffix == ".timer"]
    (when,) = re.findall(r"OnCalendar=(.*)", timer.read_text(encoding="utf-8"))
    assert "Normalized form: *-*-* 03:23:00 UTC" in said("systemd-analyze", "calendar", when)


def test_the_dockerfile_has_no_fault_that_a_linter_knows() -> None:
    assert said(str(Path(sys.executable).parent / "hadolint"), "Dockerfile") == ""


def test_the_image_takes_what_the_app_needs_and_nothing_else() -> None:
    """Each file that is copied exists, and is let in by .dockerignore, which keeps out all that it does not name."""
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    copied = {name for name, _ in re.findall(r"^COPY (?!--from)(\S+) (\S+)$", dockerfile, re.MULTILINE)}
    let_in = {
        line[1:] for line in (PROJECT / ".dockerignore").read_text(encoding="utf-8").split() if line.startswith("!")
    }
    assert copied == let_in
    assert all((PROJECT / name).exists() for name in copied)
    assert "USER 10001" in dockerfile


def test_the_containers_are_described_as_compose_reads_it() -> None:
    found = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))
    assert set(found["services"]) == {"app", "refresh", "proxy"}
    for name in ("app", "refresh"):
        service = found["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["volumes"] == ["store:/srv/crossover/data"]
        assert "ports" not in service
    assert set(found["volumes"]) == {"store", "certificates"}


@pytest.mark.parametrize("path", sorted((PROJECT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_workflows_call_what_there_is(path: Path) -> None:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    steps = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
    called = {target for step in steps for target in re.findall(r"\bmake ([a-z-]+)", step)}
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert called <= targets
    assert all(set(job) >= {"runs-on", "steps"} for job in jobs.values())


def test_the_lock_file_pins_what_the_app_needs_with_checksums_and_names_no_registry() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    wanted = re.findall(r"^([\w-]+==\S+)", (PROJECT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w-]+==[\w.]+)", lock, re.MULTILINE)}
    assert {name.lower().replace("_", "-") for name in wanted} <= pinned
    assert lock.count("--hash=sha256:") >= len(pinned)
    assert not re.search(r"https?://|--index|--find-links|file:", lock)


def test_every_setting_that_the_docs_name_is_read_and_every_one_that_is_read_is_named() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", DOCS, re.MULTILINE))
    read = {settings.FRAMED_BY, settings.ASKED, settings.DRAWN, settings.LOG, settings.FOLLOW, publishing.PUBLISH}
    read |= {"CROSSOVER_ADDRESS", "CROSSOVER_DATA"}
    assert named == read | {"STREAMLIT_SERVER_ALLOWED_HOSTS", "FORWARDED_ALLOW_IPS"}


def test_every_file_that_the_docs_copy_or_name_exists() -> None:
    named = re.findall(r"`((?:\.github|hosting|docs)/[\w./-]+|compose\.yaml|Dockerfile|requirements\.lock)`", DOCS)
    copied = re.findall(rf"{PLACE}/((?:hosting|requirements)[\w./-]*)", DOCS)
    assert named
    assert copied
    for name in (*named, *copied):
        assert (PROJECT / name.rstrip("/")).exists(), name
