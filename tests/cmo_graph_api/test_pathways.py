import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.cmo_graph_api.pages import Page

CHAIN = {"from": "sos.signs-of-safety", "to": "sos.children-in-care"}


def find(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/v1/pathways", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def test_the_chain_from_the_programme_to_care_is_theory_that_nobody_tells_as_a_whole(
    client: TestClient,
) -> None:
    told = find(client, **CHAIN)
    chains = [path for path in told["paths"] if len(path["steps"]) > 1]

    assert told["outcome"] == "paths_found"
    best = chains[0]
    assert best["weakest"]["strength"] == "theorised"
    assert set(best["statuses"]) == {"theorised_only"}
    assert best["threads"]["grade"] in ("stitched", "partial")
    assert best["context"]["transitivity"] == "unlicensed"
    assert best["direct_evidence"] == "disagrees"


def test_the_direct_link_to_care_is_disputed_and_undercut_and_told_once(
    client: TestClient,
) -> None:
    told = find(client, **CHAIN, max_steps=1)

    [path] = told["paths"]
    [step] = path["steps"]
    assert key(step) == "sos.effect-on-care"
    assert path["statuses"] == ["disputed"]
    assert path["disputed_steps"] == path["undercut_steps"] == [0]
    # What a configuration implies and reviewers wrote too is one step.
    assert told["steps"][step]["repeated_by"]


def test_answer_tells_each_concept_step_and_study_once(client: TestClient) -> None:
    told = find(client, **CHAIN)
    used = {step for path in told["paths"] for step in path["steps"]}
    passed = {concept for path in told["paths"] for concept in path["concepts"]}
    named = {
        study
        for step in told["steps"].values()
        for study in (*step["supporters"], *step["disputers"])
    }

    assert used <= told["steps"].keys()
    assert passed <= told["nodes"].keys()
    assert named == told["studies"].keys()
    assert all(told["nodes"][concept]["label"] for concept in passed)


def test_implied_steps_name_their_configuration_and_have_no_evidence(client: TestClient) -> None:
    told = find(client, **CHAIN)
    implied = [step for step in told["steps"].values() if step["implied_by"]]

    assert implied
    for step in implied:
        assert step["status"] == "no_evidence"
        assert "tally" not in step


def test_no_evidence_of_a_step_is_told_apart_from_none_on_its_configuration(
    client: TestClient,
) -> None:
    asked = "from=sos.trust&to=sos.child-safety"
    sentence = (
        "Only accounts or theory speak of the configuration “Parents who trust and collaborate"
        " come to share responsibility for reducing risk” as a whole."
    )
    steps = client.get(f"/v1/pathways?{asked}").json()["steps"].values()
    [bare] = [step for step in steps if step["status"] == "no_evidence"]
    page = Page(client.get(f"/pathways?{asked}", headers={"Accept": "text/html"}).text).text
    rows = csv.DictReader(io.StringIO(client.get(f"/pathways.csv?{asked}").text))
    [row] = [row for row in rows if row["status"] == "no_evidence"]

    assert [one["sentence"] for one in bare["on_configurations"]] == [sentence]
    assert row["evidence_on_configurations"] == sentence
    assert row["examined_configurations"] == "sos.trust-lets-responsibility-be-shared"
    assert "no evidence of its own" in page
    assert "as a whole: “” theorised only" in page
    assert "Weakest step: no evidence of its own." in page


def test_post_twin_gives_the_same_answer(client: TestClient) -> None:
    by_post = client.post("/v1/pathways/search", json=CHAIN)

    assert by_post.json() == find(client, **CHAIN)
    assert by_post.headers["dataset-version"] == by_post.json()["dataset"]["version"]


def test_via_and_avoid_narrow_the_pathways(client: TestClient) -> None:
    every = {path["id"] for path in find(client, **CHAIN)["paths"]}
    through = find(client, **CHAIN, via="sos.safety-plans")
    around = find(client, **CHAIN, avoid="sos.safety-plans")

    assert {path["id"] for path in (*through["paths"], *around["paths"])} == every
    for path in through["paths"]:
        assert "sos.safety-plans" in {key(concept) for concept in path["concepts"]}


