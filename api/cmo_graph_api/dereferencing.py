"""Which IRI leads where: this module has the one table from IRIs to the paths of this server.

It holds the IRIs that the store mints and those of the ontology, whose own address somebody else
has to redirect here. A fragment stays with the client, so it is kept as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from cmo_graph.iri import Base
from cmo_graph.vocabulary import CMO_NAMESPACE

#: Where the ontology is; its terms are fragments of it.
ONTOLOGY = CMO_NAMESPACE.removesuffix("#")
#: Where the ontology and its schemes are told of here.
ONTOLOGY_PATH = "/ns"


@dataclass(frozen=True, slots=True)
class Lead:
    """IRIs with one beginning, and the beginning of the paths that they lead to."""

    iri: str
    path: str
    #: What they are the IRIs of.
    summary: str


def leads(base: Base) -> Sequence[Lead]:
    """Return the table for a server of this base."""
    return (
        Lead(f"{base.iri}id/", "/id/", "things: each leads on to the page or the data about it"),
        Lead(f"{base.iri}graph/", "/graph/", "named graphs: of reviews, derived, and of history"),
        Lead(f"{base.iri}.well-known/void", "/.well-known/void", "the description of the dataset"),
        Lead(f"{ONTOLOGY}#", f"{ONTOLOGY_PATH}#", "classes, properties, schemes and their members"),
        Lead(f"{ONTOLOGY}/", f"{ONTOLOGY_PATH}/", "parts and versions of the ontology"),
    )


def path_of(iri: str, *, base: Base) -> str | None:
    """Return the path to which an IRI leads on this server; None for an IRI of somebody else.

    Example:
        >>> path_of("https://w3id.org/cmo-graph/ns#Slot", base=Base("http://localhost:8000/"))
        '/ns#Slot'
    """
    if iri == ONTOLOGY:
        return ONTOLOGY_PATH
    for lead in leads(base):
        if iri.startswith(lead.iri):
            return quote(lead.path + iri.removeprefix(lead.iri), safe="/#:@!$&'()*+,;=~%?")
    return None
