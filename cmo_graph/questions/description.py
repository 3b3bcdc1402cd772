"""The dataset about itself: this module describes it in VoID, DCAT and SHACL, in a derived graph.

It is written for programs that find their way by it: a SPARQL editor completes classes and
properties from the partitions, offers the cookbook as examples (`sh:SPARQLExecutable`) and knows
our prefixes (`sh:declare`). Where the server answers is no part of it: a description is of the
dataset, which can be served anywhere.

Sources: https://www.w3.org/TR/void/; https://www.w3.org/TR/vocab-dcat-3/; for what an editor asks,
the example queries and partitions of the Swiss Institute of Bioinformatics
(https://github.com/sib-swiss/sparql-editor).
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property

from rdflib import DCTERMS, RDF, RDFS, SH, VOID, XSD, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, SDO

from cmo_graph.iri import DEFAULT_GRAPH, Base, key_of
from cmo_graph.mapping import Triple, as_triples
from cmo_graph.model import THINGS, Review
from cmo_graph.model.derived import header_of
from cmo_graph.questions.partitions import Partitions, PropertyOfClass, count_partitions
from cmo_graph.sparql.queries import StoredQuery, stored_queries
from cmo_graph.sparql.scan import Form, scan
from cmo_graph.store.protocol import Snapshot, Store
from cmo_graph.store.version import Version
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, PREFIXES

#: Name of the graph among the derived ones.
NAME = "description"
#: What makes it, told in its header.
METHOD = "description-1"
VOID_EXT = Namespace("http://ldf.fi/void-ext#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
#: Third edition of DCAT; rdflib's list of terms is of the second.
DCAT_VERSION = URIRef("http://www.w3.org/ns/dcat#version")

_ONTOLOGY = URIRef(CMO_NAMESPACE.removesuffix("#"))
#: Where a server has the description; RFC 8615 registers the name.
_PLACE = ".well-known/void"
_FORMS: Mapping[Form, tuple[URIRef, URIRef]] = {
    Form.SELECT: (SH.SPARQLSelectExecutable, SH.select),
    Form.ASK: (SH.SPARQLAskExecutable, SH.ask),
    Form.CONSTRUCT: (SH.SPARQLConstructExecutable, SH.construct),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of what a description speaks of."""

    base: Base

    @property
    def document(self) -> URIRef:
        """The document at the well-known address."""
        return URIRef(f"{self.base.iri.rstrip('#')}{_PLACE}")

    @property
    def dataset(self) -> URIRef:
        """The dataset."""
        return self.part("dataset")

    @property
    def graph(self) -> URIRef:
        """The derived graph that holds the description."""
        return self.base.derived(NAME)

    def part(self, *words: str) -> URIRef:
        """Return the IRI of something that the document describes."""
        return URIRef(f"{self.document}#{'-'.join(words)}")

    def of_graph(self, graph: URIRef) -> URIRef:
        """Return the IRI of a named graph as a part of the dataset."""
        return self.part("graph", _short(graph))


def _short(*iris: URIRef) -> str:
    return hashlib.sha256(" ".join(iris).encode()).hexdigest()[:12]


def refresh_description(store: Store, *, is_stopped: Callable[[], bool] = lambda: False) -> bool:
    """Describe the dataset anew where its description is missing or out of date.

    Returns:
        Whether a new description was written. The dataset's digest stays what it was.

    Cost: that of `count_partitions`, and publishes a version.
    """
    names = Names(store.base)
    while not is_described(snapshot := store.current(), base=store.base) and not is_stopped():
        triples = described(snapshot, base=store.base)
        with store.writing() as draft:
            if store.current().version.name == snapshot.version.name:
                draft.replace_graph(names.graph, triples)
                return True
    return False


def described(snapshot: Snapshot, *, base: Base) -> tuple[Triple, ...]:
    """Return the description of a version; nothing is said of one without the ontology.

    That is a dataset of other things, kept in a store that was told to load nothing.
    """
    names = Names(base)
    if _ONTOLOGY not in snapshot.version.graphs:
        return ()
    return tuple(dict.fromkeys(_Description(snapshot, names).triples()))


