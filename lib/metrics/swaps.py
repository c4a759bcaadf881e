"""Who passed whom at the top of a ranking between two of its dates."""

from dataclasses import dataclass

import pandas as pd

from lib.metrics import hub


@dataclass(frozen=True)
class Rise:
    """A model that rose from place `before` to `place`, and those that it `passed`, the highest first."""

    model: str
    before: int
    place: int
    passed: tuple[str, ...]


def rises(before: pd.DataFrame, now: pd.DataFrame, top: int) -> tuple[Rise, ...]:
    """The models that rose within or into the first `top`, by place, and those of the first `top` that each passed.

    `before` and `now` are the rows of one date each (day, model, downloads_30d). Places are counted among the models
    seen on both, so that nobody moves because others came or went. Equal counts are no order: nobody is passed there.
    """
    both = set(before["model"]) & set(now["model"])
    then, today = _places(before, both), _places(now, both)
    first = sorted((place, model) for model, place in then.items() if place <= top)
    found = []
    for place, model in sorted((place, model) for model, place in today.items() if place <= top):
        passed = tuple(of for was, of in first if was < then[model] and place < today[of])
        if passed and place < then[model]:
            found.append(Rise(model, then[model], place, passed))
    return tuple(found)


def _places(rows: pd.DataFrame, models: set[str]) -> dict[str, int]:
    placed = hub.placed(rows, models)
    return {str(model): int(place) for model, place in zip(placed["model"], placed["place"], strict=True)}
