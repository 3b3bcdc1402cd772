"""An overview tells of all claims what reading all of them tells."""

from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path

import pytest

from cmo_graph.errors import NotYetWorkedOut, TooManyClaims
from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import Confidence, Study
from cmo_graph.questions.derived import refresh_derived
from cmo_graph.questions.evidence_map import Axis, MapQuestion, ask_evidence_map
from cmo_graph.questions.gaps import GapsQuestion, ask_contested, ask_gaps
from cmo_graph.questions.overview import Overviews
from cmo_graph.questions.selections import EVERYTHING
from cmo_graph.questions.shelves import Shelves
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.store.folder import OVERVIEWS
from cmo_graph.store.protocol import Store
from cmo_graph.support.filters import ACCEPTED
from cmo_graph.synthetic import synthetic_review
from cmo_graph.vocabulary import CMO

WHOLE = Shelves(small=10_000)


def add(store: Store, name: str, *, size: int) -> None:
    things = synthetic_review(configurations=size, seed=size, key=name)
    with store.writing() as draft:
        triples = chain.from_iterable(map(as_triples, things))
        draft.replace_graph(DEFAULT_BASE.graph(name), triples)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = open_store(str(tmp_path_factory.mktemp("overview") / "store"))
    load_seed(found)
    add(found, "r1", size=15)
    add(found, "r2", size=60)
    yield found
    found.close()


@pytest.fixture(scope="module")
def overviews(store: Store) -> Overviews:
    made = Overviews(store.location, small=0)
    refresh_derived(store, overviews=made)
    return made


@pytest.fixture(scope="module")
def repository(store: Store, overviews: Overviews) -> Repository:
    return Repository(store.current(), store.base)


@pytest.fixture(scope="module")
def large(overviews: Overviews) -> Shelves:
    """Shelves that hold every dataset to be too large to be read whole."""
    return Shelves(overviews=overviews, small=0, most_claims=0)


@pytest.mark.parametrize("limit", [1, 7, 5_000])
def test_overview_has_the_gaps_and_tensions_of_all_claims(
    repository: Repository, large: Shelves, limit: int
) -> None:
    question = GapsQuestion(limit=limit)

    for ask in (ask_gaps, ask_contested):
        found = ask(question, repository=repository, shelves=large)
        assert found == ask(question, repository=repository, shelves=WHOLE)


@pytest.mark.parametrize("rows", list(Axis))
def test_overview_has_the_evidence_map_of_all_claims(
    repository: Repository, large: Shelves, rows: Axis
) -> None:
    for columns, most in product(Axis, (5, 200)):
        question = MapQuestion(rows=rows, columns=columns, max_rows=most, max_columns=most)

        found = ask_evidence_map(question, repository=repository, shelves=large)

        assert found == ask_evidence_map(question, repository=repository, shelves=WHOLE)


def test_a_question_about_all_claims_is_put_off_until_there_is_an_overview(
    repository: Repository, tmp_path: Path
) -> None:
    overviews = Overviews(str(tmp_path), newest=lambda: repository.snapshot.version.digest)
    shelves = Shelves(overviews=overviews, small=0, most_claims=0)

    with pytest.raises(NotYetWorkedOut):
        shelves.overview(repository, EVERYTHING, ACCEPTED)


def test_nobody_waits_for_an_overview_that_nobody_makes(
    repository: Repository, tmp_path: Path
) -> None:
    version = repository.snapshot.version.digest
    of_former = Overviews(str(tmp_path), newest=lambda: "0" * 64)
    made_elsewhere = Overviews(str(tmp_path))
    given_up = Overviews(str(tmp_path), newest=lambda: version)
    given_up.give_up(version, why="Its kind is missing.")
    for overviews, told in (
        (of_former, "current version"),
        (made_elsewhere, "while a server runs"),
        (given_up, "Its kind is missing."),
    ):
        shelves = Shelves(overviews=overviews, small=0, most_claims=0)

        with pytest.raises(TooManyClaims, match=told):
            shelves.overview(repository, EVERYTHING, ACCEPTED)


