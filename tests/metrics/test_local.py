import pandas as pd
import pytest

from lib.data import Data
from lib.metrics import local

DAYS = pd.to_datetime(["2025-07-20", "2025-07-27", "2025-08-03"])


def prefixes(**counts):
    """Rows of `ollama_prefixes` from one count a day for each prefix; None is a day on which it was not seen."""
    return pd.DataFrame(
        [
            {"day": day, "prefix": prefix, "models": 1, "pulls_all_time": count}
            for prefix, of in counts.items()
            for day, count in zip(DAYS, of, strict=True)
            if count is not None
        ]
    )


def flaws(*rows):
    table = pd.DataFrame(list(rows), columns=["entity", "from", "to", "kind"])
    return table.assign(**{end: pd.to_datetime(table[end]) for end in ("from", "to")})


def lumped(*rows):
    return pd.DataFrame(list(rows), columns=["prefix", "model", "note", "source"], dtype="str")


def test_a_gain_is_what_came_since_the_first_day_of_the_record():
    found = local.gained(prefixes(llama=(100, 110, 130))).iloc[0]
    assert (found["pulls_all_time"], found["gained"]) == (130, 30)
    assert (found["first_day"], found["last_day"]) == (DAYS[0], DAYS[2])


def test_who_leads_in_stock_need_not_lead_in_flow():
    found = local.gained(prefixes(llama=(100, 105, 110), qwen=(10, 30, 60))).set_index("prefix")
    assert found["pulls_all_time"].idxmax() == "llama"
    assert found["gained"].idxmax() == "qwen"


def test_a_prefix_that_came_later_gained_all_its_pulls_and_says_since_when():
    found = local.gained(prefixes(llama=(1, 1, 1), kimi=(None, 4, 9))).set_index("prefix").loc["kimi"]
    assert (found["gained"], found["first_day"]) == (9, DAYS[1])


def test_a_prefix_that_left_is_told_on_its_last_day():
    found = local.gained(prefixes(llama=(1, 1, 1), kimi=(4, 9, None))).set_index("prefix").loc["kimi"]
    assert (found["pulls_all_time"], found["gained"], found["last_day"]) == (9, 5, DAYS[1])


def test_a_gain_is_below_zero_where_models_left():
    assert local.gained(prefixes(glm=(10, 12, 7)))["gained"].tolist() == [-3]


def test_gains_over_time_end_with_the_gain():
    table = prefixes(llama=(100, 110, 130), kimi=(None, 4, 9))
    rows = local.over_time(table, flaws())
    assert rows.loc[rows["prefix"] == "llama", "gained"].tolist() == [0, 10, 30]
    ends = rows.groupby("prefix")["gained"].last()
    assert ends.to_dict() == local.gained(table).set_index("prefix")["gained"].to_dict()


def test_there_is_no_row_before_a_prefix_was_seen():
    rows = local.over_time(prefixes(llama=(1, 1, 1), kimi=(None, 4, 9)), flaws())
    assert rows.loc[rows["prefix"] == "kimi", "day"].tolist() == list(DAYS[1:])


def test_a_step_into_which_a_flaw_of_the_prefix_reaches_is_an_estimate():
    spike = ("glm", "2025-07-22", "2025-07-27", "spike")
    rows = local.over_time(prefixes(glm=(1, 9, 10), qwen=(1, 2, 3)), flaws(spike))
    marked = rows[rows["estimate"]]
    assert marked[["prefix", "day"]].to_numpy().tolist() == [["glm", DAYS[1]]]


def test_a_gap_is_a_row_without_values_and_no_estimate():
    gap = ("all", "2025-07-28", "2025-08-02", "gap")
    rows = local.over_time(prefixes(qwen=(1, 2, 3)), flaws(gap))
    assert rows["day"].tolist() == [DAYS[0], DAYS[1], pd.Timestamp("2025-07-28"), DAYS[2]]
    assert rows["pulls_all_time"].isna().tolist() == [False, False, True, False]
    assert not rows["estimate"].any()


