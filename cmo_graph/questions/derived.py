"""What follows from the dataset, written beside it: this module makes and renews derived graphs.

There are two: the support of every claim under the default filters, and the links that
configurations imply. Neither enters the dataset's digest. Each begins with a header
(`cmo_graph.model.derived`) that names the version it was made from and the method, so that whoever
queries it can tell a graph that is out of date. A graph is made anew as a whole, and never edited.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rdflib import URIRef

from cmo_graph.errors import MalformedThing
from cmo_graph.iri import Base
from cmo_graph.mapping import Node, Triple, as_triples
from cmo_graph.model import Link
from cmo_graph.model.derived import DerivedGraph, header_of
from cmo_graph.questions.holdings import Holdings
from cmo_graph.repository import Repository
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.store.protocol import Snapshot, Store
from cmo_graph.support.record import SupportRecord, as_record
from cmo_graph.support.summary import METHOD as SUPPORT_METHOD
from cmo_graph.support.summary import summarise_support
from cmo_graph.theory.links import METHOD as LINKS_METHOD
from cmo_graph.theory.links import implied_links
from cmo_graph.vocabulary import CMO

#: The graphs by name (`Base.derived`), each with the method that makes it.
METHODS: Mapping[str, str] = {"support": SUPPORT_METHOD, "links": LINKS_METHOD}

_logger = logging.getLogger(__name__)


def refresh_derived(store: Store) -> bool:
    """Make the derived graphs anew where they are missing or out of date.

    They are out of date when the dataset's digest or a method is another than in their header. They
    are made before the write lock is taken; where another writer publishes meanwhile, they are made
    again. Where the model does not allow something that the dataset states, they are left as they
    are, which the log tells, and their headers too.

    Returns:
        Whether new derived graphs were written. The dataset's digest stays what it was.

    Cost: reads every claim, study, passage and piece of evidence once, and publishes a version.
    """
    while is_out_of_date(snapshot := store.current(), base=store.base):
        try:
            made = derive(snapshot, base=store.base)
        except MalformedThing as error:
            _logger.warning("The derived graphs were not made. %s", error)
            return False
        if _replace(store, made, version=snapshot.version.digest):
            return True
    return False


def _replace(store: Store, made: Mapping[URIRef, Sequence[Node]], *, version: str) -> bool:
    """Replace the derived graphs; say whether the dataset was still the one they were made from."""
    with store.writing() as draft:
        if store.current().version.digest != version:
            return False
        for graph in map(store.base.derived, METHODS):
            draft.replace_graph(graph, _triples(made.get(graph, ())))
    return True


def _triples(nodes: Iterable[Node]) -> Iterator[Triple]:
    """Yield the triples of derived nodes: an implied link is a link, but no claim.

    Claims are what evidence can bear on; whoever counts them must not find the implied links.
    """
    for node in nodes:
        yield from (triple for triple in as_triples(node) if triple[2] != CMO.Claim)


def is_out_of_date(snapshot: Snapshot, *, base: Base) -> bool:
    """Say whether a derived graph is missing, or made from another version or by another method."""
    found = {
        (str(row["graph"]), str(row["version"]), str(row["method"]))
        for row in snapshot.select("derived_graphs")
        if str(row["graph"]).startswith(base.derived(""))
    }
    headers = _headers(snapshot, base=base)
    return found != {(str(one.id), one.dataset_version, one.method) for one in headers.values()}


def derive(snapshot: Snapshot, *, base: Base) -> dict[URIRef, Sequence[Node]]:
    """Make the derived graphs of a version; a dataset without claims has none.

    Returns:
        By graph: its header, then its nodes. Their IRIs follow from those of the claims, so that
        the same dataset always gives the same graphs.

    Raises:
        MalformedThing: the dataset states something that the model does not allow.
    """
    holdings = Holdings(Repository(snapshot, base))
    makers: dict[str, Callable[[Holdings, URIRef], Iterable[Node]]] = {
        "support": _supports,
        "links": _links,
    }
    return {
        header.id: [header, *makers[name](holdings, header.id)]
        for name, header in _headers(snapshot, base=base).items()
    }


def _headers(snapshot: Snapshot, *, base: Base) -> dict[str, DerivedGraph]:
    counts = snapshot.catalogue.counts()
    if not any(counts.get(kind, 0) for kind in CLAIM_KINDS):
        return {}
    version = snapshot.version.digest
    return {
        name: header_of(base.derived(name), dataset_version=version, method=method)
        for name, method in METHODS.items()
    }


def _supports(holdings: Holdings, graph: URIRef) -> Iterator[SupportRecord]:
    for iri, claim in holdings.claims.items():
        support = summarise_support(iri, evidence=holdings.evidence_on(claim))
        yield as_record(support, graph=graph)


def _links(holdings: Holdings, _: URIRef) -> tuple[Link, ...]:
    return implied_links(holdings.configurations, concepts=holdings.concepts)
