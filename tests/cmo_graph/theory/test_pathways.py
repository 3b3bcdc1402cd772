from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cmo_graph.errors import InvalidParameter, NotFound
from cmo_graph.iri import IRI
from cmo_graph.model.codes import LinkKind, Polarity
from cmo_graph.theory.agreement import Agreement
from cmo_graph.theory.mediators import find_mediators
from cmo_graph.theory.network import Network, build_network, downstream, upstream
from cmo_graph.theory.pathways import find_pathways
from cmo_graph.theory.ranking import SortKey
from cmo_graph.theory.search import PathwayOutcome, PathwayQuery
from cmo_graph.theory.steps import StepEvidence, StepStatus, Strength
from cmo_graph.theory.threads import ThreadGrade, threads_between
from cmo_graph.theory.transitivity import Transitivity
from tests.cmo_graph.theory import path_oracle
from tests.cmo_graph.theory.path_oracle import Chain, Drawn, networks
from tests.cmo_graph.theory.strategies import concept_iri, link, study_iri

many = settings(max_examples=600, suppress_health_check=list(HealthCheck), deadline=None)


def compiled(drawn: Drawn) -> Network:
    return build_network(drawn.links, concepts=drawn.concepts, evidence=drawn.evidence)


_STEPS, _HOW_MANY = st.integers(1, 5), st.integers(1, 6)
_SIGNS = st.sampled_from([*[None] * 8, *Polarity])
_CONTEXTS = st.sampled_from([*[None] * 4, concept_iri("uk"), concept_iri("london")])
_STRENGTHS = st.sampled_from([*[Strength.DISPUTED] * 14, *Strength])


@st.composite
def questions(draw: st.DrawFn) -> tuple[Drawn, PathwayQuery]:
    drawn = draw(networks())
    ends = sorted({end for one in drawn.links for end in (one.from_concept, one.to_concept)})
    some = st.sampled_from(ends or sorted(one.id for one in drawn.concepts))
    few = st.one_of(st.just(frozenset[IRI]()), st.frozensets(some, max_size=1))
    source = draw(some)
    reached = sorted(one for one in ends if path_oracle.chains(drawn.links, source, one, longest=4))
    via = draw(few)
    query = PathwayQuery(
        source=source,
        target=draw(st.sampled_from(reached or ends) | some if ends else some),
        max_steps=draw(_STEPS),
        k=draw(_HOW_MANY),
        via=via,
        # To pass and to avoid the same concept is refused.
        avoid=draw(few) - via,
        sign=draw(_SIGNS),
        context=draw(_CONTEXTS),
        minimum_strength=draw(_STRENGTHS),
        seconds=60.0,
    )
    return drawn, query


def may_hold(drawn: Drawn, chain: Chain, context: IRI | None) -> bool:
    uk, london, nl = map(concept_iri, ("uk", "london", "nl"))
    fits = {None: {uk, london, nl}, uk: {uk, london}, london: {uk, london}}[context]
    for one in chain:
        named = {*one.holds_in, *drawn.known(one).examined_in}
        if named and not named & fits:
            return False
    return True


def expected_chains(drawn: Drawn, query: PathwayQuery, longest: int) -> list[Chain]:
    """Return the chains that meet every filter, best first."""
    found = []
    for chain in path_oracle.chains(drawn.links, query.source, query.target, longest):
        passed = {query.source, *(one.to_concept for one in chain)}
        if (
            query.via <= passed
            and not query.avoid & passed
            and query.sign in (None, path_oracle.sign(chain))
            and may_hold(drawn, chain, query.context)
            and all(path_oracle.strength(drawn.known(o)) >= query.minimum_strength for o in chain)
        ):
            found.append(chain)
    return sorted(found, key=lambda chain: path_oracle.sort_key(drawn, chain))


@many
@given(questions())
def test_pathways_equal_brute_force(question: tuple[Drawn, PathwayQuery]) -> None:
    drawn, query = question

    answer = find_pathways(compiled(drawn), query)

    expected = expected_chains(drawn, query, query.max_steps)
    event(f"{min(len(expected), 3)} pathways")
    assert [one.links for one in answer.pathways] == [
        tuple(one.id for one in chain) for chain in expected[: query.k]
    ]
    assert answer.total == len(expected)
    assert answer.is_truncated == (len(expected) > query.k)
    for pathway, chain in zip(answer.pathways, expected, strict=False):
        known = [drawn.known(one) for one in chain]
        supporters = [one.supporters for one in known]
        assert pathway.sign is path_oracle.sign(chain)
        assert pathway.weakest == min(map(path_oracle.strength, known))
        assert pathway.thread.length == path_oracle.longest_told(supporters)
        assert pathway.undercut_steps == tuple(n for n, o in enumerate(known) if o.is_undercut)
        assert pathway.hand_overs == tuple(
            len(supporters[n] & supporters[n + 1]) for n in range(len(chain) - 1)
        )
        assert set(pathway.critical_studies) == {
            study
            for study in frozenset[IRI]().union(*supporters)
            if any(step and not step - {study} for step in supporters)
        }


