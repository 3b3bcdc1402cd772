import io
from contextlib import nullcontext, suppress
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from rdflib import Graph, URIRef

from cmo_graph.sparql.written import Inexpressible, XmlText, write_graph

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


@given(
    text=st.text(
        st.sampled_from("aé\t\n\r\x00\x0b\x1f\x7f\ufffd\ufffe\uffff\U0010fffe") | st.characters()
    ),
    cuts=st.lists(st.integers(0, 40), max_size=4),
)
def test_text_passes_when_every_character_is_one_of_xml(text: str, cuts: list[int]) -> None:
    sink, whole = io.BytesIO(), text.encode()
    places = [0, *sorted(cuts), len(whole)]
    # Source: XML 1.0, fifth edition, section 2.2.
    is_xml = all(
        one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff"
        for one in text
    )

    with nullcontext() if is_xml else pytest.raises(Inexpressible, match=r"U\+[0-9A-F]{4}\."):
        xml = XmlText(sink)
        for start, end in pairwise(places):
            xml.write(whole[start:end])

    assert whole.startswith(sink.getvalue())
    assert (sink.getvalue() == whole) is is_xml


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
