"""What is coded in a project of QualCoder: this module reads its codings, whatever the medium.

QualCoder keeps a row for each code at each place and coder. Here what stands at one place is one
selection, so that codes given to the same words come together.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.coded import Coding, Link, Selection
from cmo_graph.interchange.qda.placing import Placing, Told, unit_of
from cmo_graph.interchange.qda.stored_words import StoredWords, Unit
from cmo_graph.interchange.qda.tables import Row, Tables, key
from cmo_graph.validation.codes import shortened

_COMMON = "memo date owner important"


def user_key(name: str) -> str:
    """Return the key of a coder; "" for nobody."""
    return f"user:{name}" if name else ""


@dataclass(slots=True)
class _Piece:
    """One place in one source."""

    text: str
    start: int
    end: int
    place: Place
    spot: str = ""
    quoted: str = ""
    user: str = ""
    made: str = ""
    codings: list[Coding] = field(default_factory=list)


class Pieces:
    """Gathers what is said of pieces of sources, each piece once."""

    def __init__(self, words: Mapping[str, StoredWords], notes: Notes) -> None:
        self._words = words
        self._notes = notes
        self._placing = Placing(notes)
        self._pieces: dict[str, _Piece] = {}
        self._in_utf16: list[str] = []
        #: Key of the selection that a row of codings is part of, by the row's own key.
        self.of_row: dict[str, str] = {}
        self.links: list[Link] = []

    def at(self, row: Row, source: str, *, quoted: str = "") -> str:
        """Return the key of the piece that a row names by source and positions.

        "" when there is no such source, which is noted.
        """
        text = key("source", row.number(source))
        if text not in self._words:
            self._note_missing(row, "source", row.text(source))
            return ""
        start, end = row.number("pos0") or 0, row.number("pos1") or 0
        found = f"selection:{text.partition(':')[2]}:{start}-{end}"
        piece = self._pieces.setdefault(found, _made(row, text, start, end))
        piece.quoted = piece.quoted or quoted
        return found

    def spot(self, row: Row, spot: str) -> str:
        """Return the key of the piece that a row names by a spot in what is not a text."""
        text = key("source", row.number("id"))
        if text not in self._words:
            self._note_missing(row, "source", row.text("id"))
            return ""
        found = f"selection:{text.partition(':')[2]}:{spot}"
        self._pieces.setdefault(found, _made(row, text, 0, 0)).spot = spot
        return found

    def add(self, piece: str, row: Row, *, codes: Collection[str], own: str) -> None:
        """Give a piece the code that a row names; a code that there is not is noted."""
        if not piece:
            return
        self.of_row[own] = piece
        code = key("code", row.number("cid"))
        if code not in codes:
            self._note_missing(row, "code", row.text("cid"))
            return
        coding = Coding(
            code=code,
            key=own,
            user=user_key(row.text("owner")),
            memo=row.text("memo"),
            made=row.text("date"),
            is_important=row.number("important") == 1,
            place=row.place,
        )
        self._pieces[piece].codings.append(coding)

    def is_whole(self, row: Row, source: str) -> bool:
        """Say whether a row names a source from its beginning to its end."""
        words = self._words.get(key("source", row.number(source)))
        start, end = row.number("pos0") or 0, row.number("pos1") or 0
        # Older versions ended a whole text at its last character, and media at 0.
        return start == 0 and (end == 0 or (words is not None and end >= len(words.raw) - 1))

    def selections(self) -> tuple[Selection, ...]:
        """Return every piece as a selection, in the order in which they were met."""
        told: dict[str, list[Told]] = {}
        for piece in self._pieces.values():
            if piece.quoted:
                told.setdefault(piece.text, []).append((piece.start, piece.end, piece.quoted))
        units = {text: unit_of(self._words[text], found) for text, found in told.items()}
        self._in_utf16 = sorted(text for text in units if units[text] is Unit.UTF16)
        return tuple(
            self._selection(own, piece, units.get(piece.text, Unit.CODE_POINT))
            for own, piece in self._pieces.items()
        )

    def understood(self) -> Iterator[str]:
        """Yield how positions were counted, once `selections` has settled it."""
        for text in self._in_utf16:
            yield f"{text}: positions are read as UTF-16 units, since the words there say so."

    def _selection(self, own: str, piece: _Piece, unit: Unit) -> Selection:
        start, end = (0, 0) if piece.spot else self._place(piece, unit)
        return Selection(
            key=own,
            text=piece.text,
            start=start,
            end=end,
            spot=piece.spot,
            quoted=piece.quoted,
            codings=tuple(piece.codings),
            user=piece.user,
            made=piece.made,
            place=piece.place,
        )

    def _place(self, piece: _Piece, unit: Unit) -> tuple[int, int]:
        words, told = self._words[piece.text], (piece.start, piece.end, piece.quoted)
        return self._placing.place(told, words, unit=unit, place=piece.place) or (0, 0)

    def _note_missing(self, row: Row, what: str, number: str) -> None:
        self._notes.add(
            "qda-reference-unknown",
            f"{row.place.path[0]} {row.place.path[1]} names the {what} {number or 'none'}, which"
            " is not in the project, and was left out.",
            row.place,
            value=shortened(row.text("seltext") or row.text("memo")) or number,
            hint="It was perhaps deleted; see whether anything is missed.",
        )


def _made(row: Row, text: str, start: int, end: int) -> _Piece:
    owner, made = user_key(row.text("owner")), row.text("date")
    return _Piece(text, start, end, row.place, user=owner, made=made)


def read_codings(
    tables: Tables, notes: Notes, *, codes: Collection[str], words: Mapping[str, StoredWords]
) -> Pieces:
    """Return everything that is coded.

    Args:
        tables: The project's tables.
        notes: Where problems are noted.
        codes: Keys of the codes that there are.
        words: The texts by the key of their source; "" for what has no words.
    """
    pieces = Pieces(words, notes)
    for row in tables.rows("code_av", f"avid id pos0 pos1 cid {_COMMON}"):
        start, end = (_moment(row.number(name) or 0) for name in ("pos0", "pos1"))
        piece = pieces.spot(row, f"{start} to {end}")
        pieces.add(piece, row, codes=codes, own=key("avid", row.number("avid")))
    for row in tables.rows("code_image", f"imid id x1 y1 width height pdf_page cid {_COMMON}"):
        piece = pieces.spot(row, _rectangle(row))
        pieces.add(piece, row, codes=codes, own=key("imid", row.number("imid")))
    texts = tables.rows("code_text", f"ctid cid fid seltext pos0 pos1 avid {_COMMON}")
    for number, row in enumerate(texts, start=1):
        # The first three versions have no ctid.
        own = key("ctid", row.number("ctid") or number)
        pieces.add(pieces.at(row, "fid", quoted=row.raw("seltext")), row, codes=codes, own=own)
        _link_to_recording(pieces, own, key("avid", row.number("avid")))
    return pieces


def _moment(milliseconds: int) -> str:
    """Return a time in a recording as hours, minutes and seconds.

    Example:
        >>> _moment(65_250)
        '0:01:05.250'
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _rectangle(row: Row) -> str:
    left, top, width, height = (row.number(n) or 0 for n in ("x1", "y1", "width", "height"))
    page = row.number("pdf_page")
    # QualCoder counts pages from 0.
    where = "" if page is None else f"page {page + 1}, "
    return f"{where}{left},{top} to {left + width},{top + height}"


def _link_to_recording(pieces: Pieces, own: str, recording: str) -> None:
    origin, target = pieces.of_row.get(own), pieces.of_row.get(recording)
    if origin and target:
        link = Link(key=f"link:{own}", origin=origin, target=target, name="recording")
        pieces.links.append(link)
