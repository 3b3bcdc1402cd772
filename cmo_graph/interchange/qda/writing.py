"""A project as a REFI-QDA file: this module writes what every program accepts.

Reading is tolerant, writing is strict: ids in capitals and each once, elements in the order of the
schema, texts in `sources/` under their ids, notes as texts. The same project is always the same
bytes.

Source: REFI-QDA 1.5, QDA-XML project schema of 18 March 2019. That ids are in capitals, and the
folder in small letters, is asked for by programs and not by the schema.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from cmo_graph.interchange.containers import CONTROL
from cmo_graph.interchange.qda.coded import (
    Case,
    Code,
    CodedProject,
    CodeSet,
    Coding,
    Link,
    LinkDirection,
    Note,
    Selection,
    Text,
)
from cmo_graph.interchange.qda.counting import Convention, CountedText

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
#: The time that files in a zip bear.
_TIMELESS = (1980, 1, 1, 0, 0, 0)
_DIRECTIONS: Mapping[LinkDirection, str] = {
    LinkDirection.ASSOCIATIVE: "Associative",
    LinkDirection.ONE_WAY: "OneWay",
    LinkDirection.BIDIRECTIONAL: "Bidirectional",
}


def as_qdpx(project: CodedProject, *, convention: Convention) -> bytes:
    """Return a project as a .qdpx file.

    Args:
        project: Its keys are ids in capitals; its sources are texts, and every selection is one of
            words. What the schema has no place for is left out: aliases, memos of codings and
            links, references.
        convention: How its offsets are counted; one in which line ends of Windows count two also
            gives the texts such line ends, and a byte order mark.
    """
    writer = _Writer(project, convention)
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        _put(archive, "project.qde", writer.project())
        for name, content in writer.files.items():
            _put(archive, f"sources/{name}", content)
    return packed.getvalue()


def as_qdc(project: CodedProject) -> bytes:
    """Return the codes and the sets of codes of a project as a codebook."""
    return _Writer(project, Convention(), namespace=CODEBOOK_NAMESPACE).codebook()


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    info = ZipInfo(name, _TIMELESS)
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, content)


class _Writer:
    def __init__(
        self, project: CodedProject, convention: Convention, *, namespace: str = PROJECT_NAMESPACE
    ) -> None:
        self._project = project
        self._convention = convention
        self._namespace = namespace
        #: Texts and notes, by name.
        self.files: dict[str, bytes] = {}
        self._below: dict[str, list[Code]] = defaultdict(list)
        for code in project.codes:
            self._below[code.above].append(code)
        self._selections: dict[str, list[Selection]] = defaultdict(list)
        for one in project.selections:
            self._selections[one.text].append(one)
        self._notes: dict[str, list[str]] = defaultdict(list)
        for note in project.notes:
            for key in note.about:
                self._notes[key].append(note.key)
        self._code_keys = {code.key for code in project.codes}
        self._text_keys = {text.key for text in project.texts}
        self._variables = {variable.name: variable.key for variable in project.variables}

    def project(self) -> bytes:
        held = self._project
        root = self._root("Project", name=held.name or "Project", origin=held.origin or None)
        users = self._list(root, "Users", held.users)
        for user in held.users:
            self._add(users, "User", guid=user.key, name=user.name or None)
        self._codes(self._list(root, "CodeBook", held.codes))
        variables = self._list(root, "Variables", held.variables)
        for variable in held.variables:
            told = {"name": variable.name, "typeOfVariable": variable.kind or "Text"}
            one = self._add(variables, "Variable", guid=variable.key, **told)
            self._describe(one, variable.memo)
        cases = self._list(root, "Cases", held.cases)
        for case in held.cases:
            self._case(cases, case)
        sources = self._list(root, "Sources", held.texts)
        for text in held.texts:
            self._source(sources, text)
        notes = self._list(root, "Notes", held.notes)
        for note in held.notes:
            self._note(notes, note)
        links = self._list(root, "Links", held.links)
        for link in held.links:
            self._link(links, link)
        self._sets(root)
        self._describe(root, held.memo)
        return self._finished(root)

    def codebook(self) -> bytes:
        root = self._root("CodeBook", origin=self._project.origin or None)
        self._codes(root)
        if any(self._code_keys.intersection(one.members) for one in self._project.sets):
            self._sets(root)
        return self._finished(root)

    def _root(self, tag: str, /, **attributes: str | None) -> etree._Element:
        prefixes: dict[Any, str] = {None: self._namespace}
        root = etree.Element(f"{{{self._namespace}}}{tag}", nsmap=prefixes)
        self._set(root, attributes)
        return root

    def _finished(self, root: etree._Element) -> bytes:
        written: bytes = etree.tostring(
            root, xml_declaration=True, encoding="utf-8", pretty_print=True
        )
        return written

    def _list(self, parent: etree._Element, name: str, of: Sequence[object]) -> etree._Element:
        """Return the element that holds these things; one that is nowhere when there are none."""
        return self._add(parent, name) if of else etree.Element(name)

    def _add(self, parent: etree._Element, tag: str, /, **attributes: str | None) -> etree._Element:
        element = etree.SubElement(parent, f"{{{self._namespace}}}{tag}")
        self._set(element, attributes)
        return element

    def _set(self, element: etree._Element, attributes: Mapping[str, str | None]) -> None:
        for name, value in attributes.items():
            if value is not None:
                element.set(name, without_control(value))

    def _describe(self, element: etree._Element, words: str) -> None:
        if words:
            self._add(element, "Description").text = without_control(words)

    def _refer(self, element: etree._Element, name: str, keys: Iterable[str]) -> None:
        for key in keys:
            self._add(element, name, targetGUID=key)

    def _codes(self, parent: etree._Element) -> None:
        if self._project.codes:
            self._inside(self._add(parent, "Codes"), "")

    def _inside(self, parent: etree._Element, above: str) -> None:
        for code in self._below[above]:
            told = {"name": code.name, "isCodable": str(code.is_codable).lower()}
            one = self._add(parent, "Code", guid=code.key, **told, color=code.colour or None)
            self._describe(one, code.memo)
            if self._namespace == PROJECT_NAMESPACE:
                self._refer(one, "NoteRef", self._notes[code.key])
            self._inside(one, code.key)

    def _case(self, parent: etree._Element, case: Case) -> None:
        one = self._add(parent, "Case", guid=case.key, name=case.name or None)
        self._describe(one, case.memo)
        codes, texts = self._code_keys, self._text_keys
        self._refer(one, "CodeRef", (key for key in case.members if key in codes))
        self._values(one, case.values)
        self._refer(one, "SourceRef", (key for key in case.members if key in texts))
        others = (key for key in case.members if key not in codes | texts)
        self._refer(one, "SelectionRef", others)

    def _values(self, parent: etree._Element, values: Iterable[tuple[str, str]]) -> None:
        for name, value in values:
            one = self._add(parent, "VariableValue")
            self._refer(one, "VariableRef", [self._variables[name]])
            self._add(one, "TextValue").text = without_control(value)

    def _source(self, parent: etree._Element, text: Text) -> None:
        counted = self._file(text.key, text.words)
        one = self._add(
            parent,
            "TextSource",
            guid=text.key,
            name=text.name or None,
            plainTextPath=f"internal://{text.key}.txt",
            creatingUser=text.user or None,
            creationDateTime=text.made or None,
        )
        self._describe(one, text.memo)
        for selection in self._selections[text.key]:
            self._selection(one, selection, counted)
        self._codings(one, text.codings)
        self._refer(one, "NoteRef", self._notes[text.key])
        self._values(one, text.values)

    def _file(self, key: str, words: str) -> CountedText:
        """Keep a text as a file, and return it as it is counted there."""
        raw = words.replace("\n", "\r\n") if self._convention.crlf else words
        # A byte order mark is what programs for Windows expect beside their line ends.
        has_bom = self._convention.crlf
        self.files[f"{key}.txt"] = raw.encode("utf-8-sig" if has_bom else "utf-8")
        return CountedText(raw, has_bom)

    def _selection(self, parent: etree._Element, one: Selection, text: CountedText) -> None:
        last = text.offset(one.end, self._convention) - int(self._convention.inclusive)
        element = self._add(
            parent,
            "PlainTextSelection",
            guid=one.key,
            name=one.quoted or None,
            startPosition=str(text.offset(one.start, self._convention)),
            endPosition=str(last),
            creatingUser=one.user or None,
            creationDateTime=one.made or None,
        )
        self._describe(element, one.memo)
        self._codings(element, one.codings)
        self._refer(element, "NoteRef", self._notes[one.key])

    def _codings(self, parent: etree._Element, codings: Iterable[Coding]) -> None:
        for coding in codings:
            one = self._add(
                parent,
                "Coding",
                guid=coding.key,
                creatingUser=coding.user or None,
                creationDateTime=coding.made or None,
            )
            self._refer(one, "CodeRef", [coding.code])
            self._refer(one, "NoteRef", self._notes[coding.key])

    def _note(self, parent: etree._Element, note: Note) -> None:
        self._file(note.key, note.words)
        one = self._add(
            parent,
            "Note",
            guid=note.key,
            name=note.name or None,
            plainTextPath=f"internal://{note.key}.txt",
            creatingUser=note.user or None,
            creationDateTime=note.made or None,
        )
        self._values(one, note.values)

    def _link(self, parent: etree._Element, link: Link) -> None:
        one = self._add(
            parent,
            "Link",
            guid=link.key,
            name=link.name or None,
            direction=_DIRECTIONS[link.direction],
            originGUID=link.origin or None,
            targetGUID=link.target or None,
        )
        self._refer(one, "NoteRef", self._notes[link.key])

    def _sets(self, root: etree._Element) -> None:
        sets = self._list(root, "Sets", self._project.sets)
        for one in self._project.sets:
            self._one_set(sets, one)

    def _one_set(self, parent: etree._Element, one: CodeSet) -> None:
        element = self._add(parent, "Set", guid=one.key, name=one.name)
        self._describe(element, one.memo)
        codes, texts = self._code_keys, self._text_keys
        members = [key for key in one.members if key in codes]
        if self._namespace == CODEBOOK_NAMESPACE:
            for key in members:
                self._add(element, "MemberCode", guid=key)
            return
        self._refer(element, "MemberCode", members)
        self._refer(element, "MemberSource", (key for key in one.members if key in texts))
        others = (key for key in one.members if key not in codes | texts)
        self._refer(element, "MemberNote", others)


def without_control(text: str) -> str:
    """Return a text as XML can hold it."""
    return CONTROL.sub("", text)
