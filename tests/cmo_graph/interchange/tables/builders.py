"""Tables of our own making, in every form in which tables come."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.tables.importer import import_tables
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration, Thing
from cmo_graph.model.codes import Role

Rows = Sequence[Sequence[str]]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_csv(rows: Rows, *, separator: str = ",", name: str = "table.csv") -> GivenFile:
    sink = io.StringIO()
    csv.writer(sink, delimiter=separator).writerows(rows)
    return GivenFile(name, sink.getvalue().encode())


def as_workbook(rows: Rows, *, merged: Sequence[str] = (), sheet: str = "CMOs") -> GivenFile:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append([value or None for value in row])
    for reference in merged:
        page.merge_cells(reference)
    sink = io.BytesIO()
    book.save(sink)
    return GivenFile("table.xlsx", sink.getvalue())


def as_word(rows: Rows, *, going_on: Sequence[tuple[int, int]] = ()) -> GivenFile:
    """Return a document with one table; `going_on` are (row, column) that go on from above."""
    begun = {(row - 1, column) for row, column in going_on if (row - 1, column) not in going_on}

    def cell(row: int, column: int, text: str) -> str:
        merge = ""
        if (row, column) in going_on:
            merge = "<w:tcPr><w:vMerge/></w:tcPr>"
        elif (row, column) in begun:
            merge = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
        words = "".join(
            f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n")
        )
        return f"<w:tc>{merge}{words}</w:tc>"

    body = "".join(
        "<w:tr>" + "".join(cell(r, c, text) for c, text in enumerate(row, start=1)) + "</w:tr>"
        for r, row in enumerate(rows, start=1)
    )
    return word(f"<w:tbl>{body}</w:tbl>")


def word(body: str) -> GivenFile:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
    return GivenFile("table.docx", sink.getvalue())


def read(
    given: GivenFile, mapping: str = "wide", *, options: Mapping[str, str] | None = None
) -> Imported:
    """Read a table with a ready mapping, or with the text of a mapping file."""
    if "\n" in mapping:
        file = GivenFile("mapping.yaml", mapping.encode())
        context = Context(review="sos", mapping=file, options=options or {})
    else:
        context = Context(review="sos", options={"mapping": mapping, **(options or {})})
    return import_tables([given], context=context)


def of(imported: Imported, kind: type[Thing]) -> list[Thing]:
    return [thing for thing in imported.things if isinstance(thing, kind)]


def configurations(imported: Imported) -> list[Configuration]:
    return [thing for thing in imported.things if isinstance(thing, Configuration)]


def told(
    imported: Imported,
) -> list[list[tuple[Role, str]]]:
    """Return the slots of each configuration: (role, label of the concept)."""
    labels = {one.id: plain(one.label) for one in imported.things if isinstance(one, Concept)}
    return [
        [(slot.role, labels[slot.concept]) for slot in one.slots]
        for one in configurations(imported)
    ]


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems]


def note(imported: Imported, number: int = 0) -> str:
    found = configurations(imported)[number].note
    return plain(found) if found else ""
