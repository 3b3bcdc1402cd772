"""A review as a drawn map: this module makes nodes and edges of its concepts and links.

Rows that an import kept in notes come out as they were given (`rows`); what was written by the
reviewers themselves comes out in the words of the model. An evidence line is an edge of its own, so
that nobody has to take it apart again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.kept_attributes import from_note
from cmo_graph.interchange.maps.cited import SOURCE_ID, STATEMENTS, document_name
from cmo_graph.interchange.maps.graph import (
    DrawnDocument,
    DrawnEdge,
    DrawnMap,
    DrawnNode,
    DrawnStatement,
)
from cmo_graph.interchange.maps.rows import (
    EDGE_FIELDS,
    NODE_FIELDS,
    PASSAGE,
    UNQUOTED,
    Row,
    fields_of,
    further_of,
    told_of,
)
from cmo_graph.mapping import LangString, plain
from cmo_graph.model import Concept, EvidenceLine, Link, Passage, Report, Study, Thing
from cmo_graph.model.codes import Direction


def redrawn(things: Sequence[Thing], *, texts: Mapping[str, str], language: str) -> DrawnMap:
    """Return the map that a review's concepts and links draw.

    Args:
        things: The review's things; the words of passages are those that may go out.
        texts: Texts that are at hand and may go out whole, by `text_file`.
        language: The language in which its texts are told.
    """
    return _Redrawing(things, texts, language).drawn()


class _Redrawing:
    def __init__(self, things: Sequence[Thing], texts: Mapping[str, str], language: str) -> None:
        self._things = things
        self._texts = texts
        self._language = language
        self._passages = {one.id: one for one in things if isinstance(one, Passage)}
        self._by_local = {one.key.partition(".")[2]: one for one in self._passages.values()}
        self._reports = {one.id: one for one in things if isinstance(one, Report)}
        self._studies = {one.id: one for one in things if isinstance(one, Study)}
        #: The first key of each concept.
        self._keys: dict[URIRef, str] = {}
        self._taken: set[str] = set()

    def _rows(self, note: tuple[LangString, ...] | None) -> tuple[Row, ...]:
        return from_note(self._plain(note))[1]

    def _plain(self, text: tuple[LangString, ...] | None) -> str:
        return plain(text, self._language) if text else ""

    def drawn(self) -> DrawnMap:
        nodes = tuple(self._nodes())
        return DrawnMap(
            nodes=nodes,
            edges=tuple(self._edges()),
            documents=tuple(self._documents()),
            statements=tuple(self._statements()),
            is_closed=True,
        )

    def _nodes(self) -> Iterator[DrawnNode]:
        for concept in self._things:
            if isinstance(concept, Concept):
                definition = self._plain(concept.definition)
                for row in self._rows(concept.scope_note) or ({},):
                    yield self._node(concept, row, definition)
                    definition = ""

    def _node(self, concept: Concept, row: Row, definition: str) -> DrawnNode:
        told = fields_of(row, NODE_FIELDS)
        label = told.get("label", self._plain(concept.label))
        key = told.get("key", label)
        if "key" not in told and key in self._taken:
            key = concept.key.partition(".")[2]
        self._taken.add(key)
        self._keys.setdefault(concept.id, key)
        return DrawnNode(
            key=key,
            label=label,
            role=told.get("role", ""),
            definition=definition,
            further=further_of(row, NODE_FIELDS),
        )

    def _edges(self) -> Iterator[DrawnEdge]:
        lines: dict[URIRef, list[EvidenceLine]] = {}
        for one in self._things:
            if isinstance(one, EvidenceLine):
                lines.setdefault(one.claim, []).append(one)
        for link in self._things:
            if isinstance(link, Link) and self._is_drawn(link):
                own = lines.get(link.id, [])
                yield from self._of_link(link, has_lines=bool(own))
                for line in own:
                    yield from self._of_line(link, line)

    def _is_drawn(self, link: Link) -> bool:
        return link.from_concept in self._keys and link.to_concept in self._keys

    def _told(self, link: Link) -> dict[str, str]:
        ends = self._keys[link.from_concept], self._keys[link.to_concept]
        return {**told_of(link.kind, link.polarity), "source": ends[0], "target": ends[1]}

    def _of_line(self, link: Link, line: EvidenceLine) -> Iterator[DrawnEdge]:
        study = self._studies.get(line.study)
        told = {
            **self._told(link),
            "document": document_name(study) if study else "",
            "stance": "" if line.direction is Direction.SUPPORTS else line.direction.value,
        }
        rows = self._rows(line.note)
        words = "" if rows else self._plain(line.note)
        for iri in line.passages:
            for row in rows or ({},):
                passage = self._passages.get(iri)
                yield self._edge({**told, "note": words}, row, passage)

    def _of_link(self, link: Link, *, has_lines: bool) -> Iterator[DrawnEdge]:
        told = self._told(link)
        rows = self._rows(link.note)
        for row in rows:
            yield self._edge(told, row, self._by_local.get(str(row.get(PASSAGE, ""))))
        if rows or (has_lines and not link.passages):
            return
        for iri in link.passages or (None,):
            passage = self._passages.get(iri) if iri else None
            told = {**told, "note": self._plain(link.note), "document": self._document(passage)}
            yield self._edge(told, {}, passage)

    def _document(self, passage: Passage | None) -> str:
        report = self._reports.get(passage.report) if passage else None
        studies = (
            [self._studies[iri] for iri in report.reports_on if iri in self._studies]
            if report
            else []
        )
        return document_name(studies[0]) if studies else ""

    def _edge(self, told: Mapping[str, str], row: Row, passage: Passage | None) -> DrawnEdge:
        fields = {"page": (passage.page or "") if passage else "", **told}
        if PASSAGE in row:
            fields["page"] = ""
        words = passage.surroundings.exact if passage and passage.surroundings else None
        own: dict[str, Any] = {**fields, **fields_of(row, EDGE_FIELDS)}
        return DrawnEdge(
            **own,
            quote="" if UNQUOTED in row else words or "",
            further=further_of(row, EDGE_FIELDS),
        )

    def _documents(self) -> Iterator[DrawnDocument]:
        for study in self._studies.values():
            rows = self._rows(study.note)
            kept: dict[str, Any] = dict(rows[0]) if rows else {}
            kept.pop(STATEMENTS, None)
            label = self._plain(study.label)
            key = str(kept.pop(SOURCE_ID, label))
            yield DrawnDocument(key=key, label="" if key == label else label, further=kept)

    def _statements(self) -> Iterator[DrawnStatement]:
        of_study = {
            study: self._texts.get(report.text_file or "", "")
            for report in self._reports.values()
            for study in report.reports_on
        }
        for study in self._studies.values():
            rows = self._rows(study.note)
            text = of_study.get(study.id, "")
            for told in _spans(rows):
                further = {n: v for n, v in told.items() if n not in ("id", "start", "end")}
                yield DrawnStatement(
                    key=str(told["id"]),
                    text=text[told["start"] : told["end"]],
                    document=document_name(study),
                    further=further,
                )


def _spans(rows: Sequence[Row]) -> Iterator[Mapping[str, Any]]:
    """Yield the statements of a source that a note places; what somebody changed there is not."""
    told = rows[0].get(STATEMENTS) if rows else ()
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict) and all(isinstance(one.get(n), int) for n in ("start", "end")):
            yield {"id": "", **one}
