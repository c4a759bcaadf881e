"""The rooms keep to themselves: who imports whom, who asks the clock, what files are called, what is documented."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.snapshots import PROJECT
from lib.views.pages import PAGES

SKIPPED = {
    ".git",
    ".venv",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "node_modules",
    "test-results",
}
MAY_IMPORT = {
    "lib/contracts": (),
    "lib/letters": (),
    "lib/numbers": (),
    "lib/formats": (),
    "lib/registry": ("lib.contracts", "lib.registry"),
    "lib/snapshots": ("lib.contracts",),
    "lib/glimpse": ("lib.contracts", "lib.snapshots"),
    "lib/parts": ("lib.contracts", "lib.snapshots"),
    "lib/sources": ("lib.sources",),
    "lib/published": ("lib.contracts", "lib.snapshots", "lib.sources"),
    "lib/tally": (),
    "lib/derived": (
        "lib.derived",
        "lib.metrics.counters",
        "lib.metrics.derivatives",
        "lib.metrics.launches",
        "lib.snapshots",
    ),
    "lib/data": ("lib.contracts", "lib.derived", "lib.glimpse", "lib.registry", "lib.snapshots"),
    "lib/refresh": (
        "lib.contracts",
        "lib.data",
        "lib.derived",
        "lib.metrics.revisions",
        "lib.parts",
        "lib.published",
        "lib.refresh",
        "lib.registry",
        "lib.snapshots",
        "lib.sources",
    ),
    "lib/metrics": ("lib.metrics", "lib.registry"),
    "lib/charts": ("lib.charts", "lib.letters", "lib.numbers"),
    "lib/views": (
        "lib.charts",
        "lib.contracts",
        "lib.data",
        "lib.formats",
        "lib.glimpse",
        "lib.metrics",
        "lib.numbers",
        "lib.registry",
        "lib.snapshots",
        "lib.views",
    ),
    "lib/cite": ("lib.data", "lib.numbers", "lib.snapshots", "lib.views.view"),
    "lib/exports": (
        "lib.charts",
        "lib.cite",
        "lib.contracts",
        "lib.data",
        "lib.exports",
        "lib.formats",
        "lib.letters",
        "lib.numbers",
        "lib.registry",
        "lib.snapshots",
        "lib.views",
    ),
}
"""What each room may import of lib; an arrow never points back."""

NETWORK = {
    "requests",
    "fsspec",
    "huggingface_hub",
    "httpx",
    "httpx2",
    "urllib3",
    "urllib.request",
    "http.client",
    "socket",
}
CLOCKS = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "pd.Timestamp.now", "pd.Timestamp.today"}


def files(*patterns: str) -> list[Path]:
    """The project's own files by pattern, without what tools keep beside them."""
    found = (path for pattern in patterns for path in PROJECT.rglob(pattern) if path.is_file())
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(PROJECT).parts))


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def code(*rooms: str) -> list[Path]:
    """The Python files of these rooms: "lib/ui" is lib/ui.py and every lib/ui_... and lib/ui/... file."""
    return [path for path in files("*.py") if name(path).startswith(rooms)]


def imports(path: Path) -> Iterator[str]:
    """What a file imports, as dotted names; `from lib import ui` is lib.ui."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def under(module: str, roots: tuple[str, ...] | set[str]) -> bool:
    """Whether a dotted name is one of these modules or stands below one."""
    return any(module == root or module.startswith(f"{root}.") for root in roots)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_nothing_that_stands_after_it(room: str) -> None:
    assert code(room), f"there is no {room}"
    strange = {
        f"{name(path)} imports {module}"
        for path in code(f"{room}.py", f"{room}/")
        for module in imports(path)
        if under(module, {"lib"}) and not under(module, MAY_IMPORT[room])
    }
    assert not strange


def test_every_module_of_lib_is_in_a_room_or_on_the_edge() -> None:
    edges = ("lib/__init__.py", "lib/http/", "lib/ui")
    assert not [name(path) for path in code("lib/") if not name(path).startswith((*MAY_IMPORT, *edges))]


def test_only_the_edge_knows_streamlit() -> None:
    knowing = {
        name(path) for path in code("lib/", "pages/", "app.py") if any(under(m, {"streamlit"}) for m in imports(path))
    }
    assert not {path for path in knowing if not path.startswith(("app.py", "pages/", "lib/http/", "lib/ui"))}


def test_only_sources_have_a_network() -> None:
    asking = {name(path) for path in code("lib/", "pages/", "app.py") if any(under(m, NETWORK) for m in imports(path))}
    assert not {path for path in asking if not path.startswith("lib/sources/")}


def test_only_what_derives_elsewhere_knows_other_engines() -> None:
    engines = {"ibis", "pyspark", "clickhouse_connect"}
    knowing = {name(path) for path in code("lib/", "pages/", "app.py") if any(under(m, engines) for m in imports(path))}
    assert knowing == {f"lib/derived/{module}.py" for module in ("clickhouse", "spark", "sql", "steps")}


def called(path: Path) -> Iterator[str]:
    """What a file calls by a dotted name: `date.today`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func)


