"""A review's reports as a list of references: this module is their exporter.

A report goes out as its entry in the bibliography has it, every field with it, but where the review
itself says otherwise: then the review's word goes out. What was noted beside a reference when it
was imported stands in the note of its study, and goes out again as a note.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.exporting import Exported, ExportRequest, MadeFile
from cmo_graph.interchange.importing import NOWHERE
from cmo_graph.interchange.references.bibtex_text import bibtex_entry
from cmo_graph.interchange.references.json_lists import as_csl, from_csl
from cmo_graph.interchange.references.reference import Person, Reference, one_line
from cmo_graph.interchange.references.ris_text import has_ris_tag, ris_record
from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Report, Study, Thing

#: Formats, the one that is meant without a word first.
FORMATS = ("ris", "bibtex", "csl-json")
_RIS_TYPE = "application/x-research-info-systems"
_BIBTEX_TYPE = "application/x-bibtex"
_CSL_TYPE = "application/vnd.citationstyles.csl+json"
MEDIA_TYPES = (_RIS_TYPE, _BIBTEX_TYPE, _CSL_TYPE)
#: What is part of an entry, and of no other format.
_OURS = ("citation-key",)


@dataclass(frozen=True, slots=True)
class _Cited:
    """A report as it goes out."""

    #: Key of its entry.
    key: str
    reference: Reference
    #: Its entry in CSL-JSON.
    entry: Mapping[str, Any]


def export_references(reading: Reading, *, request: ExportRequest) -> Exported:
    """Return the list of a review's reports, in their order.

    The option `format` is one of `FORMATS`. With the profile `hash` no abstract goes out.
    """
    told: list[str] = []
    cited = tuple(_cited(reading.things, request, told))
    form = request.options.get("format", FORMATS[0])
    if form == "csl-json":
        text = json.dumps([one.entry for one in cited], ensure_ascii=False, indent=2) + "\n"
        return _made("references.csl.json", text, _CSL_TYPE, told)
    if form == "bibtex":
        text = "".join(bibtex_entry(one.reference) for one in cited)
        return _made("references.bib", text, _BIBTEX_TYPE, told)
    told += _untagged(cited)
    text = "".join(ris_record(one.reference) for one in cited)
    return _made("references.ris", text, _RIS_TYPE, told)


def _made(name: str, text: str, media_type: str, told: Sequence[str]) -> Exported:
    return Exported((MadeFile(name, text.encode(), media_type),), tuple(told))


def _cited(things: Sequence[Thing], request: ExportRequest, told: list[str]) -> Iterator[_Cited]:
    by_iri = {thing.id: thing for thing in things}
    entries = {str(entry.get("id")): entry for entry in request.bibliography}
    reports = [thing for thing in things if isinstance(thing, Report)]
    missing = [one for one in reports if one.citation_key and one.citation_key not in entries]
    if missing:
        told.append(
            f"{len(missing)} reports have an entry in a bibliography that is not at hand, so that"
            " authors and journals are left out. Export from the review's folder."
        )
    without_words = request.profile is Profile.HASH
    for report in reports:
        one = _one(report, entries.get(report.citation_key or ""), by_iri)
        yield _without_abstract(one) if without_words else one
    if without_words:
        told.append("Abstracts are left out, since they are words of the sources.")


def _one(report: Report, entry: Mapping[str, Any] | None, things: Mapping[IRI, Thing]) -> _Cited:
    local = key_of(report.id).partition(".")[2]
    key = report.citation_key if entry and report.citation_key else local
    before = from_csl(entry or {}, NOWHERE)
    after = _with_own_words(before, report, things, has_entry=entry is not None)
    was, now = (as_csl(replace(one, entry=None), key=key) for one in (before, after))
    changed = {name: value for name, value in now.items() if value != was.get(name)}
    # What imports do not put into the bibliography stands in the review.
    said = {**(entry or {}), **changed, "id": key, "type": (entry or now).get("type", now["type"])}
    if after.kind is not before.kind:
        said["type"] = now["type"]
    own_key = str((entry or {}).get("citation-key", key))
    more = {name: texts for name, texts in after.more.items() if name not in _OURS}
    return _Cited(key, replace(after, key=own_key, more=more), said)


def _with_own_words(
    before: Reference, report: Report, things: Mapping[IRI, Thing], *, has_entry: bool
) -> Reference:
    """Return a reference with what the review itself says of the document."""
    named, _, number = (report.identifier or "").partition(":")
    notes = _notes(report, things, has_entry=has_entry) or before.notes
    more = dict(before.more)
    if report.kind is not before.kind:
        more = {name: texts for name, texts in more.items() if name not in ("TY", "entrytype")}
    people = [things[iri] for iri in report.authors if iri in things]
    publisher = things.get(report.publisher) if report.publisher else None
    return replace(
        before,
        title=one_line(plain(report.label)),
        kind=report.kind,
        authors=before.authors or tuple(Person(one_line(plain(one.label))) for one in people),
        year=str(report.issued.year) if report.issued else before.year,
        issued=report.issued or before.issued,
        url=report.url or before.url,
        publisher=before.publisher or (one_line(plain(publisher.label)) if publisher else ""),
        doi=number if named == "doi" else before.doi,
        pmid=number if named == "pmid" else before.pmid,
        isbn=number if named == "isbn" else before.isbn,
        notes=notes,
        more=more,
    )


def _notes(report: Report, things: Mapping[IRI, Thing], *, has_entry: bool) -> tuple[str, ...]:
    """Return what was noted beside a reference, one line each."""
    local = key_of(report.id)
    own = (things.get(iri) for iri in report.reports_on if key_of(iri) == local)
    study = next((one for one in own if isinstance(one, Study)), None)
    said = [plain(study.note)] if study and study.note else []
    # With an entry, the note of the report is the citation that follows from it.
    if not has_entry and report.note:
        said.append(plain(report.note))
    return tuple(
        dict.fromkeys(n for text in said for line in text.split("\n") if (n := one_line(line)))
    )


def _without_abstract(one: _Cited) -> _Cited:
    entry = {name: value for name, value in one.entry.items() if name != "abstract"}
    return replace(one, reference=replace(one.reference, abstract=""), entry=entry)


def _untagged(cited: Sequence[_Cited]) -> Iterator[str]:
    names = {name for one in cited for name in one.reference.more if not has_ris_tag(name)}
    if names:
        yield (
            f"RIS has no tag for {', '.join(sorted(names))}; export as CSL-JSON or BibTeX to keep"
            " that."
        )
