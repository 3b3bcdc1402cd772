"""Cases for documents whose words are wanted: HTML, Word and PDF."""

from tests.hostile.cases import Case
from tests.hostile.containers import MEGABYTE, given, zipped

_BOMB = b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;&b;&b;'>]><a>&d;</a>"


def _document(name: str, file: str, content: bytes, code: str) -> Case:
    return Case(name, "document", file, given(content), code)


def _word(body: bytes) -> bytes:
    return zipped(("word/document.xml", body))


CASES: tuple[Case, ...] = (
    _document("html nested 100,000 deep", "a.html", b"<div>x" * 100_000, "document-unreadable"),
    _document("html of one 11 MB word", "a.html", b"x" * 11 * MEGABYTE, "document-unreadable"),
    _document("html in another encoding", "a.html", b"<p>caf\xe9</p>", "given-encoding"),
    _document("word with an entity bomb", "a.docx", _word(_BOMB), "xml-doctype"),
    _document("word that is a zip bomb", "a.docx", _word(bytes(80 * MEGABYTE)), "given-too-large"),
    _document(
        "word without a document", "a.docx", zipped(("x.xml", b"<a/>")), "zip-member-missing"
    ),
    _document("word cut off", "a.docx", _word(b"<a/>")[:60], "zip-damaged"),
    _document("word nested 100,000 deep", "a.docx", _word(b"<a>" * 100_000), "xml-malformed"),
    _document("pdf of nothing", "a.pdf", b"%PDF-1.7\n%%EOF\n", "document-unreadable"),
    _document(
        "pdf whose pages hold each other",
        "a.pdf",
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\n"
        b"trailer << /Root 1 0 R >>\n%%EOF\n",
        "document-unreadable",
    ),
)
