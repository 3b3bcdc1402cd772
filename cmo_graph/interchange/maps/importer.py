"""Nodes and edges as concepts, links and evidence: this module is their importer.

What a file is, is told by what it holds, whatever it is called; the option `shape` says it where
that goes wrong. Several files are one map: a table of nodes beside a table of edges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from cmo_graph.interchange.containers import decoded, read_json, read_xml
from cmo_graph.interchange.delimited import read_delimited
from cmo_graph.interchange.drafting import Draft
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.maps.causal_map import is_causal_map, read_causal_map
from cmo_graph.interchange.maps.drafted import MapDrafter
from cmo_graph.interchange.maps.graph import DrawnMap
from cmo_graph.interchange.maps.graphml import is_graphml, read_graphml
from cmo_graph.interchange.maps.json_maps import Lines, read_json_map
from cmo_graph.interchange.maps.triples import read_triples
from cmo_graph.interchange.maps.words import role_of
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.spreadsheets import read_workbook
from cmo_graph.validation.problems import has_errors

#: What a file can be said to be.
SHAPES = ("table", "json", "graphml", "workbook")
#: Options of the importer; a date is any text here.
EDGE_OPTIONS: Mapping[str, tuple[str, ...]] = {"shape": SHAPES, "coded": ()}
#: Most names that one sentence has.
MOST_NAMED = 10
_BLANK = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file was read as."""

    drawn: DrawnMap
    form: str


def import_edges(files: Sequence[GivenFile], *, context: Context) -> Imported:
    """Return what maps of nodes and edges say.

    The option `coded` says on which day all of it was coded (2026-11-01): without it nothing is an
    evidence line. The option `shape` says what the files are.
    """
    notes = Notes()
    coded = coded_of(context.options, notes)
    draft = Draft(context, coded=coded)
    draft.notes.problems.extend(notes.problems)
    read = [(file, found) for file in files if (found := _read(file, context, draft.notes))]
    understood = [
        f"{file.name}: {len(one.drawn.nodes)} nodes and {len(one.drawn.edges)} edges, read as"
        f" {one.form}."
        for file, one in read
    ]
    drawn = _joined([one.drawn for _, one in read])
    if read and not drawn.nodes and not drawn.edges and not has_errors(draft.notes.problems):
        file, one = read[0]
        said = f"{file.name} is {one.form} without a node or an edge."
        draft.notes.add("import-nothing-read", said, Place(file.name, 0, 0))
    drafter = MapDrafter(drawn, draft=draft, context=context, has_date=coded is not None)
    _note_words(drafter.steps.unknown, draft.notes)
    if drafter.undated:
        _note_undated(drafter.undated, files, draft.notes)
    return draft.imported([*understood, *_kept(drawn), *_other_types(drawn)])


def coded_of(options: Mapping[str, str], notes: Notes) -> date | None:
    """Return the day of coding that was given; None without one, or when it is none, noted."""
    given = options.get("coded", "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        notes.add(
            "import-option-unknown",
            f"coded={given} is not a date.",
            Place("", 0, 0),
            value=given,
            hint="Write it as year-month-day: 2026-11-01.",
        )
        return None


def _joined(maps: Sequence[DrawnMap]) -> DrawnMap:
    return DrawnMap(
        nodes=tuple(node for one in maps for node in one.nodes),
        edges=tuple(edge for one in maps for edge in one.edges),
        documents=tuple(document for one in maps for document in one.documents),
        statements=tuple(statement for one in maps for statement in one.statements),
        is_closed=bool(maps) and all(one.is_closed for one in maps),
    )


def _shape_of(file: GivenFile, context: Context) -> str:
    start = file.content.lstrip(_BLANK)[:1]
    told = {b"[": "json", b"{": "json", b"<": "graphml"}.get(start, "table")
    if file.content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        told = "workbook"
    return context.options.get("shape", told)


def _read(file: GivenFile, context: Context, notes: Notes) -> _Read | None:
    """Return the map in a file; None when there is none, which is noted."""
    before = len(notes.problems)
    found = _READERS[_shape_of(file, context)](file, notes)
    if found is None and len(notes.problems) == before:
        notes.add(
            "import-unknown-kind",
            f"{file.name} holds no nodes and edges in a form that is read.",
            Place(file.name, 0, 0),
            hint="An edge has two ends, such as the columns source and target; --option shape=…"
            " says what the file is.",
        )
    return found


def _read_table(file: GivenFile, notes: Notes) -> _Read | None:
    table = read_delimited(file, notes)
    drawn = read_triples(table, file.name, notes) if table else None
    return _Read(drawn, "a table") if drawn else None


def _read_json(file: GivenFile, notes: Notes) -> _Read | None:
    value = read_json(file, notes)
    if not isinstance(value, dict | list):
        return None
    lines = Lines(value, decoded(file, notes) or "")
    found = read_json_map(value, file.name, lines, notes)
    if found is None:
        return None
    for name in found.unread:
        said = f"{file.name} has the part {name!r}, which holds no nodes or edges and is not read."
        notes.add("edge-part-unread", said, Place(file.name, 0, 0, path=(name,)), value=name)
    return _Read(found.drawn, found.form)


def _read_graphml(file: GivenFile, notes: Notes) -> _Read | None:
    root: etree._Element | None = read_xml(file, notes)
    if root is None or not is_graphml(root):
        return None
    return _Read(read_graphml(root, file.name, notes), "GraphML")


def _read_workbook(file: GivenFile, notes: Notes) -> _Read | None:
    sheets = read_workbook(file, notes)
    if sheets is None or not is_causal_map(sheets):
        return None
    return _Read(read_causal_map(sheets, file.name, notes), "the workbook of a causal map")


_READERS = {
    "table": _read_table,
    "json": _read_json,
    "graphml": _read_graphml,
    "workbook": _read_workbook,
}


def _note_words(unknown: Mapping[tuple[str, str], list[Place]], notes: Notes) -> None:
    read_as = {
        "relation": "read as leads_to",
        "sign": "read as no sign",
        "stance": "kept in the note of the link",
    }
    for (field, word), places in unknown.items():
        notes.add(
            "edge-word-unknown",
            f"The {field} {word!r} is not known, and {read_as[field]}; it stands {len(places)}"
            " times, and is kept as given.",
            places[0],
            value=word,
        )


def _note_undated(number: int, files: Sequence[GivenFile], notes: Notes) -> None:
    notes.add(
        "edge-undated",
        f"{number} edges have a source and a quotation, and are evidence lines only when it is"
        " known on which day they were coded; they are kept in the notes of their links.",
        Place(files[0].name, 0, 0),
        hint="Say it for all of them: --option coded=2026-11-01.",
    )


def _kept(drawn: DrawnMap) -> list[str]:
    """Return a sentence on the attributes that no field is for."""
    further = (
        *(node.further for node in drawn.nodes),
        *(edge.further for edge in drawn.edges),
        *(document.further for document in drawn.documents),
    )
    names = list(dict.fromkeys(name for one in further for name in one))
    return [f"Kept as given, in notes: {_some(names)}."] if names else []


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:MOST_NAMED]) + (", …" if len(words) > MOST_NAMED else "")


def _other_types(drawn: DrawnMap) -> list[str]:
    """Return a sentence on what the file calls types and is no role."""
    words = sorted({node.role for node in drawn.nodes if node.role and role_of(node.role) is None})
    if not words:
        return []
    return [f"Types of nodes that are no roles in a configuration, kept in notes: {_some(words)}."]
