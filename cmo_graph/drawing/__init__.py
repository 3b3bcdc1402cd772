"""Pictures of theories: this package turns claims and their support into a drawing, and writes it.

    claims → `theories` → Diagram → `focusing` → `composing` → Drawing → `svg`, `printing`

- `codes`, `diagram`: lanes, kinds, heads; elements and arrows without places
- `theories`: what of a theory becomes an element, and what an arrow
- `focusing`: the part that is wanted, and no more than can be read
- `columns`, `placing`: lanes parted into columns (ours), order and heights in them (Graphviz's)
- `lettering`, `shapes`, `routes`, `tips`, `legend`, `composing`: labels in lines, outlines, curves
- `geometry`: the drawing, of which everything is written
- `states`: the answer to a scenario, laid over a drawing
- `svg`, `style`, `printing`: the same drawing for pages, files and paper
"""

from cmo_graph.drawing.codes import LaneOrder
from cmo_graph.drawing.composing import compose
from cmo_graph.drawing.diagram import Arrow, Diagram, Element, Standing
from cmo_graph.drawing.focusing import Focus, Way, is_too_large, narrow, wanted
from cmo_graph.drawing.geometry import Drawing
from cmo_graph.drawing.printing import PrintSize, to_pdf, to_png
from cmo_graph.drawing.states import ArrowState, ElementState, States, mark
from cmo_graph.drawing.svg import Links, to_svg, to_things
from cmo_graph.drawing.theories import theory_diagram

__all__ = [
    "Arrow",
    "ArrowState",
    "Diagram",
    "Drawing",
    "Element",
    "ElementState",
    "Focus",
    "LaneOrder",
    "Links",
    "PrintSize",
    "Standing",
    "States",
    "Way",
    "compose",
    "is_too_large",
    "mark",
    "narrow",
    "theory_diagram",
    "to_pdf",
    "to_png",
    "to_svg",
    "to_things",
    "wanted",
]
