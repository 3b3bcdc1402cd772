"""Ratings across a review: this module finds those that are no value of their scheme."""

from collections.abc import Iterable, Iterator, Mapping, Set

from rdflib import URIRef

from cmo_graph.model import EmmieAssessment, Rating, Thing
from cmo_graph.validation.flaws import Flaw, Things
from cmo_graph.vocabulary import CMO_NAMESPACE

#: The values of each rating scheme, by the scheme's IRI.
Schemes = Mapping[URIRef, Set[URIRef]]
#: How good the evidence under an EMMIE dimension is.
_EMMIE_QUALITY = URIRef(CMO_NAMESPACE + "EmmieQualityScheme")


def check_ratings(things: Iterable[Thing], *, schemes: Schemes) -> tuple[Flaw, ...]:
    """Check that ratings are values of their schemes.

    A scheme that is not among `schemes` is somebody else's, and so is not judged.
    """
    held = Things.among(things)
    return (*_ratings(held, schemes), *_qualities(held, schemes))


def _ratings(held: Things, schemes: Schemes) -> Iterator[Flaw]:
    for rating in held.of(Rating):
        values = schemes.get(rating.scheme)
        if values is not None and rating.value not in values:
            yield _not_in_scheme(rating, "value", rating.value, rating.scheme, values)
        elif values is None and rating.scheme.startswith(CMO_NAMESPACE):
            yield _no_scheme(rating, schemes)


def _qualities(held: Things, schemes: Schemes) -> Iterator[Flaw]:
    values = schemes.get(_EMMIE_QUALITY, frozenset())
    for assessment in held.of(EmmieAssessment):
        quality = assessment.quality
        if quality is not None and values and quality not in values:
            yield _not_in_scheme(assessment, "quality", quality, _EMMIE_QUALITY, values)


def _no_scheme(rating: Rating, schemes: Schemes) -> Flaw:
    return Flaw(
        code="rating-not-in-scheme",
        message=f"{_short(rating.scheme)} is no rating scheme.",
        thing=rating.id,
        field="scheme",
        value=_short(rating.scheme),
        hint=f"The schemes are {', '.join(_short(scheme) for scheme in sorted(schemes))}.",
    )


def _not_in_scheme(
    thing: Thing, field: str, given: URIRef, scheme: URIRef, values: Set[URIRef]
) -> Flaw:
    return Flaw(
        code="rating-not-in-scheme",
        message=f"{_short(given)} is no value of the rating scheme {_short(scheme)}.",
        thing=thing.id,
        field=field,
        value=_short(given),
        hint=f"Its values are {', '.join(_short(value) for value in sorted(values))}.",
    )


def _short(iri: URIRef) -> str:
    """Return an IRI as authors write it."""
    return iri.replace(CMO_NAMESPACE, "cmo:", 1)
