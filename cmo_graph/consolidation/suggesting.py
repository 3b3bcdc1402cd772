"""Pairs of concepts that a person should look at: this module finds, ranks and explains them.

A review that several people code comes to hold one idea under several names. What is suggested here
is only ever a question: are these the same, or the opposite of each other?
"""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cmo_graph.consolidation.decisions import FIELDS, Verdict
from cmo_graph.consolidation.ngrams import cosine, pairs_alike, vectors_of
from cmo_graph.consolidation.polarity import contrast
from cmo_graph.iri import IRI
from cmo_graph.model import Concept

#: Likeness, 0 to 1, from which a pair is suggested.
LEAST = 0.5
#: Most concepts that are compared, each with each, by an embedder.
MOST_EMBEDDED = 3_000
_WORD = re.compile(r"\w{3,}")


class Embedder(Protocol):
    """Turns names into vectors that are near each other when the meanings are."""

    def name(self) -> str:
        """Return its name and version, which suggestions tell."""

    def embed(self, names: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a vector for each name, all of one length."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question about two concepts."""

    first: Concept
    second: Concept
    #: `SAME` or `OPPOSITE`: what they may be.
    verdict: Verdict
    #: Likeness of their names, 0 to 1.
    score: float
    #: Sentences without full stops: why they are suggested.
    reasons: tuple[str, ...]


def suggest_merges(
    concepts: Sequence[Concept],
    *,
    decided: Collection[frozenset[IRI]] = (),
    least: float = LEAST,
    embedder: Embedder | None = None,
) -> tuple[Suggestion, ...]:
    """Return pairs of concepts with names so alike that they may be one.

    Names that say the opposite are suggested as opposites, never as the same. A pair is left out
    once people decided on it, and when one concept already names the other: as a match, an
    opposite, something wider or a whole.

    Args:
        concepts: Of one review; labels and alternative labels are compared, each with each.
        decided: Pairs that people decided on.
        least: Likeness from which a pair is suggested.
        embedder: Adds its own likeness, and the mean of both counts.

    Returns:
        The most alike first, then by key. Nothing is merged.

    Raises:
        ValueError: there are more than `MOST_EMBEDDED` concepts for an embedder.

    Source: letters in runs of 3 to 5 with a guard for polarity found the right concept among the
    first three in 96 % of our cases; without the guard most opposites ranked as the same. The
    figures are of 76 labels of our own making.
    """
    known = _named_already(concepts) | set(decided)
    found = [
        one
        for one in _alike(concepts, least, embedder)
        if frozenset({one.first.id, one.second.id}) not in known
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.first.key, one.second.key)))


def _named_already(concepts: Sequence[Concept]) -> set[frozenset[IRI]]:
    fields = (*FIELDS.values(), "broader", "part_of")
    return {
        frozenset({concept.id, other})
        for concept in concepts
        for field in fields
        for other in getattr(concept, field)
    }


def _alike(
    concepts: Sequence[Concept], least: float, embedder: Embedder | None
) -> Iterator[Suggestion]:
    names = [(number, name) for number, one in enumerate(concepts) for name in _names(one)]
    best: dict[tuple[int, int], tuple[float, str, str]] = {}
    for one, other, score in _scored([name for _, name in names], least, embedder):
        pair = (names[one][0], names[other][0])
        if pair[0] != pair[1]:
            told = (score, names[one][1], names[other][1])
            best[pair] = max(best.get(pair, told), told)
    by = f"their likeness is the mean of letters and {embedder.name()}" if embedder else ""
    for (first, second), (score, name, other_name) in best.items():
        suggestion = _suggested(concepts[first], concepts[second], score, name, other_name, by)
        if suggestion is not None:
            yield suggestion


def _scored(
    names: Sequence[str], least: float, embedder: Embedder | None
) -> Iterator[tuple[int, int, float]]:
    vectors = vectors_of(names)
    if embedder is None:
        yield from pairs_alike(vectors, least=least)
        return
    if len(names) > MOST_EMBEDDED:
        raise ValueError(f"{len(names)} names are more than the {MOST_EMBEDDED} that are embedded.")
    embedded = [_unit(vector) for vector in embedder.embed(names)]
    for other in range(len(names)):
        for one in range(other):
            near = sum(a * b for a, b in zip(embedded[one], embedded[other], strict=True))
            score = (cosine(vectors[one], vectors[other]) + max(0.0, min(1.0, near))) / 2
            if score >= least:
                yield one, other, score


def _unit(vector: Sequence[float]) -> Sequence[float]:
    length = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / length for value in vector]


def _suggested(
    first: Concept, second: Concept, score: float, name: str, other: str, by: str
) -> Suggestion | None:
    differs = contrast(name, other)
    if differs is not None and not differs.is_opposite:
        return None
    verdict = Verdict.SAME if differs is None else Verdict.OPPOSITE
    shared = sorted({*_WORD.findall(name.lower())} & {*_WORD.findall(other.lower())})
    reasons = (
        f"“{name}” and “{other}” are {score:.0%} alike",
        f"both have {', '.join(shared)}" if shared else "",
        differs.reason if differs else "",
        by,
    )
    return Suggestion(first, second, verdict, score, tuple(filter(None, reasons)))


def _names(concept: Concept) -> list[str]:
    """Return a concept's label and alternative labels, in every language, each once."""
    return list(dict.fromkeys(text.value for text in (*concept.label, *concept.alt_labels)))
