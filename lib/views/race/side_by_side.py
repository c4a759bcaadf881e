"""Several services side by side over their common months: the cards of the same makers' shares on each."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib import numbers
from lib.charts.marks import marks
from lib.charts.theme import Theme
from lib.data import Data
from lib.metrics import triangulation
from lib.views.race.tallies import FLOW, NOT_STATED, STOCK, Months, Service
from lib.views.view import Card, Form

FORMS: dict[str, Form] = {
    "service": "text",
    "kind": "text",
    "entity": "text",
    "value": "count",
    "unit": "text",
    "share": "share",
    "rank": "number",
    "from": "day",
    "to": "day",
    "partial": "flag",
}


@dataclass(frozen=True)
class Comparison:
    """Services over the months that all of their flows hold; `rows` are as from `triangulation.shares`, by maker."""

    card: str
    services: tuple[Service, ...]
    months: Months
    rows: pd.DataFrame

    @property
    def flows(self) -> list[str]:
        """The names of the services that count what came in the months."""
        return [service.name for service in self.services if service.kind == FLOW]

    @property
    def makers(self) -> list[str]:
        """The makers that every service counts."""
        return list(self.rows["entity"].drop_duplicates())

    @property
    def when(self) -> str:
        """The months in words."""
        return numbers.months(self.months[0], self.months[-1])


def compare(card: str, services: Sequence[Service], within: tuple[str, str] | None = None) -> Comparison | None:
    """The services over their common months, those `within` two months if given.

    None if no month, or no two makers, are left, or there are not two services.
    """
    months = triangulation.common_months([service.flow for service in services if service.flow is not None])
    if within:
        months = [month for month in months if pd.Timestamp(within[0]) <= month <= pd.Timestamp(within[1])]
    if not months or len(services) < 2:
        return None
    rows = triangulation.shares({service.name: service.counts(months) for service in services})
    found = Comparison(card, tuple(services), tuple(months), rows)
    return found if len(found.makers) > 1 else None


def at(data: Data, comparison: Comparison, level: str) -> pd.DataFrame:
    """The rows of a comparison with its makers taken together by country or region, or one by one."""
    if level == "maker":
        return comparison.rows
    return triangulation.grouped(
        comparison.rows, {maker: data.registry.place(maker, level) for maker in comparison.makers}
    )


def card(data: Data, comparison: Comparison, level: str) -> Card:
    """One row a maker or place, one mark a service."""
    rows = at(data, comparison, level)
    names = {key: data.registry.name(level, key) for key in rows["entity"].unique()}
    flows = rows[rows["service"].isin(comparison.flows)]
    order = list(flows.groupby("entity")["share"].mean().sort_values(ascending=False).index)
    table = _table(comparison, rows)
    drawn = table.assign(key=table["entity"], kind=table["service"], value=table["share"])
    drawn = drawn.assign(hover=[_hover(row, names) for row in table.to_dict("records")])
    stocks = {service.name for service in comparison.services if service.kind != FLOW}
    kinds = {service.name: _called(service) for service in comparison.services}

    def draw(theme: Theme) -> go.Figure:
        return marks(
            drawn,
            theme=theme,
            order=order,
            names=names,
            kinds=kinds,
            colours={key: data.registry.colour(level, key, theme.mode) for key in order},
            stocks=stocks,
        )

    title = f"Shares of the same {len(comparison.makers)} makers on {told_on(comparison.services)}, {comparison.when}"
    return Card(
        name=comparison.card,
        title=title if level == "maker" else f"{title}, by {level}",
        subtitle=_subtitle(data, comparison, level),
        draw=draw,
        alt=_alt(comparison, rows, order, names, title),
        table=table.assign(entity=table["entity"].map(names)),
        forms=FORMS,
        indicators=("share_among_known", *dict.fromkeys(service.indicator for service in comparison.services)),
        tables=tuple(dict.fromkeys(table for service in comparison.services for table in service.tables)),
        caveats=_caveats(data, comparison),
    )


def _called(service: Service) -> str:
    """The name of a service in a legend, with what it is if it is no flow."""
    return service.name if service.kind == FLOW else f"{service.name} ({service.kind})"


def told_on(services: Sequence[Service]) -> str:
    """The services as they stand in a sentence, each once: the Hub, OpenRouter and Ollama."""
    first = [service.name.split()[0] for service in services]
    return numbers.listed([f"the {name}" if name == "Hub" else name for name in dict.fromkeys(first)])


def _table(comparison: Comparison, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with what each service is, and the first and last day behind its numbers."""
    of = {service.name: service for service in comparison.services}
    ends = {name: service.ends(comparison.months) for name, service in of.items()}
    found = rows.assign(
        kind=[of[name].kind for name in rows["service"]],
        unit=[of[name].unit for name in rows["service"]],
        **{"from": [ends[name][0] for name in rows["service"]], "to": [ends[name][1] for name in rows["service"]]},
    )
    return found[list(FORMS)].reset_index(drop=True)


