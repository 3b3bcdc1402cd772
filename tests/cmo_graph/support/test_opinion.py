import pytest

from cmo_graph.errors import InvalidParameter
from cmo_graph.model.codes import AppraisalDimension, Direction, Level
from cmo_graph.support import EvidenceOnClaim, Opinion, OpinionMethod, summarise_support
from tests.cmo_graph.support.examples import CLAIM, make_evidence, make_line, make_study

RELEVANCE, RIGOUR = AppraisalDimension.RELEVANCE, AppraisalDimension.RIGOUR
HIGH = [(RELEVANCE, Level.HIGH), (RIGOUR, Level.HIGH)]


def opinion_on(evidence: EvidenceOnClaim) -> Opinion:
    opinion = summarise_support(CLAIM, evidence=evidence, opinion=OpinionMethod()).opinion
    assert opinion is not None
    return opinion


def test_opinion_without_evidence_is_all_uncertainty() -> None:
    opinion = opinion_on(EvidenceOnClaim())

    assert (opinion.belief, opinion.disbelief, opinion.uncertainty) == (0.0, 0.0, 1.0)
    assert opinion.interval == (0.0, 1.0)
    assert opinion.expectation == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("relevance", "rigour", "weight"),
    [
        (Level.HIGH, Level.HIGH, 1),
        (Level.HIGH, Level.LOW, 1 / 3),
        (Level.MODERATE, Level.HIGH, 2 / 3),
        (Level.NONE, Level.HIGH, 0),
        (None, Level.HIGH, 1 / 3),
    ],
)
def test_the_lower_of_relevance_and_rigour_decides_the_weight(
    relevance: Level | None, rigour: Level, weight: float
) -> None:
    judged = [] if relevance is None else [(RELEVANCE, relevance)]

    opinion = opinion_on(make_evidence(make_line("one", levels=[*judged, (RIGOUR, rigour)])))

    assert opinion.belief == pytest.approx(weight / (weight + 2))


def test_a_cluster_on_both_sides_gives_one_unit_split_between_them() -> None:
    both = make_evidence(
        make_line("for", Direction.SUPPORTS, study="a", levels=HIGH),
        make_line("against", Direction.DISPUTES, study="b", levels=HIGH),
        studies=[make_study("a", same_data=["b"])],
    )

    opinion = opinion_on(both)

    assert opinion.belief == opinion.disbelief == pytest.approx(0.5 / 3)


@pytest.mark.parametrize(
    "parameters", [{"prior_weight": 0.0}, {"base_rate": 1.5}, {"unjudged_weight": -0.1}]
)
def test_opinion_refuses_parameters_out_of_range(parameters: dict[str, float]) -> None:
    with pytest.raises(InvalidParameter, match="expected"):
        OpinionMethod(**parameters)  # type: ignore[arg-type]  # one float parameter at a time
