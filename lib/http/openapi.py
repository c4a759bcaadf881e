"""The OpenAPI description of the interface for programs, made from pages, options and the contracts of tables."""

from contextlib import suppress
from typing import Any

from lib import contracts
from lib.data import UNREADABLE, Data
from lib.http import asked
from lib.http.catalogue import CITE, DESCRIPTION, FORMS, FREEZE, ROOT, offered
from lib.ui import shared
from lib.views import links
from lib.views.options import LONGEST, Control, controls, resolve
from lib.views.pages import PAGES, Page

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": "array", "items": TEXT}
SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "type": "object",
        "description": "What is wrong, in one sentence, and what would be right.",
        "required": ["error"],
        "properties": {
            "error": TEXT,
            "problems": WORDS | {"description": "A sentence for each parameter that means nothing here."},
            "allowed": {"type": "object", "description": "What each parameter may be, with its default."},
            "offered": WORDS | {"description": "The names that mean something in place of the one that does not."},
        },
    },
    "Rows": {
        "type": "object",
        "required": ["about", "rows"],
        "properties": {
            "about": {"type": "object", "description": "Source, date, licence, citation, definition and addresses."},
            "rows": {
                "type": "array",
                "description": "An object for each row, by the names of the columns; a missing value is null.",
                "items": {"type": "object"},
            },
        },
    },
    "Index": {
        "type": "object",
        "required": ["as_of", "tables", "topics", "description", "how_to_cite", "how_to_freeze"],
        "properties": {
            "as_of": {"type": "string", "format": "date"},
            "tables": {"type": "array", "items": {"type": "object", "required": ["table", "key", "columns"]}},
            "topics": {"type": "array", "items": {"type": "object", "required": ["topic", "metrics", "parameters"]}},
        },
    },
}
EVERYWHERE = (links.VERSION_NAME, links.DAY, links.MARK)
"""The parameters that every address may have."""


def document(data: Data, place: str) -> dict[str, Any]:
    """The description, as JSON has it; the values of options are those that this data offers."""
    opened = {
        f"{ROOT}/": _operation("index", "Every table and every metric", "About", [], _described("Index")),
        DESCRIPTION: _operation("description", "This description", "About", [], _described()),
        f"{ROOT}/tables/{{table}}.{{format}}": _operation(
            "table",
            "A table of the store, whole",
            "Tables",
            [_in_path("table", list(contracts.TABLES)), FORM],
            FILE,
            description=LARGE,
        ),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Crossover",
            "version": str(links.VERSION),
            "summary": PAGES[0].question,
            "description": f"{CITE}\n\n{FREEZE}",
            "license": {"name": "Each answer names the licences of its sources (X-Licence, and Link with rel=license)"},
        },
        "servers": [{"url": place}],
        "paths": opened | _topics(data),
        "components": {
            "schemas": SCHEMAS,
            "parameters": _everywhere(),
            "headers": HEADERS,
            "responses": {name: _problem(name, words) for name, words in PROBLEMS.items()},
        },
    }


PROBLEMS = {
    "400": "A parameter means nothing here; the answer says which, and what is allowed.",
    "401": "Readers must log in here, and the request came without the cookie of one who has.",
    "404": "There is no such table, metric or day, or these choices leave nothing to show.",
    "413": "A table is too large to be read for this answer; the sentence names its Parquet file.",
    "429": "The address asks too often; it may ask again after so many seconds as Retry-After says.",
    "503": "The data cannot be read, or takes too long to be; Retry-After then says when to ask again.",
}
RETRY: Schema = {
    "Retry-After": {"description": "Seconds.", "required": True, "schema": {"type": "integer", "minimum": 1}}
}
"""What an answer with 429 has beside its sentence."""
LARGE = (
    "A table with too many rows for text is to be had as Parquet alone; one with too many to be read whole a vintage "
    "at a time: the newest, or with as_of that of a day. The index names its vintages."
)
HEADERS: dict[str, Schema] = {
    "ETag": {"description": "A mark of the content, for If-None-Match.", "required": True, "schema": TEXT},
    "Cache-Control": {"description": "How long the answer may be kept.", "required": True, "schema": TEXT},
    "Link": {"description": "Licences, the address to cite, this description.", "required": True, "schema": TEXT},
    "X-Licence": {"description": "The licences of the sources.", "required": True, "schema": TEXT},
    "X-Citation": {
        "description": "The citation lines of the sources, percent-encoded where they are not ASCII.",
        "required": True,
        "schema": TEXT,
    },
    "Content-Disposition": {"description": "A name for the file.", "required": True, "schema": TEXT},
}
FORM: Schema = {"name": "format", "in": "path", "required": True, "schema": {"type": "string", "enum": list(FORMS)}}


