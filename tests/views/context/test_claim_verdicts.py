"""Verdicts of claims worked out anew from the snapshots alone, without the code that the page uses."""

import re
from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from lib.data import Data
from lib.snapshots import PROJECT
from lib.views.context.checks import Checked, checked

STORE = PROJECT / "data" / "snapshots"
CHINESE = ["Qwen", "deepseek-ai", "moonshotai", "zai-org", "baidu", "tencent"]
AMERICAN = ["meta-llama", "google", "microsoft", "nvidia", "openai", "ibm-granite", "HuggingFaceTB"]
CHINESE_SLUGS = (
    *("qwen", "deepseek", "moonshotai", "z-ai", "minimax", "xiaomi", "stepfun", "tencent"),
    *("baidu", "bytedance-seed", "meituan", "kwaipilot", "inclusionai", "nex-agi"),
)
AMERICAN_SLUGS = ("anthropic", "google", "meta-llama", "nvidia", "openai", "perplexity", "poolside", "x-ai")
"""Publishers and makers by country, typed here once more."""
OVER_250B = re.compile(
    r"deepseek-ai/DeepSeek-(R1|R1-0528|R1-Zero|V3.*)|moonshotai/Kimi-K2.*|Qwen/Qwen3\.5-397B.*|Qwen/Qwen3-Coder-480B.*|"
    r"zai-org/GLM-(4\.[567].*|5)|inclusionAI/(Ling|Ring)-.*1T.*|meta-llama/Llama-3\.1-405B.*|MiniMaxAI/MiniMax-.*0.*|"
    r"nvidia/.*-253B-.*|Snowflake/snowflake-arctic-instruct|XiaomiMiMo/MiMo-V2-Flash|ai21labs/AI21-Jamba-Large-1\.5"
)
FLASH_AND_AIR = re.compile(r".*GLM-4\.[567].*(Air|Flash|V).*|.*MiMo-V2-Flash-.+")
"""Models above 250B parameters among those read on 23 May 2026, and smaller ones whose names are alike."""


def parquet(table: str) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(file) for file in sorted((STORE / table).glob("*.parquet"))])


MONTHLY, TOTALS = parquet("hub_monthly"), parquet("hub_totals")
WEEKLY, LINES, ARENA, NOTABLE, MODELS = (
    parquet(table) for table in ("openrouter_weekly", "openrouter_lines", "arena", "notable_models", "hub_models")
)
WEIGHTS = pd.read_csv(PROJECT / "data" / "registry" / "weights.csv").set_index("model")["weights"]
SLUG = WEEKLY["model"].str.split("/").str[0]
JUNE, LAST_OF_MAY, FIRST_OF_JUNE = ("2026-06-01", "2026-06-22"), ("2026-05-25",) * 2, ("2026-06-01",) * 2
"""The weeks of OpenRouter that lie in June 2026, the last that begins in May, and the first of June."""


def flow(orgs: list[str], first: str, last: str) -> float:
    rows = MONTHLY[MONTHLY["org"].isin(orgs) & MONTHLY["month"].between(first, last)]
    return float(rows["downloads"].sum())


def total(column: str, first: str, last: str) -> float:
    return float(TOTALS.loc[TOTALS["month"].between(first, last), column].sum())


def next_eight() -> float:
    rows = MONTHLY[MONTHLY["month"] == "2026-02-01"].set_index("org")["downloads"]
    rest = rows.drop(["Qwen", "unsloth", "bartowski", "mradermacher", "lmstudio-community"])
    return float(rest.sort_values().tail(8).sum())


def china_of_lines() -> pd.Series:
    """By week from Monday 6 January to Sunday 30 November 2025; two days have no rows and count for nothing."""
    rows = LINES[
        LINES["line"].isin(["DeepSeek", "Qwen", "GLM", "Kimi"]) & LINES["day"].between("2025-01-06", "2025-11-30")
    ]
    days = rows.groupby("day")["share"].sum()
    return days.resample("W-SUN").mean()


def chinese_a_day() -> float:
    rows = WEEKLY[WEEKLY["week"] == "2026-05-25"]
    return float(rows.loc[rows["model"].str.split("/").str[0].isin(CHINESE_SLUGS), "days_in_top50"].sum() / 7)


