"""The importers by name: this module has the table, and says what an import would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol, Self

from cmo_graph.collecting import collector_paused
from cmo_graph.interchange.authoring import Reading
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
from cmo_graph.interchange.notes import Notes
from cmo_graph.validation.problems import Problem, has_errors, in_order


class Returner(Protocol):
    """Gives a file back to those who go on working in it."""

    def __call__(self, given: GivenFile, *, context: Context) -> bytes:
        """Return the file's content; the context's review is what the import made of it."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """How files of one kind are read."""

    importer: Importer
    #: Options that it takes → the answers to each; empty for one that any text answers.
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Makes of a file what it is to be once its import was written; None when it stays as it is.
    returned: Returner | None = None


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file that can be imported."""

    #: What it reads, in a few words.
    reads: str
    #: Returns how it reads. The readers are imported when one is asked for: a server names the
    #: kinds as it starts, and leaves the reading to a child.
    way: Callable[[], WayIn]


def _references() -> WayIn:
    from cmo_graph.interchange.references.importer import DUPLICATES, import_references

    return WayIn(import_references, options={"duplicates": DUPLICATES})


def _qda() -> WayIn:
    from cmo_graph.interchange.qda.importer import OPTIONS, import_qda

    return WayIn(import_qda, options=OPTIONS)


def _records() -> WayIn:
    from cmo_graph.interchange.cmo_records.importer import RECORD_OPTIONS, import_records

    return WayIn(import_records, options=RECORD_OPTIONS)


def _edges() -> WayIn:
    from cmo_graph.interchange.maps.importer import EDGE_OPTIONS, import_edges

    return WayIn(import_edges, options=EDGE_OPTIONS)


def _table() -> WayIn:
    from cmo_graph.interchange.tables.importer import TABLE_OPTIONS, import_tables

    return WayIn(import_tables, options=TABLE_OPTIONS)


def _workbook() -> WayIn:
    from cmo_graph.interchange.workbook.importer import CONFLICTS, import_workbook
    from cmo_graph.interchange.workbook.returning import returned

    return WayIn(import_workbook, options={"conflicts": CONFLICTS}, returned=returned)


#: Every kind, by the name that `cmo-graph import` and `/v1/imports` know it by.
IMPORT_KINDS: Mapping[str, ImportKind] = MappingProxyType(
    {
        "references": ImportKind(
            "lists of references in RIS, BibTeX, CSL-JSON, PubMed, Web of Science or"
            " EPPI-Reviewer JSON",
            _references,
        ),
        "qda": ImportKind(
            "coded projects of REFI-QDA (.qdpx, .qdc), QualCoder (data.qda) and Taguette"
            " (.sqlite3)",
            _qda,
        ),
        "records": ImportKind(
            "records of configurations in YAML or JSON, keyed by document or in one list", _records
        ),
        "edges": ImportKind(
            "nodes and edges: tables of edges, JSON, GraphML, or the workbook of a causal map",
            _edges,
        ),
        "table": ImportKind("tables in CSV, TSV, .xlsx or .docx, through a mapping", _table),
        "workbook": ImportKind("workbooks that `template` or `export workbook` made", _workbook),
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
    way = IMPORT_KINDS[kind].way()
    taken = way.options
    for name, answer in context.options.items():
        if name not in taken or (taken[name] and answer not in taken[name]):
            _note_option(kind, name, answer, taken, notes)
    if notes.problems:
        return Imported((), tuple(notes.problems))
    with collector_paused():
        return way.importer(files, context=context)


def _note_option(
    kind: str, name: str, answer: str, taken: Mapping[str, tuple[str, ...]], notes: Notes
) -> None:
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
