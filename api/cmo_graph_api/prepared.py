"""What follows from a query's request alone: this module makes the question, and remembers it.

Nothing here depends on the dataset. Programs ask the same few queries again and again, and to read,
look through and negotiate such a request takes longer than to answer it, so the outcome is kept for
those that are short.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request

from cmo_graph.errors import InvalidParameter
from cmo_graph.sparql.asking import GRAPH_MEDIA_TYPES, TABLE_MEDIA_TYPES, Question, question
from cmo_graph.sparql.scan import Form, Limits, scan
from cmo_graph_api.addresses import UNKEPT, VERSION_HEADER
from cmo_graph_api.answers import Head, entity_headers
from cmo_graph_api.carried import Carried
from cmo_graph_api.kept_answers import is_changing
from cmo_graph_api.negotiation import choose, takes_gzip
from cmo_graph_api.observing import hash_of
from cmo_graph_api.settings import Settings

#: Requests that are remembered, and the most bytes of one: some ten megabytes if all are that long.
REMEMBERED, LONGEST = 4096, 1024

#: What an answer is written in, by what a client may call it; the preferred first.
TABLES: Mapping[str, str] = {
    **{media_type: media_type for media_type in TABLE_MEDIA_TYPES},
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
GRAPHS: Mapping[str, str] = {
    **{media_type: media_type for media_type in GRAPH_MEDIA_TYPES},
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "text/n3": "text/turtle",  # of which Turtle is a part
    "text/rdf+n3": "text/turtle",
}
#: Short names that some clients send as `format` or `output` in place of an Accept header.
_TABLE_NAMES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_GRAPH_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("turtle", "ttl", "n3"), "text/turtle"),
    **dict.fromkeys(("ntriples", "nt", "n-triples"), "application/n-triples"),
    **dict.fromkeys(("xml", "rdf", "rdf+xml", "rdfxml"), "application/rdf+xml"),
    **dict.fromkeys(("json", "jsonld", "json-ld"), "application/ld+json"),
    "trig": "application/trig",
    **dict.fromkeys(("nquads", "nq", "n-quads"), "application/n-quads"),
}

#: A query string, and the headers `Accept` and `Accept-Encoding`: all that counts of a GET.
Sent = tuple[bytes, bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question, and what its answer is called by."""

    question: Question
    #: Media type that the answer is told to be in.
    media_type: str
    #: All that the answer follows from besides the dataset.
    told: str
    #: What a log tells of the text.
    text_hash: str
    #: The head of its answer, by the state of the dataset that was asked last.
    heads: dict[str, Head] = field(default_factory=dict)

    def head(self, version: str, *, state: str) -> Head:
        """Return the head of its answer; without an entity tag where that is another each time.

        Args:
            version: Digest of the dataset version that answers.
            state: What tells apart versions of which any graph differs (`graphs_of`).
        """
        known = self.heads.get(state)
        if known is None:
            known = Head.of(self._headers(version, state), media_type=self.media_type)
            self.heads.clear()
            self.heads[state] = known
        return known

    def _headers(self, version: str, state: str) -> dict[str, str]:
        vary = {"Vary": "Accept, Accept-Encoding"}
        if is_changing(self.question.text):
            return {**vary, "Cache-Control": UNKEPT, VERSION_HEADER: version}
        address = hashlib.sha256(f"{state}\n{self.told}".encode()).hexdigest()
        return {**entity_headers(version, address=address, media_type=""), **vary}


class Preparing:
    """The requests prepared last. Belongs to one event loop."""

    def __init__(self) -> None:
        self._remembered: OrderedDict[Sent, Prepared] = OrderedDict()

    def find(self, sent: Sent) -> Prepared | None:
        """Return what was made of the same request, if it is remembered."""
        found = self._remembered.get(sent)
        if found is not None:
            self._remembered.move_to_end(sent)
        return found

    def remember(self, sent: Sent, prepared: Prepared) -> None:
        """Remember a request that was let through, unless it is long."""
        if sum(len(part or "") for part in sent) > LONGEST:
            return
        self._remembered[sent] = prepared
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)


def sent_by(request: Request) -> Sent:
    """Return all that counts of a GET."""
    accept = accept_encoding = None
    for name, value in request.scope["headers"]:
        if name == b"accept":
            accept = value if accept is None else accept + b", " + value
        elif name == b"accept-encoding" and accept_encoding is None:
            accept_encoding = value
    return request.scope["query_string"], accept, accept_encoding


def prepare(carried: Carried, sent: Sent, settings: Settings) -> Prepared:
    """Look through what a request carries, and make it a question.

    Args:
        carried: What it carries; it has a text.
        sent: How it was sent.
        settings: The server's.

    Raises:
        QueryTooComplex, FederationRefused, NotAQuery, QuerySyntaxError: the text is refused.
        InvalidParameter: the timeout is no number above 0.
        HTTPException: 406, the answer can be had in none of the syntaxes asked for.
    """
    accept, accept_encoding = map(_decoded, sent[1:])
    text = carried.text or ""
    scanned = scan(text, limits=_limits(settings))
    called, media_type = _media_type(carried, accept, scanned.form)
    asked = question(
        text,
        scanned=scanned,
        media_type=media_type,
        union=settings.default_graph == "union",
        dataset=carried.dataset,
        base_iri=settings.base_iri,
        timeout_seconds=_timeout(carried),
        gzip=takes_gzip(accept_encoding),
    )
    told = f"{called}\n{asked.gzip}\n{asked.union}\n{asked.dataset}\n{text}"
    return Prepared(asked, called, told, hash_of(text))


def _decoded(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _limits(settings: Settings) -> Limits:
    return Limits(
        characters=settings.query_post_bytes,
        tokens=settings.query_tokens,
        nested=settings.query_nesting,
    )


def _media_type(carried: Carried, accept: str | None, form: Form) -> tuple[str, str]:
    """Return what the answer is called, and the engine's own name for that."""
    offered = GRAPHS if form.gives_a_graph else TABLES
    short = carried.value("format", "output")
    if short:
        names = _GRAPH_NAMES if form.gives_a_graph else _TABLE_NAMES
        # In an address that nobody encoded, `+` is a blank.
        wanted = names.get(short.lower(), short.lower().replace(" ", "+"))
        called = choose(wanted, tuple(offered))
    else:
        called = choose(accept, tuple(offered))
    return called, offered[called]


def _timeout(carried: Carried) -> float | None:
    given = carried.value("timeout")
    if given is None:
        return None
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise InvalidParameter("timeout", given, "a number of seconds above 0")
    return seconds
