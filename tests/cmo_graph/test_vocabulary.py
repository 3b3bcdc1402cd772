"""Terms and codes have names that cannot be mistaken: this module checks `cmo_graph.vocabulary`."""

from collections import Counter
from collections.abc import Iterator

import pytest
from rdflib import URIRef

from cmo_graph.mapping import Node, plans
from cmo_graph.model import THINGS
from cmo_graph.model.codes import Direction, MixedFindings, ReadVia, Role
from cmo_graph.model.configuration import DIRECT
from cmo_graph.model.derived import DerivedGraph
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.record import SupportRecord
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, PREFIXES, Code, camel_case

#: Terms that only the ontology's own data use.
OF_SCHEMES = {CMO.RatingScheme, CMO.minimumAmount, CMO.maximumAmount}


def terms() -> set[URIRef]:
    return {getattr(CMO, name) for name in CMO.__annotations__ if not name.startswith("_")}


def codes() -> list[Code]:
    return [code for codes in enums() for code in codes]


def enums() -> list[type[Code]]:
    return [codes for codes in Code.__subclasses__() if codes.__module__.startswith("cmo_graph.")]


def of_models(model: type[Node]) -> Iterator[URIRef]:
    yield from (model.rdf_type, *model.also_typed)
    for plan in plans(model):
        yield plan.predicate
        if plan.part is not None:
            yield from of_models(plan.part)


def test_cmo_has_no_term_that_nothing_uses() -> None:
    models: tuple[type[Node], ...] = (*THINGS.values(), DerivedGraph, SupportRecord)
    used = {term for model in models for term in of_models(model)}
    used |= {*DIRECT.values(), CMO.hasAbsentContext, *OF_SCHEMES}

    assert terms() == {term for term in used if term.startswith(CMO_NAMESPACE)}


def test_cmo_refuses_an_unknown_term() -> None:
    with pytest.raises(AttributeError, match="hasMechanizm"):
        getattr(CMO, "hasMechanizm")  # noqa: B009 — a type checker would refuse the plain form


def test_codes_have_iris_of_their_own() -> None:
    counted = Counter(code.iri for code in codes())

    assert [iri for iri, count in counted.items() if count > 1] == []
    assert set(counted).isdisjoint(terms())


def test_schemes_have_iris_of_their_own() -> None:
    schemes = [scheme.scheme() for scheme in enums()]

    assert len(set(schemes)) == len(schemes)
    assert all(scheme.endswith("Scheme") for scheme in schemes)
    assert set(schemes).isdisjoint({code.iri for code in codes()} | terms())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (Direction.SUPPORTS, "supports"),
        (Role.CONTEXT, "roleContext"),
        (ReadVia.SECONDARY_REPORT, "secondaryReport"),
        (SupportStatus.SEARCHED_NONE_FOUND, "statusSearchedNoneFound"),
        (MixedFindings.NOT_MIXED, "findingsNotMixed"),
    ],
)
def test_code_iri_is_its_token_behind_the_prefix_of_its_scheme(code: Code, name: str) -> None:
    assert code.iri == URIRef(CMO_NAMESPACE + name)


def test_camel_case_joins_words() -> None:
    assert camel_case("secondary_report") == "secondaryReport"
    assert camel_case("_no_effect") == "noEffect"


def test_prefixes_are_in_order_and_name_namespaces() -> None:
    assert list(PREFIXES) == sorted(PREFIXES)
    assert all(namespace[-1] in "#/" for namespace in PREFIXES.values())
