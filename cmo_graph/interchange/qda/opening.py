"""A REFI-QDA file, opened: this module brings its texts and its selections together.

The texts stand beside the XML in a zip. Programs spell the folder as they like; addresses outside
of the zip are never followed. Offsets are turned into positions by the convention that the
selections themselves speak for, or the one that is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cmo_graph.interchange.containers import Archive, decoded, open_zip
from cmo_graph.interchange.documents import text_of
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.coded import CodedProject, Note, Selection, Text
from cmo_graph.interchange.qda.counting import CONVENTIONS, Convention, CountedText
from cmo_graph.interchange.qda.elements import Words
from cmo_graph.interchange.qda.enclosed import declared_offsets
from cmo_graph.interchange.qda.evidence import Sample, Scored, Verdict, judge_offsets
from cmo_graph.interchange.qda.reading import MarkedProject, read_marked

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: Addresses of what is not in the zip.
_OUTSIDE = ("relative://", "absolute://", "file://", "http://", "https://")


def open_project(given: GivenFile, notes: Notes, *, offsets: str = "") -> CodedProject | None:
    """Return what a .qdpx or .qdc file holds; None when it cannot be read, which is noted.

    Args:
        given: A zip with a project, or the XML of a project or a codebook alone.
        notes: Where problems are noted.
        offsets: Name of the convention by which the program counts; "" to tell it by evidence.
    """
    if given.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        marked = read_marked(given, notes)
        return None if marked is None else _Opener(given.name, None, notes).open(marked, offsets)
    if _is_plain_text(given.content):
        notes.add(
            "qda-not-a-project",
            f"{given.name} is a text, and no coded project.",
            Place(given.name, 0, 0),
            hint="Give a .qdpx or .qdc file, QualCoder's data.qda or Taguette's .sqlite3.",
        )
        return None
    archive = open_zip(given, notes)
    member = _project_member(archive, notes) if archive is not None else ""
    content = archive.read(member) if archive is not None and member else None
    if content is None:
        return None
    marked = read_marked(GivenFile(f"{given.name}/{member}", content), notes)
    return None if marked is None else _Opener(given.name, archive, notes).open(marked, offsets)


def _project_member(archive: Archive, notes: Notes) -> str:
    """Return the name of the project's XML inside its zip; "" when there is not one, noted."""
    found = [name for name in archive.names if "/" not in name and name.lower().endswith(".qde")]
    if len(found) == 1:
        return found[0]
    said = f"{len(found)} project files" if found else "no project file"
    notes.add(
        "zip-member-missing",
        f"{archive.name} has {said} (.qde) inside, and one is expected.",
        Place(archive.name, 0, 0),
        hint="Export it again as a REFI-QDA project.",
    )
    return ""


def _is_plain_text(content: bytes) -> bool:
    """Say whether this is a text that somebody wrote: no zip file, whole or cut off, is one."""
    if not content or content.startswith(b"PK"):
        return False
    try:
        return content.decode("utf-8-sig").replace("\n", "").replace("\r", "").isprintable()
    except UnicodeDecodeError:
        return False


@dataclass(frozen=True, slots=True)
class _Counting:
    """How offsets are turned into positions, and what is told about it."""

    convention: Convention
    told: tuple[str, ...] = ()


