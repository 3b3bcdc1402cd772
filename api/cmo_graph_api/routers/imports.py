"""Imports at /v1/imports: this module shows what files would change in a review, or changes it.

The same importers as `cmo-graph import` read them, in a process of their own. Without `commit`
nothing is changed, and no token is needed.
"""

from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cmo_graph.errors import ImportHasProblems, InvalidParameter
from cmo_graph.interchange.beginning import begun
from cmo_graph.interchange.confined import read_confined
from cmo_graph.interchange.importers import IMPORT_KINDS
from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.targets import Stored
from cmo_graph.iri import LOCAL_PATTERN
from cmo_graph.store.protocol import Store
from cmo_graph_api.dependencies import StoreDep
from cmo_graph_api.given_files import given_files
from cmo_graph_api.problems import documented
from cmo_graph_api.uploads import FORM, BodyDep
from cmo_graph_api.writing import authorise, derive_anew

router = APIRouter(prefix="/v1", tags=["imports"])

#: Imports at the same time; each is a process that may take a gigabyte.
IMPORTS_AT_ONCE = 2

Option = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*=[^\x00-\x1f]*$", max_length=200)]
#: How OpenAPI documents a file.
_FILE = {"type": "string", "format": "binary"}


class ImportQuestion(BaseModel):
    """What is to be read, and what becomes of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(
        pattern=f"^({'|'.join(IMPORT_KINDS)})$",
        description="What the files are: "
        + "; ".join(f"{name}: {kind.reads}" for name, kind in IMPORT_KINDS.items()),
    )
    review: str = Field(pattern=LOCAL_PATTERN, description="Id of the review it becomes part of.")
    name: str = Field(
        default="upload",
        pattern=r"^[^/\\\x00-\x1f\x7f]{1,120}$",
        description="Name of the file, for problems, when the body is one file and no form.",
    )
    title: str = Field(
        default="",
        max_length=500,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="Begin the review, with this title; there must be none of its id.",
    )
    coder: str = Field(
        default="", pattern=f"^$|{LOCAL_PATTERN}", description="Id of the agent who coded it."
    )
    option: tuple[Option, ...] = Field(
        default=(), max_length=20, description="Options of the kind, each as `name=answer`."
    )
    commit: bool = Field(default=False, description="Do it; needs the write token.")


class ImportAnswer(BaseModel):
    """What files would change in a review, or have changed."""

    understood: list[str] = Field(description="What was read as what, in sentences.")
    problems: list[dict[str, Any]] = Field(description="All that is wrong or doubtful.")
    changes: list[dict[str, Any]] = Field(description="Things that are new or changed.")
    is_sound: bool = Field(description="Whether it can be done: no problem is an error.")
    committed: bool = Field(description="Whether it was done.")
    version: str = Field(description="Digest of the dataset version that there is now.")


@router.post(
    "/imports",
    operation_id="import_files",
    responses=documented(400, 401, 403, 409, 413, 415, 422, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": _FILE},
                FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {"file": _FILE, "mapping": _FILE},
                        "required": ["file"],
                    }
                },
            },
        }
    },
)
async def import_files(
    request: Request, store: StoreDep, body: BodyDep, asked: Annotated[ImportQuestion, Query()]
) -> ImportAnswer:
    """Read files into a review: show what would change, or with `commit` change it.

    The body is one file, or a form of several; the part `mapping` of a form says how to read the
    others.
    """
    if asked.commit:
        await authorise(request)
    content_type = request.headers.get("content-type", "")
    files, mapping = given_files(body, content_type=content_type, name=asked.name)
    turn: CapacityLimiter = request.app.state.imports
    answer = await to_thread.run_sync(partial(_import, store, asked, files, mapping), limiter=turn)
    if answer.committed:
        derive_anew(request)
    return answer


def _import(
    store: Store,
    asked: ImportQuestion,
    files: tuple[GivenFile, ...],
    mapping: GivenFile | None,
) -> ImportAnswer:
    target = Stored(store, asked.review)
    context = Context(
        review=asked.review,
        base=store.base,
        language=target.existing.language,
        existing=target.existing,
        coder=asked.coder,
        mapping=mapping,
        options=dict(_pair(option) for option in asked.option),
    )
    imported = read_confined(asked.kind, files, context=context)
    if title := asked.title.strip():
        if target.existing.things:
            raise InvalidParameter("title", title, f"none, since there is a review {asked.review}")
        imported = begun(imported, context=context, title=title)
    plan = target.plan(imported)
    told = plan.as_json()
    if asked.commit:
        if not plan.is_sound:
            raise ImportHasProblems([problem.as_json() for problem in plan.problems])
        target.write(plan)
    return ImportAnswer.model_validate(
        {
            **told,
            "is_sound": plan.is_sound,
            "committed": asked.commit,
            "version": store.current().version.digest,
        }
    )


def _pair(option: str) -> tuple[str, str]:
    name, _, answer = option.partition("=")
    return name, answer
