"""Bodies too large for memory: this module puts one on disk as it comes, and takes it apart.

A body is either RDF, or a form whose parts are (`multipart/form-data`), as the Graph Store Protocol
has it. Compressed bodies are refused: a few kilobytes can be gigabytes.

Source: RFC 2046 section 5.1.1 (delimiters), RFC 7578 (forms).
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from mmap import ACCESS_READ, mmap
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from cmo_graph.errors import MalformedUpload, UnsupportedMediaType
from cmo_graph.offered.safety import DATASET_FORMATS, GRAPH_FORMATS
from cmo_graph.store.protocol import Store
from cmo_graph_api.dependencies import SettingsDep, StoreDep

#: Media types of RDF that can be sent, the preferred first.
ACCEPTED = (*GRAPH_FORMATS, *DATASET_FORMATS)
FORM = "multipart/form-data"
#: Most parts of one form; each is read by a process of its own.
MOST_PARTS = 16

#: Most bytes of the headers of one part.
_LONGEST_HEAD = 8 * 1024
#: What a file's name tells where its part has no media type of RDF: `curl -F` knows none.
_BY_SUFFIX = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
}


@dataclass(frozen=True, slots=True)
class Text:
    """RDF as it was sent: a file, and the media type that says how to read it."""

    source: BinaryIO
    media_type: str


def scratch_folder(store: Store) -> Path | None:
    """Return where large files of this server go; None for where temporary files are.

    Beside the store: that disk has room for its versions, the one for temporary files may not.
    """
    return Path(store.location) if Path(store.location).is_dir() else None


async def spooled_body(
    request: Request, settings: SettingsDep, store: StoreDep
) -> AsyncIterator[BinaryIO]:
    """Give the body of a request as a file, which is gone when the request has ended.

    Raises:
        HTTPException: 413 when it is longer than is accepted, 415 when it is compressed.
    """
    _refuse_encoding(request)
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > settings.largest_upload:
        raise HTTPException(413, f"A body may be {settings.largest_upload} bytes long.")
    with TemporaryFile(dir=scratch_folder(store)) as spool:
        seen = 0
        async for chunk in request.stream():
            seen += len(chunk)
            if seen > settings.largest_upload:
                raise HTTPException(413, f"A body may be {settings.largest_upload} bytes long.")
            await run_in_threadpool(spool.write, chunk)
        spool.seek(0)
        yield spool


BodyDep = Annotated[BinaryIO, Depends(spooled_body)]


def _refuse_encoding(request: Request) -> None:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise HTTPException(415, f"A body encoded as {encoding!r} is not read; send it as it is.")


@contextmanager
def texts_of(body: BinaryIO, *, content_type: str) -> Iterator[tuple[Text, ...]]:
    """Give the RDF that a body holds: the body itself, or each part of a form.

    Raises:
        UnsupportedMediaType: the body, or a part, is not RDF that is read here.
        MalformedUpload: a form breaks its grammar, or has no part or too many.
    """
    head = Message()
    head["Content-Type"] = content_type or "application/octet-stream"
    if head.get_content_type() != FORM:
        yield (Text(body, _media_type(head)),)
        return
    with ExitStack() as files:
        yield tuple(_parts(body, boundary=head.get_boundary(""), files=files))


def _media_type(head: Message) -> str:
    """Return the media type of RDF that a head names.

    Raises:
        UnsupportedMediaType: it is not one that is read, or its text is not in UTF-8.
    """
    found = head.get_content_type()
    if found not in ACCEPTED:
        suffix = PurePosixPath(head.get_filename("")).suffix.lower()
        found = _BY_SUFFIX.get(suffix, found)
    if found not in ACCEPTED or head.get_content_charset("utf-8") not in ("utf-8", "us-ascii"):
        raise UnsupportedMediaType(head["Content-Type"] or found, accepted=(*ACCEPTED, FORM))
    return found


def _parts(body: BinaryIO, *, boundary: str, files: ExitStack) -> Iterator[Text]:
    if not 1 <= len(boundary) <= 70 or not boundary.isascii():
        raise MalformedUpload("the form has no boundary, or one that is not allowed")
    if body.seek(0, 2) == 0:
        raise MalformedUpload("the form has no part")
    with mmap(body.fileno(), 0, access=ACCESS_READ) as text:
        for start, end in places(text, delimiter=b"--" + boundary.encode()):
            # A part without headers begins with the empty line that ends them.
            head_end = text.find(b"\r\n\r\n", start - 2, min(end, start + _LONGEST_HEAD))
            if head_end < 0:
                raise MalformedUpload("a part has no end of its headers")
            head = BytesHeaderParser().parsebytes(text[start : max(start, head_end)])
            source = files.enter_context(TemporaryFile())  # noqa: SIM115  # `files` closes it
            source.write(text[head_end + 4 : end])
            source.seek(0)
            yield Text(source, _media_type(head))


def places(text: mmap, *, delimiter: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each part begins, with its headers, and ends."""
    at = 0 if text[: len(delimiter)] == delimiter else text.find(b"\r\n" + delimiter) + 2
    if at == 1:
        raise MalformedUpload("the form's boundary is not in it")
    for count in range(MOST_PARTS + 1):
        line_end = text.find(b"\r\n", at)
        if text[at + len(delimiter) : at + len(delimiter) + 2] == b"--":
            if count == 0:
                raise MalformedUpload("the form has no part")
            return
        end = text.find(b"\r\n" + delimiter, line_end)
        if line_end < 0 or end < 0:
            raise MalformedUpload("the form does not end with its boundary")
        yield line_end + 2, end
        at = end + 2
    raise MalformedUpload(f"the form has more than {MOST_PARTS} parts")
