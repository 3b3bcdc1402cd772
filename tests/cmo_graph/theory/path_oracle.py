"""Brute force for pathways: this module enumerates and judges chains naively, by IRI.

It shares the models and the values of evidence with the code under test, and none of its search,
ranking, thread or robustness code.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from cmo_graph.iri import IRI
from cmo_graph.model import Concept, Link
from cmo_graph.model.codes import ContextDimension, LinkKind, Polarity
from cmo_graph.theory.steps import StepEvidence, StepStatus
from tests.cmo_graph.theory.strategies import concept, concept_iri, link, study_iri

Chain = tuple[Link, ...]

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


@st.composite
def networks(draw: st.DrawFn) -> Drawn:
    """Draw a small network with loops, parallel links, shared studies and contexts."""
    names = [f"c{number}" for number in range(draw(st.integers(2, 6)))]
    some = st.sampled_from(names)
    ends = draw(st.lists(st.tuples(some, some), min_size=draw(st.integers(0, 12)), max_size=16))
    places = ["uk", "london", "nl"]
    links = [
        link(
            f"l{number:02}",
            start,
            end,
            kind=draw(st.sampled_from([*[LinkKind.LEADS_TO] * 20, *LinkKind])),
            polarity=draw(
                st.sampled_from(
                    [Polarity.POSITIVE, Polarity.POSITIVE, Polarity.NEGATIVE, *Polarity]
                )
            ),
            holds_in=draw(st.lists(st.sampled_from(places), max_size=1)),
        )
        for number, (start, end) in enumerate(ends)
        if start != end
    ]
    countries = [
        concept("uk", dimension=ContextDimension.COUNTRY),
        concept("london", broader=["uk"], dimension=ContextDimension.COUNTRY),
        concept("nl", dimension=ContextDimension.COUNTRY),
    ]
    evidence = {one.id: draw(step_evidence(places)) for one in links if draw(st.booleans())}
    return Drawn(tuple(links), evidence, (*countries, *map(concept, names)))


@st.composite
def step_evidence(draw: st.DrawFn, places: Sequence[str]) -> StepEvidence:
    studies = st.frozensets(st.sampled_from([study_iri(name) for name in "pqr"]), max_size=2)
    supporters, disputers = draw(studies), draw(studies)
    status = StepStatus.CONTESTED
    if not supporters or not disputers:
        status = StepStatus.SUPPORTED if supporters else StepStatus.DISPUTED
    if not supporters and not disputers:
        status = draw(st.sampled_from([one for one in StepStatus if one not in _WITH_STUDIES]))
    return StepEvidence(
        status=status,
        supporters=supporters,
        disputers=disputers,
        is_undercut=draw(st.booleans()),
        examined_in=draw(
            st.frozensets(st.sampled_from(list(map(concept_iri, places))), max_size=1)
        ),
    )


_WITH_STUDIES = (StepStatus.SUPPORTED, StepStatus.DISPUTED, StepStatus.CONTESTED)


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
