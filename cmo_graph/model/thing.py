"""What all things of a review share: this module has their base class."""

from typing import Annotated, ClassVar

from rdflib import RDFS

from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import Node, Term, Text
from cmo_graph.vocabulary import CMO


class Thing(Node):
    """Something with a key, a label and a review it belongs to."""

    #: The word for this kind of thing in IRIs and paths: `configurations`.
    kind_name: ClassVar[str]

    #: A short name or sentence a reader recognises it by, in our own words.
    label: Annotated[Text, Term(RDFS.label)]
    #: The review that owns it.
    review: Annotated[IRI, Term(CMO.inReview)]

    @property
    def key(self) -> str:
        """The short name in paths, files and commands: `sos.trust`."""
        return key_of(self.id)
