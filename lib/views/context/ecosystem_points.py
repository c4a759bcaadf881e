"""The points of comparison of the two ecosystems: what the registry says, with our numbers or those of others."""

from dataclasses import dataclass

import pandas as pd

from lib.data import Data
from lib.metrics import ecosystems
from lib.registry.tables import ECOSYSTEM_TOPICS
from lib.views.context import side_measures
from lib.views.context.sides import SIDES, Measured

OURS, FIGURE, CITED = "our measure", "published figure", "cited statement"
"""What a point may rest on, as readers see it."""
NOT_HELD = "not in this data, or of one side only; a refresh may bring it"


@dataclass(frozen=True)
class Statement:
    """What is said of one side at one point, what it rests on, and where that is to be read.

    `value` is a number to draw or None; `unit` what it counts; `basis` one of the three; `note` what else is known.
    """

    side: str
    words: str
    value: float | None
    unit: str
    basis: str
    speaker: str
    said: str
    source: str
    url: str
    tier: str
    note: str


@dataclass(frozen=True)
class Point:
    """One point of comparison with what is said of either side, and our measure where it rests on one.

    `lengths` are the bars of both sides, empty where the two are not numbers of one kind; `tables` were read for it.
    """

    key: str
    topic: str
    name: str
    sides: dict[str, Statement]
    lengths: dict[str, float]
    ours: Measured | None
    tables: tuple[str, ...]

    @property
    def basis(self) -> str:
        """What it rests on: of two different ones the weaker."""
        return max((one.basis for one in self.sides.values()), key=(OURS, FIGURE, CITED).index)


def every(data: Data) -> tuple[Point, ...]:
    """All points by topic, in each those that we measure first, then by name."""
    rows = data.registry.ecosystems
    figures = data.registry.published_figures.set_index("figure").to_dict("index")
    found = [_point(data, str(key), of.to_dict("records"), figures) for key, of in rows.groupby("point")]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                ECOSYSTEM_TOPICS.index(one.topic),
                (OURS, FIGURE, CITED).index(one.basis),
                one.name,
            ),
        )
    )


def _point(data: Data, key: str, rows: list[dict], figures: dict) -> Point:
    first = rows[0]
    ours = side_measures.measured(data, first["measure"]) if first["measure"] else None
    stated = {row["side"]: figures[row["figure"]] for row in rows if row["figure"]}
    if ours:
        values = dict(ours.values)
    elif len(stated) == len(SIDES) and len({(one["metric"], one["unit"]) for one in stated.values()}) == 1:
        values = {side: float(one["value"]) for side, one in stated.items()}
    else:
        values = {}
    # Ratings have no zero to begin a bar at.
    lengths = ecosystems.lengths(values) if not (ours and ours.unit == "points") else {}
    by_side = {row["side"]: row for row in rows}
    said = {side: _statement(by_side[side], ours, stated.get(side)) for side in SIDES}
    tables = side_measures.read(data, first["measure"]) if first["measure"] else ()
    return Point(key, first["topic"], first["name"], said, lengths, ours, tables)


def _statement(row: dict, ours: Measured | None, figure: dict | None) -> Statement:
    side = row["side"]
    if row["measure"]:
        return _measured(row, ours)
    if figure:
        source = f"{figure['publisher']}: {figure['source_title']}"
        note = ". ".join(part.rstrip(".") for part in (row["note"], figure["note"]) if part)
        value, unit = float(figure["value"]), figure["unit"].replace("_", " ")
        rest = (figure["source_date"], source, figure["url"], figure["tier"], note)
        return Statement(side, row["words"], value, unit, FIGURE, row["speaker"] or figure["publisher"], *rest)
    rest = (row["said"], row["source_title"], row["url"], row["tier"], row["note"])
    return Statement(side, row["words"], None, "", CITED, row["speaker"], *rest)


def _measured(row: dict, ours: Measured | None) -> Statement:
    side = row["side"]
    if ours is None:
        return Statement(side, f"{NOT_HELD}.", None, "", OURS, "", "", "", "", "", row["note"])
    detail = f" ({ours.details[side]})" if side in ours.details else ""
    guessed = ", partly estimated" if ours.estimate else ""
    words = f"{ours.written[side]} {row['words']}{detail}, {ours.when}{guessed}."
    note = " ".join(part for part in (ours.covers, row["note"]) if part)
    return Statement(side, words, ours.values[side], ours.unit, OURS, "", "", "", "", "", note)


def joined(statement: Statement) -> str:
    """The words with who says so, as they stand on a chart."""
    return f"{statement.words.removesuffix('.')} ({statement.speaker})." if statement.speaker else statement.words


def table(data: Data, shown: tuple[Point, ...]) -> pd.DataFrame:
    """A row for each side of each point: topic, point, side, what is said, number, what it rests on, and where."""
    rows = [
        (
            point.topic,
            point.name,
            data.registry.name("region", side),
            one.words,
            one.value,
            one.unit,
            one.basis,
            one.speaker,
            one.said or None,
            one.source,
            one.tier,
            one.url,
            one.note,
        )
        for point in shown
        for side, one in point.sides.items()
    ]
    columns = ["topic", "point", "side", "statement", "value", "unit", "rests_on", "speaker", "said", "source"]
    found = pd.DataFrame(rows, columns=[*columns, "tier", "url", "note"])
    return found.assign(said=pd.to_datetime(found["said"])).astype({"said": "datetime64[us]", "value": "float64"})
