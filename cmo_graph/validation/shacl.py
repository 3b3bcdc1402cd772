"""Whether a graph has the shape of a review: this module runs the shapes of `ontology/shapes/`.

The shapes look at RDF, whoever wrote it; `cmo_graph.model` holds what the library writes to the
same rules. Nothing is inferred and nothing is fetched.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyshacl
from rapidfuzz import process
from rdflib import RDF, SH, SKOS, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Literal, Node

from cmo_graph.resources import data_folder
from cmo_graph.validation.codes import shortened
from cmo_graph.validation.problems import Problem, Severity
from cmo_graph.vocabulary import CMO, PREFIXES

_SEVERITIES = {SH.Violation: Severity.ERROR, SH.Warning: Severity.WARNING}


@cache
def shapes() -> Graph:
    """Return all shapes as one graph; read once, not to be changed."""
    return _read("shapes")


@cache
def _of_the_validator() -> Graph:
    """Return a copy of the shapes with the few triples that the validator adds to what it is given.

    They are added here, so that nothing changes any more when several threads share the copy.
    """
    copy = Graph() + shapes()
    pyshacl.validate(Graph(), shacl_graph=copy, inference="none")
    return copy


@cache
def scales() -> Graph:
    """Return which value belongs to which rating scheme (`skos:inScheme`), and nothing else.

    Only membership is kept: with their classes, the ontology's own concepts would be taken for
    concepts of a review.
    """
    schemes = _read("schemes")
    kept = Graph()
    for scheme in schemes.subjects(RDF.type, CMO.RatingScheme):
        for member in schemes.subjects(SKOS.inScheme, scheme):
            kept.add((member, SKOS.inScheme, scheme))
    return kept


def _read(name: str) -> Graph:
    graph = Graph()
    for path in sorted((data_folder("ontology") / name).glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def check_shapes(graph: Graph, *, beside: Graph | None = None) -> tuple[Problem, ...]:
    """Check a graph against every shape.

    Args:
        graph: What is checked, usually all of one review.
        beside: What it may refer to, such as the other reviews of a library. It is not checked.

    Returns:
        The problems by path, code and value, each once. `path` is the node and the property,
        `value` the value that was refused.
    """
    whole = _Checked()
    for part in (graph, scales(), beside or ()):
        whole += part
    _, report, _ = pyshacl.validate(whole, shacl_graph=_of_the_validator(), inference="none")
    checked = set(graph.subjects())
    found = {
        _problem(report, result)
        for result in report.objects(None, SH.result)
        if report.value(result, SH.focusNode) in checked
    }
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.code, problem.value)))


class _Checked(Graph):
    """A graph that parses each query once; the validator puts the same one to every node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        parsed = _parsed(query_object) if isinstance(query_object, str) else query_object
        return super().query(parsed, *args, **kwargs)


@cache
def _parsed(query: str) -> Query:
    return prepareQuery(query)


def _problem(report: Graph, result: Node) -> Problem:
    shape = report.value(result, SH.sourceShape)
    value = report.value(result, SH.value)
    return Problem(
        code=problem_code(str(shape)),
        message=str(report.value(result, SH.resultMessage)),
        severity=_SEVERITIES.get(_iri(report, result, SH.resultSeverity), Severity.ERROR),
        path=" ".join(_path(report, result)),
        value="" if value is None else shortened(short(value)),
        hint="" if shape is None or value is None else _nearest(shape, value),
    )


def _iri(report: Graph, result: Node, predicate: URIRef) -> URIRef:
    return URIRef(str(report.value(result, predicate)))


def _path(report: Graph, result: Node) -> Iterator[str]:
    for predicate in (SH.focusNode, SH.resultPath):
        term = report.value(result, predicate)
        if term is not None:
            yield short(term)


def _nearest(shape: Node, value: Node) -> str:
    """Name the code that comes nearest to a refused one; "" when none does."""
    codes = {code: short(code) for head in shapes().objects(shape, SH["in"]) for code in _in(head)}
    found = process.extractOne(short(value), codes, score_cutoff=60)
    return f"Nearest: {found[0]}." if found and found[2] != value else ""


def _in(head: Node) -> Iterator[Node]:
    yield from shapes().items(head)


def problem_code(shape: str) -> str:
    """Return the code of the problems that a shape finds.

    Example:
        >>> problem_code("https://w3id.org/cmo-graph/ns#EvidenceLineShape-turnsOn")
        'shape-evidence-line-turns-on'
    """
    name = shape.rpartition("#")[2].replace("Shape", "", 1)
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)
    return "-".join(["shape", *(word.lower() for word in words)])


def short(term: Node) -> str:
    """Return an IRI with its prefix where it has one, and any other term as its text."""
    text = str(term)
    if isinstance(term, Literal):
        return text
    matches = (p for p, namespace in PREFIXES.items() if text.startswith(namespace))
    prefix = next(matches, None)
    return text if prefix is None else f"{prefix}:{text.removeprefix(PREFIXES[prefix])}"
