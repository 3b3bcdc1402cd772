"""What stands around one thing: this module reads it from a snapshot, within bounds.

Things are read by key, or as the first few of a list with its total, never by going through all of
a kind; so that nothing here costs more because the dataset is larger.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rdflib import URIRef

from cmo_graph.errors import MalformedThing
from cmo_graph.iri import IRI
from cmo_graph.mapping import read
from cmo_graph.model import Configuration, Thing
from cmo_graph.model.codes import ChangeKind, Presence, Role
from cmo_graph.repository import Repository
from cmo_graph.theory.gaps import Rivals, find_rivals
from cmo_graph.vocabulary import CMO

#: Most things of one kind that are told around a thing; lists have all.
MOST_AROUND = 50

ThingT = TypeVar("ThingT", bound=Thing)

_CHANGES: Mapping[str, ChangeKind] = {str(one.iri): one for one in ChangeKind}


@dataclass(frozen=True, slots=True)
class Run(Generic[ThingT]):
    """The first few things of one kind that match, in key order."""

    items: tuple[ThingT, ...]
    #: How many match in all.
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What happened to a configuration between a version of a theory and the one before it."""

    version: IRI
    number: int
    kind: ChangeKind
    #: The configurations before and after, sorted.
    before: tuple[IRI, ...]
    after: tuple[IRI, ...]
    reason: str


def read_one(repository: Repository, model: type[ThingT], iri: URIRef) -> ThingT:
    """Return the thing with this IRI.

    Raises:
        MalformedThing: the store says something of it that the model does not allow.
    """
    return _as(model, next(repository.read_all(model.kind_name, [iri])))


def read_several(
    repository: Repository, model: type[ThingT], iris: Sequence[URIRef]
) -> tuple[ThingT, ...]:
    """Return the things with these IRIs, in their order; what cannot be read is passed over."""
    return tuple(_readable(repository, model, iris))


def first_of(
    repository: Repository,
    model: type[ThingT],
    filters: Mapping[str, Iterable[IRI | str]],
    *,
    most: int = MOST_AROUND,
) -> Run[ThingT]:
    """Return the first things of one kind that match.

    Args:
        repository: Where they are.
        model: Their kind.
        filters: Values by facet, as `Catalogue.page` takes them; one of each facet must match.
        most: Most things that are read.
    """
    found = repository.snapshot.catalogue.page(
        model.kind_name,
        filters={name: [str(value) for value in values] for name, values in filters.items()},
        limit=most,
    )
    return Run(read_several(repository, model, found.iris), found.total)


def count_of(
    repository: Repository, model: type[Thing], filters: Mapping[str, Iterable[IRI | str]]
) -> int:
    """Return how many things of one kind match; see `first_of`."""
    return repository.snapshot.catalogue.page(
        model.kind_name,
        filters={name: [str(value) for value in values] for name, values in filters.items()},
        limit=1,
    ).total


def rivals_of(configuration: Configuration, *, repository: Repository) -> tuple[Rivals, ...]:
    """Return the pairs of rivals that a configuration is one of, as `find_rivals` tells them.

    Looked at are those that either names, and the first few with a context and an outcome of it.
    """
    naming = repository.snapshot.subjects(CMO.rivalOf, configuration.id)[:MOST_AROUND]
    candidates = read_several(repository, Configuration, [*configuration.rival_of, *naming])
    contexts = [
        slot.concept
        for slot in configuration.in_role(Role.CONTEXT)
        if slot.presence is Presence.PRESENT
    ]
    outcomes = [slot.concept for slot in configuration.in_role(Role.OUTCOME)]
    if contexts and outcomes:
        filters = {"context": contexts, "outcome": outcomes}
        candidates += first_of(repository, Configuration, filters).items
    every = {one.id: one for one in (configuration, *candidates)}
    return tuple(
        pair
        for pair in find_rivals(every.values())
        if configuration.id in (pair.first, pair.second)
    )


def next_after(configuration: Configuration, *, repository: Repository) -> Run[Configuration]:
    """Return the first configurations that start where this one ends: the ripple."""
    ends = [slot.concept for slot in configuration.in_role(Role.OUTCOME)]
    return _others(repository, configuration, {"context": ends}) if ends else Run((), 0)


def next_before(configuration: Configuration, *, repository: Repository) -> Run[Configuration]:
    """Return the first configurations that end where this one starts."""
    starts = [
        slot.concept
        for slot in configuration.in_role(Role.CONTEXT)
        if slot.presence is Presence.PRESENT
    ]
    return _others(repository, configuration, {"outcome": starts}) if starts else Run((), 0)


def happened_to(configuration: IRI, *, repository: Repository) -> tuple[Happened, ...]:
    """Return what happened to a configuration from version to version, the earliest first."""
    rows = repository.snapshot.select("changes_of_claim", claim=configuration)
    changes: dict[IRI, list[Mapping[str, URIRef]]] = {}
    for row in rows:
        changes.setdefault(URIRef(row["change"]), []).append(row)  # type: ignore[arg-type]  # bound to IRIs
    return tuple(_happened(told) for told in changes.values())


def _happened(rows: Sequence[Mapping[str, URIRef]]) -> Happened:
    first = rows[0]
    return Happened(
        version=URIRef(first["version"]),
        number=int(first["number"]),
        kind=_CHANGES[str(first["kind"])],
        before=_told(rows, "before"),
        after=_told(rows, "after"),
        reason=str(first["reason"]),
    )


def _told(rows: Sequence[Mapping[str, URIRef]], name: str) -> tuple[IRI, ...]:
    return tuple(sorted({URIRef(row[name]) for row in rows if name in row}))


def _others(
    repository: Repository, configuration: Configuration, filters: Mapping[str, Sequence[IRI]]
) -> Run[Configuration]:
    found = first_of(repository, Configuration, filters)
    others = tuple(one for one in found.items if one.id != configuration.id)
    return Run(others, found.total - (len(found.items) - len(others)))


def _readable(
    repository: Repository, model: type[ThingT], iris: Sequence[URIRef]
) -> Iterator[ThingT]:
    description = repository.snapshot.describe(*iris) if iris else {}
    for iri in dict.fromkeys(iris):
        if iri not in description:
            continue
        try:
            yield read(model, description, iri)
        except MalformedThing:
            # Somebody's update may say anything of it; its own page tells what.
            continue


def _as(model: type[ThingT], thing: Thing) -> ThingT:
    assert isinstance(thing, model)  # noqa: S101  # what the kind says
    return thing
