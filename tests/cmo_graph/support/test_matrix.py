import json

import pytest

from cmo_graph.iri import IRI
from cmo_graph.model.codes import (
    ClaimBasis,
    Direction,
    LinkKind,
    OutcomeDirection,
    Polarity,
    Presence,
    Role,
    TheoryStage,
)
from cmo_graph.model.configuration import Configuration, Slot, slot_iri
from cmo_graph.model.links import Link
from cmo_graph.model.sources import Study
from cmo_graph.support import (
    MECHANISM_ROLES,
    NOT_THEORISED,
    Answer,
    Heading,
    Support,
    SupportStatus,
    fill_cell,
    map_evidence,
    summarise_support,
)
from tests.cmo_graph.support.examples import (
    REVIEW,
    SOME_TEXT,
    concept_iri,
    iri,
    make_evidence,
    make_line,
    make_search,
    make_study,
    study_iri,
)

CONTEXTS, OUTCOMES = (Role.CONTEXT,), (Role.OUTCOME,)
ABSENT = Presence.ABSENT


def make_configuration(name: str, *told: tuple[Role, str]) -> Configuration:
    """Slots in the order of their roles; a context whose name begins with `no-` is absent."""
    configuration = iri("configurations", name)
    slots = tuple(
        Slot(
            id=slot_iri(configuration, role, concept_iri(concept.removeprefix("no-"))),
            role=role,
            concept=concept_iri(concept.removeprefix("no-")),
            basis=ClaimBasis.STATED_BY_SOURCE,
            position=position,
            presence=ABSENT if concept.startswith("no-") else Presence.PRESENT,
            direction=OutcomeDirection.INCREASE if role is Role.OUTCOME else None,
        )
        for position, (role, concept) in enumerate(told, start=1)
    )
    return Configuration(
        id=configuration, label=SOME_TEXT, review=REVIEW, slots=slots, stage=TheoryStage.INITIAL
    )


def support_of(name: str, *told: tuple[str, Direction], studies: tuple[Study, ...] = ()) -> Support:
    """The support of a configuration by (study, direction)."""
    claim = iri("configurations", name)
    lines = [
        make_line(f"{name}-{study}-{direction.value}", direction, study=study, claim=claim)
        for study, direction in told
    ]
    return summarise_support(claim, evidence=make_evidence(*lines, studies=studies))


def heading(name: str, presence: Presence = Presence.PRESENT) -> Heading:
    return Heading(concept_iri(name), presence)


def by_claim(*supports: Support) -> dict[IRI, Support]:
    return {support.claim: support for support in supports}


def test_a_cell_tells_not_theorised_from_no_evidence_and_from_a_status() -> None:
    found = map_evidence(
        [
            make_configuration("c1", (Role.CONTEXT, "trust"), (Role.OUTCOME, "safety")),
            make_configuration("c2", (Role.CONTEXT, "culture"), (Role.OUTCOME, "retention")),
        ],
        supports=by_claim(support_of("c1", ("a", Direction.SUPPORTS)), support_of("c2")),
        rows=CONTEXTS,
        columns=OUTCOMES,
    )

    assert found.cell(heading("trust"), heading("safety")).state == "supported"
    assert found.cell(heading("culture"), heading("retention")).state == "no_evidence"
    assert found.cell(heading("trust"), heading("retention")).state == NOT_THEORISED
    assert found.cell(heading("trust"), heading("retention")).answer is Answer.UNKNOWN


def test_a_map_lays_an_absent_context_out_apart_from_the_present_one() -> None:
    found = map_evidence(
        [
            make_configuration("c1", (Role.CONTEXT, "trust"), (Role.OUTCOME, "safety")),
            make_configuration("c2", (Role.CONTEXT, "no-trust"), (Role.OUTCOME, "safety")),
        ],
        supports=by_claim(
            support_of("c1", ("a", Direction.SUPPORTS)), support_of("c2", ("a", Direction.DISPUTES))
        ),
        rows=CONTEXTS,
        columns=OUTCOMES,
    )

    assert found.rows == (heading("trust"), heading("trust", ABSENT))
    assert found.cell(heading("trust", ABSENT), heading("safety")).answer is Answer.NO


def test_a_map_counts_the_forms_of_a_mechanism_as_one_role_when_asked() -> None:
    found = map_evidence(
        [
            make_configuration("c1", (Role.RESOURCE, "plan"), (Role.OUTCOME, "safety")),
            make_configuration("c2", (Role.MECHANISM, "sharing"), (Role.OUTCOME, "safety")),
        ],
        supports=by_claim(support_of("c1"), support_of("c2")),
        rows=MECHANISM_ROLES,
        columns=OUTCOMES,
    )

    assert found.rows == (heading("plan"), heading("sharing"))


