"""Of a large dataset only a part is read; the answers are those of reading all of it."""

from collections.abc import Iterator, Mapping
from itertools import chain, product

import pytest

from cmo_graph.errors import TooManyClaims
from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.mapping import as_triples
from cmo_graph.model import Concept, ProgrammeTheory, Review
from cmo_graph.questions.diagrams import whole_diagram
from cmo_graph.questions.evidence_map import Axis, MapQuestion, ask_evidence_map
from cmo_graph.questions.gaps import GapsQuestion, ask_contested, ask_gaps
from cmo_graph.questions.pathways import (
    ClosureQuestion,
    PathwayQuestion,
    ask_downstream,
    ask_mediators,
    ask_pathways,
    ask_upstream,
)
from cmo_graph.questions.selections import EVERYTHING, Selection, joined_claims, listed
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.support.filters import ACCEPTED
from cmo_graph.synthetic import synthetic_review

WHOLE, PART = Shelves(small=10_000), Shelves(small=0)


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


def test_pathways_of_a_large_dataset_are_those_of_the_whole(repository: Repository) -> None:
    concepts = concepts_of(repository)
    theory = WHOLE.theory(repository)
    ends = [
        (claim.slots[0].concept, claim.slots[-1].concept) for claim in theory.configurations[::4]
    ]
    ends += [(concepts[0], concepts[-1]), (concepts[5], concepts[5])]
    for source, target in ends:
        question = PathwayQuestion.model_validate(
            {"from": source, "to": target, "max_steps": 4, "avoid": [concepts[-3]]}
        )

        for ask in (ask_pathways, ask_mediators):
            found = ask(question, repository=repository, shelves=PART)
            assert found == ask(question, repository=repository, shelves=WHOLE)


def test_what_leads_to_a_concept_of_a_large_dataset_is_that_of_the_whole(
    repository: Repository,
) -> None:
    for concept, ask in product(concepts_of(repository)[::9], (ask_upstream, ask_downstream)):
        question = ClosureQuestion(max_steps=3)

        found = ask(concept, question, repository=repository, shelves=PART)

        assert found == ask(concept, question, repository=repository, shelves=WHOLE)


def test_claims_that_hang_together_with_too_many_are_not_all_looked_up(
    repository: Repository,
) -> None:
    [concept, *_] = WHOLE.theory(repository).configurations[0].slots
    every = joined_claims(repository, [concept.concept], most=10_000)

    some = joined_claims(repository, [concept.concept], most=1)

    assert 1 < sum(map(len, some.values())) < sum(map(len, every.values()))
