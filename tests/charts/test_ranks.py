"""Rankings as a reader sees them: 1 on top, lines that break, names that do not collide."""

from itertools import pairwise

import pandas as pd
import pytest

from lib.charts.lines import LABEL_PX
from lib.charts.ranks import MARKED, bump, ranking, shortened
from lib.charts.theme import THEMES

LIGHT = THEMES["light"]
DAYS = pd.to_datetime(["2026-05-01", "2026-06-01", "2026-07-01"])
COLOURS, GROUP_NAMES = {"p": "#111111", "q": "#222222"}, {"p": "Land P", "q": "Land <Q>"}


def drawn(places: dict[str, list[int | None]], estimate: bool = False, **options: object):
    rows = pd.DataFrame(
        [
            {"day": day, "model": model, "place": place, "estimate": estimate, "hover": "told"}
            for model, of in places.items()
            for day, place in zip(DAYS, of, strict=True)
        ]
    ).astype({"place": "Int64"})
    order = list(places)
    groups = {model: "q" if model.startswith("q") else "p" for model in order}
    names = {model: model for model in order}
    style = {"names": names, "groups": groups, "group_names": GROUP_NAMES, "colours": COLOURS, **options}
    return bump(rows, theme=LIGHT, x="day", y="place", series="model", order=order, **style)


def paths(fig) -> list:
    return [trace for trace in fig.data if trace.mode == "lines+markers"]


def labels(fig) -> list[str]:
    return [label.text for label in fig.layout.annotations]


def test_the_first_place_is_on_top():
    low, high = drawn({"p1": [1, 2, 1]}).layout.yaxis.range
    assert low > high
    assert high == 0.5


def test_a_line_breaks_where_the_model_was_not_seen():
    (line,) = paths(drawn({"p1": [1, None, 2]}))
    assert [None if place != place else place for place in line.y] == [1, None, 2]
    assert line.connectgaps is False


def test_a_line_has_the_colour_of_its_group_and_the_group_is_in_the_legend_once():
    fig = drawn({"p1": [1, 1, 1], "q1": [2, 2, 2], "p2": [3, 3, 3]})
    assert [line.line.color for line in paths(fig)] == ["#111111", "#222222", "#111111"]
    assert [trace.name for trace in fig.data if trace.showlegend is not False] == ["Land P", "Land &lt;Q&gt;"]


def test_a_point_on_an_estimated_day_is_hollow():
    assert all(mark.endswith("-open") for mark in paths(drawn({"p1": [1, 1, 1]}, estimate=True))[0].marker.symbol)
    assert not any(mark.endswith("-open") for mark in paths(drawn({"p1": [1, 1, 1]}))[0].marker.symbol)


def test_a_label_has_the_place_of_the_last_day_and_no_number_if_unseen_then():
    assert labels(drawn({"p1": [3, 2, 1], "p2": [1, 2, None]})) == ["<b>1</b> p1", "p2"]


def test_labels_never_collide_though_many_lines_end_below_the_frame():
    fig = drawn({f"p{number}": [1, 1, 40 + number] for number in range(15)})
    inner = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    heights = sorted(label.y * inner for label in fig.layout.annotations)
    assert len(heights) == 15
    assert all(upper - lower >= LABEL_PX - 1e-9 for lower, upper in pairwise(heights))
    assert heights[0] >= -1e-9
    assert heights[-1] <= inner + 1e-9


def test_places_far_down_are_outside_the_frame():
    assert drawn({"p1": [1, 300, 2]}).layout.yaxis.range[0] == 20.5


def test_a_name_from_the_data_is_shown_and_not_rendered():
    assert labels(drawn({"<b>x</b>": [1, 1, 1]})) == ["<b>1</b> &lt;b&gt;x&lt;/b&gt;"]


def test_the_chosen_model_stands_before_all_others():
    fig = drawn({f"p{number}": [number, number, number] for number in range(1, 8)}, strong="p7")
    assert [line.opacity == 1 for line in paths(fig)] == [False] * 6 + [True]


