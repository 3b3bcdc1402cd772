r"""What the text of an update says before it runs: this module takes it apart into operations.

`look` tells three things that the engine does not: whether a request chooses the dataset of its
WHERE clauses itself, which graphs it may write to, and where a dataset can be put in from outside.
It is no parser: text it cannot follow is either refused, or taken to write to every graph.

Each operation is brought into an outline in which keywords are run together, as the engine allows
them to be (`DELETEWHERE{`), names are `i` and groups are `{}`:
`WITHiDELETE{}INSERT{}USINGiWHERE{}`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<iri><(?P<body>(?:[^\x00-\x20<>"{{}}|^`\\]|{_ESCAPE})*)>)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<name>(?:[^\W\d][\w.\-\u00b7]*)?:(?:[\w:.\-\u00b7]|%[0-9A-Fa-f]{{2}}|\\.)*)
    | (?P<word>[^\W\d]\w*)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
#: An IRI that cannot be a comparison, as `?a<?b&&?c>?d` can: after `http:` no operand has `//`.
_CERTAIN = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
#: What hides brackets, or shows them, where a text is read in another way than here.
_TREACHEROUS = re.compile(r"['#]")
_ESCAPED_TEXT = re.compile(r"(?:\"\"\"|''').*\\[uU]", re.DOTALL)
_IRI = re.compile(rf"<((?:[^\x00-\x20<>\"{{}}|^`\\]|{_ESCAPE})*)>")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_DECLARED = re.compile(r"([\w.\-\u00b7]*):(?:[ \t\r\n]|#[^\r\n]*[\r\n])*<([^\x00-\x20<>\"{}|^`]*)>")
_VARIABLE_GRAPH = re.compile(r"GRAPH(?:\s|#[^\r\n]*[\r\n])*[?$]", re.IGNORECASE)
_ESCAPED_IN_NAME = re.compile(r"\\([_~.\-!$&'()*+,;=/?#@%])")

_QUERY = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = re.compile(r"(?:BASEi|PREFIXii|VERSIONs)*")
_DATA = re.compile(r"(?:INSERT|DELETE)DATA\{\}")
_DELETE_WHERE = re.compile(r"DELETEWHERE(\{\})")
_MODIFY = re.compile(
    r"(?P<with>WITHi)?(?=DELETE|INSERT)(?P<delete>DELETE\{\})?(?P<insert>INSERT\{\})?"
    r"(?P<using>(?:USING(?:NAMED)?i)*)(?P<where>WHERE\{\})"
)
_ONE_GRAPH = re.compile(
    r"(?:CLEAR|DROP)(?:SILENT)?(?:GRAPHi|DEFAULT)|CREATE(?:SILENT)?GRAPHi"
    r"|(?:ADD|MOVE|COPY)(?:SILENT)?(?:(?:GRAPH)?i|DEFAULT)TO(?:(?:GRAPH)?i|DEFAULT)"
)
_TAKEN_AWAY = re.compile(r"(?:CLEAR|DROP)GRAPHi")
_ALL_GRAPHS = re.compile(r"(?:CLEAR|DROP)(?:SILENT)?(?:NAMED|ALL)")
_LOAD = re.compile(r"LOAD(?:SILENT)?i(?:INTOGRAPHi)?")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something at the top level of a request: a keyword, a name, a string or a group."""

    outline: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a request."""

    #: Declarations of this operation and all before it.
    prologue: str
    #: As the engine is to read it.
    text: str
    #: Keywords, names and groups, run together.
    outline: str
    #: Where in `text` a dataset can be put in; None when it has no WHERE, or chooses one itself.
    place: int | None
    #: The group of a DELETE WHERE, which is its template as well; None for other operations.
    group: str | None
    chooses_dataset: bool
    writes_any_graph: bool
    #: Whether `text` is another than was sent.
    is_reworded: bool = False

    def asked_of(self, dataset: str) -> str:
        """Return the operation with the USING clauses of `dataset` in it."""
        if self.place is None:
            return f"{self.prologue}\n{self.text}"
        before, rest = self.text[: self.place], self.text[self.place :]
        if self.group is not None:
            before, rest = f"DELETE {self.group}", f"WHERE {self.group}"
        return f"{self.prologue}\n{before} {dataset} {rest}"


@dataclass(frozen=True, slots=True)
class Look:
    """What a request says, as far as its text tells."""

    #: Its operations, in order.
    operations: tuple[Operation, ...]
    #: Whether every operation has a form that is known here.
    is_followed: bool
    writes_any_graph: bool
    #: Where the first operation begins; None when there is none.
    start: int | None = None
    #: Where each later operation has declarations of its own, which the engine does not read there.
    late: tuple[tuple[int, int], ...] = ()

    @property
    def chooses_dataset(self) -> bool:
        """Whether an operation holds USING or WITH."""
        return any(operation.chooses_dataset for operation in self.operations)

    @property
    def asks(self) -> bool:
        """Whether an operation has a WHERE and leaves the choice of its dataset to the request."""
        return any(operation.place is not None for operation in self.operations)

    @property
    def is_reworded(self) -> bool:
        """Whether an operation has to be read otherwise than it was sent, and can be."""
        return self.is_followed and any(operation.is_reworded for operation in self.operations)

    @property
    def loads(self) -> bool:
        """Whether an operation is a LOAD."""
        return any(operation.outline.startswith("LOAD") for operation in self.operations)

    @property
    def is_a_query(self) -> bool:
        """Whether it begins as a query does."""
        return any(operation.outline.startswith(_QUERY) for operation in self.operations[:1])


def look(text: str) -> Look:
    """Take the text of a request apart; takes time in proportion to its length."""
    pieces, is_plain = _pieces(text)
    operations, late = [], []
    declared: list[str] = []
    start = None
    for number, part in enumerate(_parts(pieces)):
        count = _declarations(part)
        declared += [text[piece.start : piece.end] for piece in part[:count]]
        if number and count:
            late.append((part[0].start, part[count - 1].end))
        if part[count:]:
            start = part[count].start if start is None else start
            operations.append(_operation(text, part[count:], prologue=" ".join(declared)))
    followed = is_plain and all(_is_known(operation.outline) for operation in operations)
    return Look(
        operations=tuple(operations),
        is_followed=followed,
        start=start,
        late=tuple(late),
        writes_any_graph=(
            any(operation.writes_any_graph for operation in operations)
            if followed
            else _VARIABLE_GRAPH.search(text) is not None
            or any(word in text.upper() for word in ("ALL", "NAMED"))
        ),
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """A text of which nothing is run, made of another to find out whether that is SPARQL."""

    text: str
    _original: str
    #: Characters before the beginning of the original, where in it others stand, and how many.
    _front: int
    _start: int
    _inserted: int

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and column of the original for those of `text`; both from 1."""
        before = "".join(self.text.splitlines(keepends=True)[: line - 1])
        offset = max(0, len(before) + column - 1 - self._front)
        if offset >= self._start:
            offset = max(self._start, offset - self._inserted)
        read = self._original[:offset]
        return read.count("\n") + 1, offset - read.rfind("\n")


