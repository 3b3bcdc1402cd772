"""Are pathways found fast enough to be explored? This module asks, beside `networkx`.

The networks are drawn by chance, half of the ends by how often a concept has been one already, so
that there are hubs. No two links join the same two concepts, so both sides find the same paths.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import networkx as nx
from rdflib import URIRef

from benchmarks.material import SEED, Material
from benchmarks.measure import Times, each, in_fresh_process, resident
from benchmarks.table import Row, at_least, at_most, duration
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.model import Link, Review
from cmo_graph.model.codes import ClaimBasis, LinkKind, Polarity
from cmo_graph.synthetic.chance import Chance, Reuse
from cmo_graph.theory.network import Network, build_network
from cmo_graph.theory.pathways import find_pathways
from cmo_graph.theory.search import PathwayQuery
from cmo_graph.theory.steps import StepEvidence, StepStatus
from cmo_graph.theory.walks import simple_walks

TITLE = "Pathways"

LONGEST = 4
FIRST = 20
#: Seconds within which 19 of 20 answers are to come, on the largest network.
PROMPT = 0.060

_POLARITIES = {Polarity.POSITIVE: 0.8, Polarity.NEGATIVE: 0.15, Polarity.MIXED: 0.05}
_STATUSES = {
    StepStatus.SUPPORTED: 0.5,
    StepStatus.NO_EVIDENCE: 0.25,
    StepStatus.CONTESTED: 0.1,
    StepStatus.THEORISED_ONLY: 0.1,
    StepStatus.DISPUTED: 0.05,
}


def rows(material: Material) -> Iterator[Row]:
    """Find pathways between many pairs of concepts, in networks of two sizes."""
    *_, largest = material.scale.networks
    for size in material.scale.networks:
        yield from in_fresh_process(
            measure, size, pairs=material.scale.repeats, is_largest=size == largest
        )


def measure(size: tuple[int, int], *, pairs: int, is_largest: bool) -> list[Row]:
    """Measure one network, in this process."""
    links = draw_links(*size)
    before = resident()
    network = build_network(links, evidence=draw_evidence(links))
    held = resident() - before
    graph: nx.DiGraph[IRI] = nx.DiGraph()
    graph.add_edges_from((link.from_concept, link.to_concept) for link in links)
    chosen = _pairs(network, count=pairs)
    _check_same_paths(network, graph, chosen)
    theirs = each(_by_networkx(graph, chosen))
    walks = each(_by_walks(network, chosen))
    answers = each(_by_pathways(network, chosen))
    return _rows(size, theirs, walks, answers, held, is_largest=is_largest)


def _rows(
    size: tuple[int, int],
    theirs: Times,
    walks: Times,
    answers: Times,
    held: int,
    *,
    is_largest: bool,
) -> list[Row]:
    concepts, links = size
    name = f"{concepts:,} concepts, {links:,} links"
    pairs = f"{len(theirs.seconds)} pairs"
    return [
        Row(
            what=f"all simple paths of at most {LONGEST} steps",
            size=name,
            value=sum(theirs.seconds) / sum(walks.seconds),
            unit="× faster than networkx.all_simple_paths",
            target=at_least(20),
            behind=f"{pairs}: {duration(sum(theirs.seconds))} → {duration(sum(walks.seconds))}",
        ),
        Row(
            what=f"the first {FIRST} pathways with all that is told of them",
            size=name,
            value=sum(theirs.seconds) / sum(answers.seconds),
            unit="× faster than networkx.all_simple_paths",
            behind=f"{pairs}: {duration(sum(theirs.seconds))} → {duration(sum(answers.seconds))}",
        ),
        Row(
            what=f"the first {FIRST} pathways, 19 of 20 answers within",
            size=name,
            value=answers.p95 * 1e3,
            unit="ms",
            target=at_most(PROMPT * 1e3, "ms") if is_largest else None,
            behind=f"median {duration(answers.median)}, slowest {duration(max(answers.seconds))}",
        ),
        Row(
            what="memory of the network",
            size=name,
            value=held / links,
            unit="bytes a link",
            behind=f"{held / 1e6:.1f} MB",
        ),
    ]


def draw_links(concepts: int, links: int) -> list[Link]:
    """Draw a network: half of the ends at random, half by how often they were drawn before."""
    chance, uses = Chance(SEED, concepts, links), Reuse(new=0)
    for _ in range(concepts):
        uses.add()
    found: dict[tuple[int, int], Link] = {}
    while len(found) < links:
        start, end = (
            uses.again(chance) if chance.happens(0.5) else 1 + chance.below(concepts)
            for _ in range(2)
        )
        if start != end and (start, end) not in found:
            found[start, end] = _link(len(found), start, end, chance)
    return list(found.values())


def _link(number: int, start: int, end: int, chance: Chance) -> Link:
    return Link(
        id=DEFAULT_BASE.mint("links", f"synthetic.link-{number}"),
        review=DEFAULT_BASE.mint(Review.kind_name, "synthetic"),
        label=f"Synthetic link {number}",
        from_concept=_concept(start),
        to_concept=_concept(end),
        kind=LinkKind.LEADS_TO,
        polarity=chance.weigh(_POLARITIES),
        basis=ClaimBasis.STATED_BY_SOURCE,
    )


def _concept(number: int) -> URIRef:
    return DEFAULT_BASE.mint("concepts", f"synthetic.concept-{number}")


def draw_evidence(links: Sequence[Link]) -> dict[IRI, StepEvidence]:
    """Draw the evidence on each link, from one study for every five links."""
    chance = Chance(SEED, "evidence", len(links))
    studies = [DEFAULT_BASE.mint("studies", f"synthetic.study-{n}") for n in range(len(links) // 5)]
    return {link.id: _evidence(chance, studies) for link in links}


def _evidence(chance: Chance, studies: Sequence[URIRef]) -> StepEvidence:
    status = chance.weigh(_STATUSES)
    supported = status in (StepStatus.SUPPORTED, StepStatus.CONTESTED)
    disputed = status in (StepStatus.DISPUTED, StepStatus.CONTESTED)
    count = chance.tail(exponent=1.6, most=20)
    return StepEvidence(
        status=status,
        supporters=frozenset(chance.pick(studies) for _ in range(count * supported)),
        disputers=frozenset(chance.pick(studies) for _ in range(disputed)),
        is_undercut=chance.happens(0.04),
    )


def _pairs(network: Network, *, count: int) -> list[tuple[IRI, IRI]]:
    """Draw pairs that some path of allowed length joins, hubs as often as links begin or end there.

    People ask about what much is said of, and those are the pairs with the most paths.
    """
    chance = Chance(SEED, "pairs")
    found: dict[tuple[IRI, IRI], None] = {}
    while len(found) < count:
        start = chance.pick(network.links).from_concept
        end = chance.pick(network.links).to_concept
        first, last = network.position(start), network.position(end)
        if first != last and any(simple_walks(network, first, last, longest=LONGEST)):
            found[start, end] = None
    return list(found)


def _check_same_paths(
    network: Network, graph: "nx.DiGraph[IRI]", pairs: Sequence[tuple[IRI, IRI]]
) -> None:
    """Make sure, for a few pairs, that both find as many paths."""
    for start, end in pairs[:5]:
        theirs = sum(1 for _ in nx.all_simple_paths(graph, start, end, cutoff=LONGEST))
        ours = find_pathways(network, _query(start, end)).total
        if theirs != ours:
            raise ValueError(f"networkx finds {theirs} paths, and we find {ours}.")


def _query(start: IRI, end: IRI) -> PathwayQuery:
    return PathwayQuery(source=start, target=end, max_steps=LONGEST, k=FIRST, seconds=60.0)


def _by_networkx(
    graph: "nx.DiGraph[IRI]", pairs: Sequence[tuple[IRI, IRI]]
) -> Iterator[Callable[[], object]]:
    for start, end in pairs:
        yield partial(_count, partial(nx.all_simple_paths, graph, start, end, cutoff=LONGEST))


def _by_walks(network: Network, pairs: Sequence[tuple[IRI, IRI]]) -> Iterator[Callable[[], object]]:
    for start, end in pairs:
        first, last = network.position(start), network.position(end)
        yield partial(_count, partial(simple_walks, network, first, last, longest=LONGEST))


def _by_pathways(
    network: Network, pairs: Sequence[tuple[IRI, IRI]]
) -> Iterator[Callable[[], object]]:
    for start, end in pairs:
        yield partial(find_pathways, network, _query(start, end))


def _count(paths: Callable[[], Iterator[object]]) -> int:
    return sum(1 for _ in paths())
