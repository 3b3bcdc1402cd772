"""A workbook that is posted is merged like one on the command line, in a process of its own."""

from dataclasses import replace

from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cmo_graph.interchange.authoring import read_review
from cmo_graph.resources import seed_review
from tests.cmo_graph.interchange.workbook.books import Book, written

ADDRESS = "/v1/imports?kind=workbook&review=sos&name=review.xlsx"
TOKEN = {"Authorization": "Bearer secret"}


def test_workbook_changes_the_review_when_it_is_asked_to() -> None:
    book = Book(written(replace(read_review(seed_review()), files={})))
    changed = book.edit("concepts", "trust", definition="To rely on somebody.")
    with TestClient(create_app(Settings(store="memory:", write_token=SecretStr("secret")))) as ask:
        untouched = ask.post(ADDRESS, content=book.file.content).json()
        shown = ask.post(ADDRESS, content=changed.file.content).json()
        done = ask.post(f"{ADDRESS}&commit=true", content=changed.file.content, headers=TOKEN)
        trust = ask.get("/v1/concepts/sos.trust").json()

    assert (untouched["changes"], untouched["problems"]) == ([], [])
    [change] = shown["changes"]
    assert change["thing"].endswith("/id/concepts/sos.trust")
    assert change["fields"] == ["definition"]
    assert shown["understood"] == ["Rows of concepts: 1 changed, 82 as they are in the review."]
    assert done.json()["committed"] is True
    assert trust["definition"]["en"] == "To rely on somebody."
