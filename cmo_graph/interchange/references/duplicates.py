"""The same document twice: this module finds what may be, and leaves the choice to the reviewers.

Two descriptions may be of one document when they have the same DOI, the same PMID, or nearly the
same title and no different year. The rule and its figures are ours.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from cmo_graph.interchange.references.reference import without_marks

#: Similarity of titles, 0-100, from which they are nearly the same.
NEARLY = 93.0
#: Letters at the start or the end that such titles share; so not every pair need be compared.
_SHARED = 8
#: Most titles with the same start or end that are compared with each other.
_MOST_ALIKE = 500
_NUMBERS = re.compile(r"\d+|\b[ivx]+\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a document, for comparing."""

    title: str
    year: str = ""
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two descriptions that may be of one document."""

    #: Positions in what was compared; `first` is smaller.
    first: int
    second: int
    #: What they have in common, as words: "the DOI 10.1000/x".
    reason: str


def find_duplicates(documents: Sequence[Described]) -> tuple[Duplicate, ...]:
    """Return, for each document that may stand earlier, the first place where it does.

    In the order of the documents; empty when none stands twice.
    """
    found: dict[int, Duplicate] = {}
    for duplicate in (*_by_number(documents), *_by_title(documents), *_by_near_title(documents)):
        known = found.get(duplicate.second)
        if known is None or duplicate.first < known.first:
            found[duplicate.second] = duplicate
    return tuple(found[second] for second in sorted(found))


def _by_number(documents: Sequence[Described]) -> Iterator[Duplicate]:
    for name, field in (("DOI", "doi"), ("PMID", "pmid")):
        for value, places in _grouped(getattr(one, field) for one in documents).items():
            for place in places[1:]:
                yield Duplicate(places[0], place, f"the {name} {value}")


def _by_title(documents: Sequence[Described]) -> Iterator[Duplicate]:
    for places in _grouped(without_marks(one.title) for one in documents).values():
        for at, place in enumerate(places):
            for before in places[:at][:_MOST_ALIKE]:
                if _years_fit(documents[before], documents[place]):
                    yield Duplicate(before, place, "title and year")
                    break


def _by_near_title(documents: Sequence[Described]) -> Iterator[Duplicate]:
    titles = [without_marks(one.title) for one in documents]
    for ends in ([one[:_SHARED] for one in titles], [one[-_SHARED:] for one in titles]):
        for places in _grouped(ends).values():
            for at, place in enumerate(places[:_MOST_ALIKE]):
                for before in places[:at]:
                    if _is_near(documents[before], documents[place]):
                        yield Duplicate(before, place, "nearly the title, and the year")
                        break


def _grouped(values: Iterable[str]) -> Mapping[str, list[int]]:
    """Return the places of each value; the empty one is left out."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        if value:
            found[value].append(place)
    return found


def _is_near(one: Described, other: Described) -> bool:
    """Say whether titles differ in little, and in no number: part 1 is not part 2."""
    if not _years_fit(one, other) or (one.doi and other.doi):
        return False
    first, second = one.title.casefold(), other.title.casefold()
    if _NUMBERS.findall(first) != _NUMBERS.findall(second):
        return False
    return fuzz.ratio(first, second, score_cutoff=NEARLY) > 0


def _years_fit(one: Described, other: Described) -> bool:
    return not one.year or not other.year or one.year == other.year
