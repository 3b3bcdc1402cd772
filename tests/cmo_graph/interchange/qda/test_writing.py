"""What is written is valid, and reads back as it was, however offsets are counted."""

from random import Random
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place
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
    User,
    Variable,
)
from cmo_graph.interchange.qda.counting import CONVENTIONS, Convention
from cmo_graph.interchange.qda.opening import open_project
from cmo_graph.interchange.qda.writing import as_qdc, as_qdpx
from tests.cmo_graph.interchange.qda.projects import guid
from tests.cmo_graph.interchange.qda.schema import codebook_faults, project_faults

#: Letters that programs stumble over: astral ones, combining marks, a byte order mark in the text.
LETTERS = "aé e\u0301\U0001f600\U0001d54f\u4fe1\n\n.,<&>'\"\ufeff\u200d\u00a0"
words = st.text(st.sampled_from(LETTERS), min_size=2, max_size=60)
names = st.text(st.sampled_from("ab é\U0001f600&<\"'"), min_size=1, max_size=8).map(str.strip)
conventions = st.sampled_from(sorted(CONVENTIONS))


class Maker:
    """Makes a project with something of every kind that REFI-QDA has a place for."""

    def __init__(self, chance: Random, texts: list[str], names: list[str]) -> None:
        self._chance = chance
        self._names = names
        self._words = texts
        self._made = 0

    def key(self) -> str:
        self._made += 1
        return guid(f"made {self._made}")

    def name(self) -> str:
        return self._chance.choice(self._names) or "x"

    def memo(self) -> str:
        return self._chance.choice(["", self.name().strip()])

    def some(self, options: list[str]) -> tuple[str, ...]:
        return tuple(one for one in options if self._chance.random() < 0.5)

    def project(self) -> CodedProject:
        users = tuple(User(key=self.key(), name=self.name()) for _ in range(2))
        codes = self.codes()
        variables = (Variable(key=self.key(), name="Role", kind="Text", memo=self.memo()),)
        texts = tuple(self.text(one, codes, users) for one in self._words)
        selections = tuple(
            one
            for text in texts
            for _ in range(2)
            if (one := self.selection(text, codes, users)) is not None
        )
        cases = (self.case(codes, texts, selections),)
        links = (self.link(codes),)
        about = [*(c.key for c in codes), *(t.key for t in texts), *(s.key for s in selections)]
        about += [coding.key for one in selections for coding in one.codings]
        notes = tuple(self.note(about, users) for _ in range(2))
        members = (*self.some([c.key for c in codes]), *self.some([t.key for t in texts]))
        members += self.some([note.key for note in notes])
        return CodedProject(
            origin="cmo-graph",
            name=self.name(),
            memo=self.memo(),
            users=users,
            codes=codes,
            texts=texts,
            selections=selections,
            variables=variables,
            cases=cases,
            notes=notes,
            links=links,
            sets=(CodeSet(key=self.key(), name=self.name(), memo=self.memo(), members=members),),
        )

    def codes(self) -> tuple[Code, ...]:
        top = Code(key=self.key(), name=self.name(), memo=self.memo(), colour="#ff0000")
        below = Code(key=self.key(), name=self.name(), above=top.key, is_codable=False)
        deep = Code(key=self.key(), name=self.name(), above=below.key)
        return (top, below, deep, Code(key=self.key(), name=self.name()))

    def text(self, held: str, codes: tuple[Code, ...], users: tuple[User, ...]) -> Text:
        return Text(
            key=self.key(),
            name=self.name(),
            words=held,
            memo=self.memo(),
            codings=self.codings(codes, users),
            values=(("Role", self.name()),),
            user=users[0].key,
            made="2026-03-04T10:00:00Z",
        )

    def codings(self, codes: tuple[Code, ...], users: tuple[User, ...]) -> tuple[Coding, ...]:
        return tuple(
            Coding(
                code=code.key,
                key=self.key(),
                user=self._chance.choice(users).key,
                made="2026-03-04T10:00:00Z",
            )
            for code in codes
            if self._chance.random() < 0.5
        )

    def selection(
        self, text: Text, codes: tuple[Code, ...], users: tuple[User, ...]
    ) -> Selection | None:
        start, end = sorted(self._chance.sample(range(len(text.words) + 1), 2))
        return Selection(
            key=self.key(),
            text=text.key,
            start=start,
            end=end,
            quoted=self._chance.choice(["", " ".join(text.words[start:end].split())]),
            memo=self.memo(),
            codings=self.codings(codes, users),
            user=users[0].key,
        )

    def case(
        self, codes: tuple[Code, ...], texts: tuple[Text, ...], selections: tuple[Selection, ...]
    ) -> Case:
        members = (
            *self.some([code.key for code in codes]),
            *self.some([text.key for text in texts]),
            *self.some([one.key for one in selections]),
        )
        told = (("Role", self.name()),)
        return Case(
            key=self.key(), name=self.name(), memo=self.memo(), members=members, values=told
        )

    def note(self, about: list[str], users: tuple[User, ...]) -> Note:
        said = f"{self.name()}\n\n\U0001f600 end"
        return Note(
            key=self.key(),
            name=self.name(),
            words=said,
            about=self.some(about),
            user=users[0].key,
            made="2026-03-04T10:00:00Z",
        )

    def link(self, codes: tuple[Code, ...]) -> Link:
        return Link(
            key=self.key(),
            origin=codes[0].key,
            target=codes[2].key,
            name=self.name(),
            direction=self._chance.choice(list(LinkDirection)),
        )


