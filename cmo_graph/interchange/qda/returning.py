"""A project that we wrote and that comes back: this module takes the review out, and what is new.

Whoever opened it may have coded further. What has none of our ids, and stands on no selection that
we wrote, is new and becomes part of the review like any project; what we wrote is taken from the
note that holds the whole review, whatever became of the codes meanwhile. A code that is gone is
not a delete.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from cmo_graph.anchoring import digest_of
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.importing import Context, Imported, merged
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.coded import Code, CodedProject, Note, Selection
from cmo_graph.interchange.qda.drafts import draft_review
from cmo_graph.interchange.qda.enclosed import note_of, read_enclosed
from cmo_graph.interchange.qda.projecting import Projecting
from cmo_graph.interchange.qda.writing import without_control
from cmo_graph.model import Report, Thing
from cmo_graph.validation.problems import has_errors, in_order


def import_project(project: CodedProject, *, context: Context, notes: Notes) -> Imported:
    """Return what a project comes to: the review that it holds and what is new, or all of it."""
    note = note_of(project)
    things = read_enclosed(note, context=context, notes=notes) if note is not None else None
    if note is None or things is None:
        rest = tuple(one for one in project.notes if one is not note)
        if has_errors(notes.problems):
            return Imported((), in_order(notes.problems), project.understood)
        return draft_review(replace(project, notes=rest), context=context, notes=notes)
    return _given_back(project, things, note, context, notes)


def _given_back(
    project: CodedProject, things: tuple[Thing, ...], note: Note, context: Context, notes: Notes
) -> Imported:
    texts = dict(_texts(project, things))
    held = Reading(things, (), context.language)
    ours = Projecting(held, texts).project()
    told = (*project.understood, f"The project holds the whole review: {len(things)} things.")
    place = {one.id: note.place for one in things}
    _note_renamed(project, ours, notes)
    fresh = _Fresh(ours, note).of(project)
    if fresh is None:
        return Imported(things, in_order(notes.problems), told, texts=texts, places=place)
    known = {thing.id for thing in context.existing.things}
    both = (*context.existing.things, *(one for one in things if one.id not in known))
    wider = replace(context, existing=replace(context.existing, things=both))
    drafted = draft_review(replace(fresh, understood=()), context=wider, notes=notes)
    after = merged(held, drafted)
    return Imported(
        after.things,
        after.problems if has_errors(after.problems) else drafted.problems,
        (*told, "What is new in it:", *drafted.understood),
        texts={**drafted.texts, **texts},
        places={**place, **drafted.places},
    )


def _texts(project: CodedProject, things: tuple[Thing, ...]) -> Iterator[tuple[str, str]]:
    """Yield the texts of reports that came along as they were, by file name."""
    held = {digest_of(text.words): text.words for text in project.texts}
    for thing in things:
        if isinstance(thing, Report) and thing.text_file and thing.text_digest in held:
            yield thing.text_file, held[thing.text_digest]


def _note_renamed(project: CodedProject, ours: CodedProject, notes: Notes) -> None:
    names = {code.key: without_control(code.name) for code in ours.codes}
    for code in project.codes:
        if names.get(code.key, code.name).split() != code.name.split():
            notes.add(
                "qda-code-renamed",
                f"The code {names[code.key]!r} is called {code.name!r} now; the review's own word"
                " stands.",
                code.place,
                value=code.name,
                hint="Change its label in the review if the new name is right.",
            )


@dataclass(frozen=True, slots=True)
class _Fresh:
    """Tells what is new in a project that we wrote."""

    ours: CodedProject
    note: Note

    def of(self, project: CodedProject) -> CodedProject | None:
        """Return the part of a project that is new; None when nothing is."""
        keys = self._keys()
        selections = tuple(self._selections(project))
        used = {coding.code for one in selections for coding in one.codings}
        codes = tuple(self._codes(project, keys, used))
        found = replace(
            project,
            memo="" if project.memo == without_control(self.ours.memo) else project.memo,
            codes=codes,
            selections=selections,
            users=tuple(one for one in project.users if one.key not in keys),
            notes=tuple(one for one in project.notes if one.key not in keys),
            links=tuple(one for one in project.links if one.key not in keys),
            cases=tuple(one for one in project.cases if one.key not in keys),
            sets=tuple(one for one in project.sets if one.key not in keys),
            variables=tuple(one for one in project.variables if one.key not in keys),
            texts=tuple(replace(one, memo="", values=()) for one in project.texts),
        )
        sources = {one.key for one in project.texts} - {one.key for one in self.ours.texts}
        parts = (found.codes, found.selections, found.users, found.notes, found.links)
        is_new = any((*parts, found.cases, found.sets, found.variables, found.memo, sources))
        return found if is_new else None

    def _keys(self) -> Set[str]:
        ours = self.ours
        named = ours.names().keys() | {one.key for one in ours.variables}
        return named | {one.key for one in ours.selections} | {self.note.key}

    def _selections(self, project: CodedProject) -> Iterator[Selection]:
        """Yield selections with the codings that are new, by what they are on and not by id."""
        ours = {one.key for one in self.ours.selections}
        coded = self._coded()
        for one in project.selections:
            known = coded.get((one.text, one.start, one.end))
            fresh = tuple(c for c in one.codings if known is None or c.code not in known)
            if fresh or (known is None and one.key not in ours):
                yield replace(one, codings=fresh, memo=one.memo if known is None else "")

    def _coded(self) -> Mapping[tuple[str, int, int], Set[str]]:
        """Return the codes that we put on each stretch."""
        found: dict[tuple[str, int, int], set[str]] = defaultdict(set)
        for one in self.ours.selections:
            found[one.text, one.start, one.end] |= {coding.code for coding in one.codings}
        return found

    def _codes(self, project: CodedProject, keys: Set[str], used: Set[str]) -> Iterator[Code]:
        """Yield new codes and those that are newly used, with all above them."""
        above = {code.key: code.above for code in project.codes}
        wanted: set[str] = set()
        for code in project.codes:
            key = code.key if code.key not in keys or code.key in used else ""
            while key and key not in wanted:
                wanted.add(key)
                key = above.get(key, "")
        yield from (code for code in project.codes if code.key in wanted)
