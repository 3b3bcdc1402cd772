"""Coded projects and codebooks as part of a review: this module is their importer."""

from collections.abc import Mapping, Sequence

from cmo_graph.interchange.importing import Context, GivenFile, Imported, joined
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.coded import CodedProject
from cmo_graph.interchange.qda.counting import CONVENTIONS
from cmo_graph.interchange.qda.databases import SQLITE, read_database
from cmo_graph.interchange.qda.drafts import TOGETHER
from cmo_graph.interchange.qda.opening import open_project
from cmo_graph.interchange.qda.returning import import_project

#: Options → the answers to each.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "offsets": tuple(CONVENTIONS),
    "together": TOGETHER,
    "project": (),
}


#: End of the name of what QualCoder keeps in the folder of a project that is open.
_LOCK = ".lock"


def import_qda(files: Sequence[GivenFile], *, context: Context) -> Imported:
    """Return what projects and codebooks come to in a review.

    The program is told by the content: REFI-QDA as .qdpx or .qdc, QualCoder's data.qda, Taguette's
    .sqlite3. The option `project` names the one that is meant in a database of several.

    The option `offsets` says how the program counts characters, where that cannot be told from the
    selections; `together` whether overlapping selections belong together, or only equal ones. The
    mapping says which code has which role (`roles`).
    """
    held = [file for file in files if not file.name.endswith(_LOCK)] or files
    return joined([_import(file, context) for file in held])


def _import(file: GivenFile, context: Context) -> Imported:
    notes = Notes()
    project = _open(file, context, notes)
    if project is None:
        return Imported((), tuple(notes.problems))
    return import_project(project, context=context, notes=notes)


def _open(file: GivenFile, context: Context, notes: Notes) -> CodedProject | None:
    if file.content.startswith(SQLITE):
        return read_database(file, notes, project=context.options.get("project", ""))
    return open_project(file, notes, offsets=context.options.get("offsets", ""))
