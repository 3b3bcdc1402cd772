"""How fast does a workbook come back? This module asks, beside reading its cells alone."""

from collections.abc import Iterator
from functools import partial

from benchmarks.material import Material
from benchmarks.measure import Spent, in_fresh_process, spent
from benchmarks.table import Row, at_most, duration
from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.importers import read_files
from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.spreadsheets import read_workbook
from cmo_graph.interchange.workbook.exporter import export_workbook
from cmo_graph.interchange.workbook.rows import rows_of
from cmo_graph.model import Thing
from cmo_graph.synthetic import synthetic_review

TITLE = "Workbooks"
#: Configurations of the review, for each that the authored one has: they give 20,000 rows.
TIMES = 3.5
_KEY = "large"


def rows(material: Material) -> Iterator[Row]:
    """Import the workbook of a synthetic review, where there is none yet and where it is there."""
    number = round(material.scale.authored * TIMES)
    things = tuple(synthetic_review(configurations=number, seed=7, key=_KEY))
    content = _workbook(things)
    size = f"{sum(map(len, rows_of(things, language='en').values())):,} rows"
    alone = in_fresh_process(read_cells, content)
    for what, existing in (("a new review", ()), ("the review that it was made of", things)):
        ours = in_fresh_process(import_, content, existing)
        told = f"{duration(ours.processor)}; its cells alone {duration(alone.processor)}"
        name = f"importing a workbook into {what}"
        ratio = ours.processor / alone.processor
        yield Row(what=name, size=size, value=ratio, unit="× reading its cells", behind=told)
        yield Row(
            what=name,
            size=size,
            value=ours.processor,
            unit="s",
            target=at_most(5, "s"),
            behind=told,
        )
        megabytes = ours.peak / 1024**2
        yield Row(what=name, size=size, value=megabytes, unit="MB", target=at_most(500, "MB"))


def _workbook(things: tuple[Thing, ...]) -> bytes:
    request = ExportRequest(profile=Profile.FULL)
    return export_workbook(Reading(things, ()), request=request).files[0].content


def read_cells(content: bytes) -> Spent:
    """Return what reading a workbook's cells takes."""
    return spent(partial(read_workbook, GivenFile("review.xlsx", content), Notes()))


def import_(content: bytes, existing: tuple[Thing, ...]) -> Spent:
    """Return what importing a workbook takes, beside a review or where there is none."""
    context = Context(review=_KEY, existing=Reading(existing, ()))
    files = [GivenFile("review.xlsx", content)]
    return spent(partial(read_files, "workbook", files, context=context))
