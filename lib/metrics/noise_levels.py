"""What the spread of months comes to in a running sum, or in a level walked from a published one."""

import pandas as pd


def carried(levels: pd.DataFrame, flows: pd.DataFrame, band: pd.DataFrame, at: pd.Timestamp | None) -> pd.DataFrame:
    """The band of `levels`, a row a month end and a column an entity.

    Gives back when, entity, low, high, band_estimate, second_count. `flows` has month, entity, downloads; `band` is as
    from `noise.band`. Going on from `at`, where the level is stated (None: from where each sum starts or restarts), a
    level is off by what all months since are off together. Months without a second count add nothing, so it is the
    least that the spread comes to: it begins with the first month of which one is known, and is carried on after the
    last. Walked back, a lower month makes an earlier level higher.
    """
    parts = [_of_one(str(entity), levels[entity], flows, band, at) for entity in levels.columns]
    return pd.concat(parts, ignore_index=True)


def _of_one(
    entity: str, level: pd.Series, flows: pd.DataFrame, band: pd.DataFrame, at: pd.Timestamp | None
) -> pd.DataFrame:
    months = pd.DatetimeIndex(level.index).to_period("M").to_timestamp()
    flow = flows[flows["entity"] == entity].set_index("month")["downloads"].astype("float64").reindex(months)
    own = band[band["entity"] == entity].set_index("month").reindex(months)
    off = pd.DataFrame(
        {
            "below": (flow - own["low"].astype("float64")).fillna(0.0),
            "above": (own["high"].astype("float64") - flow).fillna(0.0),
            "known": own["low"].notna().astype(float),
            "guessed": own["band_estimate"].eq(True).astype(float),
        }
    ).set_axis(level.index)
    said = own["second_count"].set_axis(level.index)
    if at is None:
        # The month of a missing level is no part of the sum that starts after it.
        stretch = level.isna().cumsum()
        ahead = off.where(level.notna(), 0.0).groupby(stretch).cumsum()
        back = off * 0.0
    else:
        ahead = off[off.index > at].cumsum().reindex(off.index, fill_value=0.0)
        behind = off[off.index <= at][::-1].cumsum().shift(1, fill_value=0.0)
        back = behind.reindex(off.index, fill_value=0.0)
    there = (ahead["known"] + back["known"] > 0) & level.notna()
    rows = pd.DataFrame(
        {
            "when": level.index,
            "entity": entity,
            "low": (level - ahead["below"] - back["above"]).to_numpy(),
            "high": (level + ahead["above"] + back["below"]).to_numpy(),
            "band_estimate": (ahead["guessed"] + back["guessed"] > 0).to_numpy(),
            "second_count": ", ".join(dict.fromkeys(", ".join(said.dropna()).split(", "))),
        }
    )
    return rows[there.to_numpy()].reset_index(drop=True)
