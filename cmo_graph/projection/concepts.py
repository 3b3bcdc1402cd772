"""Concepts and the steps between them: this module makes the network of links."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Configuration, Link
from cmo_graph.model.codes import LinkKind, Role
from cmo_graph.model.configuration import ROLE_ORDER
from cmo_graph.projection.claims import NOTHING_KNOWN, TheoryClaims, standing
from cmo_graph.support.summary import Support
from cmo_graph.theory.links import implied_links
from cmo_graph.theory.network import WALKED

if TYPE_CHECKING:
    import networkx as nx


def concept_network(
    theory: TheoryClaims,
    *,
    supports: Mapping[IRI, Support] = NOTHING_KNOWN,
    kinds: Mapping[LinkKind, bool] = WALKED,
    with_implied: bool = True,
) -> "nx.MultiDiGraph[IRI]":
    """Make the network of a theory's concepts, joined by links.

    Nodes are the IRIs of concepts that a configuration or a link mentions, sorted:

    - `key`, `label`: as the review gives them (`sos.trust`; the key again where there is no label)
    - `roles`: tokens of the roles it plays in configurations, in order, with spaces between; may be
      empty
    - `configurations`: how many configurations have it in a slot

    Edges are links; the key of an edge is the link's IRI. Written links come first, then implied
    ones, each in order of IRI:

    - `label`, `kind`, `polarity` (positive, negative, zero, mixed), `basis`: tokens but for the
      label
    - `implied`: whether configurations imply it; one may say the same as a written link beside it
    - `configurations`: how many configurations imply it; 0 for a written link
    - `status`, `answer`, `supporting`, `disputing`, `inconclusive`, `studies`, `undercut`: status
      and answer as tokens, and counts of independent studies, where `supports` has the link. An
      implied link has none of them: evidence on a configuration is not passed down to its steps.

    Args:
        theory: The claims. Only `concepts` that they mention become nodes.
        supports: By IRI of link.
        kinds: Which kinds of link become edges.
        with_implied: Whether implied links do.

    Returns:
        The network; without nodes for a theory without claims.

    Cost: linear in slots and links, and what `implied_links` costs.

    Source: ours.

    Example:
        >>> from cmo_graph.interchange.loading import load_seed
        >>> from cmo_graph.questions.holdings import Holdings
        >>> from cmo_graph.repository import Repository
        >>> from cmo_graph.store import open_store
        >>> store = open_store("memory:")
        >>> loaded = load_seed(store)
        >>> network = concept_network(Holdings(Repository(store.current(), store.base)))
        >>> trust = store.base.mint("concepts", "sos.trust")
        >>> network.nodes[trust]["roles"]
        'context'
    """
    labels = {concept.id: plain(concept.label) for concept in theory.concepts}
    written = sorted((link for link in theory.links if kinds[link.kind]), key=lambda one: one.id)
    implied = implied_links(theory.configurations, concepts=theory.concepts) if with_implied else ()
    links = [*written, *(link for link in implied if kinds[link.kind])]
    roles = _roles(theory.configurations)
    counts = Counter(chain.from_iterable(_concepts_of(one) for one in theory.configurations))
    # It takes a tenth of a second to import, and a server starts without any network.
    import networkx as nx

    network: nx.MultiDiGraph[IRI] = nx.MultiDiGraph()
    for concept in sorted({*counts, *_ends(links)}):
        network.add_node(
            concept,
            key=key_of(concept),
            label=labels.get(concept, key_of(concept)),
            roles=" ".join(role.value for role in ROLE_ORDER if role in roles[concept]),
            configurations=counts[concept],
        )
    for link in links:
        network.add_edge(
            link.from_concept,
            link.to_concept,
            key=link.id,
            label=plain(link.label),
            kind=link.kind.value,
            polarity=link.polarity.value,
            basis=link.basis.value,
            implied=bool(link.implied_by),
            configurations=len(link.implied_by),
            **standing(None if link.implied_by else supports.get(link.id)),
        )
    return network


def _roles(configurations: Iterable[Configuration]) -> Mapping[IRI, set[Role]]:
    found: dict[IRI, set[Role]] = defaultdict(set)
    for configuration in configurations:
        for slot in configuration.slots:
            found[slot.concept].add(slot.role)
    return found


def _concepts_of(configuration: Configuration) -> set[IRI]:
    return {slot.concept for slot in configuration.slots}


def _ends(links: Iterable[Link]) -> Iterator[IRI]:
    for link in links:
        yield link.from_concept
        yield link.to_concept
