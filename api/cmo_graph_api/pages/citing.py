"""How a page is cited: this module says it in one line, and as reference managers read it.

What is cited is the page as it was in one dataset version: its address leads to the same answer as
long as that version is kept. Authors, title and licence are those that the reviews state; where
they state none, none is made up.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from fastapi import Request
from rdflib import DCTERMS, URIRef

from cmo_graph.interchange.importing import NOWHERE
from cmo_graph.interchange.references.bibtex_text import bibtex_entry
from cmo_graph.interchange.references.json_lists import as_csl
from cmo_graph.interchange.references.reference import Person, Reference
from cmo_graph.interchange.references.ris_text import ris_record
from cmo_graph.model import Review
from cmo_graph.model.codes import ReportKind
from cmo_graph.store.protocol import Snapshot
from cmo_graph.store.version import Version
from cmo_graph.vocabulary import CMO
from cmo_graph_api.addresses import address_at
from cmo_graph_api.negotiation import CITATION_FORMATS

#: Most reviews that what a page tells of is ascribed to by name.
MOST_REVIEWS = 3
#: Digits of a version's digest that are told; as many name it in an address.
_SHORT = 12
#: What a dataset is called, by reference managers' own names for a kind of document.
_DATASET = {"bib": ("entrytype", "dataset"), "ris": ("TY", "DATA"), "csljson": ("type", "dataset")}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is said of a page where it is cited."""

    #: A name for it among the references of somebody's work.
    key: str
    title: str
    #: Who contributed to the reviews, as these name them.
    authors: tuple[str, ...]
    #: The reviews that it is part of.
    reviews: tuple[str, ...]
    licences: tuple[str, ...]
    version: Version
    #: The address of the page in this version.
    address: str

    @property
    def digest(self) -> str:
        """The first digits of the version's digest."""
        return self.version.digest[:_SHORT]

    @property
    def dated(self) -> str:
        """The day on which the version was published."""
        return f"{self.version.published:%-d %B %Y}"

    @property
    def lead(self) -> str:
        """All that stands before the address, in one line."""
        parts = (
            "; ".join(self.authors),
            self.title,
            f"In: {'; '.join(self.reviews)}" if self.reviews else "",
            f"Dataset version {self.digest}, {self.dated}",
        )
        return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def cite(
    request: Request, snapshot: Snapshot, path: str, *, title: str, thing: URIRef | None = None
) -> Citation:
    """Return how a page is cited.

    Args:
        request: The request.
        snapshot: What the page was read from.
        path: Our path and query of the page.
        title: What the page is called.
        thing: What it is about; None where it is about the reviews of the whole dataset.
    """
    reviews = _reviews(snapshot, thing)
    people = [URIRef(iri) for one in reviews for iri in snapshot.values(one, CMO.contributor)]
    labels = snapshot.catalogue.labels([*reviews, *people])
    told = dict.fromkeys(labels[one] for one in people if one in labels)
    version = snapshot.version
    name = path.partition("?")[0].strip("/").rpartition("/")[2] or "dataset"
    return Citation(
        key=f"{name}-{version.digest[:_SHORT]}",
        title=title,
        authors=tuple(told),
        reviews=tuple(labels[one] for one in reviews if one in labels and one != thing),
        licences=_licences(snapshot, reviews),
        version=version,
        address=address_at(request, path, version=version.digest),
    )


def _reviews(snapshot: Snapshot, thing: URIRef | None) -> Sequence[URIRef]:
    """Return the reviews that state a thing; else all, where they are few."""
    if thing is not None:
        return sorted(URIRef(iri) for iri in snapshot.values(thing, CMO.inReview))
    page = snapshot.catalogue.page(Review.kind_name, limit=MOST_REVIEWS)
    return () if page.next else page.iris


def _licences(snapshot: Snapshot, reviews: Sequence[URIRef]) -> tuple[str, ...]:
    """Return where the licences of some reviews are told, of those that are web addresses."""
    found = (str(iri) for one in reviews for iri in snapshot.values(one, DCTERMS.license))
    return tuple(dict.fromkeys(iri for iri in found if urlsplit(iri).scheme in ("http", "https")))


def citation_as(citation: Citation, media_type: str) -> str:
    """Return a citation for reference managers, in the media type of one of `CITATION_FORMATS`."""
    [name] = (name for name, one in CITATION_FORMATS.items() if one == media_type)
    field, value = _DATASET[name]
    reference = replace(_reference(citation), more={field: (value,)})
    if name == "csljson":
        entry = as_csl(reference, key=reference.key)
        return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"
    return bibtex_entry(reference) if name == "bib" else ris_record(reference)


def _reference(citation: Citation) -> Reference:
    day = citation.version.published.date()
    return Reference(
        place=NOWHERE,
        key=citation.key,
        title=citation.title,
        # A part of something whole, which has no journal.
        kind=ReportKind.BOOK_CHAPTER,
        authors=tuple(Person(name) for name in citation.authors),
        year=str(day.year),
        issued=day,
        url=URIRef(citation.address),
        container="; ".join(citation.reviews),
        notes=(f"Dataset version {citation.version.digest}",),
    )
