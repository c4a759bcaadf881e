"""How large a model is: total parameters as the registry states them, else as its name does, and the class of size."""

import re
from collections.abc import Iterable
from math import inf

import pandas as pd

CLASSES: tuple[tuple[str, float], ...] = (
    ("<1B", 1),
    ("1-5B", 5),
    ("7-9B", 10),
    ("10-50B", 50),
    ("50-100B", 100),
    ("100-250B", 250),
    ("250B+", inf),
)
"""Classes of total parameters with their upper bound in billions, which is in the next class. They are those of the
ATOM Project, names included: "7-9B" holds everything from 5 to below 10."""

UNKNOWN = "unknown"
STATED, NAMED = "registry", "name"
"""Where a size comes from: a row of the registry, or the number before T, B or M in the model's name."""

IN_NAME = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)([tbm])(?!-\d+e\b)(?![a-z0-9])", re.IGNORECASE)
"""A number of trillions, billions or millions that stands alone. A3B is an active, E2B an effective count, 8x7B one of
several experts, and 17B-16E what is active of 16 experts: no totals."""

TOTAL_IN_BILLIONS = re.compile(r"(?<![a0-9.])\d+(?:\.\d+)?b(?![a-z0-9])", re.IGNORECASE)
"""Billions that are not of active parameters: beside them trillions are of tokens, as in bitnet-b1.58-2B-4T."""

BILLIONS = {"t": 1000.0, "b": 1.0, "m": 0.001}


def in_name(model: str) -> float | None:
    """The billions of parameters that a model's name states, None if it states none.

    Of several numbers the largest counts: OLMoE-1B-7B names its active parameters first, and the 1M of a 7B-Instruct-1M
    is a length of text. Trillions beside billions are of tokens that the model was trained on.
    """
    name = model.split("/")[-1]
    units = BILLIONS if not TOTAL_IN_BILLIONS.search(name) else {**BILLIONS, "t": 0.0}
    found = [float(number) * units[unit.lower()] for number, unit in IN_NAME.findall(name)]
    return max(found, default=None) or None


def size_class(params_b: float | None) -> str:
    """The class of a size in billions; `unknown` for a missing one."""
    if params_b is None or pd.isna(params_b):
        return UNKNOWN
    return next(name for name, bound in CLASSES if params_b < bound)


def sizes(models: Iterable[str], stated: pd.DataFrame) -> pd.DataFrame:
    """For each model: model, params_b, size (its class), size_source (registry, name or unknown).

    `stated` is the registry's list (model, total_params_b as text, empty where not stated). Active parameters are never
    taken for a total.
    """
    curated = {
        model: float(total) for model, total in zip(stated["model"], stated["total_params_b"], strict=True) if total
    }
    rows = []
    for model in models:
        params_b, source = curated.get(model), STATED
        if params_b is None:
            params_b, source = in_name(model), NAMED
        if params_b is None:
            source = UNKNOWN
        rows.append((model, params_b, size_class(params_b), source))
    return pd.DataFrame(rows, columns=["model", "params_b", "size", "size_source"]).astype({"params_b": "float64"})
