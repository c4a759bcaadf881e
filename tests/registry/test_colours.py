"""The registry's colours stay apart for every reader: with each colour vision, in grey, and against their ground."""

from itertools import combinations

import numpy as np
import pytest

from lib.charts.theme import THEMES
from lib.registry import Registry

# Machado, Oliveira and Fernandes (2009) at full severity, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)

# Entities drawn together: level, keys, the least distance in CIELAB for any vision, the least difference of lightness.
TOGETHER = [
    ("region", ("us", "china"), 30, 15),
    ("region", ("us", "china", "eu", "other", "unknown"), 19, 7.5),
    ("country", ("USA", "CHN"), 30, 15),
    ("country", ("USA", "CHN", "FRA", "CAN", "KOR", "ARE", "unknown"), 17, 0),
    ("family", ("qwen", "llama"), 30, 15),
    ("family", ("qwen", "llama", "deepseek", "gemma"), 20, 7.5),
    ("family", ("qwen", "llama", "deepseek", "kimi", "glm", "gpt-oss"), 17, 0),
    ("maker", ("alibaba", "meta", "deepseek", "google"), 20, 7.5),
]
MODES = ("light", "dark")
FILES = {"family": "families", "maker": "makers", "country": "countries", "region": "regions"}


def linear(colour: str) -> np.ndarray:
    """The linear RGB of a colour written as #1f5fae."""
    channels = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Linear RGB in CIELAB (white of D65), in which equal distances look about equally large."""
    ratio = (TO_XYZ @ np.clip(rgb, 0, 1)) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, vision: str) -> float:
    """How far apart two colours look in CIELAB to a reader with this vision."""
    matrix = VISIONS[vision]
    return float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))


def contrast(colour: str, ground: str) -> float:
    """The contrast ratio of WCAG: 1 for equal colours, 21 for black on white."""
    darker, lighter = sorted(float(TO_XYZ[1] @ linear(each)) + 0.05 for each in (colour, ground))
    return lighter / darker


def test_the_measures_agree_with_what_is_known_of_black_white_red_and_green() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21, abs=0.01)
    assert lab(linear("#ffffff")) == pytest.approx([100, 0, 0], abs=0.1)
    assert distance("#b03a2e", "#6b7a1e", "normal") > 60
    assert distance("#b03a2e", "#6b7a1e", "deuteranopia") < 15


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("level", "keys", "least", "_grey"), TOGETHER)
def test_entities_drawn_together_look_different_to_every_reader(
    registry: Registry, level: str, keys: tuple[str, ...], least: float, _grey: float, vision: str, mode: str
) -> None:
    for one, other in combinations(keys, 2):
        apart = distance(registry.colour(level, one, mode), registry.colour(level, other, mode), vision)
        assert apart >= least, f"{one} and {other} are {apart:.1f} apart with {vision} in {mode}"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("level", "keys", "_least", "grey"), [row for row in TOGETHER if row[3]])
def test_entities_drawn_together_differ_in_grey(
    registry: Registry, level: str, keys: tuple[str, ...], _least: float, grey: float, mode: str
) -> None:
    for one, other in combinations(keys, 2):
        first, second = (lab(linear(registry.colour(level, key, mode)))[0] for key in (one, other))
        assert abs(first - second) >= grey, f"{one} and {other} are as light as each other in {mode}"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("level", FILES)
def test_every_colour_stands_out_from_its_ground(registry: Registry, level: str, mode: str) -> None:
    ground = THEMES[mode].ground
    for key in registry.tables[FILES[level]][level]:
        ratio = contrast(registry.colour(level, key, mode), ground)
        assert ratio >= 3, f"{key} has a contrast of {ratio:.2f} on {ground}"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("level", ["family", "country", "region"])
def test_no_two_entities_of_a_level_share_a_colour(registry: Registry, level: str, mode: str) -> None:
    colours = [registry.colour(level, key, mode) for key in registry.tables[FILES[level]][level]]
    assert len(set(colours)) == len(colours)


@pytest.mark.parametrize("mode", MODES)
def test_a_maker_with_a_family_and_a_colour_has_the_colour_of_its_family(registry: Registry, mode: str) -> None:
    for family, maker in registry.families[["family", "maker"]].itertuples(index=False):
        assert registry.colour("maker", maker, mode) == registry.colour("family", family, mode)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("region", "country"), [("us", "USA"), ("china", "CHN"), ("unknown", "unknown")])
def test_a_country_that_is_a_region_has_its_colour(registry: Registry, region: str, country: str, mode: str) -> None:
    assert registry.colour("country", country, mode) == registry.colour("region", region, mode)


def test_unknown_is_grey(registry: Registry) -> None:
    for mode in MODES:
        _, a, b = lab(linear(registry.colour("region", "unknown", mode)))
        assert np.hypot(a, b) < 8
