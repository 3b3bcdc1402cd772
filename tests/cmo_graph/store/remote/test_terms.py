"""Terms are written into queries so that they come back as they were, whatever they hold."""

import re

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import XSD, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.sparql.queries import stored_queries
from cmo_graph.store.remote import RemoteAccess, read_location
from cmo_graph.store.remote.client import Client
from cmo_graph.store.remote.dialect import GENERIC, OXIGRAPH, VIRTUOSO, Dialect, decode
from cmo_graph.store.remote.terms import bound, written
from cmo_graph.store.terms import as_engine, from_engine
from tests.servers import SparqlServer

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
    st.text(r"\"uU0041{}<>?;#" + "'\n\r\t }", max_size=20),
)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, lang: Literal(text, lang=lang), TEXTS, st.sampled_from(["en", "nl-be"])),
    st.builds(lambda text: Literal(text, datatype=URIRef("http://example.org/t")), TEXTS),
)
IRIS = st.sampled_from(["urn:x:a", "http://example.org/é?a=b&c=d#e", "http://a/%20()"]).map(URIRef)


def read_back(text: str) -> Identifier:
    [[found]] = pyoxigraph.Store().query(f"SELECT ?x WHERE {{ VALUES ?x {{ {text} }} }}")  # type: ignore[misc]  # a table
    return from_engine(found)


@given(term=LITERALS | IRIS)
def test_term_is_read_as_it_was(term: Identifier) -> None:
    assert read_back(written(term)) == term


@given(text=TEXTS)
def test_text_is_the_same_for_a_server_that_reads_numbered_characters_first(text: str) -> None:
    found = written(Literal(text))

    early = re.sub(r"\\u([0-9A-F]{4})", lambda match: chr(int(match[1], 16)), found)

    assert "\n" not in found
    assert read_back(early) == Literal(text)


@pytest.mark.parametrize(
    "iri", ["http://a/> } DROP ALL #", "http://a/ b", 'http://a/"', "a", "http://a/\n", "x:\\u003E"]
)
def test_malformed_iri_is_refused(iri: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        written(URIRef(iri))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(terms=st.lists(LITERALS, min_size=1, max_size=20))
def test_server_reads_texts_as_they_were(server: SparqlServer, terms: list[Literal]) -> None:
    client = Client(read_location(server.location), RemoteAccess())
    encoded = [client.dialect.encode(as_engine(term)) for term in terms]
    values = " ".join(f"({number} {written(term)})" for number, term in enumerate(encoded))

    rows = client.select(
        f"SELECT ?n ?x WHERE {{ VALUES (?n ?x) {{ {values} }} }}",
        lambda found: {int(row[0].value): from_engine(decode(row[1])) for row in found},
    )

    assert [rows[number] for number in range(len(terms))] == terms


@pytest.mark.parametrize("query", stored_queries(), ids=lambda query: query.name)
def test_every_stored_query_can_be_bound(query: object) -> None:
    [found] = [one for one in stored_queries() if one is query]

    text = bound(found.text, dict.fromkeys(found.parameters, URIRef("urn:x:a")))

    pyoxigraph.Store().query(text)


def test_parameter_that_is_no_name_is_refused() -> None:
    text = "SELECT ?a\nWHERE {\n  GRAPH ?g { ?a ?b ?c }\n}"

    with pytest.raises(ValueError, match="names of parameters"):
        bound(text, {"a) { } #": URIRef("urn:x:a")})
    with pytest.raises(ValueError, match="WHERE"):
        bound("SELECT ?a { ?a ?b ?c }", {"a": URIRef("urn:x:a")})


# Other forms

_FORMS = st.one_of(
    LITERALS.map(as_engine),
    st.builds(
        lambda text, name: pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(str(XSD[name]))),
        st.sampled_from(["1", "01", "true", "1.50", "2020-01-01", "99999999999999999999", "P1D"]),
        st.sampled_from(["integer", "boolean", "decimal", "date", "duration", "string"]),
    ),
    st.just(pyoxigraph.BlankNode("b0")),
    st.just(pyoxigraph.NamedNode("urn:x:a")),
)


@pytest.mark.parametrize("dialect", [OXIGRAPH, VIRTUOSO, GENERIC], ids=lambda found: found.name)
@given(term=_FORMS)
def test_stored_form_leads_back_to_the_term(
    dialect: Dialect, term: pyoxigraph.Literal | pyoxigraph.NamedNode | pyoxigraph.BlankNode
) -> None:
    stored = dialect.encode(term)
    line = dialect.encode_line(f"<urn:x:s> <urn:x:p> {term} .".encode())

    assert decode(stored) == term
    assert not isinstance(stored, pyoxigraph.BlankNode)
    [quad] = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert quad.object == stored