def chinese_share_of_june() -> float:
    rows = WEEKLY[WEEKLY["week"].between("2026-06-01", "2026-06-22")]
    chinese = rows["model"].str.split("/").str[0].isin(CHINESE_SLUGS)
    return float(rows.loc[chinese, "tokens"].sum() / rows["tokens"].sum())


def tokens(weeks: tuple[str, str], slugs: Sequence[str]) -> float:
    """Tokens a week of makers, in the mean of the weeks from the first to the last."""
    inside = WEEKLY["week"].between(*weeks)
    return float(WEEKLY.loc[inside & SLUG.isin(slugs), "tokens"].sum() / WEEKLY.loc[inside, "week"].nunique())


def token_share(weeks: tuple[str, str], slugs: Sequence[str]) -> float:
    inside = WEEKLY["week"].between(*weeks)
    return float(WEEKLY.loc[inside & SLUG.isin(slugs), "tokens"].sum() / WEEKLY.loc[inside, "tokens"].sum())


def named_share(weights: str) -> float:
    rows = WEEKLY[(WEEKLY["week"] == "2026-06-01") & (WEEKLY["model"] != "other")]
    return float(rows.loc[rows["model"].map(WEIGHTS) == weights, "tokens"].sum() / rows["tokens"].sum())


def top_ten_share(weights: str = "") -> float:
    rows = WEEKLY[(WEEKLY["week"] == "2026-05-25") & (WEEKLY["model"] != "other")]
    rows = rows[rows["model"].map(WEIGHTS) == weights] if weights else rows
    best = rows.sort_values("tokens").tail(10)
    return float(
        best.loc[best["model"].str.split("/").str[0].isin(CHINESE_SLUGS), "tokens"].sum() / best["tokens"].sum()
    )


def first_week_of_lines() -> float:
    rows = LINES[
        LINES["line"].isin(["DeepSeek", "Qwen", "GLM", "Kimi"]) & LINES["day"].between("2025-01-06", "2025-01-12")
    ]
    return float(rows["share"].sum() / 7)


def of_large_models() -> float:
    rows = MODELS[(MODELS["day"] == "2026-05-23") & MODELS["tracked"] & MODELS["model"].str.fullmatch(OVER_250B)]
    rows = rows[~rows["model"].str.fullmatch(FLASH_AND_AIR)]
    return float(rows.loc[rows["org"] == "deepseek-ai", "downloads_30d"].sum() / rows["downloads_30d"].sum())


def of_the_ten_largest() -> float:
    """Of the ten most downloaded above 3B on 1 April 2026, typed from the table: three are of OpenAI and Meta."""
    ten = {
        *(
            "Qwen/Qwen2.5-7B-Instruct",
            "Qwen/Qwen3-8B",
            "meta-llama/Llama-3.1-8B-Instruct",
            "Qwen/Qwen3-4B-Instruct-2507",
        ),
        *("openai/gpt-oss-20b", "Qwen/Qwen3.5-9B", "Qwen/Qwen3-VL-8B-Instruct", "Qwen/Qwen2.5-VL-7B-Instruct"),
        *("moonshotai/Kimi-K2.5", "openai/gpt-oss-120b"),
    }
    rows = MODELS[(MODELS["day"] == "2026-04-01") & MODELS["model"].isin(ten)]
    assert len(rows) == len(ten)
    return float(rows["org"].isin(CHINESE).sum())


def arena_gap() -> float:
    rows = ARENA[(ARENA["board"] == "best of lab") & (ARENA["day"] == "2026-03-31")].set_index("lab")["rating"]
    return float(rows[["OpenAI", "Google", "Anthropic", "xAI"]].max() - rows[["Qwen", "GLM", "Moonshot (Kimi)"]].max())


def first_gap() -> float:
    rows = ARENA[(ARENA["board"] == "monthly top 40") & (ARENA["day"] == "2023-05-22")].set_index("model")["rating"]
    return float(rows["gpt-4"] - rows["chatglm-6b"])


def arena_open() -> float:
    rows = ARENA[(ARENA["board"] == "whole board") & ~ARENA["licence"].isin(["Proprietary", "Propretary"])]
    best = rows[rows["model"] != "qwen3-max-preview"].sort_values("rating").tail(10)
    return float(best["lab"].isin(["Alibaba", "DeepSeek", "Moonshot", "Z.ai"]).sum())


def notable(group: str) -> float:
    rows = NOTABLE[(NOTABLE["year"] == 2025) & (NOTABLE["country_group"] == group)]
    return float(rows["notable_models"].sum())


