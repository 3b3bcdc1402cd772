"""Every vendor's list of references says the same of one document, and nothing in it is lost."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.references.importer import import_references
from cmo_graph.interchange.targets import Folder
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import plain
from cmo_graph.model import Report, Study
from cmo_graph.model.codes import ReportKind, StudyDesign
from tests.cmo_graph.interchange import small_review
from tests.cmo_graph.interchange.references.lists import BIBTEX, DOI, ENDNOTE, EPPI, LISTS, TITLE

CONTEXT = Context(review="sos")


def read(*files: tuple[str, str], context: Context = CONTEXT) -> Imported:
    given = [GivenFile(name, text.encode()) for name, text in files]
    return import_references(given, context=context)


def reports(imported: Imported) -> list[Report]:
    return [thing for thing in imported.things if isinstance(thing, Report)]


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems]


@pytest.mark.parametrize("name", LISTS)
def test_importer_reads_one_document_alike_from_every_vendor(name: str) -> None:
    text, form = LISTS[name]

    imported = read((name, text))

    assert imported.understood == (f"{name}: 1 references, read as {form}.",)
    assert codes(imported) == ["reference-without-design"]
    study, report = imported.things
    assert isinstance(study, Study)
    assert isinstance(report, Report)
    assert (plain(report.label), report.identifier) == (TITLE, f"doi:{DOI}")
    assert (report.kind, report.reports_on) == (ReportKind.JOURNAL_ARTICLE, (study.id,))
    assert study.design is StudyDesign.OTHER


@pytest.mark.parametrize("name", LISTS)
def test_importer_keeps_the_rest_in_the_bibliography(name: str) -> None:
    imported = read((name, LISTS[name][0]))

    [entry] = imported.bibliography
    assert entry["id"] == reports(imported)[0].citation_key
    particles = [one.get("non-dropping-particle", "") for one in entry["author"]]
    families = [one["family"] for one in entry["author"]]
    names = [f"{p} {f}".strip() for p, f in zip(particles, families, strict=True)]
    authors = [(name, one["given"]) for name, one in zip(names, entry["author"], strict=True)]
    assert authors == [("Smith", "Jane A."), ("de la Cruz", "José")]
    assert int(entry["issued"]["date-parts"][0][0]) == 2018
    facts = [str(entry[field]) for field in ("container-title", "volume", "issue", "page")]
    assert facts == ["Journal of Made-up Things", "3", "2", "101-119"]
    assert entry["keyword"].replace(",", ";") == "trust; social work"
    assert " ".join(entry["abstract"].split()) == "Parents need to trust."


def test_importer_makes_a_date_only_of_a_whole_one() -> None:
    issued = {name: reports(read((name, text)))[0].issued for name, (text, _) in LISTS.items()}

    whole = {name for name, day in issued.items() if day is not None}
    assert whole == {"endnote.ris", "zotero.ris", "proquest.ris", "pubmed.nbib", "library.json"}


def test_importer_keeps_eppi_codes_with_their_quotations() -> None:
    study = read(("eppi.json", EPPI)).things[0]

    assert isinstance(study, Study)
    assert study.note is not None
    assert plain(study.note) == (
        "Realist codes > Context > Trust: see page 3: \u201cparents need to trust\u201d"
    )


def test_importer_keeps_tags_that_it_does_not_know() -> None:
    [entry] = read(("a.ris", ENDNOTE.replace("ID  - 17", "C5  - kept\nID  - 17"))).bibliography

    assert entry["C5"] == "kept"


def test_importer_proposes_duplicates_and_merges_nothing() -> None:
    imported = read(("endnote.ris", ENDNOTE), ("library.bib", BIBTEX))

    assert len(reports(imported)) == 2
    [problem] = [one for one in imported.problems if one.code == "reference-duplicate"]
    assert (problem.file, problem.line) == ("library.bib", 1)
    assert f"the DOI {DOI}" in problem.message
    assert "line 1 of endnote.ris" in problem.message


def test_importer_leaves_duplicates_out_when_asked_to() -> None:
    context = replace(CONTEXT, options={"duplicates": "leave-out"})

    imported = read(("endnote.ris", ENDNOTE), ("library.bib", BIBTEX), context=context)

    assert len(reports(imported)) == 1
    assert "reference-duplicate" in codes(imported)


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        ("TI  - Trust opens doors\nPY  - 2018", "TI  - TRUST Opens Doors.\nPY  - 2018", True),
        ("TI  - Trust opens doors\nPY  - 2018", "TI  - Trust opens doors", True),
        ("TI  - Trust opens doors\nPY  - 2018", "TI  - Trust opens doors\nPY  - 2011", False),
        ("TI  - Trusting a programme opens doors", "TI  - Trusting a program opens doors", True),
        ("TI  - How trust works: part 1", "TI  - How trust works: part 2", False),
        ("TI  - Trust\nPM  - 7", "TI  - Confianza\nPM  - 7", True),
    ],
)
def test_importer_finds_duplicates_by_title_and_year(
    first: str, second: str, is_found: bool
) -> None:
    text = "".join(f"TY  - JOUR\n{record}\nER  -\n" for record in (first, second))

    assert ("reference-duplicate" in codes(read(("a.ris", text)))) is is_found


def test_importer_gives_the_same_ids_again_and_others_to_other_documents(tmp_path: Path) -> None:
    folder = small_review.write_review(tmp_path / "review")
    target = Folder(folder, base=DEFAULT_BASE)
    target.write(target.plan(read(("endnote.ris", ENDNOTE))))
    existing = read_review(folder)
    context = replace(CONTEXT, existing=existing)
    other = ENDNOTE.replace(DOI, "10.1000/other")

    again, different = (
        read(("a.ris", ENDNOTE), context=context),
        read(("a.ris", other), context=context),
    )

    held = {thing.id for thing in existing.things}
    assert {report.id for report in reports(again)} <= held
    assert codes(again) == ["reference-without-design"]
    assert {report.id for report in reports(different)}.isdisjoint(held)


def test_importer_reads_the_bibliography_that_it_wrote(tmp_path: Path) -> None:
    folder = small_review.write_review(tmp_path / "review")
    target = Folder(folder, base=DEFAULT_BASE)
    first = read(*((name, text) for name, (text, _) in LISTS.items()))

    target.write(target.plan(first))

    written = (folder / "sources.csl.json").read_text(encoding="utf-8")
    second = read(("sources.csl.json", written))
    assert second.bibliography == first.bibliography
    facts = [(one.label, one.identifier, one.issued, one.url, one.kind) for one in reports(first)]
    assert facts == [
        (one.label, one.identifier, one.issued, one.url, one.kind) for one in reports(second)
    ]
    assert json.loads(written)[0]["DOI"] == DOI


def test_importer_adds_nothing_to_a_bibliography_in_bibtex(tmp_path: Path) -> None:
    folder = small_review.write_review(tmp_path / "review")
    (folder / "sources.bib").write_text("@misc{a, title={A}}\n", encoding="utf-8")
    target = Folder(folder, base=DEFAULT_BASE)

    plan = target.plan(read(("endnote.ris", ENDNOTE)))
    target.write(plan)

    assert "bibliography-not-added" in {problem.code for problem in plan.problems}
    assert not (folder / "sources.csl.json").exists()
    assert read_review(folder).things


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.ris", "TY  - JOUR\nTI  - Trust\n", "reference-unended"),
        ("a.ris", f"Search of 3 May\n{ENDNOTE.lstrip(chr(0xFEFF))}", "reference-line-unread"),
        ("a.ris", "TY  - JOUR\nAU  - Smith\nER  -\n", "reference-without-title"),
        ("a.bib", "@article{a, title={A}}\n@article{a, title={Bees}}", "reference-key-twice"),
        ("a.bib", "@article{a, title={A}\n@article{b, title={B}}", "reference-unreadable"),
        ("a.json", '[{"id": 1}, 7]', "reference-without-title"),
        ("a.txt", "Dear reviewer,", "import-unknown-kind"),
        ("a.json", "{}", "import-unknown-kind"),
        ("a.json", "[]", "import-nothing-read"),
        ("a.txt", "", "given-empty"),
    ],
)
def test_importer_tells_what_is_wrong(name: str, text: str, code: str) -> None:
    assert code in codes(read((name, text)))


def test_broken_bibtex_is_told_by_the_importer_alone(capfd: pytest.CaptureFixture[str]) -> None:
    code = (
        "from cmo_graph.interchange.notes import Notes;"
        "from cmo_graph.interchange.references.bibtex import read_bibtex;"
        "list(read_bibtex('@article{a, title={A}', file='a.bib', notes=Notes()))"
    )

    subprocess.run([sys.executable, "-c", code], check=True)

    assert capfd.readouterr() == ("", "")


def test_importer_tells_the_line_of_a_broken_reference() -> None:
    text = f"{ENDNOTE}TY  - JOUR\nAU  - Smith\nER  -\n"

    [problem] = [one for one in read(("a.ris", text)).problems if "title" in one.code]

    assert problem.line == text.split("\n").index("AU  - Smith")
