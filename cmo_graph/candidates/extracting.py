"""What an extractor says of a text, checked: this module believes only what stands there.

An extractor may be anything, and a language model among them makes up quotations that look real. So
each of its answers has to name the words it rests on, and these have to stand in the text as a
whole. Nothing else of an answer decides anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cmo_graph.anchoring import LOCATED, HeldText, Location, Quotation, find_quotation
from cmo_graph.candidates.sentences import sentences_of

#: Most code points that an extractor is given at a time, and most such pieces of a text.
LONGEST_PIECE, MOST_PIECES = 12_000, 60
#: Fewest and most code points of a quotation that is believed.
SHORTEST, LONGEST = 20, 1_500
#: Most answers to one piece that are looked at.
MOST_ANSWERS = 200


class ExtractorFailed(Exception):
    """An extractor gave no answer that can be read; the message is a sentence.

    Attributes:
        is_down: No further piece is worth asking about.
    """

    def __init__(self, message: str, *, is_down: bool) -> None:
        super().__init__(message)
        self.is_down = is_down


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor says: words of the text, and which of them are cause and effect."""

    quotation: str
    cause: str = ""
    effect: str = ""


class Extractor(Protocol):
    """Finds statements in a piece of a text."""

    def name(self) -> str:
        """Return its name and version, which proposals tell."""

    def extract(self, piece: str) -> Sequence[Answer]:
        """Return what it finds in a piece of a text.

        Raises:
            ExtractorFailed: it gave no answer that can be read.
        """


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer whose quotation stands in the text. It is proposed and nothing else."""

    #: Where it stands: code points over the text with LF line ends.
    location: Location
    #: The words that stand there; the text's own, not the extractor's.
    words: str
    #: What may bring about, and what may be brought about; words of the quotation, or "".
    cause: str
    effect: str
    #: Who proposes it.
    by: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not believed."""

    answer: Answer
    #: Why, in a sentence.
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of asking an extractor about a text."""

    proposals: tuple[Proposal, ...]
    refusals: tuple[Refusal, ...]
    #: Sentences: what went wrong in asking.
    failures: tuple[str, ...] = ()


def extract(text: str, extractor: Extractor) -> Extraction:
    """Ask an extractor about a text, piece by piece, and check what it says.

    Args:
        text: Any line ends.
        extractor: It is asked about each piece once.

    Returns:
        Proposals in the order of the text, each place once. A text with more than `MOST_PIECES`
        pieces is read as far as that, which is told as a failure.
    """
    held = HeldText(text)
    proposals: dict[tuple[int | None, int | None], Proposal] = {}
    refusals: list[Refusal] = []
    failures: list[str] = []
    for number, (start, end) in enumerate(_pieces(held.text)):
        if number == MOST_PIECES:
            failures.append(f"Only the first {start} characters were read.")
            break
        try:
            answers = extractor.extract(held.text[start:end])
        except ExtractorFailed as error:
            failures.append(f"Characters {start} to {end}: {error}")
            if error.is_down:
                break
            continue
        for answer in answers[:MOST_ANSWERS]:
            checked = _checked(answer, held, by=extractor.name(), piece=(start, end))
            if isinstance(checked, Refusal):
                refusals.append(checked)
            else:
                proposals.setdefault((checked.location.start, checked.location.end), checked)
    in_order = sorted(proposals.values(), key=lambda one: one.location.start or 0)
    return Extraction(tuple(in_order), tuple(refusals), tuple(failures))


def _checked(
    answer: Answer, held: HeldText, *, by: str, piece: tuple[int, int]
) -> Proposal | Refusal:
    if not SHORTEST <= len(answer.quotation.strip()) <= LONGEST:
        return Refusal(answer, f"A quotation has {SHORTEST} to {LONGEST} characters.")
    start, end = piece
    # The extractor saw this piece alone, so what stands elsewhere is not what it read.
    found = find_quotation(Quotation(answer.quotation), held.text[start:end])
    if found.check not in LOCATED or found.start is None or found.end is None:
        told = found.reason or found.check.value.replace("_", " ")
        return Refusal(answer, f"The quotation does not stand in the text as a whole: {told}.")
    location = Location(
        found.check, start + found.start, start + found.end, score=found.score, reason=found.reason
    )
    words = held.text[start + found.start : start + found.end]
    return Proposal(
        location, words, _within(answer.cause, words), _within(answer.effect, words), by
    )


def _within(part: str, words: str) -> str:
    """Return the words that a part of an answer names, where they stand in the quotation."""
    found = find_quotation(Quotation(part), words)
    return words[found.start : found.end] if found.check in LOCATED else ""


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of pieces of whole sentences, as long as an extractor is given."""
    start, end = 0, 0
    for first, last in sentences_of(text):
        if last - start > LONGEST_PIECE and end > start:
            yield start, end
            start = first
        end = last
    if end > start:
        yield start, end