TO_MARCH = ("2025-11-01", "2026-03-01")
YEAR = ("2024-09-01", "2025-08-01")
PAST_YEAR = ("2025-03-01", "2026-02-01")
SINCE = ("2024-07-01", "2026-03-01")
HALF_OF_2024 = ("2024-07-01", "2024-12-01")
HALF_YEAR = ("2026-01-01", "2026-07-01")
BY_HAND: dict[str, tuple[Callable[[], float], float, float]] = {
    "qwen-942m-march-2026": (lambda: 385_300_000 + flow(["Qwen"], *TO_MARCH), 942.05e6, 942.15e6),
    "llama-476m-march-2026": (lambda: 346_200_000 + flow(["meta-llama"], *TO_MARCH), 475.5e6, 476.5e6),
    "qwen-385m-october-2025": (lambda: 942_100_000 - flow(["Qwen"], *TO_MARCH), 385.25e6, 385.35e6),
    "llama-346m-october-2025": (lambda: 476_000_000 - flow(["meta-llama"], *TO_MARCH), 346.15e6, 346.25e6),
    "qwen-700m-january-2026": (lambda: 385_300_000 + flow(["Qwen"], "2025-11-01", "2025-12-01"), 700e6, 1e12),
    "qwen-154m-february-2026": (lambda: flow(["Qwen"], "2026-02-01", "2026-02-01"), 153.55e6, 153.65e6),
    "next-eight-71m-february-2026": (next_eight, 71.15e6, 71.25e6),
    "china-1150m-march-2026": (lambda: flow(CHINESE, *SINCE), 1149.5e6, 1150.5e6),
    "us-723m-march-2026": (lambda: flow(AMERICAN, *SINCE), 722.5e6, 723.5e6),
    "china-17-percent-2025": (lambda: flow(CHINESE, *YEAR) / total("downloads_all_models", *YEAR), 0.1705, 0.1715),
    "us-16-percent-2025": (lambda: flow(AMERICAN, *YEAR) / total("downloads_all_models", *YEAR), 0.1575, 0.1585),
    "china-41-percent-2026": (
        lambda: flow(CHINESE, *PAST_YEAR) / total("downloads_language_models", *PAST_YEAR),
        0.405,
        0.415,
    ),
    "qwen-half-2026": (
        lambda: (
            flow(["Qwen"], "2026-03-01", "2026-03-01") / total("downloads_language_models", "2026-03-01", "2026-03-01")
        ),
        0.5,
        1.0,
    ),
    "qwen-2061m-2026": (lambda: flow(["Qwen"], *HALF_YEAR), 2060.5e6, 2061.5e6),
    "moonshot-37m-2026": (lambda: flow(["moonshotai"], *HALF_YEAR), 36.5e6, 37.5e6),
    "qwen-55-times-moonshot": (lambda: flow(["Qwen"], *HALF_YEAR) / flow(["moonshotai"], *HALF_YEAR), 54.5, 55.5),
    "openrouter-13-percent-mean": (lambda: float(china_of_lines().mean()), 0.125, 0.135),
    "openrouter-30-percent-peak": (lambda: float(china_of_lines().max()), 0.25, 0.35),
    "openrouter-28-9t-week": (
        lambda: float(WEEKLY.loc[WEEKLY["week"] == "2026-05-25", "tokens"].sum()),
        28.85e12,
        28.95e12,
    ),
    "openrouter-china-46-percent": (chinese_share_of_june, 0.455, 0.465),
    "chinese-models-in-top-50": (chinese_a_day, 19.5, 20.5),
    "arena-gap-39-points": (arena_gap, 38.5, 39.5),
    "arena-gap-300-points": (first_gap, 300.0, 1e4),
    "nemotron-31m-2026": (lambda: flow(["nvidia"], "2025-08-01", "2026-03-01"), 30.65e6, 30.75e6),
    "arena-top-ten-open-chinese": (arena_open, 9.5, 10.5),
    "china-300m-august-2025": (lambda: flow(CHINESE, "2024-07-01", "2025-07-01"), 250e6, 350e6),
    "us-300m-august-2025": (lambda: flow(AMERICAN, "2024-07-01", "2025-07-01"), 250e6, 350e6),
    "europe-163m-march-2026": (lambda: flow(["mistralai"], *SINCE), 162.5e6, 163.5e6),
    "granite-8-6m-2026": (lambda: flow(["ibm-granite"], *SINCE), 8.55e6, 8.65e6),
    "us-36-percent-2026": (
        lambda: flow(AMERICAN, *PAST_YEAR) / total("downloads_language_models", *PAST_YEAR),
        0.3645,
        0.3655,
    ),
    "qwen-30-percent-2024": (
        lambda: flow(["Qwen"], *HALF_OF_2024) / total("downloads_language_models", *HALF_OF_2024),
        0.3,
        1.0,
    ),
    "qwen-600m-december-2025": (lambda: 385_300_000 + flow(["Qwen"], "2025-11-01", "2025-11-01"), 600e6, 1e12),
    "deepseek-47-percent-large": (of_large_models, 0.465, 0.475),
    "top-ten-chinese-2025": (of_the_ten_largest, 6.5, 7.5),
    "openrouter-1-2-percent-2024": (first_week_of_lines, 0.0115, 0.0125),
    "openrouter-25t-week": (
        lambda: float(WEEKLY.loc[WEEKLY["week"].between(*JUNE), "tokens"].sum() / 4),
        25e12,
        1e18,
    ),
    "openrouter-china-18t-week": (lambda: tokens(JUNE, CHINESE_SLUGS), 17.5e12, 18.5e12),
    "openrouter-china-9-2t-week": (lambda: tokens(LAST_OF_MAY, CHINESE_SLUGS), 9.2225e12, 9.2235e12),
    "openrouter-us-5-5t-week": (lambda: tokens(JUNE, AMERICAN_SLUGS), 5.45e12, 5.55e12),
    "openrouter-us-30-percent": (lambda: token_share(JUNE, AMERICAN_SLUGS), 0.25, 0.35),
    "openrouter-us-36-percent": (lambda: token_share(JUNE, AMERICAN_SLUGS), 0.355, 0.365),
    "openrouter-61-percent-top-ten": (top_ten_share, 0.605, 0.615),
    "openrouter-73-percent-open-top-ten": (lambda: top_ten_share("open"), 0.7265, 0.7275),
    "openrouter-open-69-percent": (lambda: named_share("open"), 0.6905, 0.6915),
    "openrouter-closed-31-percent": (lambda: named_share("closed"), 0.3085, 0.3095),
    "openrouter-anthropic-june-2026": (lambda: token_share(JUNE, ["anthropic"]), 0.1225, 0.1235),
    "openrouter-deepseek-june-2026": (lambda: token_share(JUNE, ["deepseek"]), 0.0625, 0.0635),
    "openrouter-google-june-2026": (lambda: token_share(JUNE, ["google"]), 0.1325, 0.1335),
    "openrouter-minimax-june-2026": (lambda: token_share(JUNE, ["minimax"]), 0.0945, 0.0955),
    "openrouter-qwen-june-2026": (lambda: token_share(JUNE, ["qwen"]), 0.1265, 0.1275),
    "openrouter-xiaomi-june-2026": (lambda: token_share(JUNE, ["xiaomi"]), 0.125, 0.135),
    "notable-us-50": (lambda: notable("US"), 49.5, 50.5),
    "notable-china-30": (lambda: notable("China"), 29.5, 30.5),
}
"""By claim: our figure worked out from the files, and the span in which it would read as the claim does, typed."""
FAR = {"arena-top-ten-open-chinese", "top-ten-chinese-2025"}
"""Claims whose only reading at hand is four months away, so that the same figure reproduces nothing."""
BOUNDS: dict[str, Callable[[float], bool]] = {
    "china-17-percent-2025": lambda value: value < 0.171,
    "us-16-percent-2025": lambda value: value < 0.158,
    "china-41-percent-2026": lambda value: value < 0.41,
    "us-36-percent-2026": lambda value: value < 0.365,
    "qwen-2061m-2026": lambda value: value < 2061e6,
    "moonshot-37m-2026": lambda value: value < 37e6,
    "qwen-154m-february-2026": lambda value: value > 153.6e6,
    "nemotron-31m-2026": lambda value: value > 30.7e6,
    "openrouter-open-69-percent": lambda value: value < 0.691,
    "openrouter-closed-31-percent": lambda value: value < 0.309,
}
"""By claim of which ours is a bound only: whether the claim is on its open side."""


