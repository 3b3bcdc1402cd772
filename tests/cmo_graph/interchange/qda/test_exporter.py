"""A review is the same after it was a coded project, and what was coded since is part of it."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.exporters import export_review
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.importing import Context, GivenFile, Imported, merged
from cmo_graph.interchange.qda.importer import import_qda
from cmo_graph.mapping import LangString, plain
from cmo_graph.model import Concept, Passage, Report, Review, Thing
from cmo_graph.model.codes import ReviewKind
from cmo_graph.validation.problems import has_errors
from tests.cmo_graph.interchange.qda.projects import NVIVO, PROGRAMS, Coded, Given, Program, guid
from tests.cmo_graph.interchange.qda.schema import codebook_faults, project_faults
from tests.strategies import whole_reviews

ROOT = Path(__file__).resolve().parents[4]
IRI = Context(review="sos").review_iri
REVIEW = Review(
    id=IRI,
    review=IRI,
    label=(LangString("Visits", "en"),),
    kind=ReviewKind.REALIST_SYNTHESIS,
    question=(LangString("Why?", "en"),),
)
CODES = {"Context": "", "Regular visits": "Context", "Outcomes": "", "Trust": "Outcomes"}
CODED = (
    Coded("trust grows when visits are regular", ["Trust", "Regular visits"], nth=3),
    Coded("Cafe\u0301 talks helped", ["Trust"], nth=11),
    Coded("no-one was blamed \U0001f1f3\U0001f1f1", ["Trust"], nth=19),
)


@pytest.fixture(scope="module")
def seed() -> Reading:
    return read_review(ROOT / "seed_data" / "signs_of_safety")


def exported(reading: Reading, *, texts: Mapping[str, str] | None = None, **options: str) -> bytes:
    request = ExportRequest(profile=Profile.FULL, texts=texts or {}, options=options)
    [made] = export_review("qda", reading, request=request).files
    return made.content


def read_back(content: bytes, *, existing: Reading | None = None, review: str = "sos") -> Imported:
    context = Context(review=review, existing=existing or Reading((), ()))
    return import_qda([GivenFile("p.qdpx", content)], context=context)


def coded_review(program: Program) -> tuple[Reading, Mapping[str, str]]:
    """A review begun from a project, and its texts."""
    found = read_back(Given(program, coded=CODED, codes=CODES).content())
    return merged(Reading((REVIEW,), ()), found), found.texts


@given(whole_reviews())
@settings(max_examples=30)
def test_review_reads_back_the_same(things: tuple[Thing, ...]) -> None:
    content = exported(Reading(things, ()))

    found = read_back(content)

    assert found.problems == ()
    assert found.things == things
    assert project_faults(content) == []


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize("offsets", ["code-points", "utf-16-crlf"])
def test_imported_project_is_the_same_after_export_and_import(
    program: Program, offsets: str
) -> None:
    review, texts = coded_review(program)

    content = exported(review, texts=texts, offsets=offsets)
    found = read_back(content)

    assert found.things == review.things
    assert found.texts == texts
    assert project_faults(content) == []
    assert exported(review, texts=texts, offsets=offsets) == content


def test_selections_that_are_written_are_the_passages() -> None:
    review, texts = coded_review(NVIVO)
    content = without_note(exported(review, texts=texts, offsets="utf-16-crlf"))

    found = read_back(content)

    [text] = [words for name, words in found.texts.items() if "notes" not in name]
    passages = [one for one in found.things if isinstance(one, Passage)]
    words = {text[one.location.start : one.location.end] for one in passages}
    assert words == {one.words for one in CODED}
    assert "utf-16-crlf" in found.understood[0]


def test_seed_is_valid_and_reads_back_whatever_its_profile(seed: Reading) -> None:
    for profile in (Profile.FULL, Profile.HASH):
        request = ExportRequest(profile=profile)
        [made] = export_review("qda", seed, request=request).files
        found = read_back(made.content, existing=seed)

        assert project_faults(made.content) == []
        if profile is Profile.FULL:
            assert set(found.things) == set(seed.things)


def test_codebook_of_a_review_is_valid_and_has_its_concepts(seed: Reading) -> None:
    content = exported(seed, form="codebook")

    found = import_qda([GivenFile("c.qdc", content)], context=Context(review="other"))

    assert codebook_faults(content) == []
    labels = {plain(one.label) for one in found.things if isinstance(one, Concept)}
    assert {plain(one.label) for one in seed.things if isinstance(one, Concept)} <= labels


def test_words_that_may_not_go_out_are_not_in_the_file() -> None:
    review, texts = coded_review(NVIVO)
    request = ExportRequest(profile=Profile.HASH, texts=texts)

    [made] = export_review("qda", review, request=request).files

    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"visits are regular" not in everything
    assert project_faults(made.content) == []


def test_what_was_coded_since_becomes_part_of_the_review() -> None:
    review, texts = coded_review(NVIVO)
    content = changed(exported(review, texts=texts), texts)

    found = read_back(content, existing=review)
    after = merged(review, found)

    assert not has_errors(after.problems)
    before = {thing.id for thing in review.things}
    fresh = [thing for thing in after.things if thing.id not in before]
    concepts = [plain(one.label) for one in fresh if isinstance(one, Concept)]
    assert concepts == ["Feeling safe"]
    [passage] = [one for one in fresh if isinstance(one, Passage)]
    [text] = [words for name, words in texts.items() if "notes" not in name]
    assert text[passage.location.start : passage.location.end] == "Interview 2"
    [report] = [one for one in after.things if isinstance(one, Report)]
    assert passage.report == report.id


def test_renamed_code_is_told_and_the_review_keeps_its_word() -> None:
    review, texts = coded_review(NVIVO)
    content = edited(exported(review, texts=texts), 'name="Trust"', 'name="Faith"')

    found = read_back(content, existing=review)

    assert [problem.code for problem in found.problems] == ["qda-code-renamed"]
    assert found.things == review.things


def test_project_of_another_review_is_refused() -> None:
    review, texts = coded_review(NVIVO)

    found = read_back(exported(review, texts=texts), review="other")

    [problem] = found.problems
    assert (problem.code, found.things) == ("qda-other-review", ())
    assert problem.hint == "Import it into that review: --review sos."


def edited(content: bytes, old: str, new: str) -> bytes:
    """Return a project with its XML edited."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w") as target,
    ):
        for name in source.namelist():
            held = source.read(name)
            if name == "project.qde":
                assert old.encode() in held
                held = held.replace(old.encode(), new.encode(), 1)
            target.writestr(name, held)
    return packed.getvalue()


def without_note(content: bytes) -> bytes:
    """Return a project as another program would write it, which drops our note."""
    gone = edited(content, "cmo-graph: the whole review (keep", "A note (keep")
    return edited(gone, 'origin="cmo-graph"', 'origin="NVivo 14"')


def changed(content: bytes, texts: Mapping[str, str]) -> bytes:
    """Return a project in which somebody put a code of their own on a selection of their own."""
    [text] = [words for name, words in texts.items() if "notes" not in name]
    start = text.index("Interview 2")
    code = f'<Code guid="{guid("new code")}" name="Feeling safe" isCodable="true"/></Codes>'
    mark = (
        f'<PlainTextSelection guid="{guid("new")}" startPosition="{start}"'
        f' endPosition="{start + 11}"><Coding guid="{guid("new coding")}"><CodeRef'
        f' targetGUID="{guid("new code")}"/></Coding></PlainTextSelection></TextSource>'
    )
    return edited(edited(content, "</Codes>", code), "</TextSource>", mark)
