"""The models that stand under one name prefix, with those that it lumps in."""

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.named_bars import named_bars
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import local
from lib.views.adoption import prefixes
from lib.views.view import Card, Link

DRAWN = 15
"""So many models have a bar; the table holds all of them."""


def card(data: Data, prefix: str, last: pd.Timestamp) -> Card | None:
    """The most pulled models of a prefix on the newest day not after `last`; None if none was read by then."""
    every = _members(data, last)
    if every.empty:
        return None
    day, name = every["day"].iloc[0], prefixes.called(data.registry, prefix)
    rows = every[every["prefix"] == prefix].drop(columns=["day", "prefix"]).reset_index(drop=True)
    if rows.empty:
        return None
    drawn = rows.head(DRAWN)
    many = f"The {len(drawn)} most pulled of {len(rows)} models" if len(rows) > DRAWN else f"{len(rows)} models"

    def draw(theme: Theme) -> go.Figure:
        colour = prefixes.colours(data.registry, theme, [prefix])[prefix]
        return named_bars(
            _bars(drawn, day),
            theme=theme,
            order=list(drawn["model"]),
            names=dict(zip(drawn["model"], drawn["model"], strict=True)),
            measures={"pulls_all_time": "pulls"},
            colours=dict.fromkeys(drawn["model"], colour),
        )

    return Card(
        name="members",
        title=f"All-time pulls of the models under {name}",
        subtitle=f"{many} on {numbers.day(day)}. {_lumped(rows)} {_siblings(data, prefix)}".strip(),
        draw=draw,
        alt=f"Bars of the models under {name}: "
        + numbers.listed(
            [f"{model} {numbers.count(n)}" for model, n in zip(drawn["model"], drawn["pulls_all_time"], strict=True)]
        )
        + ".",
        table=rows,
        forms={"model": "text", "pulls_all_time": "whole", "lumped_in": "flag", "note": "text", "source": "text"},
        indicators=("pulls_all_time",),
        tables=("ollama_pulls",),
        caveats=tuple(f"{row.model}: {row.note}" for row in rows[rows["lumped_in"]].itertuples()),
        links=_links(data, every),
        links_title="Prefixes with models lumped in",
    )


def _members(data: Data, last: pd.Timestamp) -> pd.DataFrame:
    """day, prefix, model, pulls_all_time, lumped_in, note, source of all models; the source of a judgement by name."""
    pulls = data.table("ollama_pulls")
    pulls = pulls[pulls["day"] <= last]
    pulls = pulls[pulls["day"] == pulls["day"].max()]
    every = data.table("ollama_prefixes")["prefix"].unique()
    rows = local.members(pulls, every, prefixes.rest(data), data.registry.lumped)
    sources = {key: words["name"] for key, words in data.registry.words["sources"].items()}
    return rows.assign(day=pulls["day"].max(), source=rows["source"].replace(sources))


def _bars(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    said = [
        f"{model}: {numbers.count(value)} pulls on {numbers.day(day)}. {note}".strip()
        for model, value, note in zip(rows["model"], rows["pulls_all_time"], rows["note"], strict=True)
    ]
    return pd.DataFrame(
        {
            "key": rows["model"],
            "measure": "pulls_all_time",
            "value": rows["pulls_all_time"],
            "hatched": rows["lumped_in"],
            "remark": ["lumped in" if lumped else "" for lumped in rows["lumped_in"]],
            "hover": said,
        }
    )


def _lumped(rows: pd.DataFrame) -> str:
    """How much of a prefix is lumped in, in one sentence."""
    lumped = rows[rows["lumped_in"]]
    if lumped.empty:
        return "None of them is known to be lumped in."
    share = lumped["pulls_all_time"].sum() / rows["pulls_all_time"].sum()
    return (
        f"Hatched: lumped in by name though of another maker or line, in whole or in part ({len(lumped)} of "
        f"{len(rows)} models, {numbers.share(share)} of the pulls); the table says why."
    )


def _siblings(data: Data, prefix: str) -> str:
    others = prefixes.siblings(data, prefix)
    return f"By the same maker under prefixes of their own: {numbers.listed(others)}." if others else ""


def _links(data: Data, every: pd.DataFrame) -> tuple[Link, ...]:
    concerned = every.loc[every["lumped_in"], "prefix"].unique()
    return tuple(
        Link(name, "adoption/local", {"models": name})
        for name, prefix in prefixes.by_name(data).items()
        if prefix in concerned
    )