def named(path: Path) -> Iterator[str]:
    """Every dotted name in a file, called or handed on: `time.monotonic`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def test_only_refresh_and_the_edge_ask_the_clock() -> None:
    asking = {
        name(path)
        for path in code("lib/", "pages/", "app.py")
        for clock in named(path)
        if clock in CLOCKS or clock.startswith("time.")
    }
    assert not {path for path in asking if not path.startswith(("lib/refresh/", "lib/http/", "lib/ui"))}


def test_only_refresh_writes_snapshots() -> None:
    writing = {name(path) for path in code("lib/", "pages/", "app.py") if "snapshots.write" in called(path)}
    assert writing == {"lib/refresh/landing.py"}


def test_no_file_is_called_by_a_word_that_says_nothing() -> None:
    empty = re.compile(r"(^|_)(utils?|helpers?|common|constants|managers?|services?)(_|$)")
    assert not [
        name(path) for path in files("*.py") if any(empty.search(part) for part in path.with_suffix("").parts[-2:])
    ]


def undocumented(node: ast.Module | ast.ClassDef, where: str) -> Iterator[str]:
    """The public functions and classes of a module, and the public methods of its classes, that lack a docstring."""
    for item in node.body:
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not item.name.startswith("_"):
            if not ast.get_docstring(item):
                yield f"{where}: {item.name}"
            if isinstance(item, ast.ClassDef):
                yield from undocumented(item, where)


def test_every_module_says_what_lives_there_and_every_public_name_what_it_means() -> None:
    trees = {name(path): ast.parse(path.read_text(encoding="utf-8")) for path in code("lib/", "pages/", "app.py")}
    assert not [path for path, tree in trees.items() if not ast.get_docstring(tree)]
    assert not [missing for path, tree in trees.items() for missing in undocumented(tree, path)]


@pytest.mark.parametrize("file", [page.file for page in PAGES])
def test_a_page_stands_under_one_name_in_pages_and_in_views(file: str) -> None:
    assert (PROJECT / "pages" / file).is_file()
    assert (PROJECT / "lib" / "views" / file).is_file()


def test_every_page_file_is_a_page() -> None:
    found = {name(path).removeprefix("pages/") for path in code("pages/")}
    assert found == {page.file for page in PAGES} | {"frame.py"}


TEXT = (
    "*.py",
    "*.md",
    "*.toml",
    "*.csv",
    "*.json",
    "*.txt",
    "*.sh",
    "*.yaml",
    "*.yml",
    "*.cfg",
    "*.lock",
    "Makefile",
    "run",
)


def test_no_file_names_a_place_on_one_machine() -> None:
    place = re.compile(r"(?<![\w.\-/])/(?:work|home|root|tmp|Users)/|\b[A-Z]:" + re.escape("\\") + r"[A-Za-z]")
    named = [
        f"{name(path)}:{number}"
        for path in files(*TEXT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if place.search(line)
    ]
    assert not named


def test_requirements_name_no_package_index() -> None:
    wanted = files("requirements*.txt", "*.lock")
    assert wanted
    index = re.compile(r"://|--(extra-)?index|--find-links|pypi|pythonhosted|npmjs", re.IGNORECASE)
    assert not [name(path) for path in wanted if index.search(path.read_text(encoding="utf-8"))]
