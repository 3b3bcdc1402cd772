"""What if: this module asks what follows from a scenario, and tells it with reasons and evidence.

The logic is `cmo_graph.theory.scenario`; that the newest version of each theory is asked, and what
a scenario is compared with, are rules of this module and ours.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Annotated

from pydantic import Field

from cmo_graph.iri import IRI
from cmo_graph.questions.answers import (
    Answer,
    MethodTold,
    Question,
    Standing,
    Told,
    dataset_of,
)
from cmo_graph.questions.filtering import Name, resolved
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import standings_of
from cmo_graph.questions.theories import TheoryContent
from cmo_graph.repository import Repository
from cmo_graph.theory.answers import Difference, Ground, Truth
from cmo_graph.theory.fixpoint import NO, UNKNOWN, YES
from cmo_graph.theory.rules import PremiseKind
from cmo_graph.theory.scenario import Scenario, WhatIf, compare, what_if

METHOD = MethodTold(name="cmo-graph-what-if", version="1")

#: Most claims, and most concepts, of one answer.
MOST_TOLD = 5_000
#: Most concepts that one scenario names in each list.
MOST_NAMED = 200

Names = Annotated[list[Name], Field(max_length=MOST_NAMED)]


class Show(Enum):
    """How much of a scenario's answer is told."""

    SETTLED = "settled"
    ALL = "all"


class ScenarioQuestion(Question):
    """A scenario: concepts present or absent, interventions on or off; the rest is unknown."""

    present: Names = Field(default=[], description="Concepts that hold; repeatable.")
    absent: Names = Field(default=[], description="Concepts that do not hold; repeatable.")
    on: Names = Field(default=[], description="Interventions that are on; repeatable.")
    off: Names = Field(default=[], description="Interventions that are off; repeatable.")
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


class ConditionTold(Told):
    """One thing a configuration asks for."""

    kind: PremiseKind
    concept: IRI
    met: Truth


class FiringTold(Told):
    """Whether a configuration fires, and why."""

    claim: IRI
    truth: Truth = Field(description="Whether it fires.")
    reason: str
    conditions: tuple[ConditionTold, ...]
    denied_responses: tuple[IRI, ...]
    is_complete: bool = Field(description="False when its slots do not say when it fires.")


class ConceptTold(Told):
    """Whether a concept holds, and why."""

    concept: IRI
    truth: Truth = Field(description="Whether it holds.")
    ground: Ground
    by: tuple[IRI, ...] = Field(description="The claims or concepts that the ground rests on.")
    lowered: Truth | None = Field(
        default=None, description="Whether a claim pushes it down; absent when none could."
    )
    lowered_by: tuple[IRI, ...]
    reason: str


class ConflictTold(Told):
    """A concept that claims which fire push both ways."""

    concept: IRI
    raised_by: tuple[IRI, ...]
    lowered_by: tuple[IRI, ...]


class OverrideTold(Told):
    """A concept on which the scenario's word beats the theory's."""

    concept: IRI
    given: Ground
    theory_says: Truth
    by: tuple[IRI, ...]


class ChangeTold(Told):
    """What a claim or concept was, and is, and why it is so now."""

    subject: IRI
    before: Truth
    after: Truth
    reason: str


class Totals(Told):
    """How many are true, false and unknown, told or not."""

    yes: int
    no: int
    unknown: int


class ScenarioAnswer(Answer):
    """What follows from a scenario, by the theory's own logic."""

    theory_versions: tuple[IRI, ...] = Field(
        description="The versions whose members were asked; empty for all claims."
    )
    configurations: tuple[FiringTold, ...]
    configuration_totals: Totals
    concepts: tuple[ConceptTold, ...]
    concept_totals: Totals
    is_truncated: bool = Field(description="Whether `limit` left something out.")
    changes: tuple[ChangeTold, ...] = Field(
        description="What differs from the same scenario with its absent concepts present and its"
        " interventions that are off on: what these switches break, or set free. Empty when"
        " nothing is absent or off. The comparison is ours."
    )
    conflicts: tuple[ConflictTold, ...]
    overrides: tuple[OverrideTold, ...]
    claims: dict[str, Standing] = Field(
        description="The evidence on every claim that is told; it takes no part in the logic."
    )


