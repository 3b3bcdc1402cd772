"""Colours of a diagram: this module has them for light and for dark.

Every text has a contrast of at least 4.5 to what it stands on, every line of at least 3 (WCAG 2.2,
1.4.3 and 1.4.11), and no two kinds are told apart by colour alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cmo_graph.drawing.codes import Head, Kind, Lane


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one appearance, as #rrggbb."""

    paper: str
    ink: str
    #: Texts of less weight, and the lines of badges.
    quiet: str
    #: Arrows that increase, change nothing or are unclear; that decrease; that moderate.
    arrow: str
    against: str
    moderates: str
    #: What lies under an arrow that takes effect under a scenario.
    effect: str
    #: Of each kind: what fills it, and its outline.
    kinds: Mapping[Kind, tuple[str, str]]
    #: Of each lane: its ground.
    lanes: Mapping[Lane, str]


LIGHT = Palette(
    paper="#ffffff",
    ink="#14181f",
    quiet="#4b5563",
    arrow="#4b5563",
    against="#a3242b",
    moderates="#8a3d76",
    effect="#b5cce6",
    kinds={
        Kind.CONTEXT: ("#dceefa", "#2b7bba"),
        Kind.INTERVENTION: ("#e9ebef", "#5b6573"),
        Kind.RESOURCE: ("#fdebc8", "#b88700"),
        Kind.RESPONSE: ("#fbe0d1", "#9b2d0a"),
        Kind.MECHANISM: ("#fbe0d1", "#9b2d0a"),
        Kind.OUTCOME: ("#d3f0e4", "#00543c"),
        Kind.MODERATOR: ("#efe3f0", "#8a3d76"),
    },
    lanes={
        Lane.CONTEXT: "#f3f8fc",
        Lane.RESOURCE: "#fcf9f1",
        Lane.RESPONSE: "#fbf4f0",
        Lane.OUTCOME: "#f0f6f3",
    },
)
DARK = Palette(
    paper="#12161c",
    ink="#e8ebef",
    quiet="#aab4c0",
    arrow="#aab4c0",
    against="#ff8f8f",
    moderates="#dba0cd",
    effect="#2f4c6e",
    kinds={
        Kind.CONTEXT: ("#0b3049", "#6cb8ee"),
        Kind.INTERVENTION: ("#2a313b", "#aab4c0"),
        Kind.RESOURCE: ("#3d2a05", "#e6b04d"),
        Kind.RESPONSE: ("#47200c", "#f4a07a"),
        Kind.MECHANISM: ("#47200c", "#f4a07a"),
        Kind.OUTCOME: ("#07382a", "#5fd0a6"),
        Kind.MODERATOR: ("#3b1f36", "#dba0cd"),
    },
    lanes={
        Lane.CONTEXT: "#151d26",
        Lane.RESOURCE: "#1d1c19",
        Lane.RESPONSE: "#1f1a1a",
        Lane.OUTCOME: "#141f1d",
    },
)

#: The kind whose outline is the colour of each lane's bar.
BAR_OF: Mapping[Lane, Kind] = {
    Lane.CONTEXT: Kind.CONTEXT,
    Lane.RESOURCE: Kind.RESOURCE,
    Lane.RESPONSE: Kind.RESPONSE,
    Lane.OUTCOME: Kind.OUTCOME,
}


def arrow_colour(head: Head, palette: Palette) -> str:
    """Return the colour of arrows with a head; it repeats what the head says."""
    return {Head.DECREASES: palette.against, Head.MODERATES: palette.moderates}.get(
        head, palette.arrow
    )
