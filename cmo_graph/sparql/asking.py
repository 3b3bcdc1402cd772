"""What it is to ask an untrusted query: this module has the question, and who may answer it.

A `Question` has been scanned and knows the dataset it is asked of. An `Asker` answers it somewhere
it can do no harm: in a process of its own (`cmo_graph.sparql.pool`), or on another server.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rdflib import URIRef

from cmo_graph.errors import UnknownResultFormat
from cmo_graph.sparql.scan import Form, Limits, Scan, scan

#: Media types of tables and truth values, the preferred first.
TABLE_MEDIA_TYPES: tuple[str, ...] = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
#: Media types of RDF graphs, the preferred first.
GRAPH_MEDIA_TYPES: tuple[str, ...] = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)


def media_types(form: Form) -> tuple[str, ...]:
    """Return the media types an answer to a query of this form can have, the preferred first."""
    return GRAPH_MEDIA_TYPES if form.gives_a_graph else TABLE_MEDIA_TYPES


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query is asked of, chosen by the request; they override FROM in its text.

    Source: SPARQL 1.1 Protocol §2.1.4.
    """

    #: Graphs whose union is the default graph.
    default: tuple[URIRef, ...] = ()
    #: Graphs that GRAPH can see.
    named: tuple[URIRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query that was looked through, and how it is to be answered."""

    text: str
    form: Form
    #: Media type of the answer; one of `media_types` of the form.
    media_type: str
    #: The graphs to ask; None leaves the choice to the query, or to `union`.
    dataset: Dataset | None = None
    #: Whether the default graph is the union of all graphs, where neither the request nor the query
    #: names a dataset; otherwise it is the engine's own default graph.
    union: bool = True
    #: IRI against which relative IRIs of the query are resolved.
    base_iri: str | None = None
    #: IRIs that variables of the SELECT clause are bound to.
    bindings: Mapping[str, URIRef] = field(default_factory=dict)
    #: Shortens the asker's deadline; a longer one is not granted.
    timeout_seconds: float | None = None
    #: Whether the answer is to be compressed by gzip, when it is long enough to be worth it.
    gzip: bool = False


def question(
    text: str,
    *,
    media_type: str | None = None,
    scanned: Scan | None = None,
    limits: Limits | None = None,
    union: bool = True,
    dataset: Dataset | None = None,
    base_iri: str | None = None,
    bindings: Mapping[str, URIRef] | None = None,
    timeout_seconds: float | None = None,
    gzip: bool = False,
) -> Question:
    """Look through a text and make it a question.

    Args:
        text: Any text.
        media_type: One of `media_types` of the query's form; by default the first.
        scanned: What `scan` found in the text, when it has looked already.
        limits: What the text may hold.
        union: Whether the default graph is the union of all graphs where nobody names a dataset.
        dataset: The graphs to ask, whatever the text names by FROM.
        base_iri: IRI against which relative IRIs of the text are resolved.
        bindings: IRIs that variables of the SELECT clause are bound to.
        timeout_seconds: Shortens the deadline.
        gzip: Whether the answer may be compressed.

    Raises:
        QueryTooComplex, FederationRefused, NotAQuery, QuerySyntaxError: `scan` refuses the text.
        UnknownResultFormat: the media type does not fit the form.
    """
    scanned = scanned or scan(text, limits=limits)
    accepted = media_types(scanned.form)
    if media_type is not None and media_type not in accepted:
        raise UnknownResultFormat(media_type, scanned.form.value, accepted=accepted)
    return Question(
        text=text,
        form=scanned.form,
        media_type=media_type or accepted[0],
        dataset=dataset,
        # With its union switched on, the engine would pass over FROM in silence.
        union=union and dataset is None and not scanned.names_dataset,
        base_iri=base_iri,
        bindings=bindings or {},
        timeout_seconds=timeout_seconds,
        gzip=gzip,
    )


class Answer(Protocol):
    """The answer to a question, in pieces. Close it, read to its end or not."""

    @property
    def media_type(self) -> str:
        """What it is written in."""

    @property
    def encoding(self) -> str | None:
        """The content coding of its bytes, such as gzip; None for none."""

    @property
    def whole(self) -> bytes | None:
        """All of it, where it has ended within what is held back; None where more will come."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces not yet read; at most one reader.

        Raises:
            QueryTimedOut, QueryOutOfMemory, QueryCrashed, AnswerTooLarge: the query was stopped
                after its first part; what has been read is no whole answer.
        """

    def close(self) -> None:
        """Stop the query, unless it has ended. Whoever reads meets the end."""


class Asker(Protocol):
    """Whoever answers untrusted queries of one dataset version. Belongs to one event loop."""

    async def answer(self, asked: Question, *, begun: Callable[[], None] = ...) -> Answer:
        """Return an answer once it has ended or its first part is there.

        An early failure is therefore a clean error and no truncated answer. Whoever cancels this
        stops the query.

        Args:
            asked: The query.
            begun: Called when the query begins: the time waited before is not the client's.

        Raises:
            QuerySyntaxError: the text breaks the grammar.
            QueryNotSupported: it asks for a function the engine does not have, say.
            QueryTimedOut, QueryOutOfMemory, QueryCrashed, AnswerTooLarge: it was stopped.
            TooManyQueries: nobody was free to answer it in time.
        """
