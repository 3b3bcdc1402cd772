"""Configurations and how they lead to each other: this module makes the network of ripples.

An outcome of one configuration can be the context of the next, which is the ripple effect of
realist evaluation (Jagosh et al. 2015, doi 10.1186/s12889-015-1949-1). We take what else a
configuration asks for in the same way: what it is given, and what comes about in people. The edge
says which it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Configuration, Slot
from cmo_graph.model.codes import OutcomeDirection, Presence, Role
from cmo_graph.projection.claims import NOTHING_KNOWN, TheoryClaims, standing
from cmo_graph.support.contexts import all_broader
from cmo_graph.support.summary import Support
from cmo_graph.theory.links import polarity_towards

if TYPE_CHECKING:
    import networkx as nx

#: The roles in which an outcome can enter the next configuration. Ours.
ENTERED: tuple[Role, ...] = (
    Role.CONTEXT,
    Role.INTERVENTION,
    Role.RESOURCE,
    Role.RESPONSE,
    Role.MECHANISM,
)

_Entries = Mapping[IRI, Sequence[tuple[Configuration, Slot]]]


def configuration_network(
    theory: TheoryClaims,
    *,
    supports: Mapping[IRI, Support] = NOTHING_KNOWN,
    roles: Sequence[Role] = ENTERED,
) -> "nx.MultiDiGraph[IRI]":
    """Make the network of a theory's configurations, joined where one leads to the next.

    Nodes are the IRIs of all configurations, sorted:

    - `key`, `label`
    - `stage`, `completeness`: tokens
    - `status`, `answer`, `supporting`, `disputing`, `inconclusive`, `studies`, `undercut`: as in
      `concept_network`, where `supports` has the configuration

    An edge leads from a configuration to one that has its outcome, or a broader concept, in a slot
    with one of `roles`; to itself where it feeds back. Its key is (IRI of the outcome's slot, IRI
    of the slot it enters):

    - `outcome`, `concept`: keys of the concepts in the two slots; they differ where the outcome is
      narrower
    - `label`: label of the outcome, or its key
    - `direction`: token of the outcome's direction
    - `role`: token of the role in which it enters
    - `polarity`: positive when the outcome goes the way the next configuration asks for, negative
      when the other way, zero when it does not change, mixed when nobody can tell

    Args:
        theory: The claims; `links` take no part.
        supports: By IRI of configuration.
        roles: Roles in which an outcome may enter; `(Role.CONTEXT,)` for ripples in the narrow
            sense.

    Returns:
        The network; without nodes for a theory without configurations. Edges are in order of the
        configuration they leave, then of its slots.

    Cost: linear in slots, edges and pairs of concepts over `broader`.

    Source: see the module; matching over `broader`, and `polarity`, are ours.

    Example:
        >>> from cmo_graph.interchange.loading import load_seed
        >>> from cmo_graph.questions.holdings import Holdings
        >>> from cmo_graph.repository import Repository
        >>> from cmo_graph.store import open_store
        >>> store = open_store("memory:")
        >>> loaded = load_seed(store)
        >>> network = configuration_network(Holdings(Repository(store.current(), store.base)))
        >>> safer = "sos.shared-responsibility-makes-children-safer"
        >>> [key_of(end) for end in network[store.base.mint("configurations", safer)]]
        ['sos.safer-children-stay-out-of-care']
    """
    ordered = sorted(theory.configurations, key=lambda one: one.id)
    labels = {concept.id: plain(concept.label) for concept in theory.concepts}
    broader = all_broader(theory.concepts)
    entries = _entries(ordered, roles)
    # It takes a tenth of a second to import, and a server starts without any network.
    import networkx as nx

    network: nx.MultiDiGraph[IRI] = nx.MultiDiGraph()
    for one in ordered:
        network.add_node(
            one.id,
            key=one.key,
            label=plain(one.label),
            stage=one.stage.value,
            completeness=one.completeness.value,
            **standing(supports.get(one.id)),
        )
    for one in ordered:
        for outcome in one.in_role(Role.OUTCOME):
            for following, slot in _entered(outcome.concept, entries, broader):
                label = labels.get(outcome.concept, key_of(outcome.concept))
                network.add_edge(
                    one.id,
                    following.id,
                    key=(outcome.id, slot.id),
                    label=label,
                    **_ripple(outcome, slot),
                )
    return network


def _entries(configurations: Iterable[Configuration], roles: Sequence[Role]) -> _Entries:
    found: dict[IRI, list[tuple[Configuration, Slot]]] = defaultdict(list)
    for configuration in configurations:
        for slot in configuration.in_role(*roles):
            found[slot.concept].append((configuration, slot))
    return found


def _entered(
    outcome: IRI, entries: _Entries, broader: Mapping[IRI, frozenset[IRI]]
) -> Iterator[tuple[Configuration, Slot]]:
    for concept in sorted({outcome, *broader.get(outcome, ())}):
        yield from entries.get(concept, ())


def _ripple(outcome: Slot, entered: Slot) -> dict[str, str]:
    direction = outcome.direction or OutcomeDirection.UNCLEAR
    polarity = polarity_towards(direction, absent=entered.presence is Presence.ABSENT)
    return {
        "outcome": key_of(outcome.concept),
        "concept": key_of(entered.concept),
        "direction": direction.value,
        "role": entered.role.value,
        "polarity": polarity.value,
    }
