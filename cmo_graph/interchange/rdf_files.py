"""Reviews as RDF files: this module reads one into things and checks it against the shapes."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from rdflib import Graph

from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.statements import things_in
from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.mapping import Triple
from cmo_graph.store.terms import from_engine
from cmo_graph.validation.problems import Problem, has_errors, in_order
from cmo_graph.validation.shacl import check_shapes

#: RDF syntaxes by suffix.
SYNTAXES = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
    ".trig": pyoxigraph.RdfFormat.TRIG,
}
#: Largest RDF file that is checked, in bytes.
LARGEST_FILE = 64 * 1024 * 1024


def read_rdf(path: Path, *, base: Base = DEFAULT_BASE) -> Reading:
    """Read an RDF file of reviews: every problem, and all things when none is an error.

    Files in named graphs are read as one graph. Things that are not under the dataset's base are
    read as well.

    Args:
        path: A .ttl, .nt, .nq or .trig file.
        base: IRI against which relative ones are resolved.
    """
    triples, problems = _parsed(path, base)
    if problems:
        return Reading((), problems)
    things, malformed = things_in(triples)
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    problems = in_order(_in_file(path, (*malformed, *check_shapes(graph))))
    return Reading(() if has_errors(problems) else things, problems)


def _parsed(path: Path, base: Base) -> tuple[list[Triple], tuple[Problem, ...]]:
    syntax = SYNTAXES.get(path.suffix.lower())
    if syntax is None:
        accepted = ", ".join(SYNTAXES)
        message = f"The suffix {path.suffix!r} is not one of {accepted}."
        return [], (Problem(code="file-unknown", message=message, file=path.name),)
    if path.stat().st_size > LARGEST_FILE:
        message = f"The file is larger than {LARGEST_FILE} bytes."
        return [], (Problem(code="file-too-large", message=message, file=path.name),)
    try:
        return list(_triples(path, syntax, base)), ()
    except SyntaxError as error:
        return [], (
            Problem(
                code="rdf-malformed",
                message=str(error.msg),
                file=path.name,
                line=error.lineno or 0,
                column=error.offset or 0,
            ),
        )


def _triples(path: Path, syntax: pyoxigraph.RdfFormat, base: Base) -> Iterator[Triple]:
    for quad in pyoxigraph.parse(path=path, format=syntax, base_iri=base.iri):
        yield tuple(from_engine(term) for term in quad.triple)  # type: ignore[misc]  # three terms


def _in_file(path: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield Problem(
            code=problem.code,
            message=problem.message,
            severity=problem.severity,
            file=path.name,
            path=problem.path,
            value=problem.value,
            hint=problem.hint,
        )
