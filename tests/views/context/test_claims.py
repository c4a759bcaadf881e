"""The page of claims: what is kept, what is said, where each leads, and what it does without data."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from lib import snapshots
from lib.charts.theme import THEMES
from lib.data import Data, open_data
from lib.registry.tables import CLAIM_TESTS
from lib.snapshots import PROJECT
from lib.views import links
from lib.views.context import claims
from lib.views.context.checks import CHECKS, checked
from lib.views.context.claims import Options
from lib.views.options import resolve
from lib.views.pages import page_of
from lib.views.view import NothingToShowError, View
from tests.stores import FACTS


def shown(data: Data, **chosen: str) -> View:
    options, ignored = resolve(Options, data, chosen)
    assert not ignored
    return claims.view(data, options)


def test_every_test_that_the_registry_offers_has_a_function_and_none_is_without_use() -> None:
    assert tuple(CHECKS) == CLAIM_TESTS


def test_the_headline_counts_the_table(data: Data) -> None:
    view = shown(data)
    verdicts = view.cards[0].table["verdict"]
    same, between = (verdicts == "reproduced").sum(), (verdicts == "not contradicted").sum()
    other = verdicts.str.startswith("differs").sum()
    rest = (verdicts == "cannot be tested").sum()
    assert view.headline == (
        f"Of {len(verdicts)} published claims {same} are reproduced, {between} are not contradicted, "
        f"{other} differ and {rest} cannot be tested with open data."
    )


def test_all_claims_that_were_asked_for_are_there(data: Data) -> None:
    stated = set(data.registry.claims["stated"])
    assert {
        *("September 2025", "October 2025", "July 2025", "August 2025", "more than 700M", "942.1M", "476M"),
        *("1,150M", "723M", "17.1 %", "15.8 %", "41 %", "36.5 %", "more than half", "47 %", "69 %", "nearly 30 %"),
        *("13 %", "61 %", "72.7 %", "80 %", "151,448", "39 points"),
    } <= stated


def test_a_filter_keeps_what_it_names(data: Data) -> None:
    differs = shown(data, verdict="Differs", topic="OpenRouter").cards[0].table
    assert differs["verdict"].str.startswith("differs").all()
    assert set(differs["topic"]) == {"OpenRouter"}
    assert set(shown(data, speaker="Xinhua").cards[0].table["speaker"]) == {"Xinhua"}
    assert "Mistral" not in "".join(shown(data, search="APP store").cards[0].table["claim"])


def test_a_single_claim_and_a_single_verdict_are_told_as_such(data: Data) -> None:
    assert shown(data, search="moonshot 37M", verdict="Reproduced").headline == "1 published claim: reproduced."
    assert shown(data, speaker="Bloomberg, on ATOM data", verdict="Not contradicted").headline == (
        "1 published claim by Bloomberg, on ATOM data: not contradicted."
    )
    assert shown(data, topic="Qwen and Llama", verdict="Not contradicted").headline == (
        "4 published claims on Qwen and Llama: none reproduced, none contradicted."
    )
    assert shown(data, topic="Adoption").headline.endswith(": none can be tested with open data.")


def test_the_verdicts_of_kept_links_keep_their_words_and_the_fourth_has_its_own(data: Data) -> None:
    for word in ("Reproduced", "Not contradicted", "Differs", "Cannot be tested"):
        verdicts = shown(data, verdict=word).cards[0].table["verdict"]
        assert verdicts.str.startswith(word.lower()).all()


def test_the_fourth_verdict_is_drawn_apart_from_the_others(data: Data) -> None:
    cards = {card.name: card for card in shown(data).cards}
    bars = cards["claims"].draw(THEMES["light"]).data
    assert [bar.name for bar in bars] == ["untestable", "differ", "not contradicted", "reproduced"]
    assert [set(bar.marker.pattern.shape) for bar in bars] == [{"/"}, {""}, {"."}, {""}]
    marks = {trace.name: trace.marker.symbol for trace in cards["differences"].draw(THEMES["light"]).data}
    assert marks == {"Reproduced": "circle", "Not contradicted": "circle-open", "Differs": "diamond-open"}


def test_what_only_does_not_contradict_a_claim_says_why(data: Data) -> None:
    why = shown(data, verdict="Not contradicted").cards[0].table.set_index("claim")["why"]
    assert (
        why["Qwen passed Llama in October 2025."].str.startswith("Our range of months goes beyond those claimed.").all()
    )
    assert why["Seven of the ten most downloaded large ones are Chinese."].endswith(
        "The same figure, but ours is of 1 April 2026, about 4 months later."
    )


def test_what_fits_no_claim_is_said(data: Data) -> None:
    with pytest.raises(NothingToShowError, match="No claim fits"):
        shown(data, search="unheard of")


def test_claims_that_cannot_be_tested_have_no_chart_of_differences_and_no_dates(data: Data) -> None:
    assert [card.name for card in shown(data, verdict="Cannot be tested").cards] == ["claims"]


def test_the_guess_of_one_partner_and_the_app_that_was_no_model_are_told(data: Data) -> None:
    notes = " ".join(shown(data).notes)
    assert "one partner's guess in print" in notes
    assert "“The model DeepSeek R1 was first in the US App Store.” What stood first" in notes
    assert "was the DeepSeek app" in notes
    assert not shown(data, topic="Capability").notes


def test_every_view_of_ours_takes_all_the_options_that_lead_to_it(data: Data) -> None:
    import importlib

    for each in data.derived(checked):
        if each.ours is None:
            continue
        link = each.ours.link
        topic = importlib.import_module(f"lib.views.{link.page.replace('/', '.')}")
        given = {name: [value] if isinstance(value, str) else list(value) for name, value in link.options.items()}
        _, ignored = links.read(topic.Options, link.page, data, given)
        assert not ignored, each.claim.key


def test_the_view_of_an_anchored_level_shows_that_level(data: Data) -> None:
    from lib.views.race import crossover

    each = next(each for each in data.derived(checked) if each.claim.key == "qwen-942m-march-2026")
    assert each.ours is not None
    given = {name: [value] if isinstance(value, str) else list(value) for name, value in each.ours.link.options.items()}
    options, _ = links.read(crossover.Options, "race/crossover", data, given)
    rows = crossover.view(data, options).cards[0].table
    level = rows[(rows["when"] == "2026-03-31") & (rows["entity"] == "Qwen") & (rows["published_by"] == "")]
    assert level["downloads"].iloc[0] == pytest.approx(each.ours.value)


def test_a_claim_leads_to_its_view_by_an_address_below_ours(data: Data) -> None:
    table = shown(data).cards[0].table
    tested = table[table["ours"] != ""]
    pages = {f"/{page_of(each.ours.link.page).path}" for each in data.derived(checked) if each.ours}
    assert set(tested["our_view"].str.split("?").str[0]) == pages
    assert (table.loc[table["ours"] == "", "our_view"] == "").all()


def test_claims_about_boards_and_notable_models_lead_to_the_page_that_shows_them(data: Data) -> None:
    found = {each.claim.key: each.ours for each in data.derived(checked) if each.ours}
    assert {ours.link.page for key, ours in found.items() if key.startswith(("arena", "notable"))} == {
        "rankings/capability"
    }
    assert not [key for key, ours in found.items() if ours.link.page == "about/data"]


def test_a_bound_on_whose_open_side_the_claim_lies_is_shown_and_judges_nothing(data: Data) -> None:
    view = shown(data, search="17.1 % august 2025")
    row = view.cards[0].table.iloc[0]
    assert (row["verdict"], row["ours"]) == ("cannot be tested", "2.5 %")
    assert row["why"].startswith("Ours is a lower bound, and the claim is above it.")
    assert [card.name for card in view.cards] == ["claims"]


def test_an_address_keeps_the_day_of_the_data(data: Data) -> None:
    old = Data(data.folder, data.registry, date(2026, 10, 31))
    view = shown(old, verdict="Reproduced")
    assert view.cards[0].table["our_view"].str.contains("as_of=2026-10-31").all()


def test_our_months_stand_once_above_all_claims_that_are_tested_with_the_same_levels(data: Data) -> None:
    card = next(card for card in shown(data, topic="Qwen and Llama").cards if card.name == "dates")
    names = [trace.name for trace in card.draw(THEMES["light"]).data]
    assert names == [
        "Ours: Qwen over Llama, September to October 2025",
        "ATOM Project: September 2025",
        "Ours: Qwen over Llama, September to December 2025",
        "Stanford HAI and DigiChina: September 2025",
        "Xinhua: October 2025",
        "Ours: Qwen over Llama, October to December 2025",
        "Bloomberg, on ATOM data: October 2025",
    ]


def test_a_table_that_the_store_does_not_hold_makes_claims_untestable_and_says_so(data: Data) -> None:
    found = {each.claim.key: each for each in data.derived(checked)}
    each = found["qwen-151448-derivatives"]
    assert (each.verdict.word, each.why) == (
        "cannot be tested",
        "The store holds no table hub_derivatives; a refresh brings it.",
    )


def derivatives(day: str, counts: dict[str, int]) -> pd.DataFrame:
    """What a refresh would write: for each base model so many finetunes, and one of each other relation."""
    frame = pd.DataFrame({"day": pd.Timestamp(day).as_unit("us"), "model": list(counts), "finetune": counts.values()})
    frame = frame.assign(quantized=1, adapter=1, merge=1).astype({"model": "str"})
    return frame.astype(dict.fromkeys(("finetune", "quantized", "adapter", "merge"), "Int64"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A copy of the shipped store, to be added to."""
    return Path(shutil.copytree(PROJECT / "data", tmp_path / "data"))


