"""Things as documents: this module writes them as JSON, JSON-LD, RDF and tables.

RDF is sorted, so that the same things always give the same bytes.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph
from rdflib import BNode, URIRef
from rdflib.term import Identifier

from cmo_graph.iri import key_of
from cmo_graph.mapping import LangString, Part, Triple, as_jsonld, as_triples, plain, plans
from cmo_graph.model import Configuration, Thing
from cmo_graph.model.configuration import ROLE_ORDER
from cmo_graph.sparql.documents import write_document
from cmo_graph.store.terms import as_engine
from cmo_graph.vocabulary import Code

#: RDF syntaxes by media type.
RDF_FORMATS: Mapping[str, pyoxigraph.RdfFormat] = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}

#: Beginnings of a cell that a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_rdf(triples: Iterable[Triple], media_type: str) -> bytes:
    """Return triples in an RDF syntax, sorted, with the project's prefixes.

    Raises:
        KeyError: the media type is not one of `RDF_FORMATS`.
        NotInThisSyntax: RDF/XML is asked for, and cannot name a property or hold a character.
    """
    ordered = sorted(set(triples), key=lambda triple: tuple(term.n3() for term in triple))
    sink = io.BytesIO()
    write_document(map(_as_engine_triple, ordered), sink, RDF_FORMATS[media_type])
    return sink.getvalue()


def _as_engine_triple(triple: Triple) -> pyoxigraph.Triple:
    subject, predicate, value = triple
    return pyoxigraph.Triple(_node(subject), pyoxigraph.NamedNode(predicate), _node(value))


def _node(term: Identifier) -> Any:
    """Return a term as the engine's; what came by an update may be a blank node."""
    return pyoxigraph.BlankNode(term) if isinstance(term, BNode) else as_engine(term)


def triples_of(things: Iterable[Thing]) -> Iterator[Triple]:
    """Yield the triples of some things."""
    for thing in things:
        yield from as_triples(thing)


def as_json(thing: Thing) -> dict[str, Any]:
    """Return a thing's fields as JSON values with its key; what is not known is left out."""
    return {"key": thing.key, **thing.model_dump(mode="json", exclude_none=True)}


def as_jsonld_document(things: Sequence[Thing], *, context: str) -> dict[str, Any]:
    """Return things as one JSON-LD document that refers to a context by its address."""
    if len(things) == 1:
        return {"@context": context, **as_jsonld(things[0])}
    return {"@context": context, "@graph": [as_jsonld(thing) for thing in things]}


def as_csv(things: Sequence[Thing], *, kind: type[Thing]) -> str:
    """Return things of one kind as a table for spreadsheets, with a row of headings.

    A cell with several values holds them on lines of their own, because labels contain commas and
    semicolons. References are keys. A cell that a spreadsheet would run begins with an apostrophe.
    """
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    headings = _headings(kind)
    writer.writerow(headings)
    for thing in things:
        cells = _cells(thing)
        writer.writerow([safe_cell(cells.get(heading, "")) for heading in headings])
    return sink.getvalue()


def _headings(kind: type[Thing]) -> list[str]:
    fields = [plan.name for plan in plans(kind)]
    if issubclass(kind, Configuration):
        place = fields.index("slots")
        fields[place : place + 1] = [role.value for role in ROLE_ORDER]
    return ["key", "iri", *fields]


def _cells(thing: Thing) -> dict[str, str]:
    cells = {"key": thing.key, "iri": str(thing.id)}
    for plan in plans(type(thing)):
        cells[plan.name] = _cell(getattr(thing, plan.name))
    if isinstance(thing, Configuration):
        for role in ROLE_ORDER:
            cells[role.value] = _cell(tuple(slot.concept for slot in thing.in_role(role)))
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple) and value and isinstance(value[0], LangString):
        return plain(value)
    if isinstance(value, tuple):
        return "\n".join(_cell(item) for item in value)
    if isinstance(value, Code):
        return str(value.value)
    if isinstance(value, Part):
        return "; ".join(_cell(getattr(value, plan.name)) for plan in plans(type(value)))
    return key_of(value) if isinstance(value, URIRef) and "/id/" in value else str(value)


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe goes before a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
