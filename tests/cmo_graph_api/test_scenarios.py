from typing import Any

import pytest
from fastapi.testclient import TestClient

WITHOUT_TRUST = {"absent": "sos.trust", "on": "sos.signs-of-safety"}


def key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def ask(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/v1/scenarios", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def truths(told: dict[str, Any]) -> dict[str, str]:
    return {key(one["concept"]): one["truth"] for one in told["concepts"]}


def test_without_trust_shared_responsibility_stops_and_all_that_only_it_feeds(
    client: TestClient,
) -> None:
    told = ask(client, **WITHOUT_TRUST)
    found = truths(told)

    for stopped in ("sos.shared-responsibility", "sos.child-safety", "sos.reunification"):
        assert found[stopped] == "no"
    assert found["sos.engagement"] == "yes"


def test_without_trust_the_reason_names_trust(client: TestClient) -> None:
    told = ask(client, **WITHOUT_TRUST)
    firings = {key(one["claim"]): one for one in told["configurations"]}

    stopped = firings["sos.shared-responsibility-makes-children-safer"]
    assert stopped["truth"] == "no"
    assert "Parents trust the social worker" in stopped["reason"]
    [unmet] = [one for one in stopped["conditions"] if one["met"] == "no"]
    assert (key(unmet["concept"]), unmet["kind"]) == ("sos.trust", "enabler")


def test_turning_trust_off_changes_what_hangs_on_it_and_nothing_else(client: TestClient) -> None:
    told = ask(client, **WITHOUT_TRUST, present="sos.relationship-circumstances")
    changed = {key(one["subject"]): (one["before"], one["after"]) for one in told["changes"]}

    for stopped in ("sos.shared-responsibility", "sos.child-safety", "sos.reunification"):
        assert changed[stopped] == ("yes", "no")
    assert "sos.engagement" not in changed
    assert all(one["reason"] for one in told["changes"])


def test_with_trust_and_the_right_circumstances_children_are_safer(client: TestClient) -> None:
    told = ask(
        client,
        present=["sos.trust", "sos.relationship-circumstances"],
        on="sos.signs-of-safety",
    )

    assert truths(told)["sos.child-safety"] == "yes"
    assert told["changes"] == []


def test_every_claim_that_is_told_has_its_evidence_beside_it(client: TestClient) -> None:
    told = ask(client, **WITHOUT_TRUST, show="all")

    for firing in told["configurations"]:
        assert told["claims"][firing["claim"]]["status"]
    assert len(told["configurations"]) == sum(told["configuration_totals"].values())
    assert len(told["concepts"]) == sum(told["concept_totals"].values())


def test_scenario_is_shareable_and_posted_alike(client: TestClient) -> None:
    body = {"absent": ["sos.trust"], "on": ["sos.signs-of-safety"]}
    posted = client.post("/v1/scenarios", json=body)

    assert posted.json() == ask(client, **WITHOUT_TRUST)
    assert posted.headers["dataset-version"] == posted.json()["dataset"]["version"]


def test_a_limit_leaves_out_and_says_so(client: TestClient) -> None:
    told = ask(client, **WITHOUT_TRUST, limit=1)

    assert len(told["configurations"]) == len(told["concepts"]) == 1
    assert told["is_truncated"]


@pytest.mark.parametrize(
    ("url", "status", "names"),
    [
        ("/v1/scenarios?present=sos.trust&absent=sos.trust", 422, "sos.trust"),
        ("/v1/scenarios?on=sos.signs-of-safety&absent=sos.practice-model", 422, "practice-model"),
        ("/v1/scenarios?present=sos.trusts", 404, "sos.trust"),
        ("/v1/scenarios?theory=sos.nothing", 404, "theories"),
        ("/v1/scenarios?limit=5001", 422, "5000"),
        ("/v1/circumstances?outcome=sos.childs-safety", 404, "sos.child-safety"),
        ("/v1/circumstances?outcome=sos.child-safety&k=1001", 422, "1000"),
        ("/v1/circumstances?outcome=sos.child-safety&time_budget_ms=60001", 422, "60000"),
    ],
)
def test_failure_is_a_problem_that_names_what_is_wrong(
    client: TestClient, url: str, status: int, names: str
) -> None:
    answer = client.get(url)

    assert answer.status_code == status
    assert names in answer.json()["detail"]


def test_contradictory_scenario_names_the_concept(client: TestClient) -> None:
    answer = client.post("/v1/scenarios", json={"present": ["sos.trust"], "absent": ["sos.trust"]})

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("#scenario-contradictory")
    assert key(answer.json()["concept"]) == "sos.trust"


def test_child_safety_comes_about_with_the_programme_trust_and_the_right_circumstances(
    client: TestClient,
) -> None:
    told = client.get("/v1/circumstances", params={"outcome": "sos.child-safety"}).json()

    [only] = told["sets"]
    assert told["outcome"] == "found"
    assert {key(one) for one in only["present"]} == {"sos.trust", "sos.relationship-circumstances"}
    assert {key(one) for one in only["interventions_on"]} == {"sos.signs-of-safety"}
    assert only["must_be_absent"] == []


def test_trust_is_critical_for_child_safety(client: TestClient) -> None:
    told = client.get("/v1/circumstances", params={"outcome": "sos.child-safety"}).json()

    assert "sos.trust" in {key(one) for one in told["critical"]}
    assert told["critical_is_exact"]


def test_each_set_run_as_a_scenario_brings_the_outcome(client: TestClient) -> None:
    told = client.get(
        "/v1/circumstances", params={"outcome": "sos.child-safety", "assume": "any"}
    ).json()

    assert len(told["sets"]) > 1
    for one in told["sets"]:
        body = {
            "present": one["present"],
            "on": one["interventions_on"],
            "absent": one["must_be_absent"],
        }
        found = truths(client.post("/v1/scenarios", json=body).json())
        assert found["sos.child-safety"] == "yes"
        assert set(one["claims"]) <= told["claims"].keys()


def test_a_search_that_stops_early_is_an_answer_that_says_so(client: TestClient) -> None:
    told = client.get(
        "/v1/circumstances", params={"outcome": "sos.child-safety", "assume": "any", "k": "1"}
    ).json()

    assert told["outcome"] == "truncated"
    assert told["stopped_by"] == "sets"
    assert len(told["sets"]) == 1
    assert not told["critical_is_exact"]


def test_an_outcome_that_can_only_be_lowered_points_at_the_other_change(client: TestClient) -> None:
    asked = {"outcome": "sos.children-in-care"}

    raised = client.get("/v1/circumstances", params=asked).json()
    lowered = client.get("/v1/circumstances", params={**asked, "change": "lowered"}).json()

    assert (raised["outcome"], raised["other_change"]) == ("none", "lowered")
    assert lowered["sets"]
    assert "other_change" not in lowered
