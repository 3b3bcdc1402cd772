"""The graph that pathways run through: this module compiles links into an indexed `Network`.

Unlike `hypergraph` it is a plain directed multigraph of concepts: each link is a step of its own,
with its own evidence, even where another joins the same concepts. It tells who says what about
which step; whether the steps' conditions hold together is the question of `scenario`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cmo_graph.errors import NotFound
from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Link
from cmo_graph.model.codes import LinkKind, Polarity
from cmo_graph.theory.steps import NOTHING_KNOWN, StepEvidence

#: Which kinds of link a pathway goes along: those in which something passes from one concept to
#: the next. The rest compare claims or say how they are nested; moderation is not a cause. Ours.
WALKED: Mapping[LinkKind, bool] = MappingProxyType(
    {
        LinkKind.PROVIDES: True,
        LinkKind.TRIGGERS: True,
        LinkKind.LEADS_TO: True,
        LinkKind.ENABLES: True,
        LinkKind.CONSTRAINS: True,
        LinkKind.MODERATES: False,
        LinkKind.BECOMES_CONTEXT_OF: True,
        LinkKind.EMBEDDED_IN: False,
        LinkKind.RIVAL_OF: False,
        LinkKind.CONTRADICTS: False,
        LinkKind.REFINES: False,
    }
)

#: The steps out of, or into, one concept: (position of the link, position of the other concept).
Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Compiled links. Concepts and links are positions in `concepts` and `links`."""

    #: IRIs of all concepts, sorted.
    concepts: tuple[IRI, ...]
    positions: Mapping[IRI, int]
    #: The concepts' models by IRI, where there are any.
    models: Mapping[IRI, Concept]
    #: The links a pathway may use, in order of IRI.
    links: tuple[Link, ...]
    #: By concept, in order of link.
    outgoing: tuple[Steps, ...]
    incoming: tuple[Steps, ...]
    #: By concept: the concepts one step further, each with the links that lead there.
    hops: tuple[Mapping[int, tuple[int, ...]], ...]
    #: By link.
    evidence: tuple[StepEvidence, ...]
    strengths: tuple[int, ...]
    signs: tuple[Polarity, ...]
    #: By link: the supporting studies, as bits that are positions in `studies`.
    supporters: tuple[int, ...]
    #: IRIs of all supporting studies, sorted.
    studies: tuple[IRI, ...]

    def position(self, concept: IRI) -> int:
        """Return the position of a concept.

        Raises:
            NotFound: no link and no concept given to `build_network` has it.
        """
        try:
            return self.positions[concept]
        except KeyError:
            raise NotFound("concepts", key_of(concept)) from None

    def label(self, concept: IRI) -> str:
        """Return a concept's label; its key when the network was built without one."""
        model = self.models.get(concept)
        return plain(model.label) if model else key_of(concept)

    def studies_in(self, mask: int) -> tuple[IRI, ...]:
        """Return the studies that the bits stand for, sorted."""
        return tuple(study for bit, study in enumerate(self.studies) if mask >> bit & 1)


