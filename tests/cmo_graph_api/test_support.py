"""Support over HTTP, on the embedded synthesis: what the two source pages let one say."""

from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from cmo_graph.support import Answer, SupportStatus


class Expected(NamedTuple):
    """How a claim of the seed must stand, and the studies on each side."""

    claim: str
    status: str
    answer: str
    supporting: int
    against: int
    inconclusive: int


#: One row for each claim that the reading of the two pages settles; chains are in test_pathways.
ACCEPTANCE = [
    # A review that could not tell does not dispute; the pilots' evaluation does.
    Expected("sos.effect-on-care", "disputed", "no", 0, 1, 1),
    Expected("sos.keeps-children-out-of-care", "disputed", "no", 0, 1, 1),
    Expected("sos.effect-on-engagement", "supported", "yes", 1, 0, 0),
    Expected("sos.engages-families-and-agencies", "supported", "yes", 1, 0, 0),
    # Most often assumed: theory, however central.
    Expected(
        "sos.shared-responsibility-improves-child-safety", "theorised_only", "unknown", 0, 0, 0
    ),
    Expected(
        "sos.shared-responsibility-makes-children-safer", "theorised_only", "unknown", 0, 0, 0
    ),
    Expected("sos.trust-enables-shared-responsibility", "supported", "yes", 1, 0, 0),
    # "No evidence to suggest" was read as: could not be determined.
    Expected("sos.effect-on-assessments", "inconclusive", "unknown", 0, 0, 1),
    Expected("sos.effect-on-staff-wellbeing", "inconclusive", "unknown", 0, 0, 1),
    Expected("sos.effect-on-staff-retention", "inconclusive", "unknown", 0, 0, 1),
    Expected("sos.effect-on-kinship-care", "supported", "yes", 1, 0, 0),
    Expected("sos.lowers-kinship-care", "supported", "yes", 1, 0, 0),
    Expected("sos.effect-on-re-referral", "inconclusive", "unknown", 0, 0, 1),
    Expected("sos.effect-on-cost-effectiveness", "searched_none_found", "unknown", 0, 0, 0),
    # A spokesperson's word is an account and never empirical.
    Expected("sos.benefits-councils-beside-other-practice", "theorised_only", "unknown", 0, 0, 0),
]

every_claim = pytest.mark.parametrize("expected", ACCEPTANCE, ids=lambda one: one.claim)


