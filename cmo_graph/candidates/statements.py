"""Sentences with cues: this module finds them, and says which words made it propose each."""

from collections.abc import Iterator
from dataclasses import dataclass

from cmo_graph.anchoring import digest_of, with_lf
from cmo_graph.candidates.lexicon import Lexicon
from cmo_graph.candidates.sentences import sentences_of

#: Classes of cues from which a sentence is proposed. Our figures, over two reports coded by hand by
#: one person: one class finds 92 % of the claims and half of what it finds is none; two find 72 %,
#: and three quarters of that are claims.
LEAST = 2
_NULL, _NEGATION, _HEDGE = "null_finding", "negation", "hedge"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a sentence that are in the lexicon."""

    #: The class they are of.
    kind: str
    words: str
    #: Code points over the text with LF line ends, end exclusive.
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that a person may want to code. It is proposed and nothing else."""

    #: Code points over the text with LF line ends, end exclusive.
    start: int
    end: int
    words: str
    cues: tuple[Cue, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The classes of its cues, each once, in the order of the lexicon."""
        return tuple(dict.fromkeys(cue.kind for cue in self.cues))

    @property
    def is_null_finding(self) -> bool:
        """Whether it may say that something was looked for and not found."""
        return _NULL in self.kinds

    @property
    def is_negated(self) -> bool:
        """Whether something is denied in it."""
        return _NEGATION in self.kinds

    @property
    def is_hedged(self) -> bool:
        """Whether its author is careful in it."""
        return _HEDGE in self.kinds

    @property
    def digest(self) -> str:
        """The digest of its words, as a passage has one."""
        return digest_of(self.words)


def suggest_statements(text: str, lexicon: Lexicon, *, least: int = LEAST) -> tuple[Candidate, ...]:
    """Return the sentences with cues of enough classes, in the order of the text.

    A null finding is proposed by itself, however few other cues it has: what was looked for and not
    found is what readers overlook most.

    Args:
        text: Any line ends; positions are told over LF.
        lexicon: What is a cue; classes that are not counted are told and propose nothing.
        least: Counted classes from which a sentence is proposed.
    """
    kept = with_lf(text)
    counted = {kind.name for kind in lexicon.classes if kind.is_counted}
    found = []
    for start, end in sentences_of(kept):
        cues = tuple(_cues(kept, start, end, lexicon))
        kinds = {cue.kind for cue in cues} & counted
        if len(kinds) >= least or _NULL in kinds:
            found.append(Candidate(start, end, kept[start:end], cues))
    return tuple(found)


def _cues(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Cue]:
    for kind in lexicon.classes:
        for match in kind.pattern.finditer(text, start, end):
            yield Cue(kind.name, match[0], *match.span())
