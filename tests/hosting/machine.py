"""A Debian machine of its own to follow docs/hosting.md on: this one, with other folders where the docs write."""

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lib.snapshots import PROJECT
from tests.hosting.apart import script, told

DOCS = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")
STORE = "var/lib/crossover"
SYSTEMS = ("apt-get", "systemctl", "certbot", "curl")
"""Programs that would change the machine itself, or that ask what they have started: what they are told is kept."""
CLONED = {
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": f"url.{PROJECT}.insteadOf",
    "GIT_CONFIG_VALUE_0": "https://github.com/OWNER/crossover",
    "GIT_CONFIG_KEY_1": "safe.directory",
    "GIT_CONFIG_VALUE_1": "*",
}
"""The project is cloned from where it lies."""


def blocks(heading: str) -> list[str]:
    """The blocks of code of a section of the docs, as they are written."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)^## ", DOCS, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Machine:
    """Its folders lie in `root`; whatever runs on it has a mount namespace of its own in which they are in place."""

    root: Path

    @property
    def ground(self) -> list[list[str]]:
        """What puts the folders in place."""
        return [["mount", "--bind", str(self.root / each), f"/{each}"] for each in ("etc", "srv", "var/lib")]

    def follow(self, block: str) -> None:
        """Run the lines of a block as they are written."""
        path = f"export PATH={self.root / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin"
        told(script(*self.ground, path, "cd /", block), **CLONED)

    @property
    def asked(self) -> list[str]:
        """What the programs in `SYSTEMS` were told, each with its arguments."""
        return (self.root / "asked").read_text(encoding="utf-8").splitlines()

    def started(self, unit: str, instance: str = "", key: str = "ExecStart") -> str:
        """A script that does what systemd does at the start of a unit, as far as mounts and rights go."""
        stated = list(_stated((self.root / "etc/systemd/system" / unit).read_text(encoding="utf-8"), instance))
        said = dict(stated)
        assert said["ProtectSystem"] == "strict"
        assert said["ProtectHome"] == said["PrivateTmp"] == said["NoNewPrivileges"] == "true"
        user, writable = said["User"], said["ReadWritePaths"].split()
        lines = [
            "mount --make-rprivate /",
            *self.ground,
            *(["mount", "--bind", path, path] for path in writable),
            *(["mount", "-o", "remount,bind,ro", path] for path in ("/", "/etc", "/srv", "/var/lib")),
            *(["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", path] for path in ("/tmp", "/var/tmp")),
            *(["mount", "-t", "tmpfs", "-o", "mode=0", "tmpfs", path] for path in ("/root", "/home")),
            ["cd", said["WorkingDirectory"]],
        ]
        rights = ["setpriv", "--no-new-privs", "--init-groups", f"--reuid={user}", f"--regid={user}"]
        given = ["env", "-i", "PATH=/usr/sbin:/usr/bin", f"HOME=/{STORE}", *self._environment(stated)]
        return script(*lines, f"exec {shlex.join([*rights, *given])} {said[key]}")

    def _environment(self, stated: list[tuple[str, str]]) -> Iterator[str]:
        for name, value in stated:
            if name == "Environment":
                yield value
            elif name == "EnvironmentFile" and (file := self.root / value.lstrip("-/")).exists():
                yield from re.findall(r"^\w+=.*$", file.read_text(encoding="utf-8"), re.MULTILINE)


def _stated(unit: str, instance: str) -> Iterator[tuple[str, str]]:
    for name, value in re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE):
        yield name, value.replace("%i", instance)


def made(root: Path) -> Machine:
    """A machine on which nobody has done anything yet."""
    shutil.copytree("/etc", root / "etc", symlinks=True)
    for folder in ("srv", "var/lib/nginx", "bin"):
        (root / folder).mkdir(parents=True)
    for name in SYSTEMS:
        (root / "bin" / name).write_text(f'#!/bin/sh\necho "{name} $*" >> {root / "asked"}\n', encoding="utf-8")
        (root / "bin" / name).chmod(0o755)
    return Machine(root)
