"""What a request asks for: a view of a page, by the same words as the page's own address; or why it cannot be had."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib import contracts, snapshots
from lib.data import UNREADABLE, Data
from lib.exports.exhibit import Exhibit, exhibit
from lib.http import answers
from lib.snapshots import SnapshotNotFoundError, TooManyRowsError
from lib.ui import shared
from lib.views import links, waiting
from lib.views.options import controls, resolve
from lib.views.pages import Page
from lib.views.view import Card, NothingToShowError, View

ABSENT = (links.NoSuchDataError, NothingToShowError, SnapshotNotFoundError)
"""Raised where what is asked for is not there; the message is for the asker."""
ROOT = "/api/v1"
"""Where the interface for programs stands."""
TOLD = 60
"""So many letters of a name that means nothing here are repeated."""
MOST_PROBLEMS = 20
"""So many parts of an address that mean nothing are told; the others are counted."""


class BadRequestError(ValueError):
    """Parameters that mean nothing here: a sentence for each, and what is allowed by the name of the parameter."""

    def __init__(self, problems: list[str], allowed: dict[str, Any]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
        self.allowed = allowed


class NotOfferedError(LookupError):
    """A name that means nothing here: a sentence, and the names that do."""

    def __init__(self, sentence: str, offered: Iterable[str]) -> None:
        super().__init__(sentence)
        self.offered = list(offered)


def quoted(name: str) -> str:
    """A name that means nothing here, as it is repeated to who asked for it."""
    return f"{name[:TOLD]!r}{'…' if len(name) > TOLD else ''}"


@dataclass(frozen=True)
class Asked:
    """A view of a page as it was asked for; `frozen` if it can only be of one state of the data."""

    page: Page
    options: Any
    data: Data
    view: View
    place: str
    frozen: bool

    def exhibit(self, card: Card) -> Exhibit:
        """A card of the view, with all that must go with it."""
        freezes = shared.freezes(self.data, self.view.tables)
        return exhibit(self.data, self.page, self.options, self.view, card, self.place, freezes)


def place(request: Request) -> str:
    """The address of the app without a slash at its end: as it is set, else as it was asked."""
    return shared.address_set() or f"{str(request.base_url).rstrip('/')}{shared.base()}"


def parameters(request: Request) -> dict[str, list[str]]:
    """The query of a request by name, with every value."""
    return {name: request.query_params.getlist(name) for name in request.query_params}


def data(request: Request) -> Data:
    """The data as of the day that the request names, or the newest; raises as `links.day_of` does, and what is no day
    is a `BadRequestError`.
    """
    said = request.query_params.get(links.DAY)
    if said is None:
        return shared.data_of(None)
    folder = snapshots.data_folder()
    known = [day for table in contracts.TABLES for day in snapshots.vintages(table, folder)]
    try:
        return shared.data_of(links.day_of(said, today(), known))
    except links.NoDayError as error:
        raise BadRequestError([str(error)], {links.DAY: RESERVED[links.DAY]}) from None


def view(request: Request, page: Page, own: tuple[str, ...] = ()) -> Asked:
    """The view of a page that a request asks for; `own` are the names of parameters that are not the page's.

    Raises `BadRequestError`, `links.NoSuchDataError`, `NothingToShowError` (for a page that waits for data whatever is
    chosen), and what is wrong with the store.
    """
    opened = data(request)
    waiting.check(page, opened)
    topic = shared.topic_of(page)
    given = {name: values for name, values in parameters(request).items() if name not in own}
    options, problems = links.read(topic.Options, page.name, opened, given)
    if problems:
        raise _meaningless(problems, topic.Options, opened)
    shown = shared.view_of(page, options, opened)
    _check_mark(request, opened, shown.tables)
    return Asked(page, options, opened, shown, place(request), frozen(request))


def unchosen(request: Request, tables: Collection[str]) -> Data:
    """The data of a request that has no choices to make but the day; raises as `view` does."""
    opened = data(request)
    _, problems = links.read(links.Unchosen, "", opened, parameters(request))
    if problems:
        raise _meaningless(problems, links.Unchosen, opened)
    _check_mark(request, opened, tables)
    return opened


def _meaningless(problems: list[str], kind: type, opened: Data) -> BadRequestError:
    more = len(problems) - MOST_PROBLEMS
    counted = [f"{more} more parts of the address mean nothing here"] if more > 0 else []
    return BadRequestError([*problems[:MOST_PROBLEMS], *counted], allowed(kind, opened))


def frozen(request: Request) -> bool:
    """Whether a request can only be answered with one state of the data: the day alone may still gain a vintage."""
    return links.MARK in request.query_params


def _check_mark(request: Request, opened: Data, tables: Collection[str]) -> None:
    mark = request.query_params.get(links.MARK)
    if mark is not None:
        links.check(mark, opened, tables)


RESERVED: dict[str, Any] = {
    links.VERSION_NAME: {"kind": "version", "values": list(range(1, links.VERSION + 1)), "default": links.VERSION},
    links.DAY: {"kind": "day", "values": "a day such as 2026-10-31", "default": None},
    links.MARK: {"kind": "mark", "values": "eight digits, as in a frozen address", "default": None},
}
"""What the parameters may be that every address has."""


def allowed(kind: type, opened: Data) -> dict[str, Any]:
    """What each parameter of a page may be, with its default; then those that every address may have."""
    defaults: Any = resolve(kind, opened, {})[0]
    return {
        name: {
            "kind": control.kind,
            "values": [True, False] if control.kind == "switch" else list(control.allowed(opened)),
            "default": getattr(defaults, name),
        }
        for name, control in controls(kind).items()
    } | RESERVED


def too_large(request: Request, error: TooManyRowsError) -> str:
    """That a table is too large for what was asked, and how its rows are to be had, in one sentence."""
    file = f"{place(request)}{ROOT}/tables/{error.table}.parquet"
    if error.rows <= snapshots.WHOLE:
        return f"{error.table} has {error.rows:,} rows, too many to be written as text: {file} has them."
    return (
        f"{error.table} has {error.rows:,} rows, too many for one answer: {file} is the Parquet file of its newest "
        f"vintage, and with {links.DAY}=<day> that of the newest one at that day."
    )


def told(respond: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """A route that answers what cannot be had with one sentence and the status that belongs to it."""

    def route(request: Request) -> Response:
        if request.method == "OPTIONS":
            return answers.preflight()
        try:
            return respond(request)
        except BadRequestError as error:
            return answers.problem(400, str(error), problems=error.problems, allowed=error.allowed)
        except NotOfferedError as error:
            return answers.problem(404, str(error), offered=error.offered)
        except ABSENT as error:
            return answers.problem(404, str(error))
        except TooManyRowsError as error:
            return answers.problem(413, too_large(request, error))
        except UNREADABLE as error:
            return answers.problem(503, f"The data cannot be read: {str(error).splitlines()[0]}")
        except OSError:
            return answers.problem(503, "The data cannot be read: its folder does not let us.")

    route.__name__ = respond.__name__
    return route


def route(path: str, respond: Callable[[Request], Response]) -> Route:
    """Where a route that is `told` stands; it is read, and browsers may ask beforehand whether it may be."""
    return Route(path, respond, methods=["GET", "OPTIONS"])


def today() -> date:
    """The day (UTC) on which a request is answered."""
    return datetime.now(UTC).date()
