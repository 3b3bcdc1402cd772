"""Reviews that share studies: this module tells how far the reviews behind a claim overlap.

Two reviews that count for one claim look independent. Where they include the same primary studies,
they are so only in part; where nobody recorded what they include, nobody can tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.model.codes import StudyDesign
from cmo_graph.model.sources import Study
from cmo_graph.support.counting import CountedLine


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far two or more reviews that count for one claim rest on the same primary studies."""

    #: The reviews, sorted.
    reviews: tuple[IRI, ...]
    #: Corrected covered area, a share from 0 (no study in common) to 1 (all in common); None when
    #: it is not recorded what one of the reviews includes.
    corrected_covered_area: float | None

    def as_json(self) -> dict[str, object]:
        """Return the reviews, and the overlap or that it is unknown."""
        reviews: dict[str, object] = {"reviews": [str(review) for review in self.reviews]}
        if self.corrected_covered_area is None:
            return {**reviews, "state": "overlap_unknown"}
        return {
            **reviews,
            "state": "known",
            "corrected_covered_area": self.corrected_covered_area,
        }


def find_overlap(lines: Iterable[CountedLine]) -> Overlap | None:
    """Measure how far the reviews among the lines of one claim overlap; None with fewer than two.

    A review is a study that includes others, or whose design is a systematic review.

    Source: corrected covered area, (N - r) / (r·c - r) with N inclusions of r distinct studies in c
    reviews: Pieper et al. 2014, Journal of Clinical Epidemiology 67:368.
    """
    reviews = {line.study.id: line.study for line in lines if line.study and _is_review(line.study)}
    if len(reviews) < 2:
        return None
    names = tuple(sorted(reviews, key=str))
    inclusions = [set(review.includes) for review in reviews.values()]
    if not all(inclusions):
        return Overlap(names, None)
    distinct = len(set().union(*inclusions))
    repeated = sum(map(len, inclusions)) - distinct
    return Overlap(names, repeated / (distinct * len(reviews) - distinct))


def _is_review(study: Study) -> bool:
    return bool(study.includes) or study.design is StudyDesign.SYSTEMATIC_REVIEW
