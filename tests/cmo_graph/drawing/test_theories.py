"""A theory becomes elements and arrows: one element a concept, one arrow a pair and sign."""

import pytest

from cmo_graph.drawing import Diagram
from cmo_graph.drawing.codes import Head, Kind, Lane
from cmo_graph.drawing.columns import columns_of
from cmo_graph.drawing.diagram import Element, Standing
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import Link, Moderation, Thing
from cmo_graph.model.codes import ClaimBasis, LinkKind, ModerationEffect, Polarity, Role
from cmo_graph.support.codes import SupportStatus
from tests.cmo_graph.drawing.theories import REVIEW, concept, configuration, diagram_of

BASIS = ClaimBasis.INFERRED_BY_REVIEWER


def link(key: str, start: str, end: str, kind: LinkKind = LinkKind.LEADS_TO) -> Link:
    return Link(
        id=DEFAULT_BASE.mint("links", key),
        label=key,
        review=REVIEW,
        from_concept=DEFAULT_BASE.mint("concepts", start),
        to_concept=DEFAULT_BASE.mint("concepts", end),
        kind=kind,
        polarity=Polarity.POSITIVE,
        basis=BASIS,
    )


def moderation(key: str, moderator: str, moderates: Thing) -> Moderation:
    return Moderation(
        id=DEFAULT_BASE.mint("moderations", key),
        label=key,
        review=REVIEW,
        moderator=DEFAULT_BASE.mint("concepts", moderator),
        effect=ModerationEffect.STRENGTHENS,
        moderates=moderates.id,
        basis=BASIS,
    )


def element(diagram: Diagram, key: str) -> Element:
    return next(one for one in diagram.elements if one.key == key)


def test_concept_is_drawn_once_where_it_is_an_outcome_when_it_is_a_context_too() -> None:
    diagram = diagram_of(
        [
            configuration("t.1", (Role.RESPONSE, "a"), (Role.OUTCOME, "trust")),
            configuration("t.2", (Role.CONTEXT, "trust"), (Role.RESPONSE, "b")),
        ]
    )

    trust = element(diagram, "trust")
    assert (trust.kind, trust.lane) == (Kind.OUTCOME, Lane.OUTCOME)
    assert trust.kinds == (Kind.OUTCOME, Kind.CONTEXT)
    assert trust.told == "Outcome (also context): trust"


def test_step_that_a_link_says_is_drawn_as_that_link() -> None:
    written = link("t.l", "a", "b")
    diagram = diagram_of([configuration("t.1", (Role.RESPONSE, "a"), (Role.OUTCOME, "b")), written])

    [arrow] = diagram.arrows
    assert (arrow.iri, arrow.claims, arrow.is_implied) == (written.id, (written.id,), False)


def test_step_that_two_configurations_imply_is_one_arrow_of_both() -> None:
    one = configuration("t.1", (Role.RESPONSE, "a"), (Role.OUTCOME, "b"))
    other = configuration("t.2", (Role.RESPONSE, "a"), (Role.OUTCOME, "b"), (Role.CONTEXT, "c"))

    diagram = diagram_of([one, other])

    [arrow] = [arrow for arrow in diagram.arrows if len(arrow.claims) == 2]
    assert arrow.claims == (one.id, other.id)
    assert arrow.is_implied
    assert (
        diagram.tell(arrow) == "a leads to more of b; for the whole configuration, no evidence yet"
    )


def test_moderator_stands_just_before_what_it_moderates() -> None:
    claim = configuration("t.1", (Role.RESOURCE, "r"), (Role.RESPONSE, "x"))
    diagram = diagram_of([claim, moderation("t.m", "m", claim)])

    columns = columns_of(diagram)
    moderator, response = element(diagram, "m"), element(diagram, "x")
    [arrow] = [arrow for arrow in diagram.arrows if arrow.head is Head.MODERATES]
    assert (moderator.kind, moderator.lane) == (Kind.MODERATOR, Lane.RESPONSE)
    assert columns[moderator.iri] == columns[response.iri] - 1
    assert (arrow.start, arrow.end) == (moderator.iri, response.iri)


def test_links_that_lead_nowhere_are_not_drawn() -> None:
    diagram = diagram_of([link("t.l", "a", "b", kind=LinkKind.RIVAL_OF)])

    assert not diagram.elements
    assert not diagram.arrows


def test_columns_part_a_circle_within_a_lane() -> None:
    diagram = diagram_of(
        [
            *(configuration(f"t.{key}", (Role.OUTCOME, key)) for key in "abc"),
            *(link(f"t.{a}{b}", a, b) for a, b in ("ab", "bc", "ca")),
        ]
    )

    columns = columns_of(diagram)
    assert len(set(columns.values())) == 3


@pytest.mark.parametrize(
    ("standing", "badge", "told"),
    [
        (Standing(status=SupportStatus.NO_EVIDENCE), "", "no evidence yet"),
        (
            Standing(status=SupportStatus.SUPPORTED, supporting=2, studies=2),
            "",
            "2 independent studies: 2 for",
        ),
        (
            Standing(status=SupportStatus.CONTESTED, supporting=2, disputing=1, studies=3),
            "2 for · 1 against",
            "3 independent studies: 2 for, 1 against",
        ),
        (
            Standing(status=SupportStatus.INCONCLUSIVE, inconclusive=1, studies=1),
            "1 inconclusive",
            "1 independent study: 1 inconclusive",
        ),
        (
            Standing(status=SupportStatus.THEORISED_ONLY, studies=1),
            "",
            "no study tested it, 1 independent study of accounts or theory only",
        ),
    ],
)
def test_standing_says_what_width_and_line_cannot(
    standing: Standing, badge: str, told: str
) -> None:
    assert (standing.badge, standing.told) == (badge, told)


def test_label_of_a_concept_is_its_key_when_it_has_none() -> None:
    diagram = diagram_of(
        [concept("a", "Trust"), configuration("t.1", (Role.CONTEXT, "a"), (Role.OUTCOME, "b"))]
    )

    assert [one.label for one in diagram.elements] == ["Trust", "b"]
