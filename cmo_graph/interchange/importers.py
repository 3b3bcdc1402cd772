"""The importers by name: this module has the table, and says what an import would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol, Self

from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.cmo_records.importer import RECORD_OPTIONS, import_records
from cmo_graph.interchange.collecting import collector_paused
from cmo_graph.interchange.importing import (
    NOWHERE,
    Context,
    Difference,
    GivenFile,
    Imported,
    Importer,
    differences,
    merged,
)
from cmo_graph.interchange.maps.importer import EDGE_OPTIONS, import_edges
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.importer import OPTIONS as QDA_OPTIONS
from cmo_graph.interchange.qda.importer import import_qda
from cmo_graph.interchange.references.importer import DUPLICATES, import_references
from cmo_graph.interchange.tables.importer import TABLE_OPTIONS, import_tables
from cmo_graph.interchange.workbook.importer import CONFLICTS, import_workbook
from cmo_graph.interchange.workbook.returning import returned
from cmo_graph.validation.problems import Problem, has_errors, in_order


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file that can be imported."""

    importer: Importer
    #: What it reads, in a few words.
    reads: str
    #: Options that it takes → the answers to each; empty for one that any text answers.
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Makes of a file what it is to be once its import was written; None when it stays as it is.
    returned: "Returner | None" = None


class Returner(Protocol):
    """Gives a file back to those who go on working in it."""

    def __call__(self, given: GivenFile, *, context: Context) -> bytes:
        """Return the file's content; the context's review is what the import made of it."""


#: Every kind, by the name that `cmo-graph import` and `/v1/imports` know it by.
IMPORT_KINDS: Mapping[str, ImportKind] = MappingProxyType(
    {
        "references": ImportKind(
            import_references,
            "lists of references in RIS, BibTeX, CSL-JSON, PubMed, Web of Science or"
            " EPPI-Reviewer JSON",
            options={"duplicates": DUPLICATES},
        ),
        "qda": ImportKind(
            import_qda,
            "coded projects of REFI-QDA (.qdpx, .qdc), QualCoder (data.qda) and Taguette"
            " (.sqlite3)",
            options=QDA_OPTIONS,
        ),
        "records": ImportKind(
            import_records,
            "records of configurations in YAML or JSON, keyed by document or in one list",
            options=RECORD_OPTIONS,
        ),
        "edges": ImportKind(
            import_edges,
            "nodes and edges: tables of edges, JSON, GraphML, or the workbook of a causal map",
            options=EDGE_OPTIONS,
        ),
        "table": ImportKind(
            import_tables,
            "tables in CSV, TSV, .xlsx or .docx, through a mapping",
            options=TABLE_OPTIONS,
        ),
        "workbook": ImportKind(
            import_workbook,
            "workbooks that `template` or `export workbook` made",
            options={"conflicts": CONFLICTS},
            returned=returned,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; nothing has been done yet."""

    imported: Imported
    #: The review with it; without things when a problem is an error.
    after: Reading
    #: All that is wrong, in the files or with the review that would come of them.
    problems: tuple[Problem, ...]
    #: What is new or changed; empty when a problem is an error.
    changes: tuple[Difference, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it can be done."""
        return not has_errors(self.problems)

    def with_problems(self, problems: Sequence[Problem]) -> Self:
        """Return the plan with further problems; an error leaves nothing to change."""
        told = in_order([*self.problems, *problems])
        return replace(self, problems=told, changes=() if has_errors(told) else self.changes)

    def as_json(self) -> dict[str, object]:
        """Return the plan as JSON values."""
        return {
            "understood": list(self.imported.understood),
            "problems": [problem.as_json() for problem in self.problems],
            "changes": [change.as_json() for change in self.changes],
        }


def read_files(kind: str, files: Sequence[GivenFile], *, context: Context) -> Imported:
    """Read files as one kind says; options that it does not take are noted and nothing is read.

    Args:
        kind: A name of `IMPORT_KINDS`.
        files: The files.
        context: What the importer needs to know.

    Raises:
        KeyError: there is no such kind.
    """
    notes = Notes()
    taken = IMPORT_KINDS[kind].options
    for name, answer in context.options.items():
        if name not in taken or (taken[name] and answer not in taken[name]):
            _note_option(kind, name, answer, notes)
    if notes.problems:
        return Imported((), tuple(notes.problems))
    with collector_paused():
        return IMPORT_KINDS[kind].importer(files, context=context)


def _note_option(kind: str, name: str, answer: str, notes: Notes) -> None:
    taken = IMPORT_KINDS[kind].options
    answers = taken.get(name, ())
    notes.add(
        "import-option-unknown",
        f"{name}={answer} is not an option of {kind}.",
        NOWHERE,
        value=name,
        hint=f"{name} is {' or '.join(answers)}."
        if answers
        else f"Its options: {', '.join(sorted(taken)) or 'none'}.",
    )


def plan_import(existing: Reading, imported: Imported) -> Plan:
    """Say what a review would be with what was read."""
    if has_errors(existing.problems):
        return Plan(imported, existing, in_order([*existing.problems, *imported.problems]), ())
    with collector_paused():
        after = merged(existing, imported)
        changes = differences(existing, after) if after.things else ()
    return Plan(imported, after, after.problems, changes)
