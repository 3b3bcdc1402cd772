"""Lists of references in lines with tags: this module reads RIS, PubMed's and Web of Science's.

The three differ in the form of a line and in their tags. Vendors differ within RIS: each field is
looked for in the tags that one of them uses, most telling first. A tag that nothing is known of is
kept under its own name.

Source: the RIS specification as Research Information Systems published it in 2001 and 2011, MEDLINE
field descriptions of the National Library of Medicine, Web of Science field tags of Clarivate.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.references.kinds import RIS_TYPES, kind_of
from cmo_graph.interchange.references.reference import (
    Reference,
    address_in,
    bare_doi,
    date_in,
    doi_in,
    one_line,
    person,
    pmid_in,
    year_in,
)
from cmo_graph.model.codes import ReportKind


@dataclass(frozen=True, slots=True)
class Form:
    """How one format writes its lines, and what its tags mean."""

    name: str
    line: re.Pattern[str]
    #: Tag with which a record begins, and the one with which it ends; "" where a blank line does.
    begins: str
    ends: str
    #: Field → tags that hold it, the most telling first.
    tags: Mapping[str, tuple[str, ...]]
    #: Tags whose values go on in further lines that are values of their own.
    lists: frozenset[str] = frozenset()
    #: Tags of the file, not of a record.
    outside: frozenset[str] = frozenset()
    #: What stands before the names of tags that nothing is known of, so that those of different
    #: formats are told apart.
    prefix: str = ""


RIS = Form(
    "RIS",
    re.compile(r"^([A-Z][A-Z0-9])[ \t]{0,2}-(?:[ \t]+(.*)|)$"),
    begins="TY",
    ends="ER",
    tags={
        "kind": ("TY",),
        "key": ("ID", "LB"),
        "title": ("TI", "T1", "CT", "BT"),
        "authors": ("AU", "A1", "A3"),
        "year": ("PY", "Y1", "DA", "YR"),
        "issued": ("DA", "Y1", "PY"),
        "doi": ("DO", "DI", "L3", "M3", "UR", "LK", "N1"),
        "pmid": ("PM",),
        "serial": ("SN",),
        "url": ("UR", "LK", "L2", "L1"),
        "container": ("JO", "JF", "T2", "JA", "J1", "J2", "BT"),
        "volume": ("VL",),
        "issue": ("IS",),
        "first_page": ("SP",),
        "last_page": ("EP",),
        "publisher": ("PB",),
        "abstract": ("AB", "N2"),
        "keywords": ("KW",),
        "notes": ("N1",),
    },
    lists=frozenset({"KW", "AU", "A1"}),
)
NBIB = Form(
    "PubMed",
    re.compile(r"^([A-Z]{2,4}) {0,2}- ?(.*)$"),
    begins="PMID",
    ends="",
    tags={
        "kind": ("PT",),
        "pmid": ("PMID",),
        "title": ("TI", "BTI", "VTI", "TT"),
        "authors": ("FAU", "AU", "CN"),
        "year": ("DP", "DEP", "EDAT"),
        "issued": ("DEP",),
        "doi": ("LID", "AID", "SO"),
        "serial": ("ISBN",),
        "container": ("JT", "TA"),
        "volume": ("VI",),
        "issue": ("IP",),
        "first_page": ("PG",),
        "publisher": ("PB",),
        "abstract": ("AB", "OAB"),
        "keywords": ("OT", "MH"),
        "notes": ("GN",),
    },
    prefix="pubmed-",
)
WOS = Form(
    "Web of Science",
    re.compile(r"^([A-Z][A-Z0-9])(?: (.*)|)$"),
    begins="PT",
    ends="ER",
    tags={
        "kind": ("DT", "PT"),
        "key": (),
        "title": ("TI",),
        "authors": ("AF", "AU", "CA"),
        "year": ("PY", "EA"),
        "doi": ("DI",),
        "pmid": ("PM",),
        "serial": ("BN",),
        "container": ("SO", "SE"),
        "volume": ("VL",),
        "issue": ("IS",),
        "first_page": ("BP",),
        "last_page": ("EP",),
        "publisher": ("PU",),
        "abstract": ("AB",),
        "keywords": ("DE", "ID"),
    },
    lists=frozenset({"AU", "AF", "CA", "C1", "CR"}),
    outside=frozenset({"FN", "VR", "EF"}),
    prefix="wos-",
)

_ISBN = re.compile(r"(?:97[89])?\d{9}[\dX]")
#: Words of a database's name when its accession numbers are PMIDs.
_PUBMED = ("pubmed", "medline", "nlm")


#: Most lines outside of references that are told, one by one.
MOST_STRAY = 100


@dataclass(slots=True)
class _Record:
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)


def read_tagged(text: str, *, file: str, form: Form, notes: Notes) -> Iterator[Reference]:
    """Yield the references of a text in one of these formats, in order.

    Args:
        text: The text, with LF line ends.
        file: Its name, for places.
        form: Which format it is.
        notes: Where problems are noted: records without a title, and lines that are none.
    """
    for record in _Records(file, form, notes).of(text):
        reference = _reference(record, file, form)
        if reference.title:
            yield reference
            continue
        notes.add(
            "reference-without-title",
            f"The reference in line {record.line} of {file} has no title and was left out.",
            reference.place,
            value=reference.identifier or reference.citation(),
            hint="Give it one, and import again.",
        )


class _Records:
    """Gathers lines into records."""

    def __init__(self, file: str, form: Form, notes: Notes) -> None:
        self._file = file
        self._form = form
        self._notes = notes
        self._record: _Record | None = None
        self._tag = ""
        self._stray = 0
        #: Lines that the last value goes on with; joined once, however many they are.
        self._more: list[str] = []

    def of(self, text: str) -> Iterator[_Record]:
        """Yield the records of a text."""
        for number, line in enumerate(text.split("\n"), start=1):
            found = self._form.line.match(line.rstrip())
            if found is None:
                self._go_on(line.strip(), number)
            elif (tag := found.group(1)) not in self._form.outside:
                yield from self._take(tag, (found.group(2) or "").strip(), number)
        yield from self._unended()

    def _take(self, tag: str, value: str, number: int) -> Iterator[_Record]:
        self._join()
        if tag == self._form.ends:
            if self._record is not None:
                yield self._record
            self._record = None
            return
        if tag == self._form.begins:
            yield from self._unended()
            self._record = _Record(number)
        if self._record is None:
            self._note_stray(f"{tag}  - {value}", number)
            return
        self._tag = tag
        self._record.values.setdefault(tag, []).append(value)

    def _go_on(self, line: str, number: int) -> None:
        """Add a line to the value before it."""
        if not line:
            return
        if self._record is None:
            self._note_stray(line, number)
            return
        values = self._record.values[self._tag]
        if self._tag in self._form.lists:
            values.append(line)
        else:
            self._more.append(line)

    def _join(self) -> None:
        if self._record is not None and self._more:
            values = self._record.values[self._tag]
            values[-1] = "\n".join((values[-1], *self._more)).strip()
        self._more = []

    def _unended(self) -> Iterator[_Record]:
        """Yield a record that no line ended; note it where its format has a line for that."""
        self._join()
        if self._record is None:
            return
        if self._form.ends:
            line = self._record.line
            self._notes.add(
                "reference-unended",
                f"The reference that begins in line {line} of {self._file} has no"
                f" {self._form.ends} line.",
                Place(self._file, line, 1),
                hint="See whether the file was cut off.",
            )
        yield self._record

    def _note_stray(self, line: str, number: int) -> None:
        self._stray += 1
        if self._stray > MOST_STRAY:
            return
        self._notes.add(
            "reference-line-unread",
            f"Line {number} of {self._file} is not part of a reference in {self._form.name} and was"
            " not read.",
            Place(self._file, number, 1),
            value=line,
        )


def _reference(record: _Record, file: str, form: Form) -> Reference:
    values, tags = record.values, form.tags

    def all_of(name: str) -> list[str]:
        """Return the values of every tag for a field."""
        return [text for tag in tags.get(name, ()) for text in values.get(tag, ()) if text]

    def first_of(name: str) -> list[str]:
        """Return the values of the first tag that has some."""
        return next((found for tag in tags.get(name, ()) if (found := _given(values, tag))), [])

    def line_of(name: str) -> str:
        return one_line(" ".join(first_of(name)[:1]))

    title = line_of("title")
    container = next((one for text in all_of("container") if (one := one_line(text)) != title), "")
    found = Reference(
        place=Place(file, record.line, 1),
        title=title.removeprefix("[").removesuffix("].") if _is_bracketed(title) else title,
        kind=kind_of(first_of("kind")),
        key=line_of("key"),
        authors=tuple(person(one) for one in first_of("authors")),
        year=year_in(all_of("year")),
        issued=date_in(_dates(all_of("issued"), form)),
        doi=doi_in(_doi_places(values, tags["doi"])),
        pmid=pmid_in(first_of("pmid") or _accession(values)),
        isbn=_isbn(line_of("serial").partition(" (")[0], first_of("kind"), form),
        url=address_in(all_of("url")),
        container=container,
        volume=line_of("volume"),
        issue=line_of("issue"),
        pages="-".join(part for part in (line_of("first_page"), line_of("last_page")) if part),
        publisher=line_of("publisher"),
        abstract="\n".join(one_line(part) for part in "\n".join(first_of("abstract")).split("\n")),
        keywords=tuple(_keywords(all_of("keywords"))),
        notes=tuple(one_line(text) for text in all_of("notes")),
    )
    return replace(found, more=dict(_unsaid(values, found, form)))


def _is_bracketed(title: str) -> bool:
    """Say whether a title is in the brackets that PubMed puts around what it translated."""
    return title.startswith("[") and title.endswith("].")


def _isbn(serial: str, kinds: Sequence[str], form: Form) -> str:
    """Return a serial number if it is that of a book; RIS has those of journals in the same tag."""
    if form is not RIS or _ISBN.fullmatch(serial.replace("-", "").replace(" ", "")):
        return serial
    is_book = "BOOK" in "".join(kinds).upper() or kind_of(kinds) is ReportKind.BOOK_CHAPTER
    return serial if is_book else ""


def _unsaid(
    values: Mapping[str, list[str]], found: Reference, form: Form
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (name, values) of what a record has and its reference does not repeat."""
    said = _said(found, values, form)
    for tag in values:
        fields = [name for name in form.tags if tag in form.tags[name]]
        repeated = {text for name in fields for text in said.get(name, ())}
        left = tuple(text for text in _given(values, tag) if one_line(text) not in repeated)
        if "doi" in fields:
            left = tuple(text for text in left if bare_doi(text) != found.doi)
        if "keywords" in fields:
            left = tuple(text for text in left if not set(_keywords([text])) <= repeated)
        if left:
            yield f"{form.prefix}{tag}", left


