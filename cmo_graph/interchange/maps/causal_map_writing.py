"""The relational workbook of causal mapping: this module writes it.

What writes workbooks takes a quarter of a second to import, so it is imported where it is needed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from cmo_graph.errors import NotExportable
from cmo_graph.interchange.cells import LONGEST, put_text
from cmo_graph.interchange.maps.causal_map import QUESTION, SHEETS, WITHIN
from cmo_graph.interchange.maps.columns import (
    EDGE_COLUMNS,
    Record,
    edge_records,
    names_of,
    node_records,
)
from cmo_graph.interchange.maps.graph import DrawnDocument, DrawnMap, DrawnNode, DrawnStatement
from cmo_graph.interchange.maps.writing import as_cell
from cmo_graph.interchange.notes import in_cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_COLUMNS: Mapping[str, str] = {
    **EDGE_COLUMNS,
    "key": "link_id",
    "source": "from_label",
    "target": "to_label",
    "document": "source_id",
    "quote": "quote",
    "note": "link_memo",
}
#: Columns that a sheet has in any case.
_FIRST: Mapping[str, tuple[str, ...]] = {
    "factors": ("factor_id", "label"),
    "links": ("link_id", "from_label", "to_label"),
}


def as_causal_map(drawn: DrawnMap) -> bytes:
    """Return a map as a workbook of factors, links, statements, sources and questions.

    Raises:
        NotExportable: a text is longer than a cell keeps.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, records in zip(SHEETS, _sheets(drawn), strict=True):
        if records or name in _FIRST:
            _put(book.create_sheet(name), records, _FIRST.get(name, ()))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _sheets(drawn: DrawnMap) -> Iterator[list[Record]]:
    """Yield the records of each sheet, in the order of `SHEETS`."""
    implied = _implied(drawn)
    yield node_records([node for node in drawn.nodes if node.key not in implied])
    documents = {one.key: one.document for one in drawn.statements}
    yield edge_records(
        [
            replace(edge, document="")
            if edge.statement in documents and edge.document == documents[edge.statement]
            else edge
            for edge in drawn.edges
        ],
        _COLUMNS,
    )
    yield [_statement(one) for one in drawn.statements]
    yield [_source(one) for one in drawn.documents]
    asked = (one.further.get(QUESTION) for one in drawn.statements)
    yield [dict(one) for one in asked if isinstance(one, dict)]


def _implied(drawn: DrawnMap) -> set[str]:
    """Return the keys of factors that are only what the labels of narrower ones imply."""
    ends = {end for edge in drawn.edges for end in (edge.source, edge.target)}
    wider: set[str] = set()
    for node in drawn.nodes:
        label = node.label
        while WITHIN in label:
            label = label.rpartition(WITHIN)[0].strip()
            wider.add(label)
    bare = {n.key for n in drawn.nodes if n == DrawnNode(key=n.label, label=n.label)}
    return (bare & wider) - ends


def _statement(one: DrawnStatement) -> Record:
    further = {name: value for name, value in one.further.items() if name != QUESTION}
    own = {"statement_id": one.key, "text": one.text, "source_id": one.document}
    return {name: value for name, value in {**own, **further}.items() if value != ""}


def _source(one: DrawnDocument) -> Record:
    label = {"label": one.label} if one.label else {}
    return {"source_id": one.key, **label, **one.further}


def _put(sheet: "Worksheet", records: Sequence[Record], first: Sequence[str]) -> None:
    names = names_of([*records, dict.fromkeys(first, "")], first)
    for column, name in enumerate(names, start=1):
        _put_cell(sheet, 1, column, name)
    for row, record in enumerate(records, start=2):
        for column, name in enumerate(names, start=1):
            if name in record:
                _put_cell(sheet, row, column, as_cell(record[name]))


def _put_cell(sheet: "Worksheet", row: int, column: int, text: str) -> None:
    if len(text) > LONGEST:
        place = in_cell("", row, column, sheet=sheet.title)
        raise NotExportable(
            "workbook of a causal map",
            f"cell {place.cell} of {sheet.title} would have {len(text)} characters, and keeps"
            f" {LONGEST}",
        )
    put_text(sheet.cell(row, column), text)
