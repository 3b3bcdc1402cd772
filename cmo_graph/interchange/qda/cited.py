"""References that a project keeps for its sources: this module brings them to the bibliography."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.naming import local_id
from cmo_graph.interchange.references.json_lists import as_csl
from cmo_graph.interchange.references.reference import Reference


class Cited:
    """Gathers the entries of a bibliography."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._entries: dict[str, Mapping[str, Any]] = {}

    def fields(self, reference: Reference, *, name: str) -> Mapping[str, Any]:
        """Return what a reference says of its report, and keep its entry.

        Args:
            reference: What the project says of the document.
            name: What the project calls the source, of which the entry's key is made.
        """
        key = local_id(name, self._entries)
        entry = as_csl(replace(reference, notes=()), key=key)
        self._entries[key] = entry
        said = {
            "label": self._context.text(reference.title),
            "kind": reference.kind,
            "issued": reference.issued,
            "url": reference.url,
            "identifier": reference.identifier,
            "citation_key": key,
            "note": "\n".join(filter(None, (reference.citation(), *reference.notes))),
        }
        return {field: value for field, value in said.items() if value}

    def entries(self) -> tuple[Mapping[str, Any], ...]:
        """Return the entries, in the order of their sources."""
        return tuple(self._entries.values())
