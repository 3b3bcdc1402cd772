"""References that go out come back as they were, in every format."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.citing import whole_bibliography
from cmo_graph.interchange.exporters import export_review
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.importers import plan_import, read_files
from cmo_graph.interchange.importing import NO_REVIEW, Context, GivenFile, Imported
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.references.bibtex import read_bibtex
from cmo_graph.interchange.references.bibtex_text import bibtex_entry
from cmo_graph.interchange.references.exporter import FORMATS
from cmo_graph.interchange.references.json_lists import as_csl, from_csl
from cmo_graph.interchange.references.reference import Person, Reference, one_line
from cmo_graph.interchange.references.ris_text import ris_record
from cmo_graph.interchange.references.tagged import RIS, read_tagged
from cmo_graph.iri import as_iri
from cmo_graph.mapping import LangString
from cmo_graph.model import Report, Study
from cmo_graph.model.codes import ReportKind
from tests.cmo_graph.interchange.references.lists import LISTS

SEED = Path("seed_data/signs_of_safety")
PLACE = Place("a", 1, 1)
#: Words with signs that one format or another takes for something else.
WORD = st.text(
    st.sampled_from("abcdé1\N{EURO SIGN}&%$#_~^\\<>'`-?!:.\N{EN DASH}"), min_size=1, max_size=8
).filter(str.strip)
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
NAME = st.text(st.sampled_from("ABcdé-"), min_size=1, max_size=6).filter(
    lambda name: name.casefold() != "and" and name.strip("-") != ""
)
PEOPLE = st.builds(Person, NAME, NAME) | st.builds(Person, st.lists(NAME, min_size=1).map(" ".join))
NUMBER = st.text(st.sampled_from("0123456789ab"), min_size=1, max_size=5)
PAGES = NUMBER | st.tuples(NUMBER, NUMBER).map("-".join)
KEYWORD = st.text(st.sampled_from("abcé -"), min_size=1, max_size=8).map(one_line).filter(bool)


def optional(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | words


@st.composite
def references(draw: st.DrawFn) -> Reference:
    """Draw a reference that every format can hold."""
    issued = draw(st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)))
    year = str(issued.year) if issued else draw(optional(st.just("1999")))
    return Reference(
        place=PLACE,
        title=draw(WORDS),
        kind=draw(st.sampled_from(ReportKind)),
        key=draw(st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)),
        authors=tuple(draw(st.lists(PEOPLE, max_size=3))),
        year=year,
        issued=issued,
        doi=draw(optional(NUMBER.map("10.1000/{}".format))),
        pmid=draw(optional(st.integers(1, 10**7).map(str))),
        isbn=draw(optional(st.just("9780306406157"))),
        url=draw(
            st.none() | NUMBER.map(lambda one: as_iri(f"https://a.example/{one}?b=1&c=%20#d"))
        ),
        container=draw(optional(WORDS.map("Journal of {}".format))),
        volume=draw(optional(NUMBER)),
        issue=draw(optional(NUMBER)),
        pages=draw(optional(PAGES)),
        publisher=draw(optional(WORDS.map("House of {}".format))),
        abstract="\n".join(draw(st.lists(WORDS, max_size=2))),
        keywords=tuple(draw(st.lists(KEYWORD, unique=True, max_size=3))),
        notes=tuple(draw(st.lists(WORDS.map("read: {}".format), unique=True, max_size=2))),
    )


def from_ris(reference: Reference) -> Reference:
    notes = Notes()
    [found] = read_tagged(ris_record(reference), file="a", form=RIS, notes=notes)
    assert notes.problems == []
    return found


def from_bibtex(reference: Reference) -> Reference:
    notes = Notes()
    [found] = read_bibtex(bibtex_entry(reference), file="a", notes=notes)
    assert notes.problems == []
    return found


@settings(max_examples=25)
@given(references(), st.dictionaries(st.sampled_from(["C1", "LA", "U1", "T3"]), WORD))
def test_ris_is_read_as_the_reference_that_was_written(
    reference: Reference, more: Mapping[str, str]
) -> None:
    given_ = _with_more(reference, more)

    assert from_ris(given_) == given_


@settings(max_examples=25)
@given(references(), st.dictionaries(st.sampled_from(["langid", "month", "editor"]), WORD))
def test_bibtex_is_read_as_the_reference_that_was_written(
    reference: Reference, more: Mapping[str, str]
) -> None:
    given_ = _with_more(reference, more)

    assert from_bibtex(given_) == given_


@settings(max_examples=25)
@given(references(), st.dictionaries(st.sampled_from(["C1", "langid"]), WORD))
def test_csl_is_read_as_the_reference_that_was_written(
    reference: Reference, more: Mapping[str, str]
) -> None:
    given_ = _with_more(reference, more)
    entry = as_csl(given_, key=given_.key)

    found = from_csl(json.loads(json.dumps(entry)), PLACE)

    assert replace(found, entry=None) == given_


def _with_more(reference: Reference, more: Mapping[str, str]) -> Reference:
    return replace(reference, more={name: (text.strip(),) for name, text in more.items()})


def imported(*files: GivenFile, review: str = "sos", existing: Reading = NO_REVIEW) -> Imported:
    context = Context(review=review, existing=existing)
    return read_files("references", files, context=context)


def exported(read: Imported, form: str, *, profile: Profile = Profile.QUOTE) -> GivenFile:
    """Return the list of what was imported."""
    request = ExportRequest(
        options={"format": form}, profile=profile, bibliography=read.bibliography
    )
    [made] = export_review("references", Reading(read.things, ()), request=request).files
    return GivenFile(made.name, made.content)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", LISTS)
def test_list_of_every_vendor_is_the_same_when_it_went_out_and_came_back(
    name: str, form: str
) -> None:
    first = imported(GivenFile(name, LISTS[name][0].encode()))

    second = imported(exported(first, form))

    third = imported(exported(second, form))
    assert second.things == first.things
    assert (third.things, third.bibliography) == (second.things, second.bibliography)


@pytest.mark.parametrize(
    ("name", "form"),
    [("endnote.ris", "ris"), ("library.bib", "bibtex"), ("library.json", "csl-json")],
)
def test_bibliography_is_the_same_when_it_went_out_in_its_own_format(name: str, form: str) -> None:
    first = imported(GivenFile(name, LISTS[name][0].encode()))

    second = imported(exported(first, form))

    assert second.bibliography == first.bibliography


def test_fields_that_no_model_has_go_out_again() -> None:
    rows = ["TY  - CONF", "TI  - Trust", "AU  - Moss, Ann", "A3  - Editor, Eva", "T2  - Talks"]
    rows += ["JA  - T.", "M3  - Poster", "DA  - 2020/05//", "C7  - 12", "UR  - https://a.example/1"]
    rows += ["UR  - https://a.example/2", "SN  - 1234-5678", "N1  - One", "N1  - Two", "ER  - "]
    first = imported(GivenFile("a.ris", "\n".join(rows).encode()))

    out = exported(first, "ris").content.decode().split("\n")

    kept = {row.strip() for row in rows} - {"JA  - T.", "T2  - Talks", "ER  -"}
    assert kept <= {row.strip() for row in out}
    assert {"JO  - Talks", "JA  - T."} <= set(out)


def test_entry_of_csl_goes_out_with_every_field_it_came_with() -> None:
    entry = {
        "id": "moss",
        "type": "paper-conference",
        "title": "Trust",
        "author": [{"family": "Berg", "given": "A.", "suffix": "Jr", "dropping-particle": "van"}],
        "editor": [{"literal": "Eva"}],
        "issued": {"date-parts": [[2020, 5], [2020, 6]]},
        "custom": {"a": [1, None]},
    }
    first = imported(GivenFile("a.json", json.dumps([entry]).encode()))

    out = json.loads(exported(first, "csl-json").content)

    assert out == [entry]


def test_word_of_the_review_goes_out_instead_of_the_bibliography() -> None:
    first = imported(GivenFile("endnote.ris", LISTS["endnote.ris"][0].encode()))
    changed = tuple(
        one.model_copy(update={"label": (LangString("Anew", "en"),)})
        if isinstance(one, Report)
        else one
        for one in first.things
    )

    for form in FORMATS:
        assert "Anew" in exported(replace(first, things=changed), form).content.decode()


def test_seed_goes_out_and_adds_no_study_when_it_comes_back() -> None:
    seed = read_review(SEED)
    one = Imported(seed.things)

    for form in FORMATS:
        back = imported(exported(one, form), review="sos", existing=seed)

        held = {thing.id: thing for thing in seed.things}
        reports = [thing for thing in back.things if isinstance(thing, Report)]
        assert [thing.id for thing in reports] == [
            thing.id for thing in seed.things if isinstance(thing, Report)
        ]
        assert not any(isinstance(thing, Study) for thing in back.things)
        for report in reports:
            before = held[report.id]
            assert isinstance(before, Report)
            for name in ("kind", "issued", "identifier", "url", "label"):
                assert getattr(report, name) == getattr(before, name)
        assert [
            p.code for p in plan_import(seed, back).problems if p.code == "import-conflict"
        ] == []


def test_seed_goes_out_the_same_a_second_time() -> None:
    one = Imported(read_review(SEED).things)

    for form in FORMATS:
        again = imported(exported(one, form))

        assert exported(imported(exported(again, form)), form) == exported(again, form)


def test_bibliography_in_bibtex_goes_out_whole(tmp_path: Path) -> None:
    (tmp_path / "sources.bib").write_text(LISTS["library.bib"][0], encoding="utf-8")

    [entry] = whole_bibliography(tmp_path)

    assert entry["container-title"] == "Journal of Made-up Things"


def test_abstracts_stay_here_when_only_hashes_go_out() -> None:
    first = imported(GivenFile("endnote.ris", LISTS["endnote.ris"][0].encode()))

    for form in FORMATS:
        assert b"Parents need" not in exported(first, form, profile=Profile.HASH).content


def test_what_ris_has_no_tag_for_is_told() -> None:
    entry = {"id": "a", "type": "book", "title": "Trust", "genre": "Talk"}
    first = imported(GivenFile("a.json", json.dumps([entry]).encode()))
    request = ExportRequest(bibliography=first.bibliography)

    made = export_review("references", Reading(first.things, ()), request=request)

    assert made.told == ("RIS has no tag for genre; export as CSL-JSON or BibTeX to keep that.",)


def test_missing_bibliography_is_told() -> None:
    first = imported(GivenFile("endnote.ris", LISTS["endnote.ris"][0].encode()))

    made = export_review("references", Reading(first.things, ()), request=ExportRequest())

    assert "not at hand" in made.told[0]
