"""The steps that configurations imply, merged on disk: this module has them sorted by SQLite.

A link names every configuration that implies it, and those may lie anywhere in the dataset. So the
steps of all are kept in a nameless file and read back in order, one link after another.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import groupby, islice
from operator import attrgetter

from rdflib import URIRef

from cmo_graph.iri import IRI
from cmo_graph.model import Link
from cmo_graph.model.codes import ClaimBasis, LinkKind, Polarity
from cmo_graph.store.catalogue import Catalogue
from cmo_graph.theory.links import Implied, as_link

#: Links whose labels are looked up together.
_TOGETHER = 500


class StepSpool:
    """Steps of many configurations; given back as links."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index

    def add(self, implied: Iterable[Implied]) -> None:
        """Add steps."""
        self._index.executemany(_ADD, map(_as_row, implied))

    def links(self, catalogue: Catalogue) -> Iterator[Link]:
        """Yield the links that all the steps make together, as `implied_links` does."""
        with closing(self._index.execute(_IN_ORDER)) as rows:
            groups = (list(group) for _, group in groupby(map(_from_row, rows), _IDENTITY))
            while some := list(islice(groups, _TOGETHER)):
                labels = _labels(catalogue, some)
                yield from (as_link(implying, labels=labels) for implying in some)


_IDENTITY = attrgetter("identity")


@contextmanager
def step_spool() -> Iterator[StepSpool]:
    """Give an empty spool, which is gone when the block ends."""
    index = sqlite3.connect("", isolation_level=None)
    try:
        index.executescript(_TABLE)
        index.execute("BEGIN")
        yield StepSpool(index)
    finally:
        index.close()


def _labels(catalogue: Catalogue, groups: Sequence[Sequence[Implied]]) -> Mapping[IRI, str]:
    ends = {end for group in groups for end in (group[0].start, group[0].end)}
    concepts = catalogue.told("concepts", sorted(ends))
    return catalogue.labels(concepts)


def _as_row(step: Implied) -> tuple[str, ...]:
    told = [step.review, [basis.value for basis in step.bases], step.contexts, step.passages]
    return (*step.identity, step.configuration, json.dumps(told))


def _from_row(row: Sequence[str]) -> Implied:
    start, end, kind, polarity, configuration, told = row
    review, bases, contexts, passages = json.loads(told)
    return Implied(
        configuration=URIRef(configuration),
        review=URIRef(review),
        start=URIRef(start),
        end=URIRef(end),
        kind=LinkKind(kind),
        polarity=Polarity(polarity),
        bases=tuple(map(ClaimBasis, bases)),
        contexts=tuple(map(URIRef, contexts)),
        passages=tuple(map(URIRef, passages)),
    )


_TABLE = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
CREATE TABLE steps (
  start TEXT, "end" TEXT, kind TEXT, polarity TEXT, configuration TEXT, told TEXT
);
"""
_ADD = "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?)"
_IN_ORDER = 'SELECT * FROM steps ORDER BY start, "end", kind, polarity, configuration'
