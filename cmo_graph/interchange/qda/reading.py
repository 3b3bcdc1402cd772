"""The XML of REFI-QDA, read: this module tolerates what programs do with it.

Elements are known by their local names, so that files of the draft standard and of its first
edition are read alike, and their order does not matter. What a program adds of its own is passed
over. Two things with one id are refused, since nobody can say which of them is meant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from cmo_graph.interchange.containers import read_xml
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.coded import (
    Case,
    Code,
    CodedProject,
    CodeSet,
    Coding,
    Link,
    Medium,
    Note,
    Selection,
    Text,
    User,
    Variable,
)
from cmo_graph.interchange.qda.elements import (
    Words,
    direction_of,
    inside,
    line_of,
    name_of,
    spot_of,
    targets_in,
    text_in,
    words_at,
)
from cmo_graph.interchange.qda.guids import as_guid

#: Most bytes of a project's XML; the texts stand beside it.
LARGEST_PROJECT = 32 * 1024 * 1024
#: Most tags in it.
MOST_TAGS = 1_000_000
_MEDIA: Mapping[str, Medium] = {
    "TextSource": Medium.TEXT,
    "PDFSource": Medium.PDF,
    "PictureSource": Medium.PICTURE,
    "AudioSource": Medium.AUDIO,
    "VideoSource": Medium.VIDEO,
}
#: Elements in which the words of a source stand that is no text itself.
_WORDS = ("Representation", "Transcript", "TextDescription")
_REGIONS = frozenset(
    {
        "PDFSelection",
        "PictureSelection",
        "AudioSelection",
        "VideoSelection",
        "TranscriptSelection",
    }
)
#: Most characters of a number; no text has a thousand million letters.
_LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class MarkedProject:
    """A project as its XML has it, before its texts are opened."""

    #: Its texts and notes have no words yet, and its selections count as the program does.
    project: CodedProject
    #: Where the words are, by key of the source or note.
    words: Mapping[str, Words]


def read_marked(given: GivenFile, notes: Notes) -> MarkedProject | None:
    """Return what the XML of a project or a codebook says; None when it cannot be read, noted."""
    if len(given.content) > LARGEST_PROJECT or given.content.count(b"<") > MOST_TAGS:
        notes.add(
            "qda-too-large",
            f"{given.name} has more than {MOST_TAGS:,} tags or {LARGEST_PROJECT // 1024 // 1024}"
            " MiB, and is not read.",
            Place(given.name, 0, 0),
            hint="Export the project in parts.",
        )
        return None
    root = read_xml(given, notes)
    if root is None:
        return None
    if name_of(root) not in ("Project", "CodeBook"):
        notes.add(
            "qda-not-a-project",
            f"{given.name} begins with {name_of(root)}, where Project or CodeBook belongs.",
            Place(given.name, line_of(root), 0),
            hint="Export the project or its codebook as REFI-QDA.",
        )
        return None
    before = len(notes.problems)
    marked = _Reader(given.name, notes).read(root)
    return marked if len(notes.problems) == before else None


def _sets_in(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the sets; codebooks have them beside their codes, and so have some projects."""
    for parent in (root, *inside(root, "CodeBook")):
        yield from inside(parent, "Sets", "Set")


