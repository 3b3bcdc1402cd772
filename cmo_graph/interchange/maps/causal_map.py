"""The relational workbook of causal mapping: this module reads factors, links, statements, sources.

Labels say more than words there: `~` before one means its opposite, and `;` inside one stands
between a wider and a narrower factor. Ids are those of a sheet, so that a link's ends are told by
their labels, and by the ids of factors only where it has no labels.

Source: the published form of Causal Map's workbooks; only their shape is used.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.maps.graph import (
    DrawnDocument,
    DrawnEdge,
    DrawnMap,
    DrawnNode,
    DrawnStatement,
)
from cmo_graph.interchange.maps.making import Item, made_edges, made_nodes
from cmo_graph.interchange.maps.names import on_a_line, plain_name
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.spreadsheets import Sheet

#: Sheets that are read.
SHEETS = ("factors", "links", "statements", "sources", "questions")
#: What parts a wider factor from a narrower one, and what turns one round.
WITHIN, NOT = ";", "~"
#: Most levels of wider factors that are made of one label.
MOST_LEVELS = 10
#: Among a statement's further attributes: the question that it is the first to answer.
QUESTION = "question"

_Record = tuple[dict[str, Any], Place]


def is_causal_map(sheets: Sequence[Sheet]) -> bool:
    """Say whether a workbook has the sheets of a causal map: its links, and what they refer to."""
    names = {plain_name(sheet.name) for sheet in sheets}
    return "links" in names and bool(names & {"factors", "statements", "sources"})


def read_causal_map(sheets: Sequence[Sheet], file: str, notes: Notes) -> DrawnMap:
    """Return the map that a workbook holds; what is not read is noted."""
    return _Reader(sheets, file, notes).drawn()


def _taken(record: dict[str, Any], *names: str) -> str:
    """Take the first of the values of these names that is there out of a record."""
    for name in names:
        found = next((one for one in record if plain_name(one) == name), None)
        if found is not None:
            return str(record.pop(found)).strip()
    return ""


class _Reader:
    def __init__(self, sheets: Sequence[Sheet], file: str, notes: Notes) -> None:
        self._file = file
        self._notes = notes
        self._records = {plain_name(one.name): list(self._read(one)) for one in sheets}
        #: Labels of factors by their ids.
        self._labels: dict[str, str] = {}

    def _read(self, sheet: Sheet) -> Iterator[_Record]:
        if plain_name(sheet.name) not in SHEETS:
            said = f"The sheet {sheet.name} is no part of a causal map"
            self._note_unread(said, Place(self._file, 0, 0, sheet=sheet.name), sheet.name)
            return
        for row in sheet.rows[1:]:
            place = sheet.place(self._file, row.number, 1)
            if row.is_hidden:
                self._notes.add("row-hidden", f"Row {row.number} is hidden; it is read.", place)
            header = sheet.rows[0]
            told = {
                header.text(column).strip() or f"column {column}": text
                for column, text in row.cells.items()
                if text.strip()
            }
            if told:
                yield told, place

    def _note_unread(self, said: str, place: Place, value: str) -> None:
        self._notes.add("edge-part-unread", f"{said}, and is not read.", place, value=value)

    def drawn(self) -> DrawnMap:
        statements = {one.key: one for one in self._statements()}
        nodes = {node.key: node for node in self._factors()}
        edges = tuple(self._links(statements))
        named = {normal(name) for node in nodes.values() for name in (node.key, node.label)}
        for edge in edges:
            for end in (edge.source, edge.target):
                # In another case it is the same factor, which edges find by its label.
                if normal(end) not in named:
                    named.add(normal(end))
                    nodes[end] = DrawnNode(key=end, label=end, place=edge.place)
        return DrawnMap(
            nodes=tuple(_related(nodes)),
            edges=edges,
            documents=tuple(self._documents()),
            statements=tuple(statements.values()),
        )

    def _factors(self) -> Iterator[DrawnNode]:
        items: list[Item] = []
        for record, place in self._records.get("factors", ()):
            key = _taken(record, "factorid", "id")
            label = on_a_line(_taken(record, "label", "factorlabel", "name") or key)
            self._labels.setdefault(key, label)
            own = {"factor_id": key} if key not in ("", label) else {}
            items.append(({**own, **record, "label": label}, place, label))
        for node in made_nodes(items, self._notes):
            ids = {"factor_id": node.further["factor_id"]} if "factor_id" in node.further else {}
            yield replace(node, further={**ids, **node.further})

    def _links(self, statements: Mapping[str, DrawnStatement]) -> Iterator[DrawnEdge]:
        items: list[Item] = []
        for record, place in self._records.get("links", ()):
            ends = {
                "from": self._end(record, ("fromlabel",), ("from", "fromid"), place),
                "to": self._end(record, ("tolabel",), ("to", "toid"), place),
            }
            items.append(({**record, **ends}, place, ""))
        for edge in made_edges(items, self._notes):
            said = statements.get(edge.statement)
            yield edge if edge.document or said is None else replace(edge, document=said.document)

    def _end(
        self, record: dict[str, Any], labels: Sequence[str], ids: Sequence[str], place: Place
    ) -> str:
        label, key = _taken(record, *labels), _taken(record, *ids)
        known = self._labels.get(key) if key else None
        if label and known is not None and known != on_a_line(label):
            self._notes.add(
                "edge-end-differs",
                f"A link's end has the label {label!r}, and the id {key} of the factor {known!r};"
                " the label is read.",
                place,
                value=label,
            )
        return label or known or key

    def _documents(self) -> Iterator[DrawnDocument]:
        for record, place in self._records.get("sources", ()):
            key = _taken(record, "sourceid", "id")
            label = _taken(record, "label", "title", "sourcelabel")
            if key or label:
                yield DrawnDocument(key=key or label, label=label, further=record, place=place)

    def _statements(self) -> Iterator[DrawnStatement]:
        questions = {
            _taken(dict(record), "questionid", "id"): (record, place)
            for record, place in self._records.get("questions", ())
        }
        for record, place in self._records.get("statements", ()):
            key = _taken(record, "statementid", "id")
            text = _taken(record, "text", "statement", "statementtext")
            document = _taken(record, "sourceid", "source")
            asked = questions.pop(_taken(dict(record), "questionid"), None)
            further = {**record, QUESTION: asked[0]} if asked else record
            yield DrawnStatement(
                key=key, text=text, document=document, further=further, place=place
            )
        for key, (_, place) in questions.items():
            self._note_unread(f"The question {key} is answered by no statement", place, key)


def _related(nodes: Mapping[str, DrawnNode], *, level: int = 1) -> Iterator[DrawnNode]:
    """Yield the factors, and the wider ones that their labels name, related as the labels say."""
    named = {_normal(key): key for key in nodes}
    wider: dict[str, DrawnNode] = {}
    for node in nodes.values():
        broader = _wider(node.label) if level < MOST_LEVELS else ""
        if broader and _normal(broader) not in named:
            named[_normal(broader)] = broader
            wider[broader] = DrawnNode(key=broader, label=broader, place=node.place)
        other = named.get(_normal(_turned(node.label))) if NOT in node.label else None
        yield replace(
            node,
            broader=(named[_normal(broader)],) if broader else (),
            opposite=(other,) if other and other != node.key else (),
        )
    if wider:
        yield from _related(wider, level=level + 1)


def _normal(label: str) -> str:
    return WITHIN.join(part.strip() for part in label.split(WITHIN)).casefold()


def _wider(label: str) -> str:
    return label.rpartition(WITHIN)[0].strip()


def _turned(label: str) -> str:
    return WITHIN.join(part.strip().removeprefix(NOT) for part in label.split(WITHIN))
