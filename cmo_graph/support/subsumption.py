"""A review and the studies inside it: this module says where the review's line gives way.

A review speaks for its primary studies. Once one of them has a line of its own on a claim, counting
both would count the same data twice. The review's line then steps back and is shown, not counted.
This is the one place where an added line can take support away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.model.codes import EvidenceBasis
from cmo_graph.model.evidence import EvidenceLine
from cmo_graph.model.sources import Study


@dataclass(frozen=True, slots=True)
class Subsumed:
    """A review's line that is not counted, and the studies that speak in its place."""

    line: EvidenceLine
    #: The included studies with a line of their own on the claim, sorted.
    by: tuple[IRI, ...]
    #: How many studies the review is recorded to include directly.
    includes: int

    def as_json(self) -> dict[str, object]:
        """Return the line, its study, and the studies that speak in its place."""
        return {
            "line": str(self.line.id),
            "study": str(self.line.study),
            "direction": self.line.direction.value,
            "by": [str(study) for study in self.by],
            "includes": self.includes,
        }


def subsumed_lines(
    lines: Sequence[EvidenceLine], *, studies: Mapping[IRI, Study]
) -> tuple[Subsumed, ...]:
    """Find the lines of reviews that give way to lines of studies they include.

    Inclusion reaches through reviews of reviews as far as `studies` knows them. An empirical line
    gives way only to an empirical one: what a primary study merely supposes is no substitute for
    what the review found. Two studies that are recorded to include each other both stay.

    Args:
        lines: Lines on one claim, after filters.
        studies: Studies by IRI; one that is missing includes nothing.

    Returns:
        The lines that give way, in the order given; empty when no study includes another.

    Source: ours. Counting a review beside its primary studies is the double counting that overviews
    of reviews warn of (Pieper et al. 2014, Journal of Clinical Epidemiology 67:368).

    Cost: lines times studies reached over `includes`; nothing when no study includes another.
    """
    reviews = [line for line in lines if line.study in studies and studies[line.study].includes]
    if not reviews:
        return ()
    speaking = {line.study for line in lines}
    empirical = {line.study for line in lines if line.basis is EvidenceBasis.EMPIRICAL}
    found = []
    for line in reviews:
        rivals = empirical if line.basis is EvidenceBasis.EMPIRICAL else speaking
        by = _included_among(rivals, review=line.study, studies=studies)
        if by:
            found.append(Subsumed(line, by, len(studies[line.study].includes)))
    return tuple(found)


def _included_among(
    candidates: set[IRI], *, review: IRI, studies: Mapping[IRI, Study]
) -> tuple[IRI, ...]:
    within = included_studies(review, studies=studies) & candidates
    return tuple(
        sorted(
            (study for study in within if review not in included_studies(study, studies=studies)),
            key=str,
        )
    )


def included_studies(review: IRI, *, studies: Mapping[IRI, Study]) -> frozenset[IRI]:
    """Return all studies a review includes, directly or through reviews that it includes.

    The review itself is among them only where it is recorded, wrongly, to include itself.
    """
    found: set[IRI] = set()
    waiting = [review]
    while waiting:
        study = studies.get(waiting.pop())
        new = set(study.includes) - found if study is not None else set()
        found |= new
        waiting.extend(new)
    return frozenset(found)
