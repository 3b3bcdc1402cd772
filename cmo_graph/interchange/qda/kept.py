"""What the model has no place for: this module keeps it in notes, each on what it is about.

Memos, annotations, cases, variables, sets, links without a direction and codes on pictures go into
the notes of concepts, reports, studies and configurations. What is about none of these goes into a
text of its own beside the texts of the sources, and that is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rdflib import URIRef

from cmo_graph.interchange.drafting import Draft
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.naming import slug
from cmo_graph.interchange.notes import Place
from cmo_graph.interchange.qda.coded import (
    Case,
    CodedProject,
    CodeSet,
    Coding,
    Link,
    LinkDirection,
    Note,
    Selection,
    Text,
    Variable,
)


class Keeper:
    """Keeps what a project says beside its codings.

    Args:
        project: The project.
        context: The review.
        draft: What has been drafted of it.
        told_on: Key of a code, selection, coding or source → the thing whose note takes what is
            said of it.
    """

    def __init__(
        self,
        project: CodedProject,
        context: Context,
        draft: Draft,
        told_on: Mapping[str, URIRef],
    ) -> None:
        self._project = project
        self._context = context
        self._draft = draft
        self._told_on = told_on
        self._names = project.names()
        self._selections = {one.key: one for one in project.selections}
        self._codings = {
            coding.key: one for one in project.selections for coding in one.codings if coding.key
        }
        self._codings_of: dict[str, list[Coding]] = defaultdict(list)
        for one in project.selections:
            self._codings_of[one.text].extend(one.codings if one.has_words else ())
        self._linked: dict[str, list[str]] = {note.key: [] for note in project.notes}
        for link in project.links:
            for end, other in ((link.origin, link.target), (link.target, link.origin)):
                if end in self._linked:
                    self._linked[end].append(other)
        self._codes = {code.key for code in project.codes} & told_on.keys()
        self._kept: Counter[str] = Counter()
        #: What is about nothing that the review has: (words, place).
        self._loose: list[tuple[str, Place]] = []

    def keep(self) -> None:
        """Put everything into the draft's notes, in the order of the project."""
        for text in self._project.texts:
            self._keep_text(text)
        for selection in self._project.selections:
            self._keep_selection(selection)
        for note in self._project.notes:
            self._keep_note(note)
        for case in self._project.cases:
            self._keep_group("case", case, self._said_of_case(case))
        for group in self._project.sets:
            self._keep_group("set", group, f"In the set {group.name}.{_after(group.memo)}")
        for link in self._project.links:
            self._keep_link(link)
        for variable in self._project.variables:
            self._keep_variable(variable)
        if self._project.memo.strip():
            self._loose.append((self._project.memo.strip(), Place("", 0, 0)))
        self._note_loose()

    @property
    def texts(self) -> dict[str, str]:
        """What is about nothing, as a text; empty when there is nothing."""
        if not self._loose:
            return {}
        words = "\n\n".join(dict.fromkeys(said for said, _ in self._loose))
        return {f"{slug(self._project.name or 'project')}-notes.txt": f"{words}\n"}

    @property
    def understood(self) -> tuple[str, ...]:
        """One sentence on what was kept in notes; none when nothing was."""
        told = ", ".join(map(number_of, self._kept.items()))
        return (f"Kept in notes: {told}.",) if told else ()

    def _remark(self, keys: Iterable[str], said: str, what: str, place: Place) -> None:
        """Put words into the notes of the things of these keys; without any they are loose."""
        things = dict.fromkeys(self._told_on[key] for key in keys if key in self._told_on)
        self._kept[what] += 1
        for thing in things:
            self._draft.remark(thing, said)
        if not things:
            self._loose.append((said, place))

    def _keep_text(self, text: Text) -> None:
        said = list(filter(None, (text.memo.strip(), *_told(text.values))))
        if text.address:
            said.append(f"Document: {text.address}")
        for one in said:
            self._remark([text.key], one, "fact of sources", text.place)
        for coding in text.codings:
            self._keep_coding(coding, "As a whole", text.key, text.place)
        self._keep_coders(text)

    def _keep_coding(self, coding: Coding, where: str, key: str, place: Place) -> None:
        name = self._names.get(coding.code, "an unknown code")
        said = f"{where}: coded as {name}{self._by(coding)}."
        self._remark([key], said + _after(coding.memo), "code outside of texts", place)

    def _by(self, coding: Coding) -> str:
        who = self._names.get(coding.user, "")
        when = coding.made.partition("T")[0]
        return (f" by {who}" if who else "") + (f" on {when}" if when else "")

    def _keep_coders(self, text: Text) -> None:
        """Say who coded a source, how often and when; passages have no place for it."""
        by: dict[str, list[str]] = {}
        for coding in self._codings_of[text.key]:
            by.setdefault(self._names.get(coding.user, ""), []).append(
                coding.made.partition("T")[0]
            )
        for who, days in by.items():
            told = sorted(filter(None, days))
            when = f", {told[0]} to {told[-1]}" if told else ""
            if who or when:
                self._draft.remark(
                    self._told_on[text.key],
                    f"Coded by {who or 'somebody'}: {len(days)} codings{when}.",
                )

    def _keep_selection(self, one: Selection) -> None:
        where = f"{one.start} to {one.end}" if one.has_words else one.spot or "Somewhere"
        if not one.has_words:
            where += f" ({one.quoted.strip()})" if one.quoted.strip() else ""
            for coding in one.codings:
                self._keep_coding(coding, where, one.key, one.place)
            if not one.codings:
                self._remark([one.key], f"{where}: marked.", "code outside of texts", one.place)
        if one.memo.strip():
            self._remark([one.key], f"{where}: {one.memo.strip()}", "memo", one.place)
        for coding in one.codings:
            if one.has_words and (coding.memo.strip() or coding.is_important):
                name = self._names.get(coding.code, "an unknown code")
                marked = "important" if coding.is_important else ""
                said = ". ".join(filter(None, (marked, coding.memo.strip())))
                told = f"{where}, coded as {name}{self._by(coding)}: {said}"
                self._remark([one.key], told, "memo", one.place)

    def _keep_note(self, note: Note) -> None:
        lead = f"{note.name}: " if note.name else ""
        said = f"{lead}{note.words.strip()}".strip() or "An empty note."
        said = "\n".join((said, *_told(note.values)))
        # NVivo hangs its annotations on selections by links.
        about = tuple(dict.fromkeys((*note.about, *self._linked[note.key])))
        where = [self._where(key) for key in about if self._where(key)]
        if where:
            said = f"{', '.join(where)}: {said}"
        self._remark(about, said, "memo", note.place)

    def _where(self, key: str) -> str:
        """Return where the selection is that a key names; "" for a key of anything else."""
        one = self._selections.get(key) or self._codings.get(key)
        if one is None:
            return ""
        return f"{one.start} to {one.end}" if one.has_words else one.spot

    def _said_of_case(self, case: Case) -> str:
        # MAXQDA tells the variables of a document by a case without a name.
        lead = f"Case {case.name}.{_after(case.memo)}" if case.name else case.memo.strip()
        return "\n".join(filter(None, (lead, *_told(case.values))))

    def _keep_group(self, what: str, group: Case | CodeSet, said: str) -> None:
        if said:
            self._remark(group.members, said, what, group.place)

    def _keep_link(self, link: Link) -> None:
        if not {link.origin, link.target}.isdisjoint(self._linked):
            return
        is_step = link.direction is not LinkDirection.ASSOCIATIVE
        if is_step and {link.origin, link.target} <= self._codes:
            return
        ends = [self._name(key) for key in (link.origin, link.target)]
        said = f"Linked: {' and '.join(ends)}{f' ({link.name})' if link.name else ''}."
        self._remark([link.origin, link.target], said + _after(link.memo), "link", link.place)

    def _name(self, key: str) -> str:
        return self._names.get(key) or self._where(key) or "something"

    def _keep_variable(self, variable: Variable) -> None:
        if variable.memo.strip():
            said = f"Variable {variable.name}: {variable.memo.strip()}"
            self._loose.append((said, variable.place))

    def _note_loose(self) -> None:
        if not self._loose:
            return
        [name] = self.texts
        number = len(self._loose)
        notes = "1 note is" if number == 1 else f"{number} notes are"
        are = "it is" if number == 1 else "they are"
        self._draft.notes.add(
            "qda-note-unplaced",
            f"{notes} about nothing that the review has a place for; {are} in the text {name}.",
            self._loose[0][1],
            value=name,
            hint="Give a folder for texts (--texts DIR), where it is kept.",
        )


def number_of(counted: tuple[str, int]) -> str:
    """Return a number with its noun, of which the first word is counted.

    Example:
        >>> number_of(("fact of a source", 2))
        '2 facts of a source'
    """
    noun, number = counted
    first, space, rest = noun.partition(" ")
    return f"{number} {first}{'' if number == 1 else 's'}{space}{rest}"


def _told(values: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in values if value)


def _after(memo: str) -> str:
    return f" {memo.strip()}" if memo.strip() else ""
