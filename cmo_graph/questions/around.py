"""What stands around one thing: this module reads it from a snapshot, within bounds.

Things are read by key, or as the first few of a list with its total, never by going through all of
a kind; so that nothing here costs more because the dataset is larger.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rdflib import SKOS, URIRef

from cmo_graph.errors import MalformedThing
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain, read
from cmo_graph.model import Configuration, Thing
from cmo_graph.model.codes import ChangeKind, Presence, Role
from cmo_graph.questions.gathering import texts_of
from cmo_graph.repository import Repository
from cmo_graph.store.protocol import Snapshot
from cmo_graph.theory.gaps import Rivals, find_rivals
from cmo_graph.vocabulary import CMO

#: Most things of one kind that are told around a thing; lists have all.
MOST_AROUND = 50

#: Most configurations of a list that are looked through for what is beside one; and most told.
MOST_LOOKED_AT, MOST_NEIGHBOURS = 100, 10

ThingT = TypeVar("ThingT", bound=Thing)

#: Whose difference makes rivals; see `find_rivals`.
_MECHANISMS = (Role.RESPONSE, Role.MECHANISM)
_CHANGES: Mapping[str, ChangeKind] = {str(one.iri): one for one in ChangeKind}


@dataclass(frozen=True, slots=True)
class Run(Generic[ThingT]):
    """The first few things of one kind that match, in key order."""

    items: tuple[ThingT, ...]
    #: How many match in all.
    total: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The first configurations that come before another, or after it, in key order."""

    configurations: tuple[IRI, ...]
    #: Whether there may be more.
    is_cut: bool


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

    Looked at are those that either names, and of the first `MOST_LOOKED_AT` with a context and an
    outcome of it those that have its contexts and share no mechanism with it.
    """
    naming = repository.snapshot.subjects(CMO.rivalOf, configuration.id)[:MOST_AROUND]
    computed = _without_its_mechanisms(configuration, repository)
    named = [*configuration.rival_of, *naming, *computed]
    every = (configuration, *read_several(repository, Configuration, named))
    return tuple(
        pair for pair in find_rivals(every) if configuration.id in (pair.first, pair.second)
    )


def _without_its_mechanisms(
    configuration: Configuration, repository: Repository
) -> Iterator[URIRef]:
    """Yield configurations with the contexts and an outcome of one, and none of its mechanisms.

    The catalogue tells their concepts, so that only those which may be rivals are read.
    """
    contexts = _concepts(configuration, Role.CONTEXT)
    mechanisms = _concepts(configuration, *_MECHANISMS)
    outcomes = _concepts(configuration, Role.OUTCOME)
    if not mechanisms or not outcomes:
        return
    catalogue = repository.snapshot.catalogue
    filters = {"context": contexts, "outcome": outcomes}
    kind = Configuration.kind_name
    found = catalogue.page(kind, filters=filters, limit=MOST_LOOKED_AT).iris
    for iri, told in catalogue.told(kind, found).items():
        theirs = {concept for role in _MECHANISMS for concept in told.get(role.value, ())}
        same = set(told.get(Role.CONTEXT.value, ())) == set(contexts)
        if iri != configuration.id and same and theirs.isdisjoint(mechanisms):
            yield iri


def next_after(configuration: Configuration, *, repository: Repository) -> Neighbours:
    """Return configurations that start where this one ends.

    An outcome of it is their context, or narrower than that, and so satisfies it.
    """
    ends = _concepts(configuration, Role.OUTCOME)
    wanted = _with_broader(ends, repository.snapshot)
    listed, is_cut = _listed(configuration, {"context": wanted}, repository)
    # The list has what is narrower, and absent contexts, too.
    found = [
        iri
        for iri in listed
        if any(
            repository.snapshot.states(iri, CMO.hasContext, URIRef(concept)) for concept in wanted
        )
    ]
    return Neighbours(tuple(found[:MOST_NEIGHBOURS]), is_cut or len(found) > MOST_NEIGHBOURS)


def next_before(configuration: Configuration, *, repository: Repository) -> Neighbours:
    """Return configurations that end where this one starts: with its context, or narrower."""
    starts = _concepts(configuration, Role.CONTEXT, are_present=True)
    found, is_cut = _listed(configuration, {"outcome": starts}, repository)
    return Neighbours(tuple(found[:MOST_NEIGHBOURS]), is_cut or len(found) > MOST_NEIGHBOURS)


def _listed(
    configuration: Configuration, filters: Mapping[str, Sequence[str]], repository: Repository
) -> tuple[list[URIRef], bool]:
    """Return the first other configurations that match, and whether there are more."""
    if not all(filters.values()):
        return [], False
    page = repository.snapshot.catalogue.page(
        configuration.kind_name, filters=filters, limit=MOST_LOOKED_AT
    )
    return [iri for iri in page.iris if iri != configuration.id], page.next is not None


def _with_broader(concepts: Iterable[str], snapshot: Snapshot) -> list[str]:
    """Return concepts with all that is broader, near and far."""
    found = dict.fromkeys(map(URIRef, concepts))
    waiting = list(found)
    for concept in waiting:
        wider = [URIRef(iri) for iri in snapshot.values(concept, SKOS.broader)]
        fresh = [iri for iri in wider if iri not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return [str(iri) for iri in found]


def _concepts(configuration: Configuration, *roles: Role, are_present: bool = False) -> list[str]:
    return [
        str(slot.concept)
        for slot in configuration.in_role(*roles)
        if not are_present or slot.presence is Presence.PRESENT
    ]


def happened_to(configuration: IRI, *, repository: Repository) -> tuple[Happened, ...]:
    """Return what happened to a configuration from version to version, the earliest first.

    Only the changes are read: a version may have any number of members.
    """
    snapshot = repository.snapshot
    changes = {
        change
        for prop in (CMO.before, CMO.after)
        for change in snapshot.subjects(prop, configuration)
    }
    found = [
        _happened(version, change, snapshot)
        for change in changes
        for version in snapshot.subjects(CMO.change, change)
    ]
    return tuple(sorted(found, key=lambda one: (one.number, one.version, one.kind.value)))


def _happened(version: URIRef, change: URIRef, snapshot: Snapshot) -> Happened:
    def iris(prop: URIRef) -> tuple[IRI, ...]:
        return tuple(sorted(URIRef(value) for value in snapshot.values(change, prop)))

    return Happened(
        version=version,
        number=int(next(iter(snapshot.values(version, CMO.versionNumber)), 0)),
        kind=_CHANGES[str(next(iter(snapshot.values(change, CMO.kind)), ""))],
        before=iris(CMO.before),
        after=iris(CMO.after),
        reason=plain(texts_of(snapshot.values(change, CMO.reason))),
    )


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
