"""Lists of references as studies and reports: this module is their importer.

Each reference becomes a report and the study that it reports on; reviewers join studies that were
told in several reports. What the model has no place for is kept in the bibliography beside the
review, and told in a note.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.containers import read_json, read_text
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.naming import local_id
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.references.bibtex import read_bibtex
from cmo_graph.interchange.references.duplicates import Described, Duplicate, find_duplicates
from cmo_graph.interchange.references.json_lists import as_csl, read_csl, read_eppi
from cmo_graph.interchange.references.reference import Reference, without_marks
from cmo_graph.interchange.references.tagged import NBIB, RIS, WOS, Form, read_tagged
from cmo_graph.iri import key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Report, Study, Thing
from cmo_graph.model.codes import StudyDesign
from cmo_graph.validation.problems import in_order

#: (id, reference).
Named = tuple[str, Reference]

#: How the option `duplicates` can be answered: both are read, or the later one is left out.
DUPLICATES = ("keep", "leave-out")
#: Lines at the top of a text in which its format must show.
_TOP = 200


def import_references(files: Sequence[GivenFile], *, context: Context) -> Imported:
    """Return the studies and reports of lists of references.

    Formats are told by what a file holds, whatever it is called. The option `duplicates` says what
    becomes of a document that stands twice, or that the review has already: `keep` (default), or
    `leave-out` for the later one. It is told in both cases.
    """
    notes = Notes()
    understood: list[str] = []
    references: list[Reference] = []
    for file in files:
        found, form = _read(file, notes)
        references += found
        if form:
            understood.append(f"{file.name}: {len(found)} references, read as {form}.")
    named = _without_duplicates(_named(references, context), context, notes)
    if named:
        _note_designs(named, notes)
    return _imported(named, context, notes, tuple(understood))


def _read(file: GivenFile, notes: Notes) -> tuple[list[Reference], str]:
    """Return a file's references and the name of its format; "" when it is not known, noted."""
    before = len(notes.problems)
    if file.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        found, form = _read_json(file, notes)
    else:
        found, form = _read_lines(file, notes)
    if not form and len(notes.problems) == before:
        notes.add(
            "import-unknown-kind",
            f"{file.name} is not a list of references in a format that is read.",
            Place(file.name, 0, 0),
            hint="Export it as RIS, BibTeX, CSL-JSON, PubMed or EPPI-Reviewer JSON.",
        )
    elif form and not found and len(notes.problems) == before:
        notes.add(
            "import-nothing-read",
            f"{file.name} is {form} without a reference.",
            Place(file.name, 0, 0),
        )
    return found, form


def _read_json(file: GivenFile, notes: Notes) -> tuple[list[Reference], str]:
    value = read_json(file, notes)
    if isinstance(value, dict) and isinstance(value.get("References"), list):
        return list(read_eppi(value, file=file.name, notes=notes)), "EPPI-Reviewer JSON"
    items = value.get("items") if isinstance(value, dict) else value
    if isinstance(items, list):
        return list(read_csl(items, file=file.name, notes=notes)), "CSL-JSON"
    return [], ""


def _read_lines(file: GivenFile, notes: Notes) -> tuple[list[Reference], str]:
    text = read_text(file, notes)
    if text is None:
        return [], ""
    form = _form_of(text)
    if form is not None:
        return list(read_tagged(text, file=file.name, form=form, notes=notes)), form.name
    if _is_bibtex(text):
        return list(read_bibtex(text, file=file.name, notes=notes)), "BibTeX"
    return [], ""


def _form_of(text: str) -> Form | None:
    """Return the format whose first line of a record stands at the top of a text."""
    for line in text.split("\n", _TOP)[:_TOP]:
        for form in (RIS, NBIB, WOS):
            found = form.line.match(line.rstrip())
            if found and found.group(1) in (form.begins, *form.outside - {"EF"}):
                return form
    return None


def _is_bibtex(text: str) -> bool:
    return any(line.lstrip().startswith("@") for line in text.split("\n", _TOP)[:_TOP])


def _named(references: Sequence[Reference], context: Context) -> list[Named]:
    """Give each reference its id; the one that the review has as the same document keeps its id."""
    reports = context.existing_of(Report)
    held = {key_of(report.id).partition(".")[2]: report for report in reports}
    taken: set[str] = set()
    found: list[Named] = []
    for reference in references:
        local = local_id(_label(reference), _Taken(reference, taken, held))
        taken.add(local)
        found.append((local, reference))
    return found


@dataclass(frozen=True, slots=True)
class _Taken:
    """The ids that a reference cannot have."""

    reference: Reference
    #: Those of the references before it.
    given: Container[str]
    #: Those of the review, which may be of the same document.
    held: Mapping[str, Report]

    def __contains__(self, local: object) -> bool:
        report = self.held.get(local) if isinstance(local, str) else None
        return local in self.given or (report is not None and not _is_same(self.reference, report))


