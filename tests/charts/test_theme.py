import subprocess
import sys

import plotly.graph_objects as go
import pytest

from lib.charts.theme import FONT, THEMES, figure, plain, value_axis

LIGHT = THEMES["light"]


def brightness(colour: str) -> float:
    """Relative luminance of a colour as #1f5fae, 0 (black) to 1 (white)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((brightness(one), brightness(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_can_be_read_on_the_ground(mode):
    theme = THEMES[mode]
    assert contrast(theme.ink, theme.ground) >= 7
    assert contrast(theme.muted, theme.ground) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_greys_are_told_apart(mode):
    theme = THEMES[mode]
    assert len({*theme.rest, theme.ground}) == 4
    assert theme.mode == mode


def test_a_figure_names_its_own_template_and_an_opaque_ground():
    layout = figure(LIGHT, height=300, right=50).layout
    assert layout.template.layout.paper_bgcolor == LIGHT.ground
    assert layout.template.layout.plot_bgcolor == LIGHT.ground
    assert layout.template.layout.font.family == FONT
    assert tuple(layout.template.layout.colorway) == (LIGHT.muted,)
    assert (layout.height, layout.margin.r) == (300, 50)


def test_streamlit_does_not_change_how_a_figure_looks():
    words = (
        "from lib.charts.theme import THEMES, figure; before = figure(THEMES['light']).to_json(); import streamlit; "
        "assert figure(THEMES['light']).to_json() == before; assert 'streamlit' not in before"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_words_from_the_data_are_shown_as_they_are_written():
    assert plain("<b>a</b> & \"b\" 'c'") == "&lt;b&gt;a&lt;/b&gt; &amp; \"b\" 'c'"


def test_a_line_break_stays_one():
    assert plain("a\n<br>") == "a<br>&lt;br&gt;"


def axis(form: str = "count", **rest) -> tuple[go.layout.YAxis, tuple[float, float]]:
    fig = figure(LIGHT)
    span = value_axis(fig, form, **rest)
    return fig.layout.yaxis, span


def test_a_count_axis_starts_at_zero_with_room_above_and_writes_billions_as_b():
    shown, span = axis(top=100)
    assert span == (0, 106)
    assert tuple(shown.range) == span
    assert (shown.exponentformat, shown.tickformat) == ("B", "")


def test_values_below_zero_are_inside_the_axis_and_so_is_zero():
    assert axis(top=100, bottom=-50)[1] == (-53, 106)
    low, high = axis(top=-50, bottom=-100)[1]
    assert low == -106
    assert high >= 0


def test_nothing_but_zeros_has_an_axis_too():
    assert axis(top=0)[1] == (0, 1)


def test_a_log_axis_goes_from_the_smallest_to_the_largest_value():
    shown, span = axis(top=1000, bottom=10, log=True)
    assert shown.type == "log"
    assert span == pytest.approx((0.9, 3.1))


@pytest.mark.parametrize(("form", "written"), [("share", ".0%"), ("index", "~r"), ("number", "~r")])
def test_what_stands_on_the_axis_says_how_it_is_written(form, written):
    assert axis(form, top=1)[0].tickformat == written


def test_a_figure_cannot_be_zoomed_by_accident():
    fig = figure(LIGHT)
    value_axis(fig, "count", top=1)
    assert fig.layout.dragmode is False
    assert fig.layout.xaxis.fixedrange
    assert fig.layout.yaxis.fixedrange