def test_a_dataset_that_breaks_the_model_has_no_overview_to_wait_for(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    things = synthetic_review(configurations=3, seed=3, key="r")
    with store.writing() as draft:
        triples = chain.from_iterable(map(as_triples, things))
        draft.replace_graph(
            DEFAULT_BASE.graph("r"), (triple for triple in triples if triple[1] != CMO.role)
        )
    overviews = Overviews(store.location, small=0, newest=lambda: store.current().version.digest)

    refresh_derived(store, overviews=overviews)

    assert "cannot be read" in overviews.why_never(store.current().version.digest)
    store.close()


def test_an_overview_that_cannot_be_written_is_not_to_be_waited_for(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    add(store, "r", size=3)
    (tmp_path / "store" / OVERVIEWS).write_text("in the way")
    overviews = Overviews(store.location, small=0, newest=lambda: store.current().version.digest)

    with pytest.raises(FileExistsError):
        refresh_derived(store, overviews=overviews)

    assert "The log says more." in overviews.why_never(store.current().version.digest)
    store.close()


@pytest.mark.parametrize("left", [0, 100, 12 * 1024], ids="{} bytes".format)
def test_an_overview_that_is_not_whole_is_made_again(tmp_path: Path, left: int) -> None:
    store = open_store(str(tmp_path / "store"))
    add(store, "r", size=3)
    version = store.current().version.digest
    refresh_derived(store, overviews=Overviews(store.location, small=0))
    [path] = (tmp_path / "store" / OVERVIEWS).iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    overviews = Overviews(store.location, small=0)

    assert left < len(whole)
    assert overviews.find(version) is None
    assert not path.exists()
    path.write_bytes(whole[:left])
    assert overviews.is_wanting(store.current())
    refresh_derived(store, overviews=overviews)
    assert path.read_bytes() == whole
    assert overviews.find(version) is not None
    store.close()


def test_a_judgement_of_what_is_no_claim_is_passed_over(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    things = list(synthetic_review(configurations=15, seed=15, key="r"))
    [study, *_] = (thing for thing in things if isinstance(thing, Study))
    [judgement, *_] = (thing for thing in things if isinstance(thing, Confidence))
    missing = DEFAULT_BASE.mint("links", "r.missing")
    stray = [
        judgement.model_copy(
            update={"id": DEFAULT_BASE.mint("confidences", f"r.stray-{number}"), "claim": claim}
        )
        for number, claim in enumerate((study.id, missing))
    ]
    with store.writing() as draft:
        triples = chain.from_iterable(map(as_triples, [*things, *stray]))
        draft.replace_graph(DEFAULT_BASE.graph("r"), triples)
    overviews = Overviews(store.location, small=0)

    assert refresh_derived(store, overviews=overviews)

    repository = Repository(store.current(), store.base)
    shelves = Shelves(overviews=overviews, small=0, most_claims=0)
    found = ask_gaps(GapsQuestion(), repository=repository, shelves=shelves)
    assert found == ask_gaps(GapsQuestion(), repository=repository, shelves=WHOLE)
    store.close()


def test_overviews_are_of_the_versions_that_are_kept(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"), versions_kept=1)
    overviews = Overviews(store.location, small=0)
    for size in (3, 4):
        add(store, "r", size=size)
        refresh_derived(store, overviews=overviews)

    [kept] = (tmp_path / "store" / OVERVIEWS).iterdir()

    assert kept.name.startswith(store.current().version.digest)
    assert overviews.find(store.current().version.digest) is not None
    assert not overviews.is_wanting(store.current())
    store.close()


def test_an_overview_that_went_is_made_again_without_a_new_version(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    add(store, "r", size=3)
    refresh_derived(store)
    overviews = Overviews(store.location, small=0)
    before = store.current().version

    is_new = refresh_derived(store, overviews=overviews)

    assert not is_new
    assert store.current().version == before
    assert overviews.find(before.digest) is not None
    store.close()


def test_an_overview_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    overviews = Overviews(str(tmp_path), small=0)

    with pytest.raises(KeyError), overviews.making("0" * 64):
        raise KeyError

    assert list((tmp_path / OVERVIEWS).iterdir()) == []
    assert overviews.find("0" * 64) is None
