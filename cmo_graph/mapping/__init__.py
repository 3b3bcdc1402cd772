"""The one place where models meet RDF: this package turns things into triples and back.

A field says which property it is, once: `study: Annotated[IRI, Term(CMO.study)]`. The writer, the
reader, the JSON-LD context and the consistency tests all read that annotation, so they cannot drift
apart. What a field can hold follows from its type:

- `IRI` → an IRI; `Code` → the IRI of a concept of its scheme
- `Text` → one literal a language; `Labels` → any number of literals a language
- `str`, `int`, `date`, `datetime` → a typed literal
- a `Part` → a node of its own, inside the thing and with an IRI derived from it
- `tuple[X, ...]` → one triple an item; a set in RDF, so it is kept sorted (parts by position)
- `X | None` → no triple when it is None

The round trip is exact: `read(type(thing), describe(as_triples(thing)), thing.id) == thing`.
"""

from cmo_graph.mapping.jsonld import as_context, as_jsonld
from cmo_graph.mapping.nodes import Description, Node, Part, Plan, Term, Triple, plans
from cmo_graph.mapping.reading import code_members, describe, read
from cmo_graph.mapping.texts import Labels, LangString, Text, plain
from cmo_graph.mapping.writing import as_triples

__all__ = [
    "Description",
    "Labels",
    "LangString",
    "Node",
    "Part",
    "Plan",
    "Term",
    "Text",
    "Triple",
    "as_context",
    "as_jsonld",
    "as_triples",
    "code_members",
    "describe",
    "plain",
    "plans",
    "read",
]
