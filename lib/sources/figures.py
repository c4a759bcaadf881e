"""The figure files: tidy CSV files of published counts, each with a source and a licence, that filled the store."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd


class FigureError(ValueError):
    """A figure file is missing or is not the CSV that its name promises."""


@dataclass(frozen=True)
class Figures:
    """What one table is made from: the files, how they are understood, and the facts of their provenance."""

    files: tuple[str, ...]
    parse: Callable[..., pd.DataFrame]
    source: str
    as_of: str
    how: str
    universe: str


def fetch(folder: Path, files: tuple[str, ...]) -> list[pd.DataFrame]:
    """The CSV files by name, every cell as text; raises `FigureError` if one is missing, empty or no CSV."""
    return [_table(folder / name) for name in files]


def _table(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        raise FigureError(
            f"{path.name} is not in {path.parent.name}; name the folder that holds the figure files"
        ) from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise FigureError(f"{path.name} is no CSV in UTF-8 ({error}); fetch the file again") from None
    if len(lines) < 2:
        raise FigureError(f"{path.name} has no rows; fetch the file again")
    header, *rows = lines
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise FigureError(
                f"{path.name}: row {number} has {len(row)} cells, its header {len(header)}; fetch it again"
            )
    return pd.DataFrame(rows, columns=header, dtype="str")


def read(table: str, folder: Path) -> pd.DataFrame:
    """The rows of a table of `FIGURES` from the figure files in `folder`, in the store's own columns.

    Raises `FigureError` if a file is not what its name promises: a column is missing or a cell cannot be understood.
    """
    origin = FIGURES[table]
    frames = fetch(folder, origin.files)
    try:
        return origin.parse(*frames)
    except KeyError as error:
        raise FigureError(f"{', '.join(origin.files)}: the column {error} is missing; fetch the file again") from None
    except ValueError as error:
        raise FigureError(f"{', '.join(origin.files)}: {error}; fetch the file again") from None


def _day(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, format="%Y-%m-%d").astype("datetime64[us]")


def _month(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, format="%Y-%m").astype("datetime64[us]")


def _count(cells: pd.Series) -> pd.Series:
    return cells.astype("int64")


def _flag(cells: pd.Series) -> pd.Series:
    strange = cells[~cells.isin(("0", "1"))]
    if not strange.empty:
        raise ValueError(f"{strange.iloc[0]!r} under {cells.name} is neither 0 nor 1")
    return cells == "1"


def hub_monthly(rows: pd.DataFrame) -> pd.DataFrame:
    """Downloads in a month by org."""
    return pd.DataFrame(
        {
            "month": _month(rows["month"]),
            "org": rows["org"],
            "downloads": _count(rows["downloads"]),
            "exact": _flag(rows["exact"]),
        }
    )


def hub_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """The whole Hub a month: downloads of all and of language models, and the shares that go to derivatives."""
    counts = ["downloads_all_models", "downloads_language_models"]
    shares = [column for column in rows.columns if column.startswith("share_")]
    return pd.DataFrame(
        {
            "month": _month(rows["month"]),
            **{column: _count(rows[column]) for column in counts},
            "models_with_a_download": _count(rows["models_with_a_download"]).astype("Int64"),
            **{column: rows[column].astype("float64") for column in shares},
            "exact": _flag(rows["exact"]),
        }
    )


def hub_models(rows: pd.DataFrame) -> pd.DataFrame:
    """The trailing-30-day counter and likes by model; what the file does not state stays null."""
    nothing = pd.Series(pd.NA, index=rows.index)
    no_time = pd.Series(pd.NaT, index=rows.index).astype("datetime64[us]")
    no_text = pd.Series(None, index=rows.index, dtype="str")
    return pd.DataFrame(
        {
            "day": _day(rows["day"]),
            "model": rows["model"],
            "org": rows["model"].str.split("/").str[0].astype("str"),
            "downloads_30d": _count(rows["downloads_30d"]).astype("Int64"),
            "downloads_all_time": nothing.astype("Int64"),
            "likes": pd.to_numeric(rows["likes"].replace("", None)).astype("Int64"),
            "created_at": no_time,
            "pipeline_tag": no_text,
            "params_b": pd.Series(float("nan"), index=rows.index),
            "tracked": True,
            "day_is_estimate": _flag(rows["day_is_estimate"]),
            "hub_id": no_text,
            "last_modified": no_time,
            "gated": no_text,
            "licence": no_text,
            "base_model": no_text,
            "relation": no_text,
            "fetched_at": no_time,
        }
    )


def openrouter_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Share of all tokens of a day by line; the file states per cent, the store 0-1."""
    share = (rows["share_pct"].astype("float64") / 100).round(7)
    return pd.DataFrame({"day": _day(rows["day"]), "line": rows["line"], "share": share})


def openrouter_weekly(rows: pd.DataFrame) -> pd.DataFrame:
    """Tokens of a week by model."""
    counts = {column: _count(rows[column]) for column in ("tokens", "days_in_top50")}
    return pd.DataFrame({"week": _day(rows["week"]), "model": rows["model"], **counts})