def support(client: TestClient, claim: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(f"/v1/claims/{claim}/support", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@every_claim
def test_support_of_a_claim_is_what_its_sources_say(client: TestClient, expected: Expected) -> None:
    told = support(client, expected.claim)
    studies = told["tally"]["independent_studies"]

    assert (told["status"], told["answer"]) == (expected.status, expected.answer)
    assert studies["for"] == expected.supporting
    assert studies["against"] == expected.against
    assert studies["inconclusive"] == expected.inconclusive


DERIVED = """
    PREFIX cmo: <https://w3id.org/cmo-graph/ns#>
    SELECT ?claim ?status ?answer ?for ?against ?inconclusive
    WHERE {
      GRAPH ?graph {
        ?support cmo:supportOf ?claim ;
          cmo:supportStatus ?status ;
          cmo:answer ?answer ;
          cmo:supportingStudies ?for ;
          cmo:disputingStudies ?against ;
          cmo:inconclusiveStudies ?inconclusive .
      }
      FILTER(STRENDS(STR(?graph), "graph/derived/support"))
    }
"""


@every_claim
def test_sparql_tells_of_a_claim_what_rest_does(client: TestClient, expected: Expected) -> None:
    rows = client.get("/sparql", params={"query": DERIVED}).json()["results"]["bindings"]
    [row] = [row for row in rows if row["claim"]["value"].endswith(f"/{expected.claim}")]

    assert row["status"]["value"] == str(SupportStatus(expected.status).iri)
    assert row["answer"]["value"] == str(Answer(expected.answer).iri)
    counts = [int(row[name]["value"]) for name in ("for", "against", "inconclusive")]
    assert counts == [expected.supporting, expected.against, expected.inconclusive]


@pytest.mark.parametrize("claim", ["sos.effect-on-care", "sos.keeps-children-out-of-care"])
def test_support_tells_that_the_dispute_about_care_is_undercut(
    client: TestClient, claim: str
) -> None:
    told = support(client, claim)

    assert told["tally"]["undercut"] == 1
    assert [one["undercut"].rsplit("/", 1)[-1] for one in told["undercuts"]] == ["sos.mtm-undercut"]
    [disputing] = told["lines"]["disputes"]
    assert disputing["undercut"]
    assert disputing["finding"] == "no_effect"


def test_support_without_undercut_lines_leaves_only_the_review_that_could_not_tell(
    client: TestClient,
) -> None:
    told = support(client, "sos.effect-on-care", undercut_lines=False)

    assert told["status"] == "inconclusive"
    assert [one["reason"] for one in told["left_out"]] == ["undercut"]


def test_less_kinship_care_is_told_as_unintended_and_harmful(client: TestClient) -> None:
    slots = client.get("/v1/configurations/sos.lowers-kinship-care").json()["slots"]

    [outcome] = [slot for slot in slots if slot["role"] == "outcome"]
    assert (outcome["intention"], outcome["valence"]) == ("unintended", "harmful")
    assert outcome["direction"] == "decrease"


def test_support_of_the_spokespersons_claim_rests_on_an_account_only(client: TestClient) -> None:
    told = support(client, "sos.benefits-councils-beside-other-practice")

    bases = {line["basis"] for lines in told["lines"].values() for line in lines}
    assert bases == {"stakeholder_account"}


def test_support_echoes_version_method_and_query(client: TestClient) -> None:
    told = support(client, "sos.effect-on-care", basis="empirical", opinion=True, prior_weight=1)

    assert told["dataset"]["version"] == client.get("/v1/meta").json()["version"]
    assert told["method"]["name"] == "cmo-graph-support"
    assert told["method"]["parameters"]["prior_weight"] == 1
    assert told["query"]["basis"] == ["empirical"]
    assert told["filters"]["bases"] == ["empirical"]


def test_support_gives_an_opinion_only_when_asked(client: TestClient) -> None:
    with_opinion = support(client, "sos.effect-on-engagement", opinion=True)["opinion"]

    assert "opinion" not in support(client, "sos.effect-on-engagement")
    assert "opinion" in support(client, "sos.effect-on-engagement", prior_weight=1)
    assert "opinion" not in support(
        client, "sos.effect-on-engagement", prior_weight=1, opinion=False
    )
    shares = [with_opinion[name] for name in ("belief", "disbelief", "uncertainty")]
    assert sum(shares) == pytest.approx(1)
    assert with_opinion["interval"] == [shares[0], 1 - shares[1]]


@pytest.mark.parametrize(
    ("parameters", "left"),
    [
        ({"basis": "stakeholder_account"}, 0),
        ({"read_via": "own_report"}, 0),
        ({"min_rigour": "high"}, 0),
        ({"min_rigour": "high", "unjudged": "keep"}, 2),
        ({"status": "rejected"}, 0),
        ({"review": "sos"}, 2),
        ({"without_review": "sos"}, 0),
    ],
)
def test_filters_leave_lines_out_and_say_so(
    client: TestClient, parameters: dict[str, str], left: int
) -> None:
    told = support(client, "sos.effect-on-care", **parameters)

    assert told["tally"]["independent_studies"]["all"] == left
    assert len(told["left_out"]) == 2 - left


def test_filter_on_one_study_leaves_the_others_out(client: TestClient) -> None:
    [line] = support(client, "sos.effect-on-care")["lines"]["disputes"]

    told = support(client, "sos.effect-on-care", without_study=line["study"])

    assert told["status"] == "inconclusive"


def test_support_labels_everything_it_names(client: TestClient) -> None:
    told = support(client, "sos.effect-on-care")

    [line] = told["lines"]["disputes"]
    for iri in (told["claim"], line["study"], line["line"], line["asserted_by"]):
        assert told["labels"][iri]


def test_batch_answers_each_claim_and_tells_the_problem_of_one_that_is_not_there(
    client: TestClient,
) -> None:
    claims = [expected.claim for expected in ACCEPTANCE] + ["sos.effect-on-car"]
    answer = client.post("/v1/support:batch", json={"claims": claims})
    *items, missing = answer.json()["items"]

    assert answer.headers["dataset-version"] == answer.json()["dataset"]["version"]
    assert [item["support"]["status"] for item in items] == [one.status for one in ACCEPTANCE]
    assert missing["problem"]["status"] == 404
    assert "sos.effect-on-care" in missing["problem"]["nearest"]


def test_batch_tells_of_each_claim_what_is_told_of_it_alone(client: TestClient) -> None:
    claims = [expected.claim for expected in ACCEPTANCE]
    items = client.post("/v1/support:batch", json={"claims": claims}).json()["items"]

    for item in items:
        alone = support(client, item["asked"])
        assert item["support"] == {name: alone[name] for name in item["support"]}


def test_batch_of_too_many_claims_is_refused_with_the_limit(client: TestClient) -> None:
    answer = client.post("/v1/support:batch", json={"claims": ["sos.effect-on-care"] * 201})

    assert answer.status_code == 422
    assert "claims" in answer.json()["detail"]
    assert "200" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("url", "status", "names"),
    [
        ("/v1/claims/sos.effect-on-car/support", 404, "sos.effect-on-care"),
        ("/v1/claims/sos.trust/support", 404, "trust"),
        ("/v1/claims/sos.effect-on-care/support?study=sos.nobody", 404, "studies"),
        ("/v1/claims/sos.effect-on-care/support?colour=red", 422, "colour"),
        ("/v1/claims/sos.effect-on-care/support?prior_weight=0", 422, "prior_weight"),
        ("/v1/claims/sos.effect-on-care/support?min_rigour=great", 422, "min_rigour"),
    ],
)
def test_failure_is_a_problem_that_names_what_is_wrong(
    client: TestClient, url: str, status: int, names: str
) -> None:
    answer = client.get(url)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert names in answer.text


def test_answer_is_not_sent_again_until_the_dataset_changes(client: TestClient) -> None:
    url = "/v1/claims/sos.effect-on-care/support"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
