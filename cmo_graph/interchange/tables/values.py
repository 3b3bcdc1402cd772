"""What the value of a slot says: this module takes it apart, once for all rows that have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.notes import Place
from cmo_graph.interchange.tables.cells import Half, halves_of, typed
from cmo_graph.interchange.tables.gathering import RowValues, Value
from cmo_graph.interchange.tables.mapping import ROLES, Fill, TableMapping
from cmo_graph.interchange.tables.wording import PolarityReader
from cmo_graph.model.codes import ClaimBasis, Presence, Role
from cmo_graph.validation.codes import shortened

#: Roles of what may have a type of mechanism.
MECHANISMS = frozenset({Role.RESPONSE, Role.MECHANISM})
#: Code, message and hint of a doubt.
Doubt = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value taken apart."""

    #: A slot for each of its concepts, as it is where the row says nothing else.
    slots: tuple[DraftSlot, ...]
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

    def parsed(self, fills: Fill, value: Value, row: RowValues) -> Parsed:
        """Return what a value says; its place is kept as that of concepts that are new."""
        found = self._known.get((fills, value.text))
        if found is None:
            found = self._known[fills, value.text] = self._taken_apart(fills, value, row)
        for pair in found.words:
            self._polarity.matched[pair] += 1
        return found

    def _taken_apart(self, fills: Fill, value: Value, row: RowValues) -> Parsed:
        doubts: list[Doubt] = []
        words: list[tuple[str, str]] = []
        place = row.place(value.column)
        halves = self._halves(fills, value.text, doubts)
        slots = tuple(self._slot(fills, half, place, doubts, words) for half in halves)
        return Parsed(slots, tuple(doubts), tuple(words))

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

    def _slot(
        self,
        fills: Fill,
        half: Half,
        place: Place,
        doubts: list[Doubt],
        matched: list[tuple[str, str]],
    ) -> DraftSlot:
        words, kind = typed(half.words) if fills in self._mapping.types_in else (half.words, None)
        direction, note = None, ""
        if fills in self._mapping.polarity_in:
            worded = self._polarity.read(words)
            words, direction = worded.label, worded.direction
            note = f"In the table: {worded.words}" if worded.words else ""
            if direction is None:
                doubts.append(_undirected(words))
            elif half.role is Role.OUTCOME:
                matched.append((worded.word, direction.value))
        return DraftSlot(
            half.role,
            self._draft.concept(words, place, role=half.role),
            self._mapping.all_rows.basis or ClaimBasis.UNATTRIBUTED,
            Presence.ABSENT if fills is Fill.ABSENT_CONTEXT else Presence.PRESENT,
            direction=direction if half.role is Role.OUTCOME else None,
            mechanism_type=kind if half.role in MECHANISMS else None,
            note=note,
        )


def _undirected(words: str) -> Doubt:
    return (
        "table-polarity-unknown",
        f"No word of {shortened(words)!r} is known to say which way it goes; its direction stays"
        " open.",
        "Add its word to `polarity` in the mapping.",
    )
