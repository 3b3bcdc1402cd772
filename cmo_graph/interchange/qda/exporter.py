"""A review as REFI-QDA: this module is the exporter of projects and codebooks.

The texts of the sources go along under the profile `full`, where they are at hand; else a text of
the passages' own words, as far as the profile lets them out, stands in their place. The whole
review goes along in one note, so that reading the project gives it back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.containers import CONTROL
from cmo_graph.interchange.exporting import Exported, ExportRequest, MadeFile, review_of
from cmo_graph.interchange.qda.coded import CodedProject
from cmo_graph.interchange.qda.counting import CONVENTIONS, KNOWN
from cmo_graph.interchange.qda.enclosed import enclosing_note
from cmo_graph.interchange.qda.projecting import Projecting
from cmo_graph.interchange.qda.writing import as_qdc, as_qdpx
from cmo_graph.iri import key_of
from cmo_graph.model import Passage, Report, Surroundings, Thing

PROJECT_TYPE = "application/zip"
CODEBOOK_TYPE = "application/xml"
#: Options → the answers to each, the first is meant when none is given.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "form": ("project", "codebook"),
    "offsets": tuple(one.name for one in KNOWN),
}


def export_qda(reading: Reading, *, request: ExportRequest) -> Exported:
    """Return a review as a .qdpx file, or its concepts and configurations as a .qdc codebook.

    Options: `form` says which of the two; `offsets` how the program that will open it counts
    characters, the standard's code points when nobody says. Read back, it is the same review, but
    for the words of passages that the profile gave or took, and of reports without a licence.
    """
    texts = request.texts if request.profile is Profile.FULL else {}
    projecting = Projecting(reading, texts)
    project = projecting.project()
    name = review_of(reading).key
    if request.options.get("form") == "codebook":
        made = MadeFile(f"{name}.qdc", as_qdc(project), CODEBOOK_TYPE)
        return Exported((made,), ("A codebook holds codes alone; the rest stays behind.",))
    offsets = request.options.get("offsets", KNOWN[0].name)
    things = tuple(_unlicensed(reading.things, request.texts))
    note = enclosing_note(things, review=review_of(reading), offsets=offsets)
    project = replace(project, notes=(note, *project.notes))
    content = as_qdpx(project, convention=CONVENTIONS[offsets])
    told = (
        *_told_of_counting(project, offsets),
        *_told_of_unplaced(projecting.unplaced),
        *_told_of_controls(reading.things),
    )
    return Exported((MadeFile(f"{name}.qdpx", content, PROJECT_TYPE),), told)


def _unlicensed(things: Iterable[Thing], texts: Mapping[str, str]) -> Iterator[Thing]:
    """Yield things without words that the profile took from texts and that may not be kept.

    People see them on the selections; in the review they would need the report's licence.
    """
    held = tuple(things)
    bare = {
        thing.id
        for thing in held
        if isinstance(thing, Report) and thing.licence is None and thing.text_file in texts
    }
    for thing in held:
        if isinstance(thing, Passage) and thing.report in bare and thing.surroundings:
            yield thing.model_copy(update={"surroundings": _wordless(thing.surroundings)})
        else:
            yield thing


def _wordless(kept: Surroundings) -> Surroundings | None:
    left = kept.model_copy(update={"exact": None})
    return left if left.prefix or left.suffix else None


def _told_of_counting(project: CodedProject, offsets: str) -> Iterator[str]:
    """Yield a warning when a program that counts otherwise would show other words."""
    is_wide = any(text.words and max(text.words) > "\uffff" for text in project.texts)
    if is_wide and not CONVENTIONS[offsets].utf16:
        yield (
            "Texts have emoji or rare letters, which some programs count twice: give NVivo for"
            " Windows the option offsets=utf-16-crlf."
        )


def _told_of_unplaced(passages: Sequence[Passage]) -> Iterator[str]:
    if passages:
        names = ", ".join(key_of(one.id) for one in passages[:5])
        rest = f" and {len(passages) - 5} more" if len(passages) > 5 else ""
        yield (
            f"Not in the text that goes along, and so not among its selections: {names}{rest}."
            " Run cmo-graph anchor first."
        )


def _told_of_controls(things: Iterable[Thing]) -> Iterator[str]:
    found = sum(1 for one in things if any(CONTROL.search(pair.value) for pair in one.label))
    if found:
        yield f"{found} labels have control characters, which XML cannot hold; they are left out."