def ask_what_if(
    question: ScenarioQuestion, *, repository: Repository, shelves: Shelves
) -> ScenarioAnswer:
    """Say what follows from a scenario.

    Raises:
        NotFound: a concept, or the theory, is not in the dataset; the error names the nearest.
        ContradictoryScenario: a concept is made both present and absent.
    """
    scenario = _scenario(question, repository)
    content = shelves.theory(repository, question.theory)
    answer = _answer(question, what_if(content.compiled, scenario), content, repository)
    return answer.model_copy(update={"claims": standings_of(repository, _claims(answer))})


def _answer(
    question: ScenarioQuestion, found: WhatIf, content: TheoryContent, repository: Repository
) -> ScenarioAnswer:
    firing = {claim: found.solution.rules[rule] for claim, rule in found.theory.firing.items()}
    holding = dict(zip(found.theory.concepts, found.solution.concepts, strict=True))
    differences = _differences(found)
    most = question.limit
    fired, told = _told(firing, question), _told(holding, question)
    # One more than is told shows that there are more.
    conflicts = list(islice(found.conflicts(), most + 1))
    overrides = list(islice(found.overrides(), most + 1))
    return ScenarioAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        theory_versions=content.versions,
        configurations=tuple(
            FiringTold.model_validate(found.configuration(one)) for one in fired[:most]
        ),
        configuration_totals=_totals(firing),
        concepts=tuple(ConceptTold.model_validate(found.concept(one)) for one in told[:most]),
        concept_totals=_totals(holding),
        is_truncated=max(map(len, (fired, told, differences, conflicts, overrides))) > most,
        changes=tuple(_change(one, found) for one in differences[:most]),
        conflicts=tuple(map(ConflictTold.model_validate, conflicts[:most])),
        overrides=tuple(map(OverrideTold.model_validate, overrides[:most])),
        claims={},
    )


def _scenario(question: ScenarioQuestion, repository: Repository) -> Scenario:
    return Scenario(
        present=resolved(repository, question.present, "concepts"),
        absent=resolved(repository, question.absent, "concepts"),
        interventions_on=resolved(repository, question.on, "concepts"),
        interventions_off=resolved(repository, question.off, "concepts"),
    )


def _told(truths: Mapping[IRI, int], question: ScenarioQuestion) -> Sequence[IRI]:
    """Return what is to be told, in order of IRI, and one more where `limit` leaves something out.

    Reasons are worked out only for these: a theory can have many thousands of claims.
    """
    wanted = (iri for iri, truth in truths.items() if question.show is Show.ALL or truth != UNKNOWN)
    return list(islice(wanted, question.limit + 1))


def _totals(truths: Mapping[IRI, int]) -> Totals:
    counts = Counter(truths.values())
    return Totals(yes=counts[YES], no=counts[NO], unknown=counts[UNKNOWN])


def _differences(found: WhatIf) -> tuple[Difference, ...]:
    scenario = found.scenario
    if not (scenario.absent or scenario.interventions_off):
        return ()
    turned = Scenario(
        present=scenario.present | scenario.absent,
        interventions_on=scenario.interventions_on | scenario.interventions_off,
    )
    return compare(what_if(found.theory, turned), found)


def _change(difference: Difference, found: WhatIf) -> ChangeTold:
    subject = difference.subject
    is_claim = subject in found.theory.firing
    answer = found.configuration(subject) if is_claim else found.concept(subject)
    return ChangeTold(
        subject=subject, before=difference.before, after=difference.after, reason=answer.reason
    )


def _claims(answer: ScenarioAnswer) -> set[IRI]:
    told = {firing.claim for firing in answer.configurations}
    by = {claim for concept in answer.concepts for claim in (*concept.by, *concept.lowered_by)}
    return told | by | {change.subject for change in answer.changes}
