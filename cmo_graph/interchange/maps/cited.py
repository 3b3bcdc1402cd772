"""Where the edges of a map come from: this module drafts sources, their texts and passages.

The statements of a source, one after the other, are its text, in which quotations are located. A
quotation whose source nobody names is one of the file that it stands in.
"""

from dataclasses import dataclass
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafting import Draft
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.kept_attributes import as_note, from_note
from cmo_graph.interchange.maps.graph import DrawnDocument, DrawnEdge, DrawnMap, DrawnStatement
from cmo_graph.interchange.notes import Place
from cmo_graph.mapping import plain
from cmo_graph.model import Study

#: Under this name a source's note has the places of its statements in its text.
STATEMENTS = "statements"
#: Under this name it has the id that edges name it by.
SOURCE_ID = "source_id"
#: What stands between two statements of a text.
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Cited:
    """What an edge rests on."""

    source: DraftSource | None = None
    passage: URIRef | None = None
    #: What an export calls the source, and the page that it tells of the passage.
    document: str = ""
    page: str = ""
    #: Whether the passage is the edge's whole statement, since it has no quotation.
    is_unquoted: bool = False

    @property
    def passages(self) -> tuple[URIRef, ...]:
        """The passage, if there is one."""
        return (self.passage,) if self.passage is not None else ()


@dataclass(frozen=True, slots=True)
class _Span:
    document: str
    start: int
    end: int


class Citing:
    """Drafts what the edges of one map rest on."""

    def __init__(self, drawn: DrawnMap, draft: Draft, context: Context) -> None:
        self._draft = draft
        self._sources: dict[str, DraftSource] = {}
        self._names = {one.id: document_name(one) for one in context.existing_of(Study)}
        self._spans: dict[str, _Span] = {}
        self._texts: dict[str, str] = {}
        self._pages: dict[URIRef, str] = {}
        told: dict[str, list[DrawnStatement]] = {}
        for statement in drawn.statements:
            told.setdefault(statement.document or statement.place.file, []).append(statement)
        documents = {one.key: one for one in drawn.documents}
        for key, statements in told.items():
            documents.setdefault(key, DrawnDocument(key=key, place=statements[0].place))
        for key, document in documents.items():
            self._put(document, told.get(key, []))

    def _put(self, document: DrawnDocument, statements: list[DrawnStatement]) -> None:
        citation = document.label or document.key
        kept: dict[str, Any] = dict(document.further)
        if document.key != citation:
            kept = {SOURCE_ID: document.key, **kept}
        if statements:
            kept[STATEMENTS] = [self._placed(document.key, one) for one in statements]
        note = as_note("", kept) if kept else ""
        source = self._draft.source(citation, document.place, note=note)
        self._sources[document.key] = source
        self._names.setdefault(source.study, document.key)
        if statements:
            self._draft.hold(source, self._texts[document.key])

    def _placed(self, document: str, statement: DrawnStatement) -> dict[str, Any]:
        """Put a statement at the end of its document's text, and say where it stands."""
        before = self._texts.get(document)
        start = 0 if before is None else len(before) + len(BETWEEN)
        lead = "" if before is None else f"{before}{BETWEEN}"
        self._texts[document] = lead + statement.text
        end = start + len(statement.text)
        self._spans.setdefault(statement.key, _Span(document, start, end))
        return {"id": statement.key, "start": start, "end": end, **statement.further}

    def cited(self, edge: DrawnEdge) -> Cited:
        """Return what an edge rests on, drafted."""
        span = self._spans.get(edge.statement)
        document = edge.document or (span.document if span else "")
        words = edge.quote or (self._text_of(span) if span else "")
        if not document and not words:
            return Cited()
        source = self._source(document or edge.place.file, edge.place)
        told = self._names[source.study]
        if not words:
            return Cited(source, document=told)
        passage = self._passage(edge, words, source, span)
        page = self._pages.setdefault(passage, edge.page)
        return Cited(source, passage, document=told, page=page, is_unquoted=not edge.quote)

    def _source(self, key: str, place: Place) -> DraftSource:
        if key not in self._sources:
            source = self._sources[key] = self._draft.source(key, place)
            self._names.setdefault(source.study, " ".join(key.split()))
        return self._sources[key]

    def _text_of(self, span: _Span) -> str:
        return self._texts[span.document][span.start : span.end]

    def _passage(
        self, edge: DrawnEdge, words: str, source: DraftSource, span: _Span | None
    ) -> URIRef:
        at = -1 if span is None else self._text_of(span).find(words)
        found = None
        if span is not None and at >= 0:
            found = (span.start + at, span.start + at + len(words))
        return self._draft.passage(words, edge.place, source=source, span=found, page=edge.page)


def document_name(study: Study) -> str:
    """Return what an export calls a study: the id that a file gave it, else its label."""
    _, rows = from_note(plain(study.note) if study.note else "")
    return str(rows[0].get(SOURCE_ID, plain(study.label))) if rows else plain(study.label)
