"""The page of a review: this module gathers what it asks and holds, and how its claims stand."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cmo_graph.mapping import plain
from cmo_graph.model import CLAIMS, THINGS, ProgrammeTheory, Review
from cmo_graph.questions.around import count_of, first_of, read_one
from cmo_graph.questions.emmie import EmmieAnswer, ask_emmie
from cmo_graph.questions.support import standings_of
from cmo_graph_api.pages.evidence import in_words
from cmo_graph_api.pages.names import kind_words
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.pages.subjects import Subject, text_of

#: Most claims whose statuses are counted on the page; of more, the gaps and the map tell.
MOST_COUNTED = 200


def review_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a review shows."""
    repository = subject.repository
    one = read_one(repository, Review, subject.iri)
    of_it = {"review": [one.id]}
    counts = {kind: count_of(repository, model, of_it) for kind, model in THINGS.items()}
    theories = first_of(repository, ProgrammeTheory, of_it).items
    answer = ask_emmie(str(one.id), repository=repository)
    names = subject.names([*one.contributors, one.licence, *(theory.id for theory in theories)])
    return {
        "question": plain(one.question),
        "description": text_of(one.description),
        "brief": [
            ("Kind", in_words(one.kind.value)),
            ("Documents screened", _number(one.documents_screened)),
            ("Documents included", _number(one.documents_included)),
        ],
        "contributors": [names.show(agent) for agent in one.contributors],
        "licence": names.show(one.licence) if one.licence else None,
        "theories": [(names.show(theory.id), text_of(theory.narrative)) for theory in theories],
        "counts": [
            (kind, kind_words(kind)[count != 1], count)
            for kind, count in counts.items()
            if count and kind != Review.kind_name
        ],
        "statuses": _statuses(subject, sum(counts[model.kind_name] for model in CLAIMS)),
        "looks": LOOKS,
        "emmie": _emmie(answer, subject),
    }


def _number(count: int | None) -> str:
    return "not said" if count is None else f"{count:,}"


def _statuses(subject: Subject, total: int) -> list[tuple[str, int]]:
    """Return how many claims of the review have each status; empty when they are too many."""
    if total > MOST_COUNTED:
        return []
    of_it = {"review": [str(subject.iri)]}
    catalogue = subject.repository.snapshot.catalogue
    claims = [
        iri
        for model in CLAIMS
        for iri in catalogue.page(model.kind_name, filters=of_it, limit=MOST_COUNTED).iris
    ]
    found = Counter(one.status for one in standings_of(subject.repository, claims).values())
    return [(status, found[status]) for status in LOOKS if found[status]]


def _emmie(answer: EmmieAnswer, subject: Subject) -> list[dict[str, Any]]:
    every = [one for told in answer.dimensions for one in told.assessments]
    names = subject.names(
        iri for one in every for iri in (one.assessment, one.asserted_by, one.quality)
    )
    return [
        {
            "dimension": in_words(told.dimension.value),
            "assessments": [
                {
                    "finding": in_words(one.finding.value),
                    "finds": one.finds,
                    "quality": names.show(one.quality) if one.quality else None,
                    "thing": names.show(one.assessment),
                    "by": names.show(one.asserted_by),
                }
                for one in told.assessments
            ],
        }
        for told in answer.dimensions
    ]
