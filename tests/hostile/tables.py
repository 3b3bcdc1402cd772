"""Cases for tables, and for the mappings that say how to read them."""

from collections.abc import Callable

from tests.hostile.cases import Case
from tests.hostile.containers import MEGABYTE, bomb_of_entities, given, zipped
from tests.hostile.workbooks import BOOK, LINKS, NAMESPACE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(body: str) -> bytes:
    words = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped(("word/document.xml", words.encode()))


def table(cell: str) -> bytes:
    return document(f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>")


def inline(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def spreading() -> bytes:
    """A workbook whose cells each span all rows of a long sheet."""
    columns = [f"{a}{b}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ"]
    merged = "".join(f'<mergeCell ref="{one}1:{one}1048576"/>' for one in columns)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 20_000))
    cells = "".join(inline(f"{one}1", "x") for one in columns)
    return _sheet(f'<row r="1">{cells}</row>{rows}', merged)


def _sheet(rows: str, merged: str) -> bytes:
    sheet = (
        f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData>"
        f"<mergeCells>{merged}</mergeCells></worksheet>"
    )
    return zipped(
        ("xl/workbook.xml", BOOK.encode()),
        ("xl/_rels/workbook.xml.rels", LINKS.encode()),
        ("xl/worksheets/sheet1.xml", sheet.encode()),
    )


def _case(name: str, file: str, content: Callable[[], bytes], code: str) -> Case:
    return Case(name, "table", file, content, code)


def _wide(name: str, file: str, content: Callable[[], bytes], code: str) -> Case:
    return Case(name, "wide", file, content, code)


def _mapping(name: str, content: Callable[[], bytes], code: str) -> Case:
    return Case(name, "mapping", "m.yaml", content, code)


HEAD = "columns:\n  - column: Context\n    fills: context\n"
CASES: tuple[Case, ...] = (
    _case("empty table", "a.csv", given(b""), "given-empty"),
    _case("table of empty lines", "a.csv", given(b"\n\n,,\n"), "import-nothing-read"),
    _case("table in Latin-1", "a.csv", given("Context\nZoë\n".encode("latin-1")), "given-encoding"),
    _case("NUL in a table", "a.csv", given(b"Context\na\x00b\n"), "given-control-character"),
    _case("quote never closed", "a.csv", given(b'Context\n"Trust\n'), "table-malformed"),
    _case("field of 200,000", "a.csv", lambda: b"Context\n" + b"x" * 200_000, "table-malformed"),
    _case("table of 2,000 columns", "a.csv", given(b"a" + b",a" * 1_999), "given-too-large"),
    _case("table of 65 MiB", "a.csv", lambda: b"a,b\n" * (17 * MEGABYTE), "given-too-large"),
    _case("merged cells that spread", "a.xlsx", spreading, "given-too-large"),
    _case(
        "document with a bomb of entities",
        "a.docx",
        lambda: zipped(("word/document.xml", bomb_of_entities())),
        "xml-doctype",
    ),
    _case("document without a table", "a.docx", lambda: document(""), "import-nothing-read"),
    _case(
        "document of tables nested deep",
        "a.docx",
        lambda: document("<w:tbl><w:tr><w:tc>" * 200),
        "xml-malformed",
    ),
    _case(
        "document with a zip bomb",
        "a.docx",
        lambda: zipped(("word/document.xml", bytes(80 * MEGABYTE))),
        "given-too-large",
    ),
    _case(
        "cell of a document of 40,000 characters",
        "a.docx",
        lambda: table(f"<w:p><w:r><w:t>{'x' * 40_000}</w:t></w:r></w:p>"),
        "cell-too-long",
    ),
    _case(
        "separator of lines in a cell",
        "a.docx",
        lambda: table("<w:p><w:r><w:t>a&#x2028;b</w:t></w:r></w:p>"),
        "given-control-character",
    ),
    _wide(
        "cell that spans a billion columns",
        "a.docx",
        lambda: table(
            '<w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p>'
        ),
        "mapping-column-missing",
    ),
    _wide(
        "formula for a context",
        "a.xlsx",
        lambda: _sheet(
            f'<row r="1">{inline("A1", "Context")}{inline("B1", "Outcome")}</row>'
            f'<row r="2"><c r="A2"><f>1+1</f></c>{inline("B2", "x")}</row>'
            f'<row r="3">{inline("A3", "Trust")}</row>',
            "",
        ),
        "cell-formula",
    ),
    _wide(
        "a thousand values in a cell",
        "a.csv",
        given(b"CMO,Context,Outcome\n1," + b"a;" * 1_000 + b",Calm\n"),
        "given-too-large",
    ),
    _wide(
        "white space by the hundred thousand",
        "a.csv",
        given(b"CMO,Mechanism\n1,a" + b" " * 100_000 + b"b\n"),
        "table-cell-unsplit",
    ),
    _mapping("mapping of 2 MB", lambda: b"# " + b"x" * 2 * MEGABYTE, "given-too-large"),
    _mapping("mapping with an alias", given(f"{HEAD}sheet: *a\n".encode()), "yaml-anchor"),
    _mapping("mapping nested deep", given(b"columns: " + b"[" * 500), "yaml-too-deep"),
    _mapping("mapping with a tag", given(f"{HEAD}sheet: !!python/name:a b\n".encode()), "yaml-tag"),
)
