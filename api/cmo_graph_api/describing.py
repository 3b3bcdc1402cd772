"""What is served here, told to programs: this module makes the service description and the VoID.

Both are the description that stands in the dataset (`cmo_graph.questions.description`), completed
by what only a server knows: where it answers, what it can do, and which graphs the version at hand
has. Nothing is counted for a request. Where the stored description is of an older version, the
answer says so.

Sources: https://www.w3.org/TR/sparql11-service-description/; https://www.w3.org/TR/void/;
https://www.w3.org/TR/vocab-dcat-3/; formats, https://www.w3.org/ns/formats/.
"""

import io
from collections.abc import Iterable, Iterator

import pyoxigraph
from fastapi import Request, Response
from pyoxigraph import RdfFormat
from rdflib import DCTERMS, FOAF, RDF, RDFS, VOID, Literal, Namespace, URIRef
from rdflib.namespace import DCAT

from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.mapping import Triple
from cmo_graph.offered.safety import DATASET_FORMATS, GRAPH_FORMATS
from cmo_graph.questions.description import (
    DCAT_VERSION,
    SD,
    Names,
    example_triples,
    graph_triples,
    is_described,
)
from cmo_graph.store.protocol import Snapshot
from cmo_graph.store.terms import as_engine
from cmo_graph.vocabulary import PREFIXES
from cmo_graph_api.addresses import address, address_at, link
from cmo_graph_api.answers import graphs_of, respond
from cmo_graph_api.dereferencing import path_of
from cmo_graph_api.negotiation import HTML, PAGE_FORMATS
from cmo_graph_api.pages.rendering import render
from cmo_graph_api.settings import Settings

FORMATS = Namespace("http://www.w3.org/ns/formats/")
#: Where the description of the dataset is; RFC 8615 registers the name.
VOID_PATH = "/.well-known/void"

_SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
#: Media types in which a description can be had, the preferred first.
OFFERED = (*_SYNTAXES, HTML)
_PREFIXES = {
    **PREFIXES,
    "dcat": str(DCAT),
    "foaf": str(FOAF),
    "formats": str(FORMATS),
    "sd": str(SD),
    "void-ext": "http://ldf.fi/void-ext#",
}
_RESULTS = tuple(
    FORMATS[name]
    for name in (
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
    )
)
_RDF = {
    "text/turtle": FORMATS.Turtle,
    "application/n-triples": FORMATS["N-Triples"],
    "application/rdf+xml": FORMATS.RDF_XML,
    "application/ld+json": FORMATS["JSON-LD"],
    "application/trig": FORMATS.TriG,
    "application/n-quads": FORMATS["N-Quads"],
}
#: What is told of the version at hand, and not as the stored description has it.
_OF_THE_VERSION = {
    pyoxigraph.NamedNode(term)
    for term in (VOID.subset, SD.namedGraph, DCTERMS.modified, DCAT_VERSION)
}


def describe(
    request: Request,
    snapshot: Snapshot,
    settings: Settings,
    *,
    title: str,
    wanted: str | None = None,
) -> Response:
    """Answer with all that is said of the service and its dataset, in the syntax asked for.

    Args:
        request: The request.
        snapshot: The version that is described.
        settings: Those of the server.
        title: What the page is called.
        wanted: A name from `PAGE_FORMATS` that wins over the `Accept` header.
    """
    names = Names(settings.base)

    def build(media_type: str) -> str | bytes:
        if media_type == HTML:
            return _page(request, snapshot, title=title, base=settings.base)
        triples = (
            *_service(request, names, settings, snapshot),
            *_dataset(request, names, snapshot),
        )
        return _written(triples, stored=_stored(snapshot, names), media_type=media_type)

    return respond(
        request,
        build,
        version=snapshot.version.digest,
        offered=OFFERED,
        wanted=wanted,
        headers={"Link": f'<{link(request, VOID_PATH)}>; rel="describedby"'},
        depends_on=f"{graphs_of(snapshot.version)} {address(request, '/')}",
    )


def _written(
    triples: Iterable[Triple], *, stored: Iterable[pyoxigraph.Triple], media_type: str
) -> bytes:
    found = map(_as_engine, triples)
    syntax = _SYNTAXES[media_type]
    prefixes = _PREFIXES if syntax == RdfFormat.TURTLE else None
    each_once = sorted(dict.fromkeys((*found, *stored)), key=str)
    return pyoxigraph.serialize(each_once, format=syntax, prefixes=prefixes) or b""


def _as_engine(triple: Triple) -> pyoxigraph.Triple:
    subject, prop, value = triple
    return pyoxigraph.Triple(
        pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(prop), as_engine(value)
    )


