from cmo_graph.model.concept import Concept
from cmo_graph.support.contexts import all_broader
from tests.cmo_graph.support.examples import REVIEW, SOME_TEXT, concept_iri


def make_concept(name: str, *broader: str) -> Concept:
    return Concept(
        id=concept_iri(name),
        label=SOME_TEXT,
        review=REVIEW,
        broader=tuple(concept_iri(wide) for wide in broader),
    )


def test_all_broader_reaches_near_and_far() -> None:
    broader = all_broader(
        [make_concept("cardiff", "wales"), make_concept("wales", "britain", "country")]
    )

    assert broader == {
        concept_iri("cardiff"): {concept_iri(n) for n in ("wales", "britain", "country")},
        concept_iri("wales"): {concept_iri("britain"), concept_iri("country")},
    }


def test_all_broader_survives_a_loop() -> None:
    broader = all_broader([make_concept("a", "b"), make_concept("b", "a")])

    assert broader == {
        concept_iri("a"): {concept_iri("b")},
        concept_iri("b"): {concept_iri("a")},
    }
