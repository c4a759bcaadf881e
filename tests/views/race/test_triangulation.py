from dataclasses import replace

import pandas as pd
import pytest

from lib.data import open_data
from lib.metrics import triangulation as metrics
from lib.views.options import resolve
from lib.views.race import agreement, side_by_side, tallies, triangulation
from lib.views.race.tallies import FLOW, Service
from lib.views.view import NothingToShowError
from tests import fetched

JUNE = pd.Timestamp("2026-06-01")


def view_of(data, **given):
    options, ignored = resolve(triangulation.Options, data, given)
    assert not ignored
    return triangulation.view(data, options)


@pytest.fixture(scope="module")
def shown(data):
    return view_of(data)


def card(view, name):
    return next((one for one in view.cards if one.name == name), None)


def wide(view, name="shares"):
    return card(view, name).table.pivot_table(index="entity", columns="service", values="share")


def test_the_hub_and_ollama_are_led_by_alibaba_and_openrouters_lines_by_deepseek(shown):
    assert shown.headline == (
        "The Hub, OpenRouter and Ollama do not agree who leads among the 6 makers that all of them count: Alibaba "
        "leads in Hub downloads (73 %) and Ollama pulls gained (37 %); DeepSeek leads in OpenRouter open lines (45 %); "
        "August 2025 to June 2026."
    )


def test_a_makers_share_is_its_part_of_the_months_downloads_of_the_makers_compared(data, shown):
    table = data.table("hub_monthly")
    inside = table[table["month"].between("2025-08-01", "2026-06-01")].groupby("org")["downloads"].sum()
    orgs = ["Qwen", "deepseek-ai", "meta-llama", "moonshotai", "openai", "zai-org"]
    assert wide(shown).loc["Alibaba", "Hub downloads"] == pytest.approx(inside["Qwen"] / inside[orgs].sum())


def test_pulls_gained_are_between_the_readings_at_the_ends_of_the_months(data, shown):
    table = data.table("ollama_prefixes").set_index(["day", "prefix"])["pulls_all_time"]
    llama = [
        table[(pd.Timestamp(day), name)] for day in ("2026-06-28", "2025-07-27") for name in ("llama", "codellama")
    ]
    row = card(shown, "shares").table.query("service == 'Ollama pulls gained' and entity == 'Meta'").iloc[0]
    assert row["value"] == llama[0] + llama[1] - llama[2] - llama[3]
    assert (row["from"], row["to"]) == (pd.Timestamp("2025-07-27"), pd.Timestamp("2026-06-28"))


def test_shares_of_every_service_add_up_to_one(shown):
    for name in ("shares", "shares-weeks"):
        assert wide(shown, name).sum().tolist() == pytest.approx([1.0] * 4)


def test_a_stock_is_called_one_and_takes_no_part_in_what_is_said_of_agreement(shown):
    kinds = card(shown, "shares").table.set_index("service")["kind"].to_dict()
    assert kinds["Ollama all-time pulls"] == "stock"
    assert "Upright stroke: Ollama all-time pulls, a stock" in card(shown, "shares").subtitle
    assert not card(shown, "agreement").table["pair"].str.contains("all-time").any()
    assert any(note.startswith("A stock and a flow are not one measure") for note in shown.notes)


def test_without_the_stock_only_flows_are_compared(data):
    view = view_of(data, stocks=False)
    assert set(card(view, "shares").table["kind"]) == {"flow"}
    assert not any(note.startswith("A stock") for note in view.notes)


def test_the_false_spike_of_qwen_is_not_counted_as_open(data):
    flow = data.derived(tallies.lines).flow
    april = flow[(flow["month"] == "2026-04-01") & (flow["entity"] == "alibaba")].iloc[0]
    assert april["partial"]
    days = data.table("openrouter_lines").query("line == 'Qwen' and '2026-04-08' <= day <= '2026-04-30'")
    assert april["value"] == pytest.approx(days["share"].sum())


def test_tokens_are_those_of_models_known_to_have_open_weights(data):
    service = data.derived(tallies.tokens)
    makers = set(service.counts([JUNE])["entity"])
    assert {"deepseek", "openai", "google"} <= makers
    assert not {"anthropic", "xai"} & makers
    google = service.counts([JUNE]).set_index("entity").loc["google", "value"]
    table = data.table("openrouter_weekly").query("week >= '2026-06-01' and week < '2026-06-29'")
    assert google == table.loc[table["model"].str.contains("google/gemma"), "tokens"].sum()


def test_the_part_of_its_whole_that_is_compared_is_said_for_each_service(data, shown):
    subtitle = card(shown, "shares").subtitle
    totals = data.table("hub_totals").query("month >= '2025-08-01' and month <= '2026-06-01'")
    hub = card(shown, "shares").table.query("service == 'Hub downloads'")["value"].sum()
    assert round(100 * hub / totals["downloads_language_models"].sum()) == 50
    assert "Hub downloads 50 % (the makers' own language models)" in subtitle
    assert "OpenRouter open lines 22 %" in subtitle


