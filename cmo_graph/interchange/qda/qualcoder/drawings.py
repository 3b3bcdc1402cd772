"""Drawings in a project of QualCoder: this module reads what they join and say.

A graph is a set of what is drawn in it, its lines are links and its free words notes. Where things
stand on the sheet, and in which colour, is left behind, and so are the lines by which QualCoder
itself draws the tree of codes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cmo_graph.interchange.qda.coded import Code, CodeSet, Link, Note
from cmo_graph.interchange.qda.qualcoder.codings import Pieces
from cmo_graph.interchange.qda.tables import Row, Tables, key

#: Columns of the look of things, in one or another table.
_LOOK = (
    "x y px py w h font_size bold isvisible color displaytext filepath tooltip pos0 pos1"
    " supercatid linewidth linetype scene_width scene_height"
)
#: Table of things that are drawn → the column that numbers them.
_ITEMS = {
    "gr_cdct_text_item": "gtextid",
    "gr_case_text_item": "gcaseid",
    "gr_file_text_item": "gfileid",
    "gr_pix_item": "grpixid",
    "gr_av_item": "gr_avid",
}
#: Column that names a thing → kind of its key; the first that is filled counts, since a code is
#: named together with its category.
_NAMED = {
    "cid": "code",
    "catid": "category",
    "caseid": "case",
    "fid": "source",
    "fileid": "source",
    "imid": "imid",
    "avid": "avid",
    "freetextid": "free",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the drawings of a project come to."""

    sets: tuple[CodeSet, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()


def read_drawings(tables: Tables, codes: Sequence[Code], pieces: Pieces) -> Drawn:
    """Return what is drawn.

    Args:
        tables: The project's tables.
        codes: Its codes and categories.
        pieces: What is coded in it.
    """
    members: dict[str, list[str]] = {}
    for table, own in _ITEMS.items():
        for row in tables.rows(table, f"{own} grid {' '.join(_NAMED)}", unread=_LOOK):
            members.setdefault(_graph(row), []).append(_thing(row, "", pieces))
    notes: list[Note] = []
    for graph, note in _notes(tables, pieces):
        members.setdefault(graph, []).append(note.key)
        notes.append(note)
    links = (*_tree_lines(tables, codes, pieces), *_free_lines(tables, pieces))
    return Drawn(tuple(_sets(tables, members)), links, tuple(notes))


def _graph(row: Row) -> str:
    return key("graph", row.number("grid"))


def _thing(row: Row, end: str, pieces: Pieces) -> str:
    """Return the key of what a row names; `end` is what its columns begin with."""
    for column, kind in _NAMED.items():
        number = row.number(end + column)
        if number is not None and kind == "free":
            return f"free:{row.number('grid')}-{number}"
        if number is not None:
            return pieces.of_row.get(key(kind, number), key(kind, number))
    return ""


def _sets(tables: Tables, members: dict[str, list[str]]) -> Iterator[CodeSet]:
    for row in tables.rows("graph", "grid name description date", unread=_LOOK):
        named = (one for one in members.get(_graph(row), ()) if one)
        yield CodeSet(
            key=_graph(row),
            name=row.text("name"),
            memo=row.text("description"),
            members=tuple(dict.fromkeys(named)),
            place=row.place,
        )


def _notes(tables: Tables, pieces: Pieces) -> Iterator[tuple[str, Note]]:
    """Yield (key of the graph, note) for the words that stand freely in a drawing."""
    memos = {"ctid": "ctid", "memo_ctid": "ctid", "memo_imid": "imid", "memo_avid": "avid"}
    columns = f"gfreeid grid freetextid free_text {' '.join(memos)}"
    for row in tables.rows("gr_free_text_item", columns, unread=_LOOK):
        rows = (key(kind, row.number(column)) for column, kind in memos.items())
        about = (pieces.of_row[one] for one in rows if one in pieces.of_row)
        words = row.text("free_text")
        if words:
            note = Note(
                key=f"free:{row.number('grid')}-{row.number('freetextid')}",
                name="",
                words=words,
                about=tuple(dict.fromkeys(about)),
                place=row.place,
            )
            yield _graph(row), note


def _tree_lines(tables: Tables, codes: Sequence[Code], pieces: Pieces) -> Iterator[Link]:
    """Yield the lines between codes that say more than the tree of codes does."""
    tree = {frozenset((code.key, code.above)) for code in codes}
    columns = "glineid grid fromcatid fromcid tocatid tocid label arrow_mode"
    for row in tables.rows("gr_cdct_line_item", columns, unread=_LOOK):
        link = _line(row, "glineid", pieces)
        if link and (link.name or frozenset((link.origin, link.target)) not in tree):
            yield link


def _free_lines(tables: Tables, pieces: Pieces) -> Iterator[Link]:
    ends = [end + column for end in ("from", "to") for column in _NAMED]
    columns = f"gflineid grid label arrow_mode {' '.join(ends)}"
    for row in tables.rows("gr_free_line_item", columns, unread=_LOOK):
        link = _line(row, "gflineid", pieces)
        if link:
            yield link


def _line(row: Row, own: str, pieces: Pieces) -> Link | None:
    origin, target = _thing(row, "from", pieces), _thing(row, "to", pieces)
    if not origin or not target:
        return None
    arrow = row.text("arrow_mode")
    return Link(
        key=f"{own}:{row.number(own)}",
        origin=origin,
        target=target,
        name=row.text("label"),
        memo=f"Drawn with the arrow {arrow!r}." if arrow else "",
        place=row.place,
    )
