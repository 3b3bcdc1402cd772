from typing import Annotated

import pytest
from cmo_graph_api import problems
from cmo_graph_api.settings import Settings
from cmo_graph_api.writing import WriterDep
from fastapi import FastAPI, Header
from fastapi.testclient import TestClient
from pydantic import SecretStr


def _client(token: str | None) -> TestClient:
    app = FastAPI()
    app.state.settings = Settings(write_token=None if token is None else SecretStr(token))
    problems.register(app)

    @app.put("/thing")
    def change(_: WriterDep, word: Annotated[str, Header()] = "") -> str:
        return word or "changed"

    return TestClient(app)


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("sent", [None, "Bearer ", "Bearer anything"])
def test_nobody_writes_when_the_server_has_no_token(token: str | None, sent: str | None) -> None:
    answer = _client(token).put("/thing", headers={"Authorization": sent} if sent else {})

    assert answer.status_code == 403
    assert answer.json()["type"] == problems.PROBLEMS + "writes-disabled"
    assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize(
    "sent", [None, "Bearer", "Bearer ", "Bearer secre", "Bearer secret2", "Basic secret", "secret"]
)
def test_write_without_the_token_is_told_how_to_send_it(sent: str | None) -> None:
    answer = _client("secret").put("/thing", headers={"Authorization": sent} if sent else {})

    assert answer.status_code == 401
    assert answer.json()["type"] == problems.PROBLEMS + "write-not-authorised"
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_write_with_the_token_passes(scheme: str) -> None:
    answer = _client("secret").put("/thing", headers={"Authorization": f"{scheme} secret"})

    assert answer.json() == "changed"
