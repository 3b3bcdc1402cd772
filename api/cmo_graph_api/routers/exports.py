"""A review as a file that other programs read: this module gives it out over HTTP.

What can be made is the table `cmo_graph.interchange.exporters.EXPORT_KINDS`.
"""

import json
from functools import partial
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cmo_graph.anchoring import Profile
from cmo_graph.errors import NotExportable, NotFound
from cmo_graph.interchange.exporters import EXPORT_KINDS, export_review
from cmo_graph.interchange.exporting import ZIP_TYPE, ExportRequest, MadeFile
from cmo_graph.interchange.loading import read_stored
from cmo_graph.interchange.quotations import read_quotations
from cmo_graph.interchange.texts import read_texts
from cmo_graph.iri import LOCAL_PATTERN
from cmo_graph.model import Report
from cmo_graph.store.protocol import Store
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import SettingsDep, StoreDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.things import other_syntaxes
from cmo_graph_api.settings import Settings

router = APIRouter(prefix="/v1/reviews", tags=["exports"])

#: Most statements of a review that is exported while somebody waits.
MOST_QUADS = 1_000_000
#: Most characters of the header that tells what a file does not hold.
_MOST_TOLD = 2_000
#: Name of that header.
TOLD_HEADER = "Export-Told"

Option = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*=[^\x00-\x1f]*$", max_length=200)]
_TYPES = (*dict.fromkeys(t for kind in EXPORT_KINDS.values() for t in kind.media_types), ZIP_TYPE)


class ExportQuestion(BaseModel):
    """What is to be made of a review."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(
        pattern=f"^({'|'.join(EXPORT_KINDS)})$",
        description="What is made: "
        + "; ".join(f"{name}: {kind.makes}" for name, kind in EXPORT_KINDS.items()),
    )
    profile: Profile = Field(
        default=Profile.QUOTE, description="How many of the sources' words go out."
    )
    option: tuple[Option, ...] = Field(
        default=(), max_length=20, description="Options of the kind, each as `name=answer`."
    )


def _answers() -> dict[int | str, dict[str, Any]]:
    described = other_syntaxes()
    content = {one: {"schema": {"type": "string", "format": "binary"}} for one in _TYPES}
    headers = {
        **described[200]["headers"],
        "Content-Disposition": {"schema": {"type": "string"}, "description": "The file's name."},
        TOLD_HEADER: {
            "schema": {"type": "string"},
            "description": "Sentences on what the file does not hold, as a list in JSON.",
        },
    }
    return {**described, 200: {"content": content, "headers": headers}}


@router.get(
    "/{key}/export",
    operation_id="export_review",
    response_class=Response,
    responses={**_answers(), **documented(404, 406, 422, 503)},
)
async def export(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    key: Annotated[str, Path(description="Id of the review.", pattern=LOCAL_PATTERN)],
    asked: Annotated[ExportQuestion, Query()],
) -> Response:
    """Return a review as a file of one kind; several files come as one zip."""
    turn: CapacityLimiter = request.app.state.imports
    make = partial(_made, store, settings, key, asked)
    file, told = await to_thread.run_sync(make, limiter=turn)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    if told:
        headers[TOLD_HEADER] = json.dumps(told)[:_MOST_TOLD]
    return respond(
        request,
        lambda _: file.content,
        version=store.current().version.digest,
        offered=[file.media_type],
        headers=headers,
        depends_on=sha256(file.content).hexdigest(),
    )


def _made(
    store: Store, settings: Settings, key: str, asked: ExportQuestion
) -> tuple[MadeFile, tuple[str, ...]]:
    summary = store.current().version.graphs.get(store.base.graph(key))
    if summary is not None and summary.quads > MOST_QUADS:
        reason = f"it has more than {MOST_QUADS} statements; the command line exports it"
        raise NotExportable(asked.kind, reason)
    reading = read_stored(store, key)
    if not reading.things:
        raise NotFound("reviews", key)
    reports = [thing for thing in reading.things if isinstance(thing, Report)]
    request = ExportRequest(
        base=store.base,
        options={name: answer for name, _, answer in (one.partition("=") for one in asked.option)},
        profile=asked.profile,
        texts=_texts(reports, settings.texts),
    )
    made = export_review(asked.kind, reading, request=request)
    return made.as_one(f"{key}-{asked.kind}"), made.told


def _texts(reports: list[Report], folder: FilePath | None) -> dict[str, str]:
    return {**read_texts(reports, folder), **read_quotations(folder)} if folder else {}
