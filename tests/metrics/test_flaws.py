import pandas as pd

from lib.metrics.flaws import flagged, month_ends


def flaw(first: str, last: str, kind: str = "spike", entity: str = "all") -> dict[str, object]:
    return {"entity": entity, "from": pd.Timestamp(first), "to": pd.Timestamp(last), "kind": kind}


def days(*written: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(written)))


JANUARY_TO_MARCH = days("2025-01-01", "2025-02-01", "2025-03-01")


def test_a_flaw_touches_every_month_it_shares_a_day_with():
    flaws = pd.DataFrame([flaw("2025-01-31", "2025-02-01")])
    assert flagged(JANUARY_TO_MARCH, month_ends(JANUARY_TO_MARCH), flaws, ("spike",)).tolist() == [True, True, False]


def test_a_flaw_of_another_kind_touches_nothing():
    flaws = pd.DataFrame([flaw("2025-01-01", "2025-03-31", "gap")])
    assert not flagged(JANUARY_TO_MARCH, month_ends(JANUARY_TO_MARCH), flaws, ("spike", "estimate")).any()


def test_a_flaw_of_one_entity_does_not_touch_another():
    flaws = pd.DataFrame([flaw("2025-01-01", "2025-03-31", entity="qwen")])
    starts, ends = JANUARY_TO_MARCH, month_ends(JANUARY_TO_MARCH)
    assert flagged(starts, ends, flaws, ("spike",), "qwen").all()
    assert not flagged(starts, ends, flaws, ("spike",), "llama").any()
    assert not flagged(starts, ends, flaws, ("spike",)).any()


def test_each_period_may_belong_to_an_entity_of_its_own():
    flaws = pd.DataFrame([flaw("2025-01-01", "2025-02-28", entity="qwen"), flaw("2025-03-01", "2025-03-31")])
    whose = pd.Series(["llama", "qwen", "llama"])
    hit = flagged(JANUARY_TO_MARCH, month_ends(JANUARY_TO_MARCH), flaws, ("spike",), whose)
    assert hit.tolist() == [False, True, True]


def test_no_known_flaw_flags_nothing():
    none = pd.DataFrame(columns=["entity", "from", "to", "kind"])
    assert flagged(JANUARY_TO_MARCH, month_ends(JANUARY_TO_MARCH), none, ("spike",)).tolist() == [False] * 3


def test_a_month_ends_on_its_own_last_day_in_leap_years_too():
    assert (
        month_ends(days("2024-02-01", "2025-02-01", "2025-12-01")).tolist()
        == days("2024-02-29", "2025-02-28", "2025-12-31").tolist()
    )
