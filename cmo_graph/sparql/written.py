"""How answers are written: this module knows what each syntax wants besides.

Turtle, TriG and RDF/XML are told the usual prefixes, so that people can read them. RDF/XML has
elements for properties, so a property whose IRI ends in no XML name cannot be written in it. No XML
holds most control characters. The engine would write documents that no parser takes.

Only the standard library and the engine are imported here, as in all that a reader runs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import IO, cast

import pyoxigraph as engine

_START = (
    "A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF"
    "\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD"
    "\\U00010000-\\U000EFFFF"
)
#: An XML name at the end of an IRI. Source: XML 1.0, fifth edition, section 2.3, without the colon.
_NAME_AT_END = re.compile(f"[{_START}][{_START}0-9.\\u00B7\\u0300-\\u036F\\u203F-\\u2040-]*\\Z")

#: Characters, in UTF-8, that are none of XML. Source: XML 1.0, fifth edition, section 2.2.
_CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_NOT_IN_XML = re.compile(b"[%b]|\xef\xbf[\xbe\xbf]" % re.escape(_CONTROLS))


class Inexpressible(ValueError):
    """An answer has something that the syntax asked for cannot hold."""


def write_graph(
    triples: Iterable[engine.Triple],
    sink: IO[bytes],
    syntax: engine.RdfFormat,
    *,
    prefixes: Mapping[str, str],
) -> None:
    """Write triples as they come.

    Raises:
        Inexpressible: RDF/XML is asked for, and cannot name a property or hold a character.
    """
    if syntax == engine.RdfFormat.RDF_XML:
        triples, sink = _nameable(triples), cast("IO[bytes]", XmlText(sink))
    engine.serialize(triples, sink, syntax, prefixes=dict(prefixes))


def write_table(
    found: engine.QuerySolutions | engine.QueryBoolean,
    sink: IO[bytes],
    syntax: engine.QueryResultsFormat | None,
) -> None:
    """Write the rows of a SELECT query as they come, or the answer of an ASK query.

    Raises:
        Inexpressible: XML is asked for, and cannot hold a character.
    """
    if syntax == engine.QueryResultsFormat.XML:
        sink = cast("IO[bytes]", XmlText(sink))
    found.serialize(sink, syntax)


def _nameable(triples: Iterable[engine.Triple]) -> Iterator[engine.Triple]:
    for triple in triples:
        if not ends_in_name(triple.predicate.value):
            raise Inexpressible(unnameable(triple.predicate.value))
        yield triple


def unnameable(prop: str) -> str:
    """Say that RDF/XML cannot name a property."""
    return f"RDF/XML cannot name the property <{prop}>: its IRI ends in no XML name. Turtle can."


@lru_cache(maxsize=1024)
def ends_in_name(iri: str) -> bool:
    """Say whether RDF/XML can name a property of this IRI."""
    return _NAME_AT_END.search(iri) is not None


class XmlText:
    """Passes XML on, as long as it holds no character that XML cannot."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink = sink
        #: The last bytes, as a character may come in two parts.
        self._last = b""

    def write(self, text: bytes) -> int:
        """Take a part of the document.

        Raises:
            Inexpressible: it has a character that no XML document can have.
        """
        joined = self._last + text
        # To leave characters out is many times quicker than to look for one of them.
        is_suspect = b"\xef\xbf" in joined or len(text.translate(None, _CONTROLS)) < len(text)
        if is_suspect and (found := _NOT_IN_XML.search(joined)):
            character = found[0].decode()
            raise Inexpressible(f"No XML holds the character U+{ord(character):04X}. JSON does.")
        self._last = text[-2:]
        return self._sink.write(text)

    def flush(self) -> None:
        """Have what was taken passed on."""
        self._sink.flush()
