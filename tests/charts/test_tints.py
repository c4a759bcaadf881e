"""Tints of one colour for entities that share it."""

from lib.charts.tints import tints


def test_a_colour_that_stands_once_stays_as_it_is() -> None:
    assert tints(["#1f5fae", "#c8372d"], "#ffffff") == ["#1f5fae", "#c8372d"]


def test_a_colour_that_stands_again_is_mixed_with_the_ground() -> None:
    assert tints(["#000000", "#000000"], "#ffffff") == ["#000000", "#616161"]


def test_every_further_one_is_nearer_to_the_ground_on_light_and_on_dark() -> None:
    light = [int(tint[1:3], 16) for tint in tints(["#400000"] * 4, "#ffffff")]
    dark = [int(tint[1:3], 16) for tint in tints(["#400000"] * 4, "#000000")]
    assert light == sorted(light)
    assert dark == sorted(dark, reverse=True)
    assert len(set(light)) == 4
