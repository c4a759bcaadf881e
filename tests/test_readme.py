"""The README and the docs speak of what is there."""

import re

import pytest

from lib.snapshots import PROJECT
from lib.views.pages import PAGES, Page

README = (PROJECT / "README.md").read_text(encoding="utf-8")
TEXTS = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")]
TEXTS += sorted((PROJECT / "docs").glob("*.md"))


@pytest.mark.parametrize("of", PAGES, ids=lambda of: of.name)
def test_every_page_is_in_the_readme_with_its_address(of: Page) -> None:
    assert f"| {of.title} (`{of.name}`) | `/{of.path}` |" in README


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_file_that_a_text_links_to_is_there(text) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text.read_text(encoding="utf-8"))
    assert [name for name in linked if not (text.parent / name).exists()] == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_command_that_a_text_names_is_in_the_makefile(text) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert named <= targets


def test_the_two_commands_stand_in_the_first_screen() -> None:
    first = README.split("\n## ")[0]
    assert "make run" in first
    assert "make test" in first
    assert "streamlit run app.py" in first
