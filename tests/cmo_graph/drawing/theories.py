"""Theories to draw: synthetic ones, with the support of their claims, without a store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from cmo_graph.drawing import Diagram, theory_diagram
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.model import (
    Concept,
    Configuration,
    EvidenceLine,
    Link,
    Moderation,
    Slot,
    Study,
    Thing,
)
from cmo_graph.model.codes import ClaimBasis, OutcomeDirection, Role, TheoryStage
from cmo_graph.model.configuration import ROLE_ORDER, slot_iri
from cmo_graph.support.evidence import EvidenceOnClaim
from cmo_graph.support.filters import Filters
from cmo_graph.support.summary import Support, summarise_support
from cmo_graph.synthetic import synthetic_review

REVIEW = DEFAULT_BASE.mint("reviews", "t")


def synthetic_diagram(configurations: int, *, seed: int, shuffled: int | None = None) -> Diagram:
    """Return the diagram of a synthetic review; `shuffled` turns the order of its things round."""
    things = list(synthetic_review(configurations=configurations, seed=seed))
    if shuffled is not None:
        Random(shuffled).shuffle(things)  # noqa: S311
    return diagram_of(things, title=f"Synthetic theory {seed}")


def diagram_of(things: Sequence[Thing], *, title: str = "A theory") -> Diagram:
    return theory_diagram(
        title,
        configurations=[one for one in things if isinstance(one, Configuration)],
        links=[one for one in things if isinstance(one, Link)],
        moderations=[one for one in things if isinstance(one, Moderation)],
        concepts=[one for one in things if isinstance(one, Concept)],
        supports=_supports(things),
    )


def _supports(things: Sequence[Thing]) -> Mapping[IRI, Support]:
    lines: dict[IRI, list[EvidenceLine]] = defaultdict(list)
    for thing in things:
        if isinstance(thing, EvidenceLine):
            lines[thing.claim].append(thing)
    studies = {one.id: one for one in things if isinstance(one, Study)}
    claims = [one for one in things if isinstance(one, Configuration | Link | Moderation)]
    return {
        claim.id: summarise_support(
            claim.id,
            evidence=EvidenceOnClaim(lines=tuple(lines[claim.id]), studies=studies),
            filters=Filters(),
        )
        for claim in claims
    }


def concept(key: str, label: str) -> Concept:
    return Concept(id=DEFAULT_BASE.mint("concepts", key), label=label, review=REVIEW)


def configuration(key: str, *slots: tuple[Role, str]) -> Configuration:
    """Return a configuration of slots, each a role and the key of a concept."""
    iri = DEFAULT_BASE.mint("configurations", key)
    ordered = sorted(slots, key=lambda slot: ROLE_ORDER.index(slot[0]))
    return Configuration(
        id=iri,
        label=key,
        review=REVIEW,
        stage=TheoryStage.CANDIDATE,
        slots=tuple(
            Slot(
                id=slot_iri(iri, role, DEFAULT_BASE.mint("concepts", name)),
                role=role,
                concept=DEFAULT_BASE.mint("concepts", name),
                basis=ClaimBasis.INFERRED_BY_REVIEWER,
                position=position,
                direction=OutcomeDirection.INCREASE if role is Role.OUTCOME else None,
            )
            for position, (role, name) in enumerate(ordered, start=1)
        ),
    )
