"""What each dataset version must hold: this module is the oracle of the soak.

The dataset is a handful of reviews, each a graph of concepts, and a counter. A review is told by
its *generation*: a number from which all its content follows. So a version is a small table, and
every answer can be judged by working out what that version has to say.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rdflib import RDF, RDFS, SKOS, URIRef

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.vocabulary import CMO

#: Reviews that are written to; more than one, so that writes leave others alone.
REVIEWS = 4
#: Where updates count, and what.
COUNTED = URIRef("urn:soak:counted")
COUNTER = URIRef("urn:soak:counter")

#: Generation by review, 0 where it is not there; the counter stands under -1.
State = Mapping[int, int]
EMPTY: State = dict.fromkeys(range(-1, REVIEWS), 0)


def size_of(generation: int) -> int:
    """Return how many concepts a review of this generation has."""
    return 0 if generation == 0 else 5 + generation % 40


def graph_of(review: int) -> URIRef:
    """Return the graph of a review."""
    return DEFAULT_BASE.graph(f"soak{review}")


def concept(review: int, number: int) -> URIRef:
    """Return a concept of a review."""
    return DEFAULT_BASE.mint("concepts", f"soak{review}.c{number}")


def label_of(generation: int, number: int) -> str:
    """Return the label of a concept in a generation."""
    return f"Concept {number} of generation {generation}"


def labels_of(review: int, generation: int) -> Mapping[str, str]:
    """Return the label of every concept of a review, by its IRI."""
    return {
        str(concept(review, number)): label_of(generation, number)
        for number in range(size_of(generation))
    }


def lines_of(review: int, generation: int) -> frozenset[str]:
    """Return the statements of a review as lines of N-Triples."""
    source = DEFAULT_BASE.mint("reviews", f"soak{review}")
    return frozenset(
        line
        for iri, label in labels_of(review, generation).items()
        for line in (
            f"<{iri}> <{RDF.type}> <{SKOS.Concept}> .",
            f"<{iri}> <{CMO.inReview}> <{source}> .",
            f'<{iri}> <{RDFS.label}> "{label}"@en .',
        )
    )


#: Says what is wrong with an answer, given what its version holds; None when nothing is.
Judge = Callable[[State], str | None]


@dataclass(slots=True)
class Oracle:
    """The state of every version that was published, and the answers still to be judged."""

    states: dict[str, State] = field(default_factory=dict)
    judged: int = 0
    wrong: list[str] = field(default_factory=list)
    _waiting: list[tuple[str, Judge]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def publish(self, digest: str, state: State) -> None:
        """Note what a version holds; the same content has the same digest."""
        with self._lock:
            known = self.states.setdefault(digest, dict(state))
            if known != state:
                self.wrong.append(f"{digest[:12]} is {known} and {state}")

    def judge(self, digest: str, judge: Judge) -> None:
        """Judge an answer of a version, at once or when the version is known.

        A reader may see a version before its writer was told that it is published.
        """
        with self._lock:
            self._waiting.append((digest, judge))
            waiting, self._waiting = self._waiting, []
            self._waiting = [told for told in waiting if not self._settle(*told)]

    def finish(self) -> None:
        """Count answers of versions that nobody published as wrong."""
        with self._lock:
            self.wrong += [f"unknown version {digest[:12]}" for digest, _ in self._waiting]
            self._waiting = []

    def _settle(self, digest: str, judge: Judge) -> bool:
        state = self.states.get(digest)
        if state is None:
            return False
        self.judged += 1
        fault = judge(state)
        if fault is not None:
            self.wrong.append(f"{digest[:12]}: {fault}")
        return True
