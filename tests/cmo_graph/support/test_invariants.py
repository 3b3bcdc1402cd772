"""The invariants of evidential support, on 1,000 random claims each."""

import random
from dataclasses import replace
from math import isclose
from typing import TypeVar

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cmo_graph.model.codes import Direction, EvidenceBasis, ReadVia
from cmo_graph.model.evidence import EvidenceLine
from cmo_graph.support import (
    Answer,
    EvidenceOnClaim,
    Filters,
    Opinion,
    OpinionMethod,
    Support,
    SupportStatus,
    summarise_support,
)
from tests.cmo_graph.support import oracle
from tests.cmo_graph.support.examples import CLAIM, FINDINGS, iri, line_iri, make_line, make_study
from tests.cmo_graph.support.strategies import NUMBERS, evidence_on_claims, filters

many = settings(
    max_examples=1000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
METHOD = OpinionMethod()

T = TypeVar("T")


def summed_up(evidence: EvidenceOnClaim, asked: Filters | None = None) -> Support:
    return summarise_support(CLAIM, evidence=evidence, filters=asked or Filters(), opinion=METHOD)


def with_lines(evidence: EvidenceOnClaim, *lines: EvidenceLine) -> EvidenceOnClaim:
    """Evidence with further lines, each passage in a report of its own."""
    reports = {passage: iri("reports", line.key) for line in lines for passage in line.passages}
    return replace(
        evidence, lines=(*evidence.lines, *lines), reports={**evidence.reports, **reports}
    )


def opinion_of(support: Support) -> Opinion:
    assert support.opinion is not None
    return support.opinion


def shares(support: Support) -> tuple[float, float, float]:
    opinion = opinion_of(support)
    return opinion.belief, opinion.disbelief, opinion.uncertainty


def shuffled(things: tuple[T, ...], shuffler: random.Random) -> tuple[T, ...]:
    return tuple(shuffler.sample(things, len(things)))


def swapped(line: EvidenceLine) -> EvidenceLine:
    other = {
        Direction.SUPPORTS: Direction.DISPUTES,
        Direction.DISPUTES: Direction.SUPPORTS,
    }.get(line.direction, line.direction)
    finding = None if line.finding is None else FINDINGS[other]
    return line.model_copy(update={"direction": other, "finding": finding})


@many
@given(evidence_on_claims(), filters())
def test_support_equals_the_brute_force_oracle(evidence: EvidenceOnClaim, asked: Filters) -> None:
    support = summed_up(evidence, asked)

    assert support.status.value == oracle.status(evidence, asked)
    assert support.tally == oracle.tally(evidence, asked)
    assert {split.dimension for split in support.context_split} == oracle.splits(evidence, asked)


@many
@given(evidence_on_claims(), filters())
def test_opinion_equals_the_formula_in_exact_fractions(
    evidence: EvidenceOnClaim, asked: Filters
) -> None:
    expected = oracle.opinion(evidence, asked)

    for share, exact in zip(shares(summed_up(evidence, asked)), expected, strict=True):
        assert isclose(share, exact, abs_tol=1e-12)


@many
@given(evidence_on_claims(), filters())
def test_support_accounts_for_every_line_once(evidence: EvidenceOnClaim, asked: Filters) -> None:
    support = summed_up(evidence, asked)

    told = [
        *(line.line.id for line in support.lines),
        *(found.line.id for found in support.subsumed),
        *(found.line for found in support.left_out),
    ]
    assert sorted(told, key=str) == sorted({line.id for line in evidence.lines}, key=str)
    assert {line.line.id for line in support.lines} == {
        line.id for line in oracle.counted(evidence, asked)
    }


@many
@given(evidence_on_claims())
def test_opinion_adds_up_to_one(evidence: EvidenceOnClaim) -> None:
    belief, disbelief, uncertainty = shares(summed_up(evidence))

    assert isclose(belief + disbelief + uncertainty, 1, abs_tol=1e-12)
    assert min(belief, disbelief) >= 0
    assert uncertainty > 0


@many
@given(evidence_on_claims(), st.integers(0, 5))
def test_support_is_unchanged_by_the_same_line_again(
    evidence: EvidenceOnClaim, position: int
) -> None:
    assume(evidence.lines)
    again = evidence.lines[position % len(evidence.lines)]

    assert summed_up(replace(evidence, lines=(*evidence.lines, again))) == summed_up(evidence)


@many
@given(evidence_on_claims(), st.integers(0, 5))
def test_support_is_unchanged_by_a_copy_of_a_line(evidence: EvidenceOnClaim, position: int) -> None:
    assume(evidence.lines)
    copied = evidence.lines[position % len(evidence.lines)]
    copy = copied.model_copy(update={"id": line_iri("copy")})

    before = summed_up(evidence)
    after = summed_up(replace(evidence, lines=(*evidence.lines, copy)))

    assert after.tally == before.tally
    assert after.status is before.status
    assert after.opinion == before.opinion
    assert after.context_split == before.context_split


@many
@given(evidence_on_claims(), filters(), st.randoms(use_true_random=False))
def test_support_does_not_depend_on_order(
    evidence: EvidenceOnClaim, asked: Filters, shuffler: random.Random
) -> None:
    other = replace(
        evidence,
        lines=shuffled(evidence.lines, shuffler),
        undercuts=shuffled(evidence.undercuts, shuffler),
        searches=shuffled(evidence.searches, shuffler),
        studies=dict(shuffled(tuple(evidence.studies.items()), shuffler)),
    )

    assert summed_up(other, asked) == summed_up(evidence, asked)


@many
@given(evidence_on_claims(), filters())
def test_swapping_supports_and_disputes_swaps_belief_and_disbelief(
    evidence: EvidenceOnClaim, asked: Filters
) -> None:
    before = summed_up(evidence, asked)
    after = summed_up(replace(evidence, lines=tuple(map(swapped, evidence.lines))), asked)

    assert (after.tally.supporting, after.tally.disputing) == (
        before.tally.disputing,
        before.tally.supporting,
    )
    assert shares(after) == (shares(before)[1], shares(before)[0], shares(before)[2])
    mirror = {
        SupportStatus.SUPPORTED: SupportStatus.DISPUTED,
        SupportStatus.DISPUTED: SupportStatus.SUPPORTED,
    }
    assert after.status is mirror.get(before.status, before.status)


@many
@given(evidence_on_claims())
def test_a_new_independent_supporting_study_raises_belief_and_lowers_uncertainty(
    evidence: EvidenceOnClaim,
) -> None:
    new = make_line("new", Direction.SUPPORTS, study="new")

    before, after = summed_up(evidence), summed_up(with_lines(evidence, new))

    assert opinion_of(after).belief > opinion_of(before).belief
    assert opinion_of(after).uncertainty < opinion_of(before).uncertainty
    assert after.tally.supporting == before.tally.supporting + 1
    assert after.answer in (Answer.YES, Answer.BOTH)


@many
@given(evidence_on_claims(), st.sampled_from(Direction), st.sampled_from(NUMBERS))
def test_a_dependent_report_adds_nothing(
    evidence: EvidenceOnClaim, direction: Direction, joined: int
) -> None:
    told = make_study("told", same_data=[joined])
    retold = make_study("retold", same_data=["told"])
    known = with_lines(evidence, make_line("told", direction, study="told"))
    known = replace(known, studies={**evidence.studies, told.id: told})
    more = with_lines(known, make_line("retold", direction, study="retold"))
    more = replace(more, studies={**known.studies, retold.id: retold})

    before, after = summed_up(known), summed_up(more)

    assert after.status is before.status
    assert shares(after) == shares(before)
    assert after.tally == replace(
        before.tally, reports=before.tally.reports + 1, passages=before.tally.passages + 1
    )


@many
@given(evidence_on_claims(), st.sampled_from([Direction.INCONCLUSIVE, Direction.NUANCES]))
def test_an_inconclusive_or_nuancing_study_adds_nothing_to_the_opinion(
    evidence: EvidenceOnClaim, direction: Direction
) -> None:
    new = make_line("new", direction, study="new")

    before, after = summed_up(evidence), summed_up(with_lines(evidence, new))

    assert shares(after) == shares(before)
    assert (after.tally.supporting, after.tally.disputing) == (
        before.tally.supporting,
        before.tally.disputing,
    )
    assert after.tally.studies == before.tally.studies + 1


@many
@given(
    evidence_on_claims(),
    st.sampled_from([EvidenceBasis.STAKEHOLDER_ACCOUNT, EvidenceBasis.AUTHOR_THEORY]),
    st.sampled_from(Direction),
)
def test_accounts_and_theory_never_settle_a_claim(
    evidence: EvidenceOnClaim, basis: EvidenceBasis, direction: Direction
) -> None:
    new = make_line("new", direction, study="new", basis=basis)

    before, after = summed_up(evidence), summed_up(with_lines(evidence, new))

    assert shares(after) == shares(before)
    assert after.answer is before.answer
    assert after.tally.theorising_only == before.tally.theorising_only + 1


@many
@given(evidence_on_claims(), st.sampled_from(ReadVia))
def test_a_line_read_second_hand_counts_as_one_read_first_hand(
    evidence: EvidenceOnClaim, read_via: ReadVia
) -> None:
    lines = tuple(line.model_copy(update={"read_via": read_via}) for line in evidence.lines)

    before, after = summed_up(evidence), summed_up(replace(evidence, lines=lines))

    assert after.status is before.status
    assert shares(after) == shares(before)
    is_second_hand = read_via is ReadVia.SECONDARY_REPORT
    assert after.tally.second_hand == (after.tally.studies if is_second_hand else 0)


@many
@given(evidence_on_claims(), filters())
def test_filters_give_what_the_remaining_lines_alone_would_give(
    evidence: EvidenceOnClaim, asked: Filters
) -> None:
    filtered = summed_up(evidence, asked)
    out = {found.line for found in filtered.left_out}
    remaining = replace(
        evidence, lines=tuple(line for line in evidence.lines if line.id not in out)
    )

    alone = summed_up(remaining, asked)

    assert alone.left_out == ()
    assert (alone.status, alone.tally, alone.opinion) == (
        filtered.status,
        filtered.tally,
        filtered.opinion,
    )


@many
@given(evidence_on_claims(with_inclusion=False))
def test_nothing_is_subsumed_where_no_study_includes_another(evidence: EvidenceOnClaim) -> None:
    assert summed_up(evidence).subsumed == ()


@many
@given(evidence_on_claims())
def test_a_review_gives_way_to_a_study_it_includes(evidence: EvidenceOnClaim) -> None:
    support = summed_up(evidence)

    speaking = {line.line.study for line in support.lines}
    subsumed = {found.line.study for found in support.subsumed}
    for found in support.subsumed:
        assert found.by
        assert set(found.by) <= speaking | subsumed
        assert found.line.study not in found.by


@many
@given(evidence_on_claims(), filters())
def test_support_as_json_tells_status_answer_and_tallies_together(
    evidence: EvidenceOnClaim, asked: Filters
) -> None:
    told = summed_up(evidence, asked).as_json()

    assert {"status", "answer", "tally", "filters", "method", "opinion"} <= told.keys()
    assert None not in told.values()
