import importlib

import pytest

from lib.snapshots import PROJECT
from lib.views.pages import PAGES, page_of


def test_no_two_pages_have_the_same_name_title_or_address():
    for given in ([page.name for page in PAGES], [page.title for page in PAGES], [page.path for page in PAGES]):
        assert len(set(given)) == len(PAGES)


def test_one_page_is_the_default_and_answers_at_the_root():
    assert [(page.name, page.path) for page in PAGES if page.default] == [("race/overview", "")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_page_has_its_file_and_its_view_under_the_same_name(page):
    assert (PROJECT / "pages" / page.file).is_file()
    topic = importlib.import_module(f"lib.views.{page.name.replace('/', '.')}")
    assert callable(topic.view)
    assert isinstance(topic.Options, type)


def test_every_page_file_is_in_the_list():
    files = {str(path.relative_to(PROJECT / "pages")) for path in (PROJECT / "pages").glob("*/*.py")}
    assert files == {page.file for page in PAGES}


def test_pages_of_a_section_stand_together():
    sections = [page.section for page in PAGES]
    assert sections == sorted(sections, key=sections.index)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_page_asks_one_question(page):
    assert page.question.endswith("?")


def test_a_page_is_found_by_its_name():
    assert page_of("race/crossover").title == "Crossover"
    with pytest.raises(KeyError, match="race/nowhere"):
        page_of("race/nowhere")
