"""How far services agree: how alike they rank the same makers, as a card and in words, and which moves first."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.marks import marks
from lib.charts.theme import Theme
from lib.metrics import triangulation
from lib.views.race.side_by_side import Comparison, compare
from lib.views.race.tallies import FLOW, Service
from lib.views.view import Card


def card(comparisons: Sequence[Comparison]) -> Card | None:
    """How alike each two flows rank the makers, a mark for each comparison; None if none has makers enough."""
    every = [_agreement(comparison) for comparison in comparisons]
    rows = pd.concat(every, ignore_index=True).dropna(subset=["correlation"]) if every else pd.DataFrame()
    if rows.empty:
        return None
    order = list(rows.groupby("pair")["correlation"].max().sort_values(ascending=False).index)
    kinds = {key: key for key in rows["compared"].drop_duplicates()}
    drawn = rows.assign(key=rows["pair"], kind=rows["compared"], value=rows["correlation"])
    drawn = drawn.assign(hover=[_said(row) for row in rows.to_dict("records")])

    def draw(theme: Theme) -> go.Figure:
        colours = dict.fromkeys(order, theme.ink)
        names = {key: key for key in order}
        return marks(
            drawn,
            theme=theme,
            order=order,
            names=names,
            kinds=kinds,
            colours=colours,
            form="number",
            span=(-1.0, 1.0),
        )

    told = " ".join(f"{_said(row)}." for row in rows.to_dict("records"))
    tables = dict.fromkeys(
        table for each in comparisons for service in each.services if service.kind == FLOW for table in service.tables
    )
    return Card(
        name="agreement",
        title="How alike two services rank the makers",
        subtitle=(
            "Rank correlation (Spearman) of the makers' places on two services: 1 the same order, 0 none, -1 the "
            f"opposite. Flows only. So few makers are compared ({numbers.listed(list(kinds))}) that one of them "
            "changing places moves the number much; the table says how often mere chance agrees as much."
        ),
        draw=draw,
        alt=f"Marks between -1 and 1 for each two services. {told}",
        table=rows[["pair", "compared", "n", "correlation", "by_chance"]].reset_index(drop=True),
        forms={"pair": "text", "compared": "text", "n": "whole", "correlation": "number", "by_chance": "share"},
        indicators=("rank_agreement",),
        tables=tuple(tables),
    )


def _agreement(comparison: Comparison) -> pd.DataFrame:
    """The agreement of the flows of a comparison: pair, compared (months and makers), n, correlation, by_chance."""
    found = triangulation.agreement(comparison.rows[comparison.rows["service"].isin(comparison.flows)])
    pair = [f"{a} · {b}" for a, b in zip(found["a"], found["b"], strict=True)]
    return found.assign(pair=pair, compared=f"{comparison.when}, {len(comparison.makers)} makers")


def _said(row: dict) -> str:
    chance = "" if pd.isna(row["by_chance"]) else f"; by chance as much in {numbers.share(row['by_chance'])} of orders"
    return f"{row['pair'].replace(' · ', ' and ')}: {row['correlation']:.2f} ({row['compared']}{chance})"


def told(comparison: Comparison) -> Iterator[str]:
    """The two flows that rank the makers most alike, and the two that do so least, with the number of makers."""
    flows = comparison.rows[comparison.rows["service"].isin(comparison.flows)]
    found = triangulation.agreement(flows).dropna(subset=["correlation"]).sort_values("correlation")
    if found.empty:
        yield (
            f"Among {len(comparison.makers)} makers a rank correlation says nothing; there must be "
            f"{triangulation.FEWEST} for one."
        )
        return
    least, most = found.iloc[0], found.iloc[-1]
    told = f"{most['a']} and {most['b']} rank them most alike (rank correlation {most['correlation']:.2f}"
    ends = f"{least['a']} and {least['b']} least ({least['correlation']:.2f})"
    yield f"{told}){f', {ends}' if len(found) > 1 else ''}; n = {most['n']} makers, so one change of places moves it."


def lead_lag(flows: Sequence[Service]) -> str:
    """Which service leads which, or that the common time is too short to say so."""
    longest: tuple[int, str] = (0, "")
    said = []
    for a, b in combinations(flows, 2):
        common = triangulation.common_months([a.flow, b.flow])  # type: ignore[list-item]
        if common:
            longest = max(longest, (len(common), f"{a.name} and {b.name}"))
        pair = compare("", (a, b))
        if pair is None or len(common) < triangulation.LONG_ENOUGH:
            continue
        known = [each.flow[each.flow["entity"].isin(pair.makers)] for each in (a, b)]  # type: ignore[index]
        found = triangulation.lead_lag(known[0], known[1]).dropna().sort_values("correlation")
        if len(found):
            said.append(_lag(a.name, b.name, found.iloc[-1], len(common)))
    if said:
        return " ".join(said)
    if not longest[0]:
        return "Which service moves first cannot be said: no two services share a month. None is shown."
    return (
        f"Which service moves first cannot be said: {longest[1]} share {longest[0]} months, the most of any two, and "
        f"{triangulation.LONG_ENOUGH} are needed before a lead of months is more than chance. None is shown."
    )


def _lag(a: str, b: str, best: pd.Series, common: int) -> str:
    lag = int(best["lag"])
    first, second = (a, b) if lag >= 0 else (b, a)
    moved = f"{second} moves {abs(lag)} months after {first}" if lag else f"{a} and {b} move in the same month"
    return (
        f"Changes of shares go together most where {moved} (correlation {best['correlation']:.2f} over "
        f"{int(best['changes'])} changes in {common} months); that is not a cause."
    )
