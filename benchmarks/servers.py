"""How do we stand beside other SPARQL servers? This module asks three of them the same queries.

Ours runs each query in a process of its own and logs, counts and bounds it; Oxigraph's has none of
our isolation, and rdflib-endpoint answers in its event loop. Small queries are 2,000 different ones
asked again and again, once with the short answers that ours keeps, and once without. All but
rdflib-endpoint, which keeps nothing, have met each of them before.
"""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph

from benchmarks.endpoints import answer, forgetful, ours, oxigraph, rdflib_endpoint
from benchmarks.material import Material, Quads
from benchmarks.measure import Times, alternate, repeat
from benchmarks.raw import query
from benchmarks.table import Row, Target, at_least, duration
from benchmarks.visitors import Met, visit

TITLE = "Beside other SPARQL servers"

#: A small query; `<urn:thing>` stands for one of many things.
_SMALL = "SELECT ?property ?value { <urn:thing> ?property ?value }"
#: Rows whose answer is about 100 MB long.
_LARGE = "SELECT * { ?s ?p ?o } LIMIT 400000"
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Endpoints:
    ours: str
    #: Ours, keeping no answers.
    forgetful: str
    oxigraph: str
    rdflib: str


def rows(material: Material) -> Iterator[Row]:
    """Start the servers on the same data and ask them turn by turn."""
    quads = material.library(material.scale.in_memory)
    is_quick = material.scale.repeats < 10
    seconds = 0.2 if is_quick else 3.0
    things = _things(quads)[: 40 if is_quick else None]
    queries = [_SMALL.replace("urn:thing", thing) for thing in things]
    with ExitStack() as running:
        found = _Endpoints(
            *(
                running.enter_context(serve(quads, material.folder))
                for serve in (ours, forgetful, oxigraph, rdflib_endpoint)
            )
        )
        _refuse_different_answers(found, queries[0])
        for endpoint in (found.ours, found.forgetful, found.oxigraph):
            _ask_each_once(endpoint, queries)
        for clients in (1, 16):
            rounds = [
                _round(found, queries, clients=clients, seconds=seconds)
                for _ in range(1 if is_quick else _ROUNDS)
            ]
            yield from _small(rounds, quads.name, clients=clients)
        yield from _whole_answers(found, quads.name)
        yield _revalidated(found.forgetful, quads.name, seconds=seconds)


def _things(quads: Quads) -> Sequence[str]:
    """Return things that are described, each once."""
    read = pyoxigraph.parse(path=quads.path, format=pyoxigraph.RdfFormat.N_QUADS)
    found: dict[str, None] = {}
    for quad in read:
        found[str(quad.subject.value) if isinstance(quad.subject, pyoxigraph.NamedNode) else ""] = (
            None
        )
        if len(found) > 2_000:
            break
    return [iri for iri in found if iri]


def _target(text: str) -> str:
    return f"?query={quote(text)}"


def _refuse_different_answers(found: _Endpoints, text: str) -> None:
    """Make sure that the servers answer alike, before it is measured how quickly."""
    counts = {
        endpoint: answer(endpoint, _target(text))[2].count(b'"property":')
        for endpoint in (found.ours, found.oxigraph, found.rdflib)
    }
    if len(set(counts.values())) != 1:
        raise RuntimeError(f"The servers do not answer alike: {counts}")


def _ask_each_once(endpoint: str, queries: Sequence[str]) -> None:
    """Let a server keep, of the queries that are asked again and again, whatever it keeps."""
    for text in queries:
        answer(endpoint, _target(text))


def _round(
    found: _Endpoints, queries: Sequence[str], *, clients: int, seconds: float
) -> Sequence[Met]:
    """Visit ours, ours that keeps nothing, Oxigraph's and rdflib-endpoint once each."""
    return [
        visit(endpoint, queries, clients=clients, seconds=seconds)
        for endpoint in (found.ours, found.forgetful, found.oxigraph, found.rdflib)
    ]


def _small(rounds: Sequence[Sequence[Met]], size: str, *, clients: int) -> Iterator[Row]:
    own, anew, oxi, rdflib = (_median(met) for met in zip(*rounds, strict=True))
    who = "1 client" if clients == 1 else f"{clients} clients"
    for what, met in (("kept", own), ("each evaluated", anew)):
        for other, name, target in (
            (rdflib, "rdflib-endpoint", at_least(5)),
            (oxi, "the Oxigraph server", at_least(0.3)),
        ):
            yield Row(
                what=f"small queries, {who}, {what}",
                size=size,
                value=met.rate / other.rate,
                unit=f"× {name}'s rate",
                target=target,
                behind=f"{_told(met)}; the other: {_told(other)}",
            )


def _median(met: Sequence[Met]) -> Met:
    return Met(
        rate=statistics.median(one.rate for one in met),
        p50=statistics.median(one.p50 for one in met),
        p99=statistics.median(one.p99 for one in met),
    )


def _told(met: Met) -> str:
    return f"{met.rate:,.0f} a second, p50 {duration(met.p50)}, p99 {duration(met.p99)}"


def _whole_answers(found: _Endpoints, size: str) -> Iterator[Row]:
    for what, text, target in (
        ("a result of 400,000 rows", _LARGE, at_least(0.5)),
        ("an aggregate", query("visitor_count"), None),
    ):
        own, oxi = alternate(_asking(found.forgetful, text), _asking(found.oxigraph, text), times=3)
        length = len(answer(found.forgetful, _target(text))[2])
        yield _whole(
            what, size, own, oxi, target=target, length=length, other="the Oxigraph server"
        )
    text = query("visitor_count")
    own = repeat(_asking(found.forgetful, text), times=3)
    rdflib = repeat(_asking(found.rdflib, text), times=1)
    yield _whole("an aggregate", size, own, rdflib, length=None, other="rdflib-endpoint")


def _asking(endpoint: str, text: str) -> Callable[[], object]:
    return lambda: answer(endpoint, _target(text))


def _whole(
    what: str,
    size: str,
    own: Times,
    other_times: Times,
    *,
    length: int | None,
    other: str,
    target: Target | None = None,
) -> Row:
    told = "" if length is None else f", {length:,} bytes"
    return Row(
        what=what,
        size=size,
        value=other_times.median / own.median,
        unit=f"× {other}'s rate",
        target=target,
        behind=f"{duration(own.median)}; the other: {duration(other_times.median)}{told}",
    )


def _revalidated(endpoint: str, size: str, *, seconds: float) -> Row:
    """Compare answers of a thousand rows, sent again or found unchanged."""
    text = query("visitor_page")
    status, headers, _ = answer(endpoint, _target(text))
    if status != 200:
        raise RuntimeError(f"The page of rows is answered with {status}.")
    tags: Mapping[str, str] = {text: headers["etag"]}
    fresh = visit(endpoint, [text], clients=1, seconds=seconds)
    again = visit(endpoint, [text], clients=1, seconds=seconds, status=304, tags=tags)
    return Row(
        what="1,000 rows found unchanged (304)",
        size=size,
        value=again.rate / fresh.rate,
        unit="× the rate of fresh ones",
        target=at_least(3),
        behind=f"{_told(again)}; fresh: {_told(fresh)}",
    )
