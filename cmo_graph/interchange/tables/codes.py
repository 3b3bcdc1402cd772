"""Words of cells as words of our vocabularies: this module reads them, and says when it cannot."""

from collections.abc import Mapping
from typing import TypeVar

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.interchange.tables.gathering import RowValues
from cmo_graph.interchange.tables.mapping import Fill
from cmo_graph.interchange.tables.wording import Wording
from cmo_graph.model.codes import Direction, OutcomeDirection
from cmo_graph.validation.codes import shortened
from cmo_graph.vocabulary import Code

#: Most characters of a word that is compared with others.
LONGEST_WORD = 100
#: Most unknown words that are told of one table.
MOST_TOLD = 10_000

AnyCode = TypeVar("AnyCode", bound=Code)


class CodeReader:
    """Reads words; those that are not known are noted, each with its cell."""

    def __init__(self, wording: Wording, notes: Notes) -> None:
        self._wording = wording
        self._notes = notes
        self._words: dict[type[Code], Mapping[str, Code]] = {}
        self._told = 0

    def read(self, codes: type[AnyCode], text: str, place: Place) -> AnyCode | None:
        """Return the code that a word stands for; None for a sentinel, and for others, noted."""
        words = self._words.get(codes)
        if words is None:
            words = self._words[codes] = self._known(codes)
        told = normal(text)
        found = words.get(told) or words.get(told.replace("_", " "))
        if found is None and not self._wording.is_sentinel(text):
            hint = nearest(text[:LONGEST_WORD], [one.value for one in codes])
            self.note(text, f"one of {', '.join(one.value for one in codes)}", place, hint=hint)
        return found if isinstance(found, codes) else None

    def read_all(self, codes: type[AnyCode], row: RowValues, fills: Fill) -> list[AnyCode | None]:
        """Return the code of each value that fills this; what is not known is kept as words."""
        found = []
        for value in row.of(fills):
            code = self.read(codes, value.text, row.place(value.column))
            found.append(code)
            if code is None:
                row.remark(value)
        return found

    def _known(self, codes: type[Code]) -> Mapping[str, Code]:
        own = {one.value.replace("_", " "): one for one in codes}
        if issubclass(codes, Direction):
            return {**own, **self._wording.direction}
        if issubclass(codes, OutcomeDirection):
            return {**own, **self._wording.polarity, **self._wording.outcome_direction}
        return own

    def note(self, text: str, expected: str, place: Place, *, hint: str = "") -> None:
        """Note a word that is not known; it is kept in a note by whoever reads the row."""
        self._told += 1
        if self._told > MOST_TOLD:
            return
        self._notes.add(
            "table-value-unknown",
            f"{shortened(text)!r} is not {expected}; it is kept in a note.",
            place,
            value=text,
            hint=hint,
        )
