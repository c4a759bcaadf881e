"""A frozen view and a failed source, in a real browser, on a store with two vintages."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from bench.serve import serving
from lib import snapshots
from lib.exports.plain import BREAK
from lib.snapshots import Attempt
from tests import stores
from tests.browser.seen import Seen

HOSTILE = "ask https://a.example, www.b.example\n\n# or c@d.example :material/delete: :smile: &lt;b"
LINE = "You see the data as it was known on 4 November 2026"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the shipped store, with a later vintage with doubled downloads, a later day, and failed attempts."""
    folder = tmp_path_factory.mktemp("store") / "data"
    stores.shipped(folder)
    known, facts = snapshots.read("hub_monthly", folder), snapshots.provenance("hub_monthly", folder)
    stated = {name: getattr(facts, name) for name in ("source", "url", "licence", "citation", "how", "universe")}
    doubled = known.assign(downloads=known["downloads"] * 2)
    snapshots.write("hub_monthly", doubled, folder, {**stated, "as_of": "2026-11-05", "complete": True, "caveats": ()})
    seen, source = snapshots.read("hub_models", folder), snapshots.provenance("hub_models", folder)
    stated = {name: getattr(source, name) for name in stated}
    again = seen[seen["day"] == seen["day"].max()].assign(day=pd.Timestamp("2026-11-05").as_unit("us"))
    snapshots.write("hub_models", again, folder, {**stated, "as_of": "2026-11-05", "complete": True, "caveats": ()})
    snapshots.record("hub_models", folder, Attempt("2026-11-06T08:00:00+00:00", "Hub", HOSTILE))
    snapshots.record("hub_totals", folder, Attempt("2026-11-06T08:00:00+00:00", "Model Pulse", "there is no network"))
    with serving("app.py", CROSSOVER_DATA=str(folder)) as address:
        yield address


def asked(seen: Seen) -> dict[str, list[str]]:
    """What stands in the address."""
    return asked_for(seen.page.url)


