"""One document as a list of references describes it: this module has `Reference` and its cleaning.

Vendors write one thing in many ways: a DOI as an address, a year as `2020///`, a page of a PDF as
address of the document. What they mean is settled here, for every format.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.notes import Place
from cmo_graph.iri import as_iri
from cmo_graph.model.codes import ReportKind

#: Source: https://www.doi.org/doi-handbook/ section 2.2; the form that Crossref's own DOIs have.
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_BEFORE_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_PMID = re.compile(r"(?<!\d)\d{1,8}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
#: dd/mm/yyyy, which EPPI-Reviewer writes.
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Person:
    """An author: a person's name in two parts, or the whole of a name that has no such parts."""

    family: str
    given: str = ""

    def as_text(self) -> str:
        """Return the name as reference managers write it: `Family, Given`."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A document, as somebody's list describes it; "" and None for what the list does not say."""

    place: Place
    title: str
    kind: ReportKind = ReportKind.OTHER
    #: The key that its list gives it.
    key: str = ""
    authors: tuple[Person, ...] = ()
    year: str = ""
    #: Only a whole date; a year alone is not made into one.
    issued: date | None = None
    #: Without the address before it, in lower case: DOIs do not tell cases apart.
    doi: str = ""
    pmid: str = ""
    isbn: str = ""
    url: URIRef | None = None
    #: The journal, book or site that it is part of.
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    #: What somebody noted beside it.
    notes: tuple[str, ...] = ()
    #: What the list says beyond that, by the list's own name for it.
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The entry of CSL-JSON that it was read from, whole; None for other formats.
    entry: Mapping[str, Any] | None = None

    @property
    def identifier(self) -> str | None:
        """DOI, else PMID, else ISBN, each with its name before it; None without any."""
        named = (("doi", self.doi), ("pmid", self.pmid), ("isbn", self.isbn))
        return next((f"{name}:{value}" for name, value in named if value), None)

    def citation(self) -> str:
        """Return who, when and where in one line; the title is not in it."""
        who = "; ".join(author.as_text() for author in self.authors)
        when = f"({self.year})" if self.year else ""
        where = self.container or self.publisher
        number = f"{self.volume}({self.issue})" if self.issue else self.volume
        which = ": ".join(part for part in (number, self.pages) if part)
        place = ", ".join(part for part in (where, which) if part)
        lead = " ".join(part for part in (who, when) if part)
        pmid = f"PMID {self.pmid}" if self.pmid else ""
        return ". ".join(part.rstrip(".") for part in (lead, place, pmid) if part)


def one_line(text: str) -> str:
    """Return a text with single spaces, also where it had those that do not break."""
    return " ".join(text.split())


def doi_in(texts: Iterable[str]) -> str:
    """Return the first DOI in these texts, bare and in lower case; "" when there is none."""
    for text in texts:
        found = _DOI.search(text)
        if found:
            return _unpunctuated(found.group()).lower()
    return ""


def _unpunctuated(doi: str) -> str:
    """Take off what a sentence puts after a DOI, but for brackets that belong to it."""
    doi = doi.rstrip(".,;:'")
    while doi.endswith((")", "]")) and doi.count("(") + doi.count("[") < doi.count(")") + doi.count(
        "]"
    ):
        doi = doi[:-1].rstrip(".,;:'")
    return doi


def bare_doi(text: str) -> str:
    """Return a DOI without what may stand before it; any other text as it is, in lower case."""
    return _BEFORE_DOI.sub("", text.strip().lower())


def pmid_in(texts: Iterable[str]) -> str:
    """Return the first number that can be a PMID; "" when there is none."""
    found = (_PMID.search(text) for text in texts)
    return next((match.group() for match in found if match), "")


def year_in(texts: Iterable[str]) -> str:
    """Return the first year in these texts; "" when there is none."""
    found = (_YEAR.search(text) for text in texts)
    return next((match.group() for match in found if match), "")


def date_in(texts: Iterable[str]) -> date | None:
    """Return the first whole date; None when there is none, such as where only a year is given."""
    for text in texts:
        found = _DATE.search(text)
        british = _BRITISH.search(text)
        try:
            if found:
                return date(*(int(part) for part in found.groups()))
            if british:
                day, month, year = (int(part) for part in british.groups())
                return date(year, month, day)
        except ValueError:
            continue
    return None


def address_in(texts: Iterable[str]) -> URIRef | None:
    """Return the first address of the web; None when there is none."""
    for text in texts:
        for piece in re.split(r"[\s;]+(?=https?:)|\s+", text.strip()):
            if piece.lower().startswith(("http://", "https://")):
                try:
                    return as_iri(piece.rstrip(";,"))
                except ValueError:
                    continue
    return None


def person(name: str) -> Person:
    """Return a name's parts; one without a comma is kept whole, for it may be of a body."""
    family, comma, given = one_line(name).rstrip(",;").partition(",")
    return Person(family.strip(), given.strip()) if comma else Person(family)


def without_marks(title: str) -> str:
    """Return a title's letters and digits in lower case, for comparing."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(char for char in plain if char.isalnum())