@pytest.mark.parametrize(
    ("day", "word"),
    [
        pytest.param("2026-09-01", "reproduced", id="within a month of what it is about"),
        pytest.param("2026-11-01", "not contradicted", id="months later"),
    ],
)
def test_derivatives_are_tested_as_soon_as_the_store_holds_them(store: Path, day: str, word: str) -> None:
    rows = derivatives(day, {"Qwen/a": 100_000, "Qwen/b": 51_442, "google/c": 7})
    snapshots.write("hub_derivatives", rows, store, {**FACTS, "source": "hub", "as_of": "2026-11-01"})
    found = {each.claim.key: each for each in checked(open_data(store))}
    qwen, google = found["qwen-151448-derivatives"], found["google-82506-derivatives"]
    assert qwen.ours is not None
    assert google.ours is not None
    assert (qwen.ours.value, qwen.verdict.word) == (151_448, word)
    assert (google.ours.value, google.verdict.word) == (10, "differs")
    assert found["qwen-180k-derivatives"].verdict.word == "cannot be tested"
    assert "half a year" in found["qwen-180k-derivatives"].why


def test_the_first_ten_of_the_arena_are_counted_as_soon_as_the_store_holds_a_board_of_that_month(store: Path) -> None:
    each = {each.claim.key: each for each in checked(open_data(store))}["arena-top-ten-chinese"]
    assert (each.verdict.word, each.why) == (
        "cannot be tested",
        "No whole board at hand is within a month of what the claim is about; the nearest is of 17 December 2025.",
    )
    labs = ["openai"] * 6 + ["alibaba"] * 4 + ["google"]
    day = pd.Timestamp("2026-03-20").as_unit("us")
    rows = pd.DataFrame({"board": "text", "day": day, "model": [f"m{place}" for place in range(11)], "lab": labs})
    rows = rows.assign(licence="Proprietary", rating=[float(1500 - place) for place in range(11)])
    rows = rows.assign(rating_low=rows["rating"] - 5, rating_high=rows["rating"] + 5)
    rows = rows.astype(dict.fromkeys(("board", "model", "lab", "licence"), "str"))
    snapshots.write("arena", rows, store, {**FACTS, "source": "lmarena_dataset", "as_of": "2026-11-01"})
    each = {each.claim.key: each for each in checked(open_data(store))}["arena-top-ten-chinese"]
    assert each.ours is not None
    assert (each.ours.value, each.verdict.word) == (4, "reproduced")


