"""Terms in the text of a query: this module is the one place where they are written.

Nothing else of a caller's ever becomes part of a query or an update. A term is checked by the
engine's own types first, so that no IRI can hold what would end it.
"""

import re
from collections.abc import Callable, Mapping

import pyoxigraph
from rdflib.term import Identifier

from cmo_graph.store.terms import EngineTerm, as_engine

_Written = pyoxigraph.NamedNode | pyoxigraph.Literal
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: What stands in a quoted literal only as an escape: quotes, backslashes, and all controls.
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f-\x9f]')
_WHERE = re.compile(r"^(?:WHERE|ASK(?: WHERE)?) \{\n", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z]\w*")


def written(term: Identifier | EngineTerm) -> str:
    r"""Return an IRI or a literal as SPARQL.

    Some servers read `\u0041` before they read anything else (SPARQL 1.1 §19.2), so a backslash of
    a text never stands before a `u`: that letter is written by its number too.

    Raises:
        ValueError: the IRI or the language tag is malformed, or the text is not Unicode.
        TypeError: it is neither an IRI nor a literal.
    """
    found = term if isinstance(term, _Written) else as_engine(term)
    if isinstance(found, pyoxigraph.NamedNode):
        return f"<{found.value}>"
    if found.language:
        return f"{_quoted(found.value)}@{found.language}"
    if found.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return _quoted(found.value)
    return f"{_quoted(found.value)}^^<{found.datatype.value}>"


def _quoted(text: str) -> str:
    escaped = _SPECIAL.sub(_escaped, text)
    return f'"{unambiguous(escaped)}"'


def unambiguous(escaped: str) -> str:
    """Return an escaped text in which no escaped backslash stands before a `u`."""
    return re.sub(r"((?:\\\\)+)([uU])", _spelled, escaped)


def _spelled(match: re.Match[str]) -> str:
    return f"{match[1]}\\u{ord(match[2]):04X}"


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[0]) or f"\\u{ord(match[0]):04X}"


def bound(
    text: str,
    bindings: Mapping[str, Identifier],
    *,
    encode: Callable[[_Written], EngineTerm] = lambda term: term,
) -> str:
    """Return a stored query in which parameters have these values, whatever they hold.

    The values are joined to the outermost group as a VALUES block, its first part.

    Args:
        text: A stored query; its outermost group opens a line with `WHERE {`.
        bindings: Terms by the name of the parameter.
        encode: What gives a term the form in which the server keeps it.

    Raises:
        ValueError, TypeError: as `written`; or the text has no such line.
    """
    if not bindings:
        return text
    if not all(_NAME.fullmatch(name) for name in bindings):
        raise ValueError(f"{list(bindings)} are not all names of parameters.")
    opening = _WHERE.search(text)
    if opening is None:
        raise ValueError("The query has no line that begins with 'WHERE {'.")
    names = " ".join(f"?{name}" for name in bindings)
    values = " ".join(written(encode(as_engine(term))) for term in bindings.values())
    block = f"  VALUES ({names}) {{ ({values}) }}\n"
    return f"{text[: opening.end()]}{block}{text[opening.end() :]}"
