"""A whole synthetic review: this module tells its things in an order that needs little memory.

Things come out as they are made, a configuration at a time with its concepts, sources and evidence,
so that 100,000 configurations take the memory of their numbers and not of their models. A thing may
refer to one that comes later; all references resolve once the last thing is out.
"""

from collections.abc import Iterator
from typing import Final

from rdflib import URIRef

from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.model import Review, Thing
from cmo_graph.model.codes import ReviewKind
from cmo_graph.synthetic.chance import Chance
from cmo_graph.synthetic.claims import Claims
from cmo_graph.synthetic.concepts import Concepts
from cmo_graph.synthetic.evidence import Evidence
from cmo_graph.synthetic.frame import Frame
from cmo_graph.synthetic.sources import Shelf
from cmo_graph.synthetic.theories import LARGEST_THEORY, Theories

#: Reports for each configuration, links for each, and moderations for each.
_REPORTS, _LINKS, _MODERATIONS = 0.25, 0.2, 0.15
#: Reports there are before the first configuration, so that evidence has sources to choose from.
_FIRST_REPORTS: Final = 5


def synthetic_review(
    *, configurations: int, seed: int, base: Base = DEFAULT_BASE, key: str = "synthetic"
) -> Iterator[Thing]:
    """Yield the things of a synthetic review with so many configurations.

    The same arguments give the same things in the same order, in any process. The review itself
    comes first; a thing may refer to one that comes later, and none to one that never comes.

    Raises:
        ValueError: `configurations` is less than 1.

    Example:
        >>> review, *things = synthetic_review(configurations=3, seed=1)
        >>> review.key, sum(thing.kind_name == "configurations" for thing in things)
        ('synthetic', 3)
    """
    if configurations < 1:
        raise ValueError(f"A review has at least 1 configuration; {configurations} were asked for.")
    frame = Frame(base, key, Chance(seed, key, configurations))
    return _things(frame, configurations)


def _things(frame: Frame, configurations: int) -> Iterator[Thing]:
    concepts = Concepts(frame)
    shelf = Shelf(frame, concepts.settings)
    for _ in range(_FIRST_REPORTS):
        shelf.add_report()
    yield _review(frame, shelf, configurations)
    yield from frame.take()
    claims, evidence = Claims(frame, concepts, shelf), Evidence(frame, concepts, shelf)
    theories = Theories(frame, concepts, shelf)
    stretch: list[URIRef] = []
    for number in range(1, configurations + 1):
        stretch.append(_add_configuration(frame, shelf, claims, evidence))
        if len(stretch) == LARGEST_THEORY or number == configurations:
            theories.add_theory(stretch)
            stretch = []
        yield from frame.take()


def _review(frame: Frame, shelf: Shelf, configurations: int) -> Review:
    return Review(
        id=frame.review,
        review=frame.review,
        label=f"Synthetic review {frame.key} of {configurations} configurations",
        kind=ReviewKind.OTHER,
        question="Synthetic question: what does a program make of a review that nobody wrote?",
        description=(
            "This review is synthetic. A program drew all of it by chance, for tests and"
            " benchmarks; no study, report or finding in it exists."
        ),
        contributors=(shelf.reviewer,),
    )


def _add_configuration(frame: Frame, shelf: Shelf, claims: Claims, evidence: Evidence) -> URIRef:
    """Make one configuration and, as chance has it, a report, a link and a moderation."""
    if frame.chance.happens(_REPORTS):
        shelf.add_report()
    configuration = claims.add_configuration()
    evidence.add_lines(configuration.id)
    if frame.chance.happens(_LINKS):
        evidence.add_lines(claims.add_link().id)
    if frame.chance.happens(_MODERATIONS):
        evidence.add_lines(claims.add_moderation(configuration).id)
    return configuration.id
