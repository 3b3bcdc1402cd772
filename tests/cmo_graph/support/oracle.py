"""The status of a claim straight from its definition, slow and plain: a second opinion for tests.

It shares values but no rule with `cmo_graph.support`: sets of studies, compared one by one.
"""

from fractions import Fraction
from itertools import combinations

from rdflib import URIRef

from cmo_graph.model.codes import (
    AppraisalDimension,
    ContextDimension,
    DeveloperInvolvement,
    Direction,
    EvidenceBasis,
    Level,
    ReadVia,
    SearchResult,
)
from cmo_graph.model.evidence import EvidenceLine
from cmo_graph.support.evidence import EvidenceOnClaim
from cmo_graph.support.filters import Filters, IndependentOf, Unjudged
from cmo_graph.support.tally import Tally
from tests.cmo_graph.support.examples import CLAIM

RISING = [Level.NONE, Level.LOW, Level.MODERATE, Level.HIGH]


def clusters(evidence: EvidenceOnClaim) -> list[set[URIRef]]:
    """Every study in exactly one set; sets that share data are joined until none do."""
    groups = [{line.study} for line in evidence.lines]
    groups += [{study.id, *study.same_data} for study in evidence.studies.values()]
    while True:
        touching = next(((a, b) for a, b in combinations(groups, 2) if a & b), None)
        if touching is None:
            return groups
        one, other = touching
        groups = [group for group in groups if group is not one and group is not other]
        groups.append(one | other)


def judged(
    line: EvidenceLine, evidence: EvidenceOnClaim, dimension: AppraisalDimension
) -> Level | None:
    study = evidence.studies.get(line.study)
    for appraisals in (line.appraisals, study.appraisals if study else ()):
        found = [RISING.index(each.level) for each in appraisals if each.dimension is dimension]
        if found:
            return RISING[min(found)]
    return None


def meets(level: Level | None, minimum: Level | None, unjudged: Unjudged) -> bool:
    if minimum is None:
        return True
    if level is None:
        return unjudged is Unjudged.KEEP
    return RISING.index(level) >= RISING.index(minimum)


def is_independent(line: EvidenceLine, evidence: EvidenceOnClaim, filters: Filters) -> bool:
    if filters.independent_of is not IndependentOf.DEVELOPER:
        return True
    study = evidence.studies.get(line.study)
    said = study.developer_involvement if study else DeveloperInvolvement.NOT_STATED
    if said is DeveloperInvolvement.NOT_STATED:
        return filters.unjudged is Unjudged.KEEP
    return said is DeveloperInvolvement.INDEPENDENT


def attacked(evidence: EvidenceOnClaim, filters: Filters) -> set[URIRef]:
    return {
        line
        for undercut in evidence.undercuts
        if (not filters.statuses or undercut.status in filters.statuses)
        and (not filters.reviews or undercut.review in filters.reviews)
        and undercut.review not in filters.without_reviews
        for line in undercut.undercuts
    }


def passes(line: EvidenceLine, evidence: EvidenceOnClaim, filters: Filters) -> bool:
    dimensions = {
        AppraisalDimension.RIGOUR: filters.minimum_rigour,
        AppraisalDimension.RELEVANCE: filters.minimum_relevance,
        AppraisalDimension.RICHNESS: filters.minimum_richness,
    }
    return (
        (not filters.statuses or line.status in filters.statuses)
        and (not filters.bases or line.basis in filters.bases)
        and (not filters.read_via or line.read_via in filters.read_via)
        and (not filters.reviews or line.review in filters.reviews)
        and line.review not in filters.without_reviews
        and (not filters.studies or line.study in filters.studies)
        and line.study not in filters.without_studies
        and is_independent(line, evidence, filters)
        and (filters.with_undercut_lines or line.id not in attacked(evidence, filters))
        and all(
            meets(judged(line, evidence, dimension), minimum, filters.unjudged)
            for dimension, minimum in dimensions.items()
        )
    )


def inclusions(evidence: EvidenceOnClaim) -> set[tuple[URIRef, URIRef]]:
    """All (review, study inside it) pairs, through reviews of reviews."""
    pairs = {(s.id, inside) for s in evidence.studies.values() for inside in s.includes}
    while True:
        more = {(a, d) for a, b in pairs for c, d in pairs if b == c} - pairs
        if not more:
            return pairs
        pairs |= more


def counted(evidence: EvidenceOnClaim, filters: Filters) -> list[EvidenceLine]:
    kept = [line for line in evidence.lines if passes(line, evidence, filters)]
    pairs = inclusions(evidence)
    return [
        line
        for line in kept
        if not any(
            (line.study, other.study) in pairs
            and (other.study, line.study) not in pairs
            and (
                other.basis is EvidenceBasis.EMPIRICAL or line.basis is not EvidenceBasis.EMPIRICAL
            )
            for other in kept
        )
    ]


def sides(evidence: EvidenceOnClaim, filters: Filters) -> dict[Direction, int]:
    """How many clusters have an empirical counted line in each direction."""
    lines = [line for line in counted(evidence, filters) if line.basis is EvidenceBasis.EMPIRICAL]
    return {
        direction: sum(
            any(line.study in group and line.direction is direction for line in lines)
            for group in clusters(evidence)
        )
        for direction in Direction
    }


