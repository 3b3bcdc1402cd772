"""A scenario as a picture: this module draws the theory with what fires, is stopped, is unknown.

The theory is drawn as by itself, so that nothing moves from one scenario to the next; the answer is
laid over it. Of a theory too large to read, the claims are drawn that the scenario changes, nearest
to what was switched first. All this is ours.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from cmo_graph.drawing import (
    Arrow,
    ArrowState,
    Diagram,
    Drawing,
    Element,
    ElementState,
    Focus,
    States,
    compose,
    mark,
    narrow,
    theory_diagram,
)
from cmo_graph.drawing.codes import KIND_OF, Look
from cmo_graph.drawing.focusing import MOST_ELEMENTS
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.model import Configuration, Link, Moderation
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.scenario_runs import Ran, Setting, setting_of
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.theories import TheoryContent
from cmo_graph.repository import Repository
from cmo_graph.theory.answers import Firing, Ground, Truth
from cmo_graph.theory.rules import PremiseKind, RuleKind
from cmo_graph.theory.scenario import WhatIf, compare

#: Most claims of which the picture of a large theory is made.
MOST_CLAIMS = 120


class Extent(Enum):
    """How much of the theory is drawn."""

    WHOLE = "whole"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ScenarioDrawn:
    """A scenario's picture, and why it is not of the whole theory."""

    drawing: Drawing
    #: Whether the whole theory is too large to draw.
    is_large: bool
    extent: Extent
    #: The one theory of which it is; None when it is of several.
    theory: IRI | None


@dataclass(frozen=True, slots=True)
class _Part:
    """The claims that are drawn."""

    configurations: tuple[Configuration, ...]
    links: tuple[Link, ...]
    moderations: tuple[Moderation, ...]


def draw_scenario(
    ran: Ran,
    *,
    extent: Extent,
    words: Sequence[str],
    repository: Repository,
    shelves: Shelves,
) -> ScenarioDrawn:
    """Return the drawing of a scenario.

    Args:
        ran: The scenario.
        extent: The whole theory, or what the scenario changes; of a large theory always that.
        words: What is written below, a paragraph each.
        repository: Where it is.
        shelves: What was made of this dataset version before.
    """
    content = ran.content
    is_large = _size(content) > MOST_ELEMENTS
    extent = Extent.CHANGED if is_large else extent
    part = _Part(content.configurations, content.links, content.moderations)
    if extent is Extent.CHANGED:
        part = _part(content, set(_changed(ran)))
    claims = tuple(one.id for one in (*part.configurations, *part.links, *part.moderations))
    key = (
        "scenario",
        content.chosen,
        content.versions,
        claims if extent is Extent.CHANGED else None,
    )
    starts = tuple(one for one, _ in ran.switched) if is_large else ()
    drawing = shelves.drawing(
        repository,
        (*key, starts),
        lambda: _composed(part, content, starts, extent, shelves, repository),
    )
    states = _states(ran, drawing.diagram, words)
    theory = _theory(content, shelves, repository)
    return ScenarioDrawn(mark(drawing, states), is_large, extent, theory)


def _size(content: TheoryContent) -> int:
    """Return how many concepts a theory draws; no more than shows that they are too many.

    Counting all of a very large theory would take longer than drawing what is wanted of it.
    """
    found: set[IRI] = set()
    for configuration in content.configurations:
        found.update(slot.concept for slot in configuration.slots if slot.role in KIND_OF)
        if len(found) > MOST_ELEMENTS:
            break
    for link in content.links:
        if len(found) > MOST_ELEMENTS:
            break
        found.update((link.from_concept, link.to_concept))
    return len(found)


def _composed(
    part: _Part,
    content: TheoryContent,
    starts: tuple[IRI, ...],
    extent: Extent,
    shelves: Shelves,
    repository: Repository,
) -> Drawing:
    diagram = theory_diagram(
        _title(content, shelves, repository),
        configurations=part.configurations,
        links=part.links,
        moderations=part.moderations,
        concepts=content.concepts,
        supports=shelves.supports(repository, selection=_selection(content)),
    )
    if extent is Extent.CHANGED:
        narrowed = narrow(diagram, Focus(concepts=starts)) if starts else narrow(diagram)
        diagram = replace(narrowed, narrowed=_why_narrowed(narrowed, content))
    return compose(diagram)