def is_described(snapshot: Snapshot, *, base: Base) -> bool:
    """Say whether the description is of this version, made by this method."""
    if _ONTOLOGY not in snapshot.version.graphs:
        return base.derived(NAME) not in snapshot.version.graphs
    graph = str(base.derived(NAME))
    found = {
        (str(row["version"]), str(row["method"]))
        for row in snapshot.select("derived_graphs")
        if str(row["graph"]) == graph
    }
    return found == {(snapshot.version.digest, METHOD)}


class _Description:
    """The statements about one version of the dataset."""

    def __init__(self, snapshot: Snapshot, names: Names) -> None:
        self._snapshot = snapshot
        self._names = names

    @cached_property
    def _reviews(self) -> Sequence[URIRef]:
        """The reviews, in key order; read from the catalogue, as one may not fit the model."""
        found: list[URIRef] = []
        after = None
        while True:
            page = self._snapshot.catalogue.page(Review.kind_name, after=after, limit=500)
            found += page.iris
            after = page.next
            if after is None:
                return found

    def triples(self) -> Iterator[Triple]:
        """Yield all that is said."""
        names, partitions = self._names, self._counted()
        header = header_of(
            names.graph, dataset_version=self._snapshot.version.digest, method=METHOD
        )
        yield from as_triples(header)
        yield from self._dataset()
        yield from self._titles()
        yield from graph_triples(names, self._snapshot.version)
        yield from _counts(names, partitions)
        for found in partitions.by_class:
            yield from _class(names, found, partitions)
        yield from example_triples(names)

    def _counted(self) -> Partitions:
        return count_partitions(self._snapshot, description=self._names.graph)

    def _dataset(self) -> Iterator[Triple]:
        dataset = self._names.dataset
        yield dataset, RDF.type, VOID.Dataset
        yield dataset, RDF.type, DCAT.Dataset
        yield dataset, VOID.uriSpace, Literal(f"{self._names.base.iri}id/")
        yield dataset, DCTERMS.modified, _moment(self._snapshot)
        yield dataset, DCAT_VERSION, Literal(self._snapshot.version.digest)
        for namespace in PREFIXES.values():
            yield dataset, VOID.vocabulary, URIRef(namespace)
        for review in self._reviews:
            yield from self._told(review, RDFS.label, of=dataset, as_=DCTERMS.title)
            yield from self._told(review, CMO.contributor, of=dataset, as_=DCTERMS.creator)
        licences = {tuple(self._snapshot.values(one, DCTERMS.license)) for one in self._reviews}
        # Licences of the whole can be told only where every review has them.
        if len(licences) == 1:
            yield from ((dataset, DCTERMS.license, licence) for licence in licences.pop())
        for kind in THINGS:
            for thing in self._snapshot.catalogue.page(kind, limit=1).iris:
                yield dataset, VOID.exampleResource, thing

    def _titles(self) -> Iterator[Triple]:
        """Say what the graphs that reviews own are called, and how they are licensed."""
        for review in self._reviews:
            graph = self._names.base.graph(key_of(review))
            if graph in self._snapshot.version.graphs:
                part = self._names.of_graph(graph)
                yield from self._told(review, RDFS.label, of=part, as_=DCTERMS.title)
                yield from self._told(review, DCTERMS.license, of=part, as_=DCTERMS.license)

    def _told(self, thing: URIRef, prop: URIRef, *, of: URIRef, as_: URIRef) -> Iterator[Triple]:
        """Yield of a node, by another property, what is stated of a thing by one."""
        yield from ((of, as_, value) for value in self._snapshot.values(thing, prop))


def graph_triples(names: Names, version: Version) -> Iterator[Triple]:
    """Yield which named graphs a version has, and how many statements each; nothing is read.

    The graph of the description itself is left out.
    """
    for graph, summary in version.graphs.items():
        if graph not in (names.graph, DEFAULT_GRAPH):
            named, part = names.part("named", _short(graph)), names.of_graph(graph)
            yield names.dataset, SD.namedGraph, named
            yield named, RDF.type, SD.NamedGraph
            yield named, SD.name, graph
            yield named, SD.graph, part
            yield names.dataset, VOID.subset, part
            yield part, RDF.type, SD.Graph
            yield part, RDF.type, VOID.Dataset
            yield part, VOID.triples, _number(summary.quads)


