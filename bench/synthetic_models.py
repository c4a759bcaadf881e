"""Made-up models with the skew of the real Hub: who publishes them, how they are called, how they are downloaded.

Tracked are language models of registered makers, as `lib.registry` has it; all others are only counted and made from.

A record of 60 snapshots with as many models in the first as in the last has to lose as many as it gains. Each month
1.5 % of the models are deleted, none of a registered maker, and as many new ones appear, so that 2,000,000 models in
each snapshot are 3,770,000 over five years. Those of the first snapshot do not state when they were created.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.contracts import TABLES
from lib.registry import Registry

TURNOVER = 0.015
MAKERS, REPACKAGERS = 0.004, 0.03
"""Shares of the models that ever were which registered makers and repackagers publish."""
MODELS_A_PUBLISHER = 6
STEMS = (
    *("Qwen3-8B", "Qwen2.5-7B-Instruct", "Qwen2.5-Coder-32B", "Llama-3.1-8B-Instruct", "Llama-3.2-1B", "Llama-2-7b"),
    *("Mistral-7B-v0.3", "gemma-3-4b-it", "gemma-2-9b", "DeepSeek-R1-Distill-Qwen-7B", "Phi-4-mini", "SmolLM2-135M"),
    *("bert-base-uncased", "roberta-large", "distilbert-emotion", "whisper-small", "wav2vec2-base", "vit-base-patch16"),
    *(
        "ppo-LunarLander-v2",
        "q-Taxi-v3",
        "flux-lora",
        "sdxl-style",
        "yolo11",
        "t5-small",
        "gpt2-medium",
        "test",
        "model",
    ),
)
FIRST_NAMES = (
    "alex",
    "bo",
    "chen",
    "dana",
    "emil",
    "fatima",
    "gita",
    "hiro",
    "ines",
    "jun",
    "kim",
    "lena",
    "li",
    "maria",
)
TASKS = {
    "text-generation": 1 / 6,
    "text-classification": 0.06,
    "text-to-image": 0.06,
    "reinforcement-learning": 0.04,
    "automatic-speech-recognition": 0.03,
    "feature-extraction": 0.03,
    "image-classification": 0.03,
    "sentence-similarity": 0.01,
    "image-text-to-text": 0.02,
}
"""The Hub's tasks with their shares; the other models state none."""
MAKERS_TEXT = 0.6
"""So many models of registered makers are of the first task in any case."""
LICENCES = {"apache-2.0": 0.25, "mit": 0.08, "llama3.1": 0.04, "gemma": 0.03, "other": 0.04, "openrail": 0.02}
RELATIONS = {"finetune": 0.13, "adapter": 0.13, "quantized": 0.11, "merge": 0.03}
"""How models were made from another; the other 60 % name no base."""
GATED = {"false": 0.97, "auto": 0.02, "manual": 0.01}
SIZES = (0.135, 0.5, 0.6, 1.2, 1.5, 3.2, 4.0, 7.6, 8.0, 9.2, 14.8, 27.4, 32.8, 70.6, 235.0, 671.0)
PARAMS_STATED = 0.45
SCALE, TAIL, MOST, GROWTH = 0.3, 1.25, 60_000_000, 1.02
"""The 30-day counter of a model at its start is SCALE * u ** -TAIL for u between 0 and 1, at most MOST, and all of them
grow by GROWTH a month: most are near zero, one in a hundred is above a hundred."""
MAKER_LUCK, REPACKAGER_LUCK = 0.002, 0.05
"""By what the u of registered publishers is multiplied."""
FALLS = 0.0005
"""The share of the lifetime counters that fall in a month."""