def test_a_gap_outside_the_days_of_the_table_adds_nothing():
    gap = ("all", "2025-09-01", "2025-09-02", "gap")
    assert len(local.over_time(prefixes(qwen=(1, 2, 3)), flaws(gap))) == 3


def test_a_gain_is_doubtful_only_for_a_flaw_after_its_first_day():
    table = prefixes(glm=(1, 9, 10))
    assert local.doubtful(table, flaws(("glm", "2025-07-22", "2025-07-27", "spike"))) == {"glm"}
    assert local.doubtful(table, flaws(("glm", "2025-07-14", "2025-07-20", "spike"))) == set()


def test_the_tables_given_are_left_as_they_were():
    table = prefixes(llama=(1, 2, 3))
    before = table.copy()
    local.over_time(table, flaws(("all", "2025-07-28", "2025-08-02", "gap")))
    local.gained(table)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    ("model", "prefix"),
    [
        ("llama3.1", "llama"),
        ("mistral-small", "mistral"),
        ("mistral", "mistral"),
        ("dolphin-llama3", "everything else"),
        ("gemma3", "gemma"),
        ("phind-codellama", "phi"),
    ],
)
def test_a_model_stands_under_the_prefix_that_its_name_begins_with(model, prefix):
    assert local.prefix_of(model, ["gemma", "llama", "mistral", "phi"], "everything else") == prefix


def test_the_longest_matching_prefix_wins():
    assert local.prefix_of("gemma3n", ["gemma", "gemma3n"], "everything else") == "gemma3n"


def test_members_say_which_are_lumped_in_and_why():
    pulls = pd.DataFrame({"model": ["llama-pro", "llama3", "dolphin"], "pulls_all_time": [1, 7, 3]})
    known = lumped(("llama", "llama-pro", "By others.", "crossover"))
    rows = local.members(pulls, ["llama", "rest"], "rest", known)
    assert rows["model"].tolist() == ["llama3", "llama-pro", "dolphin"]
    assert rows["lumped_in"].tolist() == [False, True, False]
    assert rows["note"].tolist() == ["", "By others.", ""]


def test_a_judgement_holds_only_under_its_own_prefix():
    pulls = pd.DataFrame({"model": ["llama-pro"], "pulls_all_time": [1]})
    rows = local.members(pulls, ["llama"], "rest", lumped(("qwen", "llama-pro", "Misplaced.", "crossover")))
    assert rows["lumped_in"].tolist() == [False]


def test_on_the_shipped_store_llama_leads_in_stock_and_qwen_in_flow(data: Data):
    found = local.gained(data.table("ollama_prefixes")).set_index("prefix")
    millions = (found[["pulls_all_time", "gained"]] / 1e6).round(1)
    assert millions.loc["llama"].tolist() == [251.7, 107.6]
    assert millions.loc["qwen"].tolist() == [156.9, 126.4]
    assert found.loc["qwen", "first_day"] == pd.Timestamp("2025-07-20")
    assert found.loc["qwen", "last_day"] == pd.Timestamp("2026-08-21")


def test_on_the_shipped_store_members_add_up_to_their_prefix_on_every_common_day(data: Data):
    stock, pulls = data.table("ollama_prefixes"), data.table("ollama_pulls")
    common = sorted(set(stock["day"]) & set(pulls["day"]))
    assert len(common) == 5
    for day in common:
        rows = local.members(
            pulls[pulls["day"] == day], stock["prefix"].unique(), "everything else", data.registry.lumped
        )
        found = rows.groupby("prefix")["pulls_all_time"].agg(["size", "sum"])
        stated = stock[stock["day"] == day].set_index("prefix")[["models", "pulls_all_time"]]
        assert found.to_numpy().tolist() == stated.loc[found.index].to_numpy().tolist()
        assert set(found.index) == set(stated.index)


def test_every_judgement_in_the_registry_is_on_a_model_of_the_library_under_its_prefix(data: Data):
    pulls = data.table("ollama_pulls")
    every = data.table("ollama_prefixes")["prefix"].unique()
    models = pulls.drop_duplicates("model")
    rows = local.members(models, every, "everything else", data.registry.lumped)
    assert rows["lumped_in"].sum() == len(data.registry.lumped) > 0
