from dataclasses import replace
from threading import Lock

import pandas as pd

from lib.metrics import hub
from lib.views.badge import badges


def counters(*models: tuple[str, int], estimate: bool = False) -> pd.DataFrame:
    """A day on which these models were read, and as many others as a ranking needs."""
    rest = [(f"someone/model-{number}", 1) for number in range(hub.FEWEST)]
    rows = [("2026-10-05", *each) for each in (*models, *rest)] + [("2026-09-01", "google/gemma-old", 9)]
    frame = pd.DataFrame(rows, columns=["day", "model", "downloads_30d"]).assign(
        tracked=True, likes=1, day_is_estimate=estimate
    )
    return frame.assign(day=pd.to_datetime(frame["day"]), org=frame["model"].str.split("/").str[0])


def test_a_family_that_is_its_publishers_has_the_newest_complete_month(with_tables, monthly, data):
    known = pd.Timestamp(data.provenance("hub_monthly").as_of)
    first = f"{known - pd.DateOffset(months=2):%Y-%m}-01"
    found = badges(with_tables(hub_monthly=monthly(first, Qwen=[1_000, 2_000, 900]), hub_models=counters()))
    assert found["qwen"].figure == f"2K downloads in {known - pd.DateOffset(months=1):%B %Y}"
    assert found["qwen"].meaning.endswith("in a calendar month. The publisher is Qwen.")


def test_an_estimated_month_is_told_as_about(with_tables, monthly):
    rows = monthly("2026-08-01", Qwen=[1_000]).assign(exact=False)
    assert badges(with_tables(hub_monthly=rows, hub_models=counters()))["qwen"].figure == (
        "about 1K downloads in August 2026"
    )


def test_any_other_family_has_the_counters_of_its_models_of_the_newest_day(with_tables, monthly):
    found = badges(
        with_tables(
            hub_monthly=monthly("2026-08-01", Qwen=[1_000]),
            hub_models=counters(("google/gemma-3-4b", 300), ("google/gemma-3-27b", 200), ("google/t5-small", 999)),
        )
    )
    assert found["gemma"].figure == "500 downloads in the 30 days to 5 October 2026, 2 tracked models"
    assert "not the whole Hub" in found["gemma"].meaning


def test_a_day_that_is_an_estimate_is_told_as_about_and_one_model_as_one(with_tables, monthly):
    table = counters(("google/gemma-3-4b", 300), estimate=True)
    found = badges(with_tables(hub_monthly=monthly("2026-08-01", Qwen=[1_000]), hub_models=table))
    assert found["gemma"].figure == "300 downloads in the 30 days to about 5 October 2026, 1 tracked model"


def test_a_family_of_which_nothing_was_read_is_not_known_and_never_zero(with_tables, monthly):
    found = badges(with_tables(hub_monthly=monthly("2026-08-01", Qwen=[1_000]), hub_models=counters()))
    assert found["gemma"].figure == "not known"
    assert found["llama"].figure == "not known"


def test_a_day_with_too_few_models_is_no_newest_day(with_tables, monthly):
    table = counters(("google/gemma-3-4b", 300)).head(10)
    found = badges(with_tables(hub_monthly=monthly("2026-08-01", Qwen=[1_000]), hub_models=table))
    assert found["gemma"].figure == "not known"


def test_every_family_of_the_registry_has_a_badge_in_its_colour(data):
    found = badges(data)
    assert list(found) == list(data.registry.families["family"])
    assert found["qwen"].colour == data.registry.colour("family", "qwen", "light")


def test_a_store_without_tables_knows_nothing_of_any_family(data, tmp_path):
    empty = replace(data, folder=tmp_path, _read={}, _lock=Lock())
    assert {each.figure for each in badges(empty).values()} == {"not known"}
