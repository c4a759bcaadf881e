"""What moves the date of a crossing: a card with a row for each choice, all else as usual."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.strip import strip
from lib.charts.theme import Theme
from lib.metrics import sensitivity
from lib.metrics.sensitivity import LARGEST, PLACED
from lib.views.race import pairs, ways
from lib.views.race.single_models import Pair
from lib.views.view import Card


def dates(pair: Pair, read: pd.DataFrame) -> Card | None:
    """A row for each choice with the days between which its alternatives date the change; None if none dates one."""
    parts = {str(key): (of["share"].min(), of["share"].max()) for key, of in read.groupby("leader")}
    data, level = pair.data, pair.level.key
    anchors = pairs.anchors(data, level, pair.keys)
    found = sensitivity.choices(
        pairs.monthly(data, level), data.registry.flaws_of("hub_monthly"), anchors, pair.keys, parts
    )
    rows = sensitivity.spans(found)
    if rows.empty:
        return None
    told = {
        (str(factor), str(way)): "; ".join(_told(pair, row, of["leader"].iloc[0]) for row in of.to_dict("records"))
        for (factor, way), of in found.groupby(["factor", "way"], sort=False)
    }
    rows = rows.assign(bound=rows["factor"] == LARGEST, choices=[told[key] for key in _keys(rows)])
    drawn = rows.assign(
        way=[_label(row) for row in rows.to_dict("records")],
        published=rows["bound"],
        hover=[f"{row['choices'].replace('; ', chr(10))}" for row in rows.to_dict("records")],
    )

    def draw(theme: Theme) -> go.Figure:
        return strip(drawn, theme=theme, colours=pair.colours(theme))

    undated = [f"{factor}, {way}: {said}." for (factor, way), said in told.items() if (factor, way) not in _keys(rows)]
    columns = ["factor", "way", "leader", "after", "by", "moved", "choices", "bound"]
    return Card(
        name="sensitivity",
        title="How far each choice moves the date",
        subtitle=_subtitle(pair, parts, rows),
        draw=draw,
        alt=f"Strip of the days between which the lead changed, by choice. {'. '.join(drawn['way'])}.",
        table=rows.assign(leader=rows["leader"].map(pair.name))[columns],
        forms={
            "factor": "text",
            "way": "text",
            "leader": "text",
            "after": "day",
            "by": "day",
            "moved": "whole",
            "choices": "text",
            "bound": "flag",
        },
        indicators=("crossover",),
        tables=("hub_monthly", "hub_totals", *(["hub_models"] if data.has("hub_models") else [])),
        caveats=(*undated, *_untested(pair, read)),
        sources=("published",) if anchors else (),
    )


def _keys(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["factor"], rows["way"], strict=True))


def _told(pair: Pair, row: Mapping, usual: str | None) -> str:
    """A choice and what it says: the month, or that nothing changes in view; another leader is named."""
    if row["leader"] is None:
        return f"{row['choice']}: a tie"
    who = "" if row["leader"] == usual else f"{pair.name(row['leader'])}, "
    return f"{row['choice']}: {who}{'led all along' if pd.isna(row['by']) else numbers.month(row['by'])}"


def _label(row: Mapping) -> str:
    """What stands above a bar: what is chosen, in which count, and the months that come of it."""
    first, last = row["first"], row["by"]
    start = f"{first:%b} to " if first.year == last.year else f"{first:%b %Y} to "
    months = f"{start if row['moved'] else ''}{last:%b %Y}"
    factor = "Date" if row["factor"] == PLACED else row["factor"]
    return f"{factor} · {row['way']}: {months}{' either way' if row['same'] else ''}"


def _subtitle(pair: Pair, parts: Mapping[str, Sequence[float]], rows: pd.DataFrame) -> str:
    a, b = (pair.name(key) for key in pair.keys)
    said = (
        f"The days between which the change of lead between {a} and {b} falls, over the choices of each row, by counts "
        "of downloads of their own language models on the Hugging Face Hub; all else as usual. "
        f"{ways.coverage(pair.data, pair.level.key, pair.keys)}"
    )
    if not rows["bound"].any():
        return said
    leader = rows.loc[rows["bound"], "leader"].iloc[0]
    low, high = (numbers.share(part) for part in parts.get(leader, (0.0, 0.0)))
    return (
        f"{said} Hollow: not a measurement but what it would be if {pair.name(leader)}'s largest model had made up "
        f"{low} to {high} of its downloads in every month, as it did on the days at hand."
    )


def _untested(pair: Pair, read: pd.DataFrame) -> tuple[str, ...]:
    """What the store cannot say of single models, and since when it says anything."""
    if read.empty:
        return ("How much of a month a single model made up is not known: the store holds no day that compares.",)
    flaws = pair.data.registry.flaws_of("hub_models")
    models = set(read["largest"])
    return (
        "The monthly record tells publishers apart, not models, and the counters of single models begin on "
        f"{numbers.day(read['day'].min())}. So no crossing before that day can be computed without an outlying model.",
        *flaws.loc[flaws["entity"].isin(models), "note"],
    )
