"""Which evidence counts, as users ask for it: this module turns keys and tokens into filters."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field
from rdflib import URIRef

from cmo_graph.model import Review, Study
from cmo_graph.model.codes import EvidenceBasis, HumanStatus, Level, ReadVia
from cmo_graph.questions.answers import Question
from cmo_graph.repository import Repository
from cmo_graph.support.filters import Filters, IndependentOf, Unjudged

#: A key such as `sos.trust`, or an IRI.
Name = Annotated[str, Field(min_length=1, max_length=2000)]


class EvidenceFilters(Question):
    """What a line must be to count. The filters and their defaults are ours (docs/support.md).

    Several values of one filter mean any of them; several filters mean all of them.
    """

    status: list[HumanStatus] = Field(
        default=[HumanStatus.ACCEPTED],
        description="What a person must have decided about a line; repeatable.",
    )
    basis: list[EvidenceBasis] = Field(default=[], description="Basis of a line; repeatable.")
    read_via: list[ReadVia] = Field(default=[], description="How it was read; repeatable.")
    min_rigour: Level | None = Field(default=None, description="Lowest rigour that counts.")
    min_relevance: Level | None = Field(default=None, description="Lowest relevance that counts.")
    min_richness: Level | None = Field(default=None, description="Lowest richness that counts.")
    independent_of: IndependentOf | None = Field(
        default=None, description="Of whom a study must be independent."
    )
    unjudged: Unjudged = Field(
        default=Unjudged.LEAVE_OUT,
        description="What happens to a line where nobody judged, or stated, what a filter asks.",
    )
    review: list[Name] = Field(default=[], description="Only what these reviews say; repeatable.")
    without_review: list[Name] = Field(
        default=[], description="Nothing that these reviews say; repeatable."
    )
    study: list[Name] = Field(default=[], description="Only these studies; repeatable.")
    without_study: list[Name] = Field(
        default=[], description="None of these studies; repeatable. For leaving one out."
    )
    undercut_lines: bool = Field(
        default=True, description="Whether a line whose inference is attacked counts (flagged)."
    )
    concept_searches: bool = Field(
        default=True,
        description="Whether a search for what a claim is about counts as one for the claim.",
    )

    def as_filters(self, repository: Repository) -> Filters:
        """Return the filters with keys looked up.

        Raises:
            NotFound: there is no such review or study.
        """
        return Filters(
            statuses=frozenset(self.status),
            bases=frozenset(self.basis),
            read_via=frozenset(self.read_via),
            minimum_rigour=self.min_rigour,
            minimum_relevance=self.min_relevance,
            minimum_richness=self.min_richness,
            independent_of=self.independent_of,
            unjudged=self.unjudged,
            reviews=resolved(repository, self.review, Review.kind_name),
            without_reviews=resolved(repository, self.without_review, Review.kind_name),
            studies=resolved(repository, self.study, Study.kind_name),
            without_studies=resolved(repository, self.without_study, Study.kind_name),
            with_undercut_lines=self.undercut_lines,
            with_concept_searches=self.concept_searches,
        )


def resolved(repository: Repository, names: Iterable[str], *kinds: str) -> frozenset[URIRef]:
    """Return the IRIs of things given by key or IRI.

    Raises:
        NotFound: there is none of these kinds; the error names the nearest.
    """
    return frozenset(repository.resolve(name, *kinds) for name in names)
