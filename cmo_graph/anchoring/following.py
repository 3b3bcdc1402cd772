"""Passages whose text was saved anew: this module follows them to where they stand now.

A text that was extracted again, or exported by another program, has the same words in other places.
All passages of a report point into one text, so a report is followed as a whole or not at all: half
of its passages in the old text and half in the new one would be wrong everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cmo_graph.anchoring.locate import check_passages
from cmo_graph.anchoring.location import Location
from cmo_graph.anchoring.texts import digest_of, with_lf
from cmo_graph.iri import IRI
from cmo_graph.model import Passage, Report, Thing
from cmo_graph.model.codes import PassageCheck

#: Checks by which a passage is followed without asking anybody.
FOLLOWED = frozenset({PassageCheck.LOCATED_EXACT, PassageCheck.LOCATED_NORMALISED})


@dataclass(frozen=True, slots=True)
class Recheck:
    """One passage, looked up again."""

    passage: Passage
    location: Location

    @property
    def has_moved(self) -> bool:
        """Whether it was found, and not at its own position."""
        own = (self.passage.location.start, self.passage.location.end)
        return self.location.start is not None and (self.location.start, self.location.end) != own

    @property
    def needs_a_person(self) -> bool:
        """Whether its text is at hand and it is not followed by itself."""
        return self.location.check not in (*FOLLOWED, PassageCheck.TEXT_NOT_HELD)


@dataclass(frozen=True, slots=True)
class Following:
    """What became of a review's passages in the texts at hand."""

    #: Every passage, in the order of the things.
    rechecks: tuple[Recheck, ...]
    #: All things in their order, with passages and reports that were followed brought up to date.
    things: tuple[Thing, ...]
    #: Reports that differ from their text and stay so, because a person must look at a passage.
    left: tuple[Report, ...]


def follow_passages(things: Iterable[Thing], texts: Mapping[str, str]) -> Following:
    """Look every passage up and bring those that moved up to date.

    A passage found letter for letter, or in another spelling, gets its new position, and the digest
    and words (where words are kept) of what stands there; its report gets the digest and length of
    the text. Passages that are only nearly there are never followed.

    Args:
        things: A review's things; they are not changed.
        texts: Texts by the file name that reports give as `text_file`.
    """
    kept = tuple(things)
    found = check_passages(kept, texts)
    passages = [thing for thing in kept if isinstance(thing, Passage)]
    rechecks = tuple(Recheck(passage, found[passage.id]) for passage in passages)
    waiting = {one.passage.report for one in rechecks if one.needs_a_person}
    held = {
        thing.id: with_lf(texts[thing.text_file])
        for thing in kept
        if isinstance(thing, Report)
        and thing.text_file is not None
        and thing.text_file in texts
        and thing.id not in waiting
    }
    followed = tuple(_brought(thing, held, found) for thing in kept)
    left = (thing for thing in kept if isinstance(thing, Report) and thing.id in waiting)
    return Following(rechecks, followed, tuple(left))


def _brought(thing: Thing, held: Mapping[IRI, str], found: Mapping[IRI, Location]) -> Thing:
    if isinstance(thing, Report) and thing.id in held:
        return _report(thing, held[thing.id])
    if isinstance(thing, Passage) and thing.report in held:
        return _passage(thing, held[thing.report], found[thing.id])
    return thing


def _report(report: Report, text: str) -> Report:
    return report.model_copy(update={"text_digest": digest_of(text), "text_length": len(text)})


def _passage(passage: Passage, text: str, now: Location) -> Passage:
    if now.start is None or now.end is None:
        return passage
    words = text[now.start : now.end]
    position = passage.location.model_copy(update={"start": now.start, "end": now.end})
    changed = {"location": position, "digest": digest_of(words)}
    if passage.surroundings is not None and passage.surroundings.exact is not None:
        changed["surroundings"] = passage.surroundings.model_copy(update={"exact": words})
    return passage.model_copy(update=changed)
