"""Each shape takes its valid example and refuses its invalid one: this module runs them all."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from cmo_graph.mapping import describe, read
from cmo_graph.model import THINGS
from cmo_graph.resources import data_folder
from cmo_graph.validation.problems import Problem, Severity
from cmo_graph.validation.shacl import check_shapes, problem_code
from cmo_graph.vocabulary import CMO_NAMESPACE

EXAMPLES = data_folder("ontology") / "examples"
NAMES = sorted(path.stem for path in (EXAMPLES / "valid").glob("*.ttl"))
EXPECTS = "# expects: "
NONSENSE = URIRef("https://example.org/elsewhere/nonsense")


def example(kind: str, name: str) -> Graph:
    return Graph().parse(EXAMPLES / kind / f"{name}.ttl", format="turtle")


@cache
def told_of_invalid(name: str) -> tuple[Problem, ...]:
    """Return all that is wrong with an invalid example; three tests look at it."""
    return check_shapes(example("invalid", name))


def expected(name: str) -> list[str]:
    lines = (EXAMPLES / "invalid" / f"{name}.ttl").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(EXPECTS) for line in lines if line.startswith(EXPECTS)]


def target(shapes: Graph, name: str) -> Node:
    found = shapes.value(URIRef(f"{CMO_NAMESPACE}{name}Shape"), SH.targetClass)
    assert found is not None
    return found


def path_of(shapes: Graph, shape: Node) -> Node:
    found = shapes.value(shape, SH.path)
    assert found is not None
    return found


def test_examples_are_there_for_every_class_with_a_shape(shapes: Graph) -> None:
    classes = {str(c).rpartition("#")[2] for c in shapes.objects(None, SH.targetClass)}

    assert set(NAMES) == classes
    assert {path.stem for path in (EXAMPLES / "invalid").glob("*.ttl")} == classes


@pytest.mark.parametrize("name", NAMES)
def test_shape_accepts_its_valid_example(shapes: Graph, name: str) -> None:
    graph = example("valid", name)

    assert (None, RDF.type, target(shapes, name)) in graph
    assert [problem.as_text() for problem in check_shapes(graph)] == []


@pytest.mark.parametrize("name", NAMES)
def test_shape_refuses_its_invalid_example_and_says_only_what_is_expected(name: str) -> None:
    messages = [problem.message for problem in told_of_invalid(name)]
    fragments = expected(name)

    assert fragments != []
    assert [f for f in fragments if not any(f in message for message in messages)] == []
    assert [m for m in messages if not any(f in m for f in fragments)] == []


@pytest.mark.parametrize("name", NAMES)
def test_valid_example_has_every_property_of_its_shape(shapes: Graph, name: str) -> None:
    graph = example("valid", name)
    members = graph.subjects(RDF.type, target(shapes, name))

    shown = {predicate for member in members for predicate in graph.predicates(member)}

    shape = URIRef(f"{CMO_NAMESPACE}{name}Shape")
    asked = {path_of(shapes, p) for p in shapes.objects(shape, SH.property)}
    assert asked - shown == set()


def codes_of(problems: Iterable[Node]) -> set[str]:
    return {problem_code(str(problem)) for problem in problems}


@pytest.mark.parametrize("name", NAMES)
def test_shape_misses_every_required_property(shapes: Graph, name: str) -> None:
    graph = example("valid", name)
    members = set(graph.subjects(RDF.type, target(shapes, name)))
    shape = URIRef(f"{CMO_NAMESPACE}{name}Shape")
    required = {
        p
        for p in shapes.objects(shape, SH.property)
        if {SH.minCount, SH.qualifiedMinCount} & set(shapes.predicates(p))
    }
    for member in members:
        for predicate in {path_of(shapes, p) for p in required}:
            graph.remove((member, predicate, None))

    found = {problem.code for problem in check_shapes(graph)}

    assert codes_of(required) - found == set()


@pytest.mark.parametrize("name", NAMES)
def test_shape_refuses_nonsense_in_every_property(shapes: Graph, name: str) -> None:
    graph = example("valid", name)
    members = set(graph.subjects(RDF.type, target(shapes, name)))
    shape = URIRef(f"{CMO_NAMESPACE}{name}Shape")
    checked = {
        p
        for p in shapes.objects(shape, SH.property)
        if {SH["class"], SH["in"], SH.datatype, SH.nodeKind} & set(shapes.predicates(p))
    }
    for member in members:
        for p in checked:
            takes_iris = {SH["class"], SH["in"]} & set(shapes.predicates(p))
            graph.set((member, path_of(shapes, p), NONSENSE if takes_iris else Literal(1.5)))

    found = {problem.code for problem in check_shapes(graph)}

    assert codes_of(checked) - found == set()


@pytest.mark.parametrize("name", NAMES)
def test_shape_refuses_two_values_where_one_belongs(shapes: Graph, name: str) -> None:
    graph = example("valid", name)
    member = min(graph.subjects(RDF.type, target(shapes, name)), key=str)
    shape = URIRef(f"{CMO_NAMESPACE}{name}Shape")
    single = {p for p in shapes.objects(shape, SH.property) if (p, SH.maxCount, None) in shapes}
    for p in single:
        graph.add((member, path_of(shapes, p), NONSENSE))
        graph.add((member, path_of(shapes, p), Literal("more")))

    found = {problem.code for problem in check_shapes(graph)}

    assert codes_of(single) - found == set()


def test_rules_beside_the_fields_are_all_shown_to_refuse(shapes: Graph) -> None:
    rules = {
        *shapes.subjects(SH.sparql),
        *(s for s in shapes.subjects(SH["not"]) if "Shape-" in str(s)),
        *shapes.subjects(SH["or"]),
    }
    warnings = set(shapes.subjects(SH.severity, SH.Warning))

    found = {p.code for name in NAMES for p in told_of_invalid(name)}

    # The scale's name has its test in tests/cmo_graph/validation, as have the warnings.
    elsewhere = {"shape-rating-scheme-is-known", "shape-configuration-concept-once-in-role"}
    assert codes_of(rules - warnings) - found <= elsewhere


@pytest.mark.parametrize("name", NAMES)
def test_valid_example_is_a_thing_of_the_model(shapes: Graph, name: str) -> None:
    graph = example("valid", name)
    description = describe((s, p, o) for s, p, o in graph)  # type: ignore[misc]
    models = [m for m in THINGS.values() if m.rdf_type == target(shapes, name)]

    for model in models:
        for iri in graph.subjects(RDF.type, model.rdf_type):
            assert isinstance(iri, URIRef)
            assert read(model, description, iri).id == iri


@pytest.mark.parametrize("name", NAMES)
def test_invalid_example_is_an_error_and_no_warning(name: str) -> None:
    problems = told_of_invalid(name)

    assert Severity.ERROR in {problem.severity for problem in problems}


def test_examples_name_no_place_outside_the_example_domain() -> None:
    for path in Path(EXAMPLES).rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        assert "localhost" not in text