def _why_narrowed(diagram: Diagram, content: TheoryContent) -> str:
    size, count = _size(content), len(diagram.elements)
    told = "what this scenario changes, and what that needs."
    if size > MOST_ELEMENTS:
        return f"Over {MOST_ELEMENTS} concepts cannot be read at once; these {count} are {told}"
    return f"{count} of {size} concepts: {told}"


def _theory(content: TheoryContent, shelves: Shelves, repository: Repository) -> IRI | None:
    versions = _holdings(content, shelves, repository).versions
    return next((one.theory for one in versions if one.id == content.version), None)


def _title(content: TheoryContent, shelves: Shelves, repository: Repository) -> str:
    theory = _theory(content, shelves, repository)
    theories = _holdings(content, shelves, repository).theories
    label = next((plain(one.label) for one in theories if one.id == theory), "")
    return f"What if: {label}" if label else "What if"


def _holdings(content: TheoryContent, shelves: Shelves, repository: Repository) -> Holdings:
    return shelves.holdings(repository, _selection(content))


def _selection(content: TheoryContent) -> Selection:
    # A theory that has no version is the one that was chosen.
    return Selection(theory=content.version or content.chosen)


def _part(content: TheoryContent, claims: set[IRI]) -> _Part:
    configurations = tuple(one for one in content.configurations if one.id in claims)
    named = {slot.concept for one in configurations for slot in one.slots}
    links = tuple(
        one
        for one in content.links
        if one.id in claims or (one.from_concept in named and one.to_concept in named)
    )
    drawn = {one.id for one in (*configurations, *links)}
    moderations = tuple(one for one in content.moderations if one.moderates in drawn)
    return _Part(configurations, links, moderations)


def _changed(ran: Ran) -> Sequence[IRI]:
    """Return the claims that a scenario changes, or settles; those next to a switch first."""
    theory, found, before = ran.found.theory, ran.found, ran.before
    named = {one for one, _ in ran.switched}
    if before is None:
        scenario = found.scenario
        named = {
            *(scenario.present | scenario.absent),
            *(scenario.interventions_on | scenario.interventions_off),
        }
    touched = {
        theory.claims[rule]
        for concept in named
        for rows in (theory.required_by, theory.forbidden_by, theory.raised_by, theory.responded_by)
        for rule in rows[theory.position(concept)][:MOST_CLAIMS]
    }
    differing: Iterable[IRI] = ()
    if before is not None:
        differing = (one.subject for one in compare(before, found) if one.subject in theory.firing)
    changed = list(differing)
    near = sorted(touched & set(changed)) if changed else sorted(touched)
    far = (one for one in changed if one not in touched)
    return [*near, *far][:MOST_CLAIMS]


def _states(ran: Ran, diagram: Diagram, words: Sequence[str]) -> States:
    moderations = {one.id: one for one in ran.content.moderations}
    return States(
        elements={one.iri: _element(ran, one) for one in diagram.elements},
        arrows={one.iri: _arrow(ran.found, one, moderations) for one in diagram.arrows},
        words=words,
    )


_SET: Mapping[Setting, str] = {
    Setting.PRESENT: "set present",
    Setting.ABSENT: "set absent",
    Setting.ON: "set on",
    Setting.OFF: "set off",
}
#: What an element's mark says when it stands as it stood before, and when it does not.
_SAME: Mapping[Look, str] = {
    Look.HOLDS: "holds",
    Look.FAILS: "does not hold",
    Look.UNKNOWN: "not known",
    Look.LOWERED: "pushed down",
    Look.BOTH_WAYS: "pushed both ways",
}


def _element(ran: Ran, element: Element) -> ElementState:
    found = ran.found
    if element.iri not in found.theory.positions:
        return ElementState(look=Look.UNKNOWN, word="not known", told="Not known.")
    answer = found.concept(element.iri)
    look = _look(answer.truth, answer.lowered, answer.ground)
    word = _SET.get(setting_of(element.iri, found.scenario), "")
    if not word:
        was = None if ran.before is None else ran.before.concept(element.iri)
        earlier = look if was is None else _look(was.truth, was.lowered, was.ground)
        word = _SAME[look] if earlier is look else _changed_word(earlier, look)
    return ElementState(look=look, word=word, told=f"{word.capitalize()}: {answer.reason}")