class _Opener:
    def __init__(self, file: str, archive: Archive | None, notes: Notes) -> None:
        self._file = file
        self._archive = archive
        self._notes = notes
        #: Files of the zip by the last part of their names, in small letters.
        names = () if archive is None else archive.names
        self._members = {name.rpartition("/")[2].casefold(): name for name in reversed(names)}

    def open(self, marked: MarkedProject, offsets: str) -> CodedProject | None:
        project, before = marked.project, len(self._notes.problems)
        held = {text.key: self._source(text, marked.words[text.key]) for text in project.texts}
        found = {key: counted for key, counted in held.items() if counted is not None}
        written = tuple(self._note(note, marked.words[note.key]) for note in project.notes)
        if any(p.severity.value == "error" for p in self._notes.problems[before:]):
            return None
        declared = declared_offsets(replace(project, notes=written))
        counting = self._counting(project, found, offsets or declared)
        if counting is None:
            return None
        return replace(
            project,
            texts=tuple(
                replace(text, words=found[text.key].words) if text.key in found else text
                for text in project.texts
            ),
            selections=tuple(
                self._placed(one, found.get(one.text), counting.convention)
                for one in project.selections
            ),
            notes=written,
            understood=(*project.understood, *counting.told),
        )

    def _source(self, text: Text, words: Words) -> CountedText | None:
        """Return the words of a source; None when they are not there, which is noted."""
        if words.content is not None:
            return CountedText(words.content)
        for address in (words.plain, words.rich):
            member = self._member(address)
            if member:
                return self._read(member)
        if words.plain or words.rich:
            self._notes.add(
                "qda-text-missing",
                f"The words of {text.name!r} are not in {self._file}: it has no"
                f" {words.plain or words.rich}.",
                text.place,
                value=words.plain or words.rich,
                hint="Export the project with its sources, or copy the text in.",
            )
        return None

    def _member(self, address: str) -> str:
        """Return the name in the zip of what an address names; "" when it is not there."""
        if not address or address.startswith(_OUTSIDE):
            return ""
        last = address.replace("\\", "/").rpartition("/")[2]
        return self._members.get(last.casefold(), "")

    def _read(self, member: str) -> CountedText | None:
        content = self._archive.read(member) if self._archive is not None else None
        if content is None:
            return None
        given = GivenFile(f"{self._file}/{member}", content)
        if not member.lower().endswith((".docx", ".html", ".htm")):
            raw = decoded(given, self._notes) if content else ""
            return None if raw is None else CountedText(raw, content.startswith(_BOMS))
        laid_out = text_of(given, self._notes)
        return None if laid_out is None else CountedText(laid_out)

    def _note(self, note: Note, words: Words) -> Note:
        """Return a note with its words; its description is part of them."""
        member = self._member(words.plain) or self._member(words.rich)
        counted = CountedText(words.content) if words.content is not None else None
        if counted is None and member:
            counted = self._read(member)
        said = (note.words.strip(), counted.words.strip() if counted is not None else "")
        return replace(note, words="\n\n".join(one for one in said if one))

    def _counting(
        self, project: CodedProject, held: Mapping[str, CountedText], offsets: str
    ) -> _Counting | None:
        """Return how offsets were counted; None when nobody can tell, which is noted."""
        samples = [
            Sample(held[one.text], one.start, one.end, one.quoted)
            for one in project.selections
            if one.text in held and _is_stretch(one)
        ]
        if offsets:
            told = f"Offsets are counted as is said: {CONVENTIONS[offsets]}."
            return _Counting(CONVENTIONS[offsets], (told,) if samples else ())
        if not samples:
            return _Counting(Convention())
        verdict = judge_offsets(samples, origin=project.origin)
        if not verdict.is_sure:
            self._note_unsure(verdict)
            return None
        return _Counting(verdict.best.convention, (_told(verdict),))

    def _note_unsure(self, verdict: Verdict) -> None:
        best, *others = (verdict.best, *verdict.others[:1])
        found = " and ".join(_as_share(one) for one in (best, *others))
        names = " or ".join(f"offsets={one.convention.name}" for one in (best, *others))
        self._notes.add(
            "qda-offsets-unsure",
            f"How {self._file} counts characters cannot be told from its {verdict.samples}"
            f" selections: they make sense as {found}.",
            Place(self._file, 0, 0),
            value=best.convention.name,
            hint=f"Compare a selection with the program, and say which: --option {names}.",
        )

    def _placed(
        self, one: Selection, text: CountedText | None, convention: Convention
    ) -> Selection:
        """Return a selection with its positions; without them where it is not within its text."""
        if not _is_stretch(one):
            return one
        spot = one.spot or f"characters {one.start} to {one.end}"
        nowhere = replace(one, start=0, end=0, spot=spot)
        if text is None:
            return nowhere
        start, _ = text.position(one.start, convention)
        end, _ = text.position(one.end + int(convention.inclusive), convention)
        if 0 <= start < end <= len(text.words):
            return replace(one, start=start, end=end)
        self._notes.add(
            "qda-selection-outside",
            f"A selection from {one.start} to {one.end} has no words, or not all: its text has"
            f" {text.offset(len(text.words), convention)} characters. Its codes go into a note.",
            one.place,
            value=f"{one.start} to {one.end}",
            hint="Open it in the program that made it, and code the words again.",
        )
        return nowhere


def _is_stretch(one: Selection) -> bool:
    """Say whether a selection is said to be of words; a region has neither start nor end."""
    return bool(one.start or one.end) or not one.spot


def _as_share(scored: Scored) -> str:
    return f"{scored.convention.name} ({scored.score:.0%})"


def _told(verdict: Verdict) -> str:
    best = verdict.best
    quoting = f", {verdict.quoting} of them by their words" if verdict.quoting else ""
    found = f"{best.score:.0%} of {verdict.samples} selections make sense so{quoting}"
    if not verdict.others:
        return f"Offsets: {best.convention}; {found}, and any other way gives the same passages."
    return (
        f"Offsets: {best.convention} ({best.convention.name}); {found}; next best are"
        f" {_as_share(verdict.others[0])}."
    )
