"""The ontology contradicts neither itself nor its examples: this module closes it under OWL RL."""

from pathlib import Path

import pytest
from owlrl import DeductiveClosure
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import RDF, Graph, URIRef

from cmo_graph.vocabulary import CMO

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
EX = "https://example.org/"


def closed(*graphs: Graph) -> Graph:
    whole = Graph()
    for graph in graphs:
        whole += graph
    DeductiveClosure(OWLRL_Semantics).expand(whole)  # type: ignore[no-untyped-call]
    return whole


def contradictions(graph: Graph) -> list[str]:
    errors = {s for s, _, o in graph if o == ERROR}
    return [str(text) for error in errors for text in graph.objects(error) if text != ERROR]


@pytest.mark.slow
def test_closure_of_ontology_schemes_and_examples_is_consistent(
    folder: Path, ontology: Graph, schemes: Graph, alignments: Graph
) -> None:
    examples = Graph()
    for path in sorted((folder / "examples" / "valid").glob("*.ttl")):
        examples.parse(path)

    whole = closed(ontology, schemes, alignments, examples)

    assert contradictions(whole) == []


def test_closure_finds_a_contradiction(ontology: Graph) -> None:
    muddled = Graph()
    for kind in (CMO.Study, CMO.Report):
        muddled.add((URIRef(EX + "muddle"), RDF.type, kind))

    assert contradictions(closed(ontology, muddled)) != []


def test_closure_makes_a_configuration_a_claim(ontology: Graph) -> None:
    data = Graph().add((URIRef(EX + "c"), CMO.hasOutcome, URIRef(EX + "o")))

    whole = closed(ontology, data)

    assert (URIRef(EX + "c"), RDF.type, CMO.Claim) in whole
    assert (URIRef(EX + "c"), RDF.type, URIRef("https://schema.org/Claim")) in whole
