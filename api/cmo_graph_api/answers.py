"""How an answer leaves: this module negotiates its syntax and says which dataset version it is of.

The entity tag is a digest of dataset version, address and media type, so an answer is fresh exactly
as long as the dataset is, and a revalidation costs no look-up. What can be read out of derived
graphs is fresh as long as those are, too (`graphs_of`).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from cmo_graph.store.version import Version
from cmo_graph_api.addresses import VERSION_HEADER, asked_address
from cmo_graph_api.negotiation import MEDIA_TYPES, accepted, choose, takes_gzip
from cmo_graph_api.syntaxes import located


def respond(
    request: Request,
    build: Callable[[str], str | bytes],
    *,
    version: str,
    offered: Sequence[str],
    wanted: str | None = None,
    headers: Mapping[str, str] | None = None,
    depends_on: str = "",
) -> Response:
    """Answer in the best of the offered syntaxes, or with 304 when the client has it already.

    Args:
        request: The request.
        build: Makes the body for a media type; not called for a 304.
        version: Digest of the dataset version the answer is read from.
        offered: Media types, the preferred first.
        wanted: A name from `MEDIA_TYPES` that wins over the `Accept` header.
        headers: Further headers.
        depends_on: What else the body follows from, besides the dataset version.

    Raises:
        HTTPException: 406 when none of the offered syntaxes is acceptable.
    """
    media_type = choose(MEDIA_TYPES[wanted] if wanted else accepted(request), offered)
    entity = entity_headers(
        version,
        # A compressed answer has other bytes, and so a tag of its own.
        address=f"{asked_address(request)}\n{depends_on}\n{_is_compressed(request)}",
        media_type=media_type,
    )
    about = located(request, {**(headers or {}), **entity}, media_type=media_type)
    if is_fresh(request, about):
        return Response(status_code=304, headers=about)
    return Response(build(media_type), media_type=_with_charset(media_type), headers=about)


def respond_alike(request: Request, body: bytes, *, media_type: str) -> Response:
    """Answer with what follows from the program alone, or with 304 when the client has it."""
    digest = hashlib.sha256(body + bytes([_is_compressed(request)])).hexdigest()
    headers = {"ETag": f'"{digest[:32]}"', "Cache-Control": "public, no-cache"}
    if is_fresh(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=_with_charset(media_type), headers=headers)


def _is_compressed(request: Request) -> bool:
    return takes_gzip(request.headers.get("accept-encoding"))


#: Headers as they are in messages.
RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Head:
    """The headers of one answer, by name and as they are in messages."""

    by_name: Mapping[str, str]
    _raw: RawHeaders

    @classmethod
    def of(cls, headers: Mapping[str, str], *, media_type: str) -> "Head":
        """Make the head of an answer in a media type."""
        told = {**headers, "Content-Type": _with_charset(media_type)}
        raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in told.items()]
        return cls(headers, raw)

    def raw(self, *, encoding: str | None = None, length: int | None = None) -> RawHeaders:
        """Return the headers, with the content coding and the length of a body that has them."""
        raw = list(self._raw)
        if encoding is not None:
            raw.append((b"content-encoding", encoding.encode()))
        if length is not None:
            raw.append((b"content-length", b"%d" % length))
        return raw


class ReadyAnswer(Response):
    """An answer that is there, with a head that was made before."""

    def __init__(self, body: bytes, head: Head, *, encoding: str | None) -> None:
        # As the framework's own, which would make the head anew each time.
        self.status_code = 200
        self.background = None
        self.body = body
        self.encoding = encoding
        self.raw_headers = head.raw(encoding=encoding, length=len(body))


def entity_headers(version: str, *, address: str, media_type: str) -> dict[str, str]:
    """Return the headers that say what an answer is of and how long it may be kept."""
    return {
        "ETag": _entity_tag(version, address, media_type),
        "Vary": "Accept",
        "Cache-Control": "public, no-cache",
        VERSION_HEADER: version,
    }


def graphs_of(version: Version) -> str:
    """Return what tells apart two versions of which any graph, a derived one too, differs.

    The digest of a dataset leaves derived graphs out, and a query can ask for them.
    """
    told = (f"{graph} {summary.digest}\n" for graph, summary in version.graphs.items())
    return hashlib.sha256("".join(told).encode()).hexdigest()


def is_fresh(request: Request, headers: Mapping[str, str]) -> bool:
    """Say whether the client's own copy is the answer that these headers belong to."""
    return _has(request.headers.get("if-none-match"), headers["ETag"])


def _entity_tag(version: str, address: str, media_type: str) -> str:
    digest = hashlib.sha256("\n".join((version, address, media_type)).encode())
    return f'"{digest.hexdigest()[:32]}"'


def _has(header: str | None, tag: str) -> bool:
    """Say whether an `If-None-Match` header lists a tag; weak comparison, RFC 9110 13.1.2."""
    if header is None:
        return False
    listed = {part.strip().removeprefix("W/") for part in header.split(",")}
    return tag in listed or "*" in listed


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
