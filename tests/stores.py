"""What the stores of tests have in common, and one whose names are more than names where they are not escaped."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pandas as pd

from lib import snapshots
from lib.data import open_data
from lib.registry import vintages
from lib.snapshots import PROJECT

FACTS = {
    "source": "ollama",
    "url": "",
    "licence": "",
    "citation": "",
    "how": "",
    "complete": True,
    "universe": "",
    "caveats": (),
}
"""The facts of a provenance where a test does not care about them."""

KNOWN = date(2026, 10, 31)
"""The day of the newest shipped table: as of it a test's store is known whole, whenever its registry was kept last."""


def shipped(folder: Path) -> Path:
    """A copy of the shipped store, its registry in use kept on the day of its newest table and on no other."""
    shutil.copytree(PROJECT / "data", folder)
    shutil.rmtree(folder / "snapshots" / "registry")
    vintages.keep(folder, KNOWN)
    return folder


FAMILY = "<script>alert(1)</script>\u202e\"'&amp;"
MODELS = (
    "Qwen/<img src=x onerror=alert(1)>",
    "Qwen/</title></details></svg><script>alert(2)</script>",
    "Qwen/=cmd()|\u202egnp.\x07\x1b](javascript:alert(3))",
    f"Qwen/{'W' * 10_000}",
)


def hostile(folder: Path) -> Path:
    """A copy of the shipped store in which a family and the first models of each ranking have hostile names."""
    shipped(folder)
    place = folder / "registry" / "families.csv"
    with place.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    renamed = [
        [FAMILY if (row[0], cell) == ("qwen", "Qwen") and at == 1 else cell for at, cell in enumerate(row)]
        for row in rows
    ]
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(renamed)
    data = open_data(folder)
    models = data.table("hub_models")
    newest = models[models["day"] == models["day"].max()].sort_values("downloads_30d", ascending=False)
    orgs = ["Qwen"] * len(MODELS) + list(newest["org"].iloc[len(MODELS) :])
    later = newest.assign(model=_named(newest["model"]), org=orgs, day=pd.Timestamp("2026-10-06").as_unit("us"))
    snapshots.write("hub_models", later, folder, {**FACTS, "source": "llmfit", "as_of": "2026-10-06"})
    for table, source, values in (
        ("openrouter_weekly", "openrouter", "tokens"),
        ("ollama_pulls", "ollama", "pulls_all_time"),
    ):
        rows_ = data.table(table)
        largest = rows_.groupby("model")[values].max().sort_values(ascending=False).index
        names = dict(zip(largest, _named(largest.to_series()), strict=True))
        facts = {**FACTS, "source": source, "as_of": "2026-11-06"}
        snapshots.write(table, rows_.assign(model=rows_["model"].map(names)), folder, facts)
    return folder


def _named(models: pd.Series) -> list[str]:
    """The names with hostile ones in place of the first."""
    return [*MODELS, *models.iloc[len(MODELS) :]]
