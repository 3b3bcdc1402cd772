"""What a request of the SPARQL 1.1 Protocol carries: this module reads it, however it was sent.

A query comes in the address, in a form, or as the body itself; an update comes in the two latter
ways. Parameters that the protocol does not know are passed over, because clients send some of their
own.

Source: https://www.w3.org/TR/sparql11-protocol/ sections 2.1 and 2.2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from rdflib import URIRef
from starlette.exceptions import HTTPException

from cmo_graph.errors import InvalidParameter, NotAQuery, QueryTooLong
from cmo_graph.iri import as_iri
from cmo_graph.sparql.asking import Dataset

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Carried:
    """A query or an update, and what was sent with it."""

    #: Text of the query or update; None when the request has neither.
    text: str | None
    is_update: bool
    #: The graphs of `default-graph-uri` and `named-graph-uri`, or for an update of
    #: `using-graph-uri` and `using-named-graph-uri`; None when there is none of them.
    dataset: Dataset | None
    #: Parameters in their order, those of the address first.
    pairs: Pairs

    def value(self, *names: str) -> str | None:
        """Return the first value that was sent under any of these names."""
        return next((value for name, value in self.pairs if name in names), None)


async def read_body(request: Request, *, most_bytes: int) -> bytes:
    """Return the body of a request, refusing a longer one before it is read.

    Raises:
        QueryTooLong: it is longer.
        HTTPException: 415, it is compressed.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise HTTPException(415, f"A text encoded as {encoding!r} is not read; send it as it is.")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most_bytes:
        raise QueryTooLong(int(length), allowed=most_bytes)
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > most_bytes:
            raise QueryTooLong(len(found), allowed=most_bytes)
    return bytes(found)


def content_type(request: Request) -> str:
    """Return the media type of a request's body in lower case; "" when it names none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def from_address(query_string: bytes) -> Carried:
    """Read what a GET request carries; an address without a query carries none.

    Raises:
        NotAQuery: it has several queries or an update, or is not UTF-8.
        InvalidParameter: a graph is not an absolute IRI.
    """
    found = _carried(_pairs(query_string), text=None)
    if found.is_update:
        raise NotAQuery("it is an update, and those are sent by POST")
    return found


def from_body(
    query_string: bytes, body: bytes, *, media_type: str, takes_update: bool = True
) -> Carried:
    """Read what a POST request carries, or a QUERY request, which takes no update.

    Raises:
        HTTPException: 415, the body is in none of the three media types.
        NotAQuery: it has no query, several, or a query and an update; or is not UTF-8.
        InvalidParameter: a graph is not an absolute IRI.
    """
    pairs = _pairs(query_string)
    if media_type == FORM:
        found = _carried([*pairs, *_pairs(body)], text=None)
    elif media_type in (QUERY, UPDATE):
        found = _carried(pairs, text=_decoded(body), is_update=media_type == UPDATE)
    else:
        raise HTTPException(415, f"A query is sent as {QUERY} or {FORM}, an update as {UPDATE}.")
    if found.text is None:
        raise NotAQuery("the request holds none")
    if found.is_update and not takes_update:
        raise NotAQuery("it is an update, and those are sent by POST")
    return found


def _carried(pairs: Pairs, *, text: str | None, is_update: bool = False) -> Carried:
    queries = [value for name, value in pairs if name == "query"]
    updates = [value for name, value in pairs if name == "update"]
    texts = [*queries, *updates, *([] if text is None else [text])]
    if len(texts) > 1:
        raise NotAQuery(f"the request holds {len(texts)} queries or updates, and one is expected")
    is_update = is_update or bool(updates)
    prefix = "using-" if is_update else "default-"
    default = tuple(_iris(f"{prefix}graph-uri", pairs))
    named = tuple(_iris("using-named-graph-uri" if is_update else "named-graph-uri", pairs))
    return Carried(
        text=texts[0] if texts else None,
        is_update=is_update,
        dataset=Dataset(default, named) if default or named else None,
        pairs=pairs,
    )


def _pairs(encoded: bytes) -> Pairs:
    try:
        return parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except UnicodeDecodeError as error:
        raise NotAQuery("it is not UTF-8, or not percent-encoded") from error
    except ValueError as error:
        raise NotAQuery("the request has more than 1000 parameters") from error


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        raise NotAQuery("it is not UTF-8") from error


def _iris(name: str, pairs: Pairs) -> Iterator[URIRef]:
    for found, value in pairs:
        if found == name:
            try:
                yield as_iri(value)
            except ValueError as error:
                raise InvalidParameter(name, value, "an absolute IRI") from error
