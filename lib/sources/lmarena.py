"""LMArena: the ratings of its text boards with their intervals, who makes a model and under which licence."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.sources import hub_files
from lib.sources.hub_way import Visit

SOURCE = "lmarena_dataset"
DATASET = "lmarena-ai/leaderboard-dataset"
BOARDS = ("text", "text_style_control")
CATEGORY = "overall"
NEEDED = ("model_name", "rating", "category", "leaderboard_publish_date")
COLUMNS = (*NEEDED, "organization", "license", "rating_lower", "rating_upper")


def fetch(board: str, *, full: bool, visit: Visit, revision: str | None = None) -> pa.Table:
    """The overall rows of a board: its whole history if `full`, else its newest publication; raises `SourceError`."""
    path = f"{board}/{'full' if full else 'latest'}-00000-of-00001.parquet"
    parts = hub_files.tables(visit, DATASET, path, COLUMNS, needed=NEEDED, revision=revision)
    overall = [part.filter(pc.equal(part["category"].cast(pa.string()), CATEGORY)) for part in parts]
    return (
        pa.concat_tables(overall, promote_options="permissive") if overall else pa.table({name: [] for name in COLUMNS})
    )


def parse(board: str, rows: pa.Table) -> tuple[pd.DataFrame, int]:
    """Rows of `arena` of a board, and how many were skipped: without model, rating or date, or a second time that day.

    Only the category "overall" counts. A bound that is missing or no number is unknown.
    """
    frame = rows.to_pandas()
    frame = frame[frame["category"] == CATEGORY].reset_index(drop=True)
    texts = {"model": "model_name", "lab": "organization", "licence": "license"}
    numbers = {"rating": "rating", "rating_low": "rating_lower", "rating_high": "rating_upper"}
    found = pd.DataFrame(
        {
            "board": pd.Series(board, frame.index, dtype="str"),
            "day": pd.to_datetime(frame["leaderboard_publish_date"], errors="coerce", utc=True),
            **{name: _text(frame[column]) for name, column in texts.items()},
            **{
                name: pd.to_numeric(frame[column], errors="coerce").astype("float64")
                for name, column in numbers.items()
            },
        }
    )
    found["day"] = found["day"].dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    good = found.dropna(subset=["day", "model", "rating"]).drop_duplicates(["day", "model"]).reset_index(drop=True)
    return good, len(found) - len(good)


def _text(values: pd.Series) -> pd.Series:
    """Texts; an empty one is none."""
    return values.astype("str").replace("", None).astype("str")


def read(*, full: bool, visit: Visit, boards: Iterable[str] = BOARDS) -> tuple[pd.DataFrame, int]:
    """Rows of `arena` of all boards in one state of the dataset, and how many were skipped; raises `SourceError`."""
    revision = hub_files.newest(visit, DATASET)
    parsed = [parse(board, fetch(board, full=full, revision=revision, visit=visit)) for board in boards]
    return pd.concat([frame for frame, _ in parsed], ignore_index=True), sum(skipped for _, skipped in parsed)
