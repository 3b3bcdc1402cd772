"""What if: this module asks what follows from a scenario, and tells it with reasons and evidence.

The logic is `cmo_graph.theory.scenario`; that the newest version of each theory is asked, and what
a scenario is compared with, are ours.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from pydantic import Field

from cmo_graph.iri import IRI, key_of
from cmo_graph.questions.answers import (
    Answer,
    MethodTold,
    Standing,
    Told,
    dataset_of,
)
from cmo_graph.questions.scenario_runs import (
    Ran,
    ScenarioQuestion,
    Setting,
    Show,
    run_scenario,
    setting_of,
)
from cmo_graph.questions.scenario_words import tell_answer, tell_scenario
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import standings_of
from cmo_graph.repository import Repository
from cmo_graph.theory.answers import Difference, Ground, Truth
from cmo_graph.theory.fixpoint import NO, UNKNOWN, YES
from cmo_graph.theory.rules import PremiseKind
from cmo_graph.theory.scenario import Scenario, WhatIf, compare

METHOD = MethodTold(name="cmo-graph-what-if", version="1")

#: Most claims that are named as what decides one changed concept.
MOST_DECIDING = 10


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
    is_offered: bool = Field(
        description="Whether it holds only as a resource that interventions offer."
    )


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


class DecidingTold(Told):
    """A claim that decides a concept, and how it stands."""

    claim: IRI
    truth: Truth
    reason: str


class ChangeTold(Told):
    """What a claim or concept was, and is, and why it is so now."""

    subject: IRI
    is_claim: bool = Field(description="Whether it is a configuration rather than a concept.")
    is_given: bool = Field(description="Whether the scenario itself says so.")
    before: Truth
    after: Truth
    reason: str
    deciding: tuple[DecidingTold, ...] = Field(
        description="Of a concept: the claim that brings it about, or the first of those that could"
        " and do not."
    )


class ComparedTold(Told):
    """The scenario that this one is compared with."""

    present: tuple[IRI, ...]
    absent: tuple[IRI, ...]
    on: tuple[IRI, ...]
    off: tuple[IRI, ...]
    switched: dict[str, Setting] = Field(
        description="The concepts on which the two differ, with what was said of each in it."
    )


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
    scenario: str = Field(description="The scenario in words.")
    sentence: str = Field(description="What follows from it, in a sentence or two.")
    configurations: tuple[FiringTold, ...]
    configuration_totals: Totals
    concepts: tuple[ConceptTold, ...]
    concept_totals: Totals
    is_truncated: bool = Field(description="Whether `limit` left something out.")
    changes: tuple[ChangeTold, ...] = Field(
        description="What differs from the scenario before its last switch, when `switched` names"
        " that; else from the same scenario with its absent concepts present and its interventions"
        " that are off on. Empty when there is neither. The comparison is ours."
    )
    compared: ComparedTold | None = Field(
        default=None, description="What `changes` compares with; absent when with nothing."
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
    ran = run_scenario(question, repository=repository, shelves=shelves)
    return answer_of(ran, question, repository=repository)


def answer_of(ran: Ran, question: ScenarioQuestion, *, repository: Repository) -> ScenarioAnswer:
    """Return what follows from a scenario that was run."""
    answer = _answer(question, ran, repository)
    return answer.model_copy(update={"claims": standings_of(repository, _claims(answer))})


def _answer(question: ScenarioQuestion, ran: Ran, repository: Repository) -> ScenarioAnswer:
    found = ran.found
    firing = {claim: found.solution.rules[rule] for claim, rule in found.theory.firing.items()}
    holding = dict(zip(found.theory.concepts, found.solution.concepts, strict=True))
    differences = differences_of(ran)
    most = question.limit
    fired, told = _told(firing, question), _told(holding, question)
    # One more than is told shows that there are more.
    conflicts = list(islice(found.conflicts(), most + 1))
    overrides = list(islice(found.overrides(), most + 1))
    return ScenarioAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        theory_versions=ran.content.versions,
        scenario=tell_scenario(ran),
        sentence=tell_answer(ran, differences, _labeller(ran, differences, repository)),
        configurations=tuple(
            FiringTold.model_validate(found.configuration(one)) for one in fired[:most]
        ),
        configuration_totals=_totals(firing),
        concepts=tuple(ConceptTold.model_validate(found.concept(one)) for one in told[:most]),
        concept_totals=_totals(holding),
        is_truncated=max(map(len, (fired, told, differences, conflicts, overrides))) > most,
        changes=tuple(_change(one, found) for one in differences[:most]),
        compared=_compared(ran),
        conflicts=tuple(map(ConflictTold.model_validate, conflicts[:most])),
        overrides=tuple(map(OverrideTold.model_validate, overrides[:most])),
        claims={},
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


def differences_of(ran: Ran) -> tuple[Difference, ...]:
    """Return what a scenario answers differently from what it is compared with."""
    return compare(ran.before, ran.found) if ran.before else ()


def _labeller(
    ran: Ran, differences: Sequence[Difference], repository: Repository
) -> Callable[[IRI], str]:
    claims = [one.subject for one in differences if one.subject in ran.found.theory.firing]
    labels = repository.snapshot.catalogue.labels(claims)
    return lambda claim: labels.get(claim, key_of(claim))


def _compared(ran: Ran) -> ComparedTold | None:
    if ran.before is None:
        return None
    scenario: Scenario = ran.before.scenario
    return ComparedTold(
        present=tuple(sorted(scenario.present)),
        absent=tuple(sorted(scenario.absent)),
        on=tuple(sorted(scenario.interventions_on)),
        off=tuple(sorted(scenario.interventions_off)),
        switched={str(one): setting_of(one, scenario) for one, _ in ran.switched},
    )


def _change(difference: Difference, found: WhatIf) -> ChangeTold:
    subject = difference.subject
    is_claim = subject in found.theory.firing
    answer = found.configuration(subject) if is_claim else found.concept(subject)
    deciding = () if is_claim else islice(found.deciding(subject), MOST_DECIDING)
    return ChangeTold(
        subject=subject,
        is_claim=is_claim,
        is_given=not is_claim and found.theory.position(subject) in found.given,
        before=difference.before,
        after=difference.after,
        reason=answer.reason,
        deciding=tuple(map(DecidingTold.model_validate, deciding)),
    )


def _claims(answer: ScenarioAnswer) -> set[IRI]:
    told = {firing.claim for firing in answer.configurations}
    by = {claim for concept in answer.concepts for claim in (*concept.by, *concept.lowered_by)}
    deciding = {one.claim for change in answer.changes for one in change.deciding}
    return told | by | deciding | {change.subject for change in answer.changes}
