"""Graphs as whole documents: this module writes them with the project's prefixes.

What a syntax cannot hold is told as an error of the library's own; `written` says what that is.
"""

from collections.abc import Iterable, Mapping
from typing import IO

import pyoxigraph
from pyoxigraph import RdfFormat

from cmo_graph.errors import NotInThisSyntax
from cmo_graph.sparql.written import Inexpressible, ends_in_name, unnameable, write_graph
from cmo_graph.vocabulary import PREFIXES

#: Syntaxes that people read, or in which names of properties need a prefix.
_WITH_PREFIXES = frozenset({"text/turtle", "application/trig", "application/rdf+xml"})


def prefixes_for(media_type: str) -> dict[str, str] | None:
    """Return the prefixes that an answer in this syntax has; None when it has none."""
    return dict(PREFIXES) if media_type in _WITH_PREFIXES else None


def refuse_unnameable(properties: Iterable[str]) -> None:
    """Refuse a graph with these properties for RDF/XML, unless it can name them all.

    Raises:
        NotInThisSyntax: it cannot.
    """
    for prop in properties:
        if not ends_in_name(prop):
            raise NotInThisSyntax(unnameable(prop))


def write_document(
    triples: Iterable[pyoxigraph.Triple],
    sink: IO[bytes],
    syntax: RdfFormat,
    *,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    """Write triples as they come.

    Raises:
        NotInThisSyntax: RDF/XML is asked for, and cannot name a property or hold a character.
    """
    try:
        write_graph(triples, sink, syntax, prefixes=prefixes)
    except Inexpressible as error:
        raise NotInThisSyntax(str(error)) from error
