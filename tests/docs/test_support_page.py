"""The page on support runs, and names every status, filter, count and warning there is."""

import doctest
import re
from dataclasses import fields
from pathlib import Path

from cmo_graph.interchange.loading import load_seed
from cmo_graph.sparql.queries import stored_queries
from cmo_graph.store import open_store
from cmo_graph.support import METHOD, Answer, Filters, SupportStatus, Tally
from cmo_graph.support.cautions import CautionCode
from cmo_graph.support.status import ANSWERS

PAGE = Path(__file__).parents[2] / "docs" / "support.md"
TEXT = PAGE.read_text(encoding="utf-8")


def rows_under(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def codes_in(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def test_support_page_runs() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False).failed == 0


def test_support_page_lists_each_status_with_its_answer_in_the_order_of_the_ladder() -> None:
    told = [(codes_in(row[0])[0], codes_in(row[-1])[0]) for row in rows_under("Statuses")]

    assert told == [(status.value, ANSWERS[status].value) for status in SupportStatus]
    assert {answer for _, answer in told} == {answer.value for answer in Answer}


def test_support_page_lists_each_filter() -> None:
    told = [code for row in rows_under("Filters") for code in codes_in(row[0])]

    assert sorted(told) == sorted(field.name for field in fields(Filters))


def test_support_page_lists_each_count() -> None:
    counts = Tally().as_json()
    studies = counts.pop("independent_studies")
    assert isinstance(studies, dict)

    told = [code for row in rows_under("Counts") for code in codes_in(row[0])]

    assert sorted(told) == sorted([*counts, *studies])


def test_support_page_lists_each_warning_and_names_the_method() -> None:
    told = [code for row in rows_under("Warnings") for code in codes_in(row[0])]

    assert told == [code.value for code in CautionCode]
    assert METHOD in TEXT


def test_support_page_names_the_queries_over_derived_graphs_and_a_query_that_answers() -> None:
    section = TEXT.split("\n## Over SPARQL\n")[1]
    query = section.split("```sparql\n")[1].split("```")[0]
    derived = ("cmo:supportOf", "cmo:impliedBy ?configuration ;", "cmo:contextSplit")
    store = open_store("memory:")
    load_seed(store)

    rows = list(store.current().as_rdflib().query(query))

    assert len(rows) == 4
    assert set(codes_in(section.split("The cookbook has")[1])) == {
        query.name
        for query in stored_queries()
        if query.folder == "cookbook" and any(term in query.text for term in derived)
    }
