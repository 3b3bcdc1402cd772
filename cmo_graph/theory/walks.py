"""All ways from here to there: this module enumerates simple paths quickly.

`networkx.all_simple_paths` walks into every dead end up to the cutoff. Knowing how far each concept
is from the target, a depth-first search never leaves the concepts from which the target can still
be reached in the steps that are left.
"""

from collections.abc import Callable, Iterator

from cmo_graph.theory.network import Network, Steps, steps_to

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

    Cost: linear in the links within reach, plus a few steps a sequence: each prefix that is looked
    at can be completed to a walk of allowed length, though not always to one without repeats.
    """
    left = steps_to(network.incoming, target, longest=longest, barred=barred)
    if source in left and source not in barred:
        outgoing = _Towards(network.outgoing, left, allows)
        yield from _search(outgoing, source, target, longest, is_over)


class _Towards(dict[int, tuple[tuple[int, int, int], ...]]):
    """For each concept met: its steps that lead nearer, with the distance left after each."""

    def __init__(
        self,
        outgoing: tuple[Steps, ...],
        left: dict[int, int],
        allows: Callable[[int], bool] | None,
    ) -> None:
        self._outgoing, self._left, self._allows = outgoing, left, allows

    def __missing__(self, concept: int) -> tuple[tuple[int, int, int], ...]:
        left, allows = self._left, self._allows
        steps = tuple(
            (link, other, left[other])
            for link, other in self._outgoing[concept]
            if other in left and (allows is None or allows(link))
        )
        self[concept] = steps
        return steps


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
