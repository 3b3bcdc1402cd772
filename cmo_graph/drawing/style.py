"""How a diagram looks on a screen: this module writes its style sheet.

Pages have it as `static/diagram.css`; a file of its own carries it inside. Without it a diagram is
light, as its attributes say, and so it is on paper.
"""

from collections.abc import Iterator

from cmo_graph.drawing.codes import Head, Kind, Lane
from cmo_graph.drawing.colours import BAR_OF, DARK, LIGHT, Palette, arrow_colour

_RULES = """\
.cmo-diagram .d-paper { fill: var(--d-paper); }
.cmo-diagram .d-ink { fill: var(--d-ink); }
.cmo-diagram .d-quiet { fill: var(--d-quiet); }
.cmo-diagram .d-tag { fill: var(--d-paper); }
.cmo-diagram .d-badge { fill: var(--d-paper); stroke: var(--d-quiet); }
.cmo-diagram .d-hollow { fill: var(--d-paper); }
.cmo-diagram .d-reach { stroke: transparent; }
.cmo-diagram .s-fails .d-shape, .cmo-diagram .s-unknown .d-shape { fill: var(--d-paper); }
.cmo-diagram .d-effect { stroke: var(--d-effect); }
.cmo-diagram .d-solid { fill: var(--d-ink); stroke: var(--d-ink); }
.cmo-diagram .d-open { fill: var(--d-paper); stroke: var(--d-ink); }
.cmo-diagram .d-faint { fill: var(--d-paper); stroke: var(--d-quiet); }
.cmo-diagram .d-lit { fill: var(--d-paper); }
.cmo-diagram .d-lit-line { stroke: var(--d-paper); }
.cmo-diagram .d-sign { stroke: var(--d-ink); }
.cmo-diagram a { cursor: pointer; }
.cmo-diagram a:hover .d-shape { stroke-width: 2.6; }
.cmo-diagram a:hover .d-reach { stroke: var(--d-hover); }
.cmo-diagram a:focus { outline: none; }
.cmo-diagram a:focus-visible .d-shape { stroke: var(--d-focus); stroke-width: 4; }
.cmo-diagram a:focus-visible .d-reach { stroke: var(--d-focus); stroke-opacity: .45; }
"""


def style_sheet() -> str:
    """Return the style sheet, the same for every diagram."""
    return "\n".join(
        [
            # Viewers that know style sheets but no custom properties would paint all of it black.
            "@supports (--d-paper: #fff) {",
            f".cmo-diagram {{ {' '.join(_values(LIGHT, focus='#0b57d0', hover='#0b57d033'))} }}",
            "@media screen and (prefers-color-scheme: dark) {",
            f".cmo-diagram {{ {' '.join(_values(DARK, focus='#9cc9ff', hover='#9cc9ff44'))} }}",
            "}",
            *_kind_rules(),
            *_arrow_rules(),
            *_lane_rules(),
            _RULES + "}",
        ]
    )


def _values(palette: Palette, *, focus: str, hover: str) -> Iterator[str]:
    yield f"--d-paper: {palette.paper}; --d-ink: {palette.ink}; --d-quiet: {palette.quiet};"
    yield f"--d-focus: {focus}; --d-hover: {hover}; --d-effect: {palette.effect};"
    for head in Head:
        yield f"--d-{head.value}: {arrow_colour(head, palette)};"
    for kind, (fill, stroke) in palette.kinds.items():
        yield f"--d-{kind.value}: {fill}; --d-{kind.value}-line: {stroke};"
    for lane, ground in palette.lanes.items():
        yield f"--d-lane-{lane.value}: {ground};"


def _kind_rules() -> Iterator[str]:
    for kind in Kind:
        name = kind.value
        yield (
            f".cmo-diagram .k-{name} .d-shape"
            f" {{ fill: var(--d-{name}); stroke: var(--d-{name}-line); }}"
        )
        yield f".cmo-diagram .k-{name} .d-tag {{ stroke: var(--d-{name}-line); }}"


def _arrow_rules() -> Iterator[str]:
    for head in Head:
        name = head.value
        yield f".cmo-diagram .h-{name} .d-line {{ stroke: var(--d-{name}); }}"
        yield f".cmo-diagram .h-{name} .d-tip {{ fill: var(--d-{name}); stroke: var(--d-{name}); }}"
        yield f".cmo-diagram .h-{name} .d-hollow {{ fill: var(--d-paper); }}"


def _lane_rules() -> Iterator[str]:
    for lane in Lane:
        yield f".cmo-diagram .l-{lane.value} {{ fill: var(--d-lane-{lane.value}); }}"
        yield f".cmo-diagram .b-{lane.value} {{ fill: var(--d-{BAR_OF[lane].value}-line); }}"
