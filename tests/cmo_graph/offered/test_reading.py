"""RDF from outside: what is read, what is refused, and that no text ends more than its reader."""

import io
import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_graph.errors import MalformedRDF, RefusedRDF
from cmo_graph.offered.reading import Limits, offered_rdf

TURTLE = "text/turtle"
BASE = "http://example.org/g/one"
SMALL = Limits(megabytes=256, seconds=20.0, most_bytes=1 << 20)


def read(*texts: str | bytes, media_type: str = TURTLE, limits: Limits = SMALL) -> list[str]:
    with ExitStack() as files:
        sources: list[BinaryIO] = []
        for text in texts:
            source = files.enter_context(TemporaryFile())
            source.write(text.encode() if isinstance(text, str) else text)
            source.seek(0)
            sources.append(source)
        with offered_rdf(
            *sources, media_types=(media_type,) * len(texts), base_iri=BASE, limits=limits
        ) as offered:
            lines = offered.lines.read().decode().splitlines()
            assert offered.count == len(lines)
            return lines


def test_offered_rdf_is_read_against_the_base() -> None:
    assert read('<two> <#p> "text"@EN .') == [
        '<http://example.org/g/two> <http://example.org/g/one#p> "text"@en .'
    ]


def test_offered_rdf_keeps_blank_nodes_of_two_texts_apart() -> None:
    first, second = read("_:a <p> _:a .", "_:a <p> _:a .")

    assert first.split()[0] == first.split()[2]
    assert first != second


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("application/n-triples", "<a:s> <a:p> <a:o> ."),
        ("application/ld+json", '{"@id": "a:s", "a:p": {"@id": "a:o"}}'),
        ("application/trig", "<a:s> <a:p> <a:o> ."),
        ("application/n-quads", "<a:s> <a:p> <a:o> ."),
        (
            "application/rdf+xml",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">'
            '<r:Description r:about="a:s"><a:p r:resource="a:o"/></r:Description></r:RDF>',
        ),
    ],
)
def test_offered_rdf_is_read_in_every_syntax(media_type: str, text: str) -> None:
    assert read(text, media_type=media_type) == ["<a:s> <a:p> <a:o> ."]


@pytest.mark.parametrize("media_type", [TURTLE, "application/n-triples", "application/n-quads"])
def test_offered_rdf_may_begin_with_a_byte_order_mark(media_type: str) -> None:
    assert read("\ufeff<a:s> <a:p> <a:o> .", media_type=media_type) == ["<a:s> <a:p> <a:o> ."]


def test_offered_rdf_may_be_empty() -> None:
    assert read("") == []


def test_malformed_rdf_is_told_with_its_place() -> None:
    with pytest.raises(MalformedRDF) as caught:
        read("<a:s> <a:p> <a:o> .\n<a:s> <a:p> .\n")

    assert caught.value.members["line"] == 2
    assert re.fullmatch(r"Line 2, column \d+: [^:]+\.", str(caught.value))


@pytest.mark.parametrize(
    ("media_type", "text", "reason"),
    [
        ("application/trig", "<a:g> { <a:s> <a:p> <a:o> }", "a graph of its own"),
        ("application/n-quads", "<a:s> <a:p> <a:o> <a:g> .", "a graph of its own"),
        (TURTLE, "<a:s> <a:p> <<( <a:s> <a:p> <a:o> )>> .", "triple term"),
        (TURTLE, '<a:s> <a:p> "\\u0008" .', "U+0008"),
        (TURTLE, f'<a:s> <a:p> "{"x" * 1_100_000}" .', "bytes"),
        ("application/rdf+xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>', "DOCTYPE"),
    ],
)
def test_offered_rdf_is_refused_with_its_reason(media_type: str, text: str, reason: str) -> None:
    with pytest.raises(RefusedRDF, match=re.escape(reason)):
        read(text, media_type=media_type)


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("application/n-triples", f"<a:s> <a:p> {'<<( <a:s> <a:p> ' * 100_000}"),
        ("application/ld+json", '{"a:p": ' * 100_000),
        ("application/ld+json", "[" * 100_000),
        ("application/ld+json", '{"a:p": {"@list": [' * 100_000),
    ],
)
def test_deep_nesting_is_refused(media_type: str, text: str) -> None:
    with pytest.raises((RefusedRDF, MalformedRDF)):
        read(text, media_type=media_type)


def test_remote_context_is_not_fetched() -> None:
    with pytest.raises(RefusedRDF, match="names a JSON-LD context elsewhere; write that into"):
        read('{"@context": "http://127.0.0.1:9/", "a": 1}', media_type="application/ld+json")


@pytest.mark.parametrize("text", ['{"name": "one"}', '[{"@graph": [{"name": 1}]}]'])
def test_json_whose_names_stand_for_nothing_is_refused(text: str) -> None:
    with pytest.raises(RefusedRDF, match="none of its names stands for an IRI"):
        read(text, media_type="application/ld+json")


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"@context": {"name": "http://e/n"}, "@graph": []}', '{"@id": "a:s"}']
)
def test_json_ld_may_state_nothing(text: str) -> None:
    assert read(text, media_type="application/ld+json") == []


def test_text_that_grows_is_refused() -> None:
    long = f"@prefix a: <http://example.org/{'x' * 10_000}/> .\n" + "a:a a:a a:a .\n" * 100

    with pytest.raises(RefusedRDF, match="as N-Triples it has more than"):
        read(long)


def test_text_that_takes_too_long_is_refused() -> None:
    deep = "<r xmlns='a:'>" * 300_000

    with pytest.raises((RefusedRDF, MalformedRDF)):
        read(deep, media_type="application/rdf+xml", limits=Limits(megabytes=256, seconds=2.0))


@settings(max_examples=15)
@given(garbage=st.binary(max_size=200), media_type=st.sampled_from([TURTLE, "application/ld+json"]))
def test_garbage_is_read_or_told(garbage: bytes, media_type: str) -> None:
    told = ""

    try:
        read(garbage, media_type=media_type)
    except (MalformedRDF, RefusedRDF) as error:
        told = str(error)

    assert "broke down" not in told


def test_source_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text("<a:s> <a:p> <a:o> .", encoding="utf-8")

    with (
        path.open("rb") as source,
        offered_rdf(source, media_types=(TURTLE,), base_iri=BASE) as offered,
    ):
        assert isinstance(offered.lines, io.IOBase)
        assert offered.count == 1
