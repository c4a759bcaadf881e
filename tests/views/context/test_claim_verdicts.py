"""Verdicts of claims worked out anew from the snapshots alone, without the code that the page uses."""

from collections.abc import Callable

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
"""Publishers and makers by country, typed here once more."""


def parquet(table: str) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(file) for file in sorted((STORE / table).glob("*.parquet"))])


MONTHLY, TOTALS = parquet("hub_monthly"), parquet("hub_totals")
WEEKLY, LINES, ARENA, NOTABLE = (
    parquet(table) for table in ("openrouter_weekly", "openrouter_lines", "arena", "notable_models")
)


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
    "notable-us-50": (lambda: notable("US"), 49.5, 50.5),
    "notable-china-30": (lambda: notable("China"), 29.5, 30.5),
}
"""By claim: our figure worked out from the files, and the span in which it would read as the claim does, typed."""
BOUNDS: dict[str, Callable[[float], bool]] = {
    "china-17-percent-2025": lambda value: value < 0.171,
    "us-16-percent-2025": lambda value: value < 0.158,
    "nemotron-31m-2026": lambda value: value > 30.7e6,
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
    assert found[claim].verdict.word == (
        "reproduced" if low <= value <= high else "cannot be tested" if open_side else "differs"
    )


def passed(first: dict[str, float], end: str) -> pd.Period:
    """The month by whose end Qwen's level is above Llama's for good, walked from levels at the end of a month."""
    wide = MONTHLY.pivot_table(index="month", columns="org", values="downloads")[["Qwen", "meta-llama"]]
    wide = wide.set_axis(wide.index.to_period("M"))
    at = pd.Period(end, "M")
    levels = {}
    for month in wide.index:
        between = wide.loc[min(month, at) + 1 : max(month, at)].sum()
        levels[month] = [first[org] + (between[org] if month > at else -between[org]) for org in wide.columns]
    known = {month: pair for month, pair in levels.items() if min(pair) >= 0}
    behind = [month for month, (qwen, llama) in known.items() if qwen <= llama]
    return max(behind) + 1


def test_the_range_of_qwen_over_llama_is_what_four_walks_by_hand_give(found: dict[str, Checked]) -> None:
    october = {"Qwen": 385_300_000.0, "meta-llama": 346_200_000.0}
    march = {"Qwen": 942_100_000.0, "meta-llama": 476_000_000.0}
    walks = [(october, "2025-10"), (october, "2025-09"), (march, "2026-03"), (march, "2026-02")]
    by = sorted(passed(*walk) for walk in walks)
    for claim in ("atom", "stanford-hai", "bloomberg", "xinhua"):
        each = found[f"qwen-passed-llama-{claim}"]
        assert each.ours is not None
        assert (each.ours.since.to_period("M"), each.ours.until.to_period("M")) == (by[0], by[-1])
        claimed = pd.Period("2025-09" if claim in ("atom", "stanford-hai") else "2025-10", "M")
        assert each.verdict.word == ("reproduced" if by[0] <= claimed <= by[-1] else "differs")


def test_every_claim_has_one_of_three_verdicts_and_what_differs_or_cannot_be_tested_says_why(
    found: dict[str, Checked],
) -> None:
    assert {each.verdict.word for each in found.values()} == {"reproduced", "differs", "cannot be tested"}
    assert all(each.why for each in found.values() if each.verdict.word != "reproduced")
    untested = [each for each in found.values() if each.verdict.word == "cannot be tested"]
    assert all(each.claim.bound for each in untested if each.ours)
    assert all(each.ours for each in found.values() if each not in untested)