def trial(text: str, seen: Look, *, stop: str) -> Trial:
    """Put an operation that fails before all others, and late declarations to the front.

    Declarations after a semicolon are SPARQL, and the engine takes them for none.
    """
    start = len(text) if seen.start is None else seen.start
    front = "".join(f"{' '.join(text[begin:end].split())} " for begin, end in seen.late)
    rest = text
    for begin, end in seen.late:
        rest = rest[:begin] + re.sub(r"[^\r\n]", " ", rest[begin:end]) + rest[end:]
    stop = "" if seen.start is None else stop
    return Trial(f"{front}{rest[:start]}{stop}{rest[start:]}", text, len(front), start, len(stop))


def _pieces(text: str) -> tuple[Sequence[_Piece], bool]:
    """Return what stands at the top level, and whether all of it can be read in one way only."""
    pieces: list[_Piece] = []
    depth, opened, is_plain = 0, 0, True
    for token in _TOKEN.finditer(text):
        kind, start = token.lastgroup, token.start()
        is_plain = is_plain and not _has_two_readings(kind, token)
        if kind == "mark" and token[0] == "{":
            opened = start if depth == 0 else opened
            depth += 1
        elif kind == "mark" and token[0] == "}":
            depth -= 1
            if depth == 0:
                pieces.append(_Piece("{}", opened, token.end()))
        elif depth == 0 and kind != "space":
            pieces.append(_Piece(_outline(kind, token[0]), start, token.end()))
    return pieces, is_plain and depth == 0


