"""A review as a coded project: this module says what people see who open it.

Concepts are codes under the roles that they have, configurations codes whose names begin with CMOC,
passages selections with the codes of the slots that rest on them, links and moderations links,
studies cases, theory versions sets; evidence lines and notes are notes. Every id follows from the
thing's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from rdflib import URIRef

from cmo_graph.anchoring import digest_of, with_lf
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.containers import CONTROL
from cmo_graph.interchange.exporting import review_of
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
from cmo_graph.interchange.qda.enclosed import ORIGIN
from cmo_graph.interchange.qda.guids import make_guid
from cmo_graph.iri import key_of
from cmo_graph.mapping import plain
from cmo_graph.model import (
    Agent,
    Concept,
    Configuration,
    EvidenceLine,
    Moderation,
    Passage,
    Report,
    Study,
    TheoryVersion,
    Thing,
)
from cmo_graph.model import Link as CausalLink
from cmo_graph.model.codes import AgentKind, Role

ThingT = TypeVar("ThingT", bound=Thing)

#: Most characters of a selection's name; ATLAS.ti cuts there.
LONGEST_NAME = 100
_INSTEAD = "Not the document itself, whose words may not go out: its passages, one after the other."


class Projecting:
    """Makes the project of a review.

    Args:
        reading: The review, with as many of the passages' words as may be shown.
        texts: Texts that may go out whole, by `text_file`.
    """

    def __init__(self, reading: Reading, texts: Mapping[str, str]) -> None:
        self._by_kind: dict[type[Thing], list[Thing]] = defaultdict(list)
        for thing in reading.things:
            self._by_kind[type(thing)].append(thing)
        self._configurations = {one.id for one in self._of(Configuration)}
        self._passages: dict[URIRef, list[Passage]] = defaultdict(list)
        for passage in self._of(Passage):
            self._passages[passage.report].append(passage)
        self._review = review_of(reading)
        self._language = reading.language
        self._texts = {name: with_lf(words) for name, words in texts.items()}
        self._labels = {thing.id: self._said(thing.label) for thing in reading.things}
        self._concepts = {one.id: one for one in self._of(Concept)}
        self._people = {one.id for one in self._of(Agent) if one.kind is AgentKind.PERSON}
        self._roles = self._roles_of_concepts()
        #: Codes to put on each passage, with who did it and when.
        self._on: dict[URIRef, dict[str, tuple[str, str]]] = defaultdict(dict)
        #: Passages that stand nowhere in the text that goes along.
        self.unplaced: list[Passage] = []

    def project(self) -> CodedProject:
        """Return the project."""
        self._code_passages()
        sources = [self._source(report) for report in self._of(Report)]
        return CodedProject(
            origin=ORIGIN,
            name=self._labels[self._review.id],
            memo=self._said(self._review.question),
            users=tuple(
                User(key=_guid(one.id), name=self._labels[one.id])
                for one in self._of(Agent)
                if one.id in self._people
            ),
            codes=(*self._concept_codes(), *self._configuration_codes()),
            texts=tuple(text for text, _ in sources),
            selections=tuple(one for _, selections in sources for one in selections),
            variables=tuple(
                Variable(key=self._key(name), name=name, kind="Text") for name in _FACTS
            ),
            cases=tuple(self._case(study) for study in self._of(Study)),
            notes=tuple(self._notes()),
            links=(*self._links(), *self._moderations()),
            sets=tuple(self._set(version) for version in self._of(TheoryVersion)),
        )

    def _of(self, model: type[ThingT]) -> Iterator[ThingT]:
        return (thing for thing in self._by_kind[model] if isinstance(thing, model))

    def _said(self, text: tuple[object, ...] | None) -> str:
        return plain(text, self._language) if text else ""  # type: ignore[arg-type]  # a Text

    def _key(self, *names: str) -> str:
        return make_guid(str(self._review.id), *names)

    def _roles_of_concepts(self) -> Mapping[URIRef, tuple[Role, ...]]:
        found: dict[URIRef, set[Role]] = defaultdict(set)
        for configuration in self._of(Configuration):
            for slot in configuration.slots:
                found[slot.concept].add(slot.role)
        return {iri: tuple(r for r in Role if r in roles) for iri, roles in found.items()}

    def _code(self, concept: URIRef, role: Role | None = None) -> str:
        """Return the key of a concept's code; of the first when no role is asked for."""
        roles = self._roles.get(concept, ())
        asked = role or (roles[0] if roles else None)
        return make_guid("code", str(concept), asked.value if asked else "")

    def _concept_codes(self) -> Iterator[Code]:
        """Yield a heading for each role, and the concepts under it; then those without a role."""
        for role in Role:
            members = [iri for iri in self._concepts if role in self._roles.get(iri, ())]
            if members:
                heading = self._key("role", role.value)
                yield Code(key=heading, name=role.value.capitalize(), is_codable=False)
                yield from self._tree(members, role, heading)
        yield from self._tree([iri for iri in self._concepts if iri not in self._roles], None, "")

    def _tree(self, members: list[URIRef], role: Role | None, heading: str) -> Iterator[Code]:
        """Yield concepts, each after and under the first wider one that is among them."""
        wider = {iri: self._wider(iri, set(members)) for iri in members}
        below: dict[URIRef | None, list[URIRef]] = defaultdict(list)
        for iri in members:
            below[wider[iri]].append(iri)
        waiting = list(reversed(below[None]))
        while waiting:
            iri = waiting.pop()
            above = wider[iri]
            yield Code(
                key=self._code(iri, role),
                name=self._labels[iri],
                above=heading if above is None else self._code(above, role),
                memo=self._said(self._concepts[iri].definition),
                aliases=tuple(self._said((pair,)) for pair in self._concepts[iri].alt_labels),
            )
            waiting.extend(reversed(below[iri]))

    def _wider(self, concept: URIRef, members: set[URIRef]) -> URIRef | None:
        return next((one for one in self._concepts[concept].broader if one in members), None)

    def _configuration_codes(self) -> Iterator[Code]:
        for one in self._of(Configuration):
            local = key_of(one.id).partition(".")[2]
            name = f"CMOC {local}: {self._labels[one.id]}"
            yield Code(key=_guid(one.id), name=name, memo=self._said(one.narrative))

    def _code_passages(self) -> None:
        """Say which codes are put on which passages."""
        for line in self._of(EvidenceLine):
            if line.claim in self._configurations:
                user = _guid(line.coder) if line.coder in self._people else ""
                told = (user, f"{line.coded.isoformat()}T00:00:00Z")
                self._put_on(line.passages, _guid(line.claim), told)
        for configuration in self._of(Configuration):
            for slot in configuration.slots:
                if slot.concept in self._concepts:
                    self._put_on(slot.passages, self._code(slot.concept, slot.role))
                self._put_on(slot.passages, _guid(configuration.id))
        for concept in self._concepts.values():
            own = set(self._codes(concept.id))
            bare = [one for one in concept.passages if not own & self._on[one].keys()]
            self._put_on(bare, self._code(concept.id))

    def _put_on(
        self, passages: Iterable[URIRef], code: str, by: tuple[str, str] = ("", "")
    ) -> None:
        for passage in passages:
            self._on[passage].setdefault(code, by)

    def _source(self, report: Report) -> tuple[Text, list[Selection]]:
        passages = self._passages[report.id]
        words = self._texts.get(report.text_file or "")
        if words is None:
            words, spans = _in_a_row([(self._labels[one.id], _exact(one)) for one in passages])
        else:
            spans = [_span(one, words) for one in passages]
        text = Text(
            key=_guid(report.id),
            name=self._labels[report.id],
            # A place for each character, so that positions stay.
            words=CONTROL.sub(" ", words),
            memo="" if report.text_file in self._texts else _INSTEAD,
        )
        selections: list[Selection] = []
        for passage, span in zip(passages, spans, strict=True):
            if span is None:
                self.unplaced.append(passage)
            else:
                selections.append(self._selection(passage, text, span))
        return text, selections

    def _selection(self, passage: Passage, text: Text, span: tuple[int, int]) -> Selection:
        key = _guid(passage.id)
        return Selection(
            key=key,
            text=text.key,
            start=span[0],
            end=span[1],
            quoted=_shortened(_exact(passage)),
            memo=self._labels[passage.id],
            codings=tuple(
                Coding(code=code, key=make_guid("coding", key, code), user=user, made=made)
                for code, (user, made) in self._on[passage.id].items()
            ),
        )

    def _case(self, study: Study) -> Case:
        reports = [one for one in self._of(Report) if study.id in one.reports_on]
        said = (self._said(study.description), self._said(study.note))
        facts = (study.design.value, study.developer_involvement.value)
        return Case(
            key=_guid(study.id),
            name=self._labels[study.id],
            memo="\n\n".join(filter(None, said)),
            members=tuple(_guid(report.id) for report in reports),
            values=tuple(zip(_FACTS, facts, strict=True)),
        )

    def _notes(self) -> Iterator[Note]:
        for line in self._of(EvidenceLine):
            told = (line.direction.value, line.basis.value, line.status.value)
            said = (f"{self._named(line.study)}: {', '.join(told)}.", self._said(line.note))
            yield self._note(line, "\n\n".join(filter(None, said)), self._claim_key(line.claim))
        for report in self._of(Report):
            if report.note:
                yield self._note(report, self._said(report.note), [_guid(report.id)])
        for concept in self._concepts.values():
            if concept.scope_note:
                yield self._note(concept, self._said(concept.scope_note), self._codes(concept.id))
        for one in self._of(Configuration):
            if one.note:
                yield self._note(one, self._said(one.note), [_guid(one.id)])

    def _note(self, of: Thing, words: str, about: Iterable[str]) -> Note:
        key = make_guid("note", str(of.id))
        return Note(key=key, name=self._labels[of.id], words=words.strip(), about=tuple(about))

    def _named(self, iri: URIRef) -> str:
        return self._labels.get(iri) or key_of(iri)

    def _codes(self, concept: URIRef) -> list[str]:
        return [self._code(concept, role) for role in self._roles.get(concept, (None,))]

    def _claim_key(self, claim: URIRef) -> list[str]:
        """Return the key of what stands for a claim; nothing for one of another review."""
        return [_guid(claim)] if claim in self._labels else []

    def _links(self) -> Iterator[Link]:
        for link in self._of(CausalLink):
            ends = [link.from_concept, link.to_concept]
            if all(end in self._concepts for end in ends):
                name = f"{link.kind.value} ({link.polarity.value})"
                yield self._link(link, self._code(ends[0]), self._code(ends[1]), name)

    def _moderations(self) -> Iterator[Link]:
        for one in self._of(Moderation):
            if one.moderator in self._concepts and one.moderates in self._labels:
                origin, target = self._code(one.moderator), _guid(one.moderates)
                yield self._link(one, origin, target, one.effect.value)

    def _link(self, of: Thing, origin: str, target: str, name: str) -> Link:
        return Link(
            key=_guid(of.id),
            origin=origin,
            target=target,
            name=name,
            direction=LinkDirection.ONE_WAY,
        )

    def _set(self, version: TheoryVersion) -> CodeSet:
        members = [iri for iri in version.members if iri in self._configurations]
        return CodeSet(
            key=_guid(version.id),
            name=self._labels[version.id],
            memo=self._said(version.narrative),
            members=tuple(map(_guid, members)),
        )


#: What is told of each study.
_FACTS = ("Design", "Developer involvement")


def _guid(iri: URIRef) -> str:
    return make_guid(str(iri))


def _exact(passage: Passage) -> str:
    return (passage.surroundings and passage.surroundings.exact) or ""


def _span(passage: Passage, words: str) -> tuple[int, int] | None:
    """Return where a passage stands in its text; None where its digest does not."""
    start, end = passage.location.start, passage.location.end
    stands = end <= len(words) and digest_of(words[start:end]) == passage.digest
    return (start, end) if stands else None


def _in_a_row(passages: list[tuple[str, str]]) -> tuple[str, list[tuple[int, int] | None]]:
    """Return a text of labels and words, and where each passage's words (or label) stand in it."""
    pieces: list[str] = []
    spans: list[tuple[int, int] | None] = []
    length = 0
    for label, exact in passages:
        lead = f"{label}\n" if exact else ""
        shown = with_lf(exact or label)
        start = length + len(lead)
        spans.append((start, start + len(shown)))
        pieces.append(f"{lead}{shown}\n\n")
        length += len(pieces[-1])
    return "".join(pieces), spans


def _shortened(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= LONGEST_NAME else one_line[:LONGEST_NAME] + "\u2026"
