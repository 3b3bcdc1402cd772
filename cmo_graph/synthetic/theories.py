"""Theories and judgements of a synthetic review: this module makes them, a stretch at a time.

A theory has so many configurations at most, as a person can oversee; a large review has several.
Each has two versions, and the second says what became of each configuration of the first.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from rdflib import URIRef

from cmo_graph.model import (
    Change,
    Confidence,
    ConfidenceComponent,
    EmmieAssessment,
    Position,
    ProgrammeTheory,
    TheoryVersion,
)
from cmo_graph.model.codes import (
    CerqualComponent,
    CerqualConcern,
    CerqualLevel,
    ChangeKind,
    EmmieDimension,
    EmmieFinding,
    Role,
    TheoryStage,
)
from cmo_graph.synthetic.chance import Chance
from cmo_graph.synthetic.concepts import Concepts
from cmo_graph.synthetic.frame import Frame
from cmo_graph.synthetic.sources import Shelf
from cmo_graph.synthetic.texts import label

#: Most configurations of one theory.
LARGEST_THEORY = 250
#: What becomes of a configuration of the first version.
_FATES: Final = {
    ChangeKind.RETAINED: 0.7,
    ChangeKind.REFINED: 0.15,
    ChangeKind.SPLIT: 0.04,
    ChangeKind.MERGED: 0.03,
    ChangeKind.REFUTED: 0.04,
    ChangeKind.SET_ASIDE: 0.04,
}
#: How many earlier configurations a change takes, and how many later ones it gives.
_TAKES_GIVES: Final = {
    ChangeKind.RETAINED: (1, 0),
    ChangeKind.REFINED: (1, 1),
    ChangeKind.SPLIT: (1, 2),
    ChangeKind.MERGED: (2, 1),
    ChangeKind.REFUTED: (1, 0),
    ChangeKind.SET_ASIDE: (1, 0),
}
#: Share of a theory's configurations that only its second version has.
_LATER = 0.2
#: A dataset version that no dataset has, because nobody judged this review.
_NO_VERSION = "synthetic"
_JUDGED: Final = date(2026, 6, 1)


class _Fate(NamedTuple):
    kind: ChangeKind
    before: tuple[URIRef, ...]
    after: tuple[URIRef, ...]


@dataclass(slots=True)
class Theories:
    """The theories made so far."""

    frame: Frame
    concepts: Concepts
    shelf: Shelf
    _theories: int = 0

    def add_theory(self, configurations: Sequence[URIRef]) -> None:
        """Make a theory of these configurations, its versions, and what is judged of it."""
        self._theories += 1
        programme = self.concepts.draw(Role.INTERVENTION)
        theory = self.frame.mint(ProgrammeTheory, f"theory-{self._theories}")
        self.frame.add(
            ProgrammeTheory(
                id=theory,
                review=self.frame.review,
                label=label("programme theory", self._theories, self.frame.chance),
                about=(programme,),
            )
        )
        self._add_versions(theory, configurations)
        self._add_emmie(programme)
        self._add_position(programme)
        self._add_confidence(self.frame.chance.pick(configurations))

    def _add_versions(self, theory: URIRef, configurations: Sequence[URIRef]) -> None:
        kept = max(1, int(len(configurations) * (1 - _LATER)))
        initial, later = configurations[:kept], configurations[kept:]
        fates = tuple(_fates(initial, later, chance=self.frame.chance))
        first, second = (
            self.frame.mint(TheoryVersion, f"theory-{self._theories}-version-{number}")
            for number in (1, 2)
        )
        self.frame.add(
            TheoryVersion(
                id=first,
                review=self.frame.review,
                label=f"Synthetic programme theory {self._theories}, first version",
                theory=theory,
                number=1,
                stage=TheoryStage.INITIAL,
                members=tuple(initial),
            )
        )
        self.frame.add(
            TheoryVersion(
                id=second,
                review=self.frame.review,
                label=f"Synthetic programme theory {self._theories}, second version",
                theory=theory,
                number=2,
                stage=TheoryStage.REFINED,
                members=tuple(member for fate in fates for member in fate.after),
                revision_of=first,
                changes=tuple(_changes(second, fates)),
            )
        )

    def _add_emmie(self, programme: URIRef) -> None:
        for dimension in EmmieDimension:
            told = self.frame.chance.pick(self.shelf.told)
            finding = self.frame.chance.pick(tuple(EmmieFinding))
            self.frame.add(
                EmmieAssessment(
                    id=self.frame.mint(
                        EmmieAssessment, f"emmie-{self._theories}-{dimension.value}"
                    ),
                    review=self.frame.review,
                    label=f"Synthetic {dimension.value} of theory {self._theories}",
                    dimension=dimension,
                    about=(programme,),
                    finding=finding,
                    finds=f"Synthetic finding: {finding.value.replace('_', ' ')}.",
                    asserted_by=told.reporter,
                    passages=told.passages[:1],
                )
            )

    def _add_position(self, programme: URIRef) -> None:
        told = self.frame.chance.pick(self.shelf.told)
        self.frame.add(
            Position(
                id=self.frame.mint(Position, f"position-{self._theories}"),
                review=self.frame.review,
                label=label("position", self._theories, self.frame.chance),
                about=(programme,),
                holds="Synthetic position: the programme should be offered more widely.",
                asserted_by=self.shelf.developer,
                reported_by=told.reporter,
                passages=told.passages[:1],
            )
        )

    def _add_confidence(self, claim: URIRef) -> None:
        iri = self.frame.mint(Confidence, f"confidence-{self._theories}")
        self.frame.add(
            Confidence(
                id=iri,
                review=self.frame.review,
                label=label("confidence", self._theories, self.frame.chance),
                claim=claim,
                overall=self.frame.chance.pick(tuple(CerqualLevel)),
                components=tuple(self._components(iri)),
                asserted_by=self.shelf.reviewer,
                judged=_JUDGED,
                dataset_version=_NO_VERSION,
            )
        )

    def _components(self, confidence: URIRef) -> Iterator[ConfidenceComponent]:
        for position, component in enumerate(CerqualComponent, start=1):
            yield ConfidenceComponent(
                id=self.frame.base.part(confidence, "component", component.value),
                component=component,
                concern=self.frame.chance.pick(tuple(CerqualConcern)),
                reason=f"Synthetic judgement of {component.value.replace('_', ' ')}.",
                position=position,
            )


def _changes(version: URIRef, fates: Sequence[_Fate]) -> Iterator[Change]:
    for position, fate in enumerate(fates, start=1):
        yield Change(
            id=URIRef(f"{version}#change.{position}"),
            kind=fate.kind,
            position=position,
            before=fate.before,
            after=fate.after,
            reason=f"Synthetic reason for what was {fate.kind.value.replace('_', ' ')}.",
        )


def _fates(
    initial: Sequence[URIRef], later: Sequence[URIRef], *, chance: Chance
) -> Iterator[_Fate]:
    """Yield what becomes of each configuration; where the later ones run out, it is retained."""
    old, new = deque(initial), deque(later)
    while old:
        kind = chance.weigh(_FATES)
        takes, gives = _TAKES_GIVES[kind]
        if len(old) < takes or len(new) < gives:
            kind, takes, gives = ChangeKind.RETAINED, 1, 0
        before = tuple(old.popleft() for _ in range(takes))
        after = tuple(new.popleft() for _ in range(gives))
        yield _Fate(kind, before, before if kind is ChangeKind.RETAINED else after)
    yield from (_Fate(ChangeKind.ADDED, (), (one,)) for one in new)
