"""What hangs on where an arrow starts: every switch of the embedded synthesis changes something."""

from collections.abc import Iterator

import pytest

from cmo_graph.interchange.loading import load_ontology, load_seed
from cmo_graph.iri import DEFAULT_BASE, IRI
from cmo_graph.model.codes import Presence, Role
from cmo_graph.questions.scenario_runs import ScenarioQuestion, Setting, run_scenario
from cmo_graph.questions.scenarios import differences_of
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.switching_off import without
from cmo_graph.repository import Repository
from cmo_graph.store import open_store

SHELVES = Shelves()
THEORY = DEFAULT_BASE.mint("theories", "sos.programme-theory")


@pytest.fixture(scope="module")
def repository() -> Iterator[Repository]:
    store = open_store("memory:")
    load_ontology(store)
    load_seed(store)
    yield Repository(store.current(), store.base)
    store.close()


def arrows(repository: Repository) -> Iterator[tuple[IRI, IRI]]:
    """Yield the arrows of every configuration, from what it needs to its outcomes."""
    for one in SHELVES.theory(repository, str(THEORY)).configurations:
        needs = [slot.concept for slot in one.slots if slot.role is not Role.OUTCOME]
        for slot in one.in_role(Role.OUTCOME):
            yield from ((start, slot.concept) for start in needs)


def switch(repository: Repository, start: IRI, end: IRI) -> ScenarioQuestion:
    found = without(
        start, leading_to=end, theory=str(THEORY), repository=repository, shelves=SHELVES
    )
    assert found is not None
    return found


def test_switch_changes_something_on_every_arrow_with_an_absent_context(
    repository: Repository,
) -> None:
    seen = 0
    for start, end in arrows(repository):
        found = switch(repository, start, end)
        if set(found.absent) - {str(start)}:
            seen += 1
            ran = run_scenario(found, repository=repository, shelves=SHELVES)
            assert ran.switched[0][0] == start
            assert {start, end} <= {one.subject for one in differences_of(ran)}
    assert seen


def test_switch_is_named_with_what_was_said_before(repository: Repository) -> None:
    trust, signs = (
        DEFAULT_BASE.mint("concepts", key) for key in ("sos.trust", "sos.signs-of-safety")
    )
    outcome = DEFAULT_BASE.mint("concepts", "sos.child-safety")

    absent, off = switch(repository, trust, outcome), switch(repository, signs, outcome)
    assert (absent.switched, absent.was, absent.absent) == (
        str(trust),
        Setting.PRESENT,
        [str(trust)],
    )
    assert (off.switched, off.was, off.off) == (str(signs), Setting.ON, [str(signs)])


def test_switch_is_set_present_when_only_its_absence_is_asked_for(repository: Repository) -> None:
    [one] = [
        one
        for one in SHELVES.theory(repository, str(THEORY)).configurations
        if any(slot.presence is Presence.ABSENT for slot in one.slots)
    ]
    [outcome] = one.in_role(Role.OUTCOME)
    for slot in one.in_role(Role.CONTEXT):
        found = switch(repository, slot.concept, outcome.concept)
        is_absent = slot.presence is Presence.ABSENT
        named = found.present if is_absent else found.absent
        assert str(slot.concept) in named
        assert found.was is (Setting.ABSENT if is_absent else Setting.PRESENT)
