"""References in BibTeX: this module reads them, accents, braces and corporate authors with them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    MergeNameParts,
    SeparateCoAuthors,
    SplitNameParts,
)
from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.references.reference import (
    Person,
    Reference,
    address_in,
    date_in,
    doi_in,
    one_line,
    person,
    pmid_in,
    year_in,
)
from cmo_graph.interchange.references.tagged import kind_of

#: Stands between names while accents are decoded; no name has it.
_BETWEEN = "\N{SYMBOL FOR RECORD SEPARATOR}"
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
                field.value = _BETWEEN.join(field.value)
    decoded = LatexDecodingMiddleware().transform(library)
    for entry in sorted(decoded.entries, key=lambda entry: entry.start_line or 0):
        reference = _reference(entry, file)
        if reference.title:
            yield reference
        else:
            _note_untitled(entry, reference, notes)


def _doubled(block: Block) -> Entry | None:
    """Return an entry that failed for nothing but its key."""
    inner = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else None
    return inner if isinstance(inner, Entry) else None


def _free_key(key: str, taken: Mapping[str, Any]) -> str:
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"


def _note_key(block: Block, entry: Entry, file: str, notes: Notes) -> None:
    key = entry.key.rpartition("-")[0]
    notes.add(
        "reference-key-twice",
        f"The key {key!r} stands twice in {file}; the second one is read as {entry.key!r}.",
        Place(file, (block.start_line or 0) + 1, 1),
        value=key,
        hint="Give it a key of its own in the reference manager.",
    )


def _note_unreadable(block: Block, file: str, notes: Notes) -> None:
    line = (block.start_line or 0) + 1
    said = str(getattr(block, "error", "") or "").strip().partition("\n")[0].rstrip(".")
    notes.add(
        "reference-unreadable",
        f"The entry in line {line} of {file} cannot be read: {said or 'a brace is missing'}.",
        Place(file, line, 1),
        value=(block.raw or "").strip().partition("\n")[0],
        hint="Close its braces and quotation marks.",
    )


def _note_untitled(entry: Entry, reference: Reference, notes: Notes) -> None:
    notes.add(
        "reference-without-title",
        f"The entry {entry.key!r} of {reference.place.file} has no title and was left out.",
        reference.place,
        value=entry.key,
        hint="Give it one, and import again.",
    )


def _reference(entry: Entry, file: str) -> Reference:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}

    def line(*names: str) -> str:
        """Return the first of these fields that there is, as one line."""
        found = (one_line(fields[name]) for name in names if name in fields)
        return next((text for text in found if text), "")

    dates = [line("date"), line("year")]
    is_pubmed = line("eprinttype", "archiveprefix").casefold() == "pubmed"
    return Reference(
        place=Place(file, (entry.start_line or 0) + 1, 1),
        title=line("title").replace("{", "").replace("}", ""),
        kind=kind_of([entry.entry_type]),
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
        pages=line("pages").replace("\N{EN DASH}", "-").replace("--", "-"),
        publisher=line("publisher", "institution", "school", "organization"),
        abstract=line("abstract"),
        keywords=tuple(word.strip() for word in line("keywords").split(",") if word.strip()),
        notes=tuple(text for text in (line("note"), line("annote")) if text),
        more={
            name: (one_line(value),)
            for name, value in fields.items()
            if name not in _KNOWN and value.strip()
        },
    )


def _people(names: str) -> Iterator[Person]:
    for name in names.split(_BETWEEN):
        text = one_line(name.replace("{", "").replace("}", ""))
        if text:
            yield person(text) if not name.strip().startswith("{") else Person(text)
