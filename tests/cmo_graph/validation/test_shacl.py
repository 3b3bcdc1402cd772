"""What the shapes find is told as problems: this module checks `cmo_graph.validation.shacl`."""

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDFS, Graph, Literal, URIRef

from cmo_graph.mapping import as_triples
from cmo_graph.model import Concept, Thing
from cmo_graph.resources import data_folder
from cmo_graph.synthetic import synthetic_review
from cmo_graph.validation.problems import Problem, Severity
from cmo_graph.validation.shacl import check_shapes, problem_code, scales, shapes, short
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, PREFIXES
from tests.strategies import whole_reviews

EX = "https://example.org/"
REVIEW = """
    ex:review a cmo:Review ; rdfs:label "Mentoring"@en ; cmo:inReview ex:review ;
      cmo:kind cmo:reviewOther ; cmo:question "For whom does it work?"@en .
"""
CONCEPTS = """
    ex:trust a skos:Concept ; rdfs:label "trust"@en ; cmo:inReview ex:review .
    ex:staying a skos:Concept ; rdfs:label "teachers stay"@en ; cmo:inReview ex:review .
"""
LINK = """
    ex:link a cmo:Link, cmo:Claim ; rdfs:label "trust keeps teachers"@en ;
      cmo:inReview ex:review ; cmo:fromConcept ex:trust ; cmo:toConcept ex:staying ;
      cmo:kind cmo:linkLeadsTo ; cmo:polarity cmo:polarityPositive ; cmo:basis cmo:theoretical .
"""
DYAD = """
    ex:dyad a cmo:Configuration, cmo:Claim ; rdfs:label "something keeps teachers"@en ;
      cmo:inReview ex:review ; cmo:theoryStage cmo:stageInitial ;
      cmo:qualifiedSlot ex:dyad-outcome ; cmo:hasOutcome ex:staying .
    ex:dyad-outcome a cmo:Slot ; cmo:role cmo:roleOutcome ; cmo:concept ex:staying ;
      cmo:basis cmo:statedBySource ; cmo:position 1 ; cmo:outcomeDirection cmo:outcomeIncrease .
"""


def graph(*turtle: str) -> Graph:
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    return Graph().parse(data=f"{prefixes}@prefix ex: <{EX}> .\n{''.join(turtle)}", format="turtle")


def example(name: str) -> Graph:
    return Graph().parse(data_folder("ontology") / "examples" / "valid" / f"{name}.ttl")


def test_check_finds_nothing_in_a_sound_graph() -> None:
    assert check_shapes(graph(REVIEW, CONCEPTS, LINK)) == ()


def test_check_finds_nothing_in_an_empty_graph() -> None:
    assert check_shapes(Graph()) == ()


def test_problem_names_the_node_the_property_the_value_and_the_nearest_code() -> None:
    wrong = LINK.replace("linkLeadsTo", "linkLeedsTo")

    (problem,) = check_shapes(graph(REVIEW, CONCEPTS, wrong))

    assert problem.code == "shape-link-kind"
    assert problem.severity is Severity.ERROR
    assert problem.path == "https://example.org/link cmo:kind"
    assert problem.value == "cmo:linkLeedsTo"
    assert problem.hint == "Nearest: cmo:linkLeadsTo."
    assert problem.message.startswith("A link has exactly one kind.")


def test_problem_has_no_hint_when_no_code_is_near() -> None:
    wrong = LINK.replace("cmo:theoretical", '"42"')

    (problem,) = check_shapes(graph(REVIEW, CONCEPTS, wrong))

    assert (problem.code, problem.hint) == ("shape-link-basis", "")


def test_problems_are_all_told_in_one_order() -> None:
    wrong = graph(REVIEW, LINK.replace("cmo:linkLeadsTo", "ex:x").replace("ex:link", "ex:b"), LINK)

    problems = check_shapes(wrong)

    keys = [(problem.path, problem.code, problem.value) for problem in problems]
    assert keys == sorted(keys)
    assert len({problem.path.split()[0] for problem in problems}) == 2
    assert check_shapes(wrong) == problems


def test_check_warns_of_what_a_configuration_lacks() -> None:
    problems = check_shapes(graph(REVIEW, CONCEPTS, DYAD))

    assert {problem.code for problem in problems} == {
        "shape-configuration-context-missing",
        "shape-configuration-mechanism-missing",
    }
    assert {problem.severity for problem in problems} == {Severity.WARNING}


def test_check_warns_of_a_missing_outcome() -> None:
    contextual = (
        DYAD.replace("roleOutcome", "roleContext")
        .replace("hasOutcome", "hasContext")
        .replace("; cmo:outcomeDirection cmo:outcomeIncrease", "")
    )

    codes = {problem.code for problem in check_shapes(graph(REVIEW, CONCEPTS, contextual))}

    assert codes == {
        "shape-configuration-mechanism-missing",
        "shape-configuration-outcome-missing",
    }


