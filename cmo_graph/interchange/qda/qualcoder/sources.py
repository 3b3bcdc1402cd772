"""Sources in a project of QualCoder: this module reads their words and references."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.coded import Link, LinkDirection, Medium, Text
from cmo_graph.interchange.qda.qualcoder.codings import user_key
from cmo_graph.interchange.qda.qualcoder.values import Values
from cmo_graph.interchange.qda.stored_words import StoredWords
from cmo_graph.interchange.qda.tables import Row, Tables, key
from cmo_graph.interchange.references.reference import Reference
from cmo_graph.interchange.references.tagged import RIS, read_tagged

_COLUMNS = "id name fulltext mediapath memo owner date risid av_text_id"
#: What the path of a source begins with → what it is made of.
_MEDIA = {
    "images": Medium.PICTURE,
    "audio": Medium.AUDIO,
    "video": Medium.VIDEO,
}
#: Tags of RIS whose values QualCoder joins into one.
_JOINED = ("AU", "A1", "A2", "A3", "A4", "KW")


def read_sources(
    tables: Tables, values: Values, notes: Notes
) -> Iterator[tuple[Text, StoredWords]]:
    """Yield each source with its words as QualCoder counts them."""
    references = _references(tables, notes)
    for row in tables.rows("source", _COLUMNS, order="id"):
        own, address = key("source", row.number("id")), row.text("mediapath")
        stored = StoredWords(row.raw("fulltext"))
        text = Text(
            key=own,
            name=row.text("name"),
            words=stored.words,
            medium=_medium(address),
            memo=row.text("memo"),
            values=values.get(own, ()),
            user=user_key(row.text("owner")),
            made=row.text("date"),
            address=address,
            reference=references.get(row.text("risid")),
            place=row.place,
        )
        yield text, stored


def transcripts(tables: Tables) -> Iterator[Link]:
    """Yield what joins recordings to their transcripts."""
    for row in tables.rows("source", "id av_text_id", unread=_COLUMNS):
        if row.number("av_text_id"):
            yield Link(
                key=key("transcript", row.number("id")),
                origin=key("source", row.number("id")),
                target=key("source", row.number("av_text_id")),
                name="transcript",
                direction=LinkDirection.ONE_WAY,
                place=row.place,
            )


def _medium(address: str) -> Medium:
    """Return what a source is made of; its path is "/images/…" in the project, else "images:…"."""
    if address.lower().endswith(".pdf"):
        return Medium.PDF
    folder = address.lstrip("/").replace(":", "/").partition("/")[0]
    return _MEDIA.get(folder.lower(), Medium.TEXT)


def _references(tables: Tables, notes: Notes) -> Mapping[str, Reference]:
    """Return the references of sources, by the number that QualCoder gives each."""
    lines: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    for row in tables.rows("ris", "risid tag value", unread="longtag"):
        lines.setdefault(row.text("risid"), []).extend(_lines(row))
        places.setdefault(row.text("risid"), row.place)
    found = {}
    for number, said in lines.items():
        # What a record begins with must come first, and some have none.
        kinds = [line for line in said if line.startswith("TY")][:1] or ["TY  - GEN"]
        rest = (line for line in said if not line.startswith("TY"))
        text = "\n".join((*kinds, *rest, "ER  - "))
        for reference in read_tagged(text, file=tables.file, form=RIS, notes=notes):
            found[number] = replace(reference, place=places[number])
    return found


def _lines(row: Row) -> Iterator[str]:
    tag, value = row.text("tag").upper(), " ".join(row.text("value").split())
    for piece in value.split("; ") if tag in _JOINED else (value,):
        yield f"{tag}  - {piece}"
