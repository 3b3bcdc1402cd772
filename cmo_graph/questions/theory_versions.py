"""Which version of a programme theory counts: this module chooses the newest of each."""

from collections.abc import Iterable

from rdflib import URIRef

from cmo_graph.model import ProgrammeTheory, TheoryVersion

#: Kinds of things that a selection of claims can be named by.
THEORY_KINDS = (ProgrammeTheory.kind_name, TheoryVersion.kind_name)


def newest_versions(
    versions: Iterable[TheoryVersion], chosen: URIRef | None
) -> tuple[TheoryVersion, ...]:
    """Return the versions whose members count: the chosen one, or the newest of each theory.

    Args:
        versions: Those there are.
        chosen: A version, a theory of which the newest counts, or None for all theories.

    Returns:
        The versions in the order of their theories; empty when there is none.
    """
    newest: dict[URIRef, TheoryVersion] = {}
    for version in versions:
        if version.id == chosen:
            return (version,)
        if chosen in (None, version.theory):
            held = newest.get(version.theory)
            if held is None or version.number > held.number:
                newest[version.theory] = version
    return tuple(newest[theory] for theory in sorted(newest))
