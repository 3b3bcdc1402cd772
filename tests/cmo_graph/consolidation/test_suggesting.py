"""Concepts that may be one are suggested with reasons, and nothing is decided for anybody."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.consolidation import Decision, Verdict, last_words, suggest_merges, with_decision
from cmo_graph.consolidation.ngrams import cosine, pairs_alike, vectors_of
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.model import Concept

NAMES = st.lists(st.text(alphabet="abc xy", min_size=1, max_size=12), max_size=8)


def iri_of(local: str) -> IRI:
    return DEFAULT_BASE.mint("concepts", f"tea.{local}")


def concept(local: str, label: str, **more: object) -> Concept:
    review = DEFAULT_BASE.mint("reviews", "tea")
    return Concept(id=iri_of(local), label=label, review=review, **more)


def decision(first: str, second: str, verdict: Verdict) -> Decision:
    return Decision(
        first=iri_of(first),
        second=iri_of(second),
        verdict=verdict,
        author=DEFAULT_BASE.mint("agents", "tea.ann"),
        decided=date(2026, 11, 1),
    )


def test_suggest_merges_ranks_pairs_and_says_why() -> None:
    found = suggest_merges(
        [
            concept("a", "Parents trust the worker"),
            concept("b", "Trust of parents in the worker"),
            concept("c", "Parents distrust the worker"),
            concept("d", "Caseloads"),
        ],
        least=0.3,
    )

    told = {(one.first.key[-1], one.second.key[-1]): one.verdict for one in found}
    assert told == {
        ("a", "b"): Verdict.SAME,
        ("a", "c"): Verdict.OPPOSITE,
        ("b", "c"): Verdict.OPPOSITE,
    }
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    opposite = next(one for one in found if one.first.key == "tea.a" and one.second.key == "tea.c")
    assert "\u201cdistrust\u201d turns the second round" in opposite.reasons
    assert "both have parents, the, worker" in opposite.reasons


def test_suggest_merges_compares_alternative_labels() -> None:
    other_name = (("staff commitment", "en"),)
    buy_in = concept("a", "Buy-in", alt_labels=other_name)

    found = suggest_merges([buy_in, concept("b", "Staff commitment")])

    assert [one.score for one in found] == [pytest.approx(1.0)]


@pytest.mark.parametrize(
    "field", ["exact_match", "close_match", "opposite_of", "broader", "part_of"]
)
def test_suggest_merges_leaves_out_what_a_concept_says_already(field: str) -> None:
    concepts = [concept("a", "Trust", **{field: (iri_of("b"),)}), concept("b", "Trust")]

    assert suggest_merges(concepts) == ()


@pytest.mark.parametrize("verdict", list(Verdict))
def test_suggest_merges_never_asks_again_what_was_decided(verdict: Verdict) -> None:
    concepts = [concept("a", "Trust"), concept("b", "Trusting")]
    decided = last_words([decision("b", "a", verdict)])

    assert suggest_merges(concepts, decided=decided.keys(), least=0.1) == ()


def test_suggest_merges_does_not_suggest_what_is_only_different() -> None:
    concepts = [concept("a", "Pilots of round 1"), concept("b", "Pilots of round 2")]

    assert suggest_merges(concepts) == ()


class _Meanings:
    """Puts names that begin alike near each other."""

    def name(self) -> str:
        return "first letters 1"

    def embed(self, names: Sequence[str]) -> Sequence[Sequence[float]]:
        return [[float(name.startswith("S")), float(name.startswith("T"))] for name in names]


def test_suggest_merges_takes_the_mean_of_letters_and_an_embedder() -> None:
    concepts = [
        concept("a", "Staff turnover"),
        concept("b", "Shifting workers"),
        concept("c", "Tea"),
    ]

    [found] = suggest_merges(concepts, embedder=_Meanings())

    assert (found.first.key, found.second.key) == ("tea.a", "tea.b")
    assert found.reasons[-1] == "their likeness is the mean of letters and first letters 1"


def test_with_decision_records_it_on_the_first_concept_and_joins_nothing() -> None:
    things = (concept("a", "Trust"), concept("b", "Trusting"))

    after = with_decision(things, decision("a", "b", Verdict.SAME))

    assert after == (concept("a", "Trust", exact_match=(iri_of("b"),)), things[1])


def test_with_decision_takes_an_earlier_one_back() -> None:
    things = (concept("a", "Trust"), concept("b", "Trusting"))
    same = with_decision(things, decision("a", "b", Verdict.SAME))

    assert with_decision(same, decision("b", "a", Verdict.DIFFERENT)) == things


def cosine_by_hand(one: Counter[str], other: Counter[str], names: list[Counter[str]]) -> float:
    """Work the likeness out straight from its definition."""

    def weight(runs: Counter[str], run: str) -> float:
        spread = sum(run in name for name in names)
        return runs[run] * (1 + math.log((1 + len(names)) / (1 + spread)))

    dot = sum(weight(one, run) * weight(other, run) for run in one)
    lengths = [math.sqrt(sum(weight(runs, run) ** 2 for run in runs)) for runs in (one, other)]
    return dot / (lengths[0] * lengths[1]) if all(lengths) else 0.0


def runs_of(name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in name.split():
        padded = f" {word} "
        for length in (3, 4, 5):
            count = max(1, len(padded) - length + 1)
            found.update(padded[at : at + length] for at in range(count))
    return found


@given(NAMES)
def test_pairs_alike_are_those_of_comparing_each_with_each(names: list[str]) -> None:
    counted = [runs_of(name) for name in names]
    vectors = vectors_of(names)

    found = {(one, other): score for one, other, score in pairs_alike(vectors, least=0.2)}

    for one, other in combinations(range(len(names)), 2):
        by_hand = cosine_by_hand(counted[one], counted[other], counted)
        assert cosine(vectors[one], vectors[other]) == pytest.approx(min(1.0, by_hand))
        if by_hand == pytest.approx(0.2):
            continue
        assert found.get((one, other), 0.0) == pytest.approx(by_hand if by_hand >= 0.2 else 0.0)