def test_how_alike_services_rank_is_said_with_the_number_of_makers(shown):
    rows = card(shown, "agreement").table.set_index(["pair", "n"])["correlation"]
    # Places on the Hub 1 3 2 6 4 5 and of pulls gained 1 3 2 6 5 4: 1 - 6 * 2 / (6 * 35).
    assert rows["Hub downloads · Ollama pulls gained", 6] == pytest.approx(1 - 12 / 210)
    assert any("rank correlation 0.94" in note and "n = 6 makers" in note for note in shown.notes)


def test_who_leads_in_time_is_not_shown_while_the_common_months_are_too_few(shown):
    told = [note for note in shown.notes if note.startswith("Which service moves first")]
    assert told == [
        "Which service moves first cannot be said: Hub downloads and OpenRouter open lines share 20 months, the most "
        "of any two, and 24 are needed before a lead of months is more than chance. None is shown."
    ]


def service(name: str, values: list[float]) -> Service:
    months = pd.date_range("2024-01-01", periods=len(values), freq="MS")
    flow = pd.DataFrame(
        {
            "month": [*months, *months],
            "entity": ["meta"] * len(values) + ["zai"] * len(values),
            "value": [*values, *(100 - value for value in values)],
            "partial": False,
        }
    )
    return Service(
        name,
        FLOW,
        "downloads",
        "all",
        ("hub_monthly",),
        "downloads_month",
        counts=lambda months: metrics.over(flow, months),
        whole=lambda months: 100.0,
        ends=lambda months: (months[0], months[-1]),
        flow=flow,
    )


def test_who_leads_in_time_is_told_once_the_months_are_enough():
    steps = [50 + (place * place * 7 + place * 3) % 11 for place in range(32)]
    ahead, behind = service("A", steps[2:]), service("B", steps[:30])
    assert agreement.lead_lag([ahead, behind]) == (
        "Changes of shares go together most where B moves 2 months after A (correlation 1.00 over 54 changes in 30 "
        "months); that is not a cause."
    )


def test_where_no_two_services_share_a_month_that_is_said():
    nothing = "Which service moves first cannot be said: no two services share a month. None is shown."
    assert agreement.lead_lag([service("A", [1])]) == nothing


def test_countries_are_the_same_makers_counted_together(data, shown):
    view = view_of(data, by="Country")
    assert view.headline.startswith("The Hub, OpenRouter and Ollama agree who leads")
    china = wide(shown).loc[["Alibaba", "DeepSeek", "Moonshot AI", "Z.ai (Zhipu)"]].sum()
    assert wide(view).loc["China"].tolist() == pytest.approx(china.tolist())
    assert card(view, "agreement").table.equals(card(shown, "agreement").table)


def test_a_shorter_window_leaves_out_what_has_no_month_in_it(data):
    view = view_of(data, window=("2025-08", "2025-12"))
    assert card(view, "shares-weeks") is None
    assert any("weekly tokens are not shown" in note for note in view.notes)
    assert "August to December 2025" in card(view, "shares").title


def test_one_service_alone_is_nothing_to_compare(data, monkeypatch):
    monkeypatch.setattr(triangulation, "_held", lambda data, wanted: [data.derived(tallies.hub)])
    with pytest.raises(NothingToShowError, match="No two services hold the same months"):
        triangulation.view(data, triangulation.Options(window=("2025-08", "2026-06")))


def test_two_services_that_count_one_maker_in_common_are_not_compared():
    a, b = service("A", [10.0, 20.0]), service("B", [10.0, 20.0])
    alone = replace(b, counts=lambda months: b.counts(months).head(1))
    assert side_by_side.compare("x", (a, b)) is not None
    assert side_by_side.compare("x", (a, alone)) is None


def test_modelscope_stays_out_and_the_page_says_what_it_waits_for(shown):
    assert card(shown, "shares-modelscope") is None
    assert any("waits for the table modelscope_models, which “make refresh” fetches" in note for note in shown.notes)


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    table = fetched.modelscope_frame(Qwen=600, deepseek_ai=300, ZhipuAI=100, MiniMax=1000)
    return open_data(fetched.store(tmp_path_factory.mktemp("later") / "data", modelscope_models=table))


def test_modelscope_once_fetched_is_compared_among_the_makers_that_it_knows_too(refreshed):
    view = view_of(refreshed)
    shares = wide(view, "shares-modelscope")
    assert shares["ModelScope downloads"].to_dict() == pytest.approx(
        {"Alibaba": 0.6, "DeepSeek": 0.3, "Z.ai (Zhipu)": 0.1}
    )
    assert shares["Hub downloads"].sum() == pytest.approx(1)
    assert "a count whose window is not stated" in card(view, "shares-modelscope").subtitle
    assert "ModelScope downloads 50 %" in card(view, "shares-modelscope").subtitle
    assert not any(note.startswith("ModelScope is not shown") for note in view.notes)


def test_modelscope_that_knows_one_maker_only_is_told_and_not_drawn(tmp_path):
    data = open_data(fetched.store(tmp_path / "data", modelscope_models=fetched.modelscope_frame(Qwen=600)))
    view = view_of(data)
    assert card(view, "shares-modelscope") is None
    assert any("do not count two makers in common" in note for note in view.notes)
