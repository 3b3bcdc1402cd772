"""Synthetic reviews as RDF: this module writes them through the one mapping of the models.

N-Quads are written a line at a time, because a benchmark's file of millions of quads must not pass
through a graph in memory first.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.mapping import Triple, as_triples
from cmo_graph.synthetic.review import synthetic_review

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def synthetic_triples(
    *, configurations: int, seed: int, base: Base = DEFAULT_BASE, key: str = "synthetic"
) -> Iterator[Triple]:
    """Yield the triples of a synthetic review, thing by thing."""
    for thing in synthetic_review(configurations=configurations, seed=seed, base=base, key=key):
        yield from as_triples(thing)


def write_nquads(
    sink: BinaryIO,
    *,
    configurations: int,
    seed: int,
    reviews: int = 1,
    base: Base = DEFAULT_BASE,
) -> int:
    """Write a library of synthetic reviews, each in its named graph; return the number of lines.

    The configurations are shared out evenly; the reviews are called `synthetic-1`, `synthetic-2` …
    A line may come twice, as a triple may in `as_triples`.

    Raises:
        ValueError: there are fewer configurations than reviews, or no reviews.
    """
    if not 1 <= reviews <= configurations:
        raise ValueError(f"{configurations} configurations cannot make {reviews} reviews.")
    lines = 0
    for number in range(1, reviews + 1):
        share = configurations * number // reviews - configurations * (number - 1) // reviews
        key = f"synthetic-{number}"
        triples = synthetic_triples(configurations=share, seed=seed, base=base, key=key)
        lines += write_triples(sink, triples, graph=base.graph(key))
    return lines


def write_triples(sink: BinaryIO, triples: Iterable[Triple], *, graph: URIRef | None = None) -> int:
    """Write triples as N-Quads of one graph, or as N-Triples; return the number of lines."""
    end = " ." if graph is None else f" <{graph}> ."
    lines = 0
    for triple in triples:
        sink.write(f"{' '.join(map(_as_text, triple))}{end}\n".encode())
        lines += 1
    return lines


@lru_cache(maxsize=4096)
def _as_text(term: Identifier) -> str:
    """Return a term as N-Quads writes it; the models write IRIs and literals only."""
    if not isinstance(term, Literal):
        return f"<{term}>"
    text = f'"{term.translate(_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    return f"{text}^^<{term.datatype}>" if isinstance(term.datatype, URIRef) else text
