"""A process that a test kills: this module loads reviews one after another and says so after each.

Usage: python loading_reviews.py STORE FIRST SIZE
"""

import sys
from collections.abc import Iterator

from rdflib import RDFS, Literal, URIRef

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import Triple
from cmo_graph.store import open_store


def review_triples(number: int, *, size: int) -> Iterator[Triple]:
    """Yield `size` triples that make up the review of this number."""
    for concept in range(size):
        iri = DEFAULT_BASE.mint("concepts", f"r{number}.c{concept}")
        yield iri, RDFS.label, Literal(f"Concept {concept} of {number}", lang="en")


def review_graph(number: int) -> URIRef:
    """Return the graph of the review of this number."""
    return DEFAULT_BASE.graph(f"r{number}")


def main(location: str, first: int, size: int) -> None:
    """Load reviews from number `first` on, for ever."""
    store = open_store(location)
    number = first
    while True:
        with store.writing() as draft:
            draft.replace_graph(review_graph(number), review_triples(number, size=size))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
