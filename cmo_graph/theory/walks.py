"""All ways from here to there: this module enumerates simple paths quickly.

`networkx.all_simple_paths` walks into every dead end up to the cutoff. Knowing how far each concept
is from the target, a depth-first search never leaves the concepts from which the target can still
be reached in the steps that are left.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from cmo_graph.theory.network import Network, steps_to

#: Most steps of a pathway: the number of ways grows with every step.
MOST_STEPS = 8

#: Positions of links, in sequence.
Walk = tuple[int, ...]


def simple_walks(
    network: Network,
    source: int,
    target: int,
    *,
    longest: int,
    barred: frozenset[int] = frozenset(),
    allows: Callable[[int], bool] | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> Iterator[Walk]:
    """Yield every sequence of links from source to target that passes no concept twice.

    Links that join the same two concepts give sequences of their own.

    Args:
        network: From `build_network`.
        source: Position of the concept to start from.
        target: Position of another concept, to end at.
        longest: Most links in a sequence.
        barred: Concepts not to pass.
        allows: Says whether a link may be used; None for all.
        is_over: Asked at each turn; when it says yes, the search ends where it is.

    Yields:
        Positions of links; the order is that of a depth-first search by link.

    Cost: about 2·dⁿ link visits for d links a concept, where n is half of `longest`, rounded up,
    and a few more a sequence.
    """
    if longest < 1 or source in barred or target in barred:
        return
    # Half of the distances are enough: a concept that is not among them is at least one step
    # further away, and the search finds out by itself what lies nearer than half.
    half = longest // 2
    left = steps_to(network.incoming, target, longest=half, barred=barred)
    towards = _Towards(network, source, left, longest, barred, allows)
    yield from _search(towards, source, target, longest, is_over)


class _Towards(dict[int, tuple[tuple[int, int, int], ...]]):
    """For each concept met: (link, concept it leads to, fewest steps left from there).

    Steps that cannot be part of a sequence of allowed length may be missing.
    """

    def __init__(
        self,
        network: Network,
        source: int,
        left: Mapping[int, int],
        longest: int,
        barred: frozenset[int],
        allows: Callable[[int], bool] | None,
    ) -> None:
        self._network, self._source, self._left = network, source, left
        self._barred, self._allows = barred, allows
        self._further = longest // 2 + 1
        #: Whether a sequence that has left the source must keep to the concepts in `left`.
        self._is_near = self._further > longest - 2

    def __missing__(self, concept: int) -> tuple[tuple[int, int, int], ...]:
        left, further = self._left, self._further
        hops: Iterable[int] = self._network.hops[concept]
        if self._is_near and concept != self._source:
            # Hubs have many steps of which few matter: the sets meet faster than a loop can look.
            hops = self._network.hops[concept].keys() & left.keys()
        steps = sorted(
            [
                (link, other, left.get(other, further))
                for other in hops
                if other not in self._barred
                for link in self._network.hops[concept][other]
                if self._allows is None or self._allows(link)
            ]
        )
        found = self[concept] = tuple(steps)
        return found


def _search(
    outgoing: _Towards, source: int, target: int, longest: int, is_over: Callable[[], bool]
) -> Iterator[Walk]:
    visited = [source]
    prefixes: list[Walk] = [()]
    stack = [iter(outgoing[source])]
    while stack and not is_over():
        walked, remaining = prefixes[-1], longest - len(stack)
        for link, other, distance in stack[-1]:
            if other == target:
                yield (*walked, link)
            elif distance <= remaining and other not in visited:
                visited.append(other)
                prefixes.append((*walked, link))
                stack.append(iter(outgoing[other]))
                break
        else:
            stack.pop()
            visited.pop()
            prefixes.pop()
