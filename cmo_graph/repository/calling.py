"""Things as people call them: this module finds one by its key, its IRI or its label.

Labels change and may be given twice, so a key wins over a label, and only what people fill in takes
labels; programs are asked for keys.
"""

from collections.abc import Iterable, Mapping

from rdflib import URIRef

from cmo_graph.errors import NothingCalled, SeveralCalled
from cmo_graph.iri import key_of
from cmo_graph.repository.things import Repository

#: Most things that are offered where a name is not that of exactly one.
MOST_OFFERED = 5
#: Characters of a name that others are compared with.
_LONGEST = 200


def find_called(repository: Repository, name: str, kind: str, *, parameter: str) -> URIRef:
    """Return the IRI of the one thing of a kind with this key, IRI or label.

    Case, accents and spaces of a label make no difference; its language makes none either.

    Args:
        repository: Where it is looked for.
        name: What somebody typed.
        kind: The kind's word, such as `concepts`.
        parameter: What was asked with it, for the error to name.

    Raises:
        NothingCalled: there is none; the error has the nearest by their words, then by key.
        SeveralCalled: several have the label.
    """
    catalogue = repository.snapshot.catalogue
    by_key = catalogue.find(kind, name)
    if by_key is not None:
        return by_key
    called = catalogue.called(kind, name)
    if len(called) == 1:
        return called[0]
    if called:
        labels = _labelled(repository, called[:MOST_OFFERED])
        raise SeveralCalled(kind, name, parameter=parameter, called=labels)
    nearest = _labelled(repository, _nearest(repository, name, kind))
    raise NothingCalled(kind, name, parameter=parameter, nearest=nearest)


def _nearest(repository: Repository, name: str, kind: str) -> list[URIRef]:
    catalogue, name = repository.snapshot.catalogue, name[:_LONGEST]
    by_words = [hit.iri for hit in catalogue.search(name, kinds=[kind], limit=MOST_OFFERED)]
    keys = catalogue.nearest(kind, "-".join(name.lower().split()))
    by_key = [iri for key in keys if (iri := catalogue.find(kind, key)) is not None]
    return list(dict.fromkeys([*by_words, *by_key]))[:MOST_OFFERED]


def _labelled(repository: Repository, iris: Iterable[URIRef]) -> Mapping[str, str]:
    found = list(iris)
    labels = repository.snapshot.catalogue.labels(found)
    return {key_of(iri): labels.get(iri, key_of(iri)) for iri in found}
