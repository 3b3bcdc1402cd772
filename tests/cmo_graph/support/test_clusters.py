from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from cmo_graph.support.clusters import cluster_studies, join_groups
from tests.cmo_graph.support.examples import make_study, study_iri

_groups = st.lists(st.frozensets(st.integers(0, 9).map(study_iri), max_size=3), max_size=8)


def test_studies_without_shared_data_stand_alone() -> None:
    clusters = cluster_studies([make_study("a"), make_study("b", includes=["a"])])

    assert clusters.joined == ()
    assert clusters.of(study_iri("b")) == study_iri("b")


def test_shared_data_holds_both_ways_whichever_study_says_it() -> None:
    said_by_one = cluster_studies([make_study("a", same_data=["b"]), make_study("b")])
    said_by_other = cluster_studies([make_study("a"), make_study("b", same_data=["a"])])

    assert said_by_one == said_by_other
    assert said_by_one.of(study_iri("b")) == study_iri("a")


def test_a_cluster_is_named_by_its_first_member() -> None:
    clusters = cluster_studies([make_study("c", same_data=["b"]), make_study("b", same_data=["a"])])

    assert clusters.joined == ((study_iri("a"), study_iri("b"), study_iri("c")),)
    assert {clusters.of(study_iri(name)) for name in "abc"} == {study_iri("a")}


def test_touching_leaves_out_clusters_of_other_studies() -> None:
    clusters = cluster_studies([make_study("a", same_data=["b"]), make_study("c", same_data=["d"])])

    assert clusters.touching([study_iri("d")]) == ((study_iri("c"), study_iri("d")),)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(_groups)
def test_join_groups_gives_the_finest_partition_in_which_every_group_is_whole(
    groups: list[frozenset[URIRef]],
) -> None:
    clusters = join_groups(groups)

    partition: list[set[URIRef]] = []
    for group in groups:
        touched = [each for each in partition if each & group]
        partition = [each for each in partition if not each & group]
        partition.append(set(group).union(*touched))
    assert {frozenset(each) for each in clusters.joined} == {
        frozenset(each) for each in partition if len(each) > 1
    }
