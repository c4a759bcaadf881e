"""A store after its first refresh: derivatives, their counts and ModelScope's, from the wire format of each service."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from lib import registry, snapshots
from lib.sources import hub_rows, hub_tagged, modelscope
from lib.sources.hub_tagged import LISTS, Listed
from tests.stores import FACTS, shipped

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def derivative(model: str, base: str, relation: str = "quantized", created: str = "2026-10-05", all_time: int = 100):
    """A model as the Hub lists it, made from `base`; without a relation it names the base alone."""
    tag = f"base_model:{relation}:{base}" if relation else f"base_model:{base}"
    digest = f"{abs(hash(model)):024x}"[-24:]
    counts = {"downloads": all_time // 10, "downloadsAllTime": all_time, "likes": 1}
    return {"_id": digest, "id": model, "createdAt": f"{created}T08:00:00.000Z", "tags": ["gguf", tag], **counts}


def models_frame(items: list[dict], day: date = DAY) -> pd.DataFrame:
    """The rows of `hub_models` that the Hub's items of several orgs make."""
    rows = []
    for item in items:
        found, strange = hub_rows.models([(item, AT)], item["id"].split("/")[0], day)
        assert not strange
        rows += found
    frame = hub_rows.models_frame(rows)
    frame.insert(list(frame.columns).index("day_is_estimate"), "tracked", False)
    return frame


def children_frame(day: date, **models: dict[str, int]) -> pd.DataFrame:
    """The rows of `hub_derivatives` from the Hub's answers; `Qwen__Qwen3-8B` stands for Qwen/Qwen3-8B."""
    names = {name: name.replace("__", "/").replace("_", "-") for name in models}
    bodies = [(names[name], {"id": names[name], "childrenModelCount": counts}) for name, counts in models.items()]
    return hub_rows.derivatives_frame([hub_rows.derivatives(body, asked, day) for asked, body in bodies])


def modelscope_frame(**owners: int) -> pd.DataFrame:
    """The rows of `modelscope_models` from its lists: an owner's one model with so many downloads."""
    rows = []
    for owner, downloads in owners.items():
        name = owner.replace("_", "-")
        found, _ = modelscope.parse([{"id": f"{name}/Model", "downloads": downloads}], name, DAY)
        rows += found
    return modelscope.frame(rows)


def robotics_frame(day: date = DAY, **lists: list[dict]) -> pd.DataFrame:
    """The rows of `hub_robotics` from the Hub's items: `model_vla` stands for the list of models under vla."""
    parts = {one.part.replace(" ", "_").replace(":", "_").replace("-", "_"): one for one in LISTS}
    rows = []
    for name, items in lists.items():
        found, strange = hub_tagged.parse(parts[name], Listed(items, False), day)
        assert not strange
        rows += found
    return hub_tagged.frame(rows)


def store(folder: Path, **tables: pd.DataFrame | list[pd.DataFrame]) -> Path:
    """A copy of the shipped store with these tables, each a vintage of its newest day, credited as a refresh does."""
    shipped(folder)
    sources = registry.load(folder).words["sources"]
    for name, frames in tables.items():
        for frame in [frames] if isinstance(frames, pd.DataFrame) else frames:
            source = "modelscope" if name == "modelscope_models" else "hub"
            as_of = frame["day"].max().date().isoformat()
            credit = {key: sources[source][key] for key in ("url", "licence", "citation")}
            snapshots.write(name, frame, folder, {**FACTS, **credit, "source": source, "as_of": as_of})
    return folder
