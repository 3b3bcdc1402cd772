"""Rows of positions, kept flat: this module holds who is joined to whom in two arrays of numbers.

A tuple of tuples of ints lies all over the memory. A search that follows it through a theory of
100,000 configurations mostly waits: each int and each tuple is fetched from wherever it happens to
be. Here a row is a stretch of one array, of 4 bytes a position, so the same search stays within
what a processor keeps close at hand, and takes time in proportion to the theory.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise


class Rows:
    """Rows of positions by position; equal to any sequence of the same rows.

    Row `i` is `members[starts[i]:starts[i + 1]]`, which is how the loops that must be quick read
    it; `rows[i]` gives it as a tuple.

    Example:
        >>> rows = Rows([(1, 2), (), (0,)])
        >>> rows[0]
        (1, 2)
        >>> rows.inverted(3)
        Rows([(2,), (0,), (0,)])
    """

    __slots__ = ("members", "starts")

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.starts = array("i", accumulate(map(len, rows), initial=0))
        self.members = array("i", chain.from_iterable(rows))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> tuple[int, ...]:
        return tuple(self.members[self.starts[row] : self.starts[row + 1]])

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return (tuple(self.members[start:end]) for start, end in pairwise(self.starts))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows | Sequence) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        return f"Rows({list(self)})"

    def sizes(self) -> Iterator[int]:
        """Yield how many members each row has."""
        return (end - start for start, end in pairwise(self.starts))

    def inverted(self, size: int) -> "Rows":
        """Return for each position below `size` the rows that have it, in order."""
        found: list[list[int]] = [[] for _ in range(size)]
        for row, members in enumerate(self):
            for member in members:
                found[member].append(row)
        return Rows(found)


def counters(counts: Iterable[int]) -> "array[int]":
    """Return counts of 0 or more as an array, in single bytes where these are enough."""
    kept = array("i", counts)
    return array("B", kept) if max(kept, default=0) < 256 else kept


def closure(rows: Rows, starts: Iterable[int]) -> dict[int, int]:
    """Return what can be reached from some positions, each with the given one it comes from."""
    found = {start: start for start in starts}
    waiting = list(found)
    members, begins = rows.members, rows.starts
    for reached in waiting:
        for other in members[begins[reached] : begins[reached + 1]]:
            if other not in found:
                found[other] = found[reached]
                waiting.append(other)
    return found
