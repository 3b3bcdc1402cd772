"""Ids and references among finished things: this module checks them where no file was read.

The reader of the authoring format does this itself, where it still has the words as written; this
is for things that come from RDF.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from rdflib import URIRef

from cmo_graph.iri import Base, key_of
from cmo_graph.mapping import Node
from cmo_graph.model import Review, Thing
from cmo_graph.validation.flaws import Flaw, Things, pointers
from cmo_graph.validation.references import CLAIM_KINDS, NOUNS, target_of

#: Says whether a thing of another review exists.
Known = Callable[[URIRef], bool]


def check_names(things: Iterable[Thing], *, known: Known | None = None) -> tuple[Flaw, ...]:
    """Check that ids are unique and that references name things of the right kind.

    Args:
        things: All things of one review.
        known: Says whether a thing of another review exists; without it such references are
            only warned about.
    """
    held = Things.among(things)
    reviews = held.of(Review)
    if len(reviews) != 1:
        iri = reviews[1].id if reviews else URIRef("urn:cmo-graph:no-review")
        return (_not_one(iri, len(reviews)),)
    found = [*_owners(held, reviews[0]), *_repeated_ids(held)]
    return (*found, *_dangling(held, reviews[0], known))


def _not_one(iri: URIRef, number: int) -> Flaw:
    return Flaw(
        code="review-not-one",
        message=f"There are {number} reviews here; expected exactly one.",
        thing=iri,
        value=str(number),
    )


def _owners(held: Things, review: Review) -> Iterator[Flaw]:
    for thing in held.all:
        if thing.review != review.id:
            yield Flaw(
                code="review-differs",
                message=f"{thing.key} says that {key_of(thing.review)} owns it; here, {review.key}"
                " does.",
                thing=thing.id,
                field="review",
                value=key_of(thing.review),
            )


def _repeated_ids(held: Things) -> Iterator[Flaw]:
    times = Counter(thing.id for thing in held.all)
    for iri, number in times.items():
        if number > 1:
            yield Flaw(
                code="id-duplicate",
                message=f"{number} things have the id {key_of(iri)!r}.",
                thing=iri,
                field="id",
                value=key_of(iri),
            )
    claims: dict[str, Thing] = {}
    for thing in held.by_iri.values():
        if thing.kind_name in CLAIM_KINDS and claims.setdefault(thing.key, thing) is not thing:
            yield Flaw(
                code="claim-id-taken",
                message=f"Two claims of different kinds have the id {thing.key!r}.",
                thing=thing.id,
                field="id",
                value=thing.key,
            )


def _dangling(held: Things, review: Review, known: Known | None) -> Iterator[Flaw]:
    if not _has_doubts(held):
        return
    base = Base(str(review.id).removesuffix(f"id/{Review.kind_name}/{review.key}"))
    for thing in held.all:
        for node, field, iri in pointers(thing):
            flaw = _pointing(held, base, review, known, node=node, field=field, iri=iri)
            if flaw is not None:
                yield flaw


def _has_doubts(held: Things) -> bool:
    """Say whether a name is not that of a thing of the right kind; which one is found slowly."""
    named = (*held.named.others.items(), *held.named.themselves.items())
    for (model, field), iris in named:
        kinds = target_of(model, field).kinds
        for iri in iris:
            found = held.by_iri.get(iri)
            if found is None or found.kind_name not in kinds:
                return True
    return False


def _pointing(
    held: Things,
    base: Base,
    review: Review,
    known: Known | None,
    *,
    node: Node,
    field: str,
    iri: URIRef,
) -> Flaw | None:
    target = target_of(type(node), field)
    found = held.by_iri.get(iri)
    if found is not None and found.kind_name in target.kinds:
        return None
    located = base.locate(iri)
    if found is not None or (located is not None and located[0] not in target.kinds):
        kind = found.kind_name if found is not None else located[0] if located else ""
        code = "reference-wrong-kind"
        said = f"is of the kind {NOUNS.get(kind, kind)}; expected {target.told()}"
    elif target.or_elsewhere:
        return None
    elif known is None and not (located and located[1].startswith(f"{review.key}.")):
        code, said = "reference-unchecked", "is not of this review; whether it exists is unknown"
    elif known is not None and known(iri):
        return None
    else:
        code, said = "reference-unknown", f"does not exist; expected a {target.told()}"
    return Flaw(code=code, message=f"<{iri}> {said}.", thing=node.id, field=field, value=str(iri))
