"""What a page or an export is given to show: a headline, key figures, and cards of one chart and its table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from lib.charts.theme import Theme

Form = Literal["text", "count", "whole", "share", "month", "day", "number", "ratio", "flag", "link"]
"""How a column is written for people: counts as 1.2M, whole as 1,234,567, shares as 34 %, days …"""


@dataclass(frozen=True)
class KeyFigure:
    """One number with its name, date, change and the values that led to it; every number carries its date.

    `value` and `change` are written out; `help` is the definition in one sentence; `trend` holds the values up to it.
    """

    label: str
    value: str
    date: str
    help: str
    change: str = ""
    trend: tuple[float, ...] = ()


@dataclass(frozen=True)
class Link:
    """A way to another view: the words to click on, the page as section/name, and its options by name."""

    label: str
    page: str
    options: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """One chart with all that makes it citable.

    `title` says what is measured; `subtitle` holds definition, unit, window, universe and coverage; `draw` makes the
    figure in a theme from the same rows as `table`; `forms` says how each column of the table is written; `indicators`
    and `tables` are keys of the registry and the store, from which source, date, licence and citation follow;
    `sources` are keys of sources.toml that stand behind the card beside its tables, or alone where it is made of the
    registry; `opens` are the views to which a
    click leads, by the key that a point of the chart carries first in its customdata.
    """

    name: str
    title: str
    subtitle: str
    draw: Callable[[Theme], go.Figure]
    alt: str
    table: pd.DataFrame
    forms: Mapping[str, Form]
    indicators: tuple[str, ...]
    tables: tuple[str, ...]
    caveats: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    links_title: str = ""
    sources: tuple[str, ...] = ()
    opens: Mapping[str, Link] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """All that a page shows below its title and controls. `headline` is computed from the data in view.

    `looked_at` are tables of which no card is made and which decide what is shown, such as one that is waited for.
    """

    headline: str
    cards: tuple[Card, ...]
    figures: tuple[KeyFigure, ...] = ()
    notes: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table of the store that the view is made of."""
        return tuple(dict.fromkeys([*(table for card in self.cards for table in card.tables), *self.looked_at]))


class NothingToShowError(LookupError):
    """These options leave nothing to draw; the message says why and which choice to change."""
