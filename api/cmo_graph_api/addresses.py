"""Where a request asks and where its answers lead: this module knows base IRI and dataset version.

The path after the base IRI is what counts: with the base `https://example.org/base/` a request for
`/base/id/concepts/r.trust` and one for `/id/concepts/r.trust` mean the same thing, under whatever
host name they come. So a proxy may strip the base's path or leave it.

What is under `/v1/…`, `/sparql`, `/graphs`, `/graph/…` and `/id/…` is answered of an older dataset
version under `/v1/datasets/{version}/…`, and its pages under `/v1/datasets/{version}/pages/…`. The
path is rewritten before a router sees it, and links lead back under that prefix, so that no router
knows of it.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.model import THINGS
from cmo_graph.store.kept import is_digest
from cmo_graph.store.version import Version

#: Header that names the dataset version an answer was read from.
VERSION_HEADER = "Dataset-Version"
#: What may be kept for good: an answer of a version that is named by its digest and is past.
IMMUTABLE = "public, max-age=31536000, immutable"
#: What may not: an answer that is another one each time.
UNKEPT = "no-store"

_VERSIONED = re.compile(r"/v1/datasets/([^/]+)/(.+)", re.DOTALL)
_ENDING = re.compile(r"([a-z/-]+)\.([a-z][a-z0-9]{0,9})")
_REST = "/v1/"
_PAGES = "pages"
#: First steps of paths beside /v1 that are answered of older versions, too.
_BESIDE = frozenset({"sparql", "graphs", "graph", "id"})
#: First steps of the pages that are of no thing; like those of things they are of a version.
_SITE = frozenset(
    {
        "embed",
        "about",
        "accessibility",
        "data",
        "evidence-map",
        "gaps",
        "contested",
        "what-if",
        "for-whom",
        "pathways",
        "query",
        "search",
    }
)
#: First steps of all pages of a version; that of the first page is empty.
_PAGED = frozenset({*THINGS, *_SITE, ""})
#: Parts of the ontology that have an address of their own.
_PARTS = ("ns/shapes", "ns/alignments")
#: Pages whose address may end in a syntax, and has no key that could have a full stop.
_WITH_SYNTAXES = frozenset({*THINGS, *_SITE, "datasets", "problems", "ns", *_PARTS})


@dataclass(frozen=True, slots=True)
class Root:
    """Where the server is reached from outside, as its base IRI says."""

    #: The path before all others; begins and ends in `/`.
    path: str
    #: The whole address; None when nobody has set a base, and requests say it.
    address: str | None


def root_of(base: Base) -> Root:
    """Return where a server of this base is reached; a base that is no web address says nothing.

    Of a base that ends in `#`, it is the folder of the document.
    """
    folder = base.iri[: base.iri.rfind("/") + 1]
    parts = urlsplit(folder)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return Root("/", None)
    return Root(parts.path or "/", None if base == DEFAULT_BASE else folder)


@dataclass(slots=True)
class Place:
    """Where one request asks."""

    root: Root
    #: The path as it was asked for, after the base's.
    path: str
    #: The dataset version as it was asked for; None for whichever is the current one.
    version: str | None = None
    #: The syntax in which the path of a page without a key ends; empty where it names none.
    suffix: str = ""
    #: The version that answers; None while nothing was read.
    answering: Version | None = None
    #: Whether a newer version with other content was there.
    is_past: bool = False

    def link(self, path: str) -> str:
        """Return the path by which a client reaches one of ours, in the same dataset version."""
        return self.root.path + _in_version(path, self.version).removeprefix("/")


def place_of(scope: Scope) -> Place:
    """Return where a request asks; every copy of its scope shares it."""
    state = scope.setdefault("state", {})
    if "place" not in state:
        state["place"] = Place(Root("/", None), scope["path"])
    found: Place = state["place"]
    return found


def asked_path(request: Request) -> str:
    """Return the path that was asked for, after the base's, percent-encoded as in an address."""
    return quote(place_of(request.scope).path, safe="/:@!$&'()*+,;=~")


