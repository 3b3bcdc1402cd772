import io
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from rdflib import Graph, URIRef

from cmo_graph.sparql.written import write_graph

THING = "http://example.org/s"
#: Characters of IRIs: an XML name begins with them, goes on with them, or never has them.
#: They were that before the fifth edition, too, which the parser does not know.
ENDINGS = st.lists(
    st.sampled_from(["%41", *"az_é\u05d0-.09\u00b7\u0301\u00b2/#:"]), max_size=6
).map("".join)


def written(prop: str, syntax: RdfFormat) -> str:
    sink = io.BytesIO()
    said = Triple(NamedNode(THING), NamedNode(prop), Literal("a"))
    write_graph([said], sink, syntax, prefixes={"e": "http://example.org/"})
    return sink.getvalue().decode()


@given(ending=ENDINGS)
@example(ending="")
@example(ending="1a")
@example(ending="\u00b2")
def test_rdf_xml_is_what_a_parser_reads_back_or_is_refused(ending: str) -> None:
    prop = f"http://example.org/{ending}"
    read = Graph()
    with suppress(ValueError):
        read.parse(data=written(prop, RdfFormat.RDF_XML), format="xml")

    assert all((str(s), p, str(o)) == (THING, URIRef(prop), "a") for s, p, o in read)


@pytest.mark.parametrize("ending", ["a", "1a", "a-1", "a.b", "_", "é", "x/y", "x#y"])
def test_rdf_xml_takes_a_property_that_ends_in_a_name(ending: str) -> None:
    assert THING in written(f"http://example.org/{ending}", RdfFormat.RDF_XML)


@pytest.mark.parametrize("ending", ["", "1", "x/", "x#", "x/2026", "-"])
def test_rdf_xml_refuses_a_property_without_a_name(ending: str) -> None:
    with pytest.raises(ValueError, match="ends in no XML name"):
        written(f"http://example.org/{ending}", RdfFormat.RDF_XML)


def test_turtle_has_prefixes_and_takes_any_property() -> None:
    assert "e:s e:p" in written("http://example.org/p", RdfFormat.TURTLE)
    assert "e:s e:1" in written("http://example.org/1", RdfFormat.TURTLE)
