"""What a workbook says of itself: this module has the words of its help and of its columns.

What a column of this project's own terms means is the ontology's definition; for terms of others it
is said here. A test sees to it that no column and no value is without words.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from pyoxigraph import Literal, RdfFormat, parse
from rdflib import DCTERMS, PROV, RDFS, SKOS, URIRef

from cmo_graph.interchange.workbook.tables import LISTS, TABLES, Column, Table
from cmo_graph.mapping import Node
from cmo_graph.model import Confidence, EvidenceLine, Rating, Report, SearchRecord, TheoryVersion
from cmo_graph.resources import data_folder
from cmo_graph.vocabulary import OA

#: What terms of others mean in a review, by predicate.
_TERMS: Mapping[URIRef, str] = MappingProxyType(
    {
        RDFS.label: "A short name or sentence that a reader recognises it by, in your own words.",
        DCTERMS.description: "What it is and how it came about.",
        DCTERMS.license: "Address of the licence of its words; without one, none may be kept.",
        DCTERMS.identifier: "An identifier such as a DOI.",
        OA.hasSource: "The report that the passage stands in.",
        OA.start: "Position of the passage's first character in the report's text, from 0.",
        OA.end: "Position of the first character after the passage.",
        OA.prefix: "Characters before the passage, 40 at most.",
        OA.suffix: "Characters after the passage, 40 at most.",
        OA.exact: "The passage's own words, where the report has a licence.",
        SKOS.altLabel: "Other names that people give it.",
        SKOS.definition: "What it is.",
        SKOS.scopeNote: "What it is not, and how the word is used here.",
        SKOS.broader: "Wider ideas; a narrower one satisfies what asks for the wider one.",
        SKOS.closeMatch: "Concepts that are nearly the same, here or elsewhere on the web.",
        SKOS.exactMatch: "Concepts that are the same, here or elsewhere on the web.",
        PROV.actedOnBehalfOf: "Groups or organisations that it belongs to.",
        DCTERMS.creator: "Who wrote it.",
        DCTERMS.publisher: "Who published it.",
        DCTERMS.issued: "The day on which it was published.",
        DCTERMS.contributor: "Who coded it.",
    }
)
#: Where a term of others means something of its own in one model.
_OF_MODEL: Mapping[tuple[type[Node], URIRef], str] = MappingProxyType(
    {
        (Report, DCTERMS.source): "Address at which the document can be read.",
        (TheoryVersion, DCTERMS.source): "Reports or studies that the version was made from.",
        (EvidenceLine, DCTERMS.created): "The day on which it was coded.",
        (Confidence, DCTERMS.created): "The day on which it was judged.",
        (SearchRecord, DCTERMS.date): "The day of the search.",
        (Rating, DCTERMS.date): "The day of the rating.",
    }
)
#: What columns mean that are no field of a model, by name.
_OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "id": "The name by which other rows name this one: lower-case letters, digits and hyphens."
        " Leave it empty in a new row, and one is made of the label. It does not change later.",
        "language": "Language of texts whose column names none, such as en.",
    }
)
_POSITION = (
    "Place among the rows of the same thing, from 1. Leave it empty in a new row. To take a row"
    " out, empty its other cells and leave this one and the id before it."
)


def column_help(table: Table, column: Column) -> str:
    """Return what a column is and how a cell of it is filled in."""
    if column.name == "position":
        return _POSITION
    return " ".join(part for part in (_meaning(table, column), *_how(column)) if part)


def _meaning(table: Table, column: Column) -> str:
    if column.plan is None:
        owner = f"The id of the row of {table.owner} that this is a part of."
        return _OTHERS.get(column.name, owner)
    predicate = column.plan.predicate
    own = _OF_MODEL.get((column.model, predicate)) or _TERMS.get(predicate)
    return own or definitions().get(str(predicate), "")


def _how(column: Column) -> Iterator[str]:
    """Yield how a cell is filled in."""
    if column.is_required:
        yield "Required."
    if column.is_lines:
        yield r"One a line; a line break inside is written \n."
    if column.plan is not None and column.plan.code is not None:
        yield f"One of a list: see {LISTS}."
    if column.plan is not None and column.target is not None:
        several = "Ids" if column.is_list else "The id"
        divided = ", with semicolons between them" if column.is_list else ""
        web = ", or an address on the web" if column.target.or_elsewhere else ""
        if column.target.kinds:
            yield f"{several} of a {column.target.told()}{web}{divided}."
        else:
            yield f"An address on the web{divided}."
    if column.is_text:
        yield f"Other languages have columns of their own: {column.name} (nl)."


@cache
def definitions() -> Mapping[str, str]:
    """Return the definitions of the ontology's terms and of the values of its vocabularies."""
    folder = data_folder("ontology")
    found: dict[str, str] = {}
    for path in (folder / "cmo.ttl", *sorted((folder / "schemes").glob("*.ttl"))):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            is_definition = quad.predicate.value == str(SKOS.definition)
            if is_definition and isinstance(quad.object, Literal) and quad.object.language == "en":
                found[quad.subject.value] = quad.object.value
    return MappingProxyType(found)


def read_me(*, review: str, language: str, profile: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of the help: a heading and a text; either can be empty."""
    yield "A realist review as a workbook", "Each sheet holds the records of one kind, a row each."
    yield "Review", review or "Not begun yet: fill in the first row of the sheet review."
    yield "Language", f"{language}: texts are in it where their column names no other."
    if profile:
        yield "Words of sources", _PROFILES[profile]
    yield from _RULES
    yield "", ""
    yield "Sheet", "What a row is"
    for table in TABLES.values():
        yield table.name, definitions().get(str(table.model.rdf_type)) or _ROWS[table.name]


_PROFILES: Mapping[str, str] = MappingProxyType(
    {
        "full": "All that the review keeps of its sources' words.",
        "quote": "Short passages only; longer ones stay in the review and are not changed.",
        "hash": "None; they stay in the review and are not changed.",
    }
)
_RULES: tuple[tuple[str, str], ...] = (
    ("Header row", "Names what a column is; point at a name to read more. Columns may be moved."),
    ("Your own columns", "Add as many as you like; they are not read, and they stay."),
    ("Ids", "Rows name each other by id. In a new row leave it empty; one is made of the label."),
    ("Several ids", "Stand in one cell with semicolons between them: trust; safety-plan"),
    ("Several texts", r"Stand in one cell, one a line; a line break inside is written \n."),
    ("Other languages", "Add a column such as label (nl) beside label."),
    ("Dates", "Are typed as dates, or as 2021-02-08."),
    ("Formulas", "Are refused; paste values."),
    ("Empty cells", "Say nothing, or take away what stood there when the workbook was written."),
    ("Rows taken away", "Stay in the review: a missing row is no deletion."),
    (
        "Parts",
        "Sheets with two words hold parts, such as the slots of a configuration. To take one out,"
        " empty its row but for the first two cells.",
    ),
    ("Sheets", f"Keep their names. {LISTS} and this one are not read."),
)
_ROWS: Mapping[str, str] = MappingProxyType(
    {
        "agents": "A person, group, organisation or program that asserts, reports or codes.",
        "concepts": "An idea without a role: trust is an outcome here and a context there.",
    }
)
