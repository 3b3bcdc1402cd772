"""The words of documents come out in their order, and nothing else does."""

import zipfile
from io import BytesIO

import pytest

from cmo_graph.interchange.documents import text_of
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = f"""<w:document xmlns:w="{W}"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>
<w:p><w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr><w:r><w:t>Trust </w:t></w:r>
<w:r><w:t>first</w:t><w:tab/><w:t>so</w:t><w:br/><w:t>they say</w:t></w:r>
<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<mc:AlternateContent><mc:Fallback><w:p><w:r><w:t>twice</w:t></w:r></w:p></mc:Fallback>
</mc:AlternateContent></w:body></w:document>"""
NOTES_PART = f'<w:footnotes xmlns:w="{W}"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnotes>'


def word_file(**parts: str) -> bytes:
    found = BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return found.getvalue()


def pdf_file(words: str) -> bytes:
    """Write a PDF of one page by hand."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    found = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(found)
    found += b"xref\n0 6\n0000000000 65535 f \n"
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    return found + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table


def read(name: str, content: bytes) -> tuple[str | None, list[str]]:
    notes = Notes()
    text = text_of(GivenFile(name, content), notes)
    return text, [problem.code for problem in notes.problems]


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", b"\xef\xbb\xbfOne\r\ntwo", "One\ntwo"),
        ("a", b"One\x0ctwo", "One\x0ctwo"),
        (
            "a.html",
            b"<html><head><title>No</title><style>p{}</style></head><body><h1>Trust</h1>"
            b"<p>comes <b>fir</b>st<!-- no -->,\n they&nbsp;say.<script>no()</script></p>a|</body>",
            "Trust\ncomes first, they say.\na|\n",
        ),
        ("a.docx", word_file(document=WORD), "Trust first\tso\nthey say\ncell\n"),
        ("a.docx", word_file(document=WORD, footnotes=NOTES_PART), None),
        ("a.pdf", pdf_file("Trust comes first"), "Trust comes first\n"),
    ],
)
def test_text_of_reads_words_in_order(name: str, content: bytes, text: str | None) -> None:
    found, problems = read(name, content)

    assert problems == []
    assert found is not None
    assert found == text if text else found.endswith("A note.\n")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "given-empty"),
        ("a.txt", b"caf\xe9", "given-encoding"),
        ("a.docx", b"PK no zip", "zip-damaged"),
        ("a.docx", word_file(styles="<a/>"), "zip-member-missing"),
        ("a.docx", word_file(document="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "xml-doctype"),
        ("a.docx", word_file(document=WORD)[:200], "zip-damaged"),
        ("a.pdf", b"%PDF-1.4\nnothing else", "document-unreadable"),
        ("a.pdf", pdf_file(""), "document-unreadable"),
    ],
)
def test_text_of_tells_one_problem_when_a_document_cannot_be_read(
    name: str, content: bytes, code: str
) -> None:
    assert read(name, content) == (None, [code])