def test_absent_context_is_a_context() -> None:
    absent = """
        ex:dyad cmo:qualifiedSlot ex:dyad-context ; cmo:hasAbsentContext ex:trust .
        ex:dyad-context a cmo:Slot ; cmo:role cmo:roleContext ; cmo:concept ex:trust ;
          cmo:basis cmo:statedBySource ; cmo:position 2 ; cmo:presence cmo:absent .
    """

    codes = {problem.code for problem in check_shapes(graph(REVIEW, CONCEPTS, DYAD, absent))}

    assert codes == {"shape-configuration-mechanism-missing"}


def test_concept_fills_a_role_once() -> None:
    again = """
        ex:dyad cmo:qualifiedSlot ex:dyad-outcome-2 .
        ex:dyad-outcome-2 a cmo:Slot ; cmo:role cmo:roleOutcome ; cmo:concept ex:staying ;
          cmo:basis cmo:theoretical ; cmo:position 2 ; cmo:outcomeDirection cmo:outcomeDecrease .
    """

    errors = [p for p in check_shapes(graph(REVIEW, CONCEPTS, DYAD, again)) if is_error(p)]

    assert [(p.code, p.value) for p in errors] == [
        ("shape-configuration-concept-once-in-role", "https://example.org/dyad-outcome-2")
    ]


def is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def test_rating_names_a_scale_that_there_is() -> None:
    rated = example("Rating")
    rated.set((URIRef(f"{EX}rating"), CMO.ratingScheme, URIRef(f"{CMO_NAMESPACE}EifEvidence")))

    (problem,) = check_shapes(rated)

    assert problem.code == "shape-rating-scheme-is-known"
    assert problem.value == "cmo:EifEvidence"


def test_rating_may_use_a_scale_of_somebody_else() -> None:
    rated = example("Rating")
    rated.set((URIRef(f"{EX}rating"), CMO.ratingScheme, URIRef(f"{EX}scales/stars")))
    rated.set((URIRef(f"{EX}rating"), CMO.ratingValue, URIRef(f"{EX}scales/three")))

    assert check_shapes(rated) == ()


def test_reference_to_another_review_is_found_beside() -> None:
    library = graph(REVIEW, CONCEPTS)
    alone = graph(LINK)

    codes = {problem.code for problem in check_shapes(alone)}

    assert codes == {"shape-link-from-concept", "shape-link-review", "shape-link-to-concept"}
    assert check_shapes(alone, beside=library) == ()


def test_what_lies_beside_is_not_checked() -> None:
    faulty = graph(REVIEW, CONCEPTS, "ex:trust cmo:contextDimension ex:taste .")

    assert check_shapes(graph(LINK), beside=faulty) == ()


def test_check_leaves_the_graph_as_it_was() -> None:
    checked = graph(REVIEW, CONCEPTS, LINK)
    before = set(checked)

    check_shapes(checked)

    assert set(checked) == before


@given(label=st.dictionaries(st.sampled_from(["en", "nl"]), st.text("ab ").filter(str.strip)))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_label_is_refused_by_the_shape_exactly_when_the_model_refuses_it(
    label: dict[str, str],
) -> None:
    labelled = graph(REVIEW, CONCEPTS)
    labelled.remove((URIRef(f"{EX}trust"), RDFS.label, None))
    for lang, text in label.items():
        labelled.add((URIRef(f"{EX}trust"), RDFS.label, Literal(text, lang=lang)))

    codes = {problem.code for problem in check_shapes(labelled)}

    assert codes == (set() if label else {"shape-concept-label"})


def test_what_the_model_writes_is_accepted() -> None:
    concept = Concept.model_validate({"id": f"{EX}c", "label": "c", "review": f"{EX}review"})

    assert check_shapes(graph(REVIEW) + written([concept])) == ()


@given(things=whole_reviews())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sound_review_has_the_shape_of_one(things: tuple[Thing, ...]) -> None:
    errors = {problem.code for problem in check_shapes(written(things)) if is_error(problem)}

    # The strategy draws any IRI where a scale or one of its values belongs.
    assert errors <= {"shape-emmie-assessment-quality", "shape-rating-scheme-is-known"}


def written(things: Iterable[Thing]) -> Graph:
    found = Graph()
    for thing in things:
        for triple in as_triples(thing):
            found.add(triple)
    return found


def test_synthetic_review_has_the_shape_of_one() -> None:
    review = written(synthetic_review(configurations=10, seed=7))

    assert [problem for problem in check_shapes(review) if is_error(problem)] == []


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ("EvidenceLineShape-turnsOn", "shape-evidence-line-turns-on"),
        ("ClaimShape", "shape-claim"),
        ("TextPositionSelectorShape-notEmpty", "shape-text-position-selector-not-empty"),
    ],
)
def test_problem_code_follows_from_the_shape(shape: str, code: str) -> None:
    assert problem_code(CMO_NAMESPACE + shape) == code


def test_short_uses_a_prefix_where_there_is_one() -> None:
    assert short(CMO.kind) == "cmo:kind"
    assert short(URIRef(f"{EX}trust")) == f"{EX}trust"
    assert short(Literal("trust")) == "trust"


def test_shapes_and_scales_are_read_once() -> None:
    assert shapes() is shapes()
    assert scales() is scales()
    assert len(set(scales().predicates())) == 1
