from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Literal

from cmo_graph.interchange.loading import load_dataset
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration, Link
from cmo_graph.model.codes import Presence, Role
from cmo_graph.questions.around import (
    count_of,
    first_of,
    happened_to,
    next_after,
    next_before,
    read_several,
    rivals_of,
)
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.portraits import draw_around, draw_configuration
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.support.contexts import all_broader
from cmo_graph.synthetic import write_nquads
from cmo_graph.theory.gaps import find_rivals
from cmo_graph.vocabulary import CMO


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Return synthetic reviews, with a configuration of which only half is said."""
    path: Path = tmp_path_factory.mktemp("synthetic") / "reviews.nq"
    with path.open("wb") as sink:
        write_nquads(sink, configurations=60, seed=7, reviews=2)
    store = open_store("memory:")
    load_dataset(store, path)
    broken = store.base.mint("configurations", "half.said")
    with store.writing() as draft:
        draft.replace_graph(
            store.base.graph("half"),
            [
                (broken, RDF.type, CMO.Configuration),
                (broken, RDFS.label, Literal("Half of it", lang="en")),
            ],
        )
    yield Repository(store.current(), store.base)
    store.close()


@pytest.fixture(scope="module")
def configurations(repository: Repository) -> tuple[Configuration, ...]:
    iris = repository.snapshot.catalogue.page("configurations", limit=500).iris
    return read_several(repository, Configuration, iris)


def test_several_leaves_out_what_cannot_be_read(
    repository: Repository, configurations: tuple[Configuration, ...]
) -> None:
    missing = repository.base.mint("configurations", "no.such")
    broken = repository.base.mint("configurations", "half.said")

    found = read_several(repository, Configuration, [configurations[0].id, missing, broken])

    assert found == configurations[:1]


def test_first_of_has_the_total_of_all_that_match(
    repository: Repository, configurations: tuple[Configuration, ...]
) -> None:
    concept = configurations[0].in_role(Role.OUTCOME)[0].concept
    of_it = {"outcome": [concept]}

    found = first_of(repository, Configuration, of_it, most=1)

    assert len(found.items) == 1
    assert found.total == count_of(repository, Configuration, of_it) >= 1


def test_rivals_of_one_are_those_among_all(
    repository: Repository, configurations: tuple[Configuration, ...]
) -> None:
    every = find_rivals(configurations)
    assert every

    for one in configurations:
        expected = {pair for pair in every if one.id in (pair.first, pair.second)}
        assert set(rivals_of(one, repository=repository)) == expected


def test_ripple_leads_from_outcomes_to_contexts_that_they_satisfy(
    repository: Repository, configurations: tuple[Configuration, ...]
) -> None:
    broader = all_broader(Holdings(repository).concepts)
    followed = 0
    for one in configurations:
        ends = {slot.concept for slot in one.in_role(Role.OUTCOME)}
        reached = ends.union(*(broader.get(end, ()) for end in ends))
        expected = sorted(
            other.id for other in configurations if other is not one and reached & starts_of(other)
        )
        after = next_after(one, repository=repository)
        followed += len(expected)

        assert set(after.configurations) <= set(expected)
        assert after.is_cut or list(after.configurations) == expected
        for iri in after.configurations:
            [other] = read_several(repository, Configuration, [iri])
            before = next_before(other, repository=repository)
            assert before.is_cut or one.id in before.configurations
    assert followed


def starts_of(one: Configuration) -> set[IRI]:
    contexts = one.in_role(Role.CONTEXT)
    return {slot.concept for slot in contexts if slot.presence is Presence.PRESENT}


def test_happened_to_tells_every_change_that_names_the_configuration(
    repository: Repository, configurations: tuple[Configuration, ...]
) -> None:
    versions = Holdings(repository).versions
    for one in configurations:
        expected = [
            (version.id, version.number, change.kind, change.before, change.after)
            for version in sorted(versions, key=lambda version: (version.number, version.id))
            for change in version.changes
            if one.id in (*change.before, *change.after)
        ]
        found = happened_to(one.id, repository=repository)
        assert sorted(
            (told.version, told.number, told.kind.value, told.before, told.after) for told in found
        ) == sorted(
            (version, number, kind.value, tuple(sorted(before)), tuple(sorted(after)))
            for version, number, kind, before, after in expected
        )


def test_picture_of_a_configuration_has_its_slots_and_nothing_else(
    repository: Repository, configurations: tuple[Configuration, ...]
) -> None:
    shelves = Shelves()
    for one in configurations[:5]:
        drawing = draw_configuration(one, [], repository=repository, shelves=shelves)

        drawn = {element.iri for element in drawing.diagram.elements}
        assert drawn <= {slot.concept for slot in one.slots}
        assert {slot.concept for slot in one.in_role(Role.OUTCOME)} <= drawn
        assert all(arrow.claims == (one.id,) for arrow in drawing.diagram.arrows)


def test_picture_around_a_concept_has_what_is_one_arrow_away(repository: Repository) -> None:
    link = next(iter(first_of(repository, Link, {}).items))
    [concept] = read_several(repository, Concept, [link.from_concept])

    around = draw_around(concept, repository=repository, shelves=Shelves())

    diagram = around.drawing.diagram
    assert diagram.title == plain(concept.label)
    assert link.to_concept in {element.iri for element in diagram.elements}
    near = [arrow for arrow in diagram.arrows if concept.id in (arrow.start, arrow.end)]
    ends = {end for arrow in near for end in (arrow.start, arrow.end)}
    assert {element.iri for element in diagram.elements} == ends
