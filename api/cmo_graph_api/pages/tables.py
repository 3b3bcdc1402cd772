"""Lists as tables: this module has, for each kind, the columns that a reviewer wants of it.

What cannot be read as a thing of its kind has its label
and nothing else; its own page tells what is said of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from rdflib import URIRef

from cmo_graph.iri import IRI, key_of
from cmo_graph.model import (
    CLAIMS,
    THINGS,
    Agent,
    Concept,
    Confidence,
    Configuration,
    EmmieAssessment,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    Position,
    ProgrammeTheory,
    Rating,
    Report,
    Review,
    SearchRecord,
    Study,
    TheoryVersion,
    Thing,
    Undercut,
)
from cmo_graph.model.codes import Direction, Presence, Role
from cmo_graph.questions.answers import Standing
from cmo_graph.questions.around import count_of, read_several
from cmo_graph.questions.support import standings_of
from cmo_graph.repository import Repository
from cmo_graph.repository.things import references
from cmo_graph_api.pages.evidence import in_words
from cmo_graph_api.pages.names import Names, Shown
from cmo_graph_api.pages.sources import where
from cmo_graph_api.pages.subjects import text_of


@dataclass(frozen=True, slots=True)
class Item:
    """One value in a cell."""

    shown: Shown
    #: What was said of it, in a word or two.
    note: str = ""
    is_absent: bool = False


Cell = Sequence[Item]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a list."""

    thing: Shown
    key: str
    cells: tuple[Cell, ...]
    #: How its evidence stands; None for what is no claim.
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Table:
    """A page of a list."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    #: Whether its things are claims, which evidence bears on.
    has_standings: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """What a column is filled from, besides the thing."""

    names: Names
    repository: Repository

    def named(self, *iris: IRI | None) -> Cell:
        return [Item(self.names.show(iri)) for iri in iris if iri is not None]

    def count(self, model: type[Thing], **filters: Iterable[IRI | str]) -> Cell:
        """Return how many things match; nothing where none does."""
        found = count_of(self.repository, model, filters)
        return _text(f"{found:,}") if found else ()


Fill = Callable[[Any, _Look], Cell]


def table_of(kind: str, iris: Sequence[URIRef], *, repository: Repository) -> Table:
    """Return things of one kind as a table, in the order given."""
    columns = COLUMNS.get(kind, {})
    model = THINGS[kind]
    things = {one.id: one for one in read_several(repository, model, iris)} if columns else {}
    named = {iri for one in things.values() for iri in references(one)} | set(iris)
    names = Names(repository.snapshot.catalogue.labels(named), base=repository.base)
    look = _Look(names, repository)
    are_claims = model in CLAIMS
    standings = standings_of(repository, things) if are_claims else {}

    def row(iri: URIRef) -> Row:
        one = things.get(iri)
        cells = tuple(() if one is None else fill(one, look) for fill in columns.values())
        return Row(names.show(iri), key_of(iri), cells, standings.get(str(iri)))

    return Table(tuple(columns), tuple(map(row, iris)), has_standings=are_claims)


def _text(words: str) -> Cell:
    return [Item(Shown(words))] if words else []


def _in_roles(*roles: Role) -> Fill:
    return partial(_slots, roles=roles)


def _slots(one: Configuration, look: _Look, *, roles: tuple[Role, ...]) -> Cell:
    return [
        Item(
            look.names.show(slot.concept),
            "" if slot.direction is None else in_words(slot.direction.value),
            slot.presence is Presence.ABSENT,
        )
        for slot in one.in_role(*roles)
    ]


def _lines(direction: Direction) -> Fill:
    def fill(one: Study, look: _Look) -> Cell:
        return look.count(EvidenceLine, study=[one.id], direction=[direction.value])

    return fill


def _coded(name: str) -> Fill:
    def fill(one: Thing, _: _Look) -> Cell:
        code = getattr(one, name)
        return _text(in_words(str(code.value))) if code is not None else []

    return fill


def _told(name: str) -> Fill:
    """Return what fills a column with the text in a field."""

    def fill(one: Thing, _: _Look) -> Cell:
        return _text(text_of(getattr(one, name)))

    return fill


def _named(name: str) -> Fill:
    """Return what fills a column with the thing, or things, in a field."""

    def fill(one: Thing, look: _Look) -> Cell:
        found = getattr(one, name)
        return look.named(*found) if isinstance(found, tuple) else look.named(found)

    return fill


#: By kind: the columns after the label, and what fills each.
COLUMNS: Mapping[str, Mapping[str, Fill]] = MappingProxyType(
    {
        Review.kind_name: {"Question": _told("question"), "Kind": _coded("kind")},
        Agent.kind_name: {"Kind": _coded("kind"), "At stake": _told("interest")},
        ProgrammeTheory.kind_name: {"About": _named("about"), "Told": _told("narrative")},
        TheoryVersion.kind_name: {
            "Theory": _named("theory"),
            "Number": lambda one, _: _text(str(one.number)),
            "Stage": _coded("stage"),
            "Parts": lambda one, _: _text(f"{len(one.members):,}"),
        },
        Configuration.kind_name: {
            "Context": _in_roles(Role.CONTEXT),
            "Intervention, actor": _in_roles(Role.INTERVENTION, Role.ACTOR),
            "Resource": _in_roles(Role.RESOURCE),
            "Response, mechanism": _in_roles(Role.RESPONSE, Role.MECHANISM),
            "Outcome": _in_roles(Role.OUTCOME),
        },
        Concept.kind_name: {
            "Definition": _told("definition"),
            "Configurations": lambda one, look: look.count(Configuration, concept=[one.id]),
            "Links": lambda one, look: look.count(Link, concept=[one.id]),
        },
        Link.kind_name: {
            "From": _named("from_concept"),
            "Step": _coded("kind"),
            "Sign": _coded("polarity"),
            "To": _named("to_concept"),
        },
        Moderation.kind_name: {
            "Moderator": _named("moderator"),
            "Effect": _coded("effect"),
            "What it moderates": _named("moderates"),
        },
        Study.kind_name: {
            "Design": _coded("design"),
            "Developers": _coded("developer_involvement"),
            "Done by": _named("conducted_by"),
            "For": _lines(Direction.SUPPORTS),
            "Against": _lines(Direction.DISPUTES),
            "Could not tell": _lines(Direction.INCONCLUSIVE),
            "It depends": _lines(Direction.NUANCES),
        },
        Report.kind_name: {
            "Kind": _coded("kind"),
            "Publisher": _named("publisher"),
            "Issued": lambda one, _: _text(f"{one.issued:%-d %B %Y}" if one.issued else ""),
            "Studies": _named("reports_on"),
            "Passages": lambda one, look: look.count(Passage, report=[one.id]),
        },
        Passage.kind_name: {
            "Report": _named("report"),
            "Where": lambda one, _: _text(where(one)),
            "Evidence lines": lambda one, look: look.count(EvidenceLine, passage=[one.id]),
        },
        EvidenceLine.kind_name: {
            "Claim": _named("claim"),
            "Study": _named("study"),
            "Direction": _coded("direction"),
            "Finding": _coded("finding"),
            "Basis": _coded("basis"),
            "Status": _coded("status"),
        },
        Undercut.kind_name: {
            "Reason": _told("reason"),
            "Lines that it attacks": lambda one, _: _text(f"{len(one.undercuts):,}"),
            "Asserted by": _named("asserted_by"),
            "Status": _coded("status"),
        },
        SearchRecord.kind_name: {
            "Searched for": _named("searched_for"),
            "Where": _told("searched_where"),
            "Result": _coded("result"),
        },
        Position.kind_name: {
            "About": _named("about"),
            "Holds": _told("holds"),
            "Asserted by": _named("asserted_by"),
        },
        EmmieAssessment.kind_name: {
            "About": _named("about"),
            "Finds": _told("finds"),
            "Finding": _coded("finding"),
            "Quality": _named("quality"),
        },
        Rating.kind_name: {
            "Rates": _named("rates"),
            "Scheme": _named("scheme"),
            "Value": _named("value"),
            "Asserted by": _named("asserted_by"),
        },
        Confidence.kind_name: {
            "Claim": _named("claim"),
            "Level": _coded("overall"),
            "Asserted by": _named("asserted_by"),
        },
    }
)
