"""The JSON-LD context says what the models say: this module compares the two."""

import json
from pathlib import Path

from cmo_graph.mapping import as_context
from cmo_graph.model import THINGS
from cmo_graph.vocabulary import PREFIXES


def test_context_is_that_of_the_models(folder: Path) -> None:
    context = json.loads((folder / "context.jsonld").read_text(encoding="utf-8"))["@context"]

    expected = {"@version": 1.1, **PREFIXES, **as_context(THINGS.values())}

    assert context == expected, "A field has changed: run python scripts/write_context.py."


def test_context_has_no_field_named_like_a_prefix() -> None:
    assert set(as_context(THINGS.values())).isdisjoint(PREFIXES)