def _said(
    found: Reference, values: Mapping[str, list[str]], form: Form
) -> Mapping[str, Collection[str]]:
    """Return what a reference repeats, as values of the tags of each field."""
    doi, year, day = found.doi, found.year, found.issued
    dates = {day.strftime(shape) for shape in ("%Y/%m/%d/", "%Y/%m/%d", "%Y-%m-%d")} if day else ()
    authors = [text for tag in form.tags["authors"] for text in _given(values, tag)]
    return {
        "kind": {RIS_TYPES[found.kind]} if form is RIS else (),
        "key": {found.key},
        "title": {found.title},
        "authors": {text for text in map(one_line, authors) if person(text) in found.authors},
        "year": {year, f"{year}///"},
        "issued": {*dates, day.strftime("%Y%m%d") if day else ""},
        "doi": {doi, f"{doi} [doi]"},
        "pmid": {found.pmid},
        "serial": {found.isbn},
        "url": {str(found.url)},
        "container": {found.container},
        "volume": {found.volume},
        "issue": {found.issue},
        "first_page": {found.pages, found.pages.partition("-")[0]},
        "last_page": {found.pages.partition("-")[2]},
        "publisher": {found.publisher},
        "abstract": {one_line(found.abstract)},
        "keywords": set(found.keywords),
        "notes": set(found.notes),
    }


