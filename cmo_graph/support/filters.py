"""Which lines are looked at: this module has the filters, applied before anything is counted.

Nothing is filtered by quality unless asked: a poor study can hold the nugget that explains an
outcome (Pawson's rule, as realist reviewers cite it). The one filter in force by default is that a
person accepted the line. Every answer says which filters it was given under and what they left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from cmo_graph.iri import IRI
from cmo_graph.model.codes import (
    AppraisalDimension,
    DeveloperInvolvement,
    EvidenceBasis,
    HumanStatus,
    Level,
    ReadVia,
)
from cmo_graph.model.evidence import EvidenceLine
from cmo_graph.model.sources import Study
from cmo_graph.support.appraisal import RANKS, level_of


class Unjudged(Enum):
    """What is done with a line where a filter asks for what nobody said of it."""

    LEAVE_OUT = "leave_out"
    KEEP = "keep"


class IndependentOf(Enum):
    """Of whom a study must be independent."""

    DEVELOPER = "developer"


class Reason(Enum):
    """Why a line was left out; the first that applies, in this order."""

    HUMAN_STATUS = "human_status"
    REVIEW = "review"
    STUDY = "study"
    BASIS = "basis"
    READ_VIA = "read_via"
    DEVELOPER_INVOLVED = "developer_involved"
    INVOLVEMENT_NOT_STATED = "involvement_not_stated"
    BELOW_MINIMUM_RIGOUR = "below_minimum_rigour"
    RIGOUR_NOT_JUDGED = "rigour_not_judged"
    BELOW_MINIMUM_RELEVANCE = "below_minimum_relevance"
    RELEVANCE_NOT_JUDGED = "relevance_not_judged"
    BELOW_MINIMUM_RICHNESS = "below_minimum_richness"
    RICHNESS_NOT_JUDGED = "richness_not_judged"
    UNDERCUT = "undercut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a line must be to count; by default, accepted by a person and nothing else.

    An empty collection asks for nothing. Several values of one filter mean any of them; several
    filters mean all of them. The filters and their defaults are ours.
    """

    #: What a person must have decided about a line, and about an undercut of it.
    statuses: frozenset[HumanStatus] = frozenset({HumanStatus.ACCEPTED})
    bases: frozenset[EvidenceBasis] = frozenset()
    read_via: frozenset[ReadVia] = frozenset()
    #: Lowest level that counts, as `level_of` reads it.
    minimum_rigour: Level | None = None
    minimum_relevance: Level | None = None
    minimum_richness: Level | None = None
    #: Leave out studies in which the programme's developers took part.
    independent_of: IndependentOf | None = None
    #: What happens to a line that a minimum, or independence, asks about and nobody judged.
    unjudged: Unjudged = Unjudged.LEAVE_OUT
    #: Reviews whose lines, undercuts and searches are looked at; and those that are not.
    reviews: frozenset[IRI] = frozenset()
    without_reviews: frozenset[IRI] = frozenset()
    studies: frozenset[IRI] = frozenset()
    without_studies: frozenset[IRI] = frozenset()
    #: Whether a line that is undercut counts (flagged) or is left out.
    with_undercut_lines: bool = True
    #: Whether a search for what the claim is about, and not for the claim, counts as a search.
    with_concept_searches: bool = True

    def admits_review(self, review: IRI) -> bool:
        """Say whether what this review says is looked at."""
        return (not self.reviews or review in self.reviews) and review not in self.without_reviews

    def admits_study(self, study: IRI) -> bool:
        """Say whether what this study found is looked at."""
        return (not self.studies or study in self.studies) and study not in self.without_studies

    def as_json(self) -> dict[str, object]:
        """Return every filter by name, with its value in force, for the echo in an answer."""
        return {
            "statuses": sorted(status.value for status in self.statuses),
            "bases": sorted(basis.value for basis in self.bases),
            "read_via": sorted(via.value for via in self.read_via),
            **{
                f"minimum_{dimension.value}": level.value
                for dimension, level in self.minimums().items()
            },
            **({"independent_of": self.independent_of.value} if self.independent_of else {}),
            "unjudged": self.unjudged.value,
            "reviews": sorted(map(str, self.reviews)),
            "without_reviews": sorted(map(str, self.without_reviews)),
            "studies": sorted(map(str, self.studies)),
            "without_studies": sorted(map(str, self.without_studies)),
            "with_undercut_lines": self.with_undercut_lines,
            "with_concept_searches": self.with_concept_searches,
        }

    def minimums(self) -> Mapping[AppraisalDimension, Level]:
        """Return the lowest level asked for on each dimension; empty when none is asked for."""
        asked = {
            AppraisalDimension.RIGOUR: self.minimum_rigour,
            AppraisalDimension.RELEVANCE: self.minimum_relevance,
            AppraisalDimension.RICHNESS: self.minimum_richness,
        }
        return {dimension: level for dimension, level in asked.items() if level is not None}


