"""Bodies of writes: what a form holds is what was put into it, and a broken one is told."""

from tempfile import TemporaryFile

import pytest
from cmo_graph_api.uploads import MOST_PARTS, texts_of
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.errors import MalformedUpload, UnsupportedMediaType

BOUNDARY = "a6fe4cd636164618"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
TURTLE = "Content-Type: text/turtle"


def part(content: bytes, head: str = TURTLE) -> bytes:
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"


def parts_of(body: bytes, *, content_type: str = FORM) -> list[tuple[str, bytes]]:
    with TemporaryFile() as spool:
        spool.write(body)
        spool.seek(0)
        with texts_of(spool, content_type=content_type) as texts:
            return [(text.media_type, text.source.read()) for text in texts]


@given(
    contents=st.lists(
        st.binary(max_size=200).filter(lambda found: BOUNDARY.encode() not in found),
        min_size=1,
        max_size=MOST_PARTS,
    ),
    preamble=st.sampled_from([b"", b"Not for you.\r\n"]),
)
def test_form_holds_what_was_put_into_it(contents: list[bytes], preamble: bytes) -> None:
    body = preamble + b"".join(map(part, contents)) + f"--{BOUNDARY}--\r\nIgnored".encode()

    assert parts_of(body) == [("text/turtle", content) for content in contents]


@given(body=st.binary(max_size=300))
def test_any_bytes_are_a_form_or_are_told(body: bytes) -> None:
    told = ""

    try:
        parts_of(f"--{BOUNDARY}\r\n".encode() + body)
    except (MalformedUpload, UnsupportedMediaType) as error:
        told = str(error)

    assert told.endswith(".")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('Content-Disposition: form-data; name="a"; filename="one.TTL"', "text/turtle"),
        (
            'Content-Disposition: form-data; name="a"; filename="one.rdf"\r\n'
            "Content-Type: application/octet-stream",
            "application/rdf+xml",
        ),
        ("content-type: application/ld+json; charset=UTF-8", "application/ld+json"),
    ],
)
def test_part_is_read_by_its_type_or_its_suffix(head: str, expected: str) -> None:
    assert parts_of(part(b"", head) + f"--{BOUNDARY}--".encode()) == [(expected, b"")]


def test_part_without_headers_is_of_no_type() -> None:
    with pytest.raises(UnsupportedMediaType):
        parts_of(f"--{BOUNDARY}\r\n\r\n{TURTLE}\r\n\r\n\r\n--{BOUNDARY}--".encode())


def test_form_with_too_many_parts_is_refused() -> None:
    body = part(b"") * (MOST_PARTS + 1) + f"--{BOUNDARY}--".encode()

    with pytest.raises(MalformedUpload, match="more than 16 parts"):
        parts_of(body)


def test_body_that_is_no_form_is_itself() -> None:
    assert parts_of(b"<a:s>", content_type="text/turtle") == [("text/turtle", b"<a:s>")]