def test_a_map_names_the_configurations_that_have_no_place() -> None:
    found = map_evidence(
        [make_configuration("dyad", (Role.RESPONSE, "sharing"), (Role.OUTCOME, "safety"))],
        supports={},
        rows=CONTEXTS,
        columns=OUTCOMES,
    )

    assert found.unplaced == (iri("configurations", "dyad"),)
    assert found.theorised == {}


def test_a_map_of_one_role_against_itself_pairs_no_slot_with_itself() -> None:
    found = map_evidence(
        [make_configuration("c1", (Role.CONTEXT, "trust"), (Role.CONTEXT, "culture"))],
        supports=by_claim(support_of("c1")),
        rows=CONTEXTS,
        columns=CONTEXTS,
    )

    assert set(found.theorised) == {
        (heading("trust"), heading("culture")),
        (heading("culture"), heading("trust")),
    }


def test_a_cell_counts_a_study_once_for_all_its_configurations() -> None:
    cell = fill_cell(
        [
            support_of("c1", ("b", Direction.SUPPORTS)),
            support_of(
                "c2",
                ("a", Direction.SUPPORTS),
                studies=(make_study("b", same_data=["a"]),),
            ),
        ]
    )

    assert cell.tally.supporting == 1
    assert list(cell.statuses.values()) == [SupportStatus.SUPPORTED, SupportStatus.SUPPORTED]


def test_a_contested_cell_names_the_status_of_each_configuration() -> None:
    cell = fill_cell(
        [
            support_of("c2", ("b", Direction.DISPUTES)),
            support_of("c1", ("a", Direction.SUPPORTS)),
        ]
    )

    assert (cell.status, cell.answer) == (SupportStatus.CONTESTED, Answer.BOTH)
    assert dict(cell.statuses) == {
        iri("configurations", "c1"): SupportStatus.SUPPORTED,
        iri("configurations", "c2"): SupportStatus.DISPUTED,
    }


def test_a_cell_was_searched_when_one_of_its_configurations_was() -> None:
    claim = iri("configurations", "c1")
    search = make_search("one", searched_for=claim)
    searched = summarise_support(claim, evidence=make_evidence(searches=[search]))

    assert fill_cell([searched, support_of("c2")]).status is SupportStatus.SEARCHED_NONE_FOUND


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_map_as_json_has_a_cell_for_every_row_and_column(size: int) -> None:
    names = [f"c{number}" for number in range(size)]
    found = map_evidence(
        [
            make_configuration(name, (Role.CONTEXT, f"in-{name}"), (Role.OUTCOME, f"to-{name}"))
            for name in names
        ],
        supports=by_claim(*(support_of(name) for name in names)),
        rows=CONTEXTS,
        columns=OUTCOMES,
    )

    told = found.as_json()

    assert json.loads(json.dumps(told)) == told
    states = [[cell["state"] for cell in row] for row in json.loads(json.dumps(told))["cells"]]
    assert states == [
        ["no_evidence" if row == column else NOT_THEORISED for column in names] for row in names
    ]


def test_a_cell_of_one_configuration_has_its_status_and_tally() -> None:
    support = support_of("c1", ("a", Direction.SUPPORTS), ("b", Direction.NUANCES))

    cell = fill_cell([support])

    assert (cell.status, cell.tally) == (support.status, support.tally)
    assert support.lines[0].cluster == study_iri("a")


def make_link(name: str, start: str, end: str) -> Link:
    return Link(
        id=iri("links", name),
        label=SOME_TEXT,
        review=REVIEW,
        from_concept=concept_iri(start),
        to_concept=concept_iri(end),
        kind=LinkKind.LEADS_TO,
        polarity=Polarity.POSITIVE,
        basis=ClaimBasis.STATED_BY_SOURCE,
    )


INTERVENTIONS = (Role.INTERVENTION,)


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_link_lies_where_interventions_meet_outcomes_however_the_map_is_turned(
    is_turned: bool,
) -> None:
    link = make_link("l1", "visits", "safety")
    support = summarise_support(
        link.id, evidence=make_evidence(make_line("a", Direction.SUPPORTS, claim=link.id))
    )
    rows, columns = (OUTCOMES, INTERVENTIONS) if is_turned else (INTERVENTIONS, OUTCOMES)
    place = [heading("visits"), heading("safety")]
    row, column = reversed(place) if is_turned else place

    found = map_evidence([], supports={link.id: support}, rows=rows, columns=columns, links=[link])

    assert found.cell(row, column).statuses == {link.id: SupportStatus.SUPPORTED}


def test_a_link_has_no_place_on_a_map_of_other_roles() -> None:
    link = make_link("l1", "visits", "safety")

    found = map_evidence([], supports={}, rows=CONTEXTS, columns=OUTCOMES, links=[link])

    assert (found.rows, found.columns, found.theorised) == ((), (), {})