def test_filters_apply_before_the_search(client: TestClient) -> None:
    told = find(client, **CHAIN, max_steps=1, undercut_lines=False)

    assert told["paths"][0]["statuses"] == ["inconclusive"]


@pytest.mark.parametrize(
    ("parameters", "outcome"),
    [
        ({"from": "sos.children-in-care", "to": "sos.signs-of-safety"}, "no_path"),
        ({"from": "sos.trust", "to": "sos.trust"}, "same_node"),
        (
            {"from": "sos.safety-plans", "to": "sos.children-in-care", "max_steps": "1"},
            "no_path_within_limit",
        ),
        ({**CHAIN, "via": "sos.staff-wellbeing"}, "no_path_with_conditions"),
        ({**CHAIN, "sign": "positive"}, "no_path_with_conditions"),
    ],
)
def test_no_pathway_is_an_outcome(
    client: TestClient, parameters: dict[str, str], outcome: str
) -> None:
    told = find(client, **parameters)

    assert told["outcome"] == outcome
    assert told["paths"] == []


def test_a_limit_that_misses_tells_how_long_the_shortest_chain_is(client: TestClient) -> None:
    told = find(client, **{"from": "sos.safety-plans", "to": "sos.children-in-care"}, max_steps=1)

    assert told["shortest_possible_steps"] == 3


def test_narrowing_to_a_theory_keeps_its_members_only(client: TestClient) -> None:
    theory = client.get("/v1/theories").json()["items"][0]["key"]
    members = {
        member
        for version in client.get("/v1/theory-versions").json()["items"]
        for member in version["members"]
    }
    told = find(client, **CHAIN, theory=theory)

    for iri, step in told["steps"].items():
        assert iri in members or set(step["implied_by"]) <= members


def test_mediators_lie_on_the_pathways(client: TestClient) -> None:
    between = {
        concept for path in find(client, **CHAIN)["paths"] for concept in path["concepts"][1:-1]
    }
    told = client.get("/v1/pathways/mediators", params=CHAIN).json()

    assert {one["concept"] for one in told["mediators"]} == between
    assert told["total"] == len(between)


def test_upstream_and_downstream_are_each_others_mirror(client: TestClient) -> None:
    up = client.get("/v1/concepts/sos.child-safety/upstream").json()["reached"]

    assert "sos.signs-of-safety" in {key(one["concept"]) for one in up}
    for one in up:
        down = client.get(f"/v1/concepts/{key(one['concept'])}/downstream").json()
        steps = {key(other["concept"]): other["steps"] for other in down["reached"]}
        assert steps["sos.child-safety"] == one["steps"]


@pytest.mark.parametrize(
    ("url", "status", "names"),
    [
        ("/v1/pathways?from=sos.signs-of-safety&to=sos.child-in-care", 404, "sos.children-in-care"),
        ("/v1/pathways?from=sos.signs-of-safety&to=sos.trust&via=sos.trusts", 404, "sos.trust"),
        ("/v1/pathways?from=sos.signs-of-safety", 422, "to"),
        (
            "/v1/pathways?from=sos.trust&to=sos.child-safety&via=sos.safety-plans"
            "&avoid=sos.safety-plans",
            422,
            "avoid",
        ),
        ("/v1/pathways?from=sos.trust&to=sos.child-safety&max_steps=9", 422, "8"),
        ("/v1/pathways?from=sos.trust&to=sos.child-safety&k=1001", 422, "1000"),
        ("/v1/pathways?from=sos.trust&to=sos.child-safety&time_budget_ms=60001", 422, "60000"),
        ("/v1/pathways?from=sos.trust&to=sos.child-safety&theory=sos.none", 404, "theories"),
        ("/v1/concepts/sos.trusts/upstream", 404, "sos.trust"),
    ],
)
def test_failure_is_a_problem_that_names_the_nearest_or_the_cap(
    client: TestClient, url: str, status: int, names: str
) -> None:
    answer = client.get(url)

    assert answer.status_code == status
    assert names in answer.json()["detail"]
