"""The ontology's pages: this module reads the packaged files and sorts out what stands where.

They are read once: they travel with the program and change only with it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.errors import NotFound
from cmo_graph.iri import Base
from cmo_graph.mapping import Description, Triple
from cmo_graph.resources import data_folder
from cmo_graph.store.terms import from_engine
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE
from cmo_graph_api.dereferencing import ONTOLOGY
from cmo_graph_api.pages.names import Names, Shown, curie
from cmo_graph_api.pages.things import Row, rows_of

#: What the files are called, and in which of them each document's statements are.
FILES: Mapping[str, tuple[str, ...]] = {
    "terms": ("cmo.ttl", "schemes/*.ttl"),
    "alignments": ("alignments.ttl",),
    "shapes": ("shapes/*.ttl",),
}
#: Said in the text of a term, so not again in its table.
_TOLD = frozenset(
    {
        RDF.type, RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, RDFS.isDefinedBy,
        SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, SKOS.notation, CMO.position,
    }
)  # fmt: skip
_PROPERTIES = frozenset({OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property})


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A class, a property, a scheme or a member of one, as its documentation tells it."""

    iri: str
    #: Its local name, to which its IRI leads as a fragment.
    name: str
    label: str
    definition: str
    scope_note: str
    #: The word in JSON and in files; "" for what is no member of a scheme.
    notation: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """A scheme and its members in their order."""

    term: TermFacts
    members: tuple[TermFacts, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology as its documentation tells it."""

    title: str
    description: str
    version: str
    licence: Shown
    classes: tuple[TermFacts, ...]
    properties: tuple[TermFacts, ...]
    schemes: tuple[SchemeFacts, ...]
    #: Orders of schemes, and whatever else is none of the above.
    others: tuple[TermFacts, ...]
    #: Terms of others that are used here, and how.
    borrowed: tuple[TermFacts, ...]


@cache
def triples_of(document: str) -> tuple[Triple, ...]:
    """Return the statements of one of the documents of `FILES`."""
    folder = data_folder("ontology")
    paths = [path for pattern in FILES[document] for path in sorted(folder.glob(pattern))]
    return tuple(_parsed(paths))


def _parsed(paths: Iterable[Path]) -> Iterable[Triple]:
    for path in paths:
        for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE):
            yield tuple(from_engine(term) for term in quad.triple)  # type: ignore[misc]  # three terms


@cache
def digest_of(document: str) -> str:
    """Return what tells one edition of a document from the next."""
    lines = sorted(" ".join(term.n3() for term in triple) for triple in triples_of(document))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def context_text() -> str:
    """Return the JSON-LD context as it is packaged."""
    return (data_folder("ontology") / "context.jsonld").read_text(encoding="utf-8")


def scheme_triples(name: str) -> tuple[Triple, ...]:
    """Return the statements about a scheme and its members.

    Raises:
        NotFound: there is no scheme of this name.
    """
    scheme = URIRef(CMO_NAMESPACE + name)
    said = _described()
    if SKOS.ConceptScheme not in said.get(scheme, {}).get(RDF.type, ()):
        raise NotFound("schemes", name)
    about = {scheme, *_members(said, scheme)}
    return tuple(triple for triple in triples_of("terms") if triple[0] in about)


def is_term(name: str) -> bool:
    """Say whether the ontology says anything of the term of this name."""
    return URIRef(CMO_NAMESPACE + name) in _described()


def definition_of(term: URIRef) -> str:
    """Return how the ontology defines a term; "" for one of somebody else."""
    return _text(_described().get(term, {}), SKOS.definition)


def version() -> str:
    """Return the ontology's version."""
    return _text(_described()[URIRef(ONTOLOGY)], OWL.versionInfo)


@cache
def vocabulary(base: Base) -> Vocabulary:
    """Return the ontology sorted into classes, properties, schemes and what is borrowed."""
    said = _described()
    names, own = _names(base), said[URIRef(ONTOLOGY)]
    return Vocabulary(
        title=_text(own, DCTERMS.title),
        description=_text(own, DCTERMS.description),
        version=version(),
        licence=names.show(own[DCTERMS.license][0]),
        classes=_terms(_of_types(said, {OWL.Class}), said, names),
        properties=_terms(_of_types(said, _PROPERTIES), said, names),
        schemes=tuple(
            scheme_facts(iri.partition("#")[2], base=base)
            for iri in _of_types(said, {SKOS.ConceptScheme})
        ),
        others=_terms(_others(said), said, names),
        borrowed=_terms([iri for iri in said if not iri.startswith(ONTOLOGY)], said, names),
    )


def scheme_facts(name: str, *, base: Base) -> SchemeFacts:
    """Return one scheme and its members.

    Raises:
        NotFound: there is no scheme of this name.
    """
    scheme_triples(name)
    said, names = _described(), _names(base)
    scheme = URIRef(CMO_NAMESPACE + name)
    return SchemeFacts(
        _term(scheme, said[scheme], names),
        tuple(_term(member, said[member], names) for member in _members(said, scheme)),
    )


@cache
def _described() -> Description:
    found: dict[URIRef, dict[URIRef, list[Identifier]]] = {}
    for subject, prop, value in triples_of("terms"):
        found.setdefault(subject, {}).setdefault(prop, []).append(value)
    return found


@cache
def _names(base: Base) -> Names:
    labels = {
        iri: text
        for iri, said in _described().items()
        if (text := _text(said, RDFS.label) or _text(said, SKOS.prefLabel))
    }
    return Names(labels, base=base)


def _of_types(said: Description, types: Iterable[URIRef]) -> Sequence[URIRef]:
    wanted = set(types)
    return [
        iri
        for iri in sorted(said)
        if iri.startswith(CMO_NAMESPACE) and wanted & set(said[iri].get(RDF.type, ()))
    ]


def _others(said: Description) -> Sequence[URIRef]:
    told = {*_of_types(said, {OWL.Class, SKOS.ConceptScheme, *_PROPERTIES})}
    return [
        iri
        for iri in said
        if iri.startswith(CMO_NAMESPACE) and iri not in told and SKOS.inScheme not in said[iri]
    ]


def _members(said: Description, scheme: URIRef) -> Sequence[URIRef]:
    """Return a scheme's members in their declared order, then by IRI."""
    found = [iri for iri in said if scheme in said[iri].get(SKOS.inScheme, ())]
    return sorted(found, key=lambda iri: (int(_text(said[iri], CMO.position) or "0"), iri))


def _terms(iris: Iterable[URIRef], said: Description, names: Names) -> tuple[TermFacts, ...]:
    found = (_term(iri, said[iri], names) for iri in iris)
    return tuple(sorted(found, key=lambda term: (term.name.casefold(), term.iri)))


def _term(iri: URIRef, said: Mapping[URIRef, Sequence[Identifier]], names: Names) -> TermFacts:
    name = iri.partition("#")[2] if iri.startswith(CMO_NAMESPACE) else curie(iri)
    return TermFacts(
        iri=str(iri),
        name=name,
        label=_text(said, RDFS.label) or _text(said, SKOS.prefLabel) or name,
        definition=_text(said, SKOS.definition),
        scope_note=_text(said, SKOS.scopeNote),
        notation=_text(said, SKOS.notation),
        rows=rows_of({prop: said[prop] for prop in said if prop not in _TOLD}, names),
    )


def _text(said: Mapping[URIRef, Sequence[Identifier]], prop: URIRef) -> str:
    """Return the first text of a property, English where there is a choice; "" for none."""
    texts = [value for value in said.get(prop, ()) if isinstance(value, Literal)]
    texts.sort(key=lambda text: text.language not in ("en", None))
    return str(texts[0]) if texts else ""
