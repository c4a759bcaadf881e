"""What viewers take away while things go wrong: rows and pictures, each right, or refused in one clear sentence."""

import io
import time
from dataclasses import dataclass, field

import pandas as pd
import requests

TABLE = "hub_monthly"
PUBLISHER = "Qwen"
"""Whose downloads are looked at in a chart."""
ROWS = f"/api/v1/tables/{TABLE}.csv"
CHART = "/api/v1/metrics/downloads/downloads.csv?by=Publisher&show=Downloads"
PICTURE = "/chart/adoption/downloads/downloads.png?by={by}&show=Share&width={width}"
REFUSALS = (429, 503)
"""How an answer may be refused: asked too often, or not now."""
NOTICED = 60.0
"""So many seconds after which what landed must be shown."""
PATIENCE = 90


def is_sentence(said: object) -> bool:
    """Whether this is one clear line for a reader: no trace, no name of a class, an end."""
    if not isinstance(said, str):
        return False
    plain = said.strip()
    return len(plain) > 15 and "\n" not in plain and "Traceback" not in plain and not plain.endswith(":")


@dataclass
class Taken:
    """What was taken away, and what was wrong with it.

    `landed` says when each vintage of the table was there, and what its downloads sum up to; `lags` after how many
    seconds each of them was first given out.
    """

    address: str
    landed: list[tuple[float, int]] = field(default_factory=list)
    lags: dict[int, float] = field(default_factory=dict)
    of_publisher: list[pd.Series] = field(default_factory=list)
    rows: int = 0
    pictures: int = 0
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def land(self, rows: pd.DataFrame) -> None:
        """A vintage that makes the table these rows is in the store from now on."""
        self.landed.append((time.monotonic(), int(rows["downloads"].sum())))
        of = rows[rows["org"] == PUBLISHER].sort_values("month")
        self.of_publisher.append(of.set_index(of["month"].dt.strftime("%Y-%m-%d"))["downloads"].astype("float64"))

    def take(self, turn: int) -> None:
        """Take one thing away: the rows of the table, those of the chart, or the chart."""
        begun = time.monotonic()
        if turn % 3 == 0:
            self._table(begun)
        elif turn % 3 == 1:
            self._chart_rows()
        else:
            self._picture(turn)

    def _table(self, begun: float) -> None:
        answer = self._asked(ROWS)
        if answer is None:
            return
        found = int(pd.read_csv(io.StringIO(answer.text), comment="#")["downloads"].sum())
        self.rows += 1
        places = [place for place, (_, total) in enumerate(self.landed) if total == found]
        if not places:
            self.wrong.append(f"{TABLE} sums up to {found}, which no vintage does")
            return
        (place,) = places
        self.lags.setdefault(place, time.monotonic() - self.landed[place][0])
        if place + 1 < len(self.landed) and begun - self.landed[place + 1][0] > NOTICED:
            self.wrong.append(f"{TABLE} is that of a vintage before one that landed over a minute ago")

    def _chart_rows(self) -> None:
        """A publisher's downloads are those of one vintage in every month."""
        answer = self._asked(CHART)
        if answer is None:
            return
        rows = pd.read_csv(io.StringIO(answer.text), comment="#")
        found = rows[rows["entity"] == PUBLISHER].set_index("month")["downloads"]
        self.rows += 1
        if found.empty or not any(found.eq(known.reindex(found.index)).all() for known in self.of_publisher):
            self.wrong.append(f"the chart of {PUBLISHER} is that of no vintage")

    def _picture(self, turn: int) -> None:
        """Of many widths, so that most are drawn anew."""
        answer = self._asked(PICTURE.format(by=("Country", "Publisher")[turn % 2], width=600 + turn % 400))
        if answer is not None:
            self.pictures += 1
            if not answer.content.startswith(b"\x89PNG") or len(answer.content) < 5000:
                self.wrong.append("a picture is none")

    def _asked(self, path: str) -> requests.Response | None:
        """The answer, or None if it was refused in a sentence; anything else is wrong."""
        try:
            answer = requests.get(f"{self.address}{path}", timeout=PATIENCE)
        except requests.RequestException as error:
            self.wrong.append(f"{path.split('?')[0]}: {type(error).__name__}")
            return None
        if answer.ok:
            return answer
        try:
            said = answer.json()["error"]
        except (ValueError, KeyError, TypeError):
            said = None
        if answer.status_code in REFUSALS and is_sentence(said):
            self.told.append(said)
        else:
            self.wrong.append(f"{path.split('?')[0]}: {answer.status_code} {str(said or answer.text)[:200]}")
        return None
