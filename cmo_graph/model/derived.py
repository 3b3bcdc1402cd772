"""Graphs that follow from the others: this module has the header by which one is told from another.

A derived graph holds nobody's word. It is made anew when what it was made from has changed, and
never edited; the header says from which version of the dataset, by what method and by whom.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from rdflib import PROV, RDF, RDFS, Literal, URIRef

from cmo_graph.iri import IRI, Base
from cmo_graph.mapping import Node, Term, Triple
from cmo_graph.vocabulary import CMO

#: Name of the program that makes derived graphs.
SOFTWARE = "cmo-graph"


class DerivedGraph(Node):
    """The header of a derived graph. Its IRI is that of the named graph."""

    rdf_type: ClassVar[URIRef] = CMO.DerivedGraph

    #: Digest of the dataset version that it was made from.
    dataset_version: Annotated[str, Term(CMO.datasetVersion)]
    #: Name and number of the rules that made it.
    method: Annotated[str, Term(CMO.method)]
    #: The program that made it; its node is in the same graph.
    generated_by: Annotated[IRI, Term(PROV.wasAttributedTo)]

    def further_triples(self) -> Iterator[Triple]:
        """Yield what the program is, for readers who follow the reference."""
        yield self.generated_by, RDF.type, PROV.SoftwareAgent
        yield self.generated_by, RDFS.label, Literal(SOFTWARE, lang="en")


def header_of(graph: URIRef, *, dataset_version: str, method: str) -> DerivedGraph:
    """Return the header of a graph that this program made."""
    return DerivedGraph(
        id=graph,
        dataset_version=dataset_version,
        method=method,
        generated_by=Base.part(graph, "software"),
    )
