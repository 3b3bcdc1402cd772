"""The importers by name: this module is the table that the command line and the API share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cmo_graph.interchange.importing import Importer
from cmo_graph.interchange.references.importer import DUPLICATES, import_references


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file that can be imported."""

    importer: Importer
    #: What it reads, in a few words.
    reads: str
    #: Options that it takes → the answers to each; empty for one that any text answers.
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


#: Every kind, by the name that `cmo-graph import` and `/v1/imports` know it by.
IMPORT_KINDS: Mapping[str, ImportKind] = MappingProxyType(
    {
        "references": ImportKind(
            import_references,
            "lists of references in RIS, BibTeX, CSL-JSON, PubMed, Web of Science or"
            " EPPI-Reviewer JSON",
            options={"duplicates": DUPLICATES},
        ),
    }
)
