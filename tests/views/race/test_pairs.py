import pandas as pd
import pytest

from lib.views.race import pairs
from lib.views.view import NothingToShowError


def test_a_family_stands_in_for_its_org_only_where_the_org_is_the_family(data):
    assert pairs.orgs_of(data, "family") == {"Qwen": "qwen", "meta-llama": "llama"} | {
        org: family for org, family in pairs.orgs_of(data, "family").items() if org not in ("Qwen", "meta-llama")
    }
    listed = dict(zip(data.registry.families["hub_org"], data.registry.families["family"], strict=True))
    assert all(listed[org] == family for org, family in pairs.orgs_of(data, "family").items())
    assert "google" not in pairs.orgs_of(data, "family")


def test_every_org_is_in_a_country_or_is_a_repackager(data):
    places = pairs.orgs_of(data, "country")
    assert set(places) == set(data.table("hub_monthly")["org"])
    assert places["Qwen"] == "CHN"
    assert places["meta-llama"] == "USA"
    assert places["unsloth"] == "repackagers"


def test_a_publisher_is_counted_by_itself(data):
    assert pairs.orgs_of(data, "org")["Qwen"] == "Qwen"


@pytest.mark.parametrize("level", pairs.LEVELS, ids=lambda level: level.key)
def test_each_entity_is_offered_once_under_the_name_that_readers_know(data, level):
    offered = pairs.entities(data, level.key)
    assert len(set(offered.values())) == len(offered)
    assert set(offered.values()) == set(pairs.orgs_of(data, level.key).values())


def test_region_sums_are_those_of_the_orgs_observed(data):
    rows = pairs.monthly(data, "region")
    table = data.table("hub_monthly")
    march = table[table["month"] == pd.Timestamp("2025-03-01")].set_index("org")["downloads"]
    china = rows[(rows["month"] == pd.Timestamp("2025-03-01")) & (rows["entity"] == "china")]
    places = pairs.orgs_of(data, "region")
    assert china["downloads"].iloc[0] == sum(march[org] for org in march.index if places[org] == "china")
    assert "zai-org" not in march


def test_a_published_pair_must_cover_all_that_is_drawn(data):
    assert len(pairs.need_anchors(data, "family", ["qwen", "llama"])) == 2
    with pytest.raises(NothingToShowError, match="Nobody has published levels of all of these from one source"):
        pairs.need_anchors(data, "maker", ["alibaba", "meta"])


def test_without_published_levels_it_says_what_can_be_compared_instead(data):
    with pytest.raises(NothingToShowError, match="Count by month or as a running sum, or compare the families"):
        pairs.need_anchors(data, "maker", ["alibaba", "meta"])
    with pytest.raises(NothingToShowError, match=r"of two dates.*or compare the families Llama and Qwen\.$"):
        pairs.need_anchors(data, "region", ["china", "us"], at_least=2)


def test_published_levels_stand_under_our_keys_with_their_source(data):
    stated = pairs.published_levels(data, "family", ["qwen", "llama"], "downloads_cumulative")
    assert set(stated["entity"]) == {"qwen", "llama"}
    october = stated[stated["date"] == pd.Timestamp("2025-10-31")]
    assert {385_300_000, 346_200_000} <= set(october["value"])
    assert stated["publisher"].str.len().gt(0).all()


def test_levels_of_others_are_left_out(data):
    stated = pairs.published_levels(data, "family", ["llama"], "downloads_cumulative")
    assert set(stated["entity"]) == {"llama"}


def test_a_country_is_known_by_its_short_name_too(data):
    names = pairs.called(data, "region", ["china", "us"])
    assert (names["US"], names["United States"], names["China"]) == ("us", "us", "china")
