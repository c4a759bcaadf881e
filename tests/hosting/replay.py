"""A Dockerfile's steps, as it states them, in a fresh Debian root where no container engine is at hand."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import dockerfile
import pytest
from docker.utils import exclude_paths

from tests.hosting.apart import script, told

IMAGE, RELEASE = "python:3.11-slim-bookworm", "bookworm"
"""The one image that is known here, and the Debian that it is, whose own Python is 3.11 too."""
BASE = "base"
"""The folder of the image that stages start from."""
PATHS = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass
class Stage:
    """A stage as far as it has been replayed: its root, and what was stated for what runs in it."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": PATHS})
    place: str = "/"
    user: str = "0"
    health: tuple[str, ...] = ()
    start: tuple[str, ...] = ()

    def at(self, path: str) -> Path:
        """Where a path of the stage lies on this machine; relative ones count from its working directory."""
        return self.root / os.path.normpath(f"{self.place}/{path}" if path[0] != "/" else path).lstrip("/")

    def within(self, *command: str) -> list[str]:
        """A command in its root, by its user without any rights of root's, with its environment alone."""
        stated = [f"{name}={value}" for name, value in self.environment.items()]
        entered = ["chroot", str(self.root), "env", "-i", f"--chdir={self.place}", *stated]
        if self.user == "0":
            return [*entered, *command]
        rights = ["--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
        return [*entered, "setpriv", f"--reuid={self.user}", f"--regid={self.user}", *rights, *command]


def replay(context: Path, folder: Path) -> Stage:
    """The last stage of the Dockerfile in `context`, with the roots of all stages in `folder`."""
    base = debian(folder / BASE)
    stages: dict[str, Stage] = {}
    for step in dockerfile.parse_file(str(context / "Dockerfile")):
        if step.cmd == "FROM":
            image, *name = step.value
            assert image == IMAGE, f"{image} is not known here, only {IMAGE}"
            stage = Stage(folder / f"stage-{len(stages)}")
            stages[name[-1] if name else str(len(stages))] = stage
            told(script(["cp", "--archive", "--reflink=auto", base, stage.root]))
        else:
            _take(step, stage, context, stages)
    return stage


def _take(step: dockerfile.Command, stage: Stage, context: Path, stages: dict[str, Stage]) -> None:
    """One step; one that is not known fails."""
    match step.cmd:
        case "ENV":
            names, values = step.value[::2], step.value[1::2]
            before = dict(stage.environment)
            stage.environment |= {k: Template(v).substitute(before) for k, v in zip(names, values, strict=True)}
        case "WORKDIR":
            stage.at(step.value[0]).mkdir(parents=True, exist_ok=True)
            stage.place = f"/{stage.at(step.value[0]).relative_to(stage.root)}"
        case "COPY":
            *sources, target = step.value
            (of,) = [stages[flag.removeprefix("--from=")] for flag in step.flags] or [None]
            for source in sources:
                _copy(context if of is None else of.root, source, stage.at(target), let_in=of is None)
        case "RUN":
            _run(stage, step.value if step.json else ("sh", "-c", step.value[0]))
        case "USER":
            stage.user = step.value[0]
        case "HEALTHCHECK":
            assert step.value[0] == "CMD"
            stage.health = step.value[1:]
        case "CMD":
            assert step.json
            stage.start = step.value
        case "EXPOSE":
            pass
        case _:
            raise AssertionError(f"line {step.start_line}: {step.cmd} is not replayed")


def _copy(whence: Path, source: str, target: Path, *, let_in: bool) -> None:
    """Copy as COPY does: what a folder holds, or a file; of the context only what .dockerignore lets in."""
    if not let_in:
        shutil.copytree(whence / source.lstrip("/"), target, symlinks=True)
        return
    rules = (whence / ".dockerignore").read_text(encoding="utf-8").splitlines()
    below = sorted(path for path in exclude_paths(str(whence), rules) if Path(path).is_relative_to(source))
    assert below, f".dockerignore lets nothing of {source} in"
    for path in (path for path in below if (whence / path).is_file()):
        inside = Path(path).relative_to(source)
        copied = target / (inside if inside.parts else Path(path).name if target.is_dir() else "")
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(whence / path, copied)


def _run(stage: Stage, command: tuple[str, ...]) -> None:
    """A command of the build, by root, with this machine's way to the package registries lent to it."""
    lent = {**registries(), **{name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}}
    mounts = [["mount", "-t", "proc", "proc", stage.root / "proc"], ["mount", "--rbind", "/dev", stage.root / "dev"]]
    made = []
    for path in _local(lent.values()):
        there = stage.root / str(path).lstrip("/")
        if not there.exists():
            made.append(there)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.mkdir() if path.is_dir() else there.touch()
        mounts.append(["mount", "--bind", path, there])
    environment, stage.environment = stage.environment, {**lent, **stage.environment}
    told(script(*mounts, stage.within(*command)))
    stage.environment = environment
    for there in made:
        there.rmdir() if there.is_dir() else there.unlink()


def registries() -> dict[str, str]:
    """How pip is told on this machine where packages are and how to get there, as variables of the environment."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    in_files = re.findall(r"^(?!:env:)[^=]*\.([^=.]+)='(.*)'$", listed.stdout, re.MULTILINE)
    stated = {f"PIP_{name.replace('-', '_').upper()}": value for name, value in in_files}
    return stated | {name: value for name, value in os.environ.items() if name.startswith("PIP_")}


def _local(values: Iterable[str]) -> list[Path]:
    """The files and folders of this machine that are named; an index with the files beside it."""
    named = {Path(word.removeprefix("file://")) for value in values for word in value.split()}
    there = {path.parent if path.name == "simple" else path for path in named if path.is_absolute() and path.exists()}
    return sorted(there | {Path("/etc/resolv.conf")})


def debian(root: Path) -> Path:
    """A fresh root from this machine's own mirror, with Python and apt as the image has them.

    The image's Python is built for it and lies in /usr/local; here it is Debian's, of the same minor version, with a
    link by the name that the image uses. apt is set up as in Debian's images: no translations, nothing kept, no waiting
    for the disk.
    """
    mirrors = _mirrors()
    (root / "etc/dpkg/dpkg.cfg.d").mkdir(parents=True)
    _write(root / "etc/dpkg/dpkg.cfg.d/image", ["force-unsafe-io"])
    including = "--include=ca-certificates,python3,python3-venv"
    told(
        script(
            ["debootstrap", "--variant=minbase", including, RELEASE, root, mirrors[0][0]],
            ["ln", "-s", "/usr/bin/python3", root / "usr/local/bin/python"],
            ["rm", "-rf", root / "var/cache/apt/archives", root / "var/lib/apt/lists"],
        )
    )
    _write(root / "etc/apt/sources.list", [f"deb {' '.join(mirror)}" for mirror in mirrors])
    ways = [line for line in told("apt-config dump").splitlines() if line.startswith("Acquire::http")]
    without = [
        'Acquire::Languages "none";',
        'Dir::Cache::pkgcache "";',
        'Dir::Cache::srcpkgcache "";',
        'DPkg::Post-Invoke {"rm -f /var/cache/apt/archives/*.deb";};',
    ]
    _write(root / "etc/apt/apt.conf.d/99image", [*ways, *without])
    return root


def _mirrors() -> list[tuple[str, str, str]]:
    """Address, suite and component of each part of the release in this machine's own sources, the main one first."""
    asked = "apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Identifier: Packages'"
    listed = {tuple(line.split()) for line in told(asked).splitlines()}
    found = sorted((each for each in listed if each[1].split("-")[0] == RELEASE), key=lambda each: each[1])
    return found or pytest.skip(f"apt's sources on this machine do not name {RELEASE}, which the image is made of")


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def size(root: Path) -> float:
    """Gigabytes on the disk."""
    return int(told(script(["du", "--summarize", "--one-file-system", "--block-size=1MB", root])).split()[0]) / 1000
