"""Addresses of views: every choice in them, read back as it was meant, on the data that was meant."""

import importlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.data import Data, open_data
from lib.snapshots import PROJECT
from lib.views import links
from lib.views.links import Migration, NoDayError, NoSuchDataError
from lib.views.options import controls, many, one, resolve, span, switch, text
from lib.views.pages import page_of
from tests.offered import CHARTED

TODAY, KNOWN = date(2026, 11, 24), (date(2026, 5, 31), date(2026, 10, 31))
MONTHS = ("2025-01", "2025-02", "2025-03")


@dataclass(frozen=True)
class Options:
    """One control of each kind, and one that matters only with the log scale."""

    count: str = one("Count", ("Month", "Sum"), "Month", help="")
    day: str = one("Day", MONTHS, start=lambda data: MONTHS[-1], newest=True, help="")
    who: tuple[str, ...] = many("Who", ("a", "b", "c"), ("a",), help="")
    log: bool = switch("Log", help="")
    window: tuple[str, str] = span("Months", MONTHS, help="")
    find: str = text("Find", help="")
    base: str = one("Base", ("2", "10"), "10", when=lambda options: options.log, help="")


def read(data: Data, query: str) -> tuple[Options, list[str]]:
    return links.read(Options, "race/crossover", data, parse_qs(query, keep_blank_values=True))


def test_a_live_link_holds_every_choice_and_the_version_and_goes_on_with_the_data(data: Data) -> None:
    assert links.live(resolve(Options, data, {})[0], data) == {
        "count": ["Month"],
        "day": ["newest"],
        "who": ["a"],
        "log": ["false"],
        "window": ["oldest", "newest"],
        "find": [""],
        "v": ["1"],
    }


def test_a_choice_that_matters_only_with_another_stands_in_the_link_with_it(data: Data) -> None:
    assert links.live(resolve(Options, data, {"log": True})[0], data)["base"] == ["10"]


def test_a_frozen_link_names_each_value_the_day_and_the_mark_of_the_data(data: Data) -> None:
    frozen = links.frozen(resolve(Options, data, {})[0], data, ["hub_monthly"])
    assert (frozen["day"], frozen["window"]) == (["2025-03"], ["2025-01", "2025-03"])
    assert frozen["as_of"] == [data.newest_day.isoformat()]
    assert frozen["vintage"] == [data.mark(["hub_monthly"])]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"count": "Sum", "who": ("c", "a"), "log": True, "base": "2", "find": "a & b=c #1?", "window": MONTHS[1:]},
        {"who": (), "day": MONTHS[0], "window": (MONTHS[1], MONTHS[1])},
    ],
)
def test_what_is_chosen_comes_back_from_the_address(data: Data, given: dict[str, Any]) -> None:
    options = resolve(Options, data, given)[0]
    for query in (links.live(options, data), links.frozen(options, data, ["hub_monthly"])):
        address = links.address("https://example.org", page_of("race/crossover"), query, "curves")
        assert address.startswith("https://example.org/crossover?")
        assert address.endswith("#curves")
        assert read(data, urlsplit(address).query) == (options, [])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("count=Year", "Count: 'Year' is not offered"),
        ("log=perhaps", "Log: 'perhaps' is neither on nor off"),
        ("who=a&who=z", "Who: 'z' is not offered"),
        ("window=2025-03&window=2025-01", "Months: '2025-03 to 2025-01' is no span of what is offered"),
        ("window=newest", "Months: '2025-03' is no span of what is offered"),
        ("find=" + "x" * 201, "Find: it is longer than 200 letters"),
        ("colour=red", "there is no option called 'colour'"),
        ("v=7", "version '7' of links is not known here, so it is read as version 1"),
        ("v=one", "version 'one' of links is not known here, so it is read as version 1"),
    ],
)
def test_what_means_nothing_is_ignored_and_said(data: Data, query: str, said: str) -> None:
    options, ignored = read(data, query)
    assert ignored == [said]
    assert options.count == "Month"


def test_of_long_nonsense_only_the_beginning_is_repeated(data: Data) -> None:
    for query in ("count=" + "x" * 10_000, "y" * 10_000 + "=1", "v=" + "9" * 10_000, "window=" + "z" * 10_000):
        assert len(read(data, query)[1][0]) < 160


@pytest.mark.parametrize("query", ["utm_source=x&fbclid=1", "embed=true&embed_options=dark_theme", "as_of=2026-10-31"])
def test_what_others_hang_onto_a_link_is_left_alone(data: Data, query: str) -> None:
    assert read(data, query)[1] == []


def test_the_plain_address_has_what_differs_from_the_default_and_what_is_no_choice(data: Data) -> None:
    given = parse_qs("count=Sum&who=z&window=oldest&window=newest&frob=1&utm_id=2&as_of=2026-11-01&v=1")
    options = links.read(Options, "race/crossover", data, given)[0]
    plain = links.plain(options, data, given)
    assert plain == {"count": ["Sum"], "utm_id": ["2"], "as_of": ["2026-11-01"], "v": ["1"]}
    assert links.plain(links.read(Options, "race/crossover", data, plain)[0], data, plain) == plain


