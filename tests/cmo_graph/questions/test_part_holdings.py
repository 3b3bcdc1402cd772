"""Of a large dataset only a part is read; the answers are those of reading all of it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, product

import pytest

from cmo_graph.errors import TooManyClaims
from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.mapping import as_triples
from cmo_graph.model import Concept, Configuration, ProgrammeTheory, Review, TheoryVersion
from cmo_graph.model.codes import Role
from cmo_graph.questions.circumstances import CircumstancesQuestion, ask_for_whom
from cmo_graph.questions.diagrams import whole_diagram
from cmo_graph.questions.evidence_map import Axis, MapQuestion, ask_evidence_map
from cmo_graph.questions.gaps import GapsQuestion, ask_contested, ask_gaps
from cmo_graph.questions.pathway_answers import ClosureAnswer
from cmo_graph.questions.pathways import (
    ClosureQuestion,
    PathwayQuestion,
    ask_downstream,
    ask_mediators,
    ask_pathways,
    ask_upstream,
)
from cmo_graph.questions.scenario_drawing import Extent, draw_scenario
from cmo_graph.questions.scenario_runs import ScenarioQuestion, run_scenario
from cmo_graph.questions.scenarios import ask_what_if
from cmo_graph.questions.selections import (
    EVERYTHING,
    Selection,
    claims_in,
    joined_claims,
    listed,
)
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.support.filters import ACCEPTED
from cmo_graph.synthetic import synthetic_review
from cmo_graph.theory.circumstances import Limit
from cmo_graph.theory.strategies import Assume

WHOLE, PART = Shelves(small=10_000), Shelves(small=0)
#: A theory; a concept of it, and one of another review.
THEORY, INSIDE, OUTSIDE = "sos.programme-theory", "sos.trust", "r1.actor-1"
#: A theory that has no version.
EMPTY = DEFAULT_BASE.mint("theories", "r1.empty")


def empty_theory() -> ProgrammeTheory:
    review = DEFAULT_BASE.mint("reviews", "r1")
    return ProgrammeTheory(id=EMPTY, label="Not written yet", review=review)


@pytest.fixture(scope="module")
def repository() -> Repository:
    store = open_store("memory:")
    load_seed(store)
    with store.writing() as draft:
        for number, size in enumerate((12, 40), 1):
            things = synthetic_review(configurations=size, seed=number, key=f"r{number}")
            draft.replace_graph(
                DEFAULT_BASE.graph(f"r{number}"), chain.from_iterable(map(as_triples, things))
            )
        draft.replace_graph(DEFAULT_BASE.graph("empty"), as_triples(empty_theory()))
    return Repository(store.current(), store.base)


def questions(repository: Repository) -> Iterator[Mapping[str, object]]:
    """Yield what narrows a question: each review, each theory, and some of both."""
    reviews = list(listed(repository, Review.kind_name, {}))
    theories = list(listed(repository, ProgrammeTheory.kind_name, {}))
    yield from ({"review": [review]} for review in reviews)
    yield from ({"theory": theory} for theory in theories)
    yield {"review": [str(review) for review in reviews[1:]]}
    yield {"theory": theories[-1], "review": [str(reviews[-1])]}
    yield {"theory": theories[-1], "status": ["accepted", "proposed"], "min_rigour": "moderate"}


def test_gaps_and_contested_claims_of_a_part_are_those_of_the_whole(
    repository: Repository,
) -> None:
    for asked in questions(repository):
        question = GapsQuestion.model_validate(asked)

        for ask in (ask_gaps, ask_contested):
            found = ask(question, repository=repository, shelves=PART)
            assert found == ask(question, repository=repository, shelves=WHOLE)


@pytest.mark.parametrize(
    ("rows", "columns"), [(Axis.CONTEXT, Axis.OUTCOME), (Axis.INTERVENTION, Axis.OUTCOME)]
)
def test_the_evidence_map_of_a_part_is_that_of_the_whole(
    repository: Repository, rows: Axis, columns: Axis
) -> None:
    for asked in questions(repository):
        question = MapQuestion.model_validate({**asked, "rows": rows, "columns": columns})

        found = ask_evidence_map(question, repository=repository, shelves=PART)

        assert found == ask_evidence_map(question, repository=repository, shelves=WHOLE)


def theories_of(repository: Repository) -> list[IRI]:
    return list(listed(repository, ProgrammeTheory.kind_name, {}))


def test_a_theory_read_by_itself_has_the_same_claims_supports_and_picture(
    repository: Repository,
) -> None:
    for theory in theories_of(repository):
        part, whole = (one.theory(repository, theory) for one in (PART, WHOLE))
        supports = PART.supports(repository, selection=Selection(theory=theory))
        diagrams = [
            whole_diagram(theory, ACCEPTED, repository=repository, shelves=one)
            for one in (PART, WHOLE)
        ]

        assert part.configurations == whole.configurations
        assert (part.links, part.moderations) == (whole.links, whole.moderations)
        assert part.versions == whole.versions
        assert supports.items() <= WHOLE.supports(repository).items()
        assert diagrams[0] == diagrams[1]


def test_concepts_left_out_with_a_part_have_no_part_in_the_theory(
    repository: Repository,
) -> None:
    for theory in theories_of(repository):
        part, whole = (one.theory(repository, theory).compiled for one in (PART, WHOLE))
        named = [*whole.premise_concepts, *whole.raises.members]
        related = {*whole.narrower_closure(named), *whole.broader_closure(named)}

        left_out = {whole.positions[one] for one in set(whole.concepts) - set(part.concepts)}

        assert left_out.isdisjoint(related)
        assert set(part.concepts) <= set(whole.concepts)


def test_a_question_about_too_many_claims_is_refused(repository: Repository) -> None:
    shelves = Shelves(small=0, most_claims=30)
    large = Selection(reviews=frozenset({DEFAULT_BASE.mint("reviews", "r2")}))

    for selection in (EVERYTHING, large):
        with pytest.raises(TooManyClaims) as raised:
            shelves.holdings(repository, selection)
        assert raised.value.members["most"] == 30


def concepts_of(repository: Repository) -> list[IRI]:
    return list(listed(repository, Concept.kind_name, {}))


def joined_only(repository: Repository) -> Shelves:
    """Return shelves that read what hangs together, as the dataset is too large to be read."""
    return Shelves(small=0, most_claims=claims_in(repository.snapshot) - 1)


def test_pathways_of_a_large_dataset_are_those_of_the_whole(repository: Repository) -> None:
    concepts = concepts_of(repository)
    theory = WHOLE.theory(repository)
    ends = [
        (claim.slots[0].concept, claim.slots[-1].concept) for claim in theory.configurations[::4]
    ]
    ends += [(concepts[0], concepts[-1]), (concepts[5], concepts[5])]
    joined = joined_only(repository)
    for source, target in ends:
        question = PathwayQuestion.model_validate(
            {"from": source, "to": target, "max_steps": 4, "avoid": [concepts[-3]]}
        )

        for ask in (ask_pathways, ask_mediators):
            found = ask(question, repository=repository, shelves=joined)
            assert found == ask(question, repository=repository, shelves=WHOLE)


def test_what_leads_to_a_concept_of_a_large_dataset_is_that_of_the_whole(
    repository: Repository,
) -> None:
    joined = joined_only(repository)
    for concept, ask in product(concepts_of(repository)[::9], (ask_upstream, ask_downstream)):
        question = ClosureQuestion(max_steps=3)

        found = ask(concept, question, repository=repository, shelves=joined)

        assert found == ask(concept, question, repository=repository, shelves=WHOLE)


@pytest.mark.parametrize("narrowed", [{"theory": THEORY}, {"review": ["sos"]}, {"review": ["r2"]}])
@pytest.mark.parametrize(
    "named",
    [
        {"from": OUTSIDE},
        {"to": OUTSIDE},
        {"via": [OUTSIDE]},
        {"avoid": [OUTSIDE]},
        {"context": OUTSIDE},
    ],
)
def test_pathways_of_a_part_know_concepts_outside_it(
    repository: Repository, named: Mapping[str, object], narrowed: Mapping[str, object]
) -> None:
    question = PathwayQuestion.model_validate(
        {"from": "sos.safety-networks", "to": INSIDE, **named, **narrowed}
    )

    for ask in (ask_pathways, ask_mediators):
        found = ask(question, repository=repository, shelves=PART)
        assert found == ask(question, repository=repository, shelves=WHOLE)


@pytest.mark.parametrize("ask", [ask_upstream, ask_downstream])
def test_nothing_of_a_theory_leads_to_or_from_a_concept_outside_it(
    repository: Repository, ask: Callable[..., ClosureAnswer]
) -> None:
    question = ClosureQuestion(theory=THEORY)

    found = ask(OUTSIDE, question, repository=repository, shelves=PART)

    assert found == ask(OUTSIDE, question, repository=repository, shelves=WHOLE)
    assert found.reached == ()


@pytest.mark.parametrize(
    "named",
    [
        {"present": [OUTSIDE]},
        {"absent": [OUTSIDE, INSIDE]},
        {"on": [OUTSIDE]},
        {"off": [OUTSIDE]},
        {"present": [INSIDE], "switched": OUTSIDE},
    ],
)
def test_what_if_of_a_theory_knows_concepts_outside_it(
    repository: Repository, named: Mapping[str, object]
) -> None:
    question = ScenarioQuestion.model_validate({**named, "theory": THEORY})

    found, whole = (
        ask_what_if(question, repository=repository, shelves=one) for one in (PART, WHOLE)
    )

    assert found.model_copy(update={"concept_totals": whole.concept_totals}) == whole


@pytest.mark.parametrize("assume", list(Assume))
def test_for_whom_of_a_theory_knows_an_outcome_outside_it(
    repository: Repository, assume: Assume
) -> None:
    question = CircumstancesQuestion(outcome=OUTSIDE, assume=assume, theory=THEORY)

    found = ask_for_whom(question, repository=repository, shelves=PART)

    assert found == ask_for_whom(question, repository=repository, shelves=WHOLE)


def test_concepts_that_a_theory_has_cost_no_compiling(repository: Repository) -> None:
    inside = repository.resolve(INSIDE, "concepts")
    theory = PART.theory(repository, THEORY)

    assert PART.theory(repository, THEORY, naming={inside}) is theory


def test_links_of_a_dataset_that_can_be_read_are_put_together_once(repository: Repository) -> None:
    shelves, concepts = Shelves(small=0), concepts_of(repository)

    first, second = (
        shelves.network(repository, Selection(around=frozenset({one}))) for one in concepts[:2]
    )

    assert first is second


def test_a_theory_without_versions_has_no_claims(repository: Repository) -> None:
    for shelves in (WHOLE, PART):
        content = shelves.theory(repository, str(EMPTY))
        diagram = whole_diagram(EMPTY, ACCEPTED, repository=repository, shelves=shelves)

        assert (content.configurations, content.links, content.moderations) == ((), (), ())
        assert diagram.title == "Not written yet"
        assert diagram.elements == ()


def test_scenario_pictures_of_a_theory_without_versions_and_of_all_claims_differ() -> None:
    store = open_store("memory:")
    things = synthetic_review(configurations=6, seed=1, key="r1")
    with store.writing() as draft:
        kept = [thing for thing in things if not isinstance(thing, TheoryVersion)]
        every = (*kept, empty_theory())
        draft.replace_graph(DEFAULT_BASE.graph("r1"), chain.from_iterable(map(as_triples, every)))
    repository, shelves = Repository(store.current(), store.base), Shelves()

    def drawn(theory: str | None) -> int:
        ran = run_scenario(ScenarioQuestion(theory=theory), repository=repository, shelves=shelves)
        found = draw_scenario(
            ran, extent=Extent.WHOLE, words=(), repository=repository, shelves=shelves
        )
        return len(found.drawing.diagram.elements)

    assert drawn(None) > 0
    assert drawn(str(EMPTY)) == 0


def test_an_answer_that_time_cut_off_is_not_kept() -> None:
    store = open_store("memory:")
    things = synthetic_review(configurations=300, seed=7, key="r1")
    with store.writing() as draft:
        draft.replace_graph(DEFAULT_BASE.graph("r1"), chain.from_iterable(map(as_triples, things)))
    repository, shelves = Repository(store.current(), store.base), Shelves()
    outcome = repository.page("configurations", filters={}, after=None, limit=1).items[0]
    assert isinstance(outcome, Configuration)
    [slot, *_] = outcome.in_role(Role.OUTCOME)
    question = CircumstancesQuestion(
        outcome=str(slot.concept), assume=Assume.ANY, k=1_000, time_budget_ms=1
    )

    first, second = (
        ask_for_whom(question, repository=repository, shelves=shelves) for _ in range(2)
    )

    assert first.stopped_by is Limit.TIME
    assert first is not second


def test_claims_that_hang_together_with_too_many_are_not_all_looked_up(
    repository: Repository,
) -> None:
    [concept, *_] = WHOLE.theory(repository).configurations[0].slots
    every = joined_claims(repository, [concept.concept], most=10_000)

    some = joined_claims(repository, [concept.concept], most=1)

    assert 1 < sum(map(len, some.values())) < sum(map(len, every.values()))
