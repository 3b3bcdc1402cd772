"""Which studies count as one: this module has independence clusters.

Two reports of one trial, or two studies of one data set, are not two pieces of evidence.
`same_data` says so between two studies, on either of them; whatever hangs together through it
counts once.
Being included in the same review joins nothing: that would glue a review's independent primary
studies into one (see `subsumption`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cmo_graph.iri import IRI
from cmo_graph.model.sources import Study


@dataclass(frozen=True, slots=True)
class Clusters:
    """Studies grouped so that each group rests on data of its own.

    A cluster is named by the first of its members' IRIs in code point order.
    """

    #: The clusters of two studies or more, members sorted, in the order of their names.
    joined: tuple[tuple[IRI, ...], ...] = ()
    _name: Mapping[IRI, IRI] = field(default_factory=dict, repr=False, compare=False)

    def of(self, study: IRI) -> IRI:
        """Return the name of the study's cluster; the study itself when nothing is joined to it."""
        return self._name.get(study, study)

    def touching(self, studies: Iterable[IRI]) -> tuple[tuple[IRI, ...], ...]:
        """Return the clusters of two studies or more that have one of these among their members."""
        names = {self._name[study] for study in studies if study in self._name}
        return tuple(group for group in self.joined if group[0] in names)


def cluster_studies(studies: Iterable[Study]) -> Clusters:
    """Group studies into independence clusters: the connected components over `same_data`.

    `same_data` holds both ways, whichever study says it. A study that is only named there joins
    two others just as well, so a missing record never makes dependent studies independent.

    Source: that studies and not reports are the unit is Cochrane Handbook 5.1 §7.2.1; taking
    components over shared data is ours.

    Cost: linear in studies and `same_data` statements.

    Example:
        >>> from rdflib import URIRef
        >>> a, b, c = (URIRef(f"https://example.org/{name}") for name in "abc")
        >>> clusters = join_groups([(b, a), (b, c)])
        >>> clusters.of(c) == a, len(clusters.joined)
        (True, 1)
    """
    return join_groups((study.id, *study.same_data) for study in studies if study.same_data)


def join_groups(groups: Iterable[Iterable[IRI]]) -> Clusters:
    """Join groups of studies that share a member, until no two do."""
    neighbours: dict[IRI, set[IRI]] = {}
    for first, *others in filter(None, map(tuple, groups)):
        # A star is enough to connect a group.
        neighbours.setdefault(first, set()).update(others)
        for other in others:
            neighbours.setdefault(other, set()).add(first)
    seen: set[IRI] = set()
    found = [_reach(study, neighbours, seen) for study in neighbours if study not in seen]
    ordered = sorted(tuple(sorted(group, key=str)) for group in found if len(group) > 1)
    return Clusters(tuple(ordered), {member: group[0] for group in ordered for member in group})


def _reach(start: IRI, neighbours: Mapping[IRI, set[IRI]], seen: set[IRI]) -> list[IRI]:
    """Return all that hangs together with `start`, and mark it as seen."""
    reached = [start]
    seen.add(start)
    for study in reached:  # which grows while it is walked
        new = neighbours[study] - seen
        seen |= new
        reached.extend(new)
    return reached
