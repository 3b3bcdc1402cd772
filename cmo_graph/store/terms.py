"""The border between rdflib and the engine: this module turns terms of the one into the other's."""

from functools import lru_cache

import pyoxigraph
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.iri import DEFAULT_GRAPH

EngineTerm = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple

_STRING = str(XSD.string)
#: Properties, classes and codes come again and again, and rdflib checks every IRI it makes.
iri_of = lru_cache(maxsize=1 << 14)(URIRef)
#: Characters of a number, a date or the like that is kept.
_SHORT = 32
#: The other way round, for properties only.
node_of = lru_cache(maxsize=1 << 10)(pyoxigraph.NamedNode)


def graph_node(graph: URIRef) -> pyoxigraph.NamedNode | pyoxigraph.DefaultGraph:
    """Return what the engine calls a graph: `DEFAULT_GRAPH` is no named one there.

    Raises:
        ValueError: the IRI is malformed.
    """
    return pyoxigraph.DefaultGraph() if graph == DEFAULT_GRAPH else pyoxigraph.NamedNode(graph)


def as_engine(term: object) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """Return an IRI or a literal as the engine's.

    Raises:
        ValueError: the IRI or the language tag is malformed, or the text is not Unicode.
        TypeError: it is neither an IRI nor a literal.
    """
    if isinstance(term, URIRef):
        return pyoxigraph.NamedNode(term)
    if not isinstance(term, Literal):
        raise TypeError(f"{term!r} is neither an IRI nor a literal.")
    if term.language:
        return pyoxigraph.Literal(str(term), language=term.language)
    if term.datatype is None:
        return pyoxigraph.Literal(str(term))
    return pyoxigraph.Literal(str(term), datatype=pyoxigraph.NamedNode(term.datatype))


def from_engine(term: EngineTerm) -> Identifier:
    """Return a term of the engine as rdflib's; a plain text has no datatype, as in our models."""
    if isinstance(term, pyoxigraph.NamedNode):
        return iri_of(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if isinstance(term, pyoxigraph.Literal):
        return _literal(term)
    raise TypeError(f"{term} is a triple term, and this dataset holds none.")


def _literal(term: pyoxigraph.Literal) -> Literal:
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == _STRING:
        return Literal(term.value)
    text = term.value
    return (_kept_typed if len(text) <= _SHORT else _typed)(text, datatype)


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=iri_of(datatype), normalize=False)


#: Numbers and dates come again and again too, and rdflib parses each.
_kept_typed = lru_cache(maxsize=1 << 12)(_typed)
