"""How fast is a table read and checked? This module asks, beside csv and openpyxl alone.

All of it counts: opening, reading through a mapping, drafting the things, and checking the review
that would come of them.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence

from openpyxl import Workbook, load_workbook

from benchmarks.material import Material
from benchmarks.measure import Spent, in_fresh_process, spent
from benchmarks.table import Row, at_most, duration
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.importers import Plan, plan_import, read_files
from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.model import Review
from cmo_graph.model.codes import ReviewKind

TITLE = "Tables"
#: Rows of the table: as many configurations as the largest reviews have, many times over.
ROWS, FEW = 20_000, 500
_HEAD = (
    *("CMOC", "Context", "Resource", "Response", "Outcome", "Source"),
    *("Quote", "Page", "Confidence", "Country", "Notes"),
)


def rows(material: Material) -> Iterator[Row]:
    """Read one table as CSV and as a workbook, each in a process of its own."""
    count = ROWS if material.scale.name == "full" else FEW
    for what, make, alone_ in (
        ("csv", as_csv, parse_csv),
        ("openpyxl", as_workbook, parse_workbook),
    ):
        given = make(count)
        ours = in_fresh_process(read_and_check, given)
        alone = in_fresh_process(spend_on, alone_, given)
        size = f"{count:,} rows of {len(_HEAD)} columns, as {given.name.rpartition('.')[2]}"
        told = (
            f"{duration(ours.processor)} of processor, {ours.peak / 1e6:,.0f} MB at most;"
            f" {what} alone {duration(alone.processor)}"
        )
        yield Row(
            what="reading a table and checking what comes of it",
            size=size,
            value=ours.processor / alone.processor,
            unit=f"× {what} alone",
            behind=told,
        )
        yield Row(
            what="reading a table and checking what comes of it",
            size=size,
            value=ours.processor,
            unit="s",
            target=at_most(5, "s"),
            behind=told,
        )
        yield Row(
            what="memory of the process that reads a table",
            size=size,
            value=ours.peak / 1e6,
            unit="MB",
            target=at_most(500, "MB"),
            behind=told,
        )


def read_and_check(given: GivenFile) -> Spent:
    """Read a table and check the review that would come of it; return what that took."""
    plans: list[Plan] = []
    return spent(lambda: plans.append(_read_and_check(given)))


def _read_and_check(given: GivenFile) -> Plan:
    context = Context(review="sos", options={"mapping": "polarity"})
    review = Review(
        id=context.review_iri,
        review=context.review_iri,
        label=context.text("A review"),
        kind=ReviewKind.OTHER,
        question=context.text("What works?"),
    )
    plan = plan_import(Reading((review,), ()), read_files("table", [given], context=context))
    if not plan.is_sound:
        raise AssertionError(plan.problems[:3])
    return plan


def spend_on(parse: Callable[[GivenFile], None], given: GivenFile) -> Spent:
    """Parse a table and return what that took."""
    return spent(lambda: parse(given))


def parse_csv(given: GivenFile) -> None:
    """Read all rows with the standard library."""
    for _ in csv.reader(io.StringIO(given.content.decode())):
        pass


def parse_workbook(given: GivenFile) -> None:
    """Read all rows with openpyxl, in the way that takes least."""
    book = load_workbook(io.BytesIO(given.content), read_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def as_csv(count: int) -> GivenFile:
    """Return a synthetic table as CSV."""
    sink = io.StringIO()
    csv.writer(sink).writerows(_table(count))
    return GivenFile("table.csv", sink.getvalue().encode())


def as_workbook(count: int) -> GivenFile:
    """Return a synthetic table as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("CMOs")
    for row in _table(count):
        sheet.append(row)
    sink = io.BytesIO()
    book.save(sink)
    return GivenFile("table.xlsx", sink.getvalue())


def _table(count: int) -> Iterator[Sequence[str]]:
    """Yield rows of words of no language; ideas recur as they do in reviews."""
    chance = random.Random(11)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(3, 9))) for _ in range(2_000)]
    ideas = [" ".join(chance.choices(words, k=chance.randint(3, 8))) for _ in range(4_500)]
    yield _HEAD
    for number in range(count):
        yield (
            f"CMOC {number}",
            "; ".join(chance.sample(ideas[:1_500], 2)),
            chance.choice(ideas[1_500:3_000]),
            chance.choice(ideas[1_500:3_000]),
            f"{chance.choice(('Reduced', 'Improved'))} {chance.choice(ideas[3_000:])}",
            f"Author {number % 400} 2019",
            " ".join(chance.choices(words, k=20)),
            str(chance.randint(1, 99)),
            chance.choice(("high", "low", "n/a")),
            chance.choice(("England", "Wales")),
            " ".join(chance.choices(words, k=6)),
        )
