"""Pages of things: what they show is what the graph says, for every kind that has a design."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.pages.designs import DESIGNS
from cmo_graph_api.pages.rendering import seen
from cmo_graph_api.pages.tables import COLUMNS
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from rdflib import RDF, RDFS, Literal
from rdflib.term import Identifier

from cmo_graph.iri import DEFAULT_BASE as BASE
from cmo_graph.model import THINGS
from cmo_graph.model.codes import Role
from cmo_graph.repository import FACETS
from cmo_graph.vocabulary import CMO
from tests.cmo_graph_api.pages import Page
from tests.cmo_graph_api.test_pages import HOSTILE

TRUST = "sos.trust-lets-responsibility-be-shared"
KINSHIP = "sos.lowers-kinship-care"
#: A thing of each kind that has a design.
ONE_EACH = (
    ("reviews", "sos"),
    ("concepts", "sos.shared-responsibility"),
    ("configurations", KINSHIP),
    ("links", "sos.effect-on-cost-effectiveness"),
    ("moderations", "sos.trust-enables-shared-responsibility"),
    ("studies", "sos.evaluation"),
    ("reports", "sos.community-care-article"),
    ("passages", "sos.b-adcs-done-well"),
    ("evidence", "sos.evaluation-kinship-care"),
)


def read(client: TestClient, path: str) -> Page:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, path
    return Page(answer.text)


def items(client: TestClient, path: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = client.get(path).json()["items"]
    return found


def rows(page: Page) -> list[str]:
    """Return where the first column of a list leads."""
    found, waits = [], False
    for tag, attributes in page.elements:
        waits = waits or (tag == "th" and attributes.get("scope") == "row")
        if waits and tag == "a":
            found.append(attributes["href"])
            waits = False
    return found


@pytest.mark.parametrize("kind", DESIGNS)
def test_every_thing_of_a_kind_with_a_design_has_its_page(client: TestClient, kind: str) -> None:
    for item in items(client, f"/v1/{kind}?limit=6"):
        page = read(client, f"/{kind}/{item['key']}")

        assert "Everything that is stated of it" in page.text
        assert item["label"]["en"] in page.text
        assert page.unsafe == []
        assert len(set(page.anchors)) == len(page.anchors)
        own = {link[1:] for link in page.links if link.startswith("#")}
        assert own <= set(page.anchors)


# Configurations


def test_configuration_is_told_in_one_sentence(client: TestClient) -> None:
    assert (
        "In context Parents trust the social worker and Parents collaborate with the social worker,"
        " intervention Signs of Safety offers resource Safety plans and Safety networks, which"
        " leads, in Parents, to a response that nobody stated, producing outcome Shared"
        " understanding of, and responsibility for, reducing risk (increase)."
    ) in read(client, f"/configurations/{TRUST}").text
    assert (
        "In a context that nobody stated, intervention Signs of Safety works through a mechanism"
        " that nobody stated, producing outcome Kinship care rather than non-kinship care"
        " (decrease). A partial configuration: nobody stated a context or a mechanism."
    ) in read(client, f"/configurations/{KINSHIP}").text


def test_configuration_tells_every_slot_with_its_passages(client: TestClient) -> None:
    for item in items(client, "/v1/configurations"):
        page = read(client, f"/configurations/{item['key']}")
        for slot in item["slots"]:
            assert slot["id"].partition("#")[2] in page.anchors
            passages = {iri.rpartition("/")[2] for iri in slot["passages"]}
            assert {f"/passages/{key}" for key in passages} <= set(page.links)


@pytest.mark.parametrize("kind", ["configurations", "links", "moderations"])
def test_claim_tells_its_evidence_as_the_interface_does(client: TestClient, kind: str) -> None:
    for item in items(client, f"/v1/{kind}?limit=12"):
        told = client.get(f"/v1/claims/{item['key']}/support").json()
        page = read(client, f"/{kind}/{item['key']}")
        lines = [line["line"] for side in told["lines"].values() for line in side]

        assert {f"/evidence/{iri.rpartition('/')[2]}" for iri in lines} <= set(page.links)
        assert told["status"].replace("_", " ").replace("searched ", "searched, ") in page.text
        studies = told["tally"]["independent_studies"]["all"]
        assert not studies or f"{studies} independent stud" in page.text
        for undercut in told["undercuts"]:
            assert undercut["reason"]["en"] in page.text


def test_configuration_has_its_picture_in_the_first_answer(client: TestClient) -> None:
    page = read(client, f"/configurations/{TRUST}")

    assert page.has("svg")
    assert "#evidence" in page.links
    assert "/theories/sos.programme-theory" in page.links


def test_configuration_names_rivals_moderators_and_what_is_beside_it(client: TestClient) -> None:
    beside = set(read(client, f"/configurations/{TRUST}").links)
    rivals = read(client, "/configurations/sos.partial-implementation-hides-impact")

    assert "/moderations/sos.circumstances-strengthen-shared-responsibility" in beside
    assert "/configurations/sos.circumstances-let-relationships-grow" in beside
    assert "Rival explanations" in rivals.text


def test_questions_that_a_page_leads_to_are_answered(client: TestClient) -> None:
    page = read(client, f"/configurations/{TRUST}")
    asked = [link for link in page.links if link.startswith(("/what-if?", "/for-whom?"))]

    assert len(asked) == 4
    assert "absent=sos.trust" in asked[1]
    for link in asked:
        assert client.get(link, headers={"Accept": "text/html"}).status_code == 200


# Concepts


@pytest.mark.parametrize("key", ["sos.trust", "sos.signs-of-safety", "sos.shared-responsibility"])
def test_concept_tells_in_which_roles_configurations_have_it(client: TestClient, key: str) -> None:
    page = read(client, f"/concepts/{key}")
    for role in Role:
        told = client.get(f"/v1/configurations?{role.value}={key}").json()
        assert (f"as-{role.value}" in page.anchors) == bool(told["total"])
        if told["total"]:
            assert f"{role.value} ({told['total']})" in page.text
        if told["total"] <= 10:
            found = {f"/configurations/{item['key']}" for item in told["items"]}
            assert found <= set(page.links)


def test_concept_has_what_is_before_and_after_it_as_picture_and_in_words(
    client: TestClient,
) -> None:
    page = read(client, "/concepts/sos.shared-responsibility")

    assert page.has("svg")
    assert "leads to more of Child safety" in page.text
    assert {"/concepts/sos.safety-plans", "/concepts/sos.child-safety"} <= set(page.links)
    assert "/for-whom?outcome=sos.shared-responsibility" in page.links


# Sources


def test_study_tells_what_it_contributes(client: TestClient) -> None:
    page = read(client, "/studies/sos.evaluation")
    lines = items(client, "/v1/evidence?study=sos.evaluation&limit=500")
    counts = [
        len([line for line in lines if line["direction"] == direction])
        for direction in ("supports", "disputes", "inconclusive", "nuances")
    ]

    told = "{} for {} against {} could not tell {} it depends".format(*counts)
    assert told in page.text
    assert {f"/evidence/{line['key']}" for line in lines} <= set(page.links)
    assert "/reports/sos.community-care-article" in page.links


def test_report_has_its_passages_in_the_order_of_its_text(client: TestClient) -> None:
    page = read(client, "/reports/sos.community-care-article")
    passages = items(client, "/v1/passages?report=sos.community-care-article&limit=500")
    ordered = sorted(passages, key=lambda one: (one["location"]["start"], one["key"]))

    found = [link for link in page.links if link.startswith("/passages/sos.")]
    assert found[: len(ordered)] == [f"/passages/{one['key']}" for one in ordered]
    assert "Community Care, 8 February 2021" in page.text


def test_passage_tells_where_it_lies_and_what_is_not_held(client: TestClient) -> None:
    passage = client.get("/v1/passages/sos.b-adcs-done-well").json()
    page = read(client, "/passages/sos.b-adcs-done-well")
    start, end = passage["location"]["start"], passage["location"]["end"]

    assert f"[{end - start} characters that are not held here]" in page.text
    assert passage["digest"] in page.text
    assert f"{start:,} to {end:,}" in page.text
    assert "Text not held." in page.text


def test_passage_that_is_not_in_the_text_at_hand_says_so(tmp_path: Path) -> None:
    (tmp_path / "community-care-2021-02-08.txt").write_text("Nothing of the kind.\n")
    with TestClient(create_app(Settings(store="memory:", texts=tmp_path))) as holding:
        page = read(holding, "/passages/sos.b-adcs-done-well")
        report = read(holding, "/reports/sos.community-care-article")
        tags = [tag_of(holding, f"/{kind}/{key}") for kind, key in ONE_EACH for _ in range(2)]

    assert "Not located. Its words are not in the text held here." in page.text
    assert "is held here" in report.text
    # What a page follows from besides the store is the same as long as the files are.
    assert tags[::2] == tags[1::2]


def tag_of(client: TestClient, path: str) -> str:
    return client.get(path, headers={"Accept": "text/html"}).headers["ETag"]


def test_evidence_line_tells_who_says_it_and_what_undercuts_it(client: TestClient) -> None:
    line = client.get("/v1/evidence/sos.evaluation-kinship-care").json()
    page = read(client, "/evidence/sos.evaluation-kinship-care")

    for name in ("claim", "study", "asserted_by", "reported_by", "coder"):
        kind, key = line[name].rsplit("/", 2)[1:]
        assert f"/{kind}/{key}" in page.links
    assert "Undercut:" in page.text
    assert "called “moderate strength” by the source" in page.text


def test_review_tells_what_it_holds_and_how_its_claims_stand(client: TestClient) -> None:
    page = read(client, "/reviews/sos")
    counts = client.get("/v1/meta").json()["counts"]
    claims = sum(counts[kind] for kind in ("configurations", "links", "moderations"))
    standings = page.text.partition("How its claims stand")[2].partition("EMMIE")[0]

    for kind, count in counts.items():
        if count and kind != "reviews":
            assert f"/{kind}?review=sos" in page.links
    assert sum(int(number) for number in re.findall(r"\d+", standings)) == claims
    assert "quality not rated" in page.text


# Lists


@pytest.mark.parametrize("kind", THINGS)
def test_list_has_the_things_of_its_kind_in_key_order(client: TestClient, kind: str) -> None:
    page = read(client, f"/{kind}?limit=9")
    keys = [item["key"] for item in items(client, f"/v1/{kind}?limit=9")]

    found = rows(page) if kind in COLUMNS else [link for link in page.links if f"/{kind}/" in link]
    assert found[: len(keys)] == [f"/{kind}/{key}" for key in keys]


@pytest.mark.parametrize(
    "query",
    [
        "configurations?context=sos.trust&stage=initial",
        "configurations?basis=stakeholder_testimony&basis=theoretical&q=safety",
        "concepts?role=outcome&limit=5",
        "evidence?direction=disputes&study=sos.evaluation",
        "passages?report=sos.review-page&limit=7",
        "theory-versions?member=sos.trust-enables-shared-responsibility",
    ],
)
def test_list_takes_the_filters_of_the_interface(client: TestClient, query: str) -> None:
    told = client.get(f"/v1/{query}").json()
    page = read(client, f"/{query}")

    kind = query.partition("?")[0]
    found = [link for link in page.links if link.startswith(f"/{kind}/")]
    assert {f"/{kind}/{item['key']}" for item in told["items"]} == set(found)
    assert f"{told['total']} match" in page.text


def test_list_shows_a_filter_and_leads_to_the_list_without_it(client: TestClient) -> None:
    page = read(client, "/configurations?context=sos.trust&stage=initial")

    assert "context: Parents trust the social worker" in page.text
    assert "/configurations?stage=initial" in page.links
    assert "/configurations?context=sos.trust" in page.links


def test_list_refuses_a_filter_that_its_kind_does_not_have(client: TestClient) -> None:
    assert client.get("/studies?context=sos.trust").status_code == 422
    assert client.get("/configurations?stage=nowhere").status_code == 422
    assert client.get("/configurations?context=sos.nothing").status_code == 404
    assert all("review" in facets for facets in FACETS.values())


# What somebody's update may say


@pytest.fixture
def half_said() -> Iterator[TestClient]:
    """Serve a configuration of which only half is said, and evidence on what is not there."""
    app = create_app(Settings(store="memory:"), empty=True)
    one, gone = BASE.mint("configurations", "r.half"), BASE.mint("studies", "r.gone")
    line = BASE.mint("evidence", "r.line")
    said = [
        (one, RDF.type, CMO.Configuration),
        (one, RDFS.label, Literal("Half of it", lang="en")),
        (one, CMO.inReview, BASE.mint("reviews", "r")),
        (line, RDF.type, CMO.EvidenceLine),
        (line, RDFS.label, Literal("A line", lang="en")),
        (line, CMO.inReview, BASE.mint("reviews", "r")),
        (line, CMO.study, gone),
    ]
    with TestClient(app) as client:
        with app.state.store.writing() as draft:
            draft.replace_graph(BASE.graph("r"), said)
        yield client


def test_thing_that_is_not_whole_has_the_plain_page(half_said: TestClient) -> None:
    for path in ("/configurations/r.half", "/evidence/r.line"):
        page = read(half_said, path)
        assert "What is stated" in page.text
        assert "Everything that is stated of it" not in page.text


def test_list_names_what_is_not_whole(half_said: TestClient) -> None:
    assert rows(read(half_said, "/configurations")) == ["/configurations/r.half"]
    assert rows(read(half_said, "/evidence")) == ["/evidence/r.line"]


@pytest.fixture(params=["script", "template", "bidi", "long"])
def hostile(request: pytest.FixtureRequest) -> Iterator[tuple[TestClient, str]]:
    """Serve the embedded synthesis with one hostile text in the place of every text of it."""
    app, text = create_app(Settings(store="memory:")), HOSTILE[request.param]
    with TestClient(app) as client:
        said = app.state.store.current().as_rdflib().get_context(BASE.graph("sos"))
        triples = [
            (subject, prop, Literal(text, lang=value.language) if is_text(value) else value)
            for subject, prop, value in said
        ]
        with app.state.store.writing() as draft:
            draft.replace_graph(BASE.graph("sos"), triples)
        yield client, text


def is_text(value: Identifier) -> bool:
    return isinstance(value, Literal) and value.language is not None


def test_hostile_texts_are_texts_on_every_page_of_things(hostile: tuple[TestClient, str]) -> None:
    client, text = hostile
    for kind, key in ONE_EACH:
        for path in (f"/{kind}/{key}", f"/{kind}?limit=5"):
            answer = client.get(path, headers={"Accept": "text/html"})
            page = Page(answer.text)

            assert answer.status_code == 200
            assert page.unsafe == []
            assert not page.has("img")
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer.text)
            assert " ".join(seen(text).split()) in page.text
