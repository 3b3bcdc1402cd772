"""What does a request cost beside the engine's own answer, and does it grow with the store?

The seed is in both stores, the small one and the large one, so the same request has the same answer
at both sizes, but for totals. This module asks it of a server of each.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from benchmarks.material import Material, Quads
from benchmarks.measure import Times, alternate, repeat
from benchmarks.raw import Engine, query
from benchmarks.serving import Server, asked, served
from benchmarks.table import Row, at_most, duration, rounded
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.store import open_store

TITLE = "Requests over HTTP"

#: How much slower a request may be in the large store: noise, and a deeper tree in the engine.
GROWTH = 1.5

#: What is asked about: a configuration of the embedded synthesis, and a concept in it.
SEED_CONFIGURATION = "sos.shared-responsibility-makes-children-safer"
SEED_CONCEPT = "sos.safety-plans"

_SPARQL = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Case:
    """A request, and what the engine alone is asked for the same."""

    what: str
    path: str
    alone: Callable[[Engine], bytes] | None = None
    accept: str = "application/json"


@dataclass(frozen=True, slots=True)
class Side:
    """A store that is served, and its files opened by the engine alone."""

    quads: Quads
    engine: Engine
    server: Server


def rows(material: Material) -> Iterator[Row]:
    """Ask everything of both stores, turn by turn."""
    with ExitStack() as stack:
        small, large = (_side(material, quads, stack) for quads in material.sources)
        growth = []
        for case in _cases():
            times = alternate(
                lambda: _ask(small, case),  # noqa: B023  # asked before the next case
                lambda: _ask(large, case),  # noqa: B023
                times=material.scale.repeats,
            )
            for side, measured in zip((small, large), times, strict=True):
                yield _beside_the_engine(case, side, measured, material.scale.repeats)
            growth.append(_growth(case, *times, lines=material.synthetic.lines))
        yield from growth
        yield from (_memory(side) for side in (small, large))


def _side(material: Material, quads: Quads, stack: ExitStack) -> Side:
    location = material.location(quads)
    store = open_store(location)
    engine = Engine.read(store.current().reader_source)
    store.close()
    return Side(quads, engine, stack.enter_context(served(location)))


def _ask(side: Side, case: Case) -> bytes:
    return side.server.get(case.path, accept=case.accept)


def _cases() -> Iterator[Case]:
    """Yield the requests: of the seed, or of what only it has, so that both answers are alike."""
    key, iri = SEED_CONFIGURATION, DEFAULT_BASE.mint("configurations", SEED_CONFIGURATION)
    concept = DEFAULT_BASE.mint("concepts", SEED_CONCEPT)
    text = query("visitor_point")
    yield Case("nothing: /health/live", "/health/live")
    yield Case(
        "a configuration by id, as JSON",
        f"/v1/configurations/{key}",
        lambda engine: engine.construct("configuration", configuration=iri),
    )
    yield Case(
        "a configuration by id, as Turtle",
        f"/v1/configurations/{key}",
        lambda engine: engine.construct("configuration", configuration=iri),
        accept="text/turtle",
    )
    yield Case(
        "up to 20 configurations with a concept",
        asked("/v1/configurations", concept=concept, limit="20"),
        lambda engine: _page(engine, concept),
    )
    yield Case("up to 20 configurations of a review", "/v1/configurations?review=sos&limit=20")
    yield Case("up to 20 concepts with a word", "/v1/concepts?q=safety&limit=20")
    yield Case(
        "the evidence on a claim",
        asked("/v1/evidence", claim=iri, limit="20"),
        lambda engine: engine.select("lines_on_claim", claim=iri),
    )
    yield Case("the reviews", "/v1/reviews?limit=1")
    yield Case("what the dataset holds", "/v1/meta")
    yield Case(
        "SPARQL: the slots of a configuration",
        asked("/sparql", query=text),
        lambda engine: engine.ask_text(text),
        accept=_SPARQL,
    )


def _page(engine: Engine, concept: str) -> bytes:
    """Find twenty configurations with the engine alone, and write each."""
    found = engine.values("configurations_with_concept", "configuration", concept=concept)
    return b"".join(engine.construct("configuration", configuration=iri) for iri in found)


def _beside_the_engine(case: Case, side: Side, measured: Times, repeats: int) -> Row:
    behind = f"median {duration(measured.median)}, 19 of 20 under {duration(measured.p95)}"
    if case.alone is None:
        milliseconds = measured.median * 1e3
        return Row(
            what=case.what, size=side.quads.name, value=milliseconds, unit="ms", behind=behind
        )
    alone = repeat(partial(case.alone, side.engine), times=repeats).median
    return Row(
        what=case.what,
        size=side.quads.name,
        value=measured.median / alone,
        unit="× the engine alone",
        behind=f"{behind}; engine alone {duration(alone)}",
    )


def _growth(case: Case, small: Times, large: Times, *, lines: int) -> Row:
    return Row(
        what=f"{case.what}: large store to seed",
        size=f"{lines:,} more quads",
        value=large.median / small.median,
        unit="× the time",
        target=at_most(GROWTH),
        behind=f"{duration(small.median)} → {duration(large.median)}",
    )


def _memory(side: Side) -> Row:
    held = side.server.resident()
    return Row(
        what="memory of the serving process after these requests",
        size=side.quads.name,
        value=held / 1e6,
        unit="MB",
        behind=f"{rounded(held / side.quads.lines)} bytes a quad",
    )