def build_network(
    links: Iterable[Link],
    *,
    concepts: Iterable[Concept] = (),
    evidence: Mapping[IRI, StepEvidence] = MappingProxyType({}),
    kinds: Mapping[LinkKind, bool] = WALKED,
) -> Network:
    """Compile links, authored and implied, into a network.

    Args:
        links: Each IRI once.
        concepts: Give labels, `broader`, opposites and context dimensions; those no link mentions
            are kept, without steps.
        evidence: By IRI of link; a link that is not there has no evidence.
        kinds: Which kinds of link to keep.

    Cost: linear in links, plus sorting. Build it once and ask it often.
    """
    kept = sorted((link for link in links if kinds[link.kind]), key=lambda link: link.id)
    models = {concept.id: concept for concept in concepts}
    ends = {end for link in kept for end in (link.from_concept, link.to_concept)}
    iris = tuple(sorted(ends | models.keys()))
    positions = {iri: position for position, iri in enumerate(iris)}
    starts = [positions[link.from_concept] for link in kept]
    targets = [positions[link.to_concept] for link in kept]
    known = tuple(evidence.get(link.id, NOTHING_KNOWN) for link in kept)
    studies = tuple(sorted({study for one in known for study in one.supporters}))
    bits = {study: 1 << bit for bit, study in enumerate(studies)}
    return Network(
        concepts=iris,
        positions=MappingProxyType(positions),
        models=MappingProxyType(models),
        links=tuple(kept),
        outgoing=_steps(starts, targets, len(iris)),
        incoming=_steps(targets, starts, len(iris)),
        hops=_hops(starts, targets, len(iris)),
        evidence=known,
        strengths=tuple(int(one.strength) for one in known),
        signs=tuple(_sign(link, one) for link, one in zip(kept, known, strict=True)),
        supporters=tuple(sum(bits[study] for study in one.supporters) for one in known),
        studies=studies,
    )


def steps_to(
    incoming: Sequence[Steps], target: int, *, longest: int, barred: frozenset[int] = frozenset()
) -> dict[int, int]:
    """Return the fewest steps from each concept to `target`, for those at most `longest` away.

    Turned round, with `outgoing` in place of `incoming`, it gives the distance from a concept.
    Concepts in `barred` are neither reached nor passed.

    Cost: linear in the links within reach.
    """
    distances = {target: 0}
    frontier = [target]
    for distance in range(1, longest + 1):
        reached = {other for concept in frontier for _, other in incoming[concept]}
        frontier = [one for one in reached if one not in distances and one not in barred]
        if not frontier:
            break
        distances.update(dict.fromkeys(frontier, distance))
    return distances


def upstream(
    network: Network, concept: IRI, *, deepest: int | None = None
) -> tuple[tuple[IRI, int], ...]:
    """List the concepts from which steps lead to a concept, with the fewest steps of each.

    Args:
        network: From `build_network`.
        concept: Where the steps end; it is not in the answer.
        deepest: Most steps to go; None for all.

    Returns:
        (concept, steps) by steps, then IRI; empty when nothing leads to it.

    Raises:
        NotFound: the network has no such concept.
    """
    return _closure(network, network.incoming, concept, deepest)


def downstream(
    network: Network, concept: IRI, *, deepest: int | None = None
) -> tuple[tuple[IRI, int], ...]:
    """List the concepts to which steps lead from a concept; otherwise as `upstream`."""
    return _closure(network, network.outgoing, concept, deepest)


def _closure(
    network: Network, steps: Sequence[Steps], concept: IRI, deepest: int | None
) -> tuple[tuple[IRI, int], ...]:
    start = network.position(concept)
    longest = len(network.concepts) if deepest is None else deepest
    found = steps_to(steps, start, longest=longest)
    ordered = sorted((distance, one) for one, distance in found.items() if one != start)
    return tuple((network.concepts[one], distance) for distance, one in ordered)


def _sign(link: Link, evidence: StepEvidence) -> Polarity:
    if evidence.is_sign_contested and link.polarity is not Polarity.ZERO:
        return Polarity.MIXED
    return link.polarity


def _steps(starts: Sequence[int], ends: Sequence[int], size: int) -> tuple[Steps, ...]:
    found: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for link, (start, end) in enumerate(zip(starts, ends, strict=True)):
        found[start].append((link, end))
    return tuple(map(tuple, found))


def _hops(
    starts: Sequence[int], ends: Sequence[int], size: int
) -> tuple[dict[int, tuple[int, ...]], ...]:
    found: list[dict[int, tuple[int, ...]]] = [{} for _ in range(size)]
    for link, (start, end) in enumerate(zip(starts, ends, strict=True)):
        found[start][end] = (*found[start].get(end, ()), link)
    return tuple(found)
