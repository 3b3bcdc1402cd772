"""Quotations that were kept apart from a review are found again, and proved by their digests."""

from pathlib import Path

from cmo_graph.interchange.importing import Context, GivenFile
from cmo_graph.interchange.maps.importer import import_edges
from cmo_graph.interchange.quotations import quoted_words, read_quotations, with_quotations
from cmo_graph.model import Passage

EDGES = (
    b'study,from,to,sign,quote\nRoe,Trust,Care,+,"Two\n\nmine.roe-1\nlines"\nRoe,Care,Trust,+,x\n'
)
CONTEXT = Context(review="mine", options={"coded": "2026-11-01"})


def test_quotations_are_found_in_the_files_of_an_import(tmp_path: Path) -> None:
    imported = import_edges([GivenFile("a.csv", EDGES)], context=CONTEXT)
    for name, text in imported.texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    texts = read_quotations(tmp_path)

    assert texts == imported.texts
    shown = [one for one in with_quotations(imported.things, texts) if isinstance(one, Passage)]
    assert sorted(str(one.surroundings and one.surroundings.exact) for one in shown) == [
        "Two\n\nmine.roe-1\nlines",
        "x",
    ]


def test_words_that_were_changed_are_not_believed() -> None:
    imported = import_edges([GivenFile("a.csv", EDGES)], context=CONTEXT)
    passages = [one for one in imported.things if isinstance(one, Passage)]
    changed = {name: text.replace("\nx\n", "\ny\n") for name, text in imported.texts.items()}

    assert set(quoted_words(passages, changed).values()) == {"Two\n\nmine.roe-1\nlines"}