def _look(truth: Truth, lowered: Truth | None, ground: Ground) -> Look:
    if lowered is Truth.YES and ground is not Ground.GIVEN_ABSENT:
        return Look.BOTH_WAYS if truth is Truth.YES else Look.LOWERED
    return _LOOKS[truth]


_LOOKS: Mapping[Truth, Look] = {
    Truth.YES: Look.HOLDS,
    Truth.NO: Look.FAILS,
    Truth.UNKNOWN: Look.UNKNOWN,
}


def _changed_word(before: Look, now: Look) -> str:
    if now is Look.FAILS:
        return "no longer holds" if before is Look.HOLDS else "now does not hold"
    if now is Look.UNKNOWN:
        return "no longer pushed down" if before is Look.LOWERED else "no longer known"
    return f"now {_SAME[now]}"


def _arrow(found: WhatIf, arrow: Arrow, moderations: Mapping[IRI, Moderation]) -> ArrowState:
    firings = [one for claim in arrow.claims for one in _firings(found, arrow, claim, moderations)]
    for truth, lead in (
        (Truth.YES, "Takes effect"),
        (Truth.UNKNOWN, "Not known whether it takes effect"),
        (Truth.NO, "Stopped"),
    ):
        reason = next((told for is_so, told in firings if is_so is truth), None)
        if reason is not None:
            return ArrowState(look=_LOOKS[truth], told=f"{lead}: {reason}")
    return ArrowState(look=Look.ASIDE, told="Takes no part in the theory's logic.")


def _firings(
    found: WhatIf, arrow: Arrow, claim: IRI, moderations: Mapping[IRI, Moderation]
) -> Iterator[tuple[Truth, str]]:
    """Yield how a claim behind an arrow stands, and why; nothing when it takes no part."""
    if claim in moderations:
        yield from _gate(found, moderations[claim])
        return
    rules = list(_rules_of(found, claim))
    if not rules:
        return
    theory = found.theory
    start, end = theory.positions.get(arrow.start), theory.positions.get(arrow.end)
    offers = (
        rule
        for rule in rules
        if theory.rules[rule].kind is RuleKind.OFFERS
        and end in theory.raises[rule]
        and start in theory.requires[rule]
    )
    fires = (rule for rule in rules if theory.rules[rule].kind is not RuleKind.OFFERS)
    firing = found.of_rule(next(offers, next(fires, rules[0])))
    yield firing.truth, firing.reason


def _rules_of(found: WhatIf, claim: IRI) -> Iterator[int]:
    claims = found.theory.claims
    rule = bisect_left(claims, str(claim), key=str)
    while rule < len(claims) and claims[rule] == claim:
        yield rule
        rule += 1


def _gate(found: WhatIf, moderation: Moderation) -> Iterator[tuple[Truth, str]]:
    """Yield whether a moderator lets its configuration fire, where it gates it at all."""
    if moderation.moderates not in found.theory.firing:
        return
    firing: Firing = found.configuration(moderation.moderates)
    label = found.theory.label(found.theory.position(moderation.moderator))
    for one in firing.conditions:
        if one.concept == moderation.moderator and one.kind in _GATES:
            yield one.met, _GATES[one.kind][one.met].format(label)


_GATES: Mapping[PremiseKind, Mapping[Truth, str]] = {
    PremiseKind.ENABLER: {
        Truth.YES: "the enabling moderator “{}” holds.",
        Truth.NO: "the enabling moderator “{}” does not hold.",
        Truth.UNKNOWN: "the enabling moderator “{}” is unknown.",
    },
    PremiseKind.BLOCKER: {
        Truth.YES: "the blocker “{}” is not there.",
        Truth.NO: "the blocker “{}” is there.",
        Truth.UNKNOWN: "the blocker “{}” is unknown.",
    },
}
