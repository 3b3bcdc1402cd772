"""Rating schemes: this module reads from the ontology which values each of them has."""

from collections.abc import Mapping
from functools import cache

from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import RDF, SKOS, URIRef

from cmo_graph.resources import data_folder
from cmo_graph.vocabulary import CMO


@cache
def rating_schemes() -> Mapping[URIRef, frozenset[URIRef]]:
    """Return the values of each rating scheme of the ontology, by the scheme's IRI."""
    schemes: set[URIRef] = set()
    values: dict[URIRef, set[URIRef]] = {}
    for path in sorted((data_folder("ontology") / "schemes").glob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
                continue
            subject, value = URIRef(quad.subject.value), URIRef(quad.object.value)
            if quad.predicate.value == str(RDF.type) and value == CMO.RatingScheme:
                schemes.add(subject)
            elif quad.predicate.value == str(SKOS.inScheme):
                values.setdefault(value, set()).add(subject)
    return {scheme: frozenset(values.get(scheme, ())) for scheme in schemes}
