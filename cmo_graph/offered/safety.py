"""What is refused in RDF from outside: this module tells the fault of a text or of a literal.

The engine's parsers are recursive: JSON-LD nested 10,000 deep or a chain of triple terms ends the
process, and RDF/XML entities expand without limit. Both are refused by a look at the text before it
is parsed. Control characters that XML cannot carry are refused too: a stored one would make every
XML answer malformed.

Only the standard library and the engine are imported here, so that a process that parses starts
quickly.
"""

import json
import re
from itertools import islice
from mmap import mmap

from pyoxigraph import RdfFormat

#: Most bytes of one literal's text in UTF-8 (1 MiB); the longest text of a review is a few KB.
LONGEST_LITERAL = 1 << 20
#: Deepest nesting of arrays and objects in JSON-LD.
DEEPEST_JSON = 200
#: How often `<<`, which opens a triple term, may stand in a text, inside literals or out.
MOST_OPENINGS = 1_000

#: Media types of triples that can be read into one graph.
GRAPH_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
#: Media types that name the graph of every statement.
DATASET_FORMATS = {
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}

#: The control characters that XML 1.0 §2.2 excludes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|\x00", re.IGNORECASE)
_OPENING = re.compile(rb"<<")
_JSON_NESTING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', re.DOTALL)
#: Characters of a statement that a message shows.
_SHOWN = 200


def fault_in_source(text: bytes | mmap, syntax: RdfFormat) -> str | None:
    """Return why a text must not be parsed, as the rest of a sentence; None when it may be."""
    if syntax == RdfFormat.RDF_XML and _DOCTYPE.search(text):
        return "RDF/XML with a DOCTYPE or ENTITY, or not in UTF-8, is not read."
    openings = sum(1 for _ in islice(_OPENING.finditer(text), MOST_OPENINGS + 1))
    if openings > MOST_OPENINGS:
        return f"it opens triple terms of RDF 1.2 (<<) more than {MOST_OPENINGS} times."
    if syntax == RdfFormat.JSON_LD and _json_depth(text) > DEEPEST_JSON:
        return f"its JSON is nested more than {DEEPEST_JSON} deep."
    return None


def fault_in_text(text: str) -> str | None:
    """Return why a literal must not be kept, as the rest of a sentence; None when it may be."""
    control = _CONTROL.search(text)
    if control:
        return f"a text holds the control character U+{ord(control[0]):04X}; take it out."
    # Four bytes a character at most: the exact length is worked out only where it can matter.
    if len(text) * 4 > LONGEST_LITERAL and len(text.encode()) > LONGEST_LITERAL:
        return f"a text has more than {LONGEST_LITERAL} bytes; keep long texts in files."
    return None


def names_anything(json_ld: bytes | mmap) -> bool:
    """Say whether JSON-LD has a name that is no keyword, outside its contexts.

    What has such names and states nothing is plain JSON: JSON-LD passes over a name that stands for
    no IRI (JSON-LD 1.1 API section 5.1.2), and to replace a graph with that would remove it.
    """
    # As text: Python refuses to make a number of thousands of digits.
    return _names_anything(json.loads(json_ld[:], parse_int=str, parse_float=str))


def _names_anything(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_names_anything, value))
    if not isinstance(value, dict):
        return False
    said = {name: inside for name, inside in value.items() if name != "@context"}
    return any(name[:1] != "@" or _names_anything(inside) for name, inside in said.items())


def shown(statement: object) -> str:
    """Return a statement as a message shows it: its beginning, when it is long."""
    text = " ".join(map(repr, statement)) if isinstance(statement, tuple) else str(statement)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _json_depth(text: bytes | mmap) -> int:
    depth = deepest = 0
    for token in _JSON_NESTING.finditer(text):
        if token[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in b"]}":
            depth -= 1
    return deepest
