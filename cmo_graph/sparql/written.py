"""How a graph that a query made is written: this module knows what each syntax wants besides.

Turtle, TriG and RDF/XML are told the usual prefixes, so that people can read them. RDF/XML has
elements for properties, so a property whose IRI ends in no XML name cannot be written in it; the
engine would write a document that no parser takes.

Only the standard library and the engine are imported here, as in all that a reader runs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import IO

import pyoxigraph as engine

_START = (
    "A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF"
    "\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD"
    "\\U00010000-\\U000EFFFF"
)
#: An XML name at the end of an IRI. Source: XML 1.0, fifth edition, section 2.3, without the colon.
_NAME_AT_END = re.compile(f"[{_START}][{_START}0-9.\\u00B7\\u0300-\\u036F\\u203F-\\u2040-]*\\Z")


def write_graph(
    triples: Iterable[engine.Triple],
    sink: IO[bytes],
    syntax: engine.RdfFormat,
    *,
    prefixes: Mapping[str, str],
) -> None:
    """Write triples as they come.

    Raises:
        ValueError: RDF/XML is asked for, and cannot name a property.
    """
    if syntax == engine.RdfFormat.RDF_XML:
        triples = _nameable(triples)
    engine.serialize(triples, sink, syntax, prefixes=dict(prefixes))


def _nameable(triples: Iterable[engine.Triple]) -> Iterator[engine.Triple]:
    for triple in triples:
        if not _ends_in_name(triple.predicate.value):
            raise ValueError(
                f"RDF/XML cannot name the property <{triple.predicate.value}>: its IRI ends in no"
                " XML name. Turtle can."
            )
        yield triple


@lru_cache(maxsize=1024)
def _ends_in_name(iri: str) -> bool:
    return _NAME_AT_END.search(iri) is not None
