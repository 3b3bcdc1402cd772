"""Brute force for pathways: this module enumerates and judges chains naively, by IRI.

It shares the models and the values of evidence with the code under test, and none of its search,
ranking, thread or robustness code.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TypeVar

from hypothesis import strategies as st

from cmo_graph.iri import IRI
from cmo_graph.model import Concept, Link
from cmo_graph.model.codes import ContextDimension, LinkKind, Polarity
from cmo_graph.theory.steps import StepEvidence, StepStatus
from tests.cmo_graph.theory.strategies import concept, concept_iri, link, study_iri

Chain = tuple[Link, ...]
T = TypeVar("T")

NOT_WALKED = {
    LinkKind.MODERATES,
    LinkKind.EMBEDDED_IN,
    LinkKind.RIVAL_OF,
    LinkKind.CONTRADICTS,
    LinkKind.REFINES,
}


@dataclass(frozen=True)
class Drawn:
    """Links with evidence and concepts."""

    links: tuple[Link, ...]
    evidence: Mapping[IRI, StepEvidence]
    concepts: tuple[Concept, ...]

    def known(self, one: Link) -> StepEvidence:
        return self.evidence.get(one.id, StepEvidence())


# Drawing is what these tests spend their time on: strategies are made once, and what belongs
# together is drawn at once, from all there is of it, the plainest first.


def _mixed(all_there_is: Iterable[T]) -> list[T]:
    """Return the plainest first, and the rest in no order: early ones are drawn more often."""
    first, *others = all_there_is
    random.Random(0).shuffle(others)  # noqa: S311 - no secret
    return [first, *others]


_PLACES = ("uk", "london", "nl")
_COUNTRIES = (
    concept("uk", dimension=ContextDimension.COUNTRY),
    concept("london", broader=["uk"], dimension=ContextDimension.COUNTRY),
    concept("nl", dimension=ContextDimension.COUNTRY),
)
_BOOLEANS = st.booleans()
_NUMBERS_OF_CONCEPTS = st.integers(2, 6)
#: Kind, polarity and where it holds: nowhere in particular half of the time.
_MANNERS = st.sampled_from(
    _mixed(
        product(
            [*[LinkKind.LEADS_TO] * 20, *LinkKind],
            [Polarity.POSITIVE, Polarity.POSITIVE, Polarity.NEGATIVE, *Polarity],
            [(), (), (), *((place,) for place in _PLACES)],
        )
    )
)


def _names(number: int) -> list[str]:
    return [f"c{one}" for one in range(number)]


@cache
def _ends(number: int) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Return the strategy for the ends of links between so many concepts, a dozen at times."""
    names = _names(number)
    # Some are of a concept to itself and left out, so that few links are drawn as well.
    pairs = st.sampled_from(sorted(product(names, names), key=lambda pair: pair[0] == pair[1]))
    return st.integers(0, 12).flatmap(lambda fewest: st.lists(pairs, min_size=fewest, max_size=16))


@st.composite
def networks(draw: st.DrawFn) -> Drawn:
    """Draw a small network with loops, parallel links, shared studies and contexts."""
    number = draw(_NUMBERS_OF_CONCEPTS)
    links, evidence = list[Link](), dict[IRI, StepEvidence]()
    for at, (start, end) in enumerate(draw(_ends(number))):
        if start == end:
            continue
        kind, polarity, places = draw(_MANNERS)
        one = link(f"l{at:02}", start, end, kind=kind, polarity=polarity, holds_in=places)
        links.append(one)
        if draw(_BOOLEANS):
            evidence[one.id] = draw(_KNOWN)
    return Drawn(tuple(links), evidence, (*_COUNTRIES, *map(concept, _names(number))))


_WITH_STUDIES = (StepStatus.SUPPORTED, StepStatus.DISPUTED, StepStatus.CONTESTED)
_STUDIES = [
    frozenset(map(study_iri, some))
    for some in ("", "", "", "p", "p", "q", "q", "r", "r", "pq", "pr", "qr")
]


