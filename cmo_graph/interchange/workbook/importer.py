"""Workbooks, imported: this module is the importer of the kind `workbook`.

Rows are merged with the review's own (`merging`), and what comes of it is built as the records of
the YAML files are. Only things that change are built; the others stay as they are, untouched.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType

from cmo_graph.anchoring import Profile, with_profile
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.notes import Notes, Place, column_letters
from cmo_graph.interchange.workbook.building import build_things
from cmo_graph.interchange.workbook.keys import Minted, find_keys
from cmo_graph.interchange.workbook.matching import match_rows
from cmo_graph.interchange.workbook.merging import KeyedRow, MergedTable, Sides, merge_table
from cmo_graph.interchange.workbook.reading import GivenTable, GivenWorkbook, read_given, row_number
from cmo_graph.interchange.workbook.rows import Rows, rows_of
from cmo_graph.interchange.workbook.tables import TABLES, Header
from cmo_graph.model import Review
from cmo_graph.validation.problems import Problem

#: What `--option conflicts=` takes: whose word is taken where both sides changed.
CONFLICTS = ("review", "workbook")


def import_workbook(files: Sequence[GivenFile], *, context: Context) -> Imported:
    """Read a workbook that was made by `template` or `export workbook`, or like one of them.

    Args:
        files: The workbook.
        context: The review that it is merged with. The option `conflicts` says whose word is taken
            where both changed; `review` when it is not given.

    Returns:
        The things that are new or that change, as they are to be.
    """
    notes = Notes()
    if len(files) != 1:
        _note_number(files, notes)
        return Imported((), tuple(notes.problems))
    found = compare(files[0], notes, context=context)
    if found is None:
        return Imported((), tuple(notes.problems))
    built = build_things(
        found.given,
        found.merged,
        held=found.sides.held,
        unread=found.unread,
        context=context,
        notes=notes,
        file=files[0].name,
    )
    known = {thing.id: thing for thing in context.existing.things}
    changed = tuple(thing for thing, _ in built if known.get(thing.id) != thing)
    return Imported(
        changed,
        tuple(_by_column(notes.problems, found.given)),
        tuple(_understood(found)),
        places=MappingProxyType({thing.id: place for thing, place in built}),
        whole=frozenset(thing.id for thing in changed),
        language=found.given.language,
        columns={table.sheet: dict(_letters(table)) for table in found.given.tables},
    )


def _letters(table: GivenTable) -> Iterator[tuple[str, str]]:
    """Yield the fields of a sheet with the letters of their first columns."""
    for header, number in sorted(table.columns.items(), key=lambda pair: -pair[1]):
        yield header.column, column_letters(number)


def _note_number(files: Sequence[GivenFile], notes: Notes) -> None:
    notes.add(
        "workbook-not-one",
        f"{len(files)} files were given; workbooks are imported one at a time.",
        Place(files[0].name if files else "", 0, 0),
        hint="Import the first, then the next: each is merged with what is there then.",
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A workbook beside the review that it came back to."""

    given: GivenWorkbook
    sides: Sides
    #: Ids that rows get.
    minted: Sequence[Minted]
    #: Kinds of thing of which some id could not be read.
    unread: Set[str]
    #: The rows of each sheet, and the review's rows that they are, by the name of the sheet.
    rows: Mapping[str, Sequence[KeyedRow]]
    merged: Mapping[str, MergedTable]


def compare(file: GivenFile, notes: Notes, *, context: Context) -> Compared | None:
    """Read a workbook and merge it with the review; None when it cannot be, which is noted."""
    given = read_given(file, notes, language=context.language)
    if given is None or _is_of_other_review(given, notes, file=file.name, review=context.review):
        return None
    sides = _sides(given, context)
    keys = find_keys(given, notes, file=file.name, review=context.review)
    rows = {
        table.table.name: match_rows(
            table, keys.rows[table.table.name], shown=sides.shown.get(table.table.name, {})
        )
        for table in given.tables
    }
    merged = {
        name: merge_table(table, rows[name], sides=sides, notes=notes, file=file.name)
        for table in given.tables
        if (name := table.table.name)
    }
    return Compared(given, sides, keys.minted, keys.unread, rows, merged)


def _sides(given: GivenWorkbook, context: Context) -> Sides:
    things = context.existing.things
    is_there = any(isinstance(thing, Review) for thing in things)
    if not is_there:
        return Sides({}, {}, is_there=False)
    names = [profile.value for profile in Profile]
    said = given.facts.get("profile", Profile.FULL.value)
    profile = Profile(said) if said in names else Profile.FULL
    held = rows_of(things, language=given.language)
    shown: Rows = held
    if profile is not Profile.FULL:
        shown = rows_of(with_profile(things, texts={}, profile=profile), language=given.language)
    is_theirs = context.options.get("conflicts") == CONFLICTS[1]
    return Sides(held, shown, is_there=True, takes_workbook=is_theirs)


def _is_of_other_review(given: GivenWorkbook, notes: Notes, *, file: str, review: str) -> bool:
    """Say whether a workbook is of another review, and note when it is."""
    tables = {table.table.name: table for table in given.tables}
    own = tables.get("review", GivenTable(TABLES["review"], "review", {}, ()))
    cell = own.rows[0].cells.get(Header("id")) if own.rows else None
    told = (given.facts.get("review", review), cell.text if cell is not None else review)
    other = next((one for one in told if one != review), None)
    if other is None:
        return False
    row = own.rows[0].number if own.rows else 1
    notes.add(
        "workbook-of-other-review",
        f"{file} is of the review {other!r}, and is imported into {review!r}.",
        own.place(file, row, Header("id")),
        value=other,
        hint="Import it into its own review; to move rows, copy them to a template.",
    )
    return True


def _by_column(problems: Iterable[Problem], given: GivenWorkbook) -> Iterator[Problem]:
    """Yield problems; what a row lacks is told at its empty cell, or once for a whole column."""
    tables = {table.sheet: table for table in given.tables}
    told: set[tuple[str, str]] = set()
    for problem in problems:
        table = tables.get(problem.sheet)
        if problem.code != "key-missing" or table is None:
            yield problem
            continue
        row = row_number(problem.cell)
        if any(header.column == problem.value for header in table.columns):
            place = table.place(problem.file, row, Header(problem.value))
            yield replace(problem, cell=place.cell)
        elif (problem.sheet, problem.value) not in told:
            told.add((problem.sheet, problem.value))
            yield _column_missing(problem, table)


def _column_missing(problem: Problem, table: GivenTable) -> Problem:
    notes = Notes()
    notes.add(
        "workbook-column-missing",
        f"{table.sheet} has no column {problem.value}, and its rows must have one.",
        table.place(problem.file, 1),
        value=problem.value,
        hint="Add the column; its name stands in the first row.",
    )
    return notes.problems[0]


def _understood(found: Compared) -> Iterator[str]:
    """Yield a sentence for each sheet that has something to tell, and for each id that is made."""
    missing = 0
    for name, table in found.merged.items():
        tally = table.tally
        missing += tally.missing
        told = {
            "new": tally.added,
            "changed": tally.changed,
            "taken out": tally.removed,
            "in conflict": tally.conflicts,
            "as they are in the review": tally.same,
        }
        words = ", ".join(f"{number} {what}" for what, number in told.items() if number)
        if words and (tally.added or tally.changed or tally.removed or tally.conflicts):
            yield f"Rows of {name}: {words}."
    if missing:
        yield f"Rows of the review that the workbook does not have, and that stay: {missing}."
    for one in found.minted:
        yield f"Row {one.row} of {one.sheet} gets the id {one.id}."
