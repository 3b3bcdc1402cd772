"""Random evidence on one claim: studies that share data, reviews that include them, any lines.

Each value is read off one string of bytes, a byte a choice, so that a thousand examples take
seconds and a failing one still shrinks: the first of the options is the plain one.
"""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from cmo_graph.iri import IRI
from cmo_graph.model.codes import (
    AppraisalDimension,
    ContextDimension,
    DeveloperInvolvement,
    Direction,
    EvidenceBasis,
    HumanStatus,
    Level,
    ReadVia,
    SearchResult,
)
from cmo_graph.model.evidence import EvidenceLine, SearchRecord, Undercut
from cmo_graph.model.sources import Study
from cmo_graph.support.evidence import EvidenceOnClaim
from cmo_graph.support.filters import Filters, IndependentOf, Unjudged
from tests.cmo_graph.support.examples import (
    CLAIM,
    REVIEW,
    concept_iri,
    iri,
    make_evidence,
    make_line,
    make_search,
    make_study,
    make_undercut,
    study_iri,
)

T = TypeVar("T")

#: Studies in a random claim's world, by number; lines may also name one that nobody recorded.
NUMBERS = range(5)
MOST_LINES = 7
#: Few claims have no line at all.
LINE_COUNTS = [*range(MOST_LINES + 1), *range(2, MOST_LINES + 1), 4, 5, 6, 7]
OTHER_REVIEW = iri("reviews", "other")
SOUGHT = concept_iri("outcome")
#: Contexts and their dimension; Wales lies in Britain.
CONTEXTS = {
    "wales": ContextDimension.COUNTRY,
    "britain": ContextDimension.COUNTRY,
    "norway": ContextDimension.COUNTRY,
    "city": ContextDimension.SETTING,
    "village": ContextDimension.SETTING,
    "anything": None,
}
#: Mostly empirical, mostly accepted, so that most random claims say something.
BASES = [EvidenceBasis.EMPIRICAL] * 4 + list(EvidenceBasis)
STATUSES = [HumanStatus.ACCEPTED] * 9 + list(HumanStatus)
REVIEWS = [REVIEW, REVIEW, REVIEW, OTHER_REVIEW]
DIRECTIONS = [Direction.SUPPORTS, Direction.DISPUTES, *Direction]


class Choices:
    """A string of bytes read as choices, one byte each; all zeros once it ends."""

    def __init__(self, told: bytes) -> None:
        self._bytes = iter(told)

    def pick(self, options: Sequence[T]) -> T:
        return options[next(self._bytes, 0) % len(options)]

    def some(self, options: Sequence[T], *, most: int) -> list[T]:
        """Up to `most` of the options, often that many."""
        return [self.pick(options) for _ in range(self.pick([*range(most + 1), most]))]


def _pairs(choices: Choices) -> list[tuple[int, int]]:
    return [
        (choices.pick(NUMBERS), choices.pick(NUMBERS)) for _ in range(choices.pick([0, 1, 2, 1]))
    ]


def _levels(choices: Choices) -> list[tuple[AppraisalDimension, Level]]:
    return [
        (dimension, choices.pick(list(Level)))
        for dimension in choices.some(list(AppraisalDimension), most=2)
    ]


def _studies(choices: Choices, *, with_inclusion: bool) -> tuple[Study, ...]:
    same = _pairs(choices)
    includes = _pairs(choices) + _pairs(choices) if with_inclusion else []
    return tuple(
        make_study(
            number,
            same_data=[other for one, other in same if one == number],
            includes=[other for one, other in includes if one == number],
            involvement=choices.pick(list(DeveloperInvolvement)),
            examined_in=choices.some(sorted(CONTEXTS), most=1),
            levels=_levels(choices),
        )
        for number in NUMBERS
        if choices.pick([True] * 9 + [False])
    )


