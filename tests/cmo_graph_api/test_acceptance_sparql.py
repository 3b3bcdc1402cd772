"""What the seed's sources say of each claim, asked over SPARQL as a stranger would.

The rows are those that REST answers from the same lines; the statuses come from the derived graph.
"""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from cmo_graph.iri import DEFAULT_BASE, key_of
from cmo_graph.model.codes import Intention, Polarity
from cmo_graph.sparql.queries import stored_query
from cmo_graph.support import Answer, SupportStatus
from cmo_graph.vocabulary import CMO

STATUSES = {str(status.iri): status.value for status in SupportStatus}
ANSWERS = {str(answer.iri): answer.value for answer in Answer}
#: Names of the counts in a tally of REST, and their properties.
COUNTS = {
    "for": CMO.supportingStudies,
    "against": CMO.disputingStudies,
    "inconclusive": CMO.inconclusiveStudies,
    "nuancing": CMO.nuancingStudies,
    "theorising_only": CMO.theorisingStudies,
    "all": CMO.independentStudies,
    "reports": CMO.countedReports,
    "passages": CMO.countedPassages,
    "developer_involved": CMO.developerInvolvedStudies,
    "second_hand": CMO.secondHandStudies,
    "undercut": CMO.undercutStudies,
}

Row = Mapping[str, str]


def rows(client: TestClient, query: str) -> list[Row]:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    return [
        {name: value["value"] for name, value in row.items()}
        for row in answer.json()["results"]["bindings"]
    ]


def support(client: TestClient, kind: str, key: str) -> dict[str, str]:
    claim = DEFAULT_BASE.mint(kind, f"sos.{key}")
    counts = " ".join(f"<{predicate}> ?{name} ;" for name, predicate in COUNTS.items())
    [found] = rows(
        client,
        f"SELECT * {{ ?support <{CMO.supportOf}> <{claim}> ; {counts}"
        f" <{CMO.supportStatus}> ?status ; <{CMO.answer}> ?answer }}",
    )
    return {**found, "status": STATUSES[found["status"]], "answer": ANSWERS[found["answer"]]}


@pytest.mark.parametrize(
    ("kind", "claim", "status", "answer"),
    [
        ("links", "effect-on-care", "disputed", "no"),
        ("configurations", "keeps-children-out-of-care", "disputed", "no"),
        ("links", "effect-on-engagement", "supported", "yes"),
        ("links", "shared-responsibility-improves-child-safety", "theorised_only", "unknown"),
        (
            "configurations",
            "shared-responsibility-makes-children-safer",
            "theorised_only",
            "unknown",
        ),
        ("moderations", "trust-enables-shared-responsibility", "supported", "yes"),
        ("links", "effect-on-assessments", "inconclusive", "unknown"),
        ("links", "effect-on-staff-wellbeing", "inconclusive", "unknown"),
        ("links", "effect-on-staff-retention", "inconclusive", "unknown"),
        ("links", "effect-on-kinship-care", "supported", "yes"),
        ("links", "effect-on-re-referral", "inconclusive", "unknown"),
        ("links", "effect-on-cost-effectiveness", "searched_none_found", "unknown"),
        ("configurations", "benefits-councils-beside-other-practice", "theorised_only", "unknown"),
    ],
)
def test_claim_has_the_status_its_sources_give_it(
    client: TestClient, kind: str, claim: str, status: str, answer: str
) -> None:
    found = support(client, kind, claim)

    assert (found["status"], found["answer"]) == (status, answer)


@pytest.mark.parametrize(
    ("kind", "claim"),
    [("links", "effect-on-care"), ("configurations", "keeps-children-out-of-care")],
)
def test_care_is_disputed_by_one_study_undercut_beside_an_inconclusive_one(
    client: TestClient, kind: str, claim: str
) -> None:
    found = support(client, kind, claim)

    assert {name: found[name] for name in ("for", "against", "inconclusive", "undercut")} == {
        "for": "0",
        "against": "1",
        "inconclusive": "1",
        "undercut": "1",
    }


def test_kinship_care_goes_down_though_nobody_meant_it_to(client: TestClient) -> None:
    link = DEFAULT_BASE.mint("links", "sos.effect-on-kinship-care")
    found = rows(
        client,
        f"""SELECT DISTINCT ?polarity ?intention {{
          <{link}> <{CMO.polarity}> ?polarity ; <{CMO.toConcept}> ?outcome .
          ?slot <{CMO.concept}> ?outcome ; <{CMO.intention}> ?intention .
        }}""",
    )

    assert found == [
        {"polarity": str(Polarity.NEGATIVE.iri), "intention": str(Intention.UNINTENDED.iri)}
    ]


def test_whole_chain_is_as_weak_as_theory_and_its_end_is_disputed(client: TestClient) -> None:
    """The chain from the programme to fewer children in care, as the cookbook tells it."""
    given = {"from": "sos.signs-of-safety", "to": "sos.children-in-care"}
    answer = client.get("/v1/queries/steps_between/answer", params=given)
    status = {
        key_of(row["link"]["value"]).removeprefix("sos."): STATUSES[row["status"]["value"]]
        for row in answer.json()["results"]["bindings"]
    }

    chain = (
        "signs-of-safety-provides-safety-plans",
        "safety-plans-build-shared-responsibility",
        "shared-responsibility-improves-child-safety",
        "child-safety-keeps-children-out-of-care",
    )
    assert [status[link] for link in chain] == ["theorised_only"] * 4
    assert status["effect-on-care"] == "disputed"


def test_statuses_and_tallies_are_those_of_rest_for_every_claim(client: TestClient) -> None:
    found = rows(client, f"SELECT ?claim {{ ?support <{CMO.supportOf}> ?claim }} ORDER BY ?claim")
    assert found

    for row in found:
        located = DEFAULT_BASE.locate(row["claim"])
        assert located is not None
        kind, key = located
        rest = client.get(f"/v1/claims/{key}/support").json()
        tally = {**rest["tally"].pop("independent_studies"), **rest["tally"]}
        over_sparql = support(client, kind, key.removeprefix("sos."))
        assert {name: int(over_sparql[name]) for name in COUNTS} == tally, key
        assert (over_sparql["status"], over_sparql["answer"]) == (rest["status"], rest["answer"])


def test_derived_graphs_are_of_the_version_that_is_served(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": stored_query("derived_graphs").text})
    stamps = {row["version"]["value"] for row in answer.json()["results"]["bindings"]}

    assert stamps == {answer.headers["Dataset-Version"].strip('"')}
