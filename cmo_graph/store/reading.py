"""What the stores on Oxigraph share when they are read: this module asks one engine.

An engine's results must be used in the thread that made them: touching one from another thread ends
the process. So every method here consumes what it asks for before it returns.
"""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import BinaryIO

import pyoxigraph
import rdflib
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Variable
from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import Base
from cmo_graph.mapping import Description, Triple
from cmo_graph.offered.safety import DATASET_FORMATS, GRAPH_FORMATS
from cmo_graph.sparql.documents import prefixes_for, refuse_unnameable
from cmo_graph.sparql.queries import stored_query
from cmo_graph.store.intake import (
    format_of,
)
from cmo_graph.store.protocol import Solution
from cmo_graph.store.terms import (
    EngineTerm,
    as_engine,
    from_engine,
    graph_node,
    iri_of,
    node_of,
)


class Reading:
    """Answers questions from one engine whose content does not change."""

    def __init__(self, engine: pyoxigraph.Store, *, base: Base) -> None:
        self._engine = engine
        # Asked of every statement that is read, and the graphs are few.
        self._is_stated = cache(partial(_is_stated, base))

    def select(self, query: str, **bindings: Identifier) -> list[Solution]:
        """Return the solutions of a stored SELECT query."""
        solutions = self._ask(query, bindings)
        if not isinstance(solutions, pyoxigraph.QuerySolutions):
            raise InvalidParameter("query", query, "the name of a SELECT query")
        names = [variable.value for variable in solutions.variables]
        return [
            {
                name: from_engine(value)
                for name, value in zip(names, solution, strict=True)
                if value is not None
            }
            for solution in solutions
        ]

    def construct(self, query: str, **bindings: Identifier) -> list[Triple]:
        """Return the triples of a stored CONSTRUCT query."""
        triples = self._ask(query, bindings)
        if not isinstance(triples, pyoxigraph.QueryTriples):
            raise InvalidParameter("query", query, "the name of a CONSTRUCT query")
        return list(dict.fromkeys(_triple(triple) for triple in triples))

    def ask(self, query: str, **bindings: Identifier) -> bool:
        """Return the answer of a stored ASK query."""
        answer = self._ask(query, bindings)
        if not isinstance(answer, pyoxigraph.QueryBoolean):
            raise InvalidParameter("query", query, "the name of an ASK query")
        return bool(answer)

    def _ask(
        self, name: str, bindings: Mapping[str, Identifier]
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean:
        query = stored_query(name)
        for parameter in bindings:
            if parameter not in query.parameters:
                expected = " or ".join(query.parameters) or "nothing: the query has no parameters"
                raise InvalidParameter("parameter", parameter, expected)
        substitutions: dict[Variable, EngineTerm] = {
            Variable(name): as_engine(term) for name, term in bindings.items()
        }
        return self._engine.query(query.text, substitutions=substitutions)

    def describe(self, *iris: URIRef) -> Description:
        """Return all that is stated of these things and of their parts."""
        found: dict[URIRef, Mapping[URIRef, Sequence[Identifier]]] = {}
        for iri in iris:
            self._describe(iri, into=found)
        return found

    def _describe(
        self, iri: URIRef, *, into: dict[URIRef, Mapping[URIRef, Sequence[Identifier]]]
    ) -> None:
        parts = f"{iri}#"
        waiting, seen = [iri], {iri}
        while waiting:
            subject = waiting.pop()
            said = into[subject] if subject in into else self._said_of(subject)
            if said:
                into[subject] = said
            fresh = {
                value
                for values in said.values()
                for value in values
                # rdflib's own `startswith` is many times slower.
                if isinstance(value, URIRef) and str.startswith(value, parts)
            } - seen
            seen |= fresh
            waiting += fresh

    def _said_of(self, subject: URIRef) -> Mapping[URIRef, Sequence[Identifier]]:
        found: dict[URIRef, list[Identifier]] = {}
        for quad in self._stated(subject, None, None):
            found.setdefault(iri_of(quad.predicate.value), []).append(from_engine(quad.object))
        return {prop: _each_once(values) for prop, values in found.items()}

    def values(self, subject: URIRef, prop: URIRef) -> Sequence[Identifier]:
        """Return what is stated of one thing by one property, each value once."""
        return _each_once([from_engine(quad.object) for quad in self._stated(subject, prop, None)])

    def subjects(self, prop: URIRef, value: URIRef) -> Sequence[URIRef]:
        """Return the things of which a property is stated with this value, sorted."""
        found = {from_engine(quad.subject) for quad in self._stated(None, prop, value)}
        return sorted((iri for iri in found if isinstance(iri, URIRef)), key=str)

    def states(self, subject: URIRef, prop: URIRef, value: URIRef) -> bool:
        """Say whether a property of a thing is stated to have this value."""
        return bool(self._stated(subject, prop, value))

    def _stated(
        self, subject: URIRef | None, prop: URIRef | None, value: URIRef | None
    ) -> Sequence[pyoxigraph.Quad]:
        """Return the statements that match; none for a malformed IRI, which nothing can have."""
        try:
            quads = self._engine.quads_for_pattern(
                None if subject is None else NamedNode(subject),
                None if prop is None else node_of(prop),
                None if value is None else NamedNode(value),
                None,
            )
        except ValueError:
            return ()
        return [quad for quad in quads if self._is_stated(quad.graph_name)]

    def write_solutions(self, query: str, sink: BinaryIO, **bindings: Identifier) -> None:
        """Write the solutions of a stored SELECT query to `sink`, as tab-separated values."""
        solutions = self._ask(query, bindings)
        if not isinstance(solutions, pyoxigraph.QuerySolutions):
            raise InvalidParameter("query", query, "the name of a SELECT query")
        solutions.serialize(sink, pyoxigraph.QueryResultsFormat.TSV)

    def dump(self, sink: BinaryIO, *, media_type: str, graph: URIRef | None = None) -> None:
        """Write one graph, or the whole dataset, to `sink`."""
        accepted = DATASET_FORMATS | {"application/ld+json": RdfFormat.JSON_LD}
        if graph is not None:
            accepted |= GRAPH_FORMATS
        syntax = format_of(media_type, accepted)
        source = None if graph is None else graph_node(graph)
        if syntax == RdfFormat.RDF_XML and source is not None:
            # Not while it is written: an error would carry what the engine reads with to elsewhere.
            refuse_unnameable(self._properties(source))
        prefixes = prefixes_for(syntax.media_type)
        self._engine.dump(sink, syntax, from_graph=source, prefixes=prefixes)

    def _properties(self, graph: NamedNode | DefaultGraph) -> list[str]:
        found = self._engine.query("SELECT DISTINCT ?p { ?s ?p ?o }", default_graph=[graph])
        return [solution["p"].value for solution in found]  # type: ignore[union-attr]

    def as_rdflib(self) -> rdflib.Dataset:
        """Return the same data as an rdflib `Dataset`."""
        # Imported when it is asked for: with it comes a parser of SPARQL, which nothing else needs.
        from cmo_graph.store.view import as_dataset

        return as_dataset(self._engine, holder=self)


def _is_stated(base: Base, graph: object) -> bool:
    return isinstance(graph, NamedNode) and base.is_stated(graph.value)


def _each_once(values: list[Identifier]) -> list[Identifier]:
    """Return values without repeats: two graphs may say the same."""
    return values if len(values) < 2 else list(dict.fromkeys(values))


def _triple(said: pyoxigraph.Quad | pyoxigraph.Triple) -> Triple:
    return (
        iri_of(said.subject.value),  # type: ignore[union-attr]  # no triple terms are stored
        iri_of(said.predicate.value),
        from_engine(said.object),
    )