@dataclass
class Models:
    """All models that ever are, in the order of their names, and their counters as of the snapshot made last.

    `birth` and `death` are numbers of snapshots: a model is in those from its birth to before its death.
    """

    days: Sequence[date]
    rng: np.random.Generator
    name: pa.Array
    org: pa.Array
    birth: np.ndarray
    death: np.ndarray
    start: np.ndarray
    total: np.ndarray
    half_life: np.ndarray
    created: np.ndarray
    modified: np.ndarray
    stated: dict[str, pa.Array] = field(default_factory=dict)

    def snapshot(self, number: int) -> pa.Table:
        """The rows of `hub_models` of a snapshot, in the store's order and types; to be asked for in turn, from 0."""
        there = (self.birth <= number) & (number < self.death)
        age = number - self.birth[there]
        noise = self.rng.lognormal(0, 0.25, len(age))
        now = self.start[there] * 0.5 ** (age / self.half_life[there]) * GROWTH**number
        recent = np.floor(now * noise).astype("int64")
        total = self.total[there] + recent
        fallen = self.rng.random(len(total)) < FALLS
        total[fallen] = (total[fallen] * self.rng.uniform(0.7, 0.99, fallen.sum())).astype("int64")
        total = np.maximum(total, recent)
        self.total[there] = total
        day = np.datetime64(self.days[number], "us")
        mask = pa.array(there)
        stated = {name: column.filter(mask) for name, column in self.stated.items()}
        return _table(
            {
                "day": np.full(len(age), day),
                "model": self.name.filter(mask),
                "org": self.org.filter(mask),
                "downloads_30d": recent,
                "downloads_all_time": total,
                "likes": (0.02 * total**0.6).astype("int64"),
                "created_at": self.created[there],
                "day_is_estimate": np.zeros(len(age), dtype=bool),
                "hub_id": pa.nulls(len(age)),
                "last_modified": np.minimum(self.modified[there], day),
                "fetched_at": np.full(len(age), day + np.timedelta64(23, "h")),
                **stated,
            }
        )


def models(registry: Registry, number: int, days: Sequence[date], seed: int) -> Models:
    """`number` models on each of the days, as their first snapshot is about to be made."""
    rng = np.random.default_rng(seed)
    new = round(number * TURNOVER)
    every = number + new * (len(days) - 1)
    published = _published(registry, every, rng)
    maker = published.maker
    birth = rng.permutation(np.concatenate([np.zeros(number, "int64"), np.repeat(np.arange(1, len(days)), new)]))
    luck = np.where(maker, MAKER_LUCK, np.where(published.repackager, REPACKAGER_LUCK, 1.0))
    start = np.minimum(SCALE * ((1 - rng.random(every)) * luck) ** -TAIL, MOST)
    old = birth == 0
    total = np.where(old, start * rng.uniform(0, 24, every), 0).astype("int64")
    created = _created(birth, days, rng)
    known = np.where(np.isnat(created), np.datetime64(days[0], "us") - np.timedelta64(400, "D"), created)
    modified = known + (rng.exponential(30, every) * 86_400_000_000).astype("timedelta64[us]")
    task = _words(TASKS, every, rng)
    task = pc.if_else(pa.array(published.listed | maker & (rng.random(every) < MAKERS_TEXT)), "text-generation", task)
    bases = rng.permutation(np.flatnonzero(maker))
    return Models(
        days=days,
        rng=rng,
        name=published.name,
        org=published.org,
        birth=birth,
        death=_deaths(birth, maker, new, len(days), rng),
        start=start,
        total=total,
        half_life=rng.uniform(3, 60, every),
        created=created,
        modified=modified.astype("datetime64[s]").astype("datetime64[us]"),
        stated={
            "pipeline_tag": task,
            "params_b": pa.array(rng.choice(SIZES, every), mask=rng.random(every) >= PARAMS_STATED),
            "tracked": pc.and_(pc.fill_null(pc.equal(task, "text-generation"), False), pa.array(maker)),
            "gated": _words(GATED, every, rng),
            "licence": _words(LICENCES, every, rng),
            **_made_from(published.name, bases[np.argsort(birth[bases], kind="stable")], birth, rng),
        },
    )


@dataclass(frozen=True)
class _Published:
    """Models in the order of their names, their publishers, and which are registered or on the reviewed list."""

    name: pa.Array
    org: pa.Array
    maker: np.ndarray
    repackager: np.ndarray
    listed: np.ndarray