@pytest.fixture(scope="module")
def found(data: Data) -> dict[str, Checked]:
    """Every claim as the page checks it."""
    return {each.claim.key: each for each in data.derived(checked)}


@pytest.mark.parametrize("claim", BY_HAND)
def test_a_verdict_is_what_the_files_say(found: dict[str, Checked], claim: str) -> None:
    make, low, high = BY_HAND[claim]
    value = make()
    ours = found[claim].ours
    assert ours is not None
    assert ours.value == pytest.approx(value, rel=1e-9)
    open_side = BOUNDS.get(claim, lambda value: False)(value)
    same = "not contradicted" if claim in FAR else "reproduced"
    assert found[claim].verdict.word == (
        same if low <= value <= high else "cannot be tested" if open_side else "differs"
    )


def passed(first: float, second: float, end: str, one: list[str], other: list[str]) -> pd.Period:
    """The month by whose end `one` is above `other` for good, walked from their levels at the end of a month."""
    wide = MONTHLY.pivot_table(index="month", columns="org", values="downloads")
    wide = pd.DataFrame({"one": wide[one].sum(axis=1), "other": wide[other].sum(axis=1)})
    wide = wide.set_axis(wide.index.to_period("M"))
    at = pd.Period(end, "M")
    levels = {}
    for month in wide.index:
        between = wide.loc[min(month, at) + 1 : max(month, at)].sum() * (1 if month > at else -1)
        levels[month] = (first + between["one"], second + between["other"])
    known = {month: pair for month, pair in levels.items() if min(pair) >= 0}
    behind = [month for month, (ahead, rest) in known.items() if ahead <= rest]
    return max(behind) + 1


