from fastapi.testclient import TestClient

from cmo_graph.validation.codes import CODES
from cmo_graph.validation.problems import HELP, help_address

PAGE = {"Accept": "text/html"}


def test_code_has_a_page_that_says_what_to_do(client: TestClient) -> None:
    answer = client.get("/problems/yaml-tab", headers=PAGE)

    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Replace the tab by two spaces" in answer.text
    assert "[yaml-tab]" in answer.text


def test_code_is_told_as_json_with_the_address_of_its_page(client: TestClient) -> None:
    told = client.get("/problems/qda-words-differ", params={"format": "json"}).json()

    kind = CODES["qda-words-differ"]
    assert told == {
        "code": "qda-words-differ",
        "severity": "warning",
        "meaning": kind.meaning,
        "mend": kind.mend,
        "example": kind.example,
        "help": help_address("qda-words-differ"),
    }


def test_codes_are_listed_with_links_to_their_pages(client: TestClient) -> None:
    page = client.get("/problems", headers=PAGE).text
    listed = client.get("/problems", headers={"Accept": "application/json"}).json()["items"]

    assert [one["code"] for one in listed] == list(CODES)
    assert all(f'/problems/{code}"' in page for code in CODES)


def test_every_code_has_a_page(client: TestClient) -> None:
    for code in CODES:
        assert client.get(f"/problems/{code}").status_code == 200


def test_unknown_code_is_a_problem_that_names_the_nearest(client: TestClient) -> None:
    answer = client.get("/problems/yaml-tap", headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert "yaml-tab" in answer.json()["nearest"]


def test_address_of_help_is_that_of_the_pages() -> None:
    assert HELP.endswith("/problems/")
