"""Where boxes stand and lines run: this module asks Graphviz, which comes with pygraphviz.

Columns are ours (`columns`) and given to Graphviz as ranks, and so is each place where a line
passes a column. It decides the order within a column, with few crossings, and the heights. It is
given numbers and no texts. Decision 7 has the figures.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Point = tuple[float, float]

#: Pixels between boxes of neighbouring columns; between boxes of one column; between lines that
#: pass one column, and between such a line and a box. One of Graphviz's points is a pixel here.
COLUMN_GAP, ROW_GAP, LINE_GAP = 84.0, 18.0, 7.0
_INCH = 72.0
#: How much a line wants to be straight: between boxes, at one of them, and elsewhere.
_STRAIGHTNESS = (1, 2, 8)
#: Graphviz keeps state that threads would share.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Box:
    """Something to place in a column, by its number from the left."""

    column: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Wire:
    """A line to lead from a box to another in another column, by their positions."""

    start: int
    end: int
    #: Width and height of what stands in its middle; None for nothing.
    badge: Point | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that a line passes on the level, over a width."""

    centre: Point
    width: float
    is_badge: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything came to be. Coordinates are pixels, rightwards and downwards."""

    #: Centre of each box.
    boxes: tuple[Point, ...]
    #: The places that each line passes, from left to right.
    wires: tuple[tuple[Stop, ...], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Node:
    """A node as Graphviz has it: a box, or where a line passes."""

    name: str
    rank: int
    width: float
    height: float
    is_badge: bool = False

    @property
    def is_box(self) -> bool:
        return self.name[0] == "b"


def place(boxes: Sequence[Box], wires: Sequence[Wire]) -> Placed:
    """Place boxes in their columns and lead lines between them.

    The same input gives the same places. Boxes, badges and passing lines do not overlap. Other
    threads wait, and nothing else runs in this process meanwhile.

    Raises:
        ValueError: a line joins boxes of one column.

    Cost: some milliseconds for a few dozen boxes; see decision 7.
    """
    for wire in wires:
        if boxes[wire.start].column == boxes[wire.end].column:
            raise ValueError("A line joins boxes of two columns.")
    if not boxes:
        return Placed((), (), 0.0, 0.0)
    ends = [_Node(f"b{n}", 2 * one.column, one.width, one.height) for n, one in enumerate(boxes)]
    crowded = {_gap(wire, boxes) for wire in wires if wire.badge}
    chains = [_chain(n, wire, boxes, crowded) for n, wire in enumerate(wires)]
    text = "\n".join(_statements(ends, wires, chains))
    # Only who draws waits for Graphviz to load.
    from pygraphviz import AGraph

    with _LOCK:
        graph = AGraph(string=text)
        try:
            graph.layout("dot")
            return _read(graph, ends, chains)
        finally:
            # Left to the interpreter, it might be let go of while another thread is inside.
            graph.close()


def _span(wire: Wire, boxes: Sequence[Box]) -> tuple[int, int]:
    """Return the ranks of a line's ends; columns have even ranks, gaps between them odd ones."""
    first, last = sorted((2 * boxes[wire.start].column, 2 * boxes[wire.end].column))
    return first, last


def _gap(wire: Wire, boxes: Sequence[Box]) -> int:
    """Return the rank of the gap in which a line's badge stands: the middle one."""
    first, last = _span(wire, boxes)
    return first + (last - first) // 4 * 2 + 1


def _chain(number: int, wire: Wire, boxes: Sequence[Box], crowded: set[int]) -> list[_Node]:
    """Return the nodes that a line passes: at each column, and in each gap with a badge."""
    first, last = _span(wire, boxes)
    widths = {2 * box.column: box.width for box in boxes}
    own = _gap(wire, boxes)
    chain = []
    for rank in range(first + 1, last):
        name = f"w{number}_{rank}"
        if wire.badge and rank == own:
            chain.append(_Node(name, rank, *wire.badge, is_badge=True))
        elif rank in crowded or rank % 2 == 0:
            chain.append(_Node(name, rank, widths.get(rank, 1.0), 1.0))
    return chain


def _statements(
    ends: Sequence[_Node], wires: Sequence[Wire], chains: Sequence[Sequence[_Node]]
) -> Iterator[str]:
    nodes = [*ends, *(node for chain in chains for node in chain)]
    ranks = sorted({node.rank for node in nodes})
    yield f"digraph {{ rankdir=LR; nodesep={LINE_GAP / _INCH:.4f}; splines=false;"
    yield f'ranksep={COLUMN_GAP / 2 / _INCH:.4f}; node [shape=box, fixedsize=true, label=""];'
    yield "edge [weight=0];"
    # Ranks without a node of their own would vanish, and with them half of the gap.
    every = range(ranks[0], ranks[-1] + 1)
    yield " -> ".join(f"r{rank}" for rank in every) + ";"
    for rank in every:
        yield f"{{ rank=same; r{rank} [width=0.01, height=0.01];"
        for node in nodes:
            if node.rank == rank:
                yield f"{node.name} [{_size(node)}];"
        yield "}"
    for wire, chain in zip(wires, chains, strict=True):
        left, right = sorted((ends[wire.start], ends[wire.end]), key=lambda node: node.rank)
        walk = [left, *chain, right]
        for one, other in pairwise(walk):
            weight = _STRAIGHTNESS[2 - one.is_box - other.is_box]
            yield f"{one.name} -> {other.name} [weight={weight}];"
    yield "}"


def _size(node: _Node) -> str:
    # Between boxes is more room than between lines: it is part of the boxes.
    height = node.height + (ROW_GAP - LINE_GAP if node.is_box else 0.0)
    return f"width={node.width / _INCH:.4f}, height={height / _INCH:.4f}"


def _read(graph: Any, ends: Sequence[_Node], chains: Sequence[Sequence[_Node]]) -> Placed:
    left, bottom, right, top = map(float, graph.graph_attr["bb"].split(","))

    def centre(node: _Node) -> Point:
        x, y = graph.get_node(node.name).attr["pos"].split(",")
        return round(float(x) - left, 1), round(top - float(y), 1)

    return Placed(
        boxes=tuple(map(centre, ends)),
        wires=tuple(
            tuple(Stop(centre(node), node.width, node.is_badge) for node in chain)
            for chain in chains
        ),
        width=round(right - left, 1),
        height=round(top - bottom, 1),
    )
