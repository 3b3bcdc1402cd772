"""For whom: this module asks for the circumstances of an outcome, with the evidence on each set.

The search is `cmo_graph.theory.circumstances`; evidence stands beside its sets and does not rank
them. That the newest version of each theory is asked is ours.
"""

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
from cmo_graph.questions.filtering import Name
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import standings_of
from cmo_graph.repository import Repository
from cmo_graph.theory.circumstances import (
    LONGEST_SEARCH,
    MOST_SETS,
    CircumstancesOutcome,
    ForWhom,
    Limit,
    find_circumstances,
)
from cmo_graph.theory.hypergraph import Theory
from cmo_graph.theory.strategies import Assume, Change

METHOD = MethodTold(name="cmo-graph-circumstances", version="1")

#: Longest search in milliseconds.
MOST_MILLISECONDS = int(LONGEST_SEARCH * 1_000)


class CircumstancesQuestion(Question):
    """An outcome, and what circumstances may be made of."""

    outcome: Name = Field(description="The outcome concept.")
    change: Change = Field(
        default=Change.RAISED, description="Whether it is to be produced, or pushed down."
    )
    assume: Assume = Field(
        default=Assume.UNPRODUCED,
        description="`unproduced`: only what no claim of the theory produces may be assumed;"
        " `any`: every premise may, even against the theory.",
    )
    k: int = Field(default=20, ge=1, le=MOST_SETS, description="Most sets.")
    time_budget_ms: int = Field(
        default=5_000,
        ge=1,
        le=MOST_MILLISECONDS,
        description="Milliseconds after which the search stops and tells what it has.",
    )
    theory: Name | None = Field(
        default=None,
        description="A programme theory (its newest version) or a version of one. Default: what"
        " belongs to the newest version of any theory.",
    )


class CircumstancesTold(Told):
    """One minimal set of conditions under which the outcome comes about."""

    present: tuple[IRI, ...]
    interventions_on: tuple[IRI, ...]
    must_be_absent: tuple[IRI, ...]
    claims: tuple[IRI, ...] = Field(
        description="The claims of one derivation, each after those it rests on."
    )
    sentence: str


class CircumstancesAnswer(Answer):
    """For whom and in what circumstances an outcome comes about, by the theory's own logic."""

    outcome: CircumstancesOutcome = Field(description="How the search ended.")
    target: IRI
    sets: tuple[CircumstancesTold, ...] = Field(description="Fewest conditions first.")
    critical: tuple[IRI, ...] = Field(
        description="Present in every set, interventions included; a narrower concept counts for"
        " its broader ones."
    )
    critical_absent: tuple[IRI, ...] = Field(description="Absent in every set.")
    critical_is_exact: bool = Field(
        description="True when there can be no further set, so that critical is said of all."
    )
    stopped_by: Limit | None = Field(
        default=None, description="What stopped the search; absent when it looked everywhere."
    )
    other_change: Change | None = Field(
        default=None,
        description="Where there is no set: the opposite change, when the theory can bring that"
        " about. Absent otherwise.",
    )
    expansions: int = Field(description="Partial sets looked at.")
    theory_versions: tuple[IRI, ...]
    claims: dict[str, Standing] = Field(description="The evidence on every claim of a set.")


def ask_for_whom(
    question: CircumstancesQuestion, *, repository: Repository, shelves: Shelves
) -> CircumstancesAnswer:
    """Find the minimal circumstances under which an outcome comes about.

    Raises:
        NotFound: the outcome, or the theory, is not in the dataset; the error names the nearest.
        TooManyClaims: the dataset is large, and no theory is named.

    Cost: that of the search, which may take as long as it is given; the answer is kept, unless
    time cut it off.
    """
    return shelves.answer(
        repository,
        question,
        lambda: _answer(question, repository=repository, shelves=shelves),
        kind=CircumstancesAnswer,
        is_kept=lambda answer: answer.stopped_by is not Limit.TIME,
    )


def comes_with(answer: CircumstancesAnswer, theory: Theory) -> dict[IRI, tuple[IRI, ...]]:
    """Return what brings along each critical concept that no set names itself.

    Args:
        answer: For whom an outcome is.
        theory: The theory that was asked.

    Returns:
        By critical concept: what the sets name that is narrower, sorted.
    """
    named = {iri for one in answer.sets for iri in (*one.present, *one.interventions_on)}
    found = {}
    for one in answer.critical:
        if one not in named:
            below = theory.narrower_closure([theory.position(one)])
            found[one] = tuple(sorted(named.intersection(theory.concepts[it] for it in below)))
    return found


def _answer(
    question: CircumstancesQuestion, *, repository: Repository, shelves: Shelves
) -> CircumstancesAnswer:
    target = repository.resolve(question.outcome, "concepts")
    content = shelves.theory(repository, question.theory, naming={target})
    found = _search(content.compiled, target, question)
    claims = {claim for one in found.sets for claim in one.claims}
    return CircumstancesAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        outcome=found.outcome,
        target=found.target,
        sets=_sets(found, repository),
        critical=found.critical,
        critical_absent=found.critical_absent,
        critical_is_exact=found.critical_is_exact,
        stopped_by=found.stopped_by,
        other_change=_other_change(content.compiled, found, question),
        expansions=found.expansions,
        theory_versions=content.versions,
        claims=standings_of(repository, claims),
    )


def _search(theory: Theory, target: IRI, question: CircumstancesQuestion) -> ForWhom:
    return find_circumstances(
        theory,
        target,
        change=question.change,
        assume=question.assume,
        most_sets=question.k,
        seconds=question.time_budget_ms / 1_000,
    )


def _other_change(theory: Theory, found: ForWhom, question: CircumstancesQuestion) -> Change | None:
    """Return the opposite change when only that can come about: who asks for more may mean less."""
    if found.outcome is not CircumstancesOutcome.NONE:
        return None
    other = Change.LOWERED if question.change is Change.RAISED else Change.RAISED
    turned = question.model_copy(update={"change": other, "k": 1})
    return other if _search(theory, found.target, turned).sets else None


def _sets(found: ForWhom, repository: Repository) -> tuple[CircumstancesTold, ...]:
    named = {
        iri
        for one in found.sets
        for iri in (found.target, *one.present, *one.interventions_on, *one.must_be_absent)
    }
    labels = {str(iri): label for iri, label in repository.snapshot.catalogue.labels(named).items()}

    def quoted(iris: tuple[IRI, ...]) -> str:
        return ", ".join(f"“{labels.get(str(iri), str(iri))}”" for iri in iris)

    verb = "comes about" if found.change is Change.RAISED else "is pushed down"
    told = []
    for one in found.sets:
        parts = [
            f"{lead} {quoted(iris)}"
            for lead, iris in (
                ("with", one.interventions_on),
                ("where there is", one.present),
                ("as long as there is no", one.must_be_absent),
            )
            if iris
        ]
        conditions = ", ".join(parts) or "whatever the circumstances"
        told.append(
            CircumstancesTold(
                present=one.present,
                interventions_on=one.interventions_on,
                must_be_absent=one.must_be_absent,
                claims=one.claims,
                sentence=f"{quoted((found.target,))} {verb} {conditions}.",
            )
        )
    return tuple(told)