def _has_two_readings(kind: str | None, token: re.Match[str]) -> bool:
    """Say whether the engine may read something else here, with other brackets."""
    if kind == "iri":
        return bool(_TREACHEROUS.search(token["body"])) and not _CERTAIN.match(token["body"])
    return kind == "string" and _ESCAPED_TEXT.match(token[0]) is not None


def _outline(kind: str | None, text: str) -> str:
    if kind in ("iri", "name"):
        return "i"
    if kind == "word":
        return text.upper()
    return "s" if kind == "string" else text


def _parts(pieces: Iterable[_Piece]) -> Iterator[Sequence[_Piece]]:
    """Cut at every semicolon."""
    part: list[_Piece] = []
    for piece in pieces:
        if piece.outline == ";":
            yield part
            part = []
        else:
            part.append(piece)
    yield part


def _declarations(part: Sequence[_Piece]) -> int:
    """Return how many pieces at the beginning belong to declarations."""
    found = _PROLOGUE.match("".join(piece.outline for piece in part))
    length = 0 if found is None else found.end()
    for count, piece in enumerate(part):
        if length <= 0:
            return count
        length -= len(piece.outline)
    return len(part)


def _operation(text: str, part: Sequence[_Piece], *, prologue: str) -> Operation:
    first, last = part[0], part[-1]
    outline = "".join(piece.outline for piece in part)
    modify, delete = _MODIFY.fullmatch(outline), _DELETE_WHERE.fullmatch(outline)
    chooses = modify is not None and bool(modify["with"] or modify["using"])
    sent = text[first.start : last.end]
    body = _forgiving(sent, outline, keyword=first.outline)
    asks = delete is not None or (modify is not None and not chooses)
    group = last.start - first.start
    keyword = part[-2].start - first.start if modify is not None else group
    # The template of DELETE WHERE is its group; of the others, all groups but the last.
    templates = part if modify is None else part[:-1]
    return Operation(
        prologue=prologue,
        text=body,
        is_reworded=body != sent,
        outline=outline,
        place=keyword if asks else None,
        group=body[group:] if delete is not None else None,
        chooses_dataset=chooses,
        writes_any_graph=_ALL_GRAPHS.fullmatch(outline) is not None
        or any(
            _VARIABLE_GRAPH.search(text, piece.start, piece.end) is not None
            for piece in templates
            if piece.outline == "{}"
        ),
    )


def _forgiving(text: str, outline: str, *, keyword: str) -> str:
    """Return an operation that does not mind when the graph it empties or drops is not there.

    Only a store that records empty graphs is to fail over one (SPARQL 1.1 Update 3.1.5, 3.2.2).
    """
    # A keyword that is run together with the next is left as it is.
    if _TAKEN_AWAY.fullmatch(outline) is None or keyword not in ("CLEAR", "DROP"):
        return text
    return f"{keyword} SILENT{text[len(keyword) :]}"


def _is_known(outline: str) -> bool:
    forms = (_DATA, _DELETE_WHERE, _MODIFY, _ONE_GRAPH, _ALL_GRAPHS, _LOAD)
    return any(form.fullmatch(outline) for form in forms)


def graphs_named(text: str, graphs: Iterable[str]) -> frozenset[str]:
    """Return those of `graphs` that the text may name, as a whole IRI or with a prefix.

    Too many rather than too few: all of them where an IRI is relative or has escapes in it.
    """
    wanted = frozenset(graphs)
    bodies = frozenset(_IRI.findall(text))
    if any("\\" in body or _SCHEME.match(body) is None for body in bodies):
        return wanted
    namespaces = {
        (prefix, namespace)
        for written, namespace in _DECLARED.findall(text)
        # The keyword may be run together with the prefix: `PREFIXa:<…>`.
        for prefix in {written, re.sub("^PREFIX", "", written, flags=re.IGNORECASE)}
    }
    names = _ESCAPED_IN_NAME.sub(r"\1", text)
    return (wanted & bodies) | {
        graph
        for graph in wanted
        for prefix, namespace in namespaces
        if graph.startswith(namespace) and f"{prefix}:{graph[len(namespace) :]}" in names
    }
