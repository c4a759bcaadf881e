"""Whether the server is up and can read its data."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from lib import contracts, registry, snapshots
from lib.data import UNREADABLE, Data
from lib.ui import shared


def healthz(request: Request) -> JSONResponse:
    """200 with the newest vintage of each table, or 503 with one sentence on what is missing or cannot be read.

    The registry is read anew, tables are those that readers are shown, which are read once a minute. Of a table that is
    too large to be read whole, the ends are.
    """
    try:
        registry.load(snapshots.data_folder())
        opened = shared.data_of(None)
        newest = {name: _newest(opened, name) for name in contracts.TABLES if opened.has(name)}
    except OSError:
        return _answer(503, status="no data", why="the data folder cannot be read")
    except UNREADABLE as error:
        return _answer(503, status="no data", why=str(error).splitlines()[0])
    if not newest:
        return _answer(503, status="no data", why="the store holds no snapshot")
    return _answer(200, status="ok", newest=newest)


def _newest(opened: Data, name: str) -> str:
    """The newest vintage of a table that can be read; raises as reading it does."""
    if opened.large(name):
        opened.glimpse(name)
    else:
        opened.table(name)
    return opened.provenance(name).as_of


def _answer(code: int, **said: object) -> JSONResponse:
    return JSONResponse(said, status_code=code, headers={"Cache-Control": "no-store"})
