"""Cases, memos and journals in a project of QualCoder: this module reads what people wrote down."""

from collections.abc import Iterator

from cmo_graph.interchange.qda.coded import Case, Note
from cmo_graph.interchange.qda.qualcoder.codings import Pieces, user_key
from cmo_graph.interchange.qda.qualcoder.values import Values
from cmo_graph.interchange.qda.tables import Row, Tables, key


def read_remarks(
    tables: Tables, values: Values, pieces: Pieces
) -> tuple[tuple[Case, ...], tuple[Note, ...]]:
    """Return (cases, notes); what they name of the texts is added to the pieces."""
    members: dict[str, list[str]] = {}
    notes = list(_annotations(tables, pieces))
    for row in tables.rows("case_text", "id caseid fid pos0 pos1 owner date memo"):
        whole = pieces.is_whole(row, "fid")
        about = key("source", row.number("fid")) if whole else pieces.at(row, "fid")
        members.setdefault(key("case", row.number("caseid")), []).append(about)
        if row.text("memo"):
            notes.append(_note(row, key("membership", row.number("id")), "memo", about))
    cases = tuple(_cases(tables, values, members))
    notes += [*_journal(tables, values), *_queries(tables)]
    return cases, tuple(notes)


def _note(row: Row, own: str, column: str, about: str) -> Note:
    return Note(
        key=own,
        name="",
        words=row.text(column),
        about=(about,) if about else (),
        user=user_key(row.text("owner")),
        made=row.text("date"),
        place=row.place,
    )


def _annotations(tables: Tables, pieces: Pieces) -> Iterator[Note]:
    for row in tables.rows("annotation", "anid fid pos0 pos1 memo owner date"):
        about = pieces.at(row, "fid")
        if row.text("memo"):
            yield _note(row, key("annotation", row.number("anid")), "memo", about)


def _cases(tables: Tables, values: Values, members: dict[str, list[str]]) -> Iterator[Case]:
    for row in tables.rows("cases", "caseid name memo owner date"):
        own = key("case", row.number("caseid"))
        yield Case(
            key=own,
            name=row.text("name"),
            memo=row.text("memo"),
            members=tuple(dict.fromkeys(one for one in members.get(own, ()) if one)),
            values=values.get(own, ()),
            user=user_key(row.text("owner")),
            made=row.text("date"),
            place=row.place,
        )


def _journal(tables: Tables, values: Values) -> Iterator[Note]:
    for row in tables.rows("journal", "jid name jentry owner date"):
        own = key("journal", row.number("jid"))
        yield Note(
            key=own,
            name=row.text("name"),
            words=row.text("jentry"),
            values=values.get(own, ()),
            user=user_key(row.text("owner")),
            made=row.text("date"),
            place=row.place,
        )


def _queries(tables: Tables) -> Iterator[Note]:
    """Yield the queries that somebody kept, as words; they are never run."""
    for row in tables.rows("stored_sql", "title description grouper ssql"):
        told = (row.text(column) for column in ("description", "grouper", "ssql"))
        yield Note(
            key=f"query:{row.text('title')}",
            name=row.text("title"),
            words="\n".join(words for words in told if words),
            place=row.place,
        )