def _stored(snapshot: Snapshot, names: Names) -> list[pyoxigraph.Triple]:
    """Return the description that stands in the dataset, without what is of its version alone."""
    if names.graph not in snapshot.version.graphs:
        return [_as_engine(one) for one in example_triples(names)]
    sink = io.BytesIO()
    snapshot.dump(sink, media_type="application/n-triples", graph=names.graph)
    graphs = (names.part("graph", ""), names.part("named", ""))
    told = {pyoxigraph.NamedNode(DCTERMS.title), pyoxigraph.NamedNode(DCTERMS.license)}
    return [
        quad.triple
        for quad in pyoxigraph.parse(sink.getvalue(), format=RdfFormat.N_TRIPLES)
        if quad.predicate not in _OF_THE_VERSION
        and (quad.predicate in told or not str(quad.subject.value).startswith(graphs))
    ]


def _dataset(request: Request, names: Names, snapshot: Snapshot) -> Iterator[Triple]:
    """Say which version of the dataset is served, and where."""
    dataset, version = names.dataset, snapshot.version
    here = URIRef(address(request, VOID_PATH))
    yield here, RDF.type, VOID.DatasetDescription
    yield here, FOAF.primaryTopic, dataset
    for kind in (VOID.Dataset, DCAT.Dataset, SD.Dataset):
        yield dataset, RDF.type, kind
    yield dataset, DCAT_VERSION, Literal(version.digest)
    yield dataset, DCTERMS.modified, Literal(version.published)
    yield dataset, VOID.sparqlEndpoint, URIRef(address(request, "/sparql"))
    has_counts = names.graph in version.graphs and is_described(snapshot, base=names.base)
    if not has_counts:
        yield (
            dataset,
            RDFS.comment,
            Literal(
                "The counts of classes and properties are missing, or of an older version.",
                lang="en",
            ),
        )
    for media_type in DATASET_FORMATS:
        yield from _download(request, names, media_type)
    yield from graph_triples(names, version)


def _download(request: Request, names: Names, media_type: str) -> Iterator[Triple]:
    """Say where the whole dataset can be had in one syntax."""
    short = {"application/n-quads": "nq", "application/trig": "trig"}[media_type]
    found, dump = names.part("download", short), URIRef(address(request, f"/graphs?format={short}"))
    yield names.dataset, VOID.dataDump, dump
    yield names.dataset, DCAT.distribution, found
    yield found, RDF.type, DCAT.Distribution
    yield found, DCAT.downloadURL, dump
    yield (
        found,
        DCAT.mediaType,
        URIRef(f"https://www.iana.org/assignments/media-types/{media_type}"),
    )


def _service(
    request: Request, names: Names, settings: Settings, snapshot: Snapshot
) -> Iterator[Triple]:
    """Say what the endpoint can do."""
    endpoint = URIRef(address(request, "/sparql"))
    service, default = names.part("service"), names.part("default-graph")
    yield service, RDF.type, SD.Service
    yield service, RDF.type, DCAT.DataService
    yield service, SD.endpoint, endpoint
    yield service, DCAT.endpointURL, endpoint
    yield service, DCAT.servesDataset, names.dataset
    yield service, SD.supportedLanguage, SD.SPARQL11Query
    for syntax in (*_RESULTS, *_RDF.values()):
        yield service, SD.resultFormat, syntax
    if settings.write_token is not None:
        yield service, SD.supportedLanguage, SD.SPARQL11Update
        for media_type in GRAPH_FORMATS:
            yield service, SD.inputFormat, _RDF[media_type]
    yield service, SD.defaultDataset, names.dataset
    yield names.dataset, SD.defaultGraph, default
    yield default, RDF.type, SD.Graph
    if settings.default_graph == "union":
        yield service, SD.feature, SD.UnionDefaultGraph
    else:
        own = snapshot.version.graphs.get(DEFAULT_GRAPH)
        yield default, VOID.triples, Literal(own.quads if own else 0)


def _page(request: Request, snapshot: Snapshot, *, title: str, base: Base) -> str:
    """Return the page for people: where to ask, and which graphs there are."""
    version, path = snapshot.version, request.url.path
    return render(
        request,
        "description.html",
        title=title,
        path=VOID_PATH,
        formats=PAGE_FORMATS,
        endpoint=address(request, "/sparql"),
        void=address(request, VOID_PATH),
        graphs=[
            {"iri": str(graph), "path": path_of(graph, base=base), "quads": summary.quads}
            for graph, summary in version.graphs.items()
        ],
        version=version,
        permalink=address_at(request, path, version=version.digest),
        current=address_at(request, path, version=None),
    )
