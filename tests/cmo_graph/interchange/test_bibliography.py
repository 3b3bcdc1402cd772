"""A report takes from the bibliography what its record leaves out."""

import json
from datetime import date
from pathlib import Path

import pytest
from rdflib import URIRef

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.bibliography import Source, read_bibliography
from cmo_graph.interchange.notes import Notes
from cmo_graph.model import Report
from tests.cmo_graph.interchange.small_review import FILES, write_review

BIBTEX = r"""
@techreport{team2021,
  title = {What {England} learnt from \"Ubungen},
  date = {2021-02-08},
  doi = {https://doi.org/10.1000/xyz},
  url = {https://example.org/report},
}
@book{team2019, title = {An earlier one}, year = {2019}, isbn = {9780000000000}}
"""
CSL = [
    {
        "id": "team2021",
        "title": "What England learnt",
        "issued": {"date-parts": [[2021, 2, 8]]},
        "DOI": "10.1000/xyz",
        "URL": "https://example.org/report",
    },
    {"id": 7, "title": "A year only", "issued": {"date-parts": [[2019]]}},
]
CITED = FILES["sources.yaml"].replace(
    "    label: The final report\n", "    citation_key: team2021\n"
)


def test_bibtex_gives_title_date_identifier_and_address(tmp_path: Path) -> None:
    (tmp_path / "sources.bib").write_text(BIBTEX, encoding="utf-8")

    sources = read_bibliography(tmp_path, Notes()).sources

    assert sources["team2021"] == Source(
        "What England learnt from Übungen",
        date(2021, 2, 8),
        "doi:10.1000/xyz",
        URIRef("https://example.org/report"),
    )
    assert sources["team2019"] == Source("An earlier one", None, "isbn:9780000000000", None)


def test_csl_json_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "sources.csl.json").write_text(json.dumps(CSL), encoding="utf-8")

    sources = read_bibliography(tmp_path, Notes()).sources

    assert sources["team2021"].issued == date(2021, 2, 8)
    assert sources["team2021"].identifier == "doi:10.1000/xyz"
    assert sources["7"] == Source("A year only", None, None, None)


def test_report_takes_what_it_leaves_out_and_keeps_what_it_says(tmp_path: Path) -> None:
    files = {**FILES, "sources.yaml": CITED, "sources.bib": BIBTEX.replace("02-08", "03-09")}

    reading = read_review(write_review(tmp_path, files))

    [report] = [thing for thing in reading.things if isinstance(thing, Report)]
    assert report.label[0].value == "What England learnt from Übungen"
    assert report.issued == date(2021, 2, 8)
    assert (report.id, "label") in reading.cited
    assert (report.id, "issued") not in reading.cited


def test_key_that_is_not_in_the_bibliography_is_told_with_the_nearest(tmp_path: Path) -> None:
    cited = CITED.replace("citation_key: team2021", "citation_key: team2022")

    reading = read_review(
        write_review(tmp_path, {**FILES, "sources.yaml": cited, "sources.bib": BIBTEX})
    )

    [problem] = reading.problems
    assert (problem.code, problem.file, problem.value) == (
        "bibliography-key-missing",
        "sources.yaml",
        "team2022",
    )
    assert problem.hint == "Nearest: team2021."
    assert problem.line == cited.count("\n", 0, cited.index("citation_key")) + 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("@book{a, title={A}}\n@book{a, title={B}}\n", 2),
        ("@book{a, title={A}}\n\n@book{b, title={B\n", 3),
    ],
)
def test_entry_that_cannot_be_read_is_told_at_its_line(
    text: str, line: int, tmp_path: Path
) -> None:
    (tmp_path / "sources.bib").write_text(text, encoding="utf-8")
    notes = Notes()

    read_bibliography(tmp_path, notes)

    [problem] = notes.problems
    assert (problem.code, problem.line) == ("bibliography-unreadable", line)
