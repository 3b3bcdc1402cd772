"""Draws that can be repeated: this module has the one source of chance of a synthetic review."""

from array import array
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Chance:
    """Seeded draws; the same seeds give the same draws on every machine."""

    def __init__(self, *seeds: object) -> None:
        # A text seeds `Random` through SHA-512; hash() would differ from process to process.
        self._random = Random(":".join(str(seed) for seed in seeds))

    def happens(self, share: float) -> bool:
        """Say yes in this share (0-1) of all calls."""
        return self._random.random() < share

    def below(self, limit: int) -> int:
        """Return an integer from 0 to `limit` - 1."""
        return int(self._random.random() * limit)

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items, each as likely as the others."""
        return items[self.below(len(items))]

    def weigh(self, weights: Mapping[Item, float]) -> Item:
        """Return one of the keys, each as likely as its weight says; the weights add up to 1."""
        rest = self._random.random()
        for item, weight in weights.items():
            rest -= weight
            if rest < 0:
                return item
        return next(reversed(list(weights)))

    def count(self, *, again: float, most: int) -> int:
        """Return 1, and one more for every time that `again` happens in a row."""
        found = 1
        while found < most and self.happens(again):
            found += 1
        return found

    def tail(self, *, exponent: float, most: int) -> int:
        """Return a count from 1 whose distribution has a heavy (Pareto) tail, cut at `most`."""
        return min(int(self._random.paretovariate(exponent)), most)


class Reuse:
    """Numbers from 1 that are drawn the more often the more often they have been drawn.

    Source: Simon 1955, "On a class of skew distribution functions", Biometrika 42:425: with a
    constant share of new items the uses of an item follow a power law.
    """

    def __init__(self, *, new: float) -> None:
        self._new = new
        self._uses = array("L")
        self.size = 0

    def draw(self, chance: Chance) -> int:
        """Return a number used before, or in a share `new` of all draws the next new one."""
        if not self._uses or chance.happens(self._new):
            return self.add()
        return self.again(chance)

    def again(self, chance: Chance) -> int:
        """Return a number used before; there must be one."""
        number = self._uses[chance.below(len(self._uses))]
        self._uses.append(number)
        return number

    def add(self) -> int:
        """Return the next new number."""
        self.size += 1
        self._uses.append(self.size)
        return self.size
