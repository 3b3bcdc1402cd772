"""How long does a diagram take, next to what Graphviz alone takes? This module asks.

"Graphviz alone" is `dot` with ranks and splines of its own for the same boxes and arrows: what one
would get without lanes, ports, fitted labels, or an SVG that can be read aloud.
"""

from collections.abc import Iterator
from functools import partial
from random import Random

from pygraphviz import AGraph

from benchmarks.material import SEED, Material
from benchmarks.measure import alternate, repeat
from benchmarks.table import Row, at_most, duration
from cmo_graph.drawing import Arrow, Diagram, Element, Standing, compose, to_svg
from cmo_graph.drawing.codes import Head, Kind, Lane
from cmo_graph.drawing.composing import BOX_WIDTH, LEAST_HEIGHT
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.support.codes import SupportStatus

TITLE = "Diagrams"

#: Elements of the diagrams that are drawn, and arrows for each of them: as the seed has.
SIZES, ARROWS = (24, 60, 150), 1.2
_LANES = {
    Lane.CONTEXT: (Kind.CONTEXT, 0.35),
    Lane.RESOURCE: (Kind.RESOURCE, 0.15),
    Lane.RESPONSE: (Kind.RESPONSE, 0.2),
    Lane.OUTCOME: (Kind.OUTCOME, 0.3),
}
_TIMES = 7


def rows(_: Material) -> Iterator[Row]:
    """Draw diagrams of a few sizes."""
    for size in SIZES:
        diagram = random_diagram(size)
        text = _alone(diagram)
        ours, alone = alternate(
            partial(compose, diagram),
            partial(_laid_out, text),
            times=_TIMES,
        )
        told = f"{size} elements, {len(diagram.arrows)} arrows"
        yield Row(
            what="laying a diagram out",
            size=told,
            value=ours.median,
            unit="s",
            target=at_most(0.15, "s") if size == 60 else None,
        )
        yield Row(
            what="the same next to Graphviz alone, without lanes or labels",
            size=told,
            value=ours.median / alone.median,
            unit="× the time",
            behind=f"{duration(alone.median)} → {duration(ours.median)}",
        )
    drawing = compose(random_diagram(60))
    writing = repeat(lambda: to_svg(drawing), times=_TIMES)
    yield Row(what="writing a diagram as SVG", size="60 elements", value=writing.median, unit="s")


def _laid_out(text: str) -> None:
    AGraph(string=text).layout("dot")


def random_diagram(size: int) -> Diagram:
    """Return a diagram of so many elements; the same size gives the same diagram."""
    chance = Random(SEED)
    lanes = [lane for lane, (_, share) in _LANES.items() for _ in range(round(share * size))]
    elements = [
        Element(
            iri=DEFAULT_BASE.mint("concepts", f"b.{lane.value}-{number}"),
            key=f"b.{lane.value}-{number}",
            label=" ".join(chance.choices(_WORDS, k=chance.randint(2, 8))),
            kind=_LANES[lane][0],
            lane=lane,
            kinds=(_LANES[lane][0],),
        )
        for number, lane in enumerate(lanes)
    ]
    arrows = {
        (one.iri, other.iri): _arrow(one, other, chance)
        for one, other in (chance.sample(elements, 2) for _ in range(10 * size))
        if -1 <= list(Lane).index(other.lane) - list(Lane).index(one.lane) - 1 <= 1
    }
    kept = list(arrows.values())[: round(ARROWS * size)]
    return Diagram(
        title=f"{size} elements", elements=tuple(elements), arrows=tuple(kept), total=size
    )


_WORDS = ("parents", "trust", "worker", "shared", "understanding", "risk", "safety", "network")


def _arrow(one: Element, other: Element, chance: Random) -> Arrow:
    supporting, disputing = chance.choice((0, 0, 1, 2, 5)), chance.choice((0, 0, 0, 1))
    iri = DEFAULT_BASE.mint("links", f"{one.key}-{other.key.partition('.')[2]}")
    return Arrow(
        iri=iri,
        start=one.iri,
        end=other.iri,
        head=chance.choice(list(Head)),
        claims=(iri,),
        is_implied=False,
        standing=Standing(
            status=SupportStatus.CONTESTED,
            supporting=supporting,
            disputing=disputing,
            studies=supporting + disputing,
        ),
    )


def _alone(diagram: Diagram) -> str:
    names = {element.iri: f"n{number}" for number, element in enumerate(diagram.elements)}
    size = f"width={BOX_WIDTH / 72:.3f}, height={LEAST_HEIGHT / 72:.3f}"
    lines = [f'digraph {{ rankdir=LR; node [shape=box, fixedsize=true, label="", {size}];']
    lines += [f"{name};" for name in names.values()]
    lines += [f"{names[arrow.start]} -> {names[arrow.end]};" for arrow in diagram.arrows]
    return "\n".join([*lines, "}"])
