"""What every bench measures, in one form."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One measured figure and, where there is one, the same of its baseline."""

    section: str
    name: str
    value: float
    unit: str
    against: str = ""
    baseline: float | None = None
    goal: float | None = None
    of: Literal["value", "ratio"] = "ratio"
    least: bool = False
    limit: str = ""