@many
@given(questions())
def test_pathway_outcome_and_shortest_length_equal_brute_force(
    question: tuple[Drawn, PathwayQuery],
) -> None:
    drawn, query = question

    answer = find_pathways(compiled(drawn), query)

    if query.source == query.target:
        assert answer.outcome is PathwayOutcome.SAME_NODE
        return
    bare = PathwayQuery(
        source=query.source,
        target=query.target,
        avoid=query.avoid,
        context=query.context,
        minimum_strength=query.minimum_strength,
    )
    lengths = [len(chain) for chain in expected_chains(drawn, bare, longest=99)]
    assert answer.shortest_possible_steps == min(lengths, default=None)
    if answer.pathways:
        assert answer.outcome is PathwayOutcome.PATHS_FOUND
    elif lengths and min(lengths) <= query.max_steps:
        assert answer.outcome is PathwayOutcome.NO_PATH_WITH_CONDITIONS
    elif lengths:
        assert answer.outcome is PathwayOutcome.NO_PATH_WITHIN_LIMIT
    else:
        assert answer.outcome is PathwayOutcome.NO_PATH


@many
@given(questions())
def test_pair_hangs_on_the_studies_that_brute_force_finds(
    question: tuple[Drawn, PathwayQuery],
) -> None:
    drawn, query = question
    if query.source == query.target:
        return
    bare = PathwayQuery(
        source=query.source, target=query.target, max_steps=query.max_steps, avoid=query.avoid
    )

    answer = find_pathways(compiled(drawn), bare)

    is_supported, critical = path_oracle.pair_studies(
        drawn, expected_chains(drawn, bare, query.max_steps)
    )
    assert answer.studies.is_supported == is_supported
    assert set(answer.studies.critical) == critical


@many
@given(questions())
def test_threads_equal_brute_force(question: tuple[Drawn, PathwayQuery]) -> None:
    drawn, query = question

    found = threads_between(compiled(drawn), query.source, query.target, longest=query.max_steps)

    expected = path_oracle.tellers(drawn, query.source, query.target, query.max_steps)
    assert {one.study: one.steps for one in found} == expected


@many
@given(questions())
def test_mediators_equal_brute_force(question: tuple[Drawn, PathwayQuery]) -> None:
    drawn, query = question

    answer = find_mediators(compiled(drawn), query)

    told: dict[IRI, tuple[set[IRI], int]] = {}
    for chain in expected_chains(drawn, query, query.max_steps):
        for before, after in pairwise(chain):
            studies, times = told.get(after.from_concept, (set(), 0))
            steps = drawn.known(before).supporters | drawn.known(after).supporters
            told[after.from_concept] = studies | steps, times + 1
    ranked = sorted(told, key=lambda one: (-len(told[one][0]), -told[one][1], one))
    assert [(one.concept, set(one.studies), one.pathways) for one in answer.mediators] == [
        (one, *told[one]) for one in ranked[: query.k]
    ]


@many
@given(questions())
def test_closures_equal_brute_force(question: tuple[Drawn, PathwayQuery]) -> None:
    drawn, query = question

    below = downstream(compiled(drawn), query.source, deepest=query.max_steps)
    above = upstream(compiled(drawn), query.source, deepest=query.max_steps)

    for one in drawn.concepts:
        there = path_oracle.chains(drawn.links, query.source, one.id, query.max_steps)
        back = path_oracle.chains(drawn.links, one.id, query.source, query.max_steps)
        assert dict(below).get(one.id) == min(map(len, there), default=None)
        assert dict(above).get(one.id) == min(map(len, back), default=None)


@many
@given(questions())
def test_loops_of_pathways_equal_brute_force(question: tuple[Drawn, PathwayQuery]) -> None:
    drawn, query = question
    if query.source == query.target:
        return

    for pathway in find_pathways(compiled(drawn), query).pathways:
        expected = {
            frozenset([one.id, *(back.id for back in chain)])
            for one in drawn.links
            if one.id in pathway.links
            for chain in path_oracle.chains(
                drawn.links, one.to_concept, one.from_concept, query.max_steps - 1
            )
        }
        if not pathway.loops.is_truncated:
            assert {frozenset(loop.links) for loop in pathway.loops.loops} == expected


P, Q = study_iri("p"), study_iri("q")


def supported(*studies: IRI, examined_in: str = "") -> StepEvidence:
    places = frozenset({concept_iri(examined_in)}) if examined_in else frozenset[IRI]()
    return StepEvidence(
        status=StepStatus.SUPPORTED, supporters=frozenset(studies), examined_in=places
    )


AB, BC, CD, AD = (
    link("ab", "a", "b"),
    link("bc", "b", "c"),
    link("cd", "c", "d"),
    link("ad", "a", "d"),
)


