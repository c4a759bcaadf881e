"""How single models are taken up after their release: downloads by age, and where they stand in their class of size.

The size classes and both versions of the Relative Adoption Metric are those of the ATOM Project.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from lib.metrics import sizes
from lib.metrics.sizes import UNKNOWN

CHECKPOINTS = (7, 14, 30, 60, 90, 180, 365)
"""Days after release at which models are compared."""
FEWEST, TOP = 5, 10
"""So many models of a class with a reading at an age make percentiles, and so many make the adoption metric."""
EARLY, LEAST = 90, 3
"""A launch can be shown if the total was read on so many days within so many days of the release."""
CURVES = ("model", "org", "size", "released", "day", "age", "stated", "downloads", "fell")


def releases(models: pd.DataFrame, stated: pd.DataFrame) -> pd.Series:
    """The day of release by model: as the registry corrects it, else the newest stated creation of the repository.

    `models` are rows of `hub_models`, `stated` is the registry's list of models (release_date as text, empty where
    nothing is corrected). A model without either is not in the answer.
    """
    made = models.dropna(subset=["created_at"]).drop_duplicates("model", keep="last").set_index("model")["created_at"]
    corrected = stated[stated["release_date"] != ""].set_index("model")["release_date"]
    days = made.dt.normalize().astype("datetime64[us]")
    known = pd.to_datetime(corrected).astype("datetime64[us]")
    return pd.concat([days[~days.index.isin(known.index)], known]).rename("released")


def classes(models: pd.DataFrame, stated: pd.DataFrame) -> pd.Series:
    """The class of size by model: by the registry, else by the newest stated parameters, else by the name.

    A size that nothing states, or that is stated as 0, is `unknown`.
    """
    found = sizes.sizes(list(dict.fromkeys(models["model"])), stated).set_index("model")
    counted = models[models["params_b"] > 0].drop_duplicates("model", keep="last").set_index("model")["params_b"]
    curated = found["size_source"] == sizes.STATED
    params_b = found["params_b"].where(curated, found.index.to_series().map(counted).fillna(found["params_b"]))
    return params_b.astype("float64").map(sizes.size_class).rename("size")


def curves(models: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Readings of tracked models by age: model, org, size, released, day, age (days), stated, downloads, fell.

    `stated` is the lifetime counter; `downloads` is the same but missing where the counter is below an earlier reading
    of the model (`fell`), until it is above it again; `models` may say that of readings that are not among them. Models
    without a known release, readings before it, and readings whose day is an estimate are left out.
    """
    rows = models[models["tracked"] & models["downloads_all_time"].notna() & ~models["day_is_estimate"]]
    rows = rows.assign(
        released=releases(rows, stated).reindex(rows["model"]).to_numpy(),
        size=rows["model"].map(classes(rows, stated)).astype("str"),
        stated=rows["downloads_all_time"].astype("float64"),
    )
    rows = rows.dropna(subset=["released"]).sort_values(["model", "day"])
    rows["age"] = (rows["day"].dt.normalize() - rows["released"]).dt.days
    rows = rows[rows["age"] >= 0].reset_index(drop=True)
    below = rows["stated"] < rows.groupby("model")["stated"].cummax()
    rows["fell"] = below | rows["fell"].eq(True) if "fell" in rows else below
    rows["downloads"] = rows["stated"].mask(rows["fell"])
    return rows[list(CURVES)]


def launched(rows: pd.DataFrame) -> list[str]:
    """The models of `rows` (as from `curves`) whose launch can be shown: read `LEAST` times in their `EARLY` days."""
    early = rows[(rows["age"] <= EARLY) & rows["downloads"].notna()]
    read = early.groupby("model")["age"].nunique()
    return sorted(read.index[read >= LEAST])


def tolerance(checkpoint: int) -> int:
    """How many days a reading may be from a checkpoint: a tenth of it, at least one."""
    return max(1, checkpoint // 10)


def at_checkpoints(rows: pd.DataFrame, checkpoints: Iterable[int] = CHECKPOINTS) -> pd.DataFrame:
    """Downloads of each model at each checkpoint: model, size, checkpoint, age, downloads.

    That is the reading nearest to it within its tolerance, of two equally near the earlier; where there is none the
    row is left out, and nothing is interpolated. `rows` are as from `curves`; models of unknown size are left out.
    """
    known = rows[rows["downloads"].notna() & (rows["size"] != UNKNOWN)]
    parts = []
    for checkpoint in checkpoints:
        off = (known["age"] - checkpoint).abs()
        near = known.assign(checkpoint=checkpoint, off=off)[off <= tolerance(checkpoint)]
        parts.append(near.sort_values(["model", "off", "age"]).drop_duplicates("model"))
    found = pd.concat(parts) if parts else known.assign(checkpoint=0)
    return found[["model", "size", "checkpoint", "age", "downloads"]].reset_index(drop=True)


def standing(at: pd.DataFrame) -> pd.DataFrame:
    """`at` (as from `at_checkpoints`) with each model's standing in its class: of, percentile, median, cut, ram_v1,
    ram_v2.

    * `of`: models of the class with a known value at the checkpoint, the model itself included.
    * `percentile` (0-1): the share of the others with fewer downloads, equals counted half; missing below `FEWEST`.
    * `median` of the `TOP` most downloaded, `cut` the downloads of the last of them, never lower than at an earlier
      checkpoint; both missing where the class has fewer than `TOP`.
    * `ram_v1` is downloads over `median`, `ram_v2` over `cut`; missing where that is missing or 0.
    """
    found = at.copy()
    same = found.groupby(["size", "checkpoint"])["downloads"]
    found["of"] = same.transform("size")
    others = (found["of"] - 1).where(found["of"] >= FEWEST)
    found["percentile"] = (same.rank(method="average") - 1) / others
    bars = _bars(same)
    found = found.merge(bars, how="left", on=["size", "checkpoint"])
    for version, bar in (("ram_v1", "median"), ("ram_v2", "cut")):
        found[version] = found["downloads"] / found[bar].where(found[bar] > 0)
    return found


def _bars(same: Any) -> pd.DataFrame:
    """What the adoption metric measures against, by class and checkpoint: size, checkpoint, median, cut."""
    rows = []
    for (size, checkpoint), downloads in same:
        top = downloads.nlargest(TOP)
        enough = len(top) == TOP
        rows.append((size, checkpoint, *((top.median(), top.iloc[-1]) if enough else (float("nan"),) * 2)))
    bars = pd.DataFrame(rows, columns=["size", "checkpoint", "median", "cut"])
    kinds = {"size": "str", "checkpoint": "int64", "median": "float64", "cut": "float64"}
    bars = bars.astype(kinds).sort_values(["size", "checkpoint"])
    return bars.assign(cut=bars.groupby("size")["cut"].cummax())
