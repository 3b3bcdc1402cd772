"""What follows from a scenario, for people: this module has the page of what-if, and its picture.

The whole scenario is in the address, and so is what was switched last.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from pydantic import Field, JsonValue

import cmo_graph
from cmo_graph.drawing import to_pdf, to_png
from cmo_graph.iri import IRI
from cmo_graph.questions.answers import as_json, labelled
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.scenario_drawing import Extent, ScenarioDrawn, draw_scenario
from cmo_graph.questions.scenario_runs import Ran, ScenarioQuestion, run_scenario
from cmo_graph.questions.scenarios import ScenarioAnswer, answer_of
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.switches import switches_of
from cmo_graph.questions.tables import scenario_as_csv
from cmo_graph.repository import Repository
from cmo_graph_api.answers import respond
from cmo_graph_api.dependencies import RepositoryDep, ShelvesDep
from cmo_graph_api.negotiation import ANSWER_FORMATS, CITATION_FORMATS, PICTURE_FORMATS
from cmo_graph_api.pages.asking import Asking, asking
from cmo_graph_api.pages.citing import citation_as
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.pages.scenarios import (
    before_path,
    by_keys,
    chips,
    likely_outcome,
    outcomes_of,
    show_for_whom,
    show_switches,
    svg_for_anywhere,
    svg_of_scenario,
)
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.problems import documented
from cmo_graph_api.routers.diagrams import OnPaper, svg_policy
from cmo_graph_api.routers.explorer.answering import (
    CSV,
    citation_of,
    or_theories,
    page_relations,
    page_router,
)
from cmo_graph_api.routers.pages import page_answers, version_facts
from cmo_graph_api.routers.reasoned import JSON, dumped

router = page_router()

#: Most switches on the page.
MOST_SWITCHES = 80
SVG, PNG, PDF = PICTURE_FORMATS.values()
#: The syntaxes of the page: those of an answer, and those of its picture.
SYNTAXES = {**ANSWER_FORMATS, **PICTURE_FORMATS}


class WhatIfPage(ScenarioQuestion, OnPaper):
    """A scenario, what of it is drawn and how large, and of which outcome it is asked for whom."""

    draw: Extent = Field(
        default=Extent.WHOLE,
        description="`changed` draws only what the scenario changes; a theory too large to read is"
        " always drawn so.",
    )
    outcome: Name | None = Field(
        default=None, description="The outcome of which it is asked for whom it comes about."
    )
    format: Literal[tuple(SYNTAXES)] | None = Field(  # type: ignore[valid-type]  # known at run time
        default=None,
        exclude=True,
        description="Syntax; wins over Accept, as does the end of an address (.svg).",
    )

    def asked(self) -> ScenarioQuestion:
        """Return the scenario that is asked."""
        return ScenarioQuestion.model_validate(
            self.model_dump(
                include=set(ScenarioQuestion.model_fields), exclude_unset=True, mode="json"
            )
        )


@router.get(
    "/what-if",
    operation_id="show_what_if",
    response_class=Response,
    responses={**page_answers(*tuple(SYNTAXES.values())[1:]), **documented(501)},
)
def show_what_if(
    request: Request,
    repository: RepositoryDep,
    shelves: ShelvesDep,
    page: Annotated[WhatIfPage, Query()],
) -> Response:
    """Return what follows from a scenario in words and as a picture, with switches to change it."""
    question = page.asked()

    def build(media_type: str) -> str | bytes:
        if media_type in CITATION_FORMATS.values():
            cited = citation_of(request, "/what-if", repository.snapshot)
            return citation_as(cited, media_type)
        ran = run_scenario(question, repository=repository, shelves=shelves)
        answer = answer_of(ran, question, repository=repository)
        if media_type == JSON:
            return dumped(as_json(answer, repository=repository))
        if media_type == CSV:
            return scenario_as_csv(answer, labelled(repository, answer.model_dump(mode="json")))
        drawn = draw_scenario(
            ran,
            extent=page.draw,
            words=(answer.scenario, answer.sentence),
            repository=repository,
            shelves=shelves,
        )
        if media_type == PNG:
            return to_png(drawn.drawing, size=page.size)
        if media_type == PDF:
            return to_pdf(drawn.drawing, size=page.size)
        if media_type == SVG:
            return svg_for_anywhere(request, drawn, repository.base)
        return _page(request, page, ran, answer, drawn, repository, shelves)

    found = respond(
        request,
        or_theories(request, "/what-if", build, repository=repository),
        version=repository.snapshot.version.digest,
        offered=tuple(SYNTAXES.values()),
        wanted=page.format,
        depends_on=cmo_graph.__version__,
        headers=page_relations(request, repository.snapshot),
    )
    if found.media_type == SVG:
        found.headers.update(svg_policy())
    return found


def _page(
    request: Request,
    page: WhatIfPage,
    ran: Ran,
    answer: ScenarioAnswer,
    drawn: ScenarioDrawn,
    repository: Repository,
    shelves: Shelves,
) -> str:
    switches = switches_of(ran.content.compiled, most=MOST_SWITCHES)
    outcomes = [] if drawn.is_large else outcomes_of(ran.content)
    plain = asking(request, "/what-if", {}, base=repository.base)
    outcome = _outcome(page, answer, outcomes, repository)
    whom = (
        None
        if outcome is None
        else show_for_whom(outcome, ran, plain, repository=repository, shelves=shelves)
    )
    named = [*(one.concept for one in switches), *outcomes]
    asked = _asked(request, answer, whom, named, ran, repository)
    return render(
        request,
        "what-if.html",
        answer=answer,
        drawn=drawn,
        diagram=drawn.drawing.diagram,
        svg=svg_of_scenario(request, drawn, ran, asked, base=repository.base),
        pictures=PICTURE_FORMATS,
        groups=show_switches(switches, ran, asked),
        chips=chips(ran, asked),
        before=before_path(answer, asked),
        outcomes=outcomes,
        outcome=outcome,
        whom=whom,
        question=page,
        looks=LOOKS,
        asked=asked,
        citation=citation_of(request, "/what-if", repository.snapshot),
        **version_facts(request, repository.snapshot, asked.changed()),
    )


def _asked(
    request: Request,
    answer: ScenarioAnswer,
    whom: Any,
    named: Sequence[IRI],
    ran: Ran,
    repository: Repository,
) -> Asking:
    """Return the question with a label for everything that the page names."""
    scenario = ran.found.scenario
    given = (
        *(scenario.present | scenario.absent),
        *(scenario.interventions_on | scenario.interventions_off),
    )
    told: list[JsonValue] = [answer.model_dump(mode="json")]
    told += [str(iri) for iri in (*named, *given)]
    if whom is not None:
        told.append(whom.answer.model_dump(mode="json"))
    asked = asking(request, "/what-if", labelled(repository, *told), base=repository.base)
    return by_keys(asked, repository)


def _outcome(
    page: WhatIfPage, answer: ScenarioAnswer, outcomes: Sequence[IRI], repository: Repository
) -> IRI | None:
    """Return the outcome of which it is asked for whom, or one that a reader will ask for.

    Raises:
        NotFound: there is no such concept.
    """
    if page.outcome is not None:
        return repository.resolve(page.outcome, "concepts")
    return likely_outcome(answer, outcomes)