@st.composite
def projects(draw: st.DrawFn) -> CodedProject:
    chance = Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311  # nothing is kept secret by it
    held = draw(st.lists(words, min_size=1, max_size=2))
    called = draw(st.lists(names.filter(bool), min_size=1, max_size=4))
    return Maker(chance, held, called).project()


def compared(project: CodedProject) -> dict[str, Any]:
    """Return a project as values that can be compared: places apart, notes' subjects as sets."""

    def plain(value: Any) -> Any:
        if isinstance(value, Place):
            return None
        if isinstance(value, tuple):
            return [plain(one) for one in value]
        if hasattr(value, "__dataclass_fields__"):
            told = {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
            return {**told, "about": sorted(told["about"])} if "about" in told else told
        return value

    found: dict[str, Any] = plain(project)
    return {**found, "understood": None}


@given(projects(), conventions)
@example(Maker(Random(0), ["\U0001f600\n\ufeffe\u0301x\n"], ["a"]).project(), "utf-16-crlf-bom")  # noqa: S311
def test_project_reads_back_as_it_was(project: CodedProject, name: str) -> None:
    content = as_qdpx(project, convention=CONVENTIONS[name])

    notes = Notes()
    back = open_project(GivenFile("p.qdpx", content), notes, offsets=name)

    assert notes.problems == []
    assert back is not None
    assert compared(back) == compared(project)
    assert as_qdpx(project, convention=CONVENTIONS[name]) == content
    assert project_faults(content) == []


@given(projects())
def test_codebook_reads_back_with_its_sets(project: CodedProject) -> None:
    content = as_qdc(project)

    notes = Notes()
    back = open_project(GivenFile("p.qdc", content), notes)

    assert notes.problems == []
    assert back is not None
    told = [(code.key, code.name, code.above, code.memo) for code in project.codes]
    assert [(code.key, code.name, code.above, code.memo) for code in back.codes] == told
    keys = {code.key for code in project.codes}
    for one in back.sets:
        [of] = [found for found in project.sets if found.key == one.key]
        assert one.members == tuple(key for key in of.members if key in keys)
    assert codebook_faults(content) == []


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    project = CodedProject(
        origin="cmo-graph", name="a\x00b\ufffe", codes=(Code(key=guid("c"), name="x\x1b[2Jy"),)
    )

    back = open_project(GivenFile("p.qdpx", as_qdpx(project, convention=Convention())), Notes())

    assert back is not None
    assert (back.name, back.codes[0].name) == ("ab", "x[2Jy")
