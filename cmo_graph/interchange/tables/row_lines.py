"""What a row says as evidence: this module drafts the line of each of its sources."""

from datetime import date
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafting import Draft
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Place
from cmo_graph.interchange.tables.codes import AnyCode, CodeReader
from cmo_graph.interchange.tables.gathering import RowValues
from cmo_graph.interchange.tables.mapping import AllRows, Fill, as_date
from cmo_graph.model.codes import Direction, EvidenceBasis, Finding

#: What is kept as words where there is no evidence line that has a place for it.
OF_LINES = (
    Fill.SOURCE,
    Fill.FINDING,
    Fill.EVIDENCE_BASIS,
    Fill.STRENGTH,
    Fill.CODER,
    Fill.CODED,
)


class LineReader:
    """Drafts the evidence lines of one table's rows."""

    def __init__(
        self, all_rows: AllRows, *, draft: Draft, context: Context, codes: CodeReader
    ) -> None:
        self._all_rows = all_rows
        self._draft = draft
        self._context = context
        self._codes = codes

    def is_directed(self, row: RowValues) -> bool:
        """Say whether it is known which way a row bears on its configuration."""
        return bool(row.of(Fill.DIRECTION) or self._all_rows.direction)

    def draft(
        self,
        row: RowValues,
        claim: URIRef,
        *,
        source: DraftSource,
        passages: tuple[URIRef, ...],
    ) -> URIRef | None:
        """Return the line of a source; None where the table does not say which way it bears."""
        if not self.is_directed(row):
            return None
        every = self._all_rows
        fields: dict[str, Any] = {}
        if strength := row.first(Fill.STRENGTH):
            fields["strength_as_worded"] = self._context.text(strength)
        place = row.place()
        basis = self._first(row, Fill.EVIDENCE_BASIS, EvidenceBasis, every.evidence_basis)
        return self._draft.line(
            claim,
            place,
            source=source,
            direction=self._first(row, Fill.DIRECTION, Direction, every.direction),
            finding=self._first(row, Fill.FINDING, Finding, every.finding),
            basis=basis or EvidenceBasis.NOT_REPORTED,
            passages=passages,
            coder=self._coder(row, place),
            coded=self._coded_on(row) or every.coded,
            **fields,
        )

    def _first(
        self, row: RowValues, fills: Fill, codes: type[AnyCode], usual: AnyCode | None
    ) -> AnyCode | None:
        """Return the row's own word, None when it is not known; else what holds for all rows."""
        told = self._codes.read_all(codes, row, fills)
        return told[0] if told else usual

    def _coder(self, row: RowValues, place: Place) -> URIRef | None:
        name = row.first(Fill.CODER) or self._all_rows.coder
        return self._draft.agent(name, place) if name else None

    def _coded_on(self, row: RowValues) -> date | None:
        for value in row.of(Fill.CODED)[:1]:
            found = as_date(value.text)
            if found is None:
                at = row.place(value.column)
                self._codes.note(value.text, "a date such as 2026-02-08", at)
                row.remark(value)
            return found
        return None