def asked_from_root(request: Request) -> str:
    """Return the same with the base's path before it: a path from the root of the host."""
    return place_of(request.scope).root.path + asked_path(request).removeprefix("/")


def asked_address(request: Request) -> str:
    """Return path and query as they were asked for: the same under every host name."""
    return f"{asked_path(request)}?{request.url.query}"


def link(request: Request, path: str) -> str:
    """Return the path by which a client reaches one of ours, in the same dataset version.

    It begins with `/`, so that it leads to the host that was asked. Paths that are not of a dataset
    version, such as `/static/…`, are the same in all.
    """
    return place_of(request.scope).link(path)


def address(request: Request, path: str) -> str:
    """Return the whole address of one of our paths, in the same dataset version.

    It is under the base IRI, whatever host name was asked; only where nobody has set a base is it
    under the one that was.
    """
    return address_at(request, path, version=place_of(request.scope).version)


def address_at(request: Request, path: str, *, version: str | None) -> str:
    """Return the whole address of one of our paths in a dataset version; None is the newest."""
    root = place_of(request.scope).root
    within = _in_version(path, version).removeprefix("/")
    if root.address is None:
        return f"{request.url.scheme}://{request.url.netloc}{root.path}{within}"
    return root.address + within


def _in_version(path: str, version: str | None) -> str:
    if version is None or path.startswith("/v1/datasets"):
        return path
    prefix = f"/v1/datasets/{quote(version, safe='')}"
    if path.startswith(_REST):
        return f"{prefix}/{path.removeprefix(_REST)}"
    first = path[1:].partition("/")[0].partition("?")[0]
    if first in _BESIDE:
        return prefix + path
    first, _ = _apart(first)
    return f"{prefix}/{_PAGES}{path}" if first in _PAGED else path


def _meant(path: str) -> tuple[str, str | None]:
    """Return the path that a router knows, and the dataset version; None for the current one."""
    found = _VERSIONED.fullmatch(path)
    if found is None:
        return path, None
    version, rest = found.groups()
    first, _, others = rest.partition("/")
    if first == _PAGES:
        return (f"/{others}", version) if _is_paged(others) else (path, None)
    if first == "datasets":
        return path, None
    return (f"/{rest}" if first in _BESIDE else _REST + rest), version


def _is_paged(path: str) -> bool:
    """Say whether a path, without its first `/`, is that of a page of a dataset version."""
    first, _ = _apart(path.partition("/")[0])
    return first in _PAGED and bool(first or not path)


def _apart(steps: str) -> tuple[str, str]:
    """Return the steps of a path without the syntax that they end in, and that."""
    found = _ENDING.fullmatch(steps)
    is_page = found is not None and found[1] in _WITH_SYNTAXES
    return (found[1], found[2]) if found and is_page else (steps, "")


class Addressed:
    """Finds out where a request asks, and says in the answer which dataset version it is of."""

    def __init__(self, app: ASGIApp, *, base: Base) -> None:
        self.app = app
        self._root = root_of(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under the path that a router knows."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = self._after_base(scope["path"])
        path, version = _meant(asked)
        steps, suffix = _apart(path[1:])
        path = f"/{steps}"
        place = Place(self._root, asked, version, suffix)
        scope.setdefault("state", {})["place"] = place

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tell_version(message, place, is_kept=scope["method"] == "GET")
            await send(message)

        inner = {**scope, "path": path, "raw_path": quote(path).encode()}
        await self.app(inner, receive, send_with_version)

    def _after_base(self, path: str) -> str:
        if path.startswith(self._root.path):
            return "/" + path.removeprefix(self._root.path)
        return "/" if f"{path}/" == self._root.path else path


def _tell_version(message: Message, place: Place, *, is_kept: bool) -> None:
    headers = MutableHeaders(scope=message)
    if place.answering is not None:
        headers.setdefault(VERSION_HEADER, place.answering.digest)
    is_final = message["status"] in (200, 303, 304) and is_digest(place.version or "")
    if is_kept and place.is_past and is_final and headers.get("Cache-Control") != UNKEPT:
        headers["Cache-Control"] = IMMUTABLE
