"""Evidence lines while a review is drafted: this module makes whole ones, and notes the gaps."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_sources import DraftSource, Sources
from cmo_graph.interchange.drafted_things import Gathered, Ids
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import key_of
from cmo_graph.model import EvidenceLine
from cmo_graph.model.codes import CodingMethod, Direction, EvidenceBasis, Finding, ReadVia


class Lines:
    """Gathers evidence lines; `Draft.line` says how."""

    def __init__(
        self, context: Context, ids: Ids, gathered: Gathered, notes: Notes, *, sources: Sources
    ) -> None:
        self._context = context
        self._ids = ids
        self._gathered = gathered
        self._notes = notes
        self._sources = sources

    def add(
        self,
        claim: URIRef,
        place: Place,
        *,
        source: DraftSource,
        direction: Direction | None,
        passages: Sequence[URIRef],
        basis: EvidenceBasis,
        finding: Finding | None,
        coder: URIRef | None,
        coded: date | None,
        fields: Mapping[str, object],
    ) -> URIRef | None:
        """Return the proposed line of a study on a claim; None when it would not be whole."""
        gaps = _gaps(direction, passages, coded, fields)
        if gaps or direction is None:
            self._note_gaps(claim, source, direction, gaps, place)
            return None
        told: dict[str, Any] = dict(fields)
        if basis is EvidenceBasis.EMPIRICAL and finding is None:
            basis = EvidenceBasis.NOT_REPORTED
            self._note_finding(claim, place)
            said = self._context.text("Said to be empirical; what was found is not said.")
            told["note"] = (*(told.get("note") or ()), *said)
        study = key_of(source.study).partition(".")[2][:24].strip("-")
        digest = sha256(repr((claim, source.study, direction.value, *passages)).encode())
        iri = self._ids.of(EvidenceLine, f"{study} {digest.hexdigest()[:10]}", may_repeat=True)
        told.setdefault("asserted_by", self._sources.authors(source, place))
        told.setdefault("read_via", ReadVia.OWN_REPORT)
        told.setdefault("method", CodingMethod.MANUAL)
        told.setdefault("label", self._context.text(f"{direction.value}: {key_of(claim)}"))
        told |= {"claim": claim, "study": source.study, "direction": direction, "basis": basis}
        told |= {"finding": finding, "passages": tuple(passages), "coded": coded}
        told["coder"] = coder or self._sources.coder(iri, place)
        self._gathered.add(EvidenceLine, iri, place, **told)
        return iri

    def _note_gaps(
        self,
        claim: URIRef,
        source: DraftSource,
        direction: Direction | None,
        gaps: Sequence[str],
        place: Place,
    ) -> None:
        said = direction.value if direction else "bears on this"
        self._gathered.remark(claim, f"{key_of(source.study)}: {said}")
        self._notes.add(
            "draft-line-incomplete",
            f"What {key_of(source.study)} says of {key_of(claim)} is no evidence line without"
            f" {' and '.join(gaps)}; it is kept in a note.",
            place,
            hint="Say it for all of the file, or write the line by hand.",
        )

    def _note_finding(self, claim: URIRef, place: Place) -> None:
        self._notes.add(
            "draft-line-incomplete",
            f"A line on {key_of(claim)} is empirical, but what was found is not said; it is kept"
            " with an open basis.",
            place,
            hint="Say effect, opposite_effect, no_effect or not_determinable.",
        )


def _gaps(
    direction: Direction | None,
    passages: Sequence[URIRef],
    coded: date | None,
    fields: Mapping[str, object],
) -> list[str]:
    """Return what a line lacks, in words."""
    nuances = direction is Direction.NUANCES and fields.get("turns_on") is None
    lacking = {
        "a direction": direction is None,
        "a quotation": not passages,
        "the date of coding": coded is None,
        "the context it turns on": nuances,
    }
    return [what for what, is_missing in lacking.items() if is_missing]