def _headers(*names: str) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


FILE: Schema = {
    "description": "The rows.",
    "headers": _headers(*HEADERS),
    "content": {
        FORMS["csv"]: {"schema": TEXT},
        FORMS["json"]: {"schema": {"$ref": "#/components/schemas/Rows"}},
        FORMS["parquet"]: {},
    },
}


def _described(schema: str = "") -> Schema:
    """An answer in JSON alone."""
    content = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}
    headers = _headers("ETag", "Cache-Control", "Link")
    return {"description": "What there is.", "headers": headers, "content": {FORMS["json"]: {"schema": content}}}


def _problem(code: str, words: str) -> Schema:
    return {
        "description": words,
        "headers": RETRY if code == "429" else {},
        "content": {FORMS["json"]: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _operation(name: str, summary: str, tag: str, parameters: list[Schema], answer: Schema, **more: Any) -> Schema:
    """What can be asked at one address: GET, with the parameters of every address beside its own."""
    shared_ones = [{"$ref": f"#/components/parameters/{each}"} for each in EVERYWHERE]
    responses = {
        "200": answer,
        "304": {"description": "Nothing has changed since the answer with the ETag in If-None-Match."},
        **{code: {"$ref": f"#/components/responses/{code}"} for code in PROBLEMS},
    }
    operation = {"operationId": name, "summary": summary, "tags": [tag], "parameters": [*parameters, *shared_ones]}
    return {"get": operation | more | {"responses": responses}}


def _everywhere() -> dict[str, Schema]:
    version = {"type": "integer", "minimum": 1, "maximum": links.VERSION, "default": links.VERSION}
    return {
        links.VERSION_NAME: _in_query(links.VERSION_NAME, "The version of the words of this address.", version),
        links.DAY: _in_query(
            links.DAY, "The day as of which the data is asked for; the newest if left out.", TEXT | {"format": "date"}
        ),
        links.MARK: _in_query(
            links.MARK,
            "The mark of the data in a frozen address; other data is never shown for it.",
            TEXT | {"pattern": "^[0-9a-f]{8}$"},
        ),
    }


def _topics(data: Data) -> dict[str, Schema]:
    """The address of the metrics of each page; a page that cannot be read, or waits for data, is left out."""
    paths = {}
    for topic, page in offered(data).items():
        with suppress(*asked.ABSENT, *UNREADABLE):
            paths[f"{ROOT}/metrics/{topic}/{{metric}}.{{format}}"] = _metrics(topic, page, data)
    return paths


def _metrics(topic: str, page: Page, data: Data) -> Schema:
    """The metrics of a page with its options as parameters."""
    kind = shared.topic_of(page).Options
    defaults = resolve(kind, data, {})[0]
    names = [card.name for card in shared.view_of(page, defaults, data).cards]
    own = [
        _in_query(name, f"{control.label}. {control.help}", _schema(control, data, getattr(defaults, name)))
        for name, control in controls(kind).items()
    ]
    more = {"description": f"{page.question} Which metrics there are depends on the parameters: a 404 lists them."}
    metric = _in_path("metric", names, open_ended=True)
    return _operation(
        f"metrics_{topic}", f"Metrics of the page {page.title}", "Metrics", [metric, FORM, *own], FILE, **more
    )


def _in_path(name: str, values: list[str], open_ended: bool = False) -> Schema:
    """A part of the address; one that is open-ended may have other values too, by other parameters."""
    known: Schema = {"enum": values} if values else {}
    schema = {"anyOf": [known, {"pattern": "^[a-z0-9-]+$"}]} if open_ended else known
    return {"name": name, "in": "path", "required": True, "schema": TEXT | schema}


def _in_query(name: str, words: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": words, "schema": schema}


def _schema(control: Control, data: Data, default: Any) -> Schema:
    """What an option may be, as it stands in an address."""
    values = list(control.allowed(data))
    if control.kind == "switch":
        return {"type": "boolean", "default": default}
    if control.kind == "text":
        return {"type": "string", "maxLength": LONGEST, "default": default}
    if control.kind == "span":
        ends = {"type": "string", "enum": [links.OLDEST, *values, links.NEWEST]}
        return {"type": "array", "items": ends, "minItems": 2, "maxItems": 2, "default": list(default)}
    if control.kind == "many":
        return {"type": "array", "items": {"type": "string", "enum": [*values, ""]}, "default": list(default)}
    return {"type": "string", "enum": [*values, *([links.NEWEST] if control.newest else [])], "default": default}
