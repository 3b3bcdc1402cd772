"""Words that mean nothing: this module makes the labels and report texts of a synthetic review.

The words are colours and things found outdoors, so that nobody takes a label for a finding, yet a
search has words to find.
"""

from cmo_graph.synthetic.chance import Chance

_COLOURS = (
    "amber", "azure", "beige", "copper", "coral", "crimson", "ebony", "golden", "indigo", "ivory",
    "jade", "lilac", "maroon", "ochre", "pearl", "russet", "sable", "silver", "teal", "umber",
)  # fmt: skip
_THINGS = (
    "acorn", "birch", "brook", "cliff", "cloud", "clover", "dune", "fern", "glade", "harbour",
    "heath", "lagoon", "lichen", "meadow", "pebble", "reed", "river", "thicket", "valley", "willow",
)  # fmt: skip
#: Code points kept on each side of a passage.
_SURROUNDINGS = 24


def label(noun: str, number: int, chance: Chance) -> str:
    """Return the label of the `number`-th thing of its sort: "Synthetic outcome 7, amber river"."""
    return f"Synthetic {noun} {number}, {chance.pick(_COLOURS)} {chance.pick(_THINGS)}"


def synthetic_text(report: int, *, sentences: int) -> str:
    """Return the text of a synthetic report: numbered sentences, one a line, no two alike.

    It depends on nothing else, so a passage's words can be had again from its report's number. The
    accents and the sign outside the basic plane are there because offsets count code points.
    """
    return "\n".join(_sentence(report, number) for number in range(sentences)) + "\n"


def _sentence(report: int, number: int) -> str:
    colour = _COLOURS[(report + 7 * number) % len(_COLOURS)]
    thing = _THINGS[(3 * report + number) % len(_THINGS)]
    return (
        f"Sentence {number} of synthetic report {report} says naïvely 🪨 that the {colour} {thing}"
        " means nothing."
    )


def sentence_span(report: int, number: int) -> tuple[int, int]:
    """Return where a sentence of a synthetic report starts and ends, in code points."""
    start = sum(len(_sentence(report, earlier)) + 1 for earlier in range(number))
    return start, start + len(_sentence(report, number))


def surroundings(text: str, start: int, end: int) -> tuple[str | None, str | None]:
    """Return the few characters before and after a span; None where the text begins or ends."""
    before, after = text[max(0, start - _SURROUNDINGS) : start], text[end : end + _SURROUNDINGS]
    return before or None, after or None