def _without_duplicates(named: list[Named], context: Context, notes: Notes) -> list[Named]:
    """Note what may stand twice, and leave it out where that was asked for."""
    reports = context.existing_of(Report)
    held = [_described(report) for report in reports]
    given = [Described(one.title, one.year, one.doi, one.pmid) for _, one in named]
    leaves_out = context.options.get("duplicates") == "leave-out"
    left_out: set[int] = set()
    for duplicate in find_duplicates([*held, *given]):
        number = duplicate.second - len(held)
        if number < 0:
            continue
        local, reference = named[number]
        if duplicate.first >= len(held):
            other = f"stands in {named[duplicate.first - len(held)][1].place.told()}"
        elif (iri := reports[duplicate.first].id) != context.mint(Report, local):
            other = f"the review has as {key_of(iri)}"
        else:
            continue
        left_out |= {number} if leaves_out else set()
        _note_duplicate(reference, other, duplicate, leaves_out, notes)
    return [one for number, one in enumerate(named) if number not in left_out]


def _described(report: Report) -> Described:
    name, _, value = (report.identifier or "").partition(":")
    return Described(
        plain(report.label),
        str(report.issued.year) if report.issued else "",
        value.lower() if name == "doi" else "",
        value if name == "pmid" else "",
    )


def _note_duplicate(
    reference: Reference, other: str, duplicate: Duplicate, leaves_out: bool, notes: Notes
) -> None:
    what = "was left out" if leaves_out else "was read all the same"
    notes.add(
        "reference-duplicate",
        f"{reference.title!r} {what}; it has {duplicate.reason} of the document that {other}.",
        reference.place,
        value=reference.identifier or reference.title,
        hint="" if leaves_out else "Keep one of them, or import with the option duplicates.",
    )


def _note_designs(named: list[Named], notes: Notes) -> None:
    notes.add(
        "reference-without-design",
        f"{len(named)} studies have the design {StudyDesign.OTHER.value!r}, since a reference"
        " does not tell how a study was done.",
        Place(named[0][1].place.file, 0, 0),
        hint="Say it in sources.yaml.",
    )


def _is_same(reference: Reference, report: Report) -> bool:
    if reference.identifier is not None and report.identifier is not None:
        return reference.identifier == report.identifier
    return without_marks(reference.title) == without_marks(plain(report.label))


def _label(reference: Reference) -> str:
    """Return what an id is made of: the list's own key, else author, year and a word or two."""
    if reference.key and not reference.key.isdecimal():
        return reference.key
    who = reference.authors[0].family if reference.authors else ""
    words = [word for word in reference.title.split() if len(word) > 3][: 1 if who else 4]
    return " ".join((who, reference.year, *words))


def _imported(
    named: list[Named], context: Context, notes: Notes, understood: tuple[str, ...]
) -> Imported:
    held = _held(context)
    things = [thing for local, one in named for thing in _things(local, one, context, held)]
    places = {
        iri: one.place
        for local, one in named
        for iri in (context.mint(Study, local), context.mint(Report, local))
    }
    return Imported(
        tuple(things),
        in_order(notes.problems),
        understood,
        places=places,
        bibliography=tuple(_entry(local, one) for local, one in named),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """What the review says already of the documents of a list."""

    #: Studies that there would be, of reports that are on other studies.
    told_otherwise: Container[URIRef]
    #: Reports with a note that somebody wrote; it says more than a citation made from an entry.
    noted: Container[URIRef]


def _held(context: Context) -> _Held:
    reports = context.existing_of(Report)
    studies = {study.id for study in context.existing_of(Study)}
    own = ((report, context.mint(Study, key_of(report.id).partition(".")[2])) for report in reports)
    return _Held(
        {study for report, study in own if report.reports_on and study not in studies},
        {one.id for one in reports if one.note is not None and one.citation_key is None},
    )


def _things(local: str, reference: Reference, context: Context, held: _Held) -> Iterator[Thing]:
    label = context.text(reference.title)
    citation, notes = reference.citation(), "\n".join(reference.notes)
    study = Study(
        id=context.mint(Study, local),
        review=context.review_iri,
        label=label,
        design=StudyDesign.OTHER,
        note=context.text(notes) if notes else None,
    )
    is_own = study.id not in held.told_otherwise
    if is_own:
        yield study
    iri = context.mint(Report, local)
    yield Report(
        id=iri,
        review=context.review_iri,
        label=label,
        kind=reference.kind,
        reports_on=(study.id,) if is_own else (),
        issued=reference.issued,
        identifier=reference.identifier,
        url=reference.url,
        citation_key=local,
        note=context.text(citation) if citation and iri not in held.noted else None,
    )


def _entry(local: str, reference: Reference) -> dict[str, Any]:
    """Return the bibliography's entry, under the id of the report."""
    entry = as_csl(replace(reference, notes=()), key=local)
    if reference.key in ("", local) or "citation-key" in entry:
        return entry
    return entry | {"citation-key": reference.key}