def test_the_day_pointed_out_is_a_vertical():
    assert [shape.x0 for shape in drawn({"p1": [1, 1, 1]}, marked=DAYS[1]).layout.shapes] == [DAYS[1]]
    assert not drawn({"p1": [1, 1, 1]}).layout.shapes


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Qwen3-0.6B"], ["Qwen3-0.6B"]),
        (["Qwen2.5-7B-Instruct"], ["Qwen2.5-7B…"]),
        (["Llama-3.1-8B-Instruct"], ["Llama-3.1-8B…"]),
        (["averyverylongword"], ["averyverylong…"]),
        (["llava-onevision-7b"], ["llava-onevisi…"]),
    ],
)
def test_a_long_name_is_cut_at_a_hyphen(names: list[str], short: list[str]):
    assert shortened(names, 14) == short


def test_names_that_would_read_the_same_keep_what_tells_them_apart():
    assert shortened(["Mistral-7B-Instruct-v0.2", "Mistral-7B-Instruct-v0.3"], 14) == [
        "Mistral-7…v0.2",
        "Mistral-7…v0.3",
    ]
    assert shortened(["Qwen3-4B-Instruct-2507", "Qwen3-4B-Thinking-2507"], 14) == ["Qwen3-4…t-2507", "Qwen3-4…g-2507"]


def bars(**columns: object):
    rows = pd.DataFrame(
        {
            "n": [30, 10],
            "label": ["one", "<i>"],
            "note": "by",
            "rank": [1, 2],
            "of": ["p", "q"],
            "text": ["30", "10"],
            "hover": "told",
        }
    )
    style = {"order": ["p", "q"], "names": GROUP_NAMES, "colours": COLOURS}
    return ranking(rows.assign(**columns), theme=LIGHT, x="n", rank="rank", label="label", series="of", **style)


def test_the_first_row_is_the_highest_bar():
    first, second = bars().data
    assert first.y[0] > second.y[0]
    assert (list(first.x), first.marker.color, list(first.text)) == ([30], "#111111", ["30"])
    one, two = (label.text for label in bars().layout.annotations)
    assert one.startswith("<b>1</b>  one  ")
    assert two.startswith("<b>2</b>  &lt;i&gt;  ")


def test_the_axis_of_a_ranking_starts_at_zero_and_leaves_room_for_the_numbers():
    low, high = bars().layout.xaxis.range
    assert low == 0
    assert high > 30


def test_bars_of_one_group_need_no_legend():
    rows = pd.DataFrame(
        {"n": [1], "label": ["one"], "note": [""], "rank": [1], "of": ["p"], "text": ["1"], "hover": ["told"]}
    )
    style = {"order": ["p"], "names": GROUP_NAMES, "colours": COLOURS}
    assert (
        ranking(rows, theme=LIGHT, x="n", rank="rank", label="label", series="of", **style).layout.showlegend is False
    )
    assert bars().layout.showlegend is True


def test_an_event_is_a_thin_vertical_with_its_label_and_is_not_in_the_legend():
    events = pd.DataFrame({"day": [DAYS[1]], "label": ["Another <source>"]})
    fig = drawn({"p1": [1, 2, 1], "q1": [2, 1, 2]}, events=events)
    assert [(shape.type, shape.x0) for shape in fig.layout.shapes] == [("line", DAYS[1])]
    assert "Another &lt;source&gt;" in labels(fig)
    assert [trace.name for trace in fig.data if trace.showlegend is not False] == ["Land P", "Land &lt;Q&gt;"]


def test_over_many_dates_only_points_that_need_one_have_a_mark():
    days = pd.date_range("2026-05-01", periods=MARKED + 1)
    places = [1] * len(days)
    rows = pd.DataFrame({"day": days, "model": "p", "place": pd.array(places, "Int64"), "estimate": False, "hover": ""})
    rows.loc[[3, 5], "place"] = pd.NA
    rows.loc[10, "estimate"] = True
    style = {"names": {"p": "p"}, "groups": {"p": "p"}, "group_names": GROUP_NAMES, "colours": COLOURS}
    (line,) = paths(bump(rows, theme=LIGHT, x="day", y="place", series="model", order=["p"], **style))
    assert [at for at, size in enumerate(line.marker.size) if size] == [4, 10, MARKED]
    (line,) = paths(drawn({"p": [1, 1, 1]}))
    assert set(line.marker.size) == {8}
