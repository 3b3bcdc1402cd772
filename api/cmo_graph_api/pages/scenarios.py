"""The page of what-if: this module has its switches, its picture, and for whom an outcome is.

Each switch is a link to the same page with one concept set otherwise; the link also says what was
said of it before, so that the page can tell what the switch changed. Nothing is worked out here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import Request
from markupsafe import Markup
from rdflib import URIRef

from cmo_graph.drawing import Arrow, Element, Links, to_svg
from cmo_graph.iri import IRI, Base, key_of
from cmo_graph.model.codes import Role
from cmo_graph.questions.circumstances import (
    CircumstancesAnswer,
    CircumstancesQuestion,
    CircumstancesTold,
    ask_for_whom,
)
from cmo_graph.questions.scenario_drawing import ScenarioDrawn
from cmo_graph.questions.scenario_runs import Ran, ScenarioQuestion, Setting
from cmo_graph.questions.scenarios import ScenarioAnswer
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.switches import SwitchTold
from cmo_graph.questions.theories import TheoryContent
from cmo_graph.repository import Repository
from cmo_graph.theory.answers import Truth
from cmo_graph.theory.rows import closure
from cmo_graph.theory.strategies import Change
from cmo_graph_api.addresses import link
from cmo_graph_api.pages.asking import Asking
from cmo_graph_api.pages.drawings import evidence_path, links_from_anywhere
from cmo_graph_api.pages.names import Shown, href

#: Lists of a scenario, in which a concept stands at most once.
SETTINGS = (Setting.PRESENT.value, Setting.ABSENT.value, Setting.ON.value, Setting.OFF.value)
#: Most outcomes that a field offers, and most sets of circumstances beside a scenario.
MOST_OUTCOMES, MOST_SETS = 300, 6
#: What an element of the picture is set to next, by what is said of it.
_NEXT = {
    False: {"unknown": "present", "present": "absent", "absent": ""},
    True: {"unknown": "on", "on": "off", "off": ""},
}
#: What an intervention, and anything else, can be set to.
_ON_OFF: tuple[str, ...] = ("on", "off", "unknown")
_PRESENT_ABSENT: tuple[str, ...] = ("present", "absent", "unknown")
#: What stands before and after the name of a concept, by what it is switched to.
_BUTTONS = {
    "present": ("Set", " present"),
    "on": ("Switch", " on"),
    "absent": ("Switch off", ""),
    "off": ("Switch off", ""),
}
_GROUPS = (
    ("Interventions", True, None),
    ("Circumstances that only you can settle", False, False),
    ("What the theory itself can bring about", False, True),
)


@dataclass(frozen=True, slots=True)
class SwitchShown:
    """A concept that can be set, and where each of its settings leads."""

    switch: SwitchTold
    #: What each setting is called, and its address; "" for the one that holds.
    settings: tuple[tuple[str, str], ...]
    #: The narrower or broader concept of the scenario that settles this one; it has one setting.
    by: IRI | None = None


@dataclass(frozen=True, slots=True)
class SwitchGroup:
    """Switches of one sort."""

    heading: str
    switches: tuple[SwitchShown, ...]
    #: Whether any of them is set, or no claim of the theory can set it.
    is_open: bool


@dataclass(frozen=True, slots=True)
class SwitchOffered:
    """A scenario in which a concept is switched, and what the switch is called."""

    path: str
    #: What stands before and after the name of the concept.
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """One thing that an outcome needs, as it stands under the scenario."""

    concept: IRI
    needed: str
    met: Truth


@dataclass(frozen=True, slots=True)
class SetShown:
    """A minimal set of circumstances, and the address of it as a scenario."""

    told: CircumstancesTold
    conditions: tuple[ConditionShown, ...]
    address: str
    #: Whether the scenario has all of it.
    is_met: bool


@dataclass(frozen=True, slots=True)
class ForWhomShown:
    """For whom an outcome is, beside a scenario."""

    answer: CircumstancesAnswer
    sets: tuple[SetShown, ...]
    #: Address of the page that has all of it.
    address: str


def by_keys(asked: Asking, repository: Repository) -> Asking:
    """Return a scenario's question with each concept by its key, and once, however it was named.

    Raises:
        NotFound: there is no such concept.
    """
    named = (*SETTINGS, "switched", "outcome")
    given = (
        (name, key_of(repository.resolve(value, "concepts")) if name in named else value)
        for name, value in asked.given
    )
    return replace(asked, given=tuple(dict.fromkeys(given)))


def show_switches(
    switches: Iterable[SwitchTold], ran: Ran, asked: Asking
) -> tuple[SwitchGroup, ...]:
    """Return switches in groups: interventions, what nothing produces, and the rest."""
    settled = _settled(ran)
    shown = [_switch(one, settled.get(one.concept), asked) for one in switches]
    groups = []
    for heading, is_intervention, is_produced in _GROUPS:
        mine = tuple(
            one
            for one in shown
            if one.switch.is_intervention is is_intervention
            and is_produced in (None, one.switch.is_produced)
        )
        is_set = any(_setting(key_of(one.switch.concept), asked) != "unknown" for one in mine)
        if mine:
            groups.append(SwitchGroup(heading, mine, is_open=is_set or not is_produced))
    return tuple(groups)


def _settled(ran: Ran) -> dict[IRI, tuple[bool, IRI]]:
    """Return the concepts that others of the scenario settle: whether they hold, and by which.

    Something present settles its broader concepts, something absent its narrower ones. What they
    settle cannot be set otherwise without contradicting the scenario.
    """
    theory, scenario = ran.content.compiled, ran.found.scenario
    found = {}
    for holds, named, rows in (
        (True, scenario.present | scenario.interventions_on, theory.broader),
        (False, scenario.absent | scenario.interventions_off, theory.narrower),
    ):
        by = {near: one for one in sorted(map(theory.position, named)) for near in rows[one]}
        for concept, near in closure(rows, sorted(by)).items():
            found[theory.concepts[concept]] = (holds, theory.concepts[by[near]])
    return found


def _switch(one: SwitchTold, settled: tuple[bool, IRI] | None, asked: Asking) -> SwitchShown:
    among = _ON_OFF if one.is_intervention else _PRESENT_ABSENT
    if settled is not None:
        holds, by = settled
        return SwitchShown(one, ((among[0 if holds else 1].capitalize(), ""),), by)
    key = key_of(one.concept)
    current = _setting(key, asked)
    if current not in among:
        among = (current, *among)
    return SwitchShown(
        one,
        tuple(
            (
                setting.capitalize(),
                ""
                if setting == current
                else f"{_switched(key, '' if setting == 'unknown' else setting, asked)}#answer",
            )
            for setting in among
        ),
    )


def chips(ran: Ran, asked: Asking) -> list[tuple[Shown, str, str]]:
    """Return what is set: the concept, how, and the address of the scenario without it."""
    scenario = ran.found.scenario
    named = {
        *(scenario.present | scenario.absent),
        *(scenario.interventions_on | scenario.interventions_off),
    }
    by_name = {name: iri for iri in named for name in (str(iri), key_of(iri))}
    return [
        (
            asked.show(by_name[value]),
            name,
            asked.changed(**{name: asked.without(name, value)}, switched=None, was=None),
        )
        for name, value in asked.given
        if name in SETTINGS and value in by_name
    ]


def _setting(key: str, asked: Asking) -> str:
    return next((name for name in SETTINGS if asked.has(name, key)), "unknown")


def _switched(key: str, to: str, asked: Asking) -> str:
    """Return the address of the scenario with a concept set otherwise, as its last switch."""
    lists = {name: asked.without(name, key) for name in SETTINGS}
    if to:
        lists[to] = [*lists[to], key]
    return asked.changed(**lists, switched=key, was=_setting(key, asked))


def before_path(answer: ScenarioAnswer, asked: Asking) -> str:
    """Return the address of what a scenario is compared with; "" when with nothing."""
    compared = answer.compared
    if compared is None:
        return ""
    return asked.changed(
        present=[key_of(iri) for iri in compared.present],
        absent=[key_of(iri) for iri in compared.absent],
        on=[key_of(iri) for iri in compared.on],
        off=[key_of(iri) for iri in compared.off],
        switched=None,
        was=None,
    )


def svg_of_scenario(
    request: Request, drawn: ScenarioDrawn, ran: Ran, asked: Asking, *, base: Base
) -> Markup:
    """Return the picture for the page: an element is a switch, an arrow leads to its evidence."""
    theory = ran.content.compiled
    interventions = {theory.concepts[one] for one in theory.interventions}
    settled = _settled(ran)

    def next_of(element: Element) -> str:
        current = _setting(element.key, asked)
        among = _ON_OFF if element.iri in interventions else _PRESENT_ABSENT
        if element.iri in settled:
            holds, _ = settled[element.iri]
            return among[0 if holds else 1] if current == "unknown" else ""
        return _NEXT[element.iri in interventions].get(current, "")

    def of_element(element: Element) -> str:
        return link(request, f"{_switched(element.key, next_of(element), asked)}#picture")

    def purpose(element: Element) -> str:
        to = next_of(element)
        choose = f"Choose to set it {to}." if to else "Choose to leave it unknown."
        if element.iri in settled:
            _, by = settled[element.iri]
            return f" Settled by “{asked.show(by).text}”. {choose}"
        return f" {choose}"

    def of_arrow(arrow: Arrow) -> str:
        if drawn.theory is None:
            return link(request, href(arrow.claims[0], base=base))
        return link(request, evidence_path(drawn.theory, drawn.drawing, arrow))

    links = Links(of_element, of_arrow, purpose=purpose)
    return Markup(to_svg(drawn.drawing, links=links, is_file=False))  # noqa: S704


def svg_for_anywhere(request: Request, drawn: ScenarioDrawn, base: Base) -> str:
    """Return the picture as a file: elements lead to their pages, arrows to their evidence."""
    links = links_from_anywhere(request, drawn.drawing, base=base, theory=drawn.theory)
    return to_svg(drawn.drawing, links=links)


def outcomes_of(content: TheoryContent) -> list[IRI]:
    """Return the first concepts that configurations have as outcomes, sorted."""
    found: set[IRI] = set()
    for one in content.configurations:
        found.update(slot.concept for slot in one.in_role(Role.OUTCOME))
        if len(found) >= MOST_OUTCOMES:
            break
    return sorted(found)[:MOST_OUTCOMES]


def likely_outcome(answer: ScenarioAnswer, outcomes: Sequence[IRI]) -> IRI | None:
    """Return the outcome that a reader will ask for first: one that the scenario changes."""
    known = set(outcomes)
    changed = (one.subject for one in answer.changes if not (one.is_claim or one.is_given))
    return next((one for one in changed if one in known), None)


def show_for_whom(
    outcome: IRI, ran: Ran, asked: Asking, *, repository: Repository, shelves: Shelves
) -> ForWhomShown:
    """Return for whom an outcome comes about, set beside the scenario."""
    theory = next((value for name, value in asked.given if name == "theory"), None)
    question = CircumstancesQuestion(outcome=str(outcome), k=MOST_SETS, theory=theory)
    answer = ask_for_whom(question, repository=repository, shelves=shelves)
    if answer.other_change is not None:
        question = question.model_copy(update={"change": answer.other_change})
        answer = ask_for_whom(question, repository=repository, shelves=shelves)
    given = [("theory", theory)] if theory else []
    change = [("change", question.change.value)] if question.change is not Change.RAISED else []
    page = urlencode([("outcome", key_of(outcome)), *change, *given])
    return ForWhomShown(
        answer,
        tuple(_set(one, ran, asked, outcome) for one in answer.sets),
        f"/for-whom?{page}",
    )


def _set(told: CircumstancesTold, ran: Ran, asked: Asking, outcome: IRI) -> SetShown:
    conditions = tuple(_conditions(told, ran))
    return SetShown(
        told,
        conditions,
        asked.put_on(told, outcome=outcome),
        is_met=all(one.met is Truth.YES for one in conditions),
    )


def _conditions(told: CircumstancesTold, ran: Ran) -> Iterator[ConditionShown]:
    for needed, iris in (
        ("on", told.interventions_on),
        ("present", told.present),
        ("absent", told.must_be_absent),
    ):
        for iri in iris:
            truth = ran.found.truth(iri)
            met = _DENIED[truth] if needed == "absent" else truth
            yield ConditionShown(iri, needed, met)


_DENIED = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


def offer_switch(question: ScenarioQuestion) -> SwitchOffered:
    """Return the last switch of a scenario, whose names are IRIs, as what a page offers."""
    to = next(name for name in SETTINGS if question.switched in getattr(question, name))
    begins, ends = _BUTTONS[to]
    return SwitchOffered(scenario_of(question), begins, ends)


def scenario_of(question: ScenarioQuestion) -> str:
    """Return the address of a scenario; its names are IRIs."""
    query = [
        (name, key_of(URIRef(iri)))
        for name in ("on", "off", "present", "absent")
        for iri in getattr(question, name)
    ]
    if question.theory is not None:
        query.append(("theory", key_of(URIRef(question.theory))))
    if question.switched is not None:
        query += [("switched", key_of(URIRef(question.switched))), ("was", question.was.value)]
    return f"/what-if?{urlencode(query)}"
