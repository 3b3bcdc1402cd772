import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

CLAIM_KINDS = ("configurations", "links", "moderations")


def get(client: TestClient, url: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(url, params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def status_of(client: TestClient, claim: str) -> str:
    return str(get(client, f"/v1/claims/{key(claim)}/support")["status"])


def test_gaps_are_the_claims_with_that_status(client: TestClient) -> None:
    told = get(client, "/v1/gaps", limit=500)
    listed = {
        "no_evidence": told["without_evidence"],
        "searched_none_found": told["searched_none_found"],
        "theorised_only": told["theorised_only"],
        "inconclusive": told["inconclusive"],
        "disputed": told["disputed"],
        "contested": told["contested"],
    }
    every = {
        item["id"]: status_of(client, item["id"])
        for kind in CLAIM_KINDS
        for item in get(client, f"/v1/{kind}", limit=500)["items"]
    }

    for status, entries in listed.items():
        assert set(entries["items"]) == {claim for claim, found in every.items() if found == status}
        assert entries["total"] == len(entries["items"])
    assert {"no_evidence", "theorised_only", "inconclusive", "disputed"} <= set(every.values())


def test_gaps_tell_how_every_claim_in_them_stands(client: TestClient) -> None:
    told = get(client, "/v1/gaps")

    for claim in told["resting_on_one_study"]["items"]:
        studies = told["claims"][claim]["tally"]["independent_studies"]
        assert studies["for"] == 1
    for pair in told["rivals"]["items"]:
        assert {pair["first"], pair["second"]} <= told["claims"].keys()


def test_gaps_tell_the_total_when_a_limit_leaves_some_out(client: TestClient) -> None:
    entries = get(client, "/v1/gaps", limit=1)["theorised_only"]

    assert len(entries["items"]) == 1
    assert entries["total"] > 1


def test_nothing_is_contested_in_the_two_pages(client: TestClient) -> None:
    told = get(client, "/v1/contested")

    assert (told["total"], told["items"], told["is_truncated"]) == (0, [], False)


def cell(told: dict[str, Any], row: str, column: str) -> dict[str, Any]:
    rows = [key(one["concept"]) for one in told["rows"]]
    columns = [key(one["concept"]) for one in told["columns"]]
    found: dict[str, Any] = told["cells"][rows.index(row)][columns.index(column)]
    return found


def test_evidence_map_shows_findings_that_stand_only_on_links(client: TestClient) -> None:
    told = get(client, "/v1/evidence-map", rows="intervention", columns="outcome")
    found = cell(told, "sos.signs-of-safety", "sos.staff-retention")

    assert told["links"] == "included"
    assert found["state"] == "inconclusive"
    assert {key(one["claim"]) for one in found["claims"]} == {"sos.effect-on-staff-retention"}


def test_evidence_map_counts_a_study_once_in_a_cell(client: TestClient) -> None:
    told = get(client, "/v1/evidence-map", rows="intervention", columns="outcome")
    found = cell(told, "sos.signs-of-safety", "sos.children-in-care")

    assert len(found["claims"]) > 1
    assert found["state"] == "disputed"
    assert found["tally"]["independent_studies"]["against"] == 1


def test_evidence_map_leaves_links_out_on_request(client: TestClient) -> None:
    told = get(
        client, "/v1/evidence-map", rows="intervention", columns="outcome", links="leave_out"
    )

    assert told["links"] == "left_out"
    claims = {one["claim"] for row in told["cells"] for each in row for one in each["claims"]}
    assert all("/configurations/" in claim for claim in claims)


def test_evidence_map_of_outcomes_by_interventions_is_the_other_turned_round(
    client: TestClient,
) -> None:
    one = get(client, "/v1/evidence-map", rows="intervention", columns="outcome")
    other = get(client, "/v1/evidence-map", rows="outcome", columns="intervention")

    assert [list(row) for row in zip(*one["cells"], strict=True)] == other["cells"]


def test_evidence_map_of_other_roles_has_no_place_for_links(client: TestClient) -> None:
    told = get(client, "/v1/evidence-map", rows="context", columns="mechanism")

    assert told["links"] == "not_applicable"
    assert {"not_theorised"} < {each["state"] for row in told["cells"] for each in row}


def test_evidence_map_as_csv_has_the_same_cells(client: TestClient) -> None:
    parameters = {"rows": "intervention", "columns": "outcome"}
    told = get(client, "/v1/evidence-map", **parameters)
    answer = client.get("/v1/evidence-map", params={**parameters, "format": "csv"})
    heading, *rows = csv.reader(io.StringIO(answer.text))

    assert answer.headers["content-type"].startswith("text/csv")
    assert heading[1:] == [one["label"] for one in told["columns"]]
    assert [row[0] for row in rows] == [one["label"] for one in told["rows"]]
    for row, cells in zip(rows, told["cells"], strict=True):
        states = [each["state"].replace("_", " ") for each in cells]
        assert [text.partition(":")[0] for text in row[1:]] == states


def test_evidence_map_cut_off_says_so(client: TestClient) -> None:
    told = get(client, "/v1/evidence-map", rows="context", columns="outcome", max_columns=2)

    assert len(told["columns"]) == 2
    assert told["is_truncated"]
    assert told["total_columns"] > 2


def test_emmie_tells_all_five_dimensions_and_invents_no_quality(client: TestClient) -> None:
    told = get(client, "/v1/reviews/sos/emmie")

    assert [one["dimension"] for one in told["dimensions"]] == [
        "effect",
        "mechanism",
        "moderator",
        "implementation",
        "economics",
    ]
    for dimension in told["dimensions"]:
        assert dimension["is_assessed"] == bool(dimension["assessments"])
        for assessment in dimension["assessments"]:
            assert "quality" not in assessment
            assert assessment["passages"]


def test_emmie_as_csv_has_a_row_for_each_assessment(client: TestClient) -> None:
    answer = client.get("/v1/reviews/sos/emmie", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert {row["quality"] for row in rows} == {"not rated"}
    assert len(rows) >= 5


@pytest.mark.parametrize(
    ("url", "status", "names"),
    [
        ("/v1/evidence-map", 422, "rows"),
        ("/v1/evidence-map?rows=context&columns=colour", 422, "columns"),
        ("/v1/evidence-map?rows=context&columns=outcome&max_rows=201", 422, "200"),
        ("/v1/gaps?limit=5001", 422, "5000"),
        ("/v1/gaps?review=sus", 404, "sos"),
        ("/v1/reviews/sus/emmie", 404, "sos"),
    ],
)
def test_failure_is_a_problem_that_names_what_is_wrong(
    client: TestClient, url: str, status: int, names: str
) -> None:
    answer = client.get(url)

    assert answer.status_code == status
    assert names in answer.json()["detail"]