def ollama_prefixes(rows: pd.DataFrame) -> pd.DataFrame:
    """All-time pulls by name prefix."""
    counts = {column: _count(rows[column]) for column in ("models", "pulls_all_time")}
    return pd.DataFrame({"day": _day(rows["day"]), "prefix": rows["prefix"], **counts})


def ollama_pulls(rows: pd.DataFrame) -> pd.DataFrame:
    """All-time pulls by model."""
    return pd.DataFrame(
        {"day": _day(rows["day"]), "model": rows["model"], "pulls_all_time": _count(rows["pulls_all_time"])}
    )


def arena(monthly: pd.DataFrame, labs: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Three boards of text-arena ratings one below the other; they are on different scales and are never joined."""
    renamed = whole.rename(
        columns={"organization": "lab", "license": "licence", "rating_q025": "rating_low", "rating_q975": "rating_high"}
    )
    boards = {"monthly top 40": monthly, "best of lab": labs, "whole board": renamed}
    rows = pd.concat([frame.assign(board=board) for board, frame in boards.items()], ignore_index=True)
    numbers = {column: rows[column].astype("float64") for column in ("rating", "rating_low", "rating_high")}
    return pd.DataFrame(
        {
            "board": rows["board"].astype("str"),
            "day": _day(rows["day"]),
            "model": rows["model"],
            "lab": rows["lab"].astype("str"),
            "licence": rows["licence"].astype("str"),
            **numbers,
        }
    )


def notable_models(rows: pd.DataFrame) -> pd.DataFrame:
    """Notable models a year by country group and open weights."""
    counts = {column: _count(rows[column]) for column in ("year", "notable_models")}
    columns = ["year", "country_group", "open_weights", "notable_models"]
    return rows[["country_group", "open_weights"]].assign(**counts)[columns]


FIGURES: dict[str, Figures] = {
    "hub_monthly": Figures(
        ("hub_monthly_downloads_by_org.csv",),
        hub_monthly,
        "model_pulse",
        "2026-10-31",
        "Carried over from the monthly series of Model Pulse's published analysis of October 2026 (its day is not "
        "stated; dated at the month's end).",
        "Text-generation and image-text-to-text repositories of the listed orgs on the Hugging Face Hub",
    ),
    "hub_totals": Figures(
        ("hub_monthly_totals.csv",),
        hub_totals,
        "model_pulse",
        "2026-10-31",
        "Carried over from the monthly totals of Model Pulse's published analysis of October 2026 (its day is not "
        "stated; dated at the month's end).",
        "All models of the Hugging Face Hub, and its language models apart",
    ),
    "hub_models": Figures(
        ("hub_models_30d.csv",),
        hub_models,
        "llmfit",
        "2026-10-05",
        "Carried over from the dated states of llmfit's model list; a row for each model that was refreshed that day.",
        "First-party language models that llmfit tracks, as far as they were refreshed that day",
    ),
    "openrouter_lines": Figures(
        ("openrouter_daily_share_open_lines.csv",),
        openrouter_lines,
        "openrouter_lines",
        "2026-09-08",
        "Carried over from a public record of OpenRouter's daily rankings; per cent turned into shares of 1.",
        "Open-weight lines among the day's top 50 models, as a share of all tokens of that day",
    ),
    "openrouter_weekly": Figures(
        ("openrouter_weekly_tokens.csv",),
        openrouter_weekly,
        "openrouter",
        "2026-09-08",
        "Summed over the days of each full week from OpenRouter's daily rankings: the top 50 and `other`.",
        "All tokens that OpenRouter routed; a model outside a day's top 50 is inside `other` that day",
    ),
    "ollama_prefixes": Figures(
        ("ollama_pulls_by_prefix.csv",),
        ollama_prefixes,
        "ollama",
        "2026-08-21",
        "Carried over from a public daily record of the counts on ollama.com: each week's last observation.",
        "All models of the Ollama library, added up by the beginning of their names",
    ),
    "ollama_pulls": Figures(
        ("ollama_pulls_by_model.csv",),
        ollama_pulls,
        "ollama",
        "2026-08-21",
        "Carried over from a public daily record of the counts on ollama.com: each month's last observation.",
        "All models of the Ollama library",
    ),
    "arena": Figures(
        ("arena_top40_monthly_2023-05_to_2025-02.csv", "arena_best_rating_by_lab.csv", "arena_board_2025-12-17.csv"),
        arena,
        "lmarena",
        "2026-07-21",
        "Carried over from three public records of LMArena's text boards; the scale was recalibrated between them.",
        "Models on the text arena: the 40 best a month to 2025-02, the best of each lab, one whole board",
    ),
    "notable_models": Figures(
        ("epoch_notable_models_by_country.csv",),
        notable_models,
        "epoch",
        "2026-05-31",
        "Counted from Epoch AI's data on AI models as of May 2026.",
        "Models that Epoch AI calls notable",
    ),
}
