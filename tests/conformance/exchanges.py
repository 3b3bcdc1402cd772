"""Requests and the answers that are expected, as the W3C's protocol suites write them down.

This module reads a manifest's `ht:Connection`s and replays their requests one after another. The
prefixes of the suites (`/sparql/`, `/gsp`) stand for wherever a server has them.
"""

import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import pyoxigraph as ox

from tests.conformance.manifests import MF, SUITES, Manifest, Term
from tests.conformance.suites import Data

_HT = "http://www.w3.org/2011/http#"
_HTS = "http://www.w3.org/2011/http-statusCodes#"
_CNT = "http://www.w3.org/2011/content#"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The answer that a suite expects to one request."""

    #: Names of status codes, as `StatusCode4xx` or `Created`; any of them will do.
    statuses: frozenset[str]
    truth: bool | None
    #: `boolean`, `tabular` or `RDF`.
    form: str | None
    headers: tuple[tuple[str, str], ...]
    body: str | None

    def takes(self, status: int) -> bool:
        """Say whether a status code is among those expected."""
        name = "".join(word.capitalize() for word in HTTPStatus(status).phrase.split())
        own = {f"StatusCode{status // 100}xx", "OK" if status == 200 else name}
        return bool(own & self.statuses)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Exchange:
    """One test: a dataset, and requests in the order in which they are sent."""

    name: str
    before: Data
    requests: tuple[Sent, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Got:
    """The answer to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchanges(manifest: str) -> tuple[Exchange, ...]:
    """Return the tests of a manifest, named by its path inside the SPARQL 1.1 suites."""
    file = SUITES / "sparql11" / manifest
    if not file.is_file():
        return ()
    read = Manifest(file)
    return tuple(_exchange(read, test) for test in read.entries())


def _exchange(manifest: Manifest, test: ox.NamedNode) -> Exchange:
    connection = manifest.one(test, MF + "action")
    requests = manifest.items(manifest.one(connection, _HT + "requests"))
    return Exchange(
        manifest.name(test),
        Data(named=tuple(sorted(manifest.labelled_graphs(test)))),
        tuple(_request(manifest, node) for node in requests),
    )


def _request(manifest: Manifest, node: Term) -> Sent:
    body = manifest.one(node, _HT + "body")
    text = manifest.text(body, _CNT + "chars")
    encoding = manifest.text(body, _CNT + "characterEncoding") or "UTF-8"
    return Sent(
        method=manifest.text(node, _HT + "methodName") or "",
        path=manifest.text(node, _HT + "absolutePath") or "",
        headers=_headers(manifest, node),
        body=None if text is None else text.encode(encoding),
        wanted=_wanted(manifest, manifest.one(node, _HT + "resp")),
    )


def _wanted(manifest: Manifest, node: Term | None) -> Wanted:
    statuses = manifest.all(node, MF + "expectedStatus")
    truth = manifest.text(node, MF + "expectedBoolean")
    return Wanted(
        statuses=frozenset(
            status.value.removeprefix(_HTS)
            for status in statuses
            if isinstance(status, ox.NamedNode)
        ),
        truth=None if truth is None else truth == "true",
        form=manifest.text(node, MF + "expectedFormat"),
        headers=_headers(manifest, node),
        body=manifest.text(manifest.one(node, _HT + "body"), _CNT + "chars"),
    )


def _headers(manifest: Manifest, subject: Term | None) -> tuple[tuple[str, str], ...]:
    found = []
    for node in manifest.items(manifest.one(subject, _HT + "headers")):
        name, value = (manifest.text(node, _HT + part) for part in ("fieldName", "fieldValue"))
        found.append((name or "", value or ""))
    return tuple(found)


def replay(
    sent: Sent, *, server: str, prefixes: Mapping[str, str], more: Sequence[tuple[str, str]] = ()
) -> Got:
    """Send a request as it is written, and return the answer.

    Args:
        sent: The request.
        server: Address of the server.
        prefixes: What the suite's beginnings of paths stand for; the first that fits is replaced.
        more: Headers beside the suite's, as the token of writes.
    """
    path = sent.path
    for prefix, own in prefixes.items():
        if path.startswith(prefix):
            path = own + path.removeprefix(prefix)
            break
    address = urlsplit(server)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    try:
        connection.putrequest(sent.method, path, skip_accept_encoding=True)
        for name, value in (*sent.headers, *more):
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(sent.body or b"")))
        connection.endheaders(sent.body)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Got(answer.status, headers, answer.read())
    finally:
        connection.close()
