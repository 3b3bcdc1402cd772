"""The words of a diagram: this module says which lanes, kinds and arrow heads there are."""

from collections.abc import Mapping
from enum import Enum

from cmo_graph.model.codes import Polarity, Role


class Lane(Enum):
    """A vertical band of a diagram; they stand in this order unless another is asked for."""

    CONTEXT = "context"
    RESOURCE = "resource"
    RESPONSE = "response"
    OUTCOME = "outcome"


class LaneOrder(Enum):
    """In which order lanes stand, by the letters of their kinds.

    Dalkin et al. 2015 (Implementation Science 10:49) write M(resource) + C → M(response) = O.
    """

    CONTEXT_FIRST = "c,mr,mx,o"
    RESOURCE_FIRST = "mr,c,mx,o"


class Kind(Enum):
    """What an element is drawn as: shape and colour say it twice, a letter says it aloud."""

    CONTEXT = "context"
    INTERVENTION = "intervention"
    RESOURCE = "resource"
    RESPONSE = "response"
    MECHANISM = "mechanism"
    OUTCOME = "outcome"
    MODERATOR = "moderator"


class Head(Enum):
    """What stands at the tip of an arrow."""

    INCREASES = "increases"
    DECREASES = "decreases"
    MODERATES = "moderates"
    NO_EFFECT = "no_effect"
    UNCLEAR = "unclear"


class Look(Enum):
    """How an element or an arrow stands under a scenario; line, fill and sign all say it."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"
    #: Of elements: pushed down by what fires, or down and up at once.
    LOWERED = "lowered"
    BOTH_WAYS = "both_ways"
    #: Of arrows: takes no part in the theory's logic.
    ASIDE = "aside"


#: The lanes of each order, from left to right.
LANE_ORDERS: Mapping[LaneOrder, tuple[Lane, ...]] = {
    LaneOrder.CONTEXT_FIRST: tuple(Lane),
    LaneOrder.RESOURCE_FIRST: (Lane.RESOURCE, Lane.CONTEXT, Lane.RESPONSE, Lane.OUTCOME),
}
#: The lane of each kind; a moderator stands by what it moderates.
LANES: Mapping[Kind, Lane] = {
    Kind.CONTEXT: Lane.CONTEXT,
    Kind.INTERVENTION: Lane.RESOURCE,
    Kind.RESOURCE: Lane.RESOURCE,
    Kind.RESPONSE: Lane.RESPONSE,
    Kind.MECHANISM: Lane.RESPONSE,
    Kind.OUTCOME: Lane.OUTCOME,
}
#: What stands at the top of each lane.
HEADINGS: Mapping[Lane, str] = {
    Lane.CONTEXT: "Context",
    Lane.RESOURCE: "Mechanism: resource",
    Lane.RESPONSE: "Mechanism: response",
    Lane.OUTCOME: "Outcome",
}
#: The letters of each kind.
LETTERS: Mapping[Kind, str] = {
    Kind.CONTEXT: "C",
    Kind.INTERVENTION: "I",
    Kind.RESOURCE: "Mr",
    Kind.RESPONSE: "Mx",
    Kind.MECHANISM: "M",
    Kind.OUTCOME: "O",
    Kind.MODERATOR: "Mod",
}
#: Kinds in words, as they stand in the legend.
KINDS: Mapping[Kind, str] = {
    Kind.CONTEXT: "context",
    Kind.INTERVENTION: "intervention",
    Kind.RESOURCE: "resource",
    Kind.RESPONSE: "response",
    Kind.MECHANISM: "mechanism, not split",
    Kind.OUTCOME: "outcome",
    Kind.MODERATOR: "moderator",
}
#: Heads as the verb between two labels, and as they stand in the legend.
VERBS: Mapping[Head, str] = {
    Head.INCREASES: "leads to more of",
    Head.DECREASES: "leads to less of",
    Head.MODERATES: "moderates what leads to",
    Head.NO_EFFECT: "does not change",
    Head.UNCLEAR: "leads to more or less of",
}
HEADS: Mapping[Head, str] = {
    Head.INCREASES: "increases or enables",
    Head.DECREASES: "decreases or prevents",
    Head.MODERATES: "moderates",
    Head.NO_EFFECT: "changes nothing",
    Head.UNCLEAR: "mixed or unclear",
}
#: The head of a link of each polarity.
HEAD_OF: Mapping[Polarity, Head] = {
    Polarity.POSITIVE: Head.INCREASES,
    Polarity.NEGATIVE: Head.DECREASES,
    Polarity.ZERO: Head.NO_EFFECT,
    Polarity.MIXED: Head.UNCLEAR,
}
#: The kind of each role; actors are told in the table, not drawn.
KIND_OF: Mapping[Role, Kind] = {
    Role.CONTEXT: Kind.CONTEXT,
    Role.INTERVENTION: Kind.INTERVENTION,
    Role.RESOURCE: Kind.RESOURCE,
    Role.RESPONSE: Kind.RESPONSE,
    Role.MECHANISM: Kind.MECHANISM,
    Role.OUTCOME: Kind.OUTCOME,
}
