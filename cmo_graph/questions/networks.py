"""The links of a dataset with the evidence on each: this module makes the network pathways run in.

Links that reviewers wrote and links that configurations imply stand side by side. An implied link
that repeats a written one gives way to it: same ends, same polarity. Evidence on a configuration is
not passed down to the links it implies, so that an implied link has no evidence of its own. Both
rules are ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.model import Concept, Configuration, Link
from cmo_graph.model.codes import ContextDimension, Direction, Finding, Polarity
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.theory_versions import newest_versions
from cmo_graph.support.contexts import contexts_of
from cmo_graph.support.counting import CountedLine
from cmo_graph.support.summary import Support
from cmo_graph.theory.links import implied_links
from cmo_graph.theory.network import Network, build_network
from cmo_graph.theory.steps import StepEvidence, StepStatus


@dataclass(frozen=True, slots=True, eq=False)
class LinkNetwork:
    """Links compiled for pathways, and what was summed up of each."""

    network: Network
    links: Mapping[IRI, Link]
    #: The support of each written link.
    supports: Mapping[IRI, Support]
    #: The implied links that gave way, by the written link that stands for them.
    repeated: Mapping[IRI, tuple[IRI, ...]]
    #: The configurations that imply a link, or one that gave way to it, by link; sorted.
    stated_in: Mapping[IRI, tuple[IRI, ...]]
    #: The support of each of these, as a whole: it counts for no link.
    wholes: Mapping[IRI, Support]
    _positions: Mapping[IRI, int]

    def known(self, link: IRI) -> tuple[StepEvidence, Polarity]:
        """Return the evidence on a link, and the sign it counts with."""
        position = self._positions[link]
        return self.network.evidence[position], self.network.signs[position]


def members_of(holdings: Holdings, selection: Selection) -> frozenset[IRI] | None:
    """Return the claims of the selection's theory; None when the selection names none."""
    if selection.theory is None:
        return None
    versions = newest_versions(holdings.versions, selection.theory)
    return frozenset(member for version in versions for member in version.members)


def link_network(
    holdings: Holdings,
    *,
    selection: Selection,
    supports: Mapping[IRI, Support],
    also: Iterable[Concept] = (),
) -> LinkNetwork:
    """Compile the links of a selection.

    Args:
        holdings: All claims.
        selection: Which of them to take.
        supports: The support of each written link and each configuration, after whatever filters
            were asked for.
        also: Concepts that are kept though the holdings lack them.

    Cost: linear in links and in the steps that configurations imply, plus sorting.
    """
    members = members_of(holdings, selection)
    written = [link for link in holdings.links if selection.admits(link, members)]
    configurations: list[Configuration] = [
        one for one in holdings.configurations if selection.admits(one, members)
    ]
    implied = implied_links(configurations, concepts=holdings.concepts)
    kept, repeated = give_way(written, implied)
    links = {link.id: link for link in (*written, *kept)}
    evidence = {
        link.id: step_evidence(supports[link.id], dimensions=holdings.dimensions)
        for link in written
        if link.id in supports
    }
    stated_in = _stated_in(kept, implied, repeated)
    wholes = {whole for configurations in stated_in.values() for whole in configurations}
    concepts = (*holdings.concepts, *also)
    network = build_network(links.values(), concepts=concepts, evidence=evidence)
    return LinkNetwork(
        network=network,
        links=links,
        supports={link.id: supports[link.id] for link in written if link.id in supports},
        repeated=repeated,
        stated_in=stated_in,
        wholes={whole: supports[whole] for whole in sorted(wholes & supports.keys())},
        _positions={link.id: position for position, link in enumerate(network.links)},
    )


def _stated_in(
    kept: Iterable[Link], implied: Iterable[Link], repeated: Mapping[IRI, Iterable[IRI]]
) -> dict[IRI, tuple[IRI, ...]]:
    by_link = {link.id: link.implied_by for link in implied}
    stated = {link.id: link.implied_by for link in kept}
    for written, same in repeated.items():
        stated[written] = tuple(sorted({whole for link in same for whole in by_link[link]}))
    return stated


def give_way(
    written: Iterable[Link], implied: Iterable[Link]
) -> tuple[list[Link], dict[IRI, tuple[IRI, ...]]]:
    """Part implied links from those that repeat a written one: same ends, same polarity.

    Returns:
        The implied links that stay; and those that give way, by the first written link, in order
        of IRI, that says the same.
    """
    said: dict[tuple[IRI, IRI, str], IRI] = {}
    for link in sorted(written, key=lambda one: one.id):
        said.setdefault(_says(link), link.id)
    kept: list[Link] = []
    repeated: dict[IRI, tuple[IRI, ...]] = {}
    for link in implied:
        same = said.get(_says(link))
        if same is None:
            kept.append(link)
        else:
            repeated[same] = (*repeated.get(same, ()), link.id)
    return kept, repeated


def _says(link: Link) -> tuple[IRI, IRI, str]:
    return link.from_concept, link.to_concept, link.polarity.value


def step_evidence(support: Support, *, dimensions: Mapping[IRI, ContextDimension]) -> StepEvidence:
    """Return what pathways need to know of the support of one link.

    Only empirical lines make supporters and disputers, as in the status. Studies stand under the
    IRI of their independence cluster.
    """
    supporting = [line for line in support.lines if line.is_empirical(Direction.SUPPORTS)]
    disputing = [line for line in support.lines if line.is_empirical(Direction.DISPUTES)]
    findings = {line.line.finding for line in (*supporting, *disputing)}
    return StepEvidence(
        status=StepStatus(support.status.value),
        supporters=frozenset(line.cluster for line in supporting),
        disputers=frozenset(line.cluster for line in disputing),
        is_undercut=any(line.is_undercut for line in support.lines),
        is_sign_contested={Finding.EFFECT, Finding.OPPOSITE_EFFECT} <= findings,
        examined_in=frozenset(
            context for line in supporting for context in _seen_in(line, dimensions)
        ),
    )


def _seen_in(line: CountedLine, dimensions: Mapping[IRI, ContextDimension]) -> Iterable[IRI]:
    for dimension in ContextDimension:
        yield from contexts_of(line, dimension=dimension, dimensions=dimensions)
