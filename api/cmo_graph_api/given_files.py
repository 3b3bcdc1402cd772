"""Files in the body of a request: this module takes them out, for imports.

A body is one file, or a form whose parts are files (`multipart/form-data`); the part named
`mapping` says how the others are to be read.

Source: RFC 7578 (forms).
"""

from collections.abc import Iterator
from contextlib import nullcontext
from email.message import Message
from email.parser import BytesHeaderParser
from mmap import ACCESS_READ, mmap
from pathlib import PurePosixPath
from typing import BinaryIO

from cmo_graph.errors import MalformedUpload
from cmo_graph.interchange.importing import GivenFile
from cmo_graph_api.uploads import FORM, places

#: Longest name of a file that is told in problems.
_LONGEST_NAME = 120


def given_files(
    body: BinaryIO, *, content_type: str, name: str
) -> tuple[tuple[GivenFile, ...], GivenFile | None]:
    """Return the files of a body, and the mapping when a form has one.

    Args:
        body: The body.
        content_type: What it is said to be.
        name: Name of the file when the body is one.

    Raises:
        MalformedUpload: a form breaks its grammar, or has no file.
    """
    head = Message()
    head["Content-Type"] = content_type or "application/octet-stream"
    if head.get_content_type() != FORM:
        return (GivenFile(name, body.read()),), None
    parts = list(_parts(body, boundary=head.get_boundary("")))
    files = tuple(file for field, file in parts if field != "mapping")
    if not files:
        raise MalformedUpload("the form has no file")
    return files, next((file for field, file in parts if field == "mapping"), None)


def _parts(body: BinaryIO, *, boundary: str) -> Iterator[tuple[str, GivenFile]]:
    """Yield each part's field and its content."""
    if not 1 <= len(boundary) <= 70 or not boundary.isascii():
        raise MalformedUpload("the form has no boundary, or one that is not allowed")
    size = body.seek(0, 2)
    with mmap(body.fileno(), 0, access=ACCESS_READ) if size else nullcontext() as text:
        if text is None:
            raise MalformedUpload("the form has no part")
        for start, end in places(text, delimiter=b"--" + boundary.encode()):
            head_end = text.find(b"\r\n\r\n", start - 2, end)
            if head_end < 0:
                raise MalformedUpload("a part has no end of its headers")
            head = BytesHeaderParser().parsebytes(text[start : max(start, head_end)])
            field = str(head.get_param("name", "", header="content-disposition"))
            yield field, GivenFile(_name(head, field), text[head_end + 4 : end])


def _name(head: Message, field: str) -> str:
    """Return a file's name without folders and line ends; it is told and never opened."""
    told = PurePosixPath((head.get_filename() or field or "file").replace("\\", "/")).name
    return "".join(char for char in told if char.isprintable())[:_LONGEST_NAME] or "file"