@given(
    st.dictionaries(
        st.sampled_from(["count", "day", "who", "log", "window", "find", "base", "v", "as_of", "vintage"]) | st.text(),
        st.lists(st.sampled_from(["Sum", "a", "true", "2025-01", "newest", "oldest", "", "1"]) | st.text(), max_size=4),
        max_size=6,
    )
)
def test_whatever_stands_in_an_address_gives_options_and_short_sentences(
    data: Data, query: dict[str, list[str]]
) -> None:
    options, ignored = links.read(Options, "race/crossover", data, query)
    assert resolve(Options, data, asdict(options)) == (options, [])
    assert all(len(sentence) < 200 for sentence in ignored)
    plain = links.plain(options, data, query)
    assert links.read(Options, "race/crossover", data, plain) == (options, [])


CHANGED = (
    Migration(2, "race/crossover", "sum", "count", {"yes": "Total"}),
    Migration(3, "race/crossover", "count", "count", {"Total": "Sum"}),
    Migration(3, "race/crossover", "log", "log", default=("true",)),
    Migration(3, "rankings/hub", "who", "nobody"),
)


@pytest.mark.parametrize(
    ("query", "count", "log"),
    [
        ("v=1&sum=yes", "Sum", True),
        ("v=2&count=Total", "Sum", True),
        ("v=2&count=Total&log=false", "Sum", False),
        ("v=3&count=Sum", "Sum", False),
        ("count=Sum", "Sum", False),
    ],
)
def test_an_old_link_means_what_it_meant(
    data: Data, monkeypatch: pytest.MonkeyPatch, query: str, count: str, log: bool
) -> None:
    monkeypatch.setattr(links, "MIGRATIONS", CHANGED)
    monkeypatch.setattr(links, "VERSION", 3)
    options, ignored = read(data, query)
    assert (options.count, options.log, ignored) == (count, log, [])
    given = parse_qs(query)
    assert links.read(Options, "race/crossover", data, links.plain(options, data, given))[0] == options


KEPT = json.loads(Path(__file__).with_name("kept_links.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def known() -> dict[str, Data]:
    """The shipped data by the day that a kept link froze."""
    return {day: open_data(PROJECT / "data", date.fromisoformat(day)) for day in {kept["as_of"] for kept in KEPT}}


def kept() -> Iterator[Any]:
    for each in KEPT:
        yield pytest.param(each, id=f"{each['page']}-{each['query'][:40]}")


@pytest.mark.parametrize("kept", kept())
def test_a_link_kept_from_a_release_still_opens_what_it_opened(kept: dict[str, Any], known: dict[str, Data]) -> None:
    topic = importlib.import_module(f"lib.views.{kept['page'].replace('/', '.')}")
    data = known[kept["as_of"]]
    given = parse_qs(kept["query"], keep_blank_values=True)
    options, ignored = links.read(topic.Options, kept["page"], data, given)
    assert not ignored
    # An option that came later has its default, which must leave the cards as they were.
    chosen = json.loads(json.dumps(asdict(options)))
    assert chosen == json.loads(json.dumps(asdict(resolve(topic.Options, data, {})[0]))) | kept["options"]
    shown = topic.view(data, options)
    assert [card.title for card in shown.cards] == kept["titles"]
    links.check(given["vintage"][0], data, shown.tables)


def test_there_is_a_kept_link_of_every_page_with_choices() -> None:
    choosing = {
        page.name
        for page in CHARTED
        if controls(importlib.import_module(f"lib.views.{page.name.replace('/', '.')}").Options)
    }
    assert choosing <= {kept["page"] for kept in KEPT}


@pytest.mark.parametrize("said", ["2026-05-31", "2026-08-01", "2026-10-31", "2026-11-24"])
def test_a_day_from_the_oldest_vintage_to_today_is_taken(said: str) -> None:
    assert links.day_of(said, TODAY, KNOWN) == date.fromisoformat(said)


@pytest.mark.parametrize("said", ["", "today", "2026-13-01", "31.10.2026", "<script>", "2026-W45", "20261031"])
def test_what_is_no_day_is_said(said: str) -> None:
    with pytest.raises(NoDayError, match="is no day such as 2026-10-31"):
        links.day_of(said, TODAY, KNOWN)


def test_of_a_long_word_in_place_of_a_day_only_the_beginning_is_repeated() -> None:
    with pytest.raises(NoDayError) as error:
        links.day_of("x" * 5000, TODAY, KNOWN)
    assert len(str(error.value)) < 120


def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(NoSuchDataError, match="25 November 2026 has not come yet"):
        links.day_of("2026-11-25", TODAY, KNOWN)


def test_a_vintage_newer_than_a_clock_that_is_slow_can_be_asked_for() -> None:
    assert links.day_of("2026-10-31", date(2026, 1, 1), KNOWN) == date(2026, 10, 31)


def test_a_day_before_everything_says_what_there_is() -> None:
    with pytest.raises(NoSuchDataError, match="Nothing is known as of 30 May 2026: the oldest data is of 31 May 2026"):
        links.day_of("2026-05-30", TODAY, KNOWN)


def test_an_empty_store_has_no_oldest_day() -> None:
    assert links.day_of("2020-01-01", TODAY, ()) == date(2020, 1, 1)


def test_the_mark_of_other_tables_or_other_data_is_refused(data: Data) -> None:
    links.check(data.mark(["hub_monthly", "hub_totals"]), data, ["hub_totals", "hub_monthly", "hub_totals"])
    for mark in (data.mark(["hub_monthly"]), "", "0" * 8, "<script>"):
        with pytest.raises(NoSuchDataError, match="that is not held here, or no longer"):
            links.check(mark, data, ["hub_monthly", "hub_totals"])