def tally(evidence: EvidenceOnClaim, filters: Filters) -> Tally:
    """Every count of a tally, one question at a time over all clusters."""
    lines = counted(evidence, filters)
    of_cluster = [[line for line in lines if line.study in group] for group in clusters(evidence)]
    of_cluster = [own for own in of_cluster if own]
    direction = sides(evidence, filters)
    doubted = attacked(evidence, filters)
    involved = {
        study.id
        for study in evidence.studies.values()
        if study.developer_involvement is DeveloperInvolvement.INVOLVED
    }
    passages = {passage for line in lines for passage in line.passages}
    return Tally(
        supporting=direction[Direction.SUPPORTS],
        disputing=direction[Direction.DISPUTES],
        inconclusive=direction[Direction.INCONCLUSIVE],
        nuancing=direction[Direction.NUANCES],
        theorising_only=sum(
            all(line.basis is not EvidenceBasis.EMPIRICAL for line in own) for own in of_cluster
        ),
        studies=len(of_cluster),
        reports=len({evidence.reports[passage] for passage in passages}),
        passages=len(passages),
        developer_involved=sum(any(line.study in involved for line in own) for own in of_cluster),
        second_hand=sum(
            all(line.read_via is ReadVia.SECONDARY_REPORT for line in own) for own in of_cluster
        ),
        undercut=sum(any(line.id in doubted for line in own) for own in of_cluster),
    )


def status(evidence: EvidenceOnClaim, filters: Filters) -> str:
    """The token of the status, by a chain of questions in the words of the definition."""
    count = sides(evidence, filters)
    for_it, against = count[Direction.SUPPORTS] > 0, count[Direction.DISPUTES] > 0
    if for_it or against:
        return {(True, True): "contested", (True, False): "supported"}.get(
            (for_it, against), "disputed"
        )
    if count[Direction.INCONCLUSIVE] > 0:
        return "inconclusive"
    if count[Direction.NUANCES] > 0:
        return "nuanced_only"
    if counted(evidence, filters):
        return "theorised_only"
    return "searched_none_found" if was_searched(evidence, filters) else "no_evidence"


def opinion(evidence: EvidenceOnClaim, filters: Filters) -> tuple[Fraction, Fraction, Fraction]:
    """Belief, disbelief and uncertainty by the formula, in exact fractions (W = 2)."""
    lines = [line for line in counted(evidence, filters) if line.basis is EvidenceBasis.EMPIRICAL]
    r = s = Fraction(0)
    for group in clusters(evidence):
        a, c = (
            max(
                (
                    weight(line, evidence)
                    for line in lines
                    if line.study in group and line.direction is direction
                ),
                default=Fraction(0),
            )
            for direction in (Direction.SUPPORTS, Direction.DISPUTES)
        )
        if a + c:
            r, s = r + max(a, c) * a / (a + c), s + max(a, c) * c / (a + c)
    return r / (r + s + 2), s / (r + s + 2), 2 / (r + s + 2)


def weight(line: EvidenceLine, evidence: EvidenceOnClaim) -> Fraction:
    levels = [
        judged(line, evidence, dimension)
        for dimension in (AppraisalDimension.RELEVANCE, AppraisalDimension.RIGOUR)
    ]
    return min(Fraction(1 if level is None else RISING.index(level), 3) for level in levels)


def was_searched(evidence: EvidenceOnClaim, filters: Filters) -> bool:
    """Some search found none, and none for the same thing or for the claim found any."""
    searches = [
        search
        for search in evidence.searches
        if (search.searched_for == CLAIM or filters.with_concept_searches)
        and (not filters.reviews or search.review in filters.reviews)
        and search.review not in filters.without_reviews
    ]
    return any(
        search.result is SearchResult.NONE_FOUND
        and not any(
            other.result is SearchResult.FOUND
            and other.searched_for in (CLAIM, search.searched_for)
            for other in searches
        )
        for search in searches
    )


def splits(evidence: EvidenceOnClaim, filters: Filters) -> set[ContextDimension]:
    """The dimensions on which every pair of a line for and a line against is apart."""
    lines = [line for line in counted(evidence, filters) if line.basis is EvidenceBasis.EMPIRICAL]
    pairs = [
        (one, other)
        for one in lines
        for other in lines
        if one.direction is Direction.SUPPORTS and other.direction is Direction.DISPUTES
    ]
    return {
        dimension
        for dimension in ContextDimension
        if pairs and all(are_apart(one, other, evidence, dimension) for one, other in pairs)
    }


def are_apart(
    one: EvidenceLine,
    other: EvidenceLine,
    evidence: EvidenceOnClaim,
    dimension: ContextDimension,
) -> bool:
    here, there = (seen_in(line, evidence, dimension) for line in (one, other))
    meet = any(
        a == b
        or a in evidence.broader.get(b, frozenset())
        or b in evidence.broader.get(a, frozenset())
        for a in here
        for b in there
    )
    return bool(here) and bool(there) and not meet


def seen_in(
    line: EvidenceLine, evidence: EvidenceOnClaim, dimension: ContextDimension
) -> set[URIRef]:
    study = evidence.studies.get(line.study)
    for contexts in (line.examined_in, study.examined_in if study else ()):
        found = {each for each in contexts if evidence.dimensions.get(each) is dimension}
        if found:
            return found
    return set()
