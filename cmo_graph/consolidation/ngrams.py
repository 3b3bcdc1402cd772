"""How alike short names are, letter by letter: this module compares them by runs of letters.

Runs of three to five letters within words, weighted so that those of few names count more. Endings
and the order of words hardly matter, and no language model is needed.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

_WORD = re.compile(r"\w+")
#: Lengths of the runs.
_LENGTHS = (3, 4, 5)

Vector = Mapping[str, float]


def vectors_of(names: Sequence[str]) -> list[Vector]:
    """Return a weight for each run of letters of each name; the squares of a name's sum to 1.

    Source: TF-IDF with smoothed document frequency over character n-grams within words.
    """
    counted = [Counter(_runs(name)) for name in names]
    spread = Counter(run for runs in counted for run in runs)
    return [_weighted(runs, spread, len(names)) for runs in counted]


def cosine(one: Vector, other: Vector) -> float:
    """Return the likeness of two names, 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return min(1.0, sum(weight * other.get(run, 0.0) for run, weight in one.items()))


def pairs_alike(vectors: Sequence[Vector], *, least: float) -> Iterator[tuple[int, int, float]]:
    """Yield (number, number, likeness) of names at least so alike, the first number lower.

    Cost: linear in the runs that two names share, over all pairs.
    """
    holders: dict[str, list[tuple[int, float]]] = {}
    for number, vector in enumerate(vectors):
        alike: dict[int, float] = {}
        for run, weight in vector.items():
            for one, other in holders.setdefault(run, []):
                alike[one] = alike.get(one, 0.0) + weight * other
            holders[run].append((number, weight))
        for one in sorted(alike):
            if alike[one] >= least:
                yield one, number, min(1.0, alike[one])


def _runs(name: str) -> Iterator[str]:
    for word in _WORD.findall(name.casefold()):
        padded = f" {word} "
        for length in _LENGTHS:
            for start in range(max(1, len(padded) - length + 1)):
                yield padded[start : start + length]


def _weighted(runs: Counter[str], spread: Mapping[str, int], names: int) -> Vector:
    weights = {
        run: count * (1 + math.log((1 + names) / (1 + spread[run]))) for run, count in runs.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {run: weight / length for run, weight in weights.items()}
