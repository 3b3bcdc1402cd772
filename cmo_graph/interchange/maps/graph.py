"""A map as a file draws it: this module has its nodes, edges, sources and statements.

Every shape of file is read into these and written from these. Words are the file's own; what they
mean in a review is decided later. What the file says beyond the named fields is `further`, by the
names that the file has for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmo_graph.interchange.importing import NOWHERE
from cmo_graph.interchange.notes import Place

#: What a file says beyond the fields that are known, by its own names; JSON values.
Further = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnNode:
    """A node."""

    #: By what edges name it.
    key: str
    label: str
    #: Its part in the theory, in the file's own words: "context", "M-resource"; "" for none.
    role: str = ""
    definition: str = ""
    #: Keys of wider nodes.
    broader: tuple[str, ...] = ()
    #: Keys of nodes that say the opposite.
    opposite: tuple[str, ...] = ()
    further: Further = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnEdge:
    """An edge: one claim that one thing brings another about, made once."""

    #: Keys of the nodes that it leaves and reaches.
    source: str
    target: str
    #: Its own id in the file; "" when it has none.
    key: str = ""
    #: What the edge does and its sign, in the file's own words.
    relation: str = ""
    polarity: str = ""
    #: Key of the source document that says so, and the words in which it does.
    document: str = ""
    quote: str = ""
    page: str = ""
    #: Which way the document bears on the edge, in the file's own words; "" for support.
    stance: str = ""
    #: Key of the statement that the quotation is from.
    statement: str = ""
    #: Id of the configuration that the edge is a step of.
    configuration: str = ""
    note: str = ""
    further: Further = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnDocument:
    """A source: a document, or somebody who was asked."""

    key: str
    label: str = ""
    further: Further = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStatement:
    """A piece of a source's text."""

    key: str
    text: str
    document: str = ""
    further: Further = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMap:
    """All that one file, or several that belong together, draws."""

    nodes: tuple[DrawnNode, ...] = ()
    edges: tuple[DrawnEdge, ...] = ()
    documents: tuple[DrawnDocument, ...] = ()
    statements: tuple[DrawnStatement, ...] = ()
    #: Whether all nodes are listed, so that an edge to another one is an error.
    is_closed: bool = False
