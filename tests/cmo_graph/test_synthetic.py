import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TypeVar

import networkx as nx
import pyoxigraph
import pytest
from rdflib import Graph, URIRef

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.emitting import emit_review
from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.mapping import Part, as_triples, describe, plain, plans, read
from cmo_graph.model import (
    Completeness,
    Concept,
    Configuration,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    Report,
    Review,
    Study,
    TheoryVersion,
    Thing,
)
from cmo_graph.model.codes import (
    ChangeKind,
    Direction,
    HumanStatus,
    ModerationEffect,
    Presence,
    ReadVia,
    Role,
    StudyDesign,
)
from cmo_graph.synthetic import (
    synthetic_review,
    synthetic_text,
    synthetic_triples,
    write_nquads,
)
from cmo_graph.validation.problems import has_errors
from cmo_graph.validation.review import check_review
from cmo_graph.validation.shacl import check_shapes

CONFIGURATIONS = 600

ThingT = TypeVar("ThingT", bound=Thing)


@pytest.fixture(scope="module")
def things() -> tuple[Thing, ...]:
    return tuple(synthetic_review(configurations=CONFIGURATIONS, seed=7))


def _of(things: tuple[Thing, ...], kind: type[ThingT]) -> list[ThingT]:
    return [thing for thing in things if isinstance(thing, kind)]


def _references(node: Thing | Part) -> Iterator[URIRef]:
    for plan in plans(type(node)):
        value = getattr(node, plan.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Part):
                yield from _references(item)
            elif isinstance(item, URIRef):
                yield item


def test_synthetic_review_is_the_same_when_the_arguments_are() -> None:
    once = list(synthetic_review(configurations=20, seed=3))
    again = list(synthetic_review(configurations=20, seed=3))

    assert once == again


def test_synthetic_review_differs_when_the_seed_does() -> None:
    one = list(synthetic_review(configurations=20, seed=3))
    other = list(synthetic_review(configurations=20, seed=4))

    assert one != other


@pytest.mark.parametrize("configurations", [1, 2, 30, 251])
def test_synthetic_review_has_as_many_configurations_as_asked_for(configurations: int) -> None:
    things = tuple(synthetic_review(configurations=configurations, seed=1))

    assert len(_of(things, Configuration)) == configurations


@pytest.mark.parametrize("configurations", [1, 2, 30, 251])
def test_synthetic_review_refers_only_to_things_it_has(configurations: int) -> None:
    things = tuple(synthetic_review(configurations=configurations, seed=2))
    known = {thing.id for thing in things}

    dangling = {iri for thing in things for iri in _references(thing) if iri not in known}

    assert dangling == set()


def test_synthetic_review_gives_each_iri_to_one_thing(things: tuple[Thing, ...]) -> None:
    assert max(Counter(thing.id for thing in things).values()) == 1


def test_synthetic_review_says_it_is_synthetic_in_every_label(things: tuple[Thing, ...]) -> None:
    unlabelled = [t.id for t in things if not plain(t.label).startswith("Synthetic ")]

    assert unlabelled == []


def test_synthetic_review_begins_with_the_review_which_says_it_is_synthetic() -> None:
    review = next(synthetic_review(configurations=5, seed=1))

    assert isinstance(review, Review)
    assert review.description is not None
    assert "synthetic" in plain(review.description)


def test_synthetic_review_starts_at_once_when_it_is_huge() -> None:
    first = list(islice(synthetic_review(configurations=10**9, seed=1), 50))

    assert len(first) == 50


def test_synthetic_review_uses_the_base_and_key_it_is_given() -> None:
    base = Base("https://example.org/")

    iris = [t.id for t in synthetic_review(configurations=2, seed=1, base=base, key="made-up")]

    assert {iri.partition("/id/")[0] for iri in iris} == {"https://example.org"}
    assert {iri.rpartition("/")[2].partition(".")[0] for iri in iris} == {"made-up"}


def test_synthetic_review_is_refused_when_it_has_no_configuration() -> None:
    with pytest.raises(ValueError, match="at least 1 configuration; 0 were asked for"):
        synthetic_review(configurations=0, seed=1)


def test_synthetic_things_survive_the_round_trip_through_rdf(things: tuple[Thing, ...]) -> None:
    for thing in things[::37]:
        assert read(type(thing), describe(as_triples(thing)), thing.id) == thing


