"""A project of qualitative coding, whichever program made it: this module has its types.

Every reader of such projects gives a `CodedProject`; what becomes of one in a review is decided in
one place. Nothing here is judged: codes have no roles and selections bear on nothing yet.

Whatever can be named has a `key`, unique in the whole project: the GUID where a program gives one,
else what the reader makes of the program's own numbers. Keys are texts; "" means nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from cmo_graph.interchange.importing import NOWHERE
from cmo_graph.interchange.notes import Place
from cmo_graph.interchange.references.reference import Reference


class Medium(Enum):
    """What a source is made of."""

    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


class LinkDirection(Enum):
    """Which way a link goes."""

    ASSOCIATIVE = "associative"
    ONE_WAY = "one_way"
    BIDIRECTIONAL = "bidirectional"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who coded."""

    key: str
    name: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """Something that is told of texts or cases one by one, such as an age."""

    key: str
    name: str
    #: What its values are, as the program calls it: "character", "Integer".
    kind: str = ""
    memo: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code, or a category of codes."""

    key: str
    name: str
    #: Key of the code or category that it stands under.
    above: str = ""
    #: Whether it may be given to selections; a category may not.
    is_codable: bool = True
    memo: str = ""
    colour: str = ""
    user: str = ""
    #: When it was made, as the program writes it.
    made: str = ""
    #: Other names for it.
    aliases: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A source: its words, and what is said of it as a whole."""

    key: str
    name: str
    #: The words as stored, with LF line ends and no byte order mark; "" for what has none.
    words: str = ""
    medium: Medium = Medium.TEXT
    memo: str = ""
    #: Codes that were given to the source as a whole.
    codings: tuple["Coding", ...] = ()
    #: (name of a variable, value) in the program's order.
    values: tuple[tuple[str, str], ...] = ()
    user: str = ""
    made: str = ""
    #: Where the program says that the document lies; it is never opened.
    address: str = ""
    #: The reference that the program keeps for it.
    reference: Reference | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One code, given to a selection or a source by one user."""

    code: str
    key: str = ""
    user: str = ""
    memo: str = ""
    made: str = ""
    #: Whether the coder marked it as important.
    is_important: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A piece of a source, with the codes given to it; without codes it is an annotation."""

    key: str
    #: Key of the source.
    text: str
    #: Code points of the source's `words`, `end` being the first after it; both 0 where the
    #: selection is not of words.
    start: int = 0
    end: int = 0
    #: Where it is when it is not words, told as the program does: "page 3, 10,20 to 90,60".
    spot: str = ""
    #: The words as the program repeats them, which may be cut; "" when it does not.
    quoted: str = ""
    memo: str = ""
    codings: tuple[Coding, ...] = ()
    user: str = ""
    made: str = ""
    place: Place = NOWHERE

    @property
    def has_words(self) -> bool:
        """Whether it is a piece of text."""
        return self.end > self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A person, place or group that texts are about."""

    key: str
    name: str
    memo: str = ""
    #: Keys of codes, sources and selections that belong to it.
    members: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    user: str = ""
    made: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote down: a memo, an annotation or a page of a journal."""

    key: str
    name: str
    words: str
    #: Keys of what it is about; empty for a journal.
    about: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    user: str = ""
    made: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two things joined by somebody."""

    key: str
    origin: str
    target: str
    name: str = ""
    memo: str = ""
    direction: LinkDirection = LinkDirection.ASSOCIATIVE
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSet:
    """Things put together by somebody, in their order."""

    key: str
    name: str
    memo: str = ""
    members: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedProject:
    """A whole project; each tuple is in the order of its file."""

    #: The program that made it, with its version where the file says so: "QualCoder 3.6".
    origin: str
    name: str = ""
    memo: str = ""
    users: tuple[User, ...] = ()
    #: Those above before those below.
    codes: tuple[Code, ...] = ()
    texts: tuple[Text, ...] = ()
    selections: tuple[Selection, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[CodeSet, ...] = ()
    #: Sentences: how positions were counted, and what else was read as what.
    understood: tuple[str, ...] = ()

    def names(self) -> Mapping[str, str]:
        """Return what people call each thing, by its key."""
        return {thing.key: thing.name for thing in self._named()}

    def _named(self) -> Iterator[User | Code | Text | Case | Note | Link | CodeSet]:
        yield from self.users
        yield from self.codes
        yield from self.texts
        yield from self.cases
        yield from self.notes
        yield from self.links
        yield from self.sets
