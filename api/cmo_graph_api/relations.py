"""What an answer says of its surroundings: this module makes `Link` headers (RFC 8288).

Relations are registered ones: `describes` and `describedby` join document and thing (RFC 6892,
POWDER), `bookmark` is the address of the same in this dataset version, and `latest-version` and
`version-history` are those of RFC 5829.
"""

from collections.abc import Iterable, Mapping

from fastapi import Request
from rdflib import DCTERMS, URIRef

from cmo_graph.store.protocol import Snapshot
from cmo_graph.vocabulary import CMO
from cmo_graph_api.addresses import address, address_at, place_of
from cmo_graph_api.dereferencing import ONTOLOGY
from cmo_graph_api.syntaxes import alternates


def link_header(relations: Iterable[tuple[str, str, str]]) -> Mapping[str, str]:
    """Return a `Link` header; each relation is (address, name, media type or "")."""
    return {"Link": ", ".join(_told(*relation) for relation in relations)}


def _told(target: str, name: str, media_type: str) -> str:
    typed = f'; type="{media_type}"' if media_type else ""
    return f'<{target}>; rel="{name}"{typed}'


def of_document(
    request: Request, path: str, *, formats: Mapping[str, str], snapshot: Snapshot
) -> Iterable[tuple[str, str, str]]:
    """Yield the relations of a document of one dataset version that has several syntaxes.

    A page's own are known; `formats` are those of an address that is no page's.
    """
    yield address(request, path), "canonical", ""
    yield from alternates(request)
    for name, media_type in formats.items():
        yield address(request, f"{path}?format={name}"), "alternate", media_type
    yield address_at(request, path, version=snapshot.version.digest), "bookmark", ""
    yield address(request, "/v1/datasets"), "version-history", "application/json"
    if place_of(request.scope).version is not None:
        yield address_at(request, path, version=None), "latest-version", ""
    yield ONTOLOGY, "describedby", ""


def of_thing(
    request: Request, iri: URIRef, path: str, *, formats: Mapping[str, str], snapshot: Snapshot
) -> Iterable[tuple[str, str, str]]:
    """Yield the relations of a document about one thing."""
    yield str(iri), "describes", ""
    yield from of_document(request, path, formats=formats, snapshot=snapshot)
    yield from _licences(snapshot, iri)


def _licences(snapshot: Snapshot, iri: URIRef) -> Iterable[tuple[str, str, str]]:
    """Yield the licences of the reviews that own a thing."""
    for review in snapshot.values(iri, CMO.inReview):
        for licence in snapshot.values(URIRef(review), DCTERMS.license):
            yield str(licence), "license", ""
