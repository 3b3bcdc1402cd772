"""A scenario and what it is compared with: this module reads the question and runs both.

What is compared with is ours: the scenario before its last switch, where the question says which
that was; else the same scenario with what is absent present, and what is off on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated

from pydantic import Field

from cmo_graph.iri import IRI
from cmo_graph.questions.answers import Question
from cmo_graph.questions.filtering import Name, resolved
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.theories import TheoryContent
from cmo_graph.repository import Repository
from cmo_graph.theory.scenario import Scenario, WhatIf, what_if

#: Most claims, and most concepts, of one answer.
MOST_TOLD = 5_000
#: Most concepts that one scenario names in each list.
MOST_NAMED = 200

Names = Annotated[list[Name], Field(max_length=MOST_NAMED)]


class Show(Enum):
    """How much of a scenario's answer is told."""

    SETTLED = "settled"
    ALL = "all"


class Setting(Enum):
    """What a scenario says of a concept."""

    PRESENT = "present"
    ABSENT = "absent"
    ON = "on"
    OFF = "off"
    UNKNOWN = "unknown"


class ScenarioQuestion(Question):
    """A scenario: concepts present or absent, interventions on or off; the rest is unknown."""

    present: Names = Field(default=[], description="Concepts that hold; repeatable.")
    absent: Names = Field(default=[], description="Concepts that do not hold; repeatable.")
    on: Names = Field(default=[], description="Interventions that are on; repeatable.")
    off: Names = Field(default=[], description="Interventions that are off; repeatable.")
    switched: Name | None = Field(
        default=None,
        description="The concept that was switched last: `changes` then compares with the same"
        " scenario before that.",
    )
    was: Setting = Field(
        default=Setting.UNKNOWN, description="What was said of the switched concept before."
    )
    theory: Name | None = Field(
        default=None,
        description="A programme theory (its newest version) or a version of one. Default: what"
        " belongs to the newest version of any theory.",
    )
    show: Show = Field(
        default=Show.SETTLED,
        description="`settled` leaves out what stays unknown; the totals count it all the same.",
    )
    limit: int = Field(
        default=500, ge=1, le=MOST_TOLD, description="Most configurations, and most concepts."
    )


@dataclass(frozen=True)
class Ran:
    """What follows from a scenario, and from what it is compared with."""

    content: TheoryContent
    found: WhatIf
    #: None when there is nothing to compare with.
    before: WhatIf | None
    #: The concepts on which the two scenarios differ, with what this one says of each.
    switched: tuple[tuple[IRI, Setting], ...]


def run_scenario(question: ScenarioQuestion, *, repository: Repository, shelves: Shelves) -> Ran:
    """Run a scenario, and what it is compared with.

    Raises:
        NotFound: a concept, or the theory, is not in the dataset; the error names the nearest.
        ContradictoryScenario: a concept is made both present and absent.
    """
    scenario = Scenario(
        present=resolved(repository, question.present, "concepts"),
        absent=resolved(repository, question.absent, "concepts"),
        interventions_on=resolved(repository, question.on, "concepts"),
        interventions_off=resolved(repository, question.off, "concepts"),
    )
    switched = None
    if question.switched is not None:
        switched = repository.resolve(question.switched, "concepts")
    named = {*_named(scenario), *(() if switched is None else (switched,))}
    content = shelves.theory(repository, question.theory, naming=named)
    baseline, differing = _baseline(scenario, switched, question.was)
    return Ran(
        content=content,
        found=what_if(content.compiled, scenario),
        before=what_if(content.compiled, baseline) if baseline else None,
        switched=tuple((one, setting_of(one, scenario)) for one in differing),
    )


def setting_of(concept: IRI, scenario: Scenario) -> Setting:
    """Return what a scenario says of a concept by name."""
    said = {
        Setting.PRESENT: scenario.present,
        Setting.ABSENT: scenario.absent,
        Setting.ON: scenario.interventions_on,
        Setting.OFF: scenario.interventions_off,
    }
    return next((one for one, named in said.items() if concept in named), Setting.UNKNOWN)


def _named(scenario: Scenario) -> frozenset[IRI]:
    present, absent = scenario.present, scenario.absent
    return present | absent | scenario.interventions_on | scenario.interventions_off


def _baseline(
    scenario: Scenario, switched: IRI | None, was: Setting
) -> tuple[Scenario | None, Iterable[IRI]]:
    """Return what to compare with, and the concepts on which it differs, sorted."""
    if switched is not None:
        return _with(scenario, switched, was), (switched,)
    gone = scenario.absent | scenario.interventions_off
    if not gone:
        return None, ()
    turned = Scenario(
        present=scenario.present | scenario.absent,
        interventions_on=scenario.interventions_on | scenario.interventions_off,
    )
    return turned, sorted(gone)


def _with(scenario: Scenario, concept: IRI, setting: Setting) -> Scenario:
    one, nothing = frozenset({concept}), frozenset[IRI]()

    def among(named: frozenset[IRI], wanted: Setting) -> frozenset[IRI]:
        return (named - one) | (one if setting is wanted else nothing)

    return replace(
        scenario,
        present=among(scenario.present, Setting.PRESENT),
        absent=among(scenario.absent, Setting.ABSENT),
        interventions_on=among(scenario.interventions_on, Setting.ON),
        interventions_off=among(scenario.interventions_off, Setting.OFF),
    )