OCTOBER, MARCH = (385_300_000, 346_200_000), (942_100_000, 476_000_000)
BY_OCTOBER = [(*OCTOBER, "2025-10"), (*OCTOBER, "2025-09")]
BY_MARCH = [(*MARCH, "2026-03"), (*MARCH, "2026-02")]
"""The levels of Qwen and Llama that Bloomberg and the ATOM Report state, and the month ends where they may stand."""


@pytest.mark.parametrize(
    ("claim", "claimed", "walks"),
    [
        ("atom", "2025-09", BY_OCTOBER),
        ("bloomberg", "2025-10", BY_MARCH),
        ("stanford-hai", "2025-09", [*BY_OCTOBER, *BY_MARCH]),
        ("xinhua", "2025-10", [*BY_OCTOBER, *BY_MARCH]),
    ],
)
def test_the_range_of_qwen_over_llama_is_what_walks_by_hand_from_the_levels_of_others_give(
    found: dict[str, Checked], claim: str, claimed: str, walks: list[tuple[float, float, str]]
) -> None:
    by = sorted(passed(*walk, ["Qwen"], ["meta-llama"]) for walk in walks)
    each = found[f"qwen-passed-llama-{claim}"]
    assert each.ours is not None
    assert (each.ours.since.to_period("M"), each.ours.until.to_period("M")) == (by[0], by[-1])
    assert by[0] <= pd.Period(claimed, "M") <= by[-1]
    assert by[0] < by[-1]
    assert each.verdict.word == "not contradicted"


@pytest.mark.parametrize("claim", ["atom", "atom-abstract", "uscc"])
def test_a_date_that_rests_on_the_only_levels_at_hand_is_not_tested_with_them(
    found: dict[str, Checked], claim: str
) -> None:
    each = found[f"china-passed-us-{claim}"]
    assert (each.ours, each.verdict.word) == (None, "cannot be tested")
    assert each.why.startswith("The only published levels at hand are those on which the claim itself rests")


def test_every_verdict_on_a_figure_of_ours_is_worked_out_here(found: dict[str, Checked]) -> None:
    crossings = [key for key, each in found.items() if each.ours and each.claim.test == "anchored crossing"]
    assert {key for key, each in found.items() if each.ours} == {*BY_HAND, *crossings}
    assert all(key.startswith("qwen-passed-llama-") for key in crossings)


def test_every_claim_has_one_of_four_verdicts_and_what_is_not_reproduced_says_why(
    found: dict[str, Checked],
) -> None:
    words = {each.verdict.word for each in found.values()}
    assert words == {"reproduced", "not contradicted", "differs", "cannot be tested"}
    assert all(each.why for each in found.values() if each.verdict.word != "reproduced")
    untested = [each for each in found.values() if each.verdict.word == "cannot be tested"]
    assert all(each.claim.bound for each in untested if each.ours)
    assert all(each.ours for each in found.values() if each not in untested)
