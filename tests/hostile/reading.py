"""Reads every hostile case under limits: `python -m tests.hostile.reading` prints what came of it.

One process reads them all, so that what one of them takes and does not give back shows.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping

from cmo_graph.interchange.containers import (
    open_sqlite,
    open_zip,
    read_json,
    read_text,
    read_xml,
)
from cmo_graph.interchange.documents import text_of
from cmo_graph.interchange.importers import IMPORT_KINDS, read_files
from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.spreadsheets import read_workbook
from cmo_graph.interchange.tables.mapping_files import read_mapping
from cmo_graph.interchange.tables.ready_mappings import ready_mapping
from cmo_graph.sparql.confinement import cap_memory
from tests.hostile.cases import Case, cases

#: Most memory that the process may take beside what it has when it starts.
MOST_MEGABYTES = 512


def _unzip(given: GivenFile, notes: Notes) -> None:
    archive = open_zip(given, notes)
    if archive is not None:
        archive.read_xml("project.qde")


def _read_wide(given: GivenFile, notes: Notes) -> None:
    mapping = GivenFile("m.yaml", b"like: polarity\nsplit: [mechanism]\npolarity_in: [context]\n")
    imported = read_files("table", [given], context=Context(review="sos", mapping=mapping))
    doubts = {"table-polarity-unknown", "configuration-partial"}
    notes.problems.extend(one for one in imported.problems if one.code not in doubts)


def _read_mapping(given: GivenFile, notes: Notes) -> None:
    read_mapping(given, notes, ready=ready_mapping)


#: What opens each kind of file.
OPENERS: Mapping[str, Callable[[GivenFile, Notes], object]] = {
    "text": read_text,
    "document": text_of,
    "json": read_json,
    "xml": read_xml,
    "zip": _unzip,
    "database": open_sqlite,
    "xlsx": read_workbook,
    "wide": _read_wide,
    "mapping": _read_mapping,
}


def read(case: Case) -> list[dict[str, object]]:
    """Return the problems that reading a case gives."""
    given = GivenFile(case.file, case.content())
    notes = Notes()
    if case.kind in IMPORT_KINDS:
        imported = read_files(case.kind, [given], context=Context(review="sos"))
        notes.problems.extend(imported.problems)
    else:
        OPENERS[case.kind](given, notes)
    return [problem.as_json() for problem in notes.problems]


def main() -> None:
    """Read every case, and print the outcomes as JSON: name → problems and seconds."""
    # What makes the cases, such as a writer of workbooks, is not what is bounded.
    made = cases()
    cap_memory(MOST_MEGABYTES)
    outcomes: dict[str, object] = {}
    for case in made:
        begun = time.process_time()
        problems = read(case)
        outcomes[case.name] = {"problems": problems, "seconds": time.process_time() - begun}
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
