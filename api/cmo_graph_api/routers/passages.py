"""A passage in its report's text: this module looks it up, and shows its words where they are held.

The graph keeps positions and digests. The words are shown only from the folder of texts that the
deployer sets, for whoever may read them there.
"""

import json
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from cmo_graph.anchoring import Location, locate
from cmo_graph.interchange.texts import read_text
from cmo_graph.iri import KEY_PATTERN
from cmo_graph.model import Passage, Report
from cmo_graph.model.codes import PassageCheck
from cmo_graph.repository import Repository
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, SettingsDep
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.meta import NoParameters
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(prefix="/v1/passages", tags=["passages"])

_JSON = "application/json"


class PassageText(BaseModel):
    """What became of looking a passage up in its report's text."""

    passage: str = Field(description="IRI of the passage.")
    check: PassageCheck = Field(description="Whether it was found; a fact of its own.")
    start: int | None = Field(default=None, description="Where it stands now, in code points.")
    end: int | None = Field(default=None, description="Where it ends, exclusive.")
    words: str | None = Field(default=None, description="Its words, when the text is held.")


@router.get(
    "/{key}/text",
    operation_id="read_passage_text",
    responses={**other_syntaxes(), **documented(404, 406, 422)},
)
def read_passage_text(
    request: Request,
    repository: RepositoryDep,
    settings: SettingsDep,
    key: Annotated[str, Path(description="Key of the passage.", pattern=KEY_PATTERN)],
    _: Annotated[NoParameters, Query()],
) -> PassageText:
    """Look a passage up in its report's text, and return its words where the text is held here."""
    passage = repository.get(Passage.kind_name, key)
    assert isinstance(passage, Passage)  # noqa: S101  # what the kind says
    text = _text_of(passage, repository, settings.texts)
    location = locate(passage, text)

    def build(_: str) -> str:
        found = {"passage": str(passage.id), "check": location.check.value}
        return json.dumps({**found, **_place(location, text)}, ensure_ascii=False)

    return respond(  # type: ignore[return-value]  # FastAPI sends a Response as it is
        request,
        build,
        version=repository.snapshot.version.digest,
        offered=[_JSON],
        depends_on=repr(location),
    )


def _text_of(passage: Passage, repository: Repository, folder: FilePath | None) -> str | None:
    report = repository.get(Report.kind_name, str(passage.report))
    if folder is None or not isinstance(report, Report) or report.text_file is None:
        return None
    return read_text(folder / report.text_file)


def _place(location: Location, text: str | None) -> dict[str, object]:
    if text is None or location.start is None or location.end is None:
        return {}
    return {
        "start": location.start,
        "end": location.end,
        "words": text[location.start : location.end],
    }
