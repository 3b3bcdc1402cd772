"""The interface about itself: this module serves /docs, which works without any network.

The Swagger UI files come with the package fastapi-offline; nothing is fetched from elsewhere.
"""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

_OWN = Path(__file__).resolve().parents[1] / "static"

router = APIRouter(include_in_schema=False)


def _swagger_files() -> Path:
    found = find_spec("fastapi_offline")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("fastapi-offline is not installed, so /docs has no files.")
    return Path(found.submodule_search_locations[0]) / "static"


def mount(app: FastAPI) -> None:
    """Serve the files that the documentation page is made of."""
    app.mount("/static/swagger", StaticFiles(directory=_swagger_files()), name="swagger")
    app.mount("/static/own", StaticFiles(directory=_OWN), name="own")


@router.get("/openapi.json")
def openapi(request: Request) -> JSONResponse:
    """Return the OpenAPI document."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
def docs() -> FileResponse:
    """Return the documentation page."""
    return FileResponse(_OWN / "docs.html", media_type="text/html")
