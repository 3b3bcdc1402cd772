"""Files that are posted are read like those of the command line, and change nothing unasked."""

from collections.abc import Iterator

import pytest
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from pydantic import SecretStr
from rdflib import Literal, URIRef

from cmo_graph.errors import ReviewChanged
from cmo_graph.interchange.importers import read_files
from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.loading import load_seed
from cmo_graph.interchange.targets import Stored
from cmo_graph.store import open_store
from tests.hostile.containers import bomb_of_entities

RIS = b"TY  - JOUR\nAU  - Roe, Ann\nTI  - Workload decides who listens\nPY  - 2019\nER  -\n"
ADDRESS = "/v1/imports?kind=references&review=sos"
TOKEN = {"Authorization": "Bearer secret"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    settings = Settings(store="memory:", write_token=SecretStr("secret"), largest_upload=100_000)
    with TestClient(create_app(settings)) as client:
        yield client


def version(client: TestClient) -> str:
    return str(client.get("/v1/meta").json()["version"])


def test_import_shows_what_would_change_and_changes_nothing(client: TestClient) -> None:
    before = version(client)

    answer = client.post(f"{ADDRESS}&name=export.ris", content=RIS)

    assert answer.status_code == 200
    told = answer.json()
    assert told["understood"] == ["export.ris: 1 references, read as RIS."]
    assert {change["kind"] for change in told["changes"]} == {"studies", "reports"}
    assert (told["is_sound"], told["committed"], told["version"]) == (True, False, before)
    assert version(client) == before


def test_import_changes_the_review_when_it_is_asked_to(client: TestClient) -> None:
    other = RIS.replace(b"Workload decides", b"Kindness decides")

    answer = client.post(f"{ADDRESS}&commit=true", content=other, headers=TOKEN)

    assert answer.json()["committed"] is True
    found = client.get("/v1/reports/sos.roe-2019-kindness").json()
    assert found["label"]["en"] == "Kindness decides who listens"
    again = client.post(ADDRESS, content=other)
    assert again.json()["changes"] == []


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer other"}])
def test_import_needs_the_token_to_change_anything(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.post(f"{ADDRESS}&commit=true", content=RIS, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("write-not-authorised")


def test_import_with_errors_is_not_done(client: TestClient) -> None:
    before = version(client)

    shown = client.post(ADDRESS, content=b"Dear reviewer,")
    asked = client.post(f"{ADDRESS}&commit=true", content=b"Dear reviewer,", headers=TOKEN)

    assert (shown.status_code, shown.json()["is_sound"]) == (200, False)
    assert asked.status_code == 422
    assert asked.json()["type"].endswith("import-has-problems")
    assert [one["code"] for one in asked.json()["problems"]] == ["import-unknown-kind"]
    assert version(client) == before


def test_import_takes_several_files_as_a_form(client: TestClient) -> None:
    other = RIS.replace(b"Workload decides", b"Leadership decides")
    files = [("file", ("../a.ris", RIS)), ("file", ("b.ris", other))]

    answer = client.post(ADDRESS, files=files)

    assert answer.json()["understood"] == [
        "a.ris: 1 references, read as RIS.",
        "b.ris: 1 references, read as RIS.",
    ]


@pytest.mark.parametrize(
    ("address", "content", "headers", "status"),
    [
        (ADDRESS, b"x" * 200_000, {}, 413),
        (ADDRESS, RIS, {"Content-Encoding": "gzip"}, 415),
        (ADDRESS, RIS, {"Content-Type": "multipart/form-data; boundary=x"}, 400),
        (ADDRESS, b"", {"Content-Type": "multipart/form-data; boundary=x"}, 400),
        ("/v1/imports?kind=nonsense&review=sos", RIS, {}, 422),
        ("/v1/imports?kind=references", RIS, {}, 422),
        (f"{ADDRESS}&option=nonsense", RIS, {}, 422),
        (f"{ADDRESS}&name=a/b", RIS, {}, 422),
        (f"{ADDRESS}&other=1", RIS, {}, 422),
    ],
)
def test_import_refuses_what_it_cannot_read(
    client: TestClient, address: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post(address, content=content, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "given-empty"),
        (b"[" * 5_000, "json-too-deep"),
        (b"TY  - JOUR\nTI  - \xe9\nER  -\n", "given-encoding"),
        (bomb_of_entities(), "import-unknown-kind"),
    ],
)
def test_import_tells_hostile_files_as_problems(
    client: TestClient, content: bytes, code: str
) -> None:
    answer = client.post(ADDRESS, content=content)

    assert answer.status_code == 200
    assert [problem["code"] for problem in answer.json()["problems"]] == [code]


def test_import_into_a_review_that_is_not_there_is_told(client: TestClient) -> None:
    answer = client.post("/v1/imports?kind=references&review=other", content=RIS)

    codes = [problem["code"] for problem in answer.json()["problems"]]
    assert "import-without-review" in codes


def test_import_keeps_what_else_the_graph_states_and_yields_to_other_writers() -> None:
    store = open_store("memory:")
    load_seed(store)
    graph = store.base.graph("sos")
    odd = (URIRef("urn:x:a"), URIRef("urn:x:b"), Literal("kept"))
    with store.writing() as draft:
        draft.replace_graph(graph, {odd, *store.current().as_rdflib().graph(graph)})
    first, second = Stored(store, "sos"), Stored(store, "sos")
    context = Context(review="sos", existing=first.existing)
    imported = read_files("references", [GivenFile("a.ris", RIS)], context=context)

    first.write(first.plan(imported))

    assert odd in store.current().as_rdflib().graph(graph)
    keys = {thing.key for thing in Stored(store, "sos").existing.things}
    assert "sos.roe-2019-workload" in keys
    with pytest.raises(ReviewChanged):
        second.write(second.plan(imported))


def test_import_begins_a_review_with_a_title(client: TestClient) -> None:
    address = "/v1/imports?kind=references&title=What+works&commit=true"

    answer = client.post(f"{address}&review=fresh", content=RIS, headers=TOKEN)
    refused = client.post(f"{address}&review=fresh", content=RIS, headers=TOKEN)

    assert answer.json()["committed"] is True
    assert client.get("/v1/reviews/fresh").json()["label"] == {"en": "What works"}
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("parameter-invalid")
