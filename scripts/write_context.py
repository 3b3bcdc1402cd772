"""Writes `ontology/context.jsonld` from the models: this module is run when a field has changed."""

import json
from pathlib import Path

from cmo_graph.mapping import as_context
from cmo_graph.model import THINGS
from cmo_graph.vocabulary import PREFIXES


def main() -> None:
    """Write the prefixes and every field of every model."""
    terms = {"@version": 1.1, **PREFIXES, **as_context(THINGS.values())}
    text = json.dumps({"@context": terms}, indent=2, ensure_ascii=False)
    file = Path(__file__).resolve().parent.parent / "ontology" / "context.jsonld"
    file.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