def _published(registry: Registry, every: int, rng: np.random.Generator) -> _Published:
    """Who publishes what: makers as often as they stand on the reviewed list, a few others a lot."""
    reviewed = registry.models
    makers = reviewed["org"].value_counts(sort=False)
    repackagers = sorted(registry.repackagers["org"])
    others = [f"{FIRST_NAMES[at % len(FIRST_NAMES)]}{at}" for at in range(max(every // MODELS_A_PUBLISHER, 1))]
    publishers = pd.Index([*makers.index, *repackagers, *others])
    kind = rng.random(every)
    maker = kind < max(MAKERS, min(0.1, len(reviewed) / every))
    repackager = ~maker & (kind < MAKERS + REPACKAGERS)
    publisher = len(makers) + len(repackagers) + (rng.random(every) ** 2 * len(others)).astype("int64")
    publisher[repackager] = len(makers) + rng.integers(0, len(repackagers), repackager.sum())
    publisher[maker] = rng.choice(len(makers), maker.sum(), p=makers / makers.sum())
    places = np.flatnonzero(maker)[: len(reviewed)]
    shown = reviewed.sample(len(places), random_state=rng)
    publisher[places] = publishers.get_indexer(shown["org"])
    listed = np.zeros(every, dtype=bool)
    listed[places] = True
    org = pa.array(publishers, pa.large_string()).take(pa.array(publisher))
    stem = pa.array(STEMS, pa.large_string()).take(pa.array(rng.integers(0, len(STEMS), every)))
    ending = pa.array(np.arange(every)).cast(pa.large_string())
    slash, dash = (pa.scalar(sign, pa.large_string()) for sign in "/-")
    name = pc.binary_join_element_wise(pc.binary_join_element_wise(org, stem, slash), ending, dash)
    name = pc.replace_with_mask(name, listed, pa.array(shown["model"].tolist(), pa.large_string()))
    order = pc.sort_indices(name)
    at = order.to_numpy()
    return _Published(name.take(order), org.take(order), maker[at], repackager[at], listed[at])


def _deaths(birth: np.ndarray, kept: np.ndarray, number: int, snapshots: int, rng: np.random.Generator) -> np.ndarray:
    """With which snapshot a model is gone: from the second on `number` of those there before, none of `kept`."""
    death = np.full(len(birth), snapshots)
    for month in range(1, snapshots):
        there = np.flatnonzero((birth < month) & (death == snapshots) & ~kept)
        death[rng.choice(there, number, replace=False)] = month
    return death


def _created(birth: np.ndarray, days: Sequence[date], rng: np.random.Generator) -> np.ndarray:
    """When the models were created: between the snapshot before their first and that one; unknown for the oldest."""
    ends = np.array(days, "datetime64[s]").astype("int64")
    first = ends[np.maximum(birth - 1, 0)]
    at = (first + rng.random(len(birth)) * (ends[birth] - first)).astype("int64").astype("datetime64[s]")
    at[birth == 0] = np.datetime64("NaT")
    return at.astype("datetime64[us]")


def _made_from(names: pa.Array, bases: np.ndarray, birth: np.ndarray, rng: np.random.Generator) -> dict[str, pa.Array]:
    """What models name as their base, one of the makers' that was there before, a few of them most often; and how."""
    relation = _words(RELATIONS, len(birth), rng)
    before = np.searchsorted(birth[bases], birth, side="right")
    at = bases[(rng.random(len(birth)) ** 3 * np.maximum(before, 1)).astype("int64")]
    base = names.take(pa.array(at, mask=relation.is_null().to_numpy(zero_copy_only=False)))
    return {"base_model": base, "relation": relation}


def _words(shares: dict[str, float], number: int, rng: np.random.Generator) -> pa.Array:
    """Words with these shares of all; null for the rest."""
    at = np.searchsorted(np.cumsum(list(shares.values())), rng.random(number), side="right")
    return pa.array(list(shares), pa.large_string()).take(pa.array(at, mask=at >= len(shares)))


def _table(columns: dict[str, np.ndarray | pa.Array]) -> pa.Table:
    """The columns as the store's table, as if it had been made from a frame that keeps the contract."""
    kinds = {name: column.metadata["kind"] for name, column in TABLES["hub_models"].schema.columns.items()}
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    schema = pa.Schema.from_pandas(empty, preserve_index=False)
    given = [pa.array(columns[field.name], from_pandas=True).cast(field.type) for field in schema]
    return pa.Table.from_arrays(given, schema=schema)
