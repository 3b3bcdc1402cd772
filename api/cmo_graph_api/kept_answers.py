"""Short answers that were given lately: this module keeps them for whoever asks the same again.

An entity tag follows from the dataset version, the query and the syntax, so under one tag there is
one answer for good. Nothing has to be thrown away when the dataset changes: it has other tags then.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass

#: Bytes of the longest answer that is kept.
LONGEST = 64 * 1024

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

    def __init__(self, *, most_bytes: int) -> None:
        """Keep at most so many bytes of answers; 0 keeps none."""
        self._most_bytes = most_bytes
        self._answers: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0

    def find(self, tag: str) -> Kept | None:
        """Return the answer with this entity tag, if it is kept."""
        found = self._answers.get(tag)
        if found is not None:
            self._answers.move_to_end(tag)
        return found

    def keep(self, tag: str, answer: Kept, *, query: str) -> None:
        """Keep an answer, unless it is long or would be another one the next time."""
        if not self._most_bytes or len(answer.body) > LONGEST or tag in self._answers:
            return
        if is_changing(query):
            return
        self._answers[tag] = answer
        self._bytes += len(answer.body)
        while self._bytes > self._most_bytes:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.body)
