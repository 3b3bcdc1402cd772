"""The interface about itself: this module serves /docs, which works without any network.

The Swagger UI files come with the package fastapi-offline; nothing is fetched from elsewhere.
"""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from cmo_graph_api.answers import respond_alike

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
def openapi(request: Request) -> Response:
    """Return the OpenAPI document."""
    body = bytes(JSONResponse(request.app.openapi()).body)
    return respond_alike(request, body, media_type="application/json")


@router.get("/docs")
def docs(request: Request) -> Response:
    """Return the documentation page."""
    return respond_alike(request, (_OWN / "docs.html").read_bytes(), media_type="text/html")
