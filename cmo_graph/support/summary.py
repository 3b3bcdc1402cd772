"""The evidence for and against one claim, summed up: this module has `summarise_support`.

Read it first; every rule it applies has a module of its own beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cmo_graph.iri import IRI
from cmo_graph.mapping import LangString
from cmo_graph.model.codes import Direction, SearchResult
from cmo_graph.model.evidence import SearchRecord, Undercut
from cmo_graph.support.cautions import Caution, find_cautions
from cmo_graph.support.clusters import cluster_studies
from cmo_graph.support.codes import Answer, SupportStatus
from cmo_graph.support.contexts import ContextSplit, find_context_splits
from cmo_graph.support.counting import CountedLine, LeftOut, count_lines, standing_undercuts
from cmo_graph.support.evidence import EvidenceOnClaim, MixedClaims
from cmo_graph.support.filters import ACCEPTED, Filters, Reason
from cmo_graph.support.opinion import Opinion, OpinionMethod, form_opinion
from cmo_graph.support.overlap import Overlap, find_overlap
from cmo_graph.support.status import ANSWERS, judge_status
from cmo_graph.support.subsumption import Subsumed
from cmo_graph.support.tally import Tally, tally_lines

#: Name and number of the rules in this package; the number rises when an answer can change.
METHOD = "cmo-graph-support/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What the evidence on one claim comes to, and all that it was read from."""

    claim: IRI
    status: SupportStatus
    tally: Tally
    #: The lines that count, in the order of IRIs.
    lines: tuple[CountedLine, ...]
    #: Lines of reviews that give way to a study inside the review.
    subsumed: tuple[Subsumed, ...]
    #: Lines that the filters left out.
    left_out: tuple[LeftOut, ...]
    #: Undercuts of lines that count, or would but for the undercut or for subsumption.
    undercuts: tuple[Undercut, ...]
    #: Searches for the claim or for what it is about.
    searches: tuple[SearchRecord, ...]
    #: Groups of two studies or more that count as one, where at least one of them has a line.
    clusters: tuple[tuple[IRI, ...], ...]
    #: For a contested claim, the respects in which both sides never met.
    context_split: tuple[ContextSplit, ...]
    overlap: Overlap | None
    filters: Filters
    #: Only when it was asked for.
    opinion: Opinion | None
    warnings: tuple[Caution, ...]

    @property
    def answer(self) -> Answer:
        """The status in one word."""
        return ANSWERS[self.status]

    @property
    def nuances(self) -> tuple[CountedLine, ...]:
        """The lines that say what the claim turns on, of any basis."""
        return self.in_direction(Direction.NUANCES)

    def in_direction(self, direction: Direction) -> tuple[CountedLine, ...]:
        """Return the lines that bear on the claim in one direction; empty when none does."""
        return tuple(line for line in self.lines if line.line.direction is direction)

    def as_json(self) -> dict[str, object]:
        """Return the summary as JSON values: codes as tokens, IRIs whole, texts by language.

        An empty list means that there is none; what does not apply is absent.
        """
        found: dict[str, object] = {
            "claim": str(self.claim),
            "status": self.status.value,
            "answer": self.answer.value,
            "tally": self.tally.as_json(),
            "lines": {
                direction.value: [line.as_json() for line in self.in_direction(direction)]
                for direction in Direction
            },
            "nuances": [_nuance_as_json(line) for line in self.nuances],
            "undercuts": [_undercut_as_json(undercut) for undercut in self.undercuts],
            "subsumed": [subsumed.as_json() for subsumed in self.subsumed],
            "clusters": [[str(study) for study in group] for group in self.clusters],
            "context_split": [split.as_json() for split in self.context_split],
            "searches": [_search_as_json(search) for search in self.searches],
            "left_out": [line.as_json() for line in self.left_out],
            "warnings": [caution.as_json() for caution in self.warnings],
            "filters": self.filters.as_json(),
            "method": METHOD,
        }
        if self.overlap is not None:
            found["overlap"] = self.overlap.as_json()
        if self.opinion is not None:
            found["opinion"] = self.opinion.as_json()
        return found