def _counts(names: Names, partitions: Partitions) -> Iterator[Triple]:
    dataset, totals = names.dataset, partitions.totals
    yield dataset, VOID.triples, _number(partitions.triples)
    yield dataset, VOID.classes, _number(len(partitions.classes))
    yield dataset, VOID.properties, _number(len(partitions.properties))
    if totals is not None:
        yield dataset, VOID.distinctSubjects, _number(totals.subjects)
        yield dataset, VOID.distinctObjects, _number(totals.values)
    for prop, triples in partitions.properties.items():
        part, ends = names.part("property", _short(prop)), partitions.ends.get(prop)
        yield dataset, VOID.propertyPartition, part
        yield part, RDF.type, VOID.Dataset
        yield part, VOID.property, prop
        yield part, VOID.triples, _number(triples)
        if ends is not None:
            yield part, VOID.distinctSubjects, _number(ends.subjects)
            yield part, VOID.distinctObjects, _number(ends.values)


def _class(names: Names, found: URIRef, partitions: Partitions) -> Iterator[Triple]:
    part = names.part("class", _short(found))
    yield names.dataset, VOID.classPartition, part
    yield part, RDF.type, VOID.Dataset
    yield part, VOID["class"], found
    yield part, VOID.entities, _number(partitions.classes.get(found, 0))
    for prop, told in partitions.by_class[found].items():
        own = names.part("class", _short(found), _short(prop))
        yield part, VOID.propertyPartition, own
        yield from _property_of_class(own, prop, told)


def _property_of_class(part: URIRef, prop: URIRef, told: PropertyOfClass) -> Iterator[Triple]:
    yield part, RDF.type, VOID.Dataset
    yield part, VOID.property, prop
    yield part, VOID.triples, _number(told.triples)
    for found in told.value_classes:
        values = URIRef(f"{part}-{_short(found)}")
        yield part, VOID.classPartition, values
        yield values, RDF.type, VOID.Dataset
        yield values, VOID["class"], found
    for datatype in told.datatypes:
        values = URIRef(f"{part}-{_short(datatype)}")
        yield part, VOID_EXT.datatypePartition, values
        yield values, VOID_EXT.datatype, datatype


def example_triples(names: Names) -> Iterator[Triple]:
    """Yield the queries of the cookbook and our prefixes, which are the same for every dataset."""
    yield from _prefixes(names)
    for query in stored_queries():
        if query.folder == "cookbook":
            yield from _example(names, query)


def _prefixes(names: Names) -> Iterator[Triple]:
    declared = names.part("prefixes")
    for prefix, namespace in PREFIXES.items():
        one = names.part("prefix", prefix)
        yield declared, SH.declare, one
        yield one, RDF.type, SH.PrefixDeclaration
        yield one, SH.prefix, Literal(prefix)
        yield one, SH.namespace, Literal(namespace, datatype=XSD.anyURI)


def _example(names: Names, query: StoredQuery) -> Iterator[Triple]:
    example = names.part("query", query.name)
    kind, text = _FORMS[scan(query.text).form]
    parameters = (f"?{one.name}: {one.description}" for one in query.parameters.values())
    yield example, RDF.type, SH.SPARQLExecutable
    yield example, RDF.type, kind
    yield example, RDFS.label, Literal(query.summary, lang="en")
    yield example, RDFS.comment, Literal(" ".join([query.summary, *parameters]), lang="en")
    yield example, SH.prefixes, names.part("prefixes")
    yield example, text, Literal(query.text)
    for question in query.questions:
        yield example, SDO.keywords, Literal(question)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer, normalize=False)


def _moment(snapshot: Snapshot) -> Literal:
    moment = snapshot.version.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Literal(moment, datatype=XSD.dateTime, normalize=False)