#: Everything that a person accepted.
ACCEPTED = Filters()


class Candidate(NamedTuple):
    """A line that may count, and what is known of its study."""

    line: EvidenceLine
    study: Study | None


#: Why a line is left out by some filters; None when it may stay.
_Test = Callable[[Filters, Candidate], Reason | None]


@dataclass(frozen=True, slots=True)
class Sieve:
    """Filters made ready for many lines: only the tests that ask for something."""

    filters: Filters
    tests: tuple[_Test, ...]

    def reason_against(
        self, line: EvidenceLine, *, study: Study | None, is_undercut: bool
    ) -> Reason | None:
        """Return why the line is left out; None when it counts."""
        candidate = Candidate(line, study)
        for test in self.tests:
            reason = test(self.filters, candidate)
            if reason is not None:
                return reason
        if is_undercut and not self.filters.with_undercut_lines:
            return Reason.UNDERCUT
        return None


def make_sieve(filters: Filters) -> Sieve:
    """Make filters ready for use."""
    return Sieve(filters, tuple(test for is_asked, test in _TESTS if is_asked(filters)))


def _by_status(filters: Filters, candidate: Candidate) -> Reason | None:
    return None if candidate.line.status in filters.statuses else Reason.HUMAN_STATUS


def _by_review(filters: Filters, candidate: Candidate) -> Reason | None:
    return None if filters.admits_review(candidate.line.review) else Reason.REVIEW


def _by_study(filters: Filters, candidate: Candidate) -> Reason | None:
    return None if filters.admits_study(candidate.line.study) else Reason.STUDY


def _by_basis(filters: Filters, candidate: Candidate) -> Reason | None:
    return None if candidate.line.basis in filters.bases else Reason.BASIS


def _by_reading(filters: Filters, candidate: Candidate) -> Reason | None:
    return None if candidate.line.read_via in filters.read_via else Reason.READ_VIA


def _by_developer(filters: Filters, candidate: Candidate) -> Reason | None:
    study = candidate.study
    involvement = DeveloperInvolvement.NOT_STATED if study is None else study.developer_involvement
    if involvement is DeveloperInvolvement.INVOLVED:
        return Reason.DEVELOPER_INVOLVED
    is_unsaid = involvement is DeveloperInvolvement.NOT_STATED
    if is_unsaid and filters.unjudged is Unjudged.LEAVE_OUT:
        return Reason.INVOLVEMENT_NOT_STATED
    return None


#: For each dimension, why a line below its minimum is left out, and why one that nobody judged.
_LEVEL_REASONS: Mapping[AppraisalDimension, tuple[Reason, Reason]] = MappingProxyType(
    {
        AppraisalDimension.RIGOUR: (Reason.BELOW_MINIMUM_RIGOUR, Reason.RIGOUR_NOT_JUDGED),
        AppraisalDimension.RELEVANCE: (
            Reason.BELOW_MINIMUM_RELEVANCE,
            Reason.RELEVANCE_NOT_JUDGED,
        ),
        AppraisalDimension.RICHNESS: (Reason.BELOW_MINIMUM_RICHNESS, Reason.RICHNESS_NOT_JUDGED),
    }
)


def _by_level(filters: Filters, candidate: Candidate) -> Reason | None:
    for dimension, minimum in filters.minimums().items():
        below, not_judged = _LEVEL_REASONS[dimension]
        level = level_of(candidate.line, study=candidate.study, dimension=dimension)
        if level is None and filters.unjudged is Unjudged.LEAVE_OUT:
            return not_judged
        if level is not None and RANKS[level] < RANKS[minimum]:
            return below
    return None


#: Each test with the question whether some filters ask it, in the order of `Reason`.
_TESTS: tuple[tuple[Callable[[Filters], bool], _Test], ...] = (
    (lambda filters: bool(filters.statuses), _by_status),
    (lambda filters: bool(filters.reviews or filters.without_reviews), _by_review),
    (lambda filters: bool(filters.studies or filters.without_studies), _by_study),
    (lambda filters: bool(filters.bases), _by_basis),
    (lambda filters: bool(filters.read_via), _by_reading),
    (lambda filters: filters.independent_of is not None, _by_developer),
    (lambda filters: bool(filters.minimums()), _by_level),
)