def asked_for(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def first(seen: Seen) -> str:
    """The first key figure as it is written."""
    return seen.page.get_by_test_id("stMetricValue").first.inner_text()


def headline(seen: Seen) -> str:
    """The finding at the top of the page."""
    return seen.page.get_by_role("heading", level=2).first.inner_text()


def walk(seen: Seen, section: str, title: str) -> None:
    """Go to another page by the navigation, which knows nothing of what stands in the address."""
    seen.page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    seen.page.get_by_test_id("stTopNavPopover").or_(seen.page.get_by_role("menu")).get_by_text(
        title, exact=True
    ).first.click()
    seen.page.get_by_role("heading", level=1, name=title).wait_for()
    seen.settle()


@pytest.mark.slow
def test_a_link_as_of_a_day_opens_its_data_survives_a_walk_and_is_left_on_request(grown: str, seen: Seen) -> None:
    seen.open(f"{grown}/downloads?by=Country")
    newest = first(seen)
    assert LINE not in seen.words()

    seen.open(f"{grown}/downloads?by=Country&as_of=2026-11-04")
    then = first(seen)
    assert LINE in seen.words()
    assert then != newest
    assert asked(seen) == {"by": ["Country"], "as_of": ["2026-11-04"]}

    walk(seen, "Adoption", "Local use")
    assert LINE in seen.words()
    assert seen.becomes(lambda: asked(seen).get("as_of") == ["2026-11-04"])

    walk(seen, "Adoption", "Downloads")
    seen.page.locator(".st-key-by").get_by_role("radio", name="Country").or_(
        seen.page.locator(".st-key-by").get_by_role("button", name="Country")
    ).first.click()
    seen.settle()
    assert seen.becomes(lambda: first(seen) == then)
    assert asked(seen) == {"by": ["Country"], "as_of": ["2026-11-04"]}

    seen.page.get_by_role("link", name="Show the newest").click()
    seen.page.get_by_text(LINE).wait_for(state="detached")
    seen.settle()
    assert seen.becomes(lambda: first(seen) == newest)
    assert seen.becomes(lambda: asked(seen) == {"by": ["Country"]})

    walk(seen, "Rankings", "Usage")
    assert LINE not in seen.words()
    assert "as_of" not in asked(seen)


@pytest.mark.slow
def test_on_the_way_back_to_the_newest_a_choice_nobody_made_is_made_anew(grown: str, seen: Seen) -> None:
    seen.open(f"{grown}/hub?search=qwen&as_of=2026-11-04")
    assert "5 October 2026" in headline(seen)
    date = seen.page.locator(".st-key-day").get_by_role("combobox")
    search = seen.page.locator(".st-key-search input")
    assert (date.input_value(), search.input_value()) == ("2026-10-05", "qwen")

    seen.page.get_by_role("link", name="Show the newest").click()
    seen.page.get_by_text(LINE).wait_for(state="detached")
    seen.settle()
    assert seen.becomes(lambda: "5 November 2026" in headline(seen))
    assert seen.becomes(lambda: date.input_value() == "2026-11-05")
    assert search.input_value() == "qwen"
    assert seen.becomes(lambda: asked(seen) == {"search": ["qwen"]})


def test_a_choice_in_the_address_stays_on_the_way_back_to_the_newest(grown: str, seen: Seen) -> None:
    seen.open(f"{grown}/hub?day=2026-10-05&as_of=2026-11-05")
    seen.page.get_by_role("link", name="Show the newest").click()
    seen.page.get_by_text("You see the data as it was known").wait_for(state="detached")
    seen.settle()
    assert "5 October 2026" in headline(seen)
    assert asked(seen) == {"day": ["2026-10-05"]}


@pytest.mark.slow
def test_the_reason_of_a_service_makes_no_link_and_no_icon(grown: str, seen: Seen) -> None:
    seen.open(f"{grown}/hub")
    told = seen.page.get_by_text("was last good on").first
    assert (
        told.inner_text()
        .replace(BREAK, "")
        .endswith("failed: ask https://a.example, www.b.example # or c@d.example :material/delete: :smile: &lt;b.")
    )
    assert told.locator("a").count() == 0


@pytest.mark.slow
def test_a_link_of_a_frozen_page_leads_to_the_same_day_also_in_a_new_tab(grown: str, seen: Seen) -> None:
    seen.open(f"{grown}/?as_of=2026-11-04")
    link = seen.page.get_by_role("link", name="Monthly downloads").first
    address = link.get_attribute("href") or ""
    assert "as_of=2026-11-04" in address
    seen.open(f"{grown}/{address.removeprefix(grown).removeprefix('/')}")
    assert LINE in seen.words()
    seen.page.get_by_text("Share and export").first.click()
    seen.settle()
    frozen = seen.page.get_by_role("link", name="Copy frozen link").get_attribute("href") or ""
    assert asked_for(frozen)["as_of"] == ["2026-10-31"]  # what was known on that day, and no later vintage of it


def test_a_failed_attempt_is_told_on_the_chart_and_on_the_page_of_the_data(grown: str, seen: Seen) -> None:
    seen.open(f"{grown}/downloads")
    told = "was last good on 31 October 2026; the attempt of 6 November 2026 to ask Model Pulse failed: "
    assert f"{told}there is no network." in seen.page.locator(".st-key-card-downloads").inner_text()
    seen.open(f"{grown}/data")
    assert (
        "The attempt of 6 November 2026 to ask Model Pulse for hub_totals failed: there is no network." in seen.words()
    )
    assert "There are 2 vintages" in seen.words()


def test_a_day_that_cannot_be_had_is_one_sentence_with_the_way_to_the_newest_data(grown: str, seen: Seen) -> None:
    seen.open(f"{grown}/downloads?as_of=2999-01-01")
    assert "1 January 2999 has not come yet." in seen.words()
    assert not seen.charts()
    seen.page.get_by_role("link", name="Show the newest").click()
    assert seen.becomes(lambda: bool(seen.charts()))
    assert "as_of" not in seen.page.url
