"""Short answers that were given lately: this module keeps them for whoever asks the same again.

An entity tag follows from the dataset version, the query and the syntax, so under one tag there is
one answer for good. When the dataset changes it has other tags; the answers of a state that nobody
can ask any more would still take room, so only those of a few states are kept.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass

#: Bytes of the longest answer that is kept.
LONGEST = 64 * 1024
#: Bytes that an answer takes besides its body: its tag, its objects and its place (measured).
BESIDE = 300

#: A call of a function that answers differently each time, or something that looks like one.
_CHANGING = re.compile(r"(?:RAND|NOW|UUID|BNODE)(?:\s|#[^\r\n]*[\r\n])*\(", re.IGNORECASE)


def is_changing(query: str) -> bool:
    """Say whether a query may be answered differently although the dataset is the same."""
    return _CHANGING.search(query) is not None


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was sent."""

    body: bytes
    encoding: str | None


class KeptAnswers:
    """The answers asked for last. Belongs to one event loop."""

    def __init__(self, *, most_bytes: int, most_states: int) -> None:
        """Keep nothing at first.

        Args:
            most_bytes: Bytes that all answers take, at most; 0 keeps none.
            most_states: States of the dataset whose answers are kept, at most: those asked last.
        """
        self._most_bytes = most_bytes
        self._most_states = most_states
        #: Answers by entity tag, by state; of both, what was asked for last is the last.
        self._states: OrderedDict[str, OrderedDict[str, Kept]] = OrderedDict()
        self._bytes = 0

    def find(self, tag: str, *, state: str) -> Kept | None:
        """Return the answer with this entity tag in this state of the dataset, if it is kept."""
        answers = self._states.get(state)
        if answers is None:
            return None
        self._states.move_to_end(state)
        found = answers.get(tag)
        if found is not None:
            answers.move_to_end(tag)
        return found

    def keep(self, tag: str, answer: Kept, *, state: str, query: str) -> None:
        """Keep an answer, unless it is long or would be another one the next time."""
        if not self._most_bytes or len(answer.body) > LONGEST or is_changing(query):
            return
        answers = self._states.setdefault(state, OrderedDict())
        self._states.move_to_end(state)
        if tag not in answers:
            answers[tag] = answer
            self._bytes += _size_of(answer)
            self._make_room()

    def _make_room(self) -> None:
        while len(self._states) > self._most_states:
            _, forgotten = self._states.popitem(last=False)
            self._bytes -= sum(map(_size_of, forgotten.values()))
        while self._bytes > self._most_bytes:
            state = next(iter(self._states))
            _, oldest = self._states[state].popitem(last=False)
            self._bytes -= _size_of(oldest)
            if not self._states[state]:
                del self._states[state]


def _size_of(answer: Kept) -> int:
    return len(answer.body) + BESIDE
