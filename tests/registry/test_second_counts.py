"""The rules of second_counts.csv, and what the shipped rows come to."""

import pytest

from lib.data import Data
from lib.views import noise


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            ",Qwen,2025",
            ",Qwenn,2025",
            "second_counts.csv:2: org 'Qwenn' is no name of the Hub in aliases.csv; add it there or mend it here",
            id="of a publisher",
        ),
        pytest.param(
            "2025-11-30",
            "2025-11-29",
            "second_counts.csv:2: from 2025-10-01 to 2025-11-29 are no whole months; "
            "state a first and a last day of a month",
            id="whole months",
        ),
        pytest.param(
            "qwen-level,llama-level,Qwen",
            "qwen-levels,llama-level,Qwen",
            "second_counts.csv:2: figure 'qwen-levels' is not in published_figures.csv; add it there or mend it here",
            id="published",
        ),
    ],
)
def test_a_second_count_is_published_and_of_whole_months_of_a_publisher(broken, old: str, new: str, said: str) -> None:
    assert broken("second_counts.csv", old, new) == said


def test_each_shipped_second_count_is_of_months_that_we_hold(data: Data) -> None:
    monthly = data.table("hub_monthly")
    for row in data.registry.second_counts.to_dict("records"):
        own = monthly[(monthly["org"] == row["org"]) & monthly["month"].between(row["from"], row["to"])]
        assert not own.empty


def test_what_was_gained_between_two_published_levels_is_their_difference(data: Data) -> None:
    # Qwen: 942.1M less 385.3M from November 2025 to March 2026, 153.6M of them stated of February alone.
    found = noise.evidence(data)
    own = found[found["org"] == "Qwen"]
    assert own["count"].sum() == pytest.approx(556_800_000)
    assert own.loc[~own["estimate"], "count"].tolist() == [153_600_000]
    llama = found[found["org"] == "meta-llama"]
    assert llama["count"].sum() == pytest.approx(129_800_000)
    assert llama["estimate"].all()
