"""The tables of the store and the metrics of the pages for programs: as CSV, JSON and Parquet, with their licences."""

import json
from datetime import date
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from lib import cite, contracts, formats, snapshots
from lib.data import Data
from lib.exports import package
from lib.http import answers, asked, catalogue, credited, openapi
from lib.http.catalogue import DESCRIPTION, FORMS, ROOT, TOPICS
from lib.snapshots import TooManyRowsError


@asked.told
def index(request: Request) -> Response:
    """Every table and every metric with their addresses, as JSON."""
    opened = asked.unchosen(request, contracts.TABLES)
    return _described(request, catalogue.index(opened, asked.place(request)))


@asked.told
def description(request: Request) -> Response:
    """The OpenAPI description of all this."""
    opened = asked.unchosen(request, contracts.TABLES)
    return _described(request, openapi.document(opened, asked.place(request)))


@asked.told
def table(request: Request) -> Response:
    """A table of the store, whole; one that is too large for that only as the Parquet file of its newest vintage."""
    name, form = _file(request)
    if name not in contracts.TABLES:
        raise asked.NotOfferedError(f"There is no table called {asked.quoted(name)}.", contracts.TABLES)
    opened = asked.unchosen(request, [name])
    if not opened.has(name):
        raise asked.NotOfferedError(f"There is no vintage of {name} here.", filter(opened.has, contracts.TABLES))
    place, query = asked.place(request), catalogue.table_query(name, opened)
    headers = credited.headers(
        cite.credits(opened, [name]),
        f"{place}{DESCRIPTION}",
        f"{place}{ROOT}/tables/{name}.{form}?{query}" if query else "",
        f"crossover-{name}-{opened.provenance(name).as_of}",
        form,
    )
    if form == "parquet" and opened.large(name):
        return _stored(request, name, opened, headers)
    if form not in catalogue.forms(name, opened):
        raise TooManyRowsError(name, opened.rows(name))
    content = _table(name, form, place, opened.vintage, opened)
    return answers.answer(request, content, FORMS[form], frozen=asked.frozen(request), headers=headers)


def _stored(request: Request, name: str, opened: Data, headers: dict[str, str]) -> Response:
    """The file of the newest vintage of a table, as it is stored."""
    known = opened.provenance(name)
    path = snapshots.file(name, opened.folder, date.fromisoformat(known.as_of))
    frozen = asked.frozen(request)
    return answers.file(request, path, known.sha256, FORMS["parquet"], frozen=frozen, headers=headers)


@st.cache_data(max_size="128MB", show_spinner=False)
def _table(name: str, form: str, place: str, vintage: str, _data: Data) -> bytes:
    """The bytes of a table, kept while there is room; the vintage says which rows they are."""
    rows = _data.table(name)
    if form == "csv":
        return formats.csv(rows)
    about = catalogue.table(name, _data, place)
    if form == "json":
        return formats.json(rows, about)
    return formats.parquet(rows, {name: json.dumps(said, ensure_ascii=False) for name, said in about.items()})


@asked.told
def metric(request: Request) -> Response:
    """The rows of a card of a page, with the page's own parameters."""
    name, form = _file(request)
    topic = request.path_params["topic"]
    if topic not in TOPICS:
        there = catalogue.offered(asked.data(request))
        raise asked.NotOfferedError(f"There is no topic called {asked.quoted(topic)}.", there)
    found = asked.view(request, TOPICS[topic])
    cards = {card.name: card for card in found.view.cards}
    if name not in cards:
        raise asked.NotOfferedError(f"With these parameters {topic} has no metric called {asked.quoted(name)}.", cards)
    exhibit = found.exhibit(cards[name])
    content = package.table(exhibit, form, asked.today())
    headers = credited.of(exhibit, found.place, form)
    return answers.answer(request, content, FORMS[form], frozen=found.frozen, headers=headers)


@asked.told
def elsewhere(request: Request) -> Response:
    """What stands under no other address."""
    raise asked.NotOfferedError(
        f"There is nothing at this address; {ROOT}/ lists all there is.",
        [
            f"{ROOT}/",
            DESCRIPTION,
            f"{ROOT}/tables/{{table}}.{{format}}",
            f"{ROOT}/metrics/{{topic}}/{{metric}}.{{format}}",
        ],
    )


def _file(request: Request) -> tuple[str, str]:
    """The name and the suffix of the file that a request asks for."""
    name, _, form = request.path_params["file"].rpartition(".")
    if form not in FORMS:
        raise asked.NotOfferedError(f"The address must end in one of {', '.join(f'.{each}' for each in FORMS)}.", FORMS)
    return name, form


def _described(request: Request, said: dict[str, Any]) -> Response:
    content = json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "replace")
    link = credited.link(f"{asked.place(request)}{DESCRIPTION}", "service-desc")
    return answers.answer(request, content, "application/json", frozen=asked.frozen(request), headers={"Link": link})


ROUTES = [
    asked.route(ROOT, index),
    asked.route(f"{ROOT}/", index),
    asked.route(DESCRIPTION, description),
    asked.route(f"{ROOT}/tables/{{file}}", table),
    asked.route(f"{ROOT}/metrics/{{topic}}/{{file}}", metric),
    asked.route("/api", elsewhere),
    asked.route("/api/{rest:path}", elsewhere),
]
