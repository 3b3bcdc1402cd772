"""Small pictures of single things: this module draws a configuration, and what meets a concept.

They are drawn as theories are, from no more claims than are near, and kept by dataset version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cmo_graph.drawing import Focus, compose, narrow, theory_diagram
from cmo_graph.drawing.geometry import Drawing
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.model import CLAIMS, Concept, Configuration, Link, Moderation
from cmo_graph.questions.around import count_of, first_of, read_several
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import supports_of
from cmo_graph.repository import Repository
from cmo_graph.support.summary import Support

_TITLE = "The configuration as a picture"
#: Most claims of each kind that the picture around a concept is made from. Ours.
MOST_CLAIMS = 10


@dataclass(frozen=True, slots=True)
class Around:
    """What is directly before and after a concept."""

    drawing: Drawing
    #: Whether no claim that names the concept was left out.
    is_whole: bool


def draw_configuration(
    configuration: Configuration,
    moderations: Sequence[Moderation],
    *,
    repository: Repository,
    shelves: Shelves,
    title: str = _TITLE,
) -> Drawing:
    """Return the picture of one configuration, with what moderates it, under a title."""

    def draw() -> Drawing:
        return compose(
            theory_diagram(
                title,
                configurations=[configuration],
                links=[],
                moderations=moderations,
                concepts=_concepts([configuration], [], moderations, repository),
                supports=_supports([configuration, *moderations], repository),
            )
        )

    return shelves.drawing(repository, ("configuration", configuration.id, title), draw)


def draw_around(concept: Concept, *, repository: Repository, shelves: Shelves) -> Around:
    """Return the picture of what is directly before and after a concept.

    It is made from the first few claims that name the concept itself; a theory's page has all.
    """
    of_it = {"concept": [concept.id]}
    most = max(count_of(repository, model, of_it) for model in CLAIMS)

    def draw() -> Drawing:
        configurations, links, moderations = _near(concept.id, repository)
        claims: list[Configuration | Link | Moderation] = [*configurations, *links, *moderations]
        whole = theory_diagram(
            plain(concept.label),
            configurations=configurations,
            links=links,
            moderations=moderations,
            concepts=[concept, *_concepts(configurations, links, moderations, repository)],
            supports=_supports(claims, repository),
        )
        return compose(narrow(whole, Focus(concepts=(concept.id,), depth=1)))

    drawing = shelves.drawing(repository, ("around", concept.id), draw)
    return Around(drawing, is_whole=most <= MOST_CLAIMS)


def _near(
    concept: IRI, repository: Repository
) -> tuple[list[Configuration], list[Link], list[Moderation]]:
    """Return claims that name a concept; lists of them have those of narrower ones, too."""
    of_it = {"concept": [concept]}
    configurations = first_of(repository, Configuration, of_it, most=MOST_CLAIMS).items
    links = first_of(repository, Link, of_it, most=MOST_CLAIMS).items
    moderations = first_of(repository, Moderation, of_it, most=MOST_CLAIMS).items
    return (
        [one for one in configurations if any(slot.concept == concept for slot in one.slots)],
        [one for one in links if concept in (one.from_concept, one.to_concept)],
        [one for one in moderations if one.moderator == concept],
    )


def _concepts(
    configurations: Iterable[Configuration],
    links: Iterable[Link],
    moderations: Iterable[Moderation],
    repository: Repository,
) -> tuple[Concept, ...]:
    named = {slot.concept for one in configurations for slot in one.slots}
    named |= {end for one in links for end in (one.from_concept, one.to_concept)}
    named |= {one.moderator for one in moderations}
    return read_several(repository, Concept, sorted(named))


def _supports(
    claims: Iterable[Configuration | Link | Moderation], repository: Repository
) -> Mapping[IRI, Support]:
    examined = supports_of(repository, [one.id for one in claims])
    return {one.claim.id: one.support for one in examined}
