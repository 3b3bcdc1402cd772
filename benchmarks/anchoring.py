"""How fast is a quotation found in a text? This module asks, beside rapidfuzz alone."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from rapidfuzz import fuzz

from benchmarks.material import Material
from benchmarks.measure import alternate, repeat
from benchmarks.table import Row, at_most, duration
from cmo_graph.anchoring import HeldText, Quotation, find_quotation

TITLE = "Anchoring"
#: Code points of the text: a long article.
LENGTH = 60_000
#: Quotations of each sort, and code points of one.
QUOTATIONS, QUOTED = 40, 200
#: Share of letters that a scan reads wrongly.
MISREAD = 0.05


def rows(material: Material) -> Iterator[Row]:
    """Find quotations of four sorts in a text whose plain spelling is worked out."""
    chance = random.Random(5)
    text = _text(chance)
    held = HeldText(text)
    prepared = repeat(lambda: _prepared(text), times=material.scale.repeats)
    _prepare(held)
    for what, quotations in _sorts(text, chance).items():
        ours, alone = alternate(
            partial(_find_all, quotations, held),
            partial(_align_all, quotations, held.plain.text),
            times=max(3, material.scale.repeats // 4),
        )
        each, each_alone = ours.median / QUOTATIONS, alone.median / QUOTATIONS
        size = f"{LENGTH:,} characters, {QUOTATIONS} quotations of {QUOTED}"
        told = f"{duration(each)} a quotation; rapidfuzz alone {duration(each_alone)}"
        yield Row(
            what=f"finding a quotation, {what}",
            size=size,
            value=each / each_alone,
            unit="× rapidfuzz alone",
            behind=told,
        )
        yield Row(
            what=f"finding a quotation, {what}",
            size=size,
            value=each * 1000,
            unit="ms",
            target=at_most(2, "ms"),
            behind=told,
        )
    yield Row(
        what="preparing a text, once for all its quotations",
        size=f"{LENGTH:,} characters",
        value=prepared.median * 1000,
        unit="ms",
    )


def _text(chance: random.Random) -> str:
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(3_000)]
    return " ".join(chance.choices(words, k=LENGTH // 5))[:LENGTH]


def _sorts(text: str, chance: random.Random) -> dict[str, Sequence[str]]:
    starts = [chance.randrange(LENGTH - QUOTED) for _ in range(QUOTATIONS)]
    exact = [text[start : start + QUOTED].strip() for start in starts]
    return {
        "copied exactly": exact,
        "set in other lines": [words.replace(" ", "\n") for words in exact],
        "with 1 letter in 20 misread": [_misread(words, chance) for words in exact],
        "that is not there": ["".join(chance.sample(words, len(words))) for words in exact],
    }


def _misread(words: str, chance: random.Random) -> str:
    return "".join("x" if chance.random() < MISREAD else letter for letter in words)


def _prepared(text: str) -> None:
    _prepare(HeldText(text))


def _prepare(held: HeldText) -> None:
    held.plain  # noqa: B018  # worked out when it is asked for
    held.places_of_words  # noqa: B018


def _find_all(quotations: Sequence[str], held: HeldText) -> None:
    for words in quotations:
        find_quotation(Quotation(words), held)


def _align_all(quotations: Sequence[str], text: str) -> None:
    align: Callable[[str, str], object] = fuzz.partial_ratio_alignment
    for words in quotations:
        align(words, text)
