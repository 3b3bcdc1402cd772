"""What hangs on one concept: this module finds the scenario that shows it best.

That is all that brings something about, but for the concept itself. Which circumstances are taken
is ours: the first minimal set for the end of a step that asks for its start, or else the first that
asks for its absence; in that one, what stops is seen when the concept is there.
"""

from collections.abc import Sequence

from cmo_graph.iri import IRI
from cmo_graph.questions.circumstances import (
    CircumstancesQuestion,
    CircumstancesTold,
    ask_for_whom,
)
from cmo_graph.questions.scenario_runs import ScenarioQuestion, Setting
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository

#: Most sets of circumstances that are looked at, and most rules of a theory that is searched.
MOST_SETS, MOST_RULES = 10, 2_000


def without(
    start: IRI, *, leading_to: IRI, theory: str, repository: Repository, shelves: Shelves
) -> ScenarioQuestion | None:
    """Return a scenario in which all is there that brings something about, but one concept.

    Args:
        start: The concept that is switched: absent, or off; present, or on, where only its absence
            brings the other about.
        leading_to: What it leads to.
        theory: Key or IRI of a theory, or of a version of one.
        repository: Where they are.
        shelves: What was made of this dataset version before.

    Returns:
        The scenario, its names as IRIs, with the concept as what was switched last; with that alone
        where no set of circumstances has it. None when the theory does not speak of both.

    Raises:
        NotFound: there is no such theory.
    """
    compiled = shelves.theory(repository, theory).compiled
    if start not in compiled.positions or leading_to not in compiled.positions:
        return None
    is_offered = compiled.position(start) in compiled.interventions
    there, gone = (Setting.ON, Setting.OFF) if is_offered else (Setting.PRESENT, Setting.ABSENT)
    sets: Sequence[CircumstancesTold] = ()
    if len(compiled.rules) <= MOST_RULES:
        sets = _sets(leading_to, theory, repository=repository, shelves=shelves)
    for one in sets:
        if start in (*one.present, *one.interventions_on):
            return _scenario(theory, start, one, now=gone, was=there)
    for one in sets:
        if start in one.must_be_absent:
            return _scenario(theory, start, one, now=there, was=gone)
    return _scenario(theory, start, None, now=gone, was=there)


def _sets(
    outcome: IRI, theory: str, *, repository: Repository, shelves: Shelves
) -> Sequence[CircumstancesTold]:
    question = CircumstancesQuestion(outcome=str(outcome), theory=theory, k=MOST_SETS)
    found = ask_for_whom(question, repository=repository, shelves=shelves)
    if found.other_change is not None:
        turned = question.model_copy(update={"change": found.other_change})
        found = ask_for_whom(turned, repository=repository, shelves=shelves)
    return found.sets


def _scenario(
    theory: str, start: IRI, one: CircumstancesTold | None, *, now: Setting, was: Setting
) -> ScenarioQuestion:
    """Return a set of circumstances, or none, with one concept switched."""
    lists: dict[Setting, list[str]] = {setting: [] for setting in Setting}
    if one is not None:
        lists[Setting.PRESENT] = [str(iri) for iri in one.present if iri != start]
        lists[Setting.ON] = [str(iri) for iri in one.interventions_on if iri != start]
        lists[Setting.ABSENT] = [str(iri) for iri in one.must_be_absent if iri != start]
    lists[now].append(str(start))
    return ScenarioQuestion(
        present=lists[Setting.PRESENT],
        absent=lists[Setting.ABSENT],
        on=lists[Setting.ON],
        off=lists[Setting.OFF],
        switched=str(start),
        was=was,
        theory=theory,
    )