def _statuses(supporters: Set[IRI], disputers: Set[IRI]) -> Sequence[StepStatus]:
    if supporters and disputers:
        return [StepStatus.CONTESTED]
    if not supporters and not disputers:
        return [one for one in StepStatus if one not in _WITH_STUDIES]
    return [StepStatus.SUPPORTED if supporters else StepStatus.DISPUTED]


_EVIDENCE = [
    StepEvidence(
        status=status,
        supporters=supporters,
        disputers=disputers,
        is_undercut=is_undercut,
        examined_in=frozenset(map(concept_iri, places)),
    )
    for supporters, disputers in product(_STUDIES, repeat=2)
    for status in _statuses(supporters, disputers)
    for is_undercut in (False, True)
    for places in ((), (), (), *((place,) for place in _PLACES))
]
_KNOWN = st.sampled_from(_mixed(_EVIDENCE))


def chains(links: Iterable[Link], source: IRI, target: IRI, longest: int) -> list[Chain]:
    """Return every chain of walked links that passes no concept twice."""
    walked = [one for one in links if one.kind not in NOT_WALKED]

    def onward(chain: Chain, passed: tuple[IRI, ...]) -> Iterator[Chain]:
        if chain and passed[-1] == target:
            yield chain
        elif len(chain) < longest:
            for one in walked:
                if one.from_concept == passed[-1] and one.to_concept not in passed:
                    yield from onward((*chain, one), (*passed, one.to_concept))

    return [] if source == target else list(onward((), (source,)))


def strength(known: StepEvidence) -> int:
    if known.status is StepStatus.SUPPORTED:
        return 5 if len(known.supporters) >= 2 else 4
    return {
        "disputed": -1,
        "no_evidence": 0,
        "searched_none_found": 0,
        "theorised_only": 1,
        "nuanced_only": 1,
        "inconclusive": 2,
        "contested": 3,
    }[known.status.value]


def longest_told(supporters: Sequence[frozenset[IRI]]) -> int:
    every = frozenset[IRI]().union(*supporters)
    lengths = [0]
    for study in every:
        run = 0
        for step in supporters:
            run = run + 1 if study in step else 0
            lengths.append(run)
    return max(lengths)


def sort_key(drawn: Drawn, chain: Chain) -> tuple[object, ...]:
    """Return the declared order, written out: disputed, weakest, thread, length, links."""
    known = [drawn.known(one) for one in chain]
    told = longest_told([one.supporters for one in known])
    grade = 0 if told == len(chain) else 1 if told >= 2 else 2
    return (
        sum(one.status is StepStatus.DISPUTED for one in known),
        -min(map(strength, known)),
        grade,
        -told,
        len(chain),
        tuple(one.id for one in chain),
    )


def sign(chain: Chain) -> Polarity:
    found = [one.polarity for one in chain]
    if Polarity.ZERO in found:
        return Polarity.ZERO
    if Polarity.MIXED in found:
        return Polarity.MIXED
    product = 1
    for one in found:
        product *= 1 if one is Polarity.POSITIVE else -1
    return Polarity.POSITIVE if product > 0 else Polarity.NEGATIVE


def tellers(drawn: Drawn, source: IRI, target: IRI, longest: int) -> dict[IRI, int]:
    """Return the studies that support every step of some chain, with its fewest steps."""
    found: dict[IRI, int] = {}
    for chain in chains(drawn.links, source, target, longest):
        whole = frozenset.intersection(*(drawn.known(one).supporters for one in chain))
        for study in whole:
            found[study] = min(len(chain), found.get(study, len(chain)))
    return found


def pair_studies(drawn: Drawn, found: Sequence[Chain]) -> tuple[bool, set[IRI]]:
    """Return whether some chain is supported throughout, and whose absence would end that."""

    def stands(without: frozenset[IRI]) -> bool:
        return any(all(drawn.known(one).supporters - without for one in chain) for chain in found)

    every = frozenset[IRI]().union(*(one.supporters for one in drawn.evidence.values()))
    whole = stands(frozenset())
    return whole, {study for study in every if whole and not stands(frozenset({study}))}