def test_a_crossing_of_tokens_is_dated_where_the_record_holds_it(store: Path) -> None:
    weeks = pd.to_datetime(["2026-02-02", "2026-02-09"]).as_unit("us")
    rows = pd.DataFrame(
        {
            "week": [weeks[0], weeks[0], weeks[1], weeks[1]],
            "model": ["openai/gpt", "qwen/a", "openai/gpt", "qwen/a"],
            "tokens": [2, 1, 1, 2],
            "days_in_top50": 7,
        }
    ).astype({"model": "str"})
    snapshots.write("openrouter_weekly", rows, store, {**FACTS, "source": "openrouter", "as_of": "2026-11-01"})
    found = {each.claim.key: each for each in checked(open_data(store))}
    each = found["china-passed-us-openrouter"]
    assert each.ours is not None
    assert (each.ours.since, each.verdict.word) == (pd.Timestamp("2026-02-01"), "reproduced")


def test_without_any_table_of_ours_no_claim_is_tested(store: Path) -> None:
    for table in ("arena", "hub_models", "hub_totals", "notable_models", "openrouter_lines", "openrouter_weekly"):
        shutil.rmtree(store / "snapshots" / table)
    view = shown(open_data(store), topic="OpenRouter")
    assert view.headline.endswith(": none can be tested with open data.")
    assert view.cards[0].tables == ("hub_monthly",)


def test_as_of_a_day_whose_registry_holds_no_claims_it_is_said_that_they_were_decided_later(data: Data) -> None:
    earlier = shown(open_data(data.folder, date(2026, 10, 31)))
    assert earlier.notes[0].startswith("Decided later than this day: the registry kept for it, of 31 October 2026, has")
    assert not [note for note in shown(data).notes if "Decided later" in note]
