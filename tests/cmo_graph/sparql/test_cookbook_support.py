"""The cookbook counts as the computed support does, claim by claim.

Beside the seed, a synthetic review is asked: it has claims on every rung of the ladder. The
cookbook counts studies and the support counts independence clusters, so the studies of that review
are given without the data they share and the studies they include; the seed's have neither.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import pytest
from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.interchange.loading import load_seed
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import Configuration, Link, Moderation, Study, Thing
from cmo_graph.model.codes import (
    AppraisalDimension,
    Direction,
    Level,
    Presence,
    Role,
)
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.support import support_of
from cmo_graph.repository import Repository
from cmo_graph.store import open_store
from cmo_graph.store.protocol import Store
from cmo_graph.support import Support, SupportStatus
from cmo_graph.support.counting import CountedLine
from cmo_graph.support.evidence import Claim
from cmo_graph.support.tally import tally_lines
from cmo_graph.synthetic import synthetic_review

Row = Mapping[str, Identifier]
Counts = tuple[int, int, int]
MECHANISMS = (Role.MECHANISM, Role.RESOURCE, Role.RESPONSE)


def load_synthetic(store: Store) -> None:
    """Fill a store with a synthetic review of which every study stands alone."""
    things = (as_alone(thing) for thing in synthetic_review(configurations=40, seed=3))
    with store.writing() as draft:
        triples = (triple for thing in things for triple in as_triples(thing))
        draft.replace_graph(DEFAULT_BASE.graph("synthetic"), triples)


def as_alone(thing: Thing) -> Thing:
    if isinstance(thing, Study):
        return thing.model_copy(update={"same_data": (), "includes": ()})
    return thing


class Reviewed:
    """A store's claims and their support, and its answers to stored queries."""

    def __init__(self, store: Store) -> None:
        self._snapshot = store.current()
        repository = Repository(self._snapshot, store.base)
        self.claims: Mapping[URIRef, Claim] = Holdings(repository).claims
        examined = [support_of(repository, str(iri)) for iri in self.claims]
        self.supports: dict[URIRef, Support] = {each.claim.id: each.support for each in examined}

    def _all(self, kind: str) -> tuple[URIRef, ...]:
        return self._snapshot.catalogue.page(kind, limit=10_000).iris

    @property
    def concepts(self) -> tuple[URIRef, ...]:
        return self._all("concepts")

    @property
    def configurations(self) -> list[Configuration]:
        return [claim for claim in self.claims.values() if isinstance(claim, Configuration)]

    @property
    def links(self) -> list[Link]:
        return [claim for claim in self.claims.values() if isinstance(claim, Link)]

    @property
    def moderations(self) -> list[Moderation]:
        return [claim for claim in self.claims.values() if isinstance(claim, Moderation)]

    def ask(self, query: str, **bindings: Identifier) -> list[Row]:
        return self._snapshot.select(query, **bindings)

    def with_status(self, status: SupportStatus) -> set[URIRef]:
        return {claim for claim, support in self.supports.items() if support.status is status}

    def told(self, claims: Iterable[URIRef]) -> dict[URIRef, Counts]:
        return {claim: counts(self.supports[claim].lines) for claim in claims}


def counts(lines: Iterable[CountedLine]) -> Counts:
    """Return the numbers of studies for, against, and with nothing but accounts and theory."""
    tally = tally_lines(lines)
    return tally.supporting, tally.disputing, tally.theorising_only


def counts_of(row: Row) -> Counts:
    return (
        int(row["supportingStudies"]),
        int(row["disputingStudies"]),
        int(row["theorisingStudies"]),
    )


def counted(rows: Iterable[Row], claim: str) -> dict[Identifier, Counts]:
    """Return the counts of each claim; every row of a claim has the same."""
    found: dict[Identifier, Counts] = {}
    for row in rows:
        assert found.setdefault(row[claim], counts_of(row)) == counts_of(row)
    return found


@pytest.fixture(scope="module", params=[load_seed, load_synthetic], ids=["seed", "synthetic"])
def reviewed(request: pytest.FixtureRequest) -> Iterator[Reviewed]:
    store = open_store("memory:")
    request.param(store)
    yield Reviewed(store)
    store.close()


def fillers(configuration: Configuration, *roles: Role) -> set[URIRef]:
    slots = (slot for slot in configuration.slots if slot.presence is Presence.PRESENT)
    return {slot.concept for slot in slots if slot.role in roles}


def test_no_studies_share_data_so_that_the_counts_can_be_compared(reviewed: Reviewed) -> None:
    supports = reviewed.supports.values()

    assert [support.claim for support in supports if support.clusters or support.subsumed] == []
    assert reviewed.with_status(SupportStatus.THEORISED_ONLY)


def test_mechanisms_for_outcome_counts_as_the_support_of_configurations(reviewed: Reviewed) -> None:
    for outcome in reviewed.concepts:
        rows = reviewed.ask("mechanisms_for_outcome", outcome=outcome)
        ending = [c.id for c in reviewed.configurations if outcome in fillers(c, Role.OUTCOME)]

        assert counted(rows, "configuration") == reviewed.told(ending)


def test_unintended_or_harmful_outcomes_counts_as_the_support_of_configurations(
    reviewed: Reviewed,
) -> None:
    found = counted(reviewed.ask("unintended_or_harmful_outcomes"), "configuration")

    assert found
    assert found == reviewed.told(URIRef(claim) for claim in found)


