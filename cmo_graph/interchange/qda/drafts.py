"""A coded project as part of a review: this module says what becomes of codes and selections.

It is the one place for that, whichever program made the project: readers of REFI-QDA, QualCoder and
Taguette give a `CodedProject` and hand it in here. The rules are ours:

- A code is a concept, under the concept of the code above it. What gives it a role (`roles`) is no
  concept itself, unless something was coded with it.
- A selection is a passage, and stands with each concept that it was coded with.
- What was coded together (`together`) and has two parts of a configuration at least is a candidate
  configuration; the same slots in several places are one.
- A code or set that is called a configuration is one, of what was coded together with it, of the
  codes below it and of the set's members.
- A link from one code to another that has a direction is a causal link of unknown sign.
- Nobody's judgement is made up: coding is no evidence line, since no program says which way a
  passage bears.
- Everything else goes into notes (`kept`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context, Imported
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.cited import Cited
from cmo_graph.interchange.qda.coded import (
    Case,
    Code,
    CodedProject,
    CodeSet,
    Coding,
    Link,
    LinkDirection,
    Text,
)
from cmo_graph.interchange.qda.kept import Keeper, number_of
from cmo_graph.interchange.qda.roles import Reading, Roles, read_mapping
from cmo_graph.interchange.qda.together import Span, Stretches, stretches_together
from cmo_graph.model.codes import Role
from cmo_graph.model.configuration import Completeness, completeness_of
from cmo_graph.validation.codes import shortened
from cmo_graph.validation.problems import has_errors, in_order

#: How the option `together` can be answered: overlapping selections belong together, or equal ones.
TOGETHER = ("overlapping", "same")
#: Most slots of a candidate; a text that is coded more densely than that tells nothing.
MOST_TOGETHER = 20
#: Parts that make no configuration by themselves.
_ALONE = frozenset(
    {
        Completeness.NONE,
        Completeness.CONTEXT_ONLY,
        Completeness.MECHANISM_ONLY,
        Completeness.OUTCOME_ONLY,
    }
)
#: Most codes without a role that are told by name.
_MOST_TOLD = 10
#: What a code without a name is called.
_UNNAMED = "Unnamed code"
_NO_READING = Reading("", is_left_out=True)


def draft_review(project: CodedProject, *, context: Context, notes: Notes) -> Imported:
    """Return what a coded project comes to in a review.

    Args:
        project: What the reader read; positions are code points over the words of its texts.
        context: The review, the mapping file that says which code has which role, and the option
            `together`.
        notes: What was noted while it was read; what is noted here is added.
    """
    mapping = read_mapping(context.mapping, project, notes)
    if has_errors(notes.problems):
        return Imported((), in_order(notes.problems), project.understood)
    return _Drafter(project, Roles(project, mapping), context, notes).draft()


class _Drafter:
    def __init__(self, project: CodedProject, roles: Roles, context: Context, notes: Notes) -> None:
        self._project = project
        self._roles = roles
        self._context = context
        self._draft = Draft(context)
        self._draft.notes.problems.extend(notes.problems)
        self._names = project.names()
        self._used = {coding.code for _, coding in self._codings()}
        self._cited = Cited(context)
        self._sources: dict[str, DraftSource] = {}
        self._concepts: dict[str, URIRef] = {}
        #: What each concept is narrower than.
        self._wider: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._configurations: dict[str, URIRef] = {}
        self._passages: dict[tuple[str, Span], URIRef] = {}
        #: Codings of each stretch of each text.
        self._coded: dict[str, dict[Span, list[tuple[Coding, Place]]]] = defaultdict(dict)
        #: Stretches that each code was put on: (text, stretch).
        self._stretches: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        self._candidates: set[URIRef] = set()
        #: Stretches that belong to a configuration with a name: (text, stretch).
        self._taken: set[tuple[str, Span]] = set()
        #: Stretches coded with more ideas together than one configuration has.
        self._crowded = 0

    def draft(self) -> Imported:
        self._note_unknown()
        for user in self._project.users:
            if user.name:
                self._draft.agent(user.name, user.place)
        self._draft_sources()
        for code in self._project.codes:
            self._draft_code(code)
        self._draft_passages()
        self._draft_named()
        self._draft_candidates()
        for link in self._project.links:
            self._draft_link(link)
        keeper = Keeper(self._project, self._context, self._draft, self._told_on())
        keeper.keep()
        drafted = self._draft.imported(
            (*self._project.understood, *self._understood(), *keeper.understood),
            texts=keeper.texts,
        )
        return replace(drafted, bibliography=self._cited.entries())

    def _told_on(self) -> Mapping[str, URIRef]:
        """Return the thing on whose note what is said of a key is kept."""
        found = {key: source.report for key, source in self._sources.items()}
        found |= {one.key: found[one.text] for one in self._project.selections if one.text in found}
        found |= {
            coding.key: found[one.key]
            for one in self._project.selections
            for coding in one.codings
            if coding.key and one.key in found
        }
        return {**found, **self._concepts, **self._configurations}

    def _note_unknown(self) -> None:
        """Note, once for each, what is referred to and not there."""
        codes = {code.key for code in self._project.codes}
        known = {one.key for one in self._project.selections} | self._names.keys()
        missing: dict[str, tuple[str, Place]] = {}
        for what, coding in self._codings():
            if coding.code not in codes:
                missing.setdefault(coding.code, (f"A coding of {what!r}", coding.place))
        for link in self._project.links:
            for end in (link.origin, link.target):
                if end not in known:
                    missing.setdefault(end, (f"The link {link.name!r}", link.place))
        groups: tuple[CodeSet | Case, ...] = (*self._project.sets, *self._project.cases)
        for group in groups:
            for member in group.members:
                if member not in known:
                    missing.setdefault(member, (f"{group.name!r}", group.place))
        for key, (what, place) in missing.items():
            self._draft.notes.add(
                "qda-reference-unknown",
                f"{what} refers to {key or 'nothing'}, which is not in the project.",
                place,
                value=key,
                hint="Export the project again, with everything in it.",
            )

    def _codings(self) -> Iterator[tuple[str, Coding]]:
        for one in self._project.selections:
            yield from ((self._names.get(one.text, ""), coding) for coding in one.codings)
        for text in self._project.texts:
            yield from ((text.name, coding) for coding in text.codings)

    def _draft_sources(self) -> None:
        taken: set[str] = set()
        for number, text in enumerate(self._project.texts, start=1):
            plain = " ".join(text.name.split()) or f"Source {number}"
            name, again = plain, 1
            # Equal names of different documents are common: interviews in several folders.
            while name.casefold() in taken:
                again += 1
                name = f"{plain} ({again})"
            taken.add(name.casefold())
            self._sources[text.key] = self._source(name, text)

    def _source(self, name: str, text: Text) -> DraftSource:
        told = self._cited.fields(text.reference, name=name) if text.reference else {}
        source = self._draft.source(name, text.place, **told)
        if text.words.strip():
            self._draft.hold(source, text.words)
        return source

    def _reading(self, code: str) -> Reading:
        return self._roles.of.get(code, _NO_READING)

    def _draft_code(self, code: Code) -> None:
        reading = self._reading(code.key)
        is_used = (
            any(coding.code == code.key for _, coding in self._codings())
            if (reading.is_heading)
            else True
        )
        if reading.is_left_out or not is_used or reading.configuration == code.key:
            return
        self._concepts[code.key] = self._concept(code, reading)

    def _concept(self, code: Code, reading: Reading) -> URIRef:
        concept = self._draft.concept(
            reading.label.strip() or _UNNAMED,
            code.place,
            role=None if reading.is_heading else reading.role,
            alt_labels=code.aliases,
            definition=code.memo.strip(),
        )
        above = self._concepts.get(code.above)
        if above is not None and not self._leads_to(above, concept):
            self._wider[concept].add(above)
            label = reading.label.strip() or _UNNAMED
            self._draft.concept(label, code.place, broader=(above,))
        return concept

    def _leads_to(self, start: URIRef, goal: URIRef) -> bool:
        """Say whether one concept is another, or narrower: equal labels can make a circle."""
        waiting, seen = [start], {start}
        while waiting:
            one = waiting.pop()
            if one == goal:
                return True
            fresh = self._wider[one] - seen
            seen |= fresh
            waiting.extend(fresh)
        return False

    def _draft_passages(self) -> None:
        for one in self._project.selections:
            if one.has_words and one.text in self._sources:
                self._coded[one.text].setdefault((one.start, one.end), []).extend(
                    (coding, one.place) for coding in one.codings
                )
        for text in self._project.texts:
            for span, codings in self._coded[text.key].items():
                self._draft_passage(text, span, codings)
        self._ordered = {text: Stretches(spans) for text, spans in self._coded.items()}
        for code in self._project.codes:
            if code.key in self._concepts:
                label = self._reading(code.key).label.strip() or _UNNAMED
                passages = tuple(self._passages_of(code.key))
                self._draft.concept(label, code.place, passages=passages)

    def _draft_passage(
        self, text: Text, span: Span, codings: Sequence[tuple[Coding, Place]]
    ) -> None:
        place = codings[0][1] if codings else text.place
        passage = self._draft.passage(
            text.words[slice(*span)],
            place,
            source=self._sources[text.key],
            span=span,
            label=self._label([coding for coding, _ in codings], text),
        )
        self._passages[text.key, span] = passage
        for code in dict.fromkeys(coding.code for coding, _ in codings):
            self._stretches[code].append((text.key, span))

    def _label(self, codings: Sequence[Coding], text: Text) -> str:
        """Return what is said of a passage: its codes, and by whom when there are several."""
        if not codings:
            return shortened(f"Annotated in {text.name}")
        several = len(self._project.users) > 1
        told = dict.fromkeys(
            f"{self._names.get(one.code, '?')} ({self._names[one.user]})"
            if several and self._names.get(one.user)
            else self._names.get(one.code, "?")
            for one in codings
        )
        return f"Coded as {'; '.join(told)}"

    def _slots(self, text: str, spans: Iterable[Span]) -> list[DraftSlot]:
        return [
            DraftSlot(role, concept, passages=(self._passages[text, span],))
            for span in spans
            for role, concept in self._filled(text, span)
        ]

    def _filled(self, text: str, span: Span) -> Iterator[tuple[Role, URIRef]]:
        """Yield the roles and concepts that a stretch was coded with."""
        for coding, _ in self._coded[text][span]:
            reading = self._reading(coding.code)
            concept = self._concepts.get(coding.code)
            if concept is not None and reading.role is not None and not reading.is_heading:
                yield reading.role, concept

    def _draft_named(self) -> None:
        """Draft the configurations that a code or a set stands for."""
        wholes: tuple[Code | CodeSet, ...] = (*self._project.codes, *self._project.sets)
        for one in wholes:
            if not self._roles.is_configuration(one.name):
                continue
            if isinstance(one, Code) and self._reading(one.key).is_left_out:
                continue
            slots = [*self._gathered(one.key), *self._around(one.key)]
            if not slots and isinstance(one, Code):
                self._concepts[one.key] = self._concept(one, Reading(one.name))
                continue
            memo = one.memo.strip()
            told: dict[str, Any] = {"narrative": self._context.text(memo)} if memo else {}
            made = self._draft.configuration(
                slots, one.place, named=one.name, label=one.name, **told
            )
            if made is not None:
                self._configurations[one.key] = made

    def _gathered(self, whole: str) -> Iterator[DraftSlot]:
        """Yield the slots of codes that belong to a configuration by their place in the tree."""
        for key, concept in self._concepts.items():
            reading = self._reading(key)
            if reading.configuration == whole and reading.role and not reading.is_heading:
                self._taken.update(self._stretches[key])
                yield DraftSlot(reading.role, concept, passages=tuple(self._passages_of(key)))

    def _passages_of(self, code: str) -> Iterator[URIRef]:
        yield from dict.fromkeys(self._passages[at] for at in self._stretches[code])

    def _around(self, whole: str) -> Iterator[DraftSlot]:
        """Yield the slots of what was coded together with the code of a configuration."""
        for text, span in self._stretches[whole]:
            near = list(self._ordered[text].near(span))
            self._taken.update((text, one) for one in near)
            yield from self._slots(text, near)

    def _draft_candidates(self) -> None:
        """Draft the configurations that nobody named, of what was coded together."""
        overlapping = self._context.options.get("together", TOGETHER[0]) == TOGETHER[0]
        for text, spans in self._coded.items():
            loose = (span for span in spans if (text, span) not in self._taken)
            for group in stretches_together(loose, overlapping=overlapping):
                self._draft_candidate(text, group)

    def _draft_candidate(self, text: str, group: Sequence[Span]) -> None:
        slots = self._slots(text, group)
        if completeness_of({slot.role for slot in slots}) in _ALONE:
            return
        if len({(slot.role, slot.concept) for slot in slots}) > MOST_TOGETHER:
            self._crowded += 1
            return
        place = next(at for span in group for _, at in self._coded[text][span])
        made = self._draft.configuration(slots, place)
        self._candidates |= {made} if made is not None else set()

    def _draft_link(self, link: Link) -> None:
        ends = self._concepts.get(link.origin), self._concepts.get(link.target)
        if ends[0] is None or ends[1] is None or link.direction is LinkDirection.ASSOCIATIVE:
            return
        note = "\n".join(filter(None, (link.name, link.memo)))
        told: dict[str, Any] = {"note": self._context.text(note)} if note else {}
        both = link.direction is LinkDirection.BIDIRECTIONAL
        for cause, effect in [(ends[0], ends[1])] + ([(ends[1], ends[0])] if both else []):
            self._draft.link(cause, effect, link.place, **told)

    def _understood(self) -> Iterator[str]:
        project = self._project
        counted = {
            "code": len(project.codes),
            "source": len(project.texts),
            "selection": len(project.selections),
            "user": len(project.users),
        }
        yield f"{project.origin or 'Project'}: {', '.join(map(number_of, counted.items()))}."
        by_role: dict[Role, list[str]] = defaultdict(list)
        without: list[str] = []
        for code in project.codes:
            reading = self._reading(code.key)
            if code.key in self._concepts:
                is_idea = reading.role is not None and not reading.is_heading
                (by_role[reading.role] if is_idea and reading.role else without).append(code.name)
        for role in Role:
            if by_role[role]:
                yield f"As {role.value}: {_listed(by_role[role])}."
        if without:
            yield f"Without a role, kept as concepts: {_listed(without)}."
        if self._configurations or self._candidates:
            named, found = len(self._configurations), len(self._candidates)
            told = [number_of(("configuration by name", named)), number_of(("candidate", found))]
            yield f"{told[0]}, {told[1]} of what was coded together."
        if self._crowded:
            yield (
                f"{number_of(('place', self._crowded))} with more than {MOST_TOGETHER} ideas coded"
                " together: no candidate. With --option together=same only the very same words are"
                " together."
            )


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_TOLD
    return ", ".join(names[:_MOST_TOLD]) + (f" and {rest} more" if rest > 0 else "")