def _given(values: Mapping[str, list[str]], tag: str) -> list[str]:
    return [text for text in values.get(tag, ()) if text]


def _dates(texts: list[str], form: Form) -> list[str]:
    """Return dates with their parts apart: PubMed writes 20180503."""
    if form is not NBIB:
        return texts
    return [f"{text[:4]}-{text[4:6]}-{text[6:8]}" for text in texts if text[:8].isdecimal()]


def _doi_places(values: Mapping[str, list[str]], tags: Sequence[str]) -> Iterator[str]:
    """Yield the texts in which a DOI may stand; a note's only where it says that it is one."""
    for tag in tags:
        for text in values.get(tag, ()):
            if tag in ("LID", "AID") and not text.endswith("[doi]"):
                continue
            if tag not in ("N1", "M3", "SO") or "doi" in text.casefold() or text.startswith("10."):
                yield text


def _accession(values: Mapping[str, list[str]]) -> list[str]:
    """Return a record's number in its database where that is PubMed."""
    databases = " ".join(text for tag in ("DB", "DP", "N1") for text in values.get(tag, ()))
    is_pubmed = any(word in databases.casefold() for word in _PUBMED)
    return [text for text in values.get("AN", ()) if text.isdecimal()] if is_pubmed else []


def _keywords(texts: list[str]) -> Iterator[str]:
    """Yield keywords: one a value, one a line, or several with semicolons between them."""
    seen: set[str] = set()
    for text in texts:
        for piece in re.split(r"[\n;]", text):
            word = one_line(piece)
            if word and word not in seen:
                seen.add(word)
                yield word
