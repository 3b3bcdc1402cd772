"""A theory too large to be drawn: this module tells what of it could be looked at instead.

Beyond some 150 elements every layout fails its reader. Then a page offers what to begin with:
outcomes and what leads to them, mechanisms, contexts and what follows from them, and themes, which
are concepts that several of the theory's are narrower than.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cmo_graph.drawing import Diagram, Element, Way, is_too_large, wanted
from cmo_graph.drawing.codes import Lane
from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Concept
from cmo_graph.questions.diagrams import MOST_STARTS, DiagramQuestion, whole_diagram
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.theory_versions import THEORY_KINDS
from cmo_graph.repository import Repository

#: Most things of each sort that are offered. Ours.
MOST_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Start:
    """Something to begin with: one concept, or the concepts of a theme."""

    label: str
    keys: tuple[str, ...]
    #: Arrows that meet it; of a theme, concepts of the theory that are narrower.
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Starts of one sort, those with most arrows first, and which way to follow arrows."""

    sort: str
    way: Way
    starts: tuple[Start, ...]
    #: How many there are in all.
    total: int


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What could be drawn of a theory that is too large."""

    #: Concepts and arrows of what was asked for.
    elements: int
    arrows: int
    offers: tuple[Offer, ...]


_SORTS: tuple[tuple[str, Way, frozenset[Lane]], ...] = (
    ("outcome", Way.UP, frozenset({Lane.OUTCOME})),
    ("mechanism", Way.BOTH, frozenset({Lane.RESOURCE, Lane.RESPONSE})),
    ("context", Way.DOWN, frozenset({Lane.CONTEXT})),
)


def offer_less(
    theory: str, question: DiagramQuestion, *, repository: Repository, shelves: Shelves
) -> Narrowing | None:
    """Return what could be looked at instead of a theory that cannot be drawn as it was asked.

    Returns:
        None where it can be drawn, or where a concept to start from was given: then fewer steps
        are followed.

    Raises:
        NotFound: there is no such theory, version, concept, review or study.
    """
    chosen = repository.resolve(theory, *THEORY_KINDS)
    focus, filters = question.as_focus(repository), question.as_filters(repository)
    whole = whole_diagram(chosen, filters, repository=repository, shelves=shelves)
    part = wanted(whole, focus)
    if focus.concepts or not is_too_large(part):
        return None
    offers = [_offer(part, sort, way, lanes) for sort, way, lanes in _SORTS]
    offers.append(_themes(part, shelves.theory(repository, str(chosen)).concepts))
    return Narrowing(
        elements=len(part.elements),
        arrows=len(part.arrows),
        offers=tuple(offer for offer in offers if offer.starts),
    )


def _offer(part: Diagram, sort: str, way: Way, lanes: Iterable[Lane]) -> Offer:
    met = Counter(end for arrow in part.arrows for end in (arrow.start, arrow.end))
    members = [element for element in part.elements if element.lane in lanes]

    def rank(element: Element) -> tuple[int, str, IRI]:
        return -met[element.iri], element.label.casefold(), element.iri

    first = sorted(members, key=rank)[:MOST_OFFERED]
    starts = tuple(Start(one.name, (one.key,), met[one.iri]) for one in first)
    return Offer(sort, way, starts, len(members))


def _themes(part: Diagram, concepts: Iterable[Concept]) -> Offer:
    """Return broader concepts with several of the part's beneath them, as starts together."""
    labels: dict[IRI, str] = {}
    beneath: dict[IRI, list[IRI]] = defaultdict(list)
    for concept in concepts:
        labels[concept.id] = plain(concept.label)
        if concept.id in part.by_iri:
            for broader in concept.broader:
                beneath[broader].append(concept.id)
    members = [(iri, sorted(found)) for iri, found in beneath.items() if len(found) > 1]
    members.sort(key=lambda one: (-len(one[1]), labels.get(one[0], ""), one[0]))
    starts = tuple(
        Start(
            labels.get(iri) or key_of(iri),
            tuple(key_of(one) for one in found[:MOST_STARTS]),
            len(found),
        )
        for iri, found in members[:MOST_OFFERED]
    )
    return Offer("theme", Way.BOTH, starts, len(members))
