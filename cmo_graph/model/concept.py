"""Role-free ideas: this module has `Concept`.

Roles belong to the slot, never to the concept: trust is an outcome in one configuration, a context
in the next, a mechanism in a third.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from rdflib import SKOS, URIRef
from rdflib.term import Literal

from cmo_graph.iri import IRI
from cmo_graph.mapping import Labels, Term, Text, Triple
from cmo_graph.model.codes import ContextDimension
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO


class Concept(Thing):
    """An idea that can fill a slot, a `skos:Concept`.

    Its label is written as `skos:prefLabel` as well, for tools that know only SKOS.
    """

    rdf_type: ClassVar[URIRef] = SKOS.Concept
    kind_name: ClassVar[str] = "concepts"

    alt_labels: Annotated[Labels, Term(SKOS.altLabel)] = ()
    definition: Annotated[Text | None, Term(SKOS.definition)] = None
    scope_note: Annotated[Text | None, Term(SKOS.scopeNote)] = None
    #: Wider ideas; a narrower concept satisfies a slot that asks for the wider one.
    broader: Annotated[tuple[IRI, ...], Term(SKOS.broader)] = ()
    part_of: Annotated[tuple[IRI, ...], Term(CMO.partOf)] = ()
    opposite_of: Annotated[tuple[IRI, ...], Term(CMO.oppositeOf)] = ()
    close_match: Annotated[tuple[IRI, ...], Term(SKOS.closeMatch)] = ()
    exact_match: Annotated[tuple[IRI, ...], Term(SKOS.exactMatch)] = ()
    #: For a concept that says where a study was done: in which respect.
    context_dimension: Annotated[ContextDimension | None, Term(CMO.contextDimension)] = None
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage)] = ()

    def further_triples(self) -> Iterator[Triple]:
        """Yield the label again as `skos:prefLabel`."""
        for text, lang in self.label:
            yield self.id, SKOS.prefLabel, Literal(text, lang=lang)
