import json
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph, URIRef

from cmo_graph.interchange.authoring import read_review
from cmo_graph.mapping import as_triples
from cmo_graph.resources import seed_review
from cmo_graph.store.folder import OVERVIEWS
from tests.cmo_graph_api.cli.conftest import Run

SEED = read_review(seed_review()).things
GRAPH = URIRef("http://localhost:8000/graph/sos")


def test_status_counts_what_was_loaded(loaded: Run) -> None:
    facts = json.loads(loaded("status", "--json").out)

    assert facts["counts"]["configurations"] == sum(
        thing.kind_name == "configurations" for thing in SEED
    )
    assert facts["graphs"][str(GRAPH)] == len({t for thing in SEED for t in as_triples(thing)})


def test_loading_the_same_review_again_changes_nothing(loaded: Run) -> None:
    before = json.loads(loaded("status", "--json").out)
    loaded("load", seed_review())
    after = json.loads(loaded("status", "--json").out)

    assert (before["version"], before["number"]) == (after["version"], after["number"])


def test_load_keeps_overviews_of_the_versions_that_are_kept(loaded: Run, tmp_path: Path) -> None:
    old = tmp_path / "store" / OVERVIEWS / "old.sqlite"
    old.parent.mkdir(exist_ok=True)
    old.touch()

    loaded("load", seed_review())

    assert not old.exists()


def test_load_of_a_faulty_review_names_the_place_and_leaves_the_store(
    loaded: Run, tmp_path: Path
) -> None:
    before = loaded("status", "--json").out
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "review.yaml").write_text("id: sos\nlabel: Faulty\ncolour: red\n")
    outcome = loaded("load", folder)

    assert outcome.code == 1
    assert "review.yaml:3:1: error:" in outcome.err
    assert loaded("status", "--json").out == before


def test_show_gives_the_triples_of_one_thing(loaded: Run) -> None:
    thing = next(thing for thing in SEED if thing.kind_name == "configurations")
    shown = loaded("show", thing.key).out

    assert set(Graph().parse(data=shown, format="turtle")) == set(as_triples(thing))


def test_show_of_a_misspelt_key_names_the_nearest(loaded: Run) -> None:
    thing = next(thing for thing in SEED if thing.kind_name == "configurations")
    outcome = loaded("show", f"{thing.key}s")

    assert outcome.code == 1
    assert thing.key in outcome.err
    assert outcome.err.count("\n") == 1


def test_dump_loads_again_into_the_same_version(loaded: Run, tmp_path: Path) -> None:
    before = json.loads(loaded("status", "--json").out)
    file = tmp_path / "all.nq"
    loaded("dump", "--output", file)
    copy = tmp_path / "copy"
    loaded("load", file, "--store", copy)
    after = json.loads(loaded("status", "--json", "--store", copy).out)

    assert after["version"] == before["version"]


def test_dump_of_one_graph_is_what_the_files_say(loaded: Run) -> None:
    dumped = loaded("dump", "--format", "nt", "--graph", GRAPH).out

    assert set(Graph().parse(data=dumped, format="nt")) == {
        triple for thing in SEED for triple in as_triples(thing)
    }


def test_dump_names_every_graph(loaded: Run) -> None:
    dumped = loaded("dump", "--format", "trig").out
    quads = pyoxigraph.parse(dumped, format=pyoxigraph.RdfFormat.TRIG)

    assert str(GRAPH) in {str(quad.graph_name.value) for quad in quads}


def test_store_that_does_not_exist_is_told_and_not_made(run: Run, tmp_path: Path) -> None:
    outcome = run("status", "--store", tmp_path / "mistyped")

    assert outcome.code == 1
    assert "There is no store at" in outcome.err
    assert not (tmp_path / "mistyped").exists()


def test_setting_that_is_not_acceptable_is_a_usage_error(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMO_QUERY_TIMEOUT", "soon")
    outcome = run("status")

    assert outcome.code == 2
    assert "CMO_QUERY_TIMEOUT" in outcome.err
    assert "Traceback" not in outcome.err
