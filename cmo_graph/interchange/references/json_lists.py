"""References in JSON: this module reads CSL-JSON and EPPI-Reviewer's, and writes CSL-JSON.

EPPI-Reviewer's codes are kept as notes, with the words quoted and added under each: which concept
or slot a code stands for, its file does not say.

Source: the CSL-JSON schema of citationstyles.org, version 1.0; EPPI-Reviewer's JSON report.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.references.kinds import kind_of
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
from cmo_graph.model.codes import ReportKind

#: CSL's names for the kinds of document.
CSL_TYPES: Mapping[ReportKind, str] = {
    ReportKind.WEB_PAGE: "webpage",
    ReportKind.NEWS_ARTICLE: "article-newspaper",
    ReportKind.JOURNAL_ARTICLE: "article-journal",
    ReportKind.RESEARCH_REPORT: "report",
    ReportKind.POLICY_DOCUMENT: "legislation",
    ReportKind.BOOK_CHAPTER: "chapter",
    ReportKind.THESIS: "thesis",
    ReportKind.OTHER: "document",
}
_FROM_CSL = {name: kind for kind, name in CSL_TYPES.items()} | {
    "article-magazine": ReportKind.NEWS_ARTICLE,
    "post-weblog": ReportKind.WEB_PAGE,
    "bill": ReportKind.POLICY_DOCUMENT,
    "regulation": ReportKind.POLICY_DOCUMENT,
    "review": ReportKind.JOURNAL_ARTICLE,
}
#: Reference's field → CSL's, for those that are one text in both.
_TEXTS = {
    "title": "title",
    "doi": "DOI",
    "pmid": "PMID",
    "isbn": "ISBN",
    "container": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "publisher": "publisher",
    "abstract": "abstract",
}
_OTHER_CSL = frozenset(("id", "type", "author", "issued", "URL", "keyword", "note"))
#: Fields of EPPI-Reviewer that have their place; the rest are kept under their names.
_EPPI_READ = frozenset(
    (
        *("ItemId", "Title", "TypeName", "ItemType", "Authors", "Year", "PublicationDate", "DOI"),
        *("URL", "ISBN", "ParentTitle", "Volume", "Issue", "Pages", "Publisher", "Abstract"),
        *("Keywords", "Codes"),
    )
)
#: The marks that EPPI-Reviewer puts around what was selected in a PDF.
_EPPI_MARKS = re.compile(r"\[¬[se]\]")


def read_csl(items: list[Any], *, file: str, notes: Notes) -> Iterator[Reference]:
    """Yield the references of a CSL-JSON list; fields that CSL does not know are kept."""
    for number, item in enumerate(items, start=1):
        place = Place(file, 0, 0, path=(str(number),))
        if not isinstance(item, dict):
            _note_item(place, number, "is not an object", notes)
        elif not _word(item, "title"):
            _note_item(place, number, "has no title", notes)
        else:
            yield from_csl(item, place)


def _note_item(place: Place, number: int, said: str, notes: Notes) -> None:
    notes.add(
        "reference-without-title",
        f"Reference {number} of {place.file} {said} and was left out.",
        place,
        value=str(number),
        hint="Give it a title, and import again.",
    )


def from_csl(item: Mapping[str, Any], place: Place) -> Reference:
    """Return an entry of CSL-JSON as a reference; it may have no title."""
    texts = {name: one_line(_word(item, csl)) for name, csl in _TEXTS.items()}
    texts["abstract"] = _word(item, "abstract")
    texts["doi"] = doi_in([texts["doi"], _word(item, "URL")])
    texts["pmid"] = pmid_in([texts["pmid"]])
    dates = _csl_dates(item.get("issued"))
    keywords = _word(item, "keyword")
    return Reference(
        place=place,
        kind=_FROM_CSL.get(_word(item, "type"), ReportKind.OTHER),
        key=_word(item, "id"),
        authors=tuple(_csl_people(item.get("author"))),
        year=year_in(dates),
        issued=date_in(dates),
        url=address_in([_word(item, "URL")]),
        keywords=tuple(word.strip() for word in re.split("[,;]", keywords) if word.strip()),
        notes=tuple(note for line in _word(item, "note").split("\n") if (note := one_line(line))),
        more={
            name: tuple(_told(value))
            for name, value in item.items()
            if name not in _OTHER_CSL and name not in _TEXTS.values()
        },
        entry=item,
        **texts,
    )


def _told(value: Any) -> Iterator[str]:
    """Yield a value as texts: a list of texts one by one, what has parts as JSON."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield from value
    else:
        yield value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _word(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if isinstance(value, list):
        value = next(iter(value), "")
    return str(value).strip() if isinstance(value, str | int) else ""


def _csl_dates(issued: Any) -> list[str]:
    if not isinstance(issued, dict):
        return []
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else []
    told = "-".join(str(part) for part in first) if isinstance(first, list) else ""
    return [told, _word(issued, "raw"), _word(issued, "literal")]


def _csl_people(authors: Any) -> Iterator[Person]:
    for author in authors if isinstance(authors, list) else ():
        if not isinstance(author, dict):
            continue
        particle = _word(author, "non-dropping-particle")
        family = one_line(f"{particle} {_word(author, 'family')}")
        if family:
            yield Person(family, one_line(_word(author, "given")))
        elif literal := one_line(_word(author, "literal")):
            yield Person(literal)


def as_csl(reference: Reference, *, key: str) -> dict[str, Any]:
    """Return a reference as an entry of CSL-JSON; one that it was read from stays as it is."""
    if reference.entry is not None:
        return {**reference.entry, "id": key}
    found: dict[str, Any] = {"id": key, "type": CSL_TYPES[reference.kind]}
    for name, csl in _TEXTS.items():
        if value := getattr(reference, name):
            found[csl] = value
    if reference.authors:
        found["author"] = [_as_csl_person(author) for author in reference.authors]
    found |= _as_csl_date(reference)
    if reference.url is not None:
        found["URL"] = str(reference.url)
    if reference.keywords:
        found["keyword"] = "; ".join(reference.keywords)
    if reference.notes:
        found["note"] = "\n".join(reference.notes)
    for name, texts in sorted(reference.more.items()):
        found[name] = texts[0] if len(texts) == 1 else list(texts)
    return found


def _as_csl_date(reference: Reference) -> dict[str, Any]:
    day = reference.issued
    if day is None and not reference.year:
        return {}
    parts = [day.year, day.month, day.day] if day else [int(reference.year)]
    return {"issued": {"date-parts": [parts]}}


def _as_csl_person(author: Person) -> dict[str, str]:
    if author.given:
        return {"family": author.family, "given": author.given}
    return {"literal": author.family}


def read_eppi(report: Mapping[str, Any], *, file: str, notes: Notes) -> Iterator[Reference]:
    """Yield the references of an EPPI-Reviewer report, with what they were coded as."""
    names = dict(_attributes(report.get("CodeSets")))
    for number, item in enumerate(_objects(report.get("References")), start=1):
        place = Place(file, 0, 0, path=("References", str(number)))
        if not _word(item, "Title"):
            _note_item(place, number, "has no title", notes)
            continue
        dates = [_word(item, "PublicationDate"), _word(item, "Year")]
        keywords = _word(item, "Keywords").replace("\r", "\n").split("\n")
        yield Reference(
            place=place,
            title=one_line(_word(item, "Title")),
            kind=kind_of([_word(item, "TypeName"), _word(item, "ItemType")]),
            key=_word(item, "ItemId"),
            authors=tuple(person(one) for one in _word(item, "Authors").split(";") if one.strip()),
            year=year_in(reversed(dates)),
            issued=date_in(dates),
            doi=doi_in([_word(item, "DOI"), _word(item, "URL")]),
            isbn=_word(item, "ISBN"),
            url=address_in([_word(item, "URL")]),
            container=one_line(_word(item, "ParentTitle")),
            volume=_word(item, "Volume"),
            issue=_word(item, "Issue"),
            pages=_word(item, "Pages"),
            publisher=_word(item, "Publisher"),
            abstract=_word(item, "Abstract"),
            keywords=tuple(dict.fromkeys(w for word in keywords if (w := one_line(word)))),
            notes=tuple(_codings(item, names)),
            more={
                f"eppi-{name}": told
                for name, value in item.items()
                if name not in _EPPI_READ and value and (told := tuple(_told(value)))
            },
        )


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _attributes(sets: Any) -> Iterator[tuple[str, str]]:
    """Yield (id, name with those above it) of every code."""
    for code_set in _objects(sets):
        yield from _below(code_set.get("Attributes"), _word(code_set, "SetName"))


def _below(attributes: Any, above: str) -> Iterator[tuple[str, str]]:
    listed = attributes.get("AttributesList") if isinstance(attributes, dict) else None
    for attribute in _objects(listed):
        name = f"{above} > {_word(attribute, 'AttributeName')}"
        yield _word(attribute, "AttributeId"), name
        yield from _below(attribute.get("Attributes"), name)


def _codings(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    for code in _objects(item.get("Codes")):
        number = _word(code, "AttributeId")
        words = [names.get(number, f"Code {number}"), one_line(_word(code, "AdditionalText"))]
        for detail in _objects(code.get("ItemAttributeFullTextDetails")):
            quoted = one_line(_EPPI_MARKS.sub("", _word(detail, "Text")))
            words.append(f"\N{LEFT DOUBLE QUOTATION MARK}{quoted}\N{RIGHT DOUBLE QUOTATION MARK}")
        yield ": ".join(word for word in words if word)