class _Reader:
    def __init__(self, file: str, notes: Notes) -> None:
        self._file = file
        self._notes = notes
        #: Line of each id that was met.
        self._lines: dict[str, int] = {}
        self._words: dict[str, Words] = {}
        #: Keys of what each note is about, by the note's key.
        self._about: dict[str, list[str]] = {}
        self._variables: dict[str, str] = {}
        self._selections: list[Selection] = []

    def read(self, root: etree._Element) -> MarkedProject:
        book = root if name_of(root) == "CodeBook" else None
        books = [root] if book is not None else inside(root, "CodeBook")
        users = tuple(self._user(one) for one in inside(root, "Users", "User"))
        codes = tuple(
            code
            for one in books
            for top in inside(one, "Codes", "Code")
            for code in self._codes(top)
        )
        variables = tuple(self._variable(one) for one in inside(root, "Variables", "Variable"))
        cases = tuple(self._case(one) for one in inside(root, "Cases", "Case"))
        texts = tuple(
            self._source(one, _MEDIA[name_of(one)])
            for parent in inside(root, "Sources")
            for one in parent
            if name_of(one) in _MEDIA
        )
        written = tuple(self._note(one) for one in inside(root, "Notes", "Note"))
        links = tuple(self._link(one) for one in inside(root, "Links", "Link"))
        drawn = tuple(e for one in inside(root, "Graphs", "Graph") for e in self._edges(one))
        sets = tuple(self._set(one) for one in _sets_in(root))
        project = CodedProject(
            origin=root.get("origin", "").strip(),
            name=root.get("name", "").strip(),
            memo=text_in(root, "Description"),
            users=users,
            codes=codes,
            texts=texts,
            selections=tuple(self._selections),
            variables=variables,
            cases=cases,
            notes=tuple(self._with_about(note) for note in written),
            links=(*links, *drawn),
            sets=sets,
        )
        return MarkedProject(project, self._words)

    def _user(self, element: etree._Element) -> User:
        key = self._key(element)
        name = element.get("name", "").strip() or element.get("id", "").strip()
        return User(key=key, name=name, place=self._place(element))

    def _codes(self, element: etree._Element, above: str = "") -> Iterator[Code]:
        """Yield a code and those inside it; XML is never nested deeper than is safe."""
        key = self._key(element)
        self._hang_notes(element, key)
        yield Code(
            key=key,
            name=element.get("name", "").strip(),
            above=above,
            is_codable=element.get("isCodable", "true").strip().lower() not in ("false", "0"),
            memo=text_in(element, "Description"),
            colour=element.get("color", ""),
            place=self._place(element),
        )
        for one in inside(element, "Code"):
            yield from self._codes(one, key)

    def _variable(self, element: etree._Element) -> Variable:
        key, name = self._key(element), element.get("name", "").strip()
        self._variables[key] = name
        return Variable(
            key=key,
            name=name,
            kind=element.get("typeOfVariable", ""),
            memo=text_in(element, "Description"),
            place=self._place(element),
        )

    def _values(self, element: etree._Element) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for one in inside(element, "VariableValue"):
            value = next(
                (child.text or "" for child in one if name_of(child).endswith("Value")), ""
            )
            variables = targets_in(one, "VariableRef")
            found += [(self._variables.get(variable, variable), value) for variable in variables]
        return tuple(found)

    def _case(self, element: etree._Element) -> Case:
        return Case(
            key=self._key(element),
            name=element.get("name", "").strip(),
            memo=text_in(element, "Description"),
            members=targets_in(element, "CodeRef", "SourceRef", "SelectionRef"),
            values=self._values(element),
            place=self._place(element),
        )

    def _set(self, element: etree._Element) -> CodeSet:
        return CodeSet(
            key=self._key(element),
            name=element.get("name", "").strip(),
            memo=text_in(element, "Description"),
            members=targets_in(element, "MemberCode", "MemberSource", "MemberNote"),
            place=self._place(element),
        )

    def _source(self, element: etree._Element, medium: Medium) -> Text:
        key = self._key(element)
        self._hang_notes(element, key)
        found = [one for name in _WORDS for one in inside(element, name)]
        words = element if medium is Medium.TEXT or not found else found[0]
        self._words[key] = words_at(words, element)
        self._mark(element, words, key)
        return Text(
            key=key,
            name=element.get("name", "").strip(),
            medium=medium,
            memo=text_in(element, "Description"),
            codings=self._codings(element),
            values=self._values(element),
            user=as_guid(element.get("creatingUser")),
            made=element.get("creationDateTime", ""),
            address=self._words[key].document,
            place=self._place(element),
        )

    def _mark(self, element: etree._Element, words: etree._Element, key: str) -> None:
        """Keep the selections of a source: stretches of its words, then regions that are none.

        A stretch of a PDF's words has the id of the region that it stands for, and their codings
        are the same ones, said twice.
        """
        parents = [element] if words is element else [element, words]
        regions = {
            as_guid(one.get("guid")): one
            for parent in parents
            for one in parent
            if name_of(one) in _REGIONS
        }
        for one in inside(words, "PlainTextSelection"):
            region = regions.pop(as_guid(one.get("guid")), None)
            self._selections.append(self._selection(one, key, region))
        self._selections.extend(self._selection(one, key, one) for one in regions.values())

    def _selection(
        self, element: etree._Element, text: str, region: etree._Element | None
    ) -> Selection:
        key = self._key(element)
        self._hang_notes(element, key)
        is_words = name_of(element) == "PlainTextSelection"
        codings = {coding.code: coding for coding in self._codings(element)}
        if region is not None and is_words:
            self._hang_notes(region, key)
            codings = {coding.code: coding for coding in self._codings(region)} | codings
        quoted = "".join(
            text_in(one, "PlainTextContent") for one in inside(element, "Representation")
        )
        return Selection(
            key=key,
            text=text,
            start=self._number(element, "startPosition") if is_words else 0,
            end=self._number(element, "endPosition") if is_words else 0,
            spot="" if region is None else spot_of(region),
            quoted=quoted or element.get("name", ""),
            memo=text_in(element, "Description"),
            codings=tuple(codings.values()),
            user=as_guid(element.get("creatingUser")),
            made=element.get("creationDateTime", ""),
            place=self._place(element),
        )

    def _codings(self, element: etree._Element) -> tuple[Coding, ...]:
        found: list[Coding] = []
        for one in inside(element, "Coding"):
            key = as_guid(one.get("guid"))
            self._hang_notes(one, key)
            found += [
                Coding(
                    code=code,
                    key=key,
                    user=as_guid(one.get("creatingUser")),
                    made=one.get("creationDateTime", ""),
                    place=self._place(one),
                )
                for code in targets_in(one, "CodeRef")
            ]
        return tuple(found)

    def _note(self, element: etree._Element) -> Note:
        key = self._key(element)
        self._words[key] = words_at(element, element)
        return Note(
            key=key,
            name=element.get("name", "").strip(),
            words=text_in(element, "Description"),
            values=self._values(element),
            user=as_guid(element.get("creatingUser")),
            made=element.get("creationDateTime", ""),
            place=self._place(element),
        )

    def _with_about(self, note: Note) -> Note:
        about = tuple(dict.fromkeys(self._about.get(note.key, ())))
        return replace(note, about=about)

    def _hang_notes(self, element: etree._Element, key: str) -> None:
        for note in targets_in(element, "NoteRef"):
            self._about.setdefault(note, []).append(key)

    def _link(self, element: etree._Element) -> Link:
        key = self._key(element)
        self._hang_notes(element, key)
        return Link(
            key=key,
            origin=as_guid(element.get("originGUID")),
            target=as_guid(element.get("targetGUID")),
            name=element.get("name", "").strip(),
            direction=direction_of(element),
            place=self._place(element),
        )

    def _edges(self, graph: etree._Element) -> Iterator[Link]:
        """Yield the edges of a diagram whose ends both stand for something of the project."""
        self._key(graph)
        stands_for = {
            as_guid(one.get("guid")): as_guid(one.get("representedGUID"))
            for one in inside(graph, "Vertex")
        }
        for one in inside(graph, "Edge"):
            origin = stands_for.get(as_guid(one.get("sourceVertex")), "")
            target = stands_for.get(as_guid(one.get("targetVertex")), "")
            if origin and target:
                yield Link(
                    key=self._key(one),
                    origin=origin,
                    target=target,
                    name=one.get("name", "").strip(),
                    memo=graph.get("name", ""),
                    direction=direction_of(one),
                    place=self._place(one),
                )

    def _place(self, element: etree._Element) -> Place:
        return Place(self._file, line_of(element), 0)

    def _number(self, element: etree._Element, name: str) -> int:
        written = element.get(name, "").strip()
        digits = written.lstrip("+-")
        if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER:
            return int(digits) * (-1 if written.startswith("-") else 1)
        self._notes.add(
            "qda-number-malformed",
            f"{name_of(element)} has the {name} {written[:40]!r}, which is no position in a text.",
            self._place(element),
            value=written[:40],
            hint="Export the project again.",
        )
        return 0

    def _key(self, element: etree._Element) -> str:
        """Return an element's own id, which no other has."""
        guid = as_guid(element.get("guid"))
        told = f"{name_of(element)} {element.get('name', '')[:60]!r}"
        if not guid:
            code, said = "qda-guid-malformed", f"{told} has no id as REFI-QDA has them."
        elif guid in self._lines:
            first = self._lines[guid]
            code, said = "qda-guid-twice", f"{told} has the id of what stands in line {first}."
        else:
            self._lines[guid] = line_of(element)
            return guid
        written = element.get("guid", "")[:60]
        hint = "Export the project again; the program has to give everything an id of its own."
        self._notes.add(code, said, self._place(element), value=written, hint=hint)
        return guid
