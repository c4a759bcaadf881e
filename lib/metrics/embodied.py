"""Robotics models of registered publishers by country, and published counts of robots as they were stated."""

from collections.abc import Mapping

import pandas as pd

ROBOTICS = "robotics"
"""The Hub's `pipeline_tag` of models for robots."""
QUOTING = " quoting "
"""What stands in the publisher of a figure between the text that quotes and whom it quotes."""


def robotics(models: pd.DataFrame) -> pd.DataFrame:
    """The robotics models on the newest day on which tasks were read: rows of `hub_models`; empty if there is none."""
    tasks = models[models["pipeline_tag"].notna()]
    newest = tasks[tasks["day"] == tasks["day"].max()]
    return newest[newest["pipeline_tag"] == ROBOTICS].reset_index(drop=True)


def by_country(rows: pd.DataFrame, countries: Mapping[str, str]) -> pd.DataFrame:
    """`rows` (as from `robotics`) by the country of their org, most models first: country, models, downloads_30d,
    unknown, largest.

    `unknown` are models whose counter is not stated; the downloads of a country are those of its other models, missing
    if there are none. `largest` is the org with the most models, of equals the first by name.
    """
    found = []
    for country, of in rows.assign(country=rows["org"].map(countries)).groupby("country"):
        orgs = of["org"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        known = of["downloads_30d"].dropna()
        downloads = float(known.sum()) if len(known) else float("nan")
        found.append((country, len(of), downloads, len(of) - len(known), orgs.index[0]))
    table = pd.DataFrame(found, columns=["country", "models", "downloads_30d", "unknown", "largest"])
    return table.sort_values(["models", "country"], ascending=[False, True]).reset_index(drop=True)


def stated(figures: pd.DataFrame, *metrics: str) -> pd.DataFrame:
    """The published figures of these metrics as numbers: the registry's columns with value as float64, day, counted_by.

    `figures` is published_figures.csv; `counted_by` is whom the publisher quotes, or the publisher itself.
    """
    rows = figures[figures["metric"].isin(metrics)].reset_index(drop=True)
    return rows.assign(
        value=rows["value"].astype("float64"),
        day=pd.to_datetime(rows["date"]),
        counted_by=rows["publisher"].str.split(QUOTING, n=1).str[-1].astype("str"),
    )