def _line(name: object, choices: Choices) -> EvidenceLine:
    passages: list[list[object]] = [[0], [1], [0, 1], [name]]
    return make_line(
        name,
        choices.pick(DIRECTIONS),
        study=choices.pick(NUMBERS),
        basis=choices.pick(BASES),
        read_via=choices.pick(list(ReadVia)),
        status=choices.pick(STATUSES),
        review=choices.pick(REVIEWS),
        passages=choices.pick(passages),
        examined_in=choices.some(sorted(CONTEXTS), most=1),
        levels=_levels(choices),
    )


def _undercut(name: object, choices: Choices) -> Undercut:
    return make_undercut(
        name,
        choices.pick(range(MOST_LINES)),
        choices.pick(range(MOST_LINES)),
        status=choices.pick(STATUSES),
        review=choices.pick(REVIEWS),
    )


def _search(name: object, choices: Choices) -> SearchRecord:
    return make_search(
        name,
        searched_for=choices.pick([CLAIM, SOUGHT]),
        result=choices.pick(list(SearchResult)),
        review=choices.pick(REVIEWS),
    )


def _evidence(told: bytes, *, with_inclusion: bool) -> EvidenceOnClaim:
    choices = Choices(told)
    found = make_evidence(
        *(_line(name, choices) for name in range(choices.pick(LINE_COUNTS))),
        studies=_studies(choices, with_inclusion=with_inclusion),
        undercuts=[_undercut(name, choices) for name in range(choices.pick([0, 0, 1, 2]))],
        searches=[_search(name, choices) for name in range(choices.pick([0, 0, 1, 2]))],
    )
    return EvidenceOnClaim(
        lines=found.lines,
        studies=found.studies,
        undercuts=found.undercuts,
        searches=found.searches,
        reports=found.reports,
        dimensions={
            concept_iri(name): dimension for name, dimension in CONTEXTS.items() if dimension
        },
        broader={concept_iri("wales"): frozenset({concept_iri("britain")})},
        sought=frozenset({SOUGHT}),
    )


def evidence_on_claims(*, with_inclusion: bool = True) -> st.SearchStrategy[EvidenceOnClaim]:
    """All that bears on one claim: up to seven lines, named 0, 1, …, on five studies."""
    return st.binary(min_size=190, max_size=190).map(
        lambda told: _evidence(told, with_inclusion=with_inclusion)
    )


def _filters(told: bytes) -> Filters:
    choices = Choices(told)
    levels = [None] * 16 + list(Level)
    bases = [frozenset[EvidenceBasis]()] * 9 + [frozenset({basis}) for basis in EvidenceBasis]
    ways = [frozenset[ReadVia]()] * 9 + [frozenset({via}) for via in ReadVia]
    reviews = [frozenset[IRI]()] * 16 + [frozenset({REVIEW}), frozenset({OTHER_REVIEW})]
    accepted = frozenset({HumanStatus.ACCEPTED})
    return Filters(
        statuses=choices.pick(
            [accepted, accepted, accepted | {HumanStatus.PROPOSED}, frozenset[HumanStatus]()]
        ),
        bases=choices.pick(bases),
        read_via=choices.pick(ways),
        minimum_rigour=choices.pick(levels),
        minimum_relevance=choices.pick(levels),
        minimum_richness=choices.pick(levels),
        independent_of=choices.pick([None] * 5 + [IndependentOf.DEVELOPER]),
        unjudged=choices.pick([Unjudged.KEEP, Unjudged.LEAVE_OUT]),
        reviews=choices.pick(reviews),
        without_reviews=choices.pick(reviews),
        studies=choices.pick([frozenset[IRI]()] * 5 + [frozenset(map(study_iri, range(3)))]),
        without_studies=choices.pick([frozenset[IRI]()] * 5 + [frozenset({study_iri(1)})]),
        with_undercut_lines=choices.pick([True, False]),
        with_concept_searches=choices.pick([True, False]),
    )


def filters() -> st.SearchStrategy[Filters]:
    """Any filters; most ask for little, so that most leave something to count."""
    return st.binary(min_size=14, max_size=14).map(_filters)