def test_moderators_of_claim_counts_as_the_support_of_moderations(reviewed: Reviewed) -> None:
    for claim in {moderation.moderates for moderation in reviewed.moderations}:
        rows = reviewed.ask("moderators_of_claim", claim=claim)
        moderations = [each.id for each in reviewed.moderations if each.moderates == claim]

        assert counted(rows, "moderation") == reviewed.told(moderations)


def test_steps_towards_outcome_counts_as_the_support_of_links(reviewed: Reviewed) -> None:
    found: dict[Identifier, Counts] = {}
    for outcome in {link.to_concept for link in reviewed.links}:
        found |= counted(reviewed.ask("steps_towards_outcome", outcome=outcome), "link")

    assert found == reviewed.told(link.id for link in reviewed.links)


def test_two_step_pathways_counts_as_the_support_of_both_links(reviewed: Reviewed) -> None:
    pairs = [
        (first, second)
        for first, second in product(reviewed.links, repeat=2)
        if first.to_concept == second.from_concept
    ]
    ends = {(first.from_concept, second.to_concept) for first, second in pairs}
    rows = [
        row
        for start, end in ends
        for row in reviewed.ask("two_step_pathways", **{"from": start, "to": end})
    ]

    assert {(row["firstLink"], row["secondLink"]) for row in rows} == {
        (first.id, second.id) for first, second in pairs
    }
    for row in rows:
        first = supporters(reviewed.supports[URIRef(row["firstLink"])])
        second = supporters(reviewed.supports[URIRef(row["secondLink"])])
        numbers = [int(row[f"studiesOf{step}"]) for step in ("First", "Second", "Both")]
        assert numbers == [len(first), len(second), len(first & second)]


def supporters(support: Support) -> set[URIRef]:
    return {line.line.study for line in support.lines if line.is_empirical(Direction.SUPPORTS)}


def test_recurring_patterns_counts_as_the_lines_of_all_configurations_of_a_pattern(
    reviewed: Reviewed,
) -> None:
    patterns: dict[tuple[Identifier, ...], list[URIRef]] = {}
    for configuration in reviewed.configurations:
        roles = ((Role.CONTEXT,), MECHANISMS, (Role.OUTCOME,))
        for triple in product(*(fillers(configuration, *role) for role in roles)):
            patterns.setdefault(triple, []).append(configuration.id)

    rows = reviewed.ask("recurring_patterns")

    assert {(row["context"], row["mechanism"], row["outcome"]): counts_of(row) for row in rows} == {
        triple: counts(line for claim in claims for line in reviewed.supports[claim].lines)
        for triple, claims in patterns.items()
    }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("claims_only_disputed", SupportStatus.DISPUTED),
        ("claims_only_theorised", SupportStatus.THEORISED_ONLY),
        ("contested_claims", SupportStatus.CONTESTED),
    ],
)
def test_query_for_claims_finds_those_that_have_the_status(
    query: str, status: SupportStatus, reviewed: Reviewed
) -> None:
    assert {row["claim"] for row in reviewed.ask(query)} == reviewed.with_status(status)


def test_claims_resting_on_one_study_are_those_with_a_single_supporter(reviewed: Reviewed) -> None:
    rows = reviewed.ask("claims_resting_on_one_study")

    assert {row["claim"]: {row["onlyStudy"]} for row in rows} == {
        claim: supporters(support)
        for claim, support in reviewed.supports.items()
        if support.tally.supporting == 1
    }


def test_studies_that_carry_the_theory_are_those_that_support_by_what_they_found(
    reviewed: Reviewed,
) -> None:
    groups = [group for support in reviewed.supports.values() if (group := supporters(support))]
    rows = reviewed.ask("studies_that_carry_the_theory")

    assert {row["study"]: (int(row["claims"]), int(row["claimsAlone"])) for row in rows} == {
        study: (sum(study in group for group in groups), groups.count({study}))
        for study in set[URIRef]().union(*groups)
    }


def test_claims_resting_on_low_rigour_are_those_with_no_supporter_of_more(
    reviewed: Reviewed,
) -> None:
    rows = reviewed.ask("claims_resting_on_low_rigour")

    assert {row["claim"]: int(row["studies"]) for row in rows} == {
        claim: support.tally.supporting
        for claim, support in reviewed.supports.items()
        if support.tally.supporting
        and all(is_low(line) for line in support.lines if line.is_empirical(Direction.SUPPORTS))
    }


def is_low(line: CountedLine) -> bool:
    assert line.study is not None
    return any(
        appraisal.dimension is AppraisalDimension.RIGOUR
        and appraisal.level in {Level.LOW, Level.NONE}
        for appraisal in line.study.appraisals
    )


def test_evidence_by_developer_involvement_counts_the_studies_of_the_support(
    reviewed: Reviewed,
) -> None:
    studies: dict[tuple[Identifier, ...], set[URIRef]] = {}
    for line in (line for support in reviewed.supports.values() for line in support.lines):
        if line.study is not None:
            codes = (line.line.direction, line.line.basis, line.study.developer_involvement)
            group = (line.line.claim, *(code.iri for code in codes))
            studies.setdefault(group, set()).add(line.study.id)

    rows = reviewed.ask("evidence_by_developer_involvement")

    columns = ("claim", "direction", "basis", "involvement")
    assert {tuple(row[name] for name in columns): int(row["studies"]) for row in rows} == {
        group: len(members) for group, members in studies.items()
    }