def ask(source: str, target: str) -> PathwayQuery:
    return PathwayQuery(source=concept_iri(source), target=concept_iri(target))


def test_pathway_is_stitched_when_no_study_tells_two_neighbouring_steps() -> None:
    network = build_network([AB, BC], evidence={AB.id: supported(P), BC.id: supported(Q)})

    [found] = find_pathways(network, ask("a", "c")).pathways

    assert found.thread.grade is ThreadGrade.STITCHED
    assert found.hand_overs == (0,)
    assert found.critical_studies == (P, Q)
    assert found.context.transitivity is Transitivity.UNLICENSED


def test_pathway_is_a_whole_chain_when_one_study_tells_it() -> None:
    network = build_network([AB, BC], evidence={AB.id: supported(P, Q), BC.id: supported(P)})

    answer = find_pathways(network, ask("a", "c"))

    assert answer.pathways[0].thread.studies == (P,)
    assert answer.pathways[0].sentence == (
        "“r.a” leads to “r.b”, which leads to “r.c”. In all, more of the first goes with more of"
        " the last. One study tells the whole chain."
    )
    assert answer.studies.critical == (P,)


def test_pathway_disagrees_with_direct_evidence_against_the_effect() -> None:
    against = StepEvidence(status=StepStatus.DISPUTED, disputers=frozenset({Q}))
    network = build_network(
        [AB, BC, link("ac", "a", "c")], evidence={link("ac", "a", "c").id: against}
    )

    answer = find_pathways(network, ask("a", "c"))

    assert [one.agreement for one in answer.pathways] == [Agreement.DISAGREES, Agreement.IS_DIRECT]
    assert answer.pathways[1].disputed_steps == (0,)


def test_pathways_say_how_short_one_could_be_when_the_limit_misses_it() -> None:
    network = build_network([AB, BC, CD])

    answer = find_pathways(
        network, PathwayQuery(source=concept_iri("a"), target=concept_iri("d"), max_steps=2)
    )

    assert answer.outcome is PathwayOutcome.NO_PATH_WITHIN_LIMIT
    assert answer.shortest_possible_steps == 3


def test_pathways_tell_unknown_concepts_apart() -> None:
    network = build_network([AB])

    assert find_pathways(network, ask("x", "b")).outcome is PathwayOutcome.SOURCE_UNKNOWN
    assert find_pathways(network, ask("a", "x")).outcome is PathwayOutcome.TARGET_UNKNOWN
    assert find_pathways(network, ask("b", "a")).outcome is PathwayOutcome.NO_PATH


def test_pathways_return_what_was_found_when_the_time_runs_out() -> None:
    ways = [
        one
        for number in range(600)
        for one in (link(f"i{number}", "a", f"m{number}"), link(f"o{number}", f"m{number}", "z"))
    ]
    ticks = count()

    answer = find_pathways(
        build_network(ways),
        PathwayQuery(source=concept_iri("a"), target=concept_iri("z"), seconds=2.5),
        clock=lambda: float(next(ticks)),
    )

    assert answer.outcome is PathwayOutcome.TIME_BUDGET_EXCEEDED
    assert answer.is_truncated
    assert 0 < answer.total < 600


def test_pathways_follow_the_order_asked_for() -> None:
    network = build_network(
        [AB, BC, CD, AD], evidence={one.id: supported(P) for one in (AB, BC, CD)}
    )
    query = PathwayQuery(
        source=concept_iri("a"), target=concept_iri("d"), order=(SortKey.FEWEST_STEPS,)
    )

    assert [len(one.links) for one in find_pathways(network, query).pathways] == [1, 3]
    assert [len(one.links) for one in find_pathways(network, ask("a", "d")).pathways] == [3, 1]


def test_pathways_refuse_limits_beyond_the_caps() -> None:
    network = build_network([AB])
    a, b = concept_iri("a"), concept_iri("b")

    for query, name in (
        (PathwayQuery(source=a, target=b, max_steps=9), "max_steps"),
        (PathwayQuery(source=a, target=b, k=0), "k"),
        (PathwayQuery(source=a, target=b, seconds=600), "seconds"),
        (PathwayQuery(source=a, target=b, order=(SortKey.FEWEST_STEPS,) * 2), "order"),
    ):
        with pytest.raises(InvalidParameter, match=name):
            find_pathways(network, query)


def test_pathways_do_not_know_a_concept_to_avoid_that_is_nowhere() -> None:
    query = PathwayQuery(
        source=concept_iri("a"), target=concept_iri("b"), avoid=frozenset({concept_iri("x")})
    )

    with pytest.raises(NotFound):
        find_pathways(build_network([AB]), query)


def test_pathways_do_not_go_along_links_that_compare_claims() -> None:
    network = build_network([link("rival", "a", "b", kind=LinkKind.RIVAL_OF)])

    assert network.links == ()
