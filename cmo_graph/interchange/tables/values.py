"""What the value of a slot says: this module takes it apart, once for all rows that have it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from cmo_graph.interchange.drafting import Draft
from cmo_graph.interchange.notes import Place
from cmo_graph.interchange.tables.cells import Half, halves_of, typed
from cmo_graph.interchange.tables.mapping import ROLES, Fill, TableMapping
from cmo_graph.interchange.tables.wording import PolarityReader
from cmo_graph.model.codes import MechanismType, OutcomeDirection, Role
from cmo_graph.validation.codes import shortened

_MECHANISMS = frozenset({Role.RESPONSE, Role.MECHANISM})
#: Code, message and hint of a doubt.
Doubt = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One concept of a value, with what its words say about it."""

    role: Role
    concept: URIRef
    direction: OutcomeDirection | None = None
    kind: MechanismType | None = None
    note: str = ""
    #: The word of direction; "" when there is none.
    word: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value taken apart."""

    parts: tuple[Part, ...]
    #: What must be said of it, wherever it stands.
    doubts: tuple[Doubt, ...] = ()
    #: Its words of direction with what they were taken for, for counting.
    words: tuple[tuple[str, str], ...] = ()


class Values:
    """Takes values of slots apart as a mapping says."""

    def __init__(self, mapping: TableMapping, draft: Draft, polarity: PolarityReader) -> None:
        self._mapping = mapping
        self._draft = draft
        self._polarity = polarity
        self._known: dict[tuple[Fill, str], Parsed] = {}

    def known(self, fills: Fill, text: str) -> Parsed | None:
        """Return what a value says; None when it was not taken apart yet."""
        found = self._known.get((fills, text))
        if found is not None and found.words:
            self._polarity.matched.update(found.words)
        return found

    def parsed(self, fills: Fill, text: str, place: Place) -> Parsed:
        """Return what a value says; `place` is kept as that of concepts that are new."""
        doubts: list[Doubt] = []
        halves = self._halves(fills, text, doubts)
        parts = tuple(self._parts(fills, halves, place, doubts))
        words = tuple(
            (part.word, part.direction.value) for part in parts if part.word and part.direction
        )
        found = self._known[fills, text] = Parsed(parts, tuple(doubts), words)
        self._polarity.matched.update(words)
        return found

    def _halves(self, fills: Fill, text: str, doubts: list[Doubt]) -> Sequence[Half]:
        if fills not in self._mapping.split:
            return (Half(ROLES[fills], text),)
        halves = halves_of(text, self._mapping.wording.halves)
        if halves[0].role is Role.MECHANISM:
            doubts.append(
                (
                    "table-cell-unsplit",
                    "This does not say which half is the resource and which the response; it is"
                    " kept as a mechanism.",
                    "Write it as resource → response.",
                )
            )
        return halves

    def _parts(
        self, fills: Fill, halves: Sequence[Half], place: Place, doubts: list[Doubt]
    ) -> Iterator[Part]:
        for half in halves:
            words, kind = (
                typed(half.words) if fills in self._mapping.types_in else (half.words, None)
            )
            direction, note, word = None, "", ""
            if fills in self._mapping.polarity_in:
                worded = self._polarity.read(words)
                words, direction, word = worded.label, worded.direction, worded.word
                note = f"In the table: {worded.words}" if worded.words else ""
                doubts.extend(_undirected(words) if direction is None else ())
            yield Part(
                half.role,
                self._draft.concept(words, place, role=half.role),
                direction if half.role is Role.OUTCOME else None,
                kind if half.role in _MECHANISMS else None,
                note,
                word,
            )


def _undirected(words: str) -> Iterator[Doubt]:
    yield (
        "table-polarity-unknown",
        f"No word of {shortened(words)!r} is known to say which way it goes; its direction stays"
        " open.",
        "Add its word to `polarity` in the mapping.",
    )
