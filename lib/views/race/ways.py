"""Every way of counting for a pair as one card: the strip of dates, each linked to the view that shows it."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.strip import strip
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import readings
from lib.views.race import pairs
from lib.views.timed import Timed
from lib.views.view import Card, Link


def table(data: Data, level: str, pair: tuple[str, str]) -> pd.DataFrame:
    """What each way says of the pair (as from `readings.every_way`), and what others have published; shared, so not to
    be changed.
    """
    return data.derived(_table, level, pair)


def _table(data: Data, level: str, pair: tuple[str, str]) -> pd.DataFrame:
    rows = pairs.monthly(data, level)
    own = readings.every_way(rows, data.registry.flaws_of("hub_monthly"), pairs.anchors(data, level, pair), pair)
    stated = readings.published(data.registry.published_figures, pairs.called(data, level, pair))
    both = pd.concat([own.assign(published=False), stated.assign(published=True)], ignore_index=True)
    return both.assign(set_aside=both["set_aside"].astype("boolean").fillna(False).astype(bool))


def events(data: Data, level: str, keys: Sequence[str]) -> pd.DataFrame:
    """The rows of the registry that may matter to these lines: rules, changes in counting, releases of makers drawn.

    A country or region has too many releases to tell.
    """
    rows = data.registry.events
    makers: set[str] = set(keys) if level == "maker" else set()
    if level == "family":
        families = data.registry.families
        makers = set(families.loc[families["family"].isin(list(keys)), "maker"])
    elif level == "org":
        makers = {data.registry.maker("hub", org) for org in keys}
    told = rows["maker"].isin(makers) | rows["kind"].isin(["export-control", "counting"])
    return rows[told & rows["service"].isin(["", "hub"])]


def timed(card: Card) -> Timed:
    """A strip as a card over time, on which events are marked; dates of crossings have no before and after."""
    return Timed(card, pd.concat([card.table["after"], card.table["by"]]))


def coverage(data: Data, level: str, keys: list[str] | tuple[str, ...]) -> str:
    """How much of all language-model downloads the drawn entities account for in the newest month, and of how many of
    the publishers that the record tells apart, as a sentence.
    """
    rows = pairs.monthly(data, level)
    totals = data.table("hub_totals").set_index("month")["downloads_language_models"]
    month = rows["month"].max()
    part = rows[(rows["month"] == month) & rows["entity"].isin(list(keys))]["downloads"].sum() / totals[month]
    own = sum(entity in keys for entity in pairs.orgs_of(data, level).values())
    return (
        f"Together {numbers.share(part)} of language-model downloads in {numbers.month(month)}, "
        f"by {own} of the {data.table('hub_monthly')['org'].nunique()} publishers told apart."
    )


def changes(found: pd.DataFrame) -> pd.DataFrame:
    """The ways that date a change of lead and do not rest on a spike month, sorted by date: what the strip draws."""
    dated = found.dropna(subset=["by"])
    return dated[~dated["set_aside"]].sort_values(["by", "after"]).reset_index(drop=True)


def card(data: Data, level: pairs.Level, pair: tuple[str, str], found: pd.DataFrame, title: str) -> Card:
    """The strip for a pair that changed places: one row a way, sorted by date.

    Ways that rest on a spike month are told and not drawn.
    """
    a, b = (data.registry.name(level.key, key) for key in pair)
    drawn = changes(found)
    drawn = drawn.assign(hover=[_hover(data, level.key, row) for row in drawn.to_dict("records")])

    def draw(theme: Theme) -> go.Figure:
        return strip(
            drawn,
            theme=theme,
            colours={key: data.registry.colour(level.key, key, theme.mode) for key in pair},
        )

    said = " and ".join(numbers.spoken(side) for side in (a, b))
    name = "ways" if level.key == "family" else f"ways-{level.key}"
    written = {"leader": drawn["leader"].map({pair[0]: a, pair[1]: b})}
    written |= {column: drawn[column].fillna("") for column in ("note", "url")}
    return Card(
        name=name,
        title=title,
        subtitle=(
            f"The days between which the change of lead between {said} falls, by each way of counting downloads "
            f"of their own language models on the Hugging Face Hub. {coverage(data, level.key, pair)} "
            "Solid: computed here. Hollow: as published, known to the month."
        ),
        draw=draw,
        alt=_alt(drawn, a, b),
        table=drawn.assign(**written)[["way", "leader", "after", "by", "published", "note", "url"]],
        forms={
            "way": "text",
            "leader": "text",
            "after": "day",
            "by": "day",
            "published": "flag",
            "note": "text",
            "url": "link",
        },
        indicators=("crossover",),
        tables=("hub_monthly", "hub_totals"),
        caveats=tuple(_aside(row) for row in found[found["set_aside"]].to_dict("records"))
        + tuple(f"{row['way']}: no change of lead in view." for row in found[found["by"].isna()].to_dict("records")),
        sources=("published",),
        links=tuple(_link(level, (a, b), row) for row in drawn[~drawn["published"]].to_dict("records")),
        links_title="Open each way as a chart",
    )


def _hover(data: Data, level: str, row: dict) -> str:
    """What stands below the way on hover: who is ahead since when, and for a published date the note on it."""
    leader = data.registry.name(level, row["leader"])
    note = row["note"] if isinstance(row.get("note"), str) and row["note"] else ""
    said = f"{leader} ahead for good between {numbers.days(row['after'], row['by'])}"
    return f"{said}\n{note}" if note else said


def _aside(row: dict) -> str:
    return (
        f"{row['way']} puts the change of lead in {numbers.month(row['by'])}, a month in which the whole source jumps "
        "for no known reason; it is told here and not drawn."
    )


def _alt(drawn: pd.DataFrame, a: str, b: str) -> str:
    told = [f"{row['way']}: {numbers.month(row['by'])}" for row in drawn.to_dict("records")]
    return f"Strip of the months in which the lead between {a} and {b} changed for good. {'; '.join(told)}."


def _link(level: pairs.Level, names: tuple[str, str], row: dict) -> Link:
    options: dict[str, str | tuple[str, ...]] = {"count": row["count"], "compare": level.title, level.option: names}
    if row["anchor"]:
        options |= {"anchor": row["anchor"], "dated": row["dated"]}
    options |= {choice: "false" for choice in ("spikes", "interpolated") if not row[choice]}
    return Link(row["way"], "race/crossover", options)
