"""Workbooks for tests: a small review's, and what somebody did to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cmo_graph.anchoring import Profile, with_profile
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.importing import Context, GivenFile, Imported, merged
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.spreadsheets import Sheet, read_workbook
from cmo_graph.interchange.workbook.exporter import export_workbook, template
from cmo_graph.interchange.workbook.importer import import_workbook
from cmo_graph.interchange.workbook.patching import with_cells
from cmo_graph.model import Thing
from tests.cmo_graph.interchange.small_review import write_review


@cache
def small() -> Reading:
    """A small review."""
    with TemporaryDirectory() as folder:
        return read_review(write_review(Path(folder)))


def written(reading: Reading, profile: Profile = Profile.FULL) -> GivenFile:
    """A review as a workbook."""
    shown = with_profile(reading.things, texts={}, profile=profile)
    request = ExportRequest(profile=profile)
    made = export_workbook(Reading(shown, (), reading.language), request=request)
    return GivenFile("review.xlsx", made.files[0].content)


@cache
def small_workbook() -> GivenFile:
    """The small review as a workbook."""
    return written(small())


@cache
def blank_workbook() -> GivenFile:
    """A workbook without records."""
    return GivenFile("blank.xlsx", template())


def read_into(file: GivenFile, existing: Reading, **options: str) -> Imported:
    """What a workbook says beside a review."""
    context = Context(review="sos", existing=existing, options=options)
    return import_workbook([file], context=context)


def after(file: GivenFile, existing: Reading, **options: str) -> Mapping[str, Thing]:
    """The things of a review with what a workbook says, by key."""
    reading = merged(existing, read_into(file, existing, **options))
    assert reading.things, reading.problems
    return {thing.key.removeprefix("sos."): thing for thing in reading.things}


@dataclass(frozen=True)
class Book:
    """A workbook that somebody edits."""

    file: GivenFile

    def sheet(self, name: str) -> Sheet:
        sheets = read_workbook(self.file, Notes())
        assert sheets is not None
        return next(sheet for sheet in sheets if sheet.name == name)

    def column(self, name: str, title: str) -> int:
        [top, *_] = self.sheet(name).rows
        return next(number for number, text in top.cells.items() if text == title)

    def row(self, name: str, *first: str) -> int:
        """The row whose first cells have these texts."""
        return next(
            row.number
            for row in self.sheet(name).rows
            if tuple(row.text(column) for column in range(1, len(first) + 1)) == first
        )

    def put(self, name: str, row: int, cells: Mapping[str, str]) -> "Book":
        """The workbook with a row's cells changed, by the titles of their columns."""
        found = {(row, self.column(name, title)): text for title, text in cells.items()}
        content = with_cells(self.file, {name: found}, sheets={})
        return Book(replace(self.file, content=content))

    def edit(self, name: str, *first: str, **cells: str) -> "Book":
        """The workbook with cells of the row changed whose first cells have these texts."""
        return self.put(name, self.row(name, *first), cells)

    def add(self, name: str, **cells: str) -> "Book":
        """The workbook with a further row."""
        return self.put(name, self.sheet(name).rows[-1].number + 1, cells)

    def titled(self, name: str, title: str, new: str) -> "Book":
        """The workbook with a column under another name."""
        content = with_cells(self.file, {name: {(1, self.column(name, title)): new}}, sheets={})
        return Book(replace(self.file, content=content))

    def without_row(self, name: str, *first: str) -> "Book":
        """The workbook with a row emptied in every cell."""
        row = self.row(name, *first)
        cells = {(row, column): "" for column in range(1, 30)}
        content = with_cells(self.file, {name: cells}, sheets={})
        return Book(replace(self.file, content=content))
