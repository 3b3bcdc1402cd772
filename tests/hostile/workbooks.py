"""Cases for workbooks as such, whatever their sheets should hold."""

from tests.hostile.cases import Case
from tests.hostile.containers import MEGABYTE, bomb_of_entities, given, zipped

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook {NAMESPACE} xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Evidence" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)


def workbook(cells: str, *more: tuple[str, bytes]) -> bytes:
    """Return a workbook whose one row has these cells."""
    sheet = f'<worksheet {NAMESPACE}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    return zipped(
        ("xl/workbook.xml", BOOK.encode()),
        ("xl/_rels/workbook.xml.rels", LINKS.encode()),
        ("xl/worksheets/sheet1.xml", sheet.encode()),
        *more,
    )


def inline(text: str) -> str:
    return f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'


SHARED = "xl/sharedStrings.xml"
CASES: tuple[Case, ...] = (
    Case(
        "zip that is no workbook",
        "xlsx",
        "a.xlsx",
        lambda: zipped(("a", b"")),
        "workbook-unreadable",
    ),
    Case(
        "old or locked workbook",
        "xlsx",
        "a.xls",
        given(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)),
        "workbook-unreadable",
    ),
    Case("workbook cut off", "xlsx", "a.xlsx", lambda: workbook("")[:300], "zip-damaged"),
    Case(
        "formula",
        "xlsx",
        "a.xlsx",
        lambda: workbook('<c r="A1"><f>1+1</f><v>2</v></c>'),
        "cell-formula",
    ),
    Case(
        "formula that calls out",
        "xlsx",
        "a.xlsx",
        lambda: workbook('<c r="A1" t="str"><f>cmd|\' /C calc\'!A0</f><v>x</v></c>'),
        "cell-formula",
    ),
    Case(
        "error in a cell",
        "xlsx",
        "a.xlsx",
        lambda: workbook('<c r="A1" t="e"><v>#N/A</v></c>'),
        "cell-error",
    ),
    Case(
        "text that is not shared",
        "xlsx",
        "a.xlsx",
        lambda: workbook('<c r="A1" t="s"><v>7</v></c>'),
        "cell-error",
    ),
    Case(
        "cell of 40,000 characters",
        "xlsx",
        "a.xlsx",
        lambda: workbook(inline("x" * 40_000)),
        "cell-too-long",
    ),
    Case(
        "escaped control character",
        "xlsx",
        "a.xlsx",
        lambda: workbook(inline("a_x0007_b")),
        "given-control-character",
    ),
    Case(
        "bomb of entities in a sheet",
        "xlsx",
        "a.xlsx",
        lambda: workbook("", (SHARED, bomb_of_entities())),
        "xml-doctype",
    ),
    Case(
        "bomb of zeros in a sheet",
        "xlsx",
        "a.xlsx",
        lambda: workbook("", (SHARED, b"<sst>" + bytes(90 * MEGABYTE))),
        "given-too-large",
    ),
    Case("sheet that is not XML", "xlsx", "a.xlsx", lambda: workbook("<c></row>"), "xml-malformed"),
    Case(
        "path that leads out of a workbook",
        "xlsx",
        "a.xlsx",
        lambda: workbook("", ("../x", b"!")),
        "zip-unsafe",
    ),
)
