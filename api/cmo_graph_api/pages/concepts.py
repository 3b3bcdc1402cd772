"""The page of a concept: this module gathers what it means, where it stands, what it is next to.

Roles belong to slots, so the page tells in which role which configurations have it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rdflib import URIRef

from cmo_graph.drawing import Diagram
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.model import (
    Concept,
    Configuration,
    EmmieAssessment,
    Moderation,
    Position,
    ProgrammeTheory,
    Rating,
)
from cmo_graph.model.codes import Role
from cmo_graph.model.configuration import ROLE_ORDER
from cmo_graph.model.evidence import Sourced
from cmo_graph.questions.around import Run, first_of, read_one
from cmo_graph.questions.portraits import draw_around
from cmo_graph.questions.support import standings_of
from cmo_graph.vocabulary import CMO
from cmo_graph_api.pages.evidence import in_words
from cmo_graph_api.pages.further import of_concept
from cmo_graph_api.pages.names import Names, Shown
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.pages.subjects import Subject, text_of

#: Most configurations in each role, and most of anything else, that the page names.
MOST_IN_ROLE, MOST_NAMED = 10, 20

#: What a concept is to the configurations that have it in each role.
_ROLES: Mapping[Role, str] = {
    Role.CONTEXT: "A context of",
    Role.INTERVENTION: "The intervention of",
    Role.ACTOR: "An actor in",
    Role.RESOURCE: "A resource in",
    Role.RESPONSE: "A response in",
    Role.MECHANISM: "A mechanism of",
    Role.OUTCOME: "An outcome of",
}


def concept_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a concept shows."""
    repository, iri = subject.repository, subject.iri
    one = read_one(repository, Concept, iri)
    roles = _in_roles(subject)
    around = draw_around(one, repository=repository, shelves=subject.shelves)
    diagram = around.drawing.diagram
    moderations = first_of(repository, Moderation, {"concept": [iri]}, most=MOST_NAMED)
    names = subject.names(one.passages)
    return {
        "looks": LOOKS,
        "definition": text_of(one.definition),
        "scope_note": text_of(one.scope_note),
        "synonyms": [text for text, _ in one.alt_labels],
        "dimension": one.context_dimension.value if one.context_dimension else "",
        "related": _related(one, subject),
        "roles": _told(roles, subject),
        "svg": subject.picture(around.drawing, prefix="around") if diagram.arrows else None,
        "is_whole": around.is_whole,
        "arrows": _in_words(diagram, subject),
        "moderates": _moderates(moderations, subject),
        "said": _said(subject),
        "passages": [names.show(passage) for passage in one.passages],
        "theories": _theories(one, subject),
        "further": of_concept(
            iri, is_offered=Role.INTERVENTION in roles, is_outcome=Role.OUTCOME in roles
        ),
    }


def _in_words(diagram: Diagram, subject: Subject) -> list[tuple[str, Shown]]:
    """Return each arrow in words, with the first claim that says it."""
    names = subject.names(arrow.claims[0] for arrow in diagram.arrows)
    return [(diagram.tell(arrow), names.show(arrow.claims[0])) for arrow in diagram.arrows]


def _in_roles(subject: Subject) -> dict[Role, Run[Configuration]]:
    found = {
        role: first_of(
            subject.repository, Configuration, {role.value: [subject.iri]}, most=MOST_IN_ROLE
        )
        for role in ROLE_ORDER
    }
    return {role: run for role, run in found.items() if run.total}


def _told(roles: Mapping[Role, Run[Configuration]], subject: Subject) -> list[dict[str, Any]]:
    claims = [one.id for run in roles.values() for one in run.items]
    standings = standings_of(subject.repository, claims)
    names = subject.names(claims)
    return [
        {
            "role": role.value,
            "words": _ROLES[role],
            "claims": [
                (names.show(one.id), standings.get(str(one.id)), _is_narrower(one, role, subject))
                for one in run.items
            ],
            "total": run.total,
            "more": run.total - len(run.items),
        }
        for role, run in roles.items()
    ]


def _is_narrower(one: Configuration, role: Role, subject: Subject) -> bool:
    """Say whether it is something narrower that the configuration has in this role."""
    return all(slot.concept != subject.iri for slot in one.in_role(role))


def _related(one: Concept, subject: Subject) -> list[tuple[str, list[Any]]]:
    snapshot = subject.repository.snapshot
    narrower = snapshot.catalogue.page(
        Concept.kind_name, filters={"broader": [str(one.id)]}, limit=MOST_NAMED
    ).iris
    opposites = {*one.opposite_of, *snapshot.subjects(CMO.oppositeOf, one.id)[:MOST_NAMED]}
    related: list[tuple[str, Sequence[IRI]]] = [
        ("Broader", one.broader),
        ("Narrower", narrower),
        ("Part of", one.part_of),
        ("Opposite of", sorted(opposites)),
        ("Close to", one.close_match),
        ("The same as", one.exact_match),
    ]
    names = subject.names(iri for _, iris in related for iri in iris)
    return [(words, [names.show(iri) for iri in iris]) for words, iris in related if iris]


def _moderates(found: Run[Moderation], subject: Subject) -> list[dict[str, Any]]:
    names = subject.names(iri for one in found.items for iri in (one.id, one.moderates))
    standings = standings_of(subject.repository, [one.id for one in found.items])
    return [
        {
            "effect": in_words(one.effect.value),
            "what": names.show(one.moderates),
            "claim": names.show(one.id),
            "standing": standings.get(str(one.id)),
        }
        for one in found.items
    ]


def _said(subject: Subject) -> list[dict[str, Any]]:
    """Return what people hold, assess and rate of it: kind, words, by whom, and the thing."""
    repository, about = subject.repository, {"about": [subject.iri]}
    positions = first_of(repository, Position, about, most=MOST_NAMED).items
    emmie = first_of(repository, EmmieAssessment, about, most=MOST_NAMED).items
    ratings = first_of(repository, Rating, {"rates": [subject.iri]}, most=MOST_NAMED).items
    told: list[tuple[str, str, Sourced]] = [
        *(("Held", plain(one.holds), one) for one in positions),
        *((f"EMMIE, {one.dimension.value}", plain(one.finds), one) for one in emmie),
        *(("Rated", _rating(one, subject), one) for one in ratings),
    ]
    names = subject.names(iri for _, _, one in told for iri in (one.id, one.asserted_by))
    return [
        {
            "kind": kind,
            "words": words,
            "thing": names.show(one.id),
            "by": names.show(one.asserted_by),
        }
        for kind, words, one in told
    ]


def _rating(one: Rating, subject: Subject) -> str:
    names: Names = subject.names([one.scheme, one.value])
    return f"{names.show(one.scheme).text}: {names.show(one.value).text}"


def _theories(one: Concept, subject: Subject) -> list[Any]:
    found = subject.repository.snapshot.catalogue.page(
        ProgrammeTheory.kind_name, filters={"review": [str(one.review)]}, limit=MOST_NAMED
    )
    return list(subject.shown(URIRef(iri) for iri in found.iris))
