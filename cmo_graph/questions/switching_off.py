"""What hangs on one concept: this module finds the scenario that shows it best.

That is all that brings something about, but for the concept itself. Which circumstances are taken
is ours: the first minimal set for the end of a step in which its start is.
"""

from cmo_graph.iri import IRI
from cmo_graph.questions.circumstances import CircumstancesQuestion, ask_for_whom
from cmo_graph.questions.scenario_runs import ScenarioQuestion
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository

#: Most sets of circumstances that are looked at, and the longest search in milliseconds.
MOST_SETS, LONGEST_SEARCH = 10, 500


def without(
    start: IRI, *, leading_to: IRI, theory: str, repository: Repository, shelves: Shelves
) -> ScenarioQuestion | None:
    """Return a scenario in which all is there that brings something about, but one concept.

    Args:
        start: The concept that is absent, or off.
        leading_to: What it leads to.
        theory: Key or IRI of a theory, or of a version of one.
        repository: Where they are.
        shelves: What was made of this dataset version before.

    Returns:
        The scenario, its names as IRIs; with the absent concept alone where no set of circumstances
        has it. None when the theory does not speak of both.

    Raises:
        NotFound: there is no such theory.
    """
    compiled = shelves.theory(repository, theory).compiled
    if start not in compiled.positions or leading_to not in compiled.positions:
        return None
    question = CircumstancesQuestion(
        outcome=str(leading_to), theory=theory, k=MOST_SETS, time_budget_ms=LONGEST_SEARCH
    )
    found = ask_for_whom(question, repository=repository, shelves=shelves)
    if found.other_change is not None:
        turned = question.model_copy(update={"change": found.other_change})
        found = ask_for_whom(turned, repository=repository, shelves=shelves)
    present: list[str] = []
    on: list[str] = []
    absent: list[str] = []
    for one in found.sets:
        if start in (*one.present, *one.interventions_on):
            present = [str(iri) for iri in one.present if iri != start]
            on = [str(iri) for iri in one.interventions_on if iri != start]
            absent = [str(iri) for iri in one.must_be_absent]
            break
    if compiled.position(start) in compiled.interventions:
        return ScenarioQuestion(present=present, on=on, absent=absent, off=[str(start)])
    return ScenarioQuestion(present=present, on=on, absent=[*absent, str(start)])
