"""The dataset about itself at /.well-known/void: this module serves its description.

Source: https://www.w3.org/TR/void/ section 7.2.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from cmo_graph_api.dependencies import SettingsDep, SnapshotDep
from cmo_graph_api.describing import OFFERED, VOID_PATH, describe
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.pages import DocumentParameters
from cmo_graph_api.routers.things import other_syntaxes

router = APIRouter(tags=["dataset"])


@router.get(
    VOID_PATH,
    operation_id="describe_dataset",
    response_class=Response,
    responses={**other_syntaxes(*OFFERED), **documented(406, 422)},
)
def describe_dataset(
    request: Request,
    snapshot: SnapshotDep,
    settings: SettingsDep,
    parameters: Annotated[DocumentParameters, Query()],
) -> Response:
    """Describe the dataset in VoID and DCAT: classes, properties, graphs, examples, downloads."""
    return describe(request, snapshot, settings, title="The dataset", wanted=parameters.format)
