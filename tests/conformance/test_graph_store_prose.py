"""The W3C's first tests of the Graph Store Protocol, which are deprecated and written in prose.

`test_graph_store` replays those that took their place. These are one story, told test by test: each
finds what the ones before it left. `$GRAPHSTORE$` is read as `/graph` in the address of a graph,
and as `/graphs` where it is the graph store itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

import httpx2
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDFS
from rdflib.collection import Collection

from tests.conformance.endpoint import TOKEN, Endpoint, served
from tests.conformance.manifests import MF, SUITES, absent
from tests.conformance.outcomes import Graph, same

pytestmark = absent

_MANIFEST = SUITES / "sparql11/http-rdf-update/manifest.ttl"
_BASE = "http://localhost:8000"
_NO_STOP = "the body is no Turtle: its statement does not end with a full stop"

#: Tests that cannot be passed, and why.
EXCEPTIONS = {
    "delete__existing_graph": "no test before it makes the graph; and the answer is 204, not 200",
    "post__existing_graph": _NO_STOP,
    "get_of_post__existing_graph": f"it finds what the one before would leave, but {_NO_STOP}",
    "post__multipart_formdata": _NO_STOP,
    "get_of_post__multipart_formdata": f"it finds what the one before would leave, but {_NO_STOP}",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer, as the suite writes it."""

    first: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Story:
    """One test."""

    name: str
    request: Message
    response: Message

    def __str__(self) -> str:
        return self.name


def stories() -> tuple[Story, ...]:
    """Return the tests in their order; none where the suite is absent."""
    if not _MANIFEST.is_file():
        return ()
    manifest = rdflib.Graph().parse(_MANIFEST)
    [entries] = manifest.objects(None, rdflib.URIRef(MF + "entries"))
    return tuple(_story(manifest, test) for test in Collection(manifest, entries))


def _story(manifest: rdflib.Graph, test: rdflib.term.Node) -> Story:
    [text] = [str(one) for one in manifest.objects(test, RDFS.comment) if "####" in str(one)]
    request, _, response = text.partition("#### Response")
    return Story(
        str(test).rpartition("#")[2],
        _message(request.partition("#### Request")[2]),
        _message(response),
    )


def _message(text: str) -> Message:
    head, _, body = dedent(text).strip("\n").partition("\n\n")
    first, *lines = head.splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    return Message(first, headers, _here(body))


def _here(text: str) -> str:
    """Return a text with the addresses of this server in place of the suite's."""
    return (
        text.replace("http://$HOST$/$GRAPHSTORE$/", f"{_BASE}/graph/")
        .replace("$GRAPHSTORE$/", "/graph/")
        .replace("$GRAPHSTORE$", "/graphs")
    )


def graph(body: str) -> Graph:
    found = ox.parse(body.encode(), format=ox.RdfFormat.TURTLE, base_iri=_BASE)
    return Graph(tuple(quad.triple for quad in found))


class Teller:
    """Sends the requests of the story, and remembers where a new graph was put."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._made = ""

    def send(self, story: Story) -> httpx2.Response:
        method, path, _ = story.request.first.split(" ")
        kept = {"Accept", "Content-Type"} & story.request.headers.keys()
        answer = self._endpoint.client.request(
            method,
            self._endpoint.url + _here(path.replace("$NEWPATH$", self._made)),
            content=story.request.body.encode(),
            headers={
                "Authorization": f"Bearer {TOKEN}",
                **{name: story.request.headers[name] for name in kept},
            },
        )
        self._made = answer.headers.get("location", self._made).removeprefix(_BASE)
        return answer


@pytest.fixture(scope="module")
def teller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    with served(tmp_path_factory.mktemp("story")) as endpoint:
        yield Teller(endpoint)


@pytest.mark.parametrize("story", stories(), ids=str)
def test_request_is_answered_as_the_story_says(story: Story, teller: Teller) -> None:
    if story.name in EXCEPTIONS:
        pytest.skip(EXCEPTIONS[story.name])

    answer = teller.send(story)

    assert answer.status_code == int(story.response.first.split(" ")[0])
    if "Content-Type" in story.response.headers:
        assert answer.headers["Content-Type"] == story.response.headers["Content-Type"]
    if story.response.body:
        assert same(graph(story.response.body), graph(answer.text))


def test_exceptions_are_of_the_suite() -> None:
    assert {story.name for story in stories()} >= EXCEPTIONS.keys()
