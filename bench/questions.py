"""One question to the whole Hub in a process of its own, without the app: `python -m bench.questions pandas top`.

Prints milliseconds (a median where it is asked more than once), and the largest memory of the process in MB, as JSON.
`derived` asks the store as pages do, more than once, as the first answer reads where rows lie. pandas reads the columns
that the question needs from the same files and answers it; the engine only reads their bytes, which is the least that
any way has to do which keeps to these files. All have the files in the page cache.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from bench.alone import status

COLUMNS = {
    "top": ["model", "downloads_30d"],
    "sums": ["day", "org", "downloads_30d"],
    "history": ["day", "model", "downloads_30d"],
}
"""The questions and the columns that each needs."""


def files(folder: Path, question: str) -> list[Path]:
    """The files that a question needs: for the top of a day that day's."""
    every = sorted((folder / "snapshots" / "hub_models").glob("????-??-??.parquet"))
    return every[-1:] if question == "top" else every


def with_pandas(folder: Path, question: str, model: str) -> Callable[[], object]:
    """The 50 most downloaded of the last day, sums by publisher and month, or the history of `model`, file by file."""
    given, columns = files(folder, question), COLUMNS[question]

    def rows() -> pd.DataFrame:
        return pd.read_parquet(given, columns=columns)

    def of_model(path: Path) -> pd.DataFrame:
        read = pd.read_parquet(path, columns=columns)
        return read[read["model"] == model]

    answers: dict[str, Callable[[], object]] = {
        "top": lambda: rows().nlargest(50, "downloads_30d"),
        "sums": lambda: rows().groupby(["day", "org"])["downloads_30d"].sum(),
        "history": lambda: pd.concat([of_model(path) for path in given]),
    }
    return answers[question]


def filtered(folder: Path, question: str, model: str) -> Callable[[], object]:
    """The history of `model` by pandas that hands the filter on, so that row groups without it are not read."""
    assert question == "history", f"{question} has no filter"
    given = files(folder, question)
    return lambda: pd.read_parquet(given, columns=COLUMNS[question], filters=[("model", "==", model)])


def derived(folder: Path, question: str, model: str) -> Callable[[], object]:
    """The 50 most downloaded of the last day, or the history of `model`, from what is derived of the files."""
    from lib.data import open_data
    from lib.views.rankings import history

    models = open_data(folder).models

    def top() -> pd.DataFrame:
        rows = models.top()
        return rows[rows["day"] == rows["day"].max()].nlargest(50, "downloads_30d")

    return {"top": top, "history": lambda: models.of_models([model], history.READ)}[question]


def bare(folder: Path, question: str, model: str) -> Callable[[], object]:
    """Every value of the columns that the question needs, read by DuckDB and looked at once."""
    import duckdb

    del model
    looked = {"day": "max(day)", "downloads_30d": "sum(downloads_30d)"}
    columns = ", ".join(looked.get(name, f"sum(strlen({name}))") for name in COLUMNS[question])
    given = [str(path) for path in files(folder, question)]
    return lambda: duckdb.sql(f"select {columns} from read_parquet(?)", params=[given]).fetchall()


WAYS = {"pandas": with_pandas, "filtered": filtered, "derived": derived, "bare": bare}
TIMES = {"pandas": 1, "filtered": 3, "derived": 5, "bare": 3}
"""How often a question is asked; pandas takes a minute for one and 11 GB."""


def main() -> None:
    """Answer one question in one way and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m bench.questions", description=__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("question", choices=COLUMNS)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--model", default="", help="whose history")
    given = parser.parse_args()
    answer = WAYS[given.way](given.folder, given.question, given.model)
    took = statistics.median(_milliseconds(answer) for _ in range(TIMES[given.way]))
    print(json.dumps({"ms": took, "peak_mb": status("VmHWM")}))


def _milliseconds(answer: Callable[[], object]) -> float:
    began = time.perf_counter()
    answer()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