def summarise_support(
    claim: IRI,
    *,
    evidence: EvidenceOnClaim,
    filters: Filters = ACCEPTED,
    opinion: OpinionMethod | None = None,
) -> Support:
    """Sum up the evidence for and against one claim: a configuration, a link or a moderation.

    Evidence on a configuration is not passed down to its links, nor theirs up to it. A line read
    second-hand counts and is flagged; so does an undercut line, unless the filters say otherwise.

    Args:
        claim: IRI of the claim.
        evidence: All that is known on it, counted or not.
        filters: What a line must be; applied before anything is counted, and told in the answer.
        opinion: Parameters of the optional opinion; None for no opinion.

    Returns:
        The summary. It does not depend on the order in which things are given, nor on how often.
        A claim nobody examined gives the status `no_evidence` and counts of 0.

    Raises:
        MixedClaims: a line bears on another claim.

    Cost: linear in lines, studies, undercuts and searches, but for sorting.

    Source: each rule names its own, in its module. The unit is the study (Cochrane Handbook 5.1
    §7.2.1), not the report and not the passage; status and tallies always travel together (ours).

    Example:
        >>> from rdflib import URIRef
        >>> nothing = summarise_support(
        ...     URIRef("http://localhost:8000/id/links/sos.trust"), evidence=EvidenceOnClaim()
        ... )
        >>> nothing.status.value, nothing.answer.value, nothing.tally.supporting
        ('no_evidence', 'unknown', 0)
    """
    _check_claim(claim, evidence)
    clusters = cluster_studies(evidence.studies.values())
    undercuts = standing_undercuts(evidence.undercuts, filters=filters)
    count = count_lines(
        evidence.lines,
        studies=evidence.studies,
        clusters=clusters,
        filters=filters,
        undercuts=undercuts,
        reports=evidence.reports,
    )
    searches = _searches_that_count(claim, evidence, filters)
    tally = tally_lines(count.lines)
    status = judge_status(tally, searched_in_vain=_searched_in_vain(claim, searches))
    return Support(
        claim=claim,
        status=status,
        tally=tally,
        lines=count.lines,
        subsumed=count.subsumed,
        left_out=count.left_out,
        undercuts=_undercuts_on(evidence, undercuts, count.left_out),
        searches=searches,
        clusters=clusters.touching(line.line.study for line in count.lines),
        context_split=_context_splits(status, count.lines, evidence),
        overlap=find_overlap(count.lines),
        filters=filters,
        opinion=None if opinion is None else form_opinion(count.lines, method=opinion),
        warnings=find_cautions(
            count.lines,
            searches=() if evidence.lines else _for_claim(claim, searches),
            claims_no_effect=evidence.claims_no_effect,
        ),
    )


def _check_claim(claim: IRI, evidence: EvidenceOnClaim) -> None:
    for line in evidence.lines:
        if line.claim != claim:
            raise MixedClaims(line.id, claim=claim, bears_on=line.claim)


def _searches_that_count(
    claim: IRI, evidence: EvidenceOnClaim, filters: Filters
) -> tuple[SearchRecord, ...]:
    sought = {claim, *(evidence.sought if filters.with_concept_searches else ())}
    found = {
        search.id: search
        for search in evidence.searches
        if search.searched_for in sought and filters.admits_review(search.review)
    }
    return tuple(found[iri] for iri in sorted(found, key=str))


def _searched_in_vain(claim: IRI, searches: Iterable[SearchRecord]) -> bool:
    """Say whether some search found none, where no other search for the same thing found any.

    A search for the claim itself that found evidence goes before any in vain. One for a concept
    does not: what it found may bear on other claims. The rule is ours.
    """
    targets: dict[SearchResult, set[IRI]] = {result: set() for result in SearchResult}
    for search in searches:
        targets[search.result].add(search.searched_for)
    found = targets[SearchResult.FOUND]
    return claim not in found and bool(targets[SearchResult.NONE_FOUND] - found)


def _for_claim(claim: IRI, searches: Iterable[SearchRecord]) -> Iterable[SearchRecord]:
    return (search for search in searches if search.searched_for == claim)


def _undercuts_on(
    evidence: EvidenceOnClaim, undercuts: Iterable[Undercut], left_out: Iterable[LeftOut]
) -> tuple[Undercut, ...]:
    gone = {line.line for line in left_out if line.reason is not Reason.UNDERCUT}
    ids = {line.id for line in evidence.lines} - gone
    return tuple(undercut for undercut in undercuts if not ids.isdisjoint(undercut.undercuts))


def _context_splits(
    status: SupportStatus, lines: Sequence[CountedLine], evidence: EvidenceOnClaim
) -> tuple[ContextSplit, ...]:
    if status is not SupportStatus.CONTESTED:
        return ()
    return find_context_splits(lines, dimensions=evidence.dimensions, broader=evidence.broader)


def _nuance_as_json(counted: CountedLine) -> dict[str, object]:
    line = counted.line
    found: dict[str, object] = {
        "line": str(line.id),
        "study": str(line.study),
        "turns_on": str(line.turns_on),
        "basis": line.basis.value,
    }
    return found if line.note is None else {**found, "note": _texts(line.note)}


def _undercut_as_json(undercut: Undercut) -> dict[str, object]:
    found: dict[str, object] = {
        "undercut": str(undercut.id),
        "lines": [str(line) for line in undercut.undercuts],
        "reason": _texts(undercut.reason),
        "basis": undercut.basis.value,
        "asserted_by": str(undercut.asserted_by),
        "passages": [str(passage) for passage in undercut.passages],
    }
    if undercut.reported_by is not None:
        found["reported_by"] = str(undercut.reported_by)
    return found


def _search_as_json(search: SearchRecord) -> dict[str, object]:
    return {
        "search": str(search.id),
        "searched_for": str(search.searched_for),
        "searched_where": _texts(search.searched_where),
        "result": search.result.value,
    }


def _texts(text: tuple[LangString, ...]) -> dict[str, str]:
    return {pair.lang: pair.value for pair in text}