def _hover(row: dict, names: dict[str, str]) -> str:
    when = (
        f"on {numbers.day(row['to'])}"
        if row["from"] == row["to"]
        else f"between {numbers.days(row['from'], row['to'])}"
    )
    doubt = "\nPartly estimated, or not counted on every day" if row["partial"] else ""
    return (
        f"{names[row['entity']]}: {numbers.share(row['share'])} ({numbers.count(row['value'])} {row['unit']}), "
        f"rank {row['rank']:g}\n{row['service']} ({row['kind']}), {when}{doubt}"
    )


def _subtitle(data: Data, comparison: Comparison, level: str) -> str:
    """What is divided, among whom, over which months, and what part of each service's own universe that is."""
    who = numbers.listed([data.registry.name("maker", maker) for maker in comparison.makers])
    parts = [_part(comparison, service) for service in comparison.services]
    kinds = {STOCK: "a stock, all that was counted by then", NOT_STATED: "a count whose window is not stated"}
    others = [f"{service.name}, {kinds[service.kind]}" for service in comparison.services if service.kind in kinds]
    strokes = f" Upright stroke: {numbers.listed(others)}." if others else ""
    place = f" Makers are counted for their {level}." if level != "maker" else ""
    return (
        f"Each service's count of {who}, the makers that all of them know, divided among these, over "
        f"the months that all hold.{place} The makers' part of all that a service counts: {'; '.join(parts)}.{strokes}"
    )


def _part(comparison: Comparison, service: Service) -> str:
    known = comparison.rows.loc[comparison.rows["service"] == service.name, "value"].sum()
    whole = service.whole(comparison.months)
    part = numbers.share(known / whole if whole else float("nan"))
    return f"{service.name} {part} ({service.universe})"


def _alt(comparison: Comparison, rows: pd.DataFrame, order: Sequence[str], names: dict[str, str], title: str) -> str:
    told = []
    for service in comparison.services:
        shares = rows[rows["service"] == service.name].set_index("entity")["share"]
        said = numbers.listed([f"{names[key]} {numbers.share(shares[key])}" for key in order])
        told.append(f"{_called(service)}: {said}.")
    return f"Marks on a line for each: {title[0].lower()}{title[1:]}. {' '.join(told)}"


def _caveats(data: Data, comparison: Comparison) -> tuple[str, ...]:
    """What is known to be wrong with the tables in the months compared, for all or for names that stand for a maker."""
    first, last = comparison.months[0], comparison.months[-1] + pd.offsets.MonthEnd(0)
    said: dict[str, None] = {}
    for table in dict.fromkeys(table for service in comparison.services for table in service.tables):
        flaws = data.registry.flaws_of(table)
        said |= dict.fromkeys(flaws.loc[(flaws["from"] <= last) & (flaws["to"] >= first), "note"])
    return tuple(said)
