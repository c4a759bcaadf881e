"""The page of OpenRouter usage: what its headline, figures and cards say for a choice of options."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.charts.theme import THEMES
from lib.data import Data
from lib.views.options import resolve
from lib.views.rankings import usage
from lib.views.view import Card, NothingToShowError, View

WEEKS = [pd.Timestamp(day) for day in ("2026-06-01", "2026-06-08")]
WEEKLY = [
    (WEEKS[0], "deepseek/deepseek-v4-flash-20260423", 30, 7),
    (WEEKS[0], "anthropic/claude-4.6-sonnet-20260217", 40, 7),
    (WEEKS[0], "other", 30, 7),
    (WEEKS[1], "deepseek/deepseek-v4-flash-20260423", 90, 7),
    (WEEKS[1], "z-ai/glm-5.2-20260616", 10, 3),
    (WEEKS[1], "openrouter/owl-alpha", 20, 7),
    (WEEKS[1], "anthropic/claude-4.6-sonnet-20260217", 40, 7),
    (WEEKS[1], "other", 40, 7),
]
DAYS = pd.date_range("2026-03-29", "2026-04-09", unit="us")


def lines_table(days: pd.DatetimeIndex) -> pd.DataFrame:
    rows = [(day, line, share) for day in days for line, share in (("Qwen", 0.1), ("Other open", 0.2))]
    return pd.DataFrame([row for row in rows if row[:2] != (days[1], "Qwen")], columns=["day", "line", "share"])


def small(data: Data, days: pd.DatetimeIndex = DAYS, weekly: list = WEEKLY) -> Data:
    tables = {
        "openrouter_weekly": pd.DataFrame(weekly, columns=["week", "model", "tokens", "days_in_top50"]),
        "openrouter_lines": lines_table(days),
    }
    return Data(data.folder, data.registry, _read=tables)


def shown(data: Data, **given: object) -> View:
    options, ignored = resolve(usage.Options, data, given)
    assert ignored == []
    return usage.view(data, options)


def bands(card: Card) -> dict[str, list[float]]:
    return {trace.name: [float(value) for value in trace.y] for trace in card.draw(THEMES["light"]).data}


def test_the_headline_names_who_carries_most_in_the_last_week_with_its_share_of_all(data: Data) -> None:
    assert shown(small(data)).headline == (
        "DeepSeek carries the most tokens on OpenRouter: 90 in the week of 8 June 2026, 45 % of all tokens."
    )


def test_a_share_of_named_tokens_says_so_in_headline_title_and_subtitle(data: Data) -> None:
    view = shown(small(data), show="Share of named")
    assert "56 % of the tokens of named models" in view.headline
    assert view.cards[0].title == "Share of the tokens of named models on OpenRouter, by maker"
    assert "is left out above and below the line" in view.cards[0].subtitle
    assert view.cards[0].indicators == ("tokens_share_named",)


def test_a_lead_over_all_weeks_in_view_is_told_as_that(data: Data) -> None:
    view = shown(small(data), by="Country", weeks=("2026-06-01", "2026-06-08"))
    assert view.headline.startswith("Makers in China carry the most tokens")
    always = [
        (week, model, tokens * 2 if "deepseek" in model else tokens, days) for week, model, tokens, days in WEEKLY
    ]
    assert shown(small(data, weekly=always)).headline.endswith("as in every week in view.")


def test_by_weights_the_headline_divides_the_tokens_and_tells_the_unknown_apart(data: Data) -> None:
    assert shown(small(data), by="Weights").headline == (
        "Models with open weights carry 50 %, those with closed weights 20 % and those whose weights are not known 10 %"
        " of all tokens on OpenRouter in the week of 8 June 2026."
    )


def test_models_of_makers_not_yet_placed_are_a_grey_band_beside_the_remainder_and_lead_nothing(data: Data) -> None:
    weekly = [*WEEKLY, (WEEKS[1], "newcomer/first", 500, 7)]
    for by in ("Maker", "Country"):
        view = shown(small(data, weekly=weekly), by=by)
        assert "Not yet placed" not in view.headline
        fig = view.cards[0].draw(THEMES["light"])
        colours = {trace.name: trace.marker.color[-1] for trace in fig.data}
        names = [name for name in colours if name in ("Not yet placed", "Unknown", "Not broken down")]
        assert names == list(colours)[-len(names) :]
        assert (names[0], names[-1]) == ("Not yet placed", "Not broken down")
        assert len({colours[name] for name in names}) == len(names)


def test_a_model_of_a_maker_not_yet_placed_is_itself_among_models_and_unknown_by_weights(data: Data) -> None:
    weekly = [*WEEKLY, (WEEKS[1], "newcomer/first", 500, 7)]
    assert "first" in bands(shown(small(data, weekly=weekly), by="Model").cards[0])
    by_weights = bands(shown(small(data, weekly=weekly), by="Weights").cards[0])
    assert "Not yet placed" not in by_weights
    assert by_weights["Weights not known"][-1] == 520


def test_other_is_a_band_of_its_own_and_the_bands_add_up_to_all_tokens(data: Data) -> None:
    drawn = bands(shown(small(data)).cards[0])
    assert drawn["Not broken down"] == [30, 40]
    assert list(drawn)[-1] == "Not broken down"
    assert drawn["DeepSeek"] == [30, 90]
    assert sum(sum(values) for values in drawn.values()) == 300


def test_shares_of_all_tokens_add_up_to_one_in_every_week_and_grouping(data: Data) -> None:
    for by in ("Maker", "Country", "Model", "Weights"):
        table = shown(data, by=by, show="Share of all").cards[0].table
        assert table.groupby("week")["share_of_all"].sum().round(9).eq(1).all()
        assert table.groupby("week")["share_of_named"].sum().round(9).eq(1).all()


def test_named_only_leaves_other_out_of_the_picture(data: Data) -> None:
    assert "Not broken down" not in bands(shown(small(data), show="Share of named").cards[0])


def test_a_maker_that_is_not_disclosed_is_in_no_country(data: Data) -> None:
    drawn = bands(shown(small(data), by="Country").cards[0])
    assert drawn["Unknown"] == [20]
    assert drawn["China"] == [30, 100]
    assert drawn["United States"] == [40, 40]


def test_weights_that_are_not_known_are_neither_open_nor_closed(data: Data) -> None:
    drawn = bands(shown(small(data), by="Weights").cards[0])
    assert drawn == {
        "Open weights": [30, 100],
        "Closed weights": [40, 40],
        "Weights not known": [20],
        "Not broken down": [30, 40],
    }


def test_a_model_is_listed_with_its_weights_and_their_evidence(data: Data) -> None:
    table = shown(small(data), by="Model").cards[0].table.set_index("model")
    assert set(table.loc["anthropic/claude-4.6-sonnet-20260217", "weights"]) == {"closed"}
    assert "ATOM Project" in table.loc["z-ai/glm-5.2-20260616", "evidence"]


def test_the_coverage_in_the_subtitle_is_that_of_the_last_week_in_view_and_its_range(data: Data) -> None:
    subtitle = shown(small(data)).cards[0].subtitle
    assert "80 % of all tokens in the week of 8 June 2026 (70 % to 80 % over the weeks in view)" in subtitle


def test_key_figures_are_all_tokens_and_the_three_largest_each_with_its_week(data: Data) -> None:
    figures = shown(small(data)).figures
    assert [(figure.label, figure.value, figure.change) for figure in figures] == [
        ("All tokens", "200", "+100 %"),
        ("DeepSeek", "90", "+200 %"),
        ("Anthropic", "40", "0 %"),
        ("Undisclosed maker", "20", ""),
    ]
    assert {figure.date for figure in figures} == {"week of 8 June 2026"}
    assert [figure.trend for figure in figures][1:] == [(30, 90), (40, 40), ()]


def test_a_week_that_was_not_over_when_the_table_was_known_is_hollow(data: Data) -> None:
    as_of = pd.Timestamp(data.provenance("openrouter_weekly").as_of)
    running = as_of - pd.Timedelta(days=as_of.day_of_week)
    view = shown(small(data, weekly=[*WEEKLY, (running, "other", 1, 7), (running, WEEKLY[0][1], 1, 7)]))
    table = view.cards[0].table
    assert set(table.loc[table["incomplete"], "week"]) == {running}


def test_weeks_without_a_named_model_say_what_to_change(data: Data) -> None:
    with pytest.raises(NothingToShowError, match="longer span"):
        shown(small(data, weekly=[(WEEKS[0], "other", 1, 7)]))


def line(fig: go.Figure, name: str) -> dict[pd.Timestamp, float]:
    trace = next(trace for trace in fig.data if trace.name == name and trace.mode == "lines")
    values = [float(value) for value in trace.y]
    steps = range(len(values))
    days = [trace.x0 + step * pd.Timedelta(milliseconds=trace.dx) for step in steps] if trace.x is None else trace.x
    return dict(zip(pd.to_datetime(days), values, strict=True))


def test_the_daily_lines_are_a_card_of_their_own_from_their_own_table(data: Data) -> None:
    weekly, daily = shown(small(data)).cards
    assert weekly.tables == ("openrouter_weekly",)
    assert daily.tables == ("openrouter_lines",)
    assert daily.title == "Daily share of OpenRouter's tokens, by open-weight line"


def test_a_day_outside_the_top_50_is_a_gap_in_its_line(data: Data) -> None:
    fig = shown(small(data)).cards[1].draw(THEMES["light"])
    assert pd.isna(line(fig, "Qwen")[DAYS[1]])
    assert line(fig, "Other open")[DAYS[1]] == 0.2


def test_the_false_spike_is_shaded_over_its_days_and_named_by_its_event(data: Data) -> None:
    card = shown(small(data)).cards[1]
    fig = card.draw(THEMES["light"])
    (band,) = fig.layout.shapes
    assert (band.x0, band.x1) == (pd.Timestamp("2026-03-31"), pd.Timestamp("2026-04-08"))
    assert any("qwen3.6-plus" in note.text for note in fig.layout.annotations)
    assert card.table.loc[card.table["false_spike"], "line"].unique().tolist() == ["Qwen"]
    assert "qwen3.6-plus" in card.alt


def test_a_chart_without_the_line_of_the_spike_is_not_shaded(data: Data) -> None:
    assert not shown(small(data), lines=("Other open",)).cards[1].draw(THEMES["light"]).layout.shapes


def test_the_false_spike_can_be_left_out_and_is_missing_then(data: Data) -> None:
    fig = shown(small(data), spikes=False).cards[1].draw(THEMES["light"])
    assert pd.isna(line(fig, "Qwen")[pd.Timestamp("2026-04-01")])
    assert line(fig, "Other open")[pd.Timestamp("2026-04-01")] == 0.2


def test_more_days_than_a_line_may_have_points_are_told_as_weekly_means(data: Data) -> None:
    card = shown(small(data, pd.date_range("2025-01-01", periods=501, unit="us"))).cards[1]
    assert card.title.startswith("Weekly mean of the daily share")
    assert "mean of the days" in card.subtitle
    assert set(card.table["week"].dt.day_of_week) == {0}
    assert all(len(trace.y) <= 500 for trace in card.draw(THEMES["light"]).data)


def test_lines_have_the_colour_of_their_family_and_the_rest_is_grey(data: Data) -> None:
    for mode, theme in THEMES.items():
        fig = shown(small(data)).cards[1].draw(theme)
        colours = {trace.name: trace.line.color for trace in fig.data if trace.mode == "lines"}
        assert colours == {"Qwen": data.registry.colour("family", "qwen", mode), "Other open": theme.rest[0]}


def test_no_line_chosen_leaves_the_weekly_card_alone(data: Data) -> None:
    assert [card.name for card in shown(small(data), lines=()).cards] == ["weekly-tokens"]


def test_a_model_cannot_bring_markup_into_the_chart(data: Data) -> None:
    name = "deepseek/<b>x"
    fig = shown(small(data, weekly=[(WEEKS[0], name, 1, 7), (WEEKS[0], "other", 1, 7)]), by="Model").cards[0]
    assert [trace.name for trace in fig.draw(THEMES["light"]).data] == ["&lt;b&gt;x", "Not broken down"]


def test_hover_says_the_other_measure_and_of_a_model_whether_it_is_counted_short(data: Data) -> None:
    def said(**given: object) -> dict[str, str]:
        fig = shown(small(data), **given).cards[0].draw(THEMES["light"])
        return {trace.name: trace.customdata[-1] for trace in fig.data}

    assert said(by="Model")["glm-5.2-20260616"] == "(5 % of all, top 50 on some days only)"
    assert said(by="Model")["Not broken down"] == "(20 % of all)"
    assert said(by="Maker", show="Share of all")["DeepSeek"] == "(90 tokens)"


def test_who_has_a_key_figure_has_a_band(data: Data) -> None:
    for by in ("Maker", "Country", "Model"):
        view = shown(data, by=by)
        drawn = bands(view.cards[0])
        assert {figure.label.split("/")[-1] for figure in view.figures[1:]} <= set(drawn), by
