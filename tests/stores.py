"""What the stores of tests have in common, and one whose names are more than names where they are not escaped."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pandas as pd

from lib import contracts, snapshots
from lib.data import Data, open_data
from lib.derived import Models
from lib.metrics import counters
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


BLANKS = {"str": None, "bool": True, "float64": float("nan"), "Int64": pd.NA, "datetime64[us]": pd.NaT}
"""What stands in a column of a table that a test does not care about, by its type."""


def modelled(data: Data, rows: pd.DataFrame, folder: Path) -> Data:
    """`data` whose table of models is `rows`, in a store of its own below `folder`; columns not given are blank."""
    columns = contracts.TABLES["hub_models"].schema.columns
    kinds = {name: column.metadata["kind"] for name, column in columns.items()}
    whole = rows.assign(**{name: BLANKS[kind] for name, kind in kinds.items() if name not in rows})
    whole = whole[list(kinds)].astype(kinds)
    facts = {**FACTS, "source": "llmfit", "as_of": f"{whole['day'].max():%Y-%m-%d}"}
    if len(whole):
        snapshots.write("hub_models", whole, folder, facts)
        data.__dict__["models"] = Models(folder, None)
    return data


def listed(models: pd.DataFrame) -> pd.DataFrame:
    """What can be ranked of the rows of `hub_models`, worked out in another way than what is derived of them."""
    rows = models[models["tracked"] & models["downloads_30d"].notna()]
    rows = rows.assign(
        downloads_30d=rows["downloads_30d"].astype("int64"), likes=rows["likes"].where(rows["likes"] > 0)
    )
    return rows[["day", "model", "org", "downloads_30d", "likes", "day_is_estimate"]].reset_index(drop=True)


def marks(models: pd.DataFrame) -> pd.DataFrame:
    """The lifetime counters in rows of `hub_models` that fell, jumped back or stood still, as `Models.marks`."""
    known = models[models["downloads_all_time"].notna()].sort_values(["model", "day"])
    steps = known.groupby("model")["downloads_all_time"].diff().rename("step")
    marked = counters.gains(known.rename(columns={"model": "entity"}).reset_index(drop=True))
    rows = known.reset_index(drop=True).assign(step=steps.astype("Int64").to_numpy(), mark=marked["mark"])
    rows = rows[rows["mark"] != ""].assign(size=lambda of: of["step"].abs())
    order = rows.sort_values(["day", "size", "model"], ascending=[False, False, True], ignore_index=True)
    return order[["day", "model", "org", "downloads_all_time", "step", "mark"]].astype({"step": "int64"})


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