def test_synthetic_concepts_are_used_with_a_heavy_tail(things: tuple[Thing, ...]) -> None:
    uses = Counter(slot.concept for c in _of(things, Configuration) for slot in c.slots)

    ranked = sorted(uses.values(), reverse=True)

    assert sum(ranked[: len(ranked) // 20]) > 0.25 * sum(ranked)
    assert ranked[len(ranked) // 2] <= 3


def test_synthetic_outcomes_ripple_into_later_contexts(things: tuple[Thing, ...]) -> None:
    produced: set[URIRef] = set()
    ripples = 0
    for configuration in _of(things, Configuration):
        ripples += any(s.concept in produced for s in configuration.in_role(Role.CONTEXT))
        produced |= {slot.concept for slot in configuration.in_role(Role.OUTCOME)}

    assert ripples > CONFIGURATIONS / 10


def test_synthetic_configurations_are_full_for_the_most_part(things: tuple[Thing, ...]) -> None:
    shapes = Counter(c.completeness for c in _of(things, Configuration))

    assert shapes[Completeness.FULL] > CONFIGURATIONS / 2
    assert {
        Completeness.CONTEXT_MECHANISM,
        Completeness.MECHANISM_OUTCOME,
        Completeness.CONTEXT_OUTCOME,
    } <= set(shapes)


def test_synthetic_configurations_have_absent_contexts_and_rivals(
    things: tuple[Thing, ...],
) -> None:
    configurations = _of(things, Configuration)

    assert any(s.presence is Presence.ABSENT for c in configurations for s in c.slots)
    assert any(c.rival_of for c in configurations)
    assert any(c.embedded_in for c in configurations)


def test_synthetic_rivals_share_an_outcome(things: tuple[Thing, ...]) -> None:
    outcomes = {
        c.id: {slot.concept for slot in c.in_role(Role.OUTCOME)} for c in _of(things, Configuration)
    }

    for configuration in _of(things, Configuration):
        for rival in configuration.rival_of:
            assert outcomes[configuration.id] & outcomes[rival]


def test_synthetic_moderations_have_every_effect(things: tuple[Thing, ...]) -> None:
    moderations = _of(things, Moderation)

    assert {m.effect for m in moderations} == set(ModerationEffect)
    assert _of(things, Link)


def test_synthetic_broader_concepts_form_no_cycle(things: tuple[Thing, ...]) -> None:
    concepts = _of(things, Concept)
    hierarchy: nx.DiGraph[URIRef] = nx.DiGraph()
    hierarchy.add_edges_from((c.id, broader) for c in concepts for broader in c.broader)

    assert nx.is_directed_acyclic_graph(hierarchy)
    assert nx.dag_longest_path_length(hierarchy) >= 2


def _directions(things: tuple[Thing, ...]) -> Mapping[URIRef, Counter[Direction]]:
    found: dict[URIRef, Counter[Direction]] = defaultdict(Counter)
    for line in _of(things, EvidenceLine):
        if line.status is HumanStatus.ACCEPTED:
            found[line.claim][line.direction] += 1
    return found


def test_synthetic_evidence_goes_every_way(things: tuple[Thing, ...]) -> None:
    told = _directions(things)

    contested = [c for c in told.values() if c[Direction.SUPPORTS] and c[Direction.DISPUTES]]

    assert contested
    assert len(told) < len(_of(things, Configuration))
    assert {direction for counts in told.values() for direction in counts} == set(Direction)


def test_synthetic_evidence_has_one_line_for_a_study_on_a_claim(things: tuple[Thing, ...]) -> None:
    told = Counter((line.claim, line.study) for line in _of(things, EvidenceLine))

    assert max(told.values()) == 1


def test_synthetic_evidence_is_undercut_searched_for_and_told_second_hand(
    things: tuple[Thing, ...],
) -> None:
    kinds = {thing.kind_name for thing in things}

    assert {"undercuts", "searches", "positions", "emmie", "confidences"} <= kinds
    assert {line.read_via for line in _of(things, EvidenceLine)} == set(ReadVia)


def test_synthetic_studies_share_data_and_reviews_include_primaries(
    things: tuple[Thing, ...],
) -> None:
    studies = {study.id: study for study in _of(things, Study)}
    included = {primary for study in studies.values() for primary in study.includes}

    assert any(study.same_data for study in studies.values())
    assert included
    assert all(studies[s].design is not StudyDesign.SYSTEMATIC_REVIEW for s in included)


def test_synthetic_evidence_has_claims_that_a_review_and_its_primary_both_bear_on(
    things: tuple[Thing, ...],
) -> None:
    studies = {study.id: study for study in _of(things, Study)}
    bearing: dict[URIRef, set[URIRef]] = defaultdict(set)
    for line in _of(things, EvidenceLine):
        bearing[line.claim].add(line.study)

    assert any(
        primary in found
        for found in bearing.values()
        for study in found
        for primary in studies[study].includes
    )


def test_synthetic_passages_lie_where_they_say_in_texts_that_can_be_made_again(
    things: tuple[Thing, ...],
) -> None:
    counts = Counter(passage.report for passage in _of(things, Passage))
    texts = {r.id: _text(r, passages=counts[r.id]) for r in _of(things, Report)}

    for report in _of(things, Report):
        assert report.text_length == len(texts[report.id])
        assert report.text_digest == _digest(texts[report.id])
    for passage in _of(things, Passage):
        start, end = passage.location.start, passage.location.end
        assert passage.digest == _digest(texts[passage.report][start:end])
        assert passage.surroundings is not None
        assert texts[passage.report][:start].endswith(passage.surroundings.prefix or "?")
        assert texts[passage.report][end:].startswith(passage.surroundings.suffix or "?")


def _text(report: Report, *, passages: int) -> str:
    [number] = re.findall(r"(\d+)\.txt$", report.text_file or "")
    return synthetic_text(int(number), sentences=2 * passages + 1)


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def test_synthetic_theories_have_two_versions_and_tell_every_change(
    things: tuple[Thing, ...],
) -> None:
    versions = {version.id: version for version in _of(things, TheoryVersion)}

    for version in versions.values():
        if version.revision_of is None:
            continue
        before = [iri for change in version.changes for iri in change.before]
        after = {iri for change in version.changes for iri in change.after}
        assert sorted(before) == sorted(versions[version.revision_of].members)
        assert after == set(version.members)


def test_synthetic_theories_change_in_every_way(things: tuple[Thing, ...]) -> None:
    versions = _of(things, TheoryVersion)

    kinds = {change.kind for version in versions for change in version.changes}

    assert kinds == set(ChangeKind)


def test_write_nquads_writes_the_triples_of_each_review_into_its_graph() -> None:
    sink = io.BytesIO()

    lines = write_nquads(sink, configurations=5, seed=9, reviews=2)

    quads = list(pyoxigraph.parse(sink.getvalue(), format=pyoxigraph.RdfFormat.N_QUADS))
    graph = pyoxigraph.NamedNode(DEFAULT_BASE.graph("synthetic-1"))
    expected = synthetic_triples(configurations=2, seed=9, key="synthetic-1")
    assert len(quads) == lines
    assert {_facts(*quad.triple) for quad in quads if quad.graph_name == graph} == {
        _facts(*triple) for triple in expected
    }


def _facts(*terms: object) -> tuple[tuple[str, object], ...]:
    """Return terms of either library as (text, language)."""
    return tuple((_as_text(term), getattr(term, "language", None)) for term in terms)


def _as_text(term: object) -> str:
    known = (pyoxigraph.NamedNode, pyoxigraph.Literal)
    return term.value if isinstance(term, known) else str(term)


def test_write_nquads_shares_the_configurations_out() -> None:
    sink = io.BytesIO()

    write_nquads(sink, configurations=7, seed=1, reviews=3)

    found = re.findall(
        rb"configurations/(synthetic-\d)\.configuration-\d+> <[^>]*type> \S*Config", sink.getvalue()
    )
    assert Counter(found) == {b"synthetic-1": 2, b"synthetic-2": 2, b"synthetic-3": 3}


@pytest.mark.parametrize("reviews", [0, 3])
def test_write_nquads_is_refused_when_the_reviews_do_not_fit(reviews: int) -> None:
    with pytest.raises(ValueError, match="2 configurations cannot make"):
        write_nquads(io.BytesIO(), configurations=2, seed=1, reviews=reviews)


def test_synthetic_review_has_no_error_in_the_eyes_of_the_rules(things: tuple[Thing, ...]) -> None:
    problems = [flaw.as_problem() for flaw in check_review(things)]

    assert not has_errors(problems), [problem.as_text() for problem in problems]


def test_synthetic_review_keeps_to_the_shapes() -> None:
    graph = Graph()
    for triple in synthetic_triples(configurations=8, seed=7):
        graph.add(triple)

    problems = check_shapes(graph)

    assert not has_errors(problems), [problem.as_text() for problem in problems]


def test_synthetic_review_reads_back_when_written_in_the_authoring_format(tmp_path: Path) -> None:
    things = tuple(synthetic_review(configurations=40, seed=3))
    for name, text in emit_review(things).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    reading = read_review(tmp_path)

    assert {thing.id: thing for thing in reading.things} == {thing.id: thing for thing in things}
