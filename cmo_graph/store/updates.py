"""What an update may leave behind: this module looks through the graphs that one has changed.

Whoever holds the write token may say anything about anything, blank nodes and the default graph
included. Refused is what would break others' answers: control characters that no XML answer can
carry, literals beyond `LONGEST_LITERAL`, what RDF 1.2 adds, and changes to the graphs that this
program makes by itself.
"""

import re
from collections.abc import Sequence

import pyoxigraph
from rdflib import URIRef

from cmo_graph.errors import GraphReadOnly, RefusedRDF
from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.offered.safety import LONGEST_LITERAL
from cmo_graph.store.content import GraphContent
from cmo_graph.store.lines import read_lines
from cmo_graph.store.version import GraphSummary, summary_of
from cmo_graph.vocabulary import CMO_NAMESPACE

#: What a graph holds of which there is none.
NOTHING: GraphSummary = summary_of(0, 0)

#: A graph that comes with the program.
_ONTOLOGY = URIRef(CMO_NAMESPACE.removesuffix("#"))
#: In the lines that the engine writes, only an object can be a triple term or have a direction.
_TRIPLE_TERM = re.compile(rb"^\S+ \S+ <<.*$", re.MULTILINE)
_DIRECTION = re.compile(rb'^.*"@[A-Za-z0-9-]+--(?:ltr|rtl) \.$', re.MULTILINE)
#: The control characters that XML 1.0 §2.2 excludes, as the engine escapes them.
_CONTROL = re.compile(
    rb"^(?:[^\\\n]|\\[^bfu]|\\u(?!00[01]))*\\(?:[bf]|u00(?:0[0-8BEFbef]|1)).*$", re.MULTILINE
)
_SHOWN = 200


def content_of(engine: pyoxigraph.Store, graph: URIRef, *, keep_order: bool) -> GraphContent:
    """Return what a graph holds now.

    Raises:
        RefusedRDF: it holds what no store should.
    """
    content = GraphContent()
    for lines in read_lines(engine, graph, keep_order=keep_order):
        _refuse_unwanted(lines)
        content.take(b"".join([line + b"\n" for line in lines]))
    return content


def _refuse_unwanted(lines: Sequence[bytes]) -> None:
    text = b"\n".join(lines)
    if b" <<" in text and (found := _TRIPLE_TERM.search(text)):
        raise RefusedRDF("it holds a triple term of RDF 1.2.", statement=_shown(found[0]))
    if b"--" in text and (found := _DIRECTION.search(text)):
        raise RefusedRDF("a text has a base direction.", statement=_shown(found[0]))
    if b"\\" in text and (found := _CONTROL.search(text)):
        raise RefusedRDF("a text holds a control character.", statement=_shown(found[0]))
    for line in lines:
        if len(line) > LONGEST_LITERAL and _longest_text(line) > LONGEST_LITERAL:
            reason = f"a text has more than {LONGEST_LITERAL} bytes; keep long texts in files."
            raise RefusedRDF(reason, statement=_shown(line))


def _longest_text(line: bytes) -> int:
    """Return the bytes of the literal in a line, which are fewer than those it is written with."""
    [quad] = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return len(quad.object.value.encode()) if isinstance(quad.object, pyoxigraph.Literal) else 0


def _shown(line: bytes) -> str:
    text = line.decode(errors="replace")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def refuse_own_graph(graph: URIRef, *, base: Base, quads: int) -> None:
    """Let a graph pass that may have been changed so that it holds `quads` statements now.

    What is derived may be emptied, as `CLEAR ALL` does, for it is made anew; so may the ontology,
    which a server brings back. Else they are this program's own, as history always is.

    Raises:
        GraphReadOnly: it is not for an update to change.
    """
    is_emptied = quads == 0 and not str(graph).startswith(base.history(""))
    if is_emptied:
        return
    if graph == _ONTOLOGY:
        raise GraphReadOnly(graph, "it holds the ontology, which comes with the program")
    if not base.is_stated(graph):
        raise GraphReadOnly(graph, "it follows from the other graphs, and is made from them")


def refuse_reserved_name(engine: pyoxigraph.Store) -> None:
    """Make sure that no graph has the name that stands for the default graph.

    Raises:
        GraphReadOnly: one has.
    """
    named = pyoxigraph.NamedNode(DEFAULT_GRAPH)
    if next(iter(engine.quads_for_pattern(None, None, None, named)), None) is not None:
        raise GraphReadOnly(DEFAULT_GRAPH, "its name stands for the graph without a name")
