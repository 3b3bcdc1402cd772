"""What hangs on one concept: this module finds the scenario that shows it best.

That is all that brings something about, but for the concept itself. Which circumstances are taken
is ours: the first minimal set for the end of a step in which its start is.
"""

from collections.abc import Sequence

from cmo_graph.iri import IRI
from cmo_graph.questions.circumstances import CircumstancesQuestion, ask_for_whom
from cmo_graph.questions.scenario_runs import ScenarioQuestion
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository

#: Most sets of circumstances that are looked at, and most rules of a theory that is searched.
MOST_SETS, MOST_RULES = 10, 2_000


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
    is_offered = compiled.position(start) in compiled.interventions
    gone = {"off" if is_offered else "absent": (str(start),)}
    if len(compiled.rules) > MOST_RULES:
        return _scenario(theory, **gone)
    question = CircumstancesQuestion(outcome=str(leading_to), theory=theory, k=MOST_SETS)
    found = ask_for_whom(question, repository=repository, shelves=shelves)
    if found.other_change is not None:
        turned = question.model_copy(update={"change": found.other_change})
        found = ask_for_whom(turned, repository=repository, shelves=shelves)
    for one in found.sets:
        if start in (*one.present, *one.interventions_on):
            return _scenario(
                theory,
                present=[str(iri) for iri in one.present if iri != start],
                on=[str(iri) for iri in one.interventions_on if iri != start],
                absent=[*map(str, one.must_be_absent), *gone.get("absent", ())],
                off=gone.get("off", ()),
            )
    return _scenario(theory, **gone)


def _scenario(theory: str, **settings: Sequence[str]) -> ScenarioQuestion:
    return ScenarioQuestion.model_validate({**settings, "theory": theory})
