"""The days on which the source of the counters changed, and with it which models are tracked."""

import pandas as pd

from lib import numbers
from lib.data import Data
from lib.metrics import hub
from lib.views import tracked


def events(data: Data) -> pd.DataFrame:
    """The days on which the source of the counters changed: day, a short label, and what it means in a sentence.

    A change before the first or after the last day on which any model was read is none that one can see.
    """
    read = tracked.read(data)
    read = read[read > 0]
    changed = hub.source_changes(data.sources("hub_models"))
    changed = changed[(changed["day"] > read.index.min()) & (changed["day"] <= read.index.max())]
    name = {key: data.registry.words["sources"][key]["name"] for key in {*changed["before"], *changed["after"]}}
    told = []
    for row in changed.to_dict("records"):
        before, then = read[read.index < row["day"]].iloc[-1], read[read.index >= row["day"]].iloc[0]
        told.append(
            f"On {numbers.day(row['day'])} the source of the counters changed from {name[row['before']]} to "
            f"{name[row['after']]}, and with it which models are tracked: {numbers.whole(then)} were read then, "
            f"{numbers.whole(before)} on the date before. Movement across that day is among the models read on both "
            "dates only."
        )
    label = [f"Source: {name[key]}" for key in changed["after"]]
    return pd.DataFrame({"day": changed["day"].to_numpy(), "label": label, "told": told})


def upright(events: pd.DataFrame) -> str:
    """What the thin verticals of a chart are; nothing where there is none."""
    return " Thin vertical: the source changed, and with it what is tracked." if len(events) else ""
