"""Whether the server is up and can read its data."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from lib import contracts, registry, snapshots


def healthz(request: Request) -> JSONResponse:
    """200 with the newest vintage of each table, or 503 with one sentence on what is missing."""
    folder = snapshots.data_folder()
    try:
        registry.load(folder)
        newest = {
            name: snapshots.provenance(name, folder).as_of
            for name in contracts.TABLES
            if snapshots.vintages(name, folder)
        }
    except OSError:
        return _answer(503, status="no data", why="the data folder cannot be read")
    except (registry.RegistryError, snapshots.SnapshotDamagedError) as error:
        return _answer(503, status="no data", why=str(error).splitlines()[0])
    if not newest:
        return _answer(503, status="no data", why="the store holds no snapshot")
    return _answer(200, status="ok", newest=newest)


def _answer(code: int, **said: object) -> JSONResponse:
    return JSONResponse(said, status_code=code, headers={"Cache-Control": "no-store"})
