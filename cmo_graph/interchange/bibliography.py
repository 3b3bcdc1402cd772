"""The bibliography beside a review: this module reads BibTeX and CSL-JSON.

Reviewers keep references in Zotero or EndNote. A report that names a `citation_key` takes what it
leaves out from the entry: label, date of issue, identifier and address.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.files import BIBLIOGRAPHIES, read_text
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import as_iri


@dataclass(frozen=True, slots=True)
class Source:
    """What a bibliography says of one document; None for what it does not say."""

    title: str | None = None
    #: Only a whole date counts; a year alone is not made into one.
    issued: date | None = None
    #: A DOI as `doi:10.…`, or else an ISBN as `isbn:…`.
    identifier: str | None = None
    url: URIRef | None = None


@dataclass(frozen=True, slots=True)
class Bibliography:
    """Sources by citation key."""

    #: The file's name; "" when there is none.
    file: str
    sources: Mapping[str, Source]


def read_bibliography(folder: Path, notes: Notes) -> Bibliography:
    """Read the bibliography of a review's folder; without sources when it has none."""
    found = [name for name in BIBLIOGRAPHIES if (folder / name).is_file()]
    if not found:
        return Bibliography("", {})
    if len(found) > 1:
        notes.add(
            "bibliography-twice",
            f"There are two bibliographies, {found[0]} and {found[1]}.",
            Place(found[1], 0, 0),
            value=found[1],
            hint="Keep one of them.",
        )
    name = found[0]
    text = read_text(folder, name, notes)
    if text is None:
        return Bibliography(name, {})
    read = _from_bibtex if name.endswith(".bib") else _from_csl
    return Bibliography(name, dict(read(text, name, notes)))


def _from_bibtex(text: str, name: str, notes: Notes) -> Iterator[tuple[str, Source]]:
    # They take longer to import than all else here, and few reviews keep their references so.
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware

    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    for block in library.failed_blocks:
        line = (block.start_line or 0) + 1
        notes.add(
            "bibliography-unreadable",
            f"The entry in line {line} of {name} cannot be read: {_reason(block)}.",
            Place(name, line, 1),
            value=(block.raw or "").strip().partition("\n")[0],
        )
    for entry in library.entries:
        fields = {field.key.lower(): str(field.value) for field in entry.fields}
        yield (
            entry.key,
            _source(
                title=fields.get("title"),
                issued=_as_date(fields.get("date")),
                doi=fields.get("doi"),
                isbn=fields.get("isbn"),
                url=fields.get("url"),
            ),
        )


def _reason(block: Any) -> str:
    return str(block.error).strip().partition("\n")[0].rstrip(".") or "its form is not BibTeX"


def _from_csl(text: str, name: str, notes: Notes) -> Iterator[tuple[str, Source]]:
    try:
        items = json.loads(text)
    except json.JSONDecodeError as error:
        notes.add(
            "bibliography-unreadable",
            f"{name} is not JSON: {error.msg}.",
            Place(name, error.lineno, error.colno),
        )
        return
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        notes.add(
            "bibliography-unreadable",
            f"{name} is not CSL-JSON, which is a list of entries.",
            Place(name, 1, 1),
        )
        return
    for item in items:
        if isinstance(item.get("id"), str | int):
            yield (
                str(item["id"]),
                _source(
                    title=_as_text(item.get("title")),
                    issued=_csl_date(item.get("issued")),
                    doi=_as_text(item.get("DOI")),
                    isbn=_as_text(item.get("ISBN")),
                    url=_as_text(item.get("URL")),
                ),
            )


def _source(
    *, title: str | None, issued: date | None, doi: str | None, isbn: str | None, url: str | None
) -> Source:
    identifier = f"doi:{_bare_doi(doi)}" if doi else f"isbn:{isbn}" if isbn else None
    words = " ".join(title.replace("{", "").replace("}", "").split()) if title else None
    return Source(words or None, issued, identifier, _as_address(url))


def _bare_doi(doi: str) -> str:
    """Return a DOI without the address that Embase and others put before it."""
    found = doi.strip().lower().find("10.")
    return doi.strip()[max(found, 0) :]


def _as_address(url: str | None) -> URIRef | None:
    try:
        return as_iri(url)
    except ValueError:
        return None


def _as_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def _csl_date(issued: Any) -> date | None:
    try:
        [parts] = issued["date-parts"]
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except (KeyError, TypeError, ValueError):
        return None


def _as_text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
