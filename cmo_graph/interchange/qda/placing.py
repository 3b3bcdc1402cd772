"""Where selections stand: this module goes by position, and by the words told with it.

Programs repeat the words of a selection beside its position. Where the two disagree, the text has
perhaps changed since; the words are then taken where they stand nearest, and both are told. That
rule is ours.
"""

from collections.abc import Sequence

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.stored_words import StoredWords, Unit
from cmo_graph.validation.codes import shortened

#: (start, end, words) as a program tells them; "" where it does not repeat the words.
Told = tuple[int, int, str]
#: Most selections of one project that are sought elsewhere when they do not stand at their place.
MOST_SOUGHT = 2_000


def unit_of(words: StoredWords, told: Sequence[Told]) -> Unit:
    """Return what positions count: UTF-16 units where more words stand so, else code points."""
    counts = {
        unit: sum(stands(one, words, unit=unit) for one in told)
        for unit in (Unit.CODE_POINT, Unit.UTF16)
    }
    return Unit.UTF16 if counts[Unit.UTF16] > counts[Unit.CODE_POINT] else Unit.CODE_POINT


def stands(told: Told, words: StoredWords, *, unit: Unit) -> bool:
    """Say whether the words stand at the position, white space apart."""
    start, end, said = told
    place = words.place(start, end, unit=unit)
    return place is not None and words.words[slice(*place)].split() == said.split()


class Placing:
    """Places the selections of one project."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._sought = 0

    def place(
        self, told: Told, words: StoredWords, *, unit: Unit, place: Place
    ) -> tuple[int, int] | None:
        """Return (start, end) in the text as it is kept; None, noted, when it is nowhere there."""
        start, end, said = told
        found = words.place(start, end, unit=unit)
        if found and (not said or stands(told, words, unit=unit)):
            return found
        elsewhere = self._elsewhere(said, words, near=found[0] if found else start)
        if elsewhere or found:
            self._note_difference(said, words, found, elsewhere, place)
            return elsewhere or found
        self._notes.add(
            "qda-selection-outside",
            f"Characters {start} to {end} are not within their text, which has"
            f" {len(words.raw)} characters.",
            place,
            value=said,
            hint="See in the program which words are meant.",
        )
        return None

    def _elsewhere(self, said: str, words: StoredWords, *, near: int) -> tuple[int, int] | None:
        """Return where words stand nearest to a place; None when they do not stand anywhere."""
        sought = StoredWords(said).words.strip()
        self._sought += 1
        if not sought or self._sought > MOST_SOUGHT:
            return None
        near = max(near, 0)
        around = (words.words.rfind(sought, 0, near + len(sought)), words.words.find(sought, near))
        start = min((at for at in around if at >= 0), key=lambda at: abs(at - near), default=-1)
        return None if start < 0 else (start, start + len(sought))

    def _note_difference(
        self,
        said: str,
        words: StoredWords,
        found: tuple[int, int] | None,
        elsewhere: tuple[int, int] | None,
        place: Place,
    ) -> None:
        there = shortened(words.words[slice(*found)]) if found else ""
        stands_there = f"the text has {there!r}" if there else "the text has ended"
        taken = "its words are taken where they stand" if elsewhere else "its place is kept"
        self._notes.add(
            "qda-words-differ",
            f"A selection says {shortened(said)!r}, and at its place {stands_there}; {taken}.",
            place,
            value=said,
            hint="See in the program which words are meant.",
        )
