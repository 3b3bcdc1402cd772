"""References in BibTeX: this module reads them, accents, braces and corporate authors with them."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.references.kinds import BIBTEX_TYPES, NEWSPAPER, kind_of
from cmo_graph.interchange.references.reference import (
    Person,
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

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry

# What its parser logs of broken entries is told as problems, with their lines.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_BLANK = re.compile(r"\n[ \t]*\n")
#: Stands between names while accents are decoded; no name has it.
_BETWEEN = "\N{SYMBOL FOR RECORD SEPARATOR}"
#: Stands before the name of a body, whose braces do not outlast decoding.
_BODY = "\N{SYMBOL FOR GROUP SEPARATOR}"
#: Fields that `Reference` has a place for.
_KNOWN = frozenset(
    (
        *("author", "title", "year", "date", "doi", "pmid", "eprint", "isbn", "url", "journal"),
        *("journaltitle", "booktitle", "volume", "number", "issue", "pages", "publisher"),
        *("institution", "school", "organization", "abstract", "keywords", "note", "annote"),
    )
)


def read_bibtex(text: str, *, file: str, notes: Notes) -> Iterator[Reference]:
    """Yield the references of a BibTeX file in order; what cannot be read is noted.

    Names are split before braces and accents are decoded: the braces around a corporate author say
    that it has no first and last name.
    """
    # They take longer to import than all else here, and few reviews keep their references so.
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import (
        LatexDecodingMiddleware,
        MergeNameParts,
        SeparateCoAuthors,
        SplitNameParts,
    )

    names_first = [SeparateCoAuthors(), SplitNameParts(), MergeNameParts(style="last")]
    library = parse_string(text, append_middleware=names_first)
    for block in library.failed_blocks:
        entry = _doubled(block)
        if entry is None:
            _note_unreadable(block, file, notes)
        else:
            library.remove(block)
            entry.key = _free_key(entry.key, library.entries_dict)
            library.add(entry)
            _note_key(block, entry, file, notes)
    for entry in library.entries:
        for field in entry.fields:
            if isinstance(field.value, list):
                field.value = _BETWEEN.join(_marked(name) for name in field.value)
    decoded = LatexDecodingMiddleware().transform(library)
    for entry in sorted(decoded.entries, key=lambda entry: entry.start_line or 0):
        reference = _reference(entry, file)
        if reference.title:
            yield reference
        else:
            _note_untitled(entry, reference, notes)


def _doubled(block: "Block") -> "Entry | None":
    """Return an entry that failed for nothing but its key."""
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry

    inner = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else None
    return inner if isinstance(inner, Entry) else None


def _free_key(key: str, taken: Mapping[str, Any]) -> str:
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"


def _note_key(block: "Block", entry: "Entry", file: str, notes: Notes) -> None:
    key = entry.key.rpartition("-")[0]
    notes.add(
        "reference-key-twice",
        f"The key {key!r} stands twice in {file}; the second one is read as {entry.key!r}.",
        Place(file, (block.start_line or 0) + 1, 1),
        value=key,
        hint="Give it a key of its own in the reference manager.",
    )


def _note_unreadable(block: "Block", file: str, notes: Notes) -> None:
    line = (block.start_line or 0) + 1
    said = str(getattr(block, "error", "") or "").strip().partition("\n")[0].rstrip(".")
    notes.add(
        "reference-unreadable",
        f"The entry in line {line} of {file} cannot be read: {said or 'a brace is missing'}.",
        Place(file, line, 1),
        value=(block.raw or "").strip().partition("\n")[0],
        hint="Close its braces and quotation marks.",
    )


def _note_untitled(entry: "Entry", reference: Reference, notes: Notes) -> None:
    notes.add(
        "reference-without-title",
        f"The entry {entry.key!r} of {reference.place.file} has no title and was left out.",
        reference.place,
        value=entry.key,
        hint="Give it one, and import again.",
    )


def _reference(entry: "Entry", file: str) -> Reference:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}

    def line(*names: str) -> str:
        """Return the first of these fields that there is, as one line."""
        found = (one_line(fields[name]) for name in names if name in fields)
        return next((text for text in found if text), "")

    dates = [line("date"), line("year")]
    is_pubmed = line("eprinttype", "archiveprefix").casefold() == "pubmed"
    found = Reference(
        place=Place(file, (entry.start_line or 0) + 1, 1),
        title=_unbraced(line("title")),
        kind=kind_of([line("entrysubtype"), entry.entry_type]),
        key=entry.key,
        authors=tuple(_people(fields.get("author", ""))),
        year=year_in(dates),
        issued=date_in(dates),
        doi=doi_in([line("doi"), line("url")]),
        pmid=pmid_in([line("pmid"), line("eprint") if is_pubmed else ""]),
        isbn=line("isbn"),
        url=address_in([line("url")]),
        container=line("journaltitle", "journal", "booktitle"),
        volume=line("volume"),
        issue=line("number", "issue"),
        pages=_pages(line("pages")),
        publisher=line("publisher", "institution", "school", "organization"),
        abstract="\n".join(_paragraphs(fields.get("abstract", ""))),
        keywords=tuple(_keywords(line("keywords"))),
        notes=tuple(n for name in ("note", "annote") for n in _paragraphs(fields.get(name, ""))),
    )
    return replace(found, more=dict(_unsaid(entry.entry_type, fields, found)))


def _unsaid(
    kind: str, fields: Mapping[str, str], found: Reference
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (name, values) of what an entry has and its reference does not repeat."""
    if kind.lower() != BIBTEX_TYPES[found.kind]:
        yield "entrytype", (kind.lower(),)
    where = {found.container, found.publisher, *found.notes, " ".join(found.notes)}
    where.add(one_line(found.abstract))
    said = {
        "title": {found.title},
        "year": {found.year},
        "date": {found.issued.isoformat() if found.issued else found.year},
        "doi": {found.doi},
        "pmid": {found.pmid},
        "eprint": {found.pmid},
        "url": {str(found.url)},
        "pages": {found.pages},
        "keywords": {", ".join(found.keywords)},
        "entrysubtype": {NEWSPAPER} if found.kind is ReportKind.NEWS_ARTICLE else (),
    }
    for name, value in fields.items():
        text = one_line(value)
        plainly = {text, _unbraced(text), _pages(text), bare_doi(text), ", ".join(_keywords(text))}
        field = {"number": "issue"}.get(name, name)
        own = getattr(found, field, "") if name in _KNOWN else ""
        repeated = {*said.get(name, ()), *(where if name in _KNOWN else ()), str(own)}
        if text and name != "author" and not plainly & repeated:
            yield name, (text,)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield what blank lines divide, each as one line."""
    return (words for one in _BLANK.split(text) if (words := one_line(one)))


def _unbraced(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _pages(text: str) -> str:
    return text.replace("\N{EN DASH}", "-").replace("--", "-")


def _keywords(text: str) -> Iterator[str]:
    return (word.strip() for word in text.split(",") if word.strip())


def _marked(name: str) -> str:
    """Return a name with the mark of a body, if it stands in braces as a whole."""
    text = name.strip()
    is_body = text.startswith("{") and text.find("}") == len(text) - 1
    return _BODY + text if is_body else text


def _people(names: str) -> Iterator[Person]:
    for name in names.split(_BETWEEN):
        text = one_line(_unbraced(name.removeprefix(_BODY)))
        if text:
            yield Person(text) if name.startswith(_BODY) else person(text)
