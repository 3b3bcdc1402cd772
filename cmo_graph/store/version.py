"""Which dataset this is: this module has the digest that changes exactly when content does.

A graph's digest is the sum, modulo 2^256, of the SHA-256 of its statements, each as one line of
canonical N-Triples as the engine stores it. A sum does not depend on order, so neither does it
depend on how or in which order statements arrived. The dataset's digest is the SHA-256 of the
graphs' IRIs and digests, sorted. Derived and history graphs do not enter it: they follow from the
others, or tell about them.

Source: incremental multiset hashing by addition, Clarke et al. 2003 (AdHash as in Bellare and
Micciancio 1997). It tells versions apart; it is no proof against somebody who forges content.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from rdflib import URIRef

from cmo_graph.iri import Base

#: Digits of the digest that stand in the name of a version.
SHORT = 12

_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class GraphSummary:
    """What one graph holds, told by its digest."""

    #: 64 hexadecimal digits.
    digest: str
    quads: int


class GraphDigest:
    """Sums up the lines of one graph as they are read."""

    def __init__(self) -> None:
        self._sum = 0
        self._quads = 0

    def take(self, lines: Iterable[bytes]) -> None:
        """Add statements, each a line of canonical N-Triples without its line end."""
        sha256, as_int = hashlib.sha256, int.from_bytes
        digests = [as_int(sha256(line).digest(), "big") for line in lines]
        self._sum = (self._sum + sum(digests)) % _MODULUS
        self._quads += len(digests)

    def summary(self) -> GraphSummary:
        """Return what was added up so far."""
        return summary_of(self._sum, self._quads)


def summary_of(total: int, quads: int) -> GraphSummary:
    """Return the summary of statements whose SHA-256 digests add up to `total`."""
    return GraphSummary(f"{total % _MODULUS:064x}", quads)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the dataset."""

    #: 64 hexadecimal digits; two datasets have the same exactly when they state the same.
    digest: str
    #: Counts what was published in this store, from 0 for the empty one.
    number: int
    #: When it was published (UTC).
    published: datetime
    #: Every graph with content, derived and history graphs too, in the order of their IRIs.
    graphs: Mapping[URIRef, GraphSummary]

    @property
    def name(self) -> str:
        """A short name: `12-0ec41a6a1dd0`."""
        return f"{self.number}-{self.digest[:SHORT]}"

    @property
    def quads(self) -> int:
        """Statements in all graphs."""
        return sum(graph.quads for graph in self.graphs.values())


def version_of(graphs: Mapping[URIRef, GraphSummary], *, base: Base, number: int) -> Version:
    """Return the version that has these graphs; it is published now."""
    ordered = {graph: graphs[graph] for graph in sorted(graphs) if graphs[graph].quads}
    stated = "".join(
        f"{graph} {summary.digest}\n" for graph, summary in ordered.items() if base.is_stated(graph)
    )
    return Version(
        digest=hashlib.sha256(stated.encode()).hexdigest(),
        number=number,
        published=datetime.now(UTC),
        graphs=MappingProxyType(ordered),
    )


def as_json(version: Version) -> dict[str, Any]:
    """Return a version as JSON values."""
    return {
        "digest": version.digest,
        "number": version.number,
        "published": version.published.isoformat(),
        "graphs": {
            str(graph): {"digest": summary.digest, "quads": summary.quads}
            for graph, summary in version.graphs.items()
        },
    }


def from_json(facts: Mapping[str, Any]) -> Version:
    """Return the version that `as_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it did not write this.
    """
    return Version(
        digest=facts["digest"],
        number=facts["number"],
        published=datetime.fromisoformat(facts["published"]),
        graphs=MappingProxyType(
            {
                URIRef(graph): GraphSummary(said["digest"], said["quads"])
                for graph, said in facts["graphs"].items()
            }
        ),
    )
