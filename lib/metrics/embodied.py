"""Models and data sets for robots by country, and published counts of robots as they were stated."""

from collections.abc import Collection, Mapping

import pandas as pd

FLAGS = ("robotics", "lerobot", "vla")
"""What the tags of a model or data set say, by column of `hub_robotics`."""
QUOTING = " quoting "
"""What stands in the publisher of a figure between the text that quotes and whom it quotes."""


def newest(robotics: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The rows of `hub_robotics` of a kind (`model`, `dataset`) on its newest day; empty if there are none."""
    rows = robotics[robotics["kind"] == kind]
    return rows[rows["day"] == rows["day"].max()].reset_index(drop=True)


def by_country(rows: pd.DataFrame, countries: Mapping[str, str], groups: Collection[str] = ()) -> pd.DataFrame:
    """`rows` (as from `newest`) by the country of their org, most first: country, listed, robotics, lerobot, vla,
    publishers, downloads_30d, unknown, largest.

    `listed` are all of them; those with a flag are counted under its name, and one may have several. `unknown` are
    those whose counter is not stated; the downloads of a country are those of its others, missing if there are none.
    `largest` is the org with the most of them, of equals the first by name. `groups` are no countries and stand last.
    """
    found = []
    for country, of in rows.assign(country=rows["org"].map(countries)).groupby("country"):
        orgs = of["org"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        known = of["downloads_30d"].dropna()
        downloads = float(known.sum()) if len(known) else float("nan")
        flags = [int(of[flag].sum()) for flag in FLAGS]
        found.append((country, len(of), *flags, len(orgs), downloads, len(of) - len(known), orgs.index[0]))
    columns = ["country", "listed", *FLAGS, "publishers", "downloads_30d", "unknown", "largest"]
    table = pd.DataFrame(found, columns=columns)
    last = table["country"].isin(list(groups))
    order = table.assign(last=last).sort_values(["last", "listed", "country"], ascending=[True, False, True])
    return order.drop(columns="last").reset_index(drop=True)


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
