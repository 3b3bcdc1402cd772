"""Cases for a review's own workbook, when somebody made it to do harm or broke it by accident."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from cmo_graph.interchange.workbook.patching import with_cells
from cmo_graph.interchange.workbook.tables import BASE
from tests.cmo_graph.interchange.workbook.books import small_workbook
from tests.hostile.cases import Case
from tests.hostile.containers import given, zipped
from tests.hostile.workbooks import BOOK, LINKS, NAMESPACE, workbook

FILE = "review.xlsx"
#: Made when this module is imported, so that what writes it is not what is bounded.
BOOK_OF_A_REVIEW = replace(small_workbook(), name=FILE)


def changed(sheet: str, cells: Mapping[tuple[int, int], str]) -> Callable[[], bytes]:
    """Return what makes the workbook of a small review with some cells changed."""
    return lambda: with_cells(BOOK_OF_A_REVIEW, {sheet: cells}, sheets={})


def based(*lines: str) -> Callable[[], bytes]:
    """Return what makes the workbook of a small review with other digests."""
    return lambda: with_cells(BOOK_OF_A_REVIEW, {}, sheets={BASE: zip(lines)})


def of_records(cells: str, *, titles: Sequence[str] = ("id", "label", "broader")) -> bytes:
    """Return a workbook whose sheet `concepts` has a header and this row."""
    top = "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>' for title in titles)
    sheet = (
        f'<worksheet {NAMESPACE}><sheetData><row r="1">{top}</row>'
        f'<row r="2">{cells}</row></sheetData></worksheet>'
    )
    return zipped(
        ("xl/workbook.xml", BOOK.replace("Evidence", "concepts").encode()),
        ("xl/_rels/workbook.xml.rels", LINKS.encode()),
        ("xl/worksheets/sheet1.xml", sheet.encode()),
    )


LABEL = '<c r="B2" t="inlineStr"><is><t>Trust</t></is></c>'
CASES: tuple[Case, ...] = (
    Case("workbook of nothing", "workbook", FILE, given(b""), "given-empty"),
    Case("workbook that is a picture", "workbook", FILE, given(b"\x89PNG\r\n"), "zip-damaged"),
    Case(
        "workbook of other sheets",
        "workbook",
        FILE,
        lambda: workbook('<c r="A1" t="inlineStr"><is><t>Total</t></is></c>'),
        "import-nothing-read",
    ),
    Case(
        "workbook with a formula for an id",
        "workbook",
        FILE,
        lambda: of_records(f'<c r="A2"><f>WEBSERVICE("http://x")</f><v>1</v></c>{LABEL}'),
        "cell-formula",
    ),
    Case(
        "workbook with an id that leads out of its folder",
        "workbook",
        FILE,
        changed("theories", {(2, 1): "../../etc/passwd"}),
        "id-malformed",
    ),
    Case(
        "workbook that names one thing twice",
        "workbook",
        FILE,
        changed("concepts", {(9, 1): "england", (9, 2): "England"}),
        "id-duplicate",
    ),
    Case(
        "workbook with a position beyond reason",
        "workbook",
        FILE,
        changed("studies appraisals", {(2, 2): "9" * 400}),
        "value-not-number",
    ),
    Case(
        "workbook with an address that is none",
        "workbook",
        FILE,
        changed("agents", {(2, 5): "<script> alert"}),
        "reference-malformed",
    ),
    Case(
        "workbook with a language that is none",
        "workbook",
        FILE,
        changed("review", {(1, 3): "label (english)"}),
        "language-malformed",
    ),
    Case(
        "workbook that says it is of another review",
        "workbook",
        FILE,
        based("/review//other"),
        "workbook-of-other-review",
    ),
    Case(
        "workbook with 16,000 columns of one name",
        "workbook",
        FILE,
        lambda: of_records(LABEL, titles=("id", *["label"] * 16_000)),
        "workbook-column-twice",
    ),
)
