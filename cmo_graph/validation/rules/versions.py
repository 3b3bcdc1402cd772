"""A theory from version to version: this module finds what does not follow from the one before."""

from collections.abc import Iterator

from rdflib import URIRef

from cmo_graph.model import Configuration, TheoryVersion
from cmo_graph.validation.flaws import Flaw, Things, name_of


def find_taken_numbers(held: Things) -> Iterator[Flaw]:
    """Find versions of one theory with one number."""
    taken: dict[tuple[URIRef, int], TheoryVersion] = {}
    for version in held.of(TheoryVersion):
        first = taken.setdefault((version.theory, version.number), version)
        if first is not version:
            yield Flaw(
                code="version-number-taken",
                message=f"{name_of(version.id)} and {name_of(first.id)} are both number"
                f" {version.number} of {name_of(version.theory)}.",
                thing=version.id,
                field="number",
                value=str(version.number),
            )


def find_broken_revisions(held: Things) -> Iterator[Flaw]:
    """Find versions of which the changes are not what leads from the one before to them."""
    for version in held.of(TheoryVersion):
        earlier = held.one(TheoryVersion, version.revision_of)
        if earlier is not None and earlier.theory != version.theory:
            yield Flaw(
                code="version-of-other-theory",
                message=f"{name_of(version.id)} revises {name_of(earlier.id)}, which is of the"
                f" theory {name_of(earlier.theory)}.",
                thing=version.id,
                field="revision_of",
                value=name_of(earlier.id),
            )
        elif earlier is not None or version.revision_of is None:
            yield from _changes(version, earlier)
            yield from _untold_changes(held, version, earlier)


def _changes(version: TheoryVersion, earlier: TheoryVersion | None) -> Iterator[Flaw]:
    was = set(earlier.members) if earlier is not None else set()
    for change in version.changes:
        for iri in set(change.before) - was:
            named = earlier.key if earlier is not None else "any version before"
            yield Flaw(
                code="change-not-before",
                message=f"A change begins from {name_of(iri)}, which is not a member of {named}.",
                thing=change.id,
                field="before",
                value=name_of(iri),
            )
        for iri in set(change.after) - set(version.members):
            yield Flaw(
                code="change-not-after",
                message=f"A change ends in {name_of(iri)}, which is not a member of"
                f" {name_of(version.id)}.",
                thing=change.id,
                field="after",
                value=name_of(iri),
            )


def _untold_changes(
    held: Things, version: TheoryVersion, earlier: TheoryVersion | None
) -> Iterator[Flaw]:
    if earlier is None:
        return
    gone = set(earlier.members) - set(version.members)
    come = set(version.members) - set(earlier.members)
    gone -= {iri for change in version.changes for iri in change.before}
    come -= {iri for change in version.changes for iri in change.after}
    for iri in sorted(gone | come):
        if held.one(Configuration, iri) is not None:
            said = "is no longer a member" if iri in gone else "is a new member"
            yield Flaw(
                code="change-missing",
                message=f"{name_of(iri)} {said} of {name_of(version.id)}, and no change says why.",
                thing=version.id,
                field="members",
                value=name_of(iri),
            )
