"""What there is to be had: every table of the store and every metric of every page, as plain data with addresses."""

from typing import Any
from urllib.parse import urlencode

from lib import contracts
from lib.data import UNREADABLE, Data
from lib.exports.package import TABLE_FORMS
from lib.http import asked
from lib.ui import shared
from lib.views import links, waiting
from lib.views.options import controls, resolve
from lib.views.pages import PAGES, Page
from lib.views.view import Card

ROOT = asked.ROOT
DESCRIPTION = f"{ROOT}/openapi.json"
FORMS = {form: TABLE_FORMS[form].media_type.partition(";")[0] for form in ("csv", "json", "parquet")}
"""What a table can be had as, by the suffix of its address, and what it is then called in an answer."""
MOST_ROWS = 500_000
"""A table with more rows than this is not written as text: CSV and JSON of so many take 100 to 300 MB."""
TOPICS: dict[str, Page] = {page.name.split("/")[1]: page for page in PAGES if page.section != "about"}
"""The pages with metrics by their topic; those about the data and its methods have none."""
TYPES = {"str": "text", "int64": "integer", "Int64": "integer", "float64": "number", "bool": "flag"}
"""What a column holds, in words, by its dtype; the others are dates."""
CITE = (
    "Name the sources by their citation lines, which also stand in the header X-Citation (percent-encoded where they "
    "are not ASCII), and give the frozen address, which is also the header Link with rel=cite-as."
)
FREEZE = (
    "A frozen address carries the choices, the day of the data (as_of) and a mark of its rows (vintage): it shows the "
    "same numbers for ever, or says that they cannot be had here. The day alone may still gain data. The query of a "
    "page's live or frozen address, and of live and frozen here, can be put behind the address of any of its metrics."
)


def offered(data: Data) -> dict[str, Page]:
    """Those of `TOPICS` that have something to show with this data."""
    return {name: page for name, page in TOPICS.items() if not waiting.waits(page, data)}


def index(data: Data, place: str) -> dict[str, Any]:
    """All that there is as of the day of `data`; what cannot be read says why and takes nothing else with it."""
    return {
        "title": "Crossover",
        "question": PAGES[0].question,
        "as_of": data.newest_day.isoformat(),
        "description": f"{place}{DESCRIPTION}",
        "formats": FORMS,
        "how_to_cite": CITE,
        "how_to_freeze": FREEZE,
        "tables": [table(name, data, place) for name in contracts.TABLES],
        "topics": [topic(name, data, place) for name in offered(data)],
    }


def table(name: str, data: Data, place: str) -> dict[str, Any]:
    """What is to be known of a table: its shape, whose rows it holds under which licence, where it is to be had."""
    contract = contracts.TABLES[name]
    columns = [
        {"name": column, "type": TYPES.get(rule.metadata["kind"], "date"), "may_be_missing": rule.nullable}
        for column, rule in contract.schema.columns.items()
    ]
    shape = {"table": name, "key": list(contract.key), "columns": columns}
    if not data.has(name):
        return {**shape, "as_of": None, "problem": "There is no vintage of this table yet."}
    try:
        return {**shape, **_known(name, data, place)}
    except UNREADABLE as error:
        return {**shape, "as_of": None, "problem": str(error).splitlines()[0]}


def forms(name: str, data: Data) -> list[str]:
    """What a table can be had as: a long one only as Parquet, one too large to be read whole only as it is stored."""
    return ["parquet"] if data.large(name) or data.rows(name) > MOST_ROWS else list(FORMS)


def _known(name: str, data: Data, place: str) -> dict[str, Any]:
    addresses = {form: f"{place}{ROOT}/tables/{name}.{form}" for form in forms(name, data)}
    frozen = table_query(name, data)
    words = data.registry.words["sources"]
    return {
        "as_of": data.provenance(name).as_of,
        "sources": [
            {
                "name": words[known.source]["name"],
                "as_of": known.as_of,
                "url": known.url,
                "licence": known.licence,
                "licence_url": words[known.source]["licence_url"],
                "citation": known.citation,
                "counts": known.universe,
                "how": known.how,
                "complete": known.complete,
                "caveats": list(known.caveats),
            }
            for known in data.provenances(name)
        ],
        "addresses": addresses,
        "vintages": [day.isoformat() for day, _ in data.sources(name)],
        "frozen": {form: f"{address}?{frozen}" for form, address in addresses.items()} if frozen else None,
    }


def table_query(name: str, data: Data) -> str:
    """What makes the address of a table one at which these rows stand for ever; empty if that cannot be promised."""
    return urlencode(links.frozen(links.Unchosen(), data, [name]), doseq=True) if shared.freezes(data, [name]) else ""


def topic(name: str, data: Data, place: str) -> dict[str, Any]:
    """A page's metrics as they are with its defaults, and the parameters that may change which there are."""
    page = TOPICS[name]
    said = {
        "topic": name,
        "title": page.title,
        "question": page.question,
        "page": f"{place}/{page.path}",
        "address": f"{place}{ROOT}/metrics/{name}/{{metric}}.{{format}}",
    }
    try:
        return {**said, **_shown(name, data, place)}
    except (*asked.ABSENT, *UNREADABLE) as error:
        return {**said, "metrics": [], "parameters": {}, "problem": str(error).splitlines()[0]}


def _shown(name: str, data: Data, place: str) -> dict[str, Any]:
    kind = shared.topic_of(TOPICS[name]).Options
    options = resolve(kind, data, {})[0]
    view = shared.view_of(TOPICS[name], options, data)
    frozen = links.frozen(options, data, view.tables)
    return {
        "live": urlencode(links.live(options, data), doseq=True),
        "frozen": urlencode(frozen, doseq=True) if shared.freezes(data, view.tables) else None,
        "metrics": [_metric(name, card, place) for card in view.cards],
        "parameters": parameters(kind, data),
    }


def _metric(topic: str, card: Card, place: str) -> dict[str, Any]:
    return {
        "name": card.name,
        "title": card.title,
        "subtitle": card.subtitle,
        "columns": list(card.table.columns),
        "tables": list(card.tables),
        "measures": list(card.indicators),
        "addresses": {form: f"{place}{ROOT}/metrics/{topic}/{card.name}.{form}" for form in FORMS},
    }


def parameters(kind: type, data: Data) -> dict[str, Any]:
    """What each parameter of a page is called on it, does, and may be."""
    declared = controls(kind)
    return {
        name: {"label": declared[name].label, "help": declared[name].help, **what} if name in declared else what
        for name, what in asked.allowed(kind, data).items()
    }
