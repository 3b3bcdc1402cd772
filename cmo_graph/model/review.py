"""The synthesis project and the people in it: this module has `Review` and `Agent`."""

from typing import Annotated, ClassVar

from pydantic import Field
from rdflib import DCTERMS, PROV, URIRef

from cmo_graph.iri import IRI
from cmo_graph.mapping import Term, Text
from cmo_graph.model.codes import AgentKind, ReviewKind
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO


class Review(Thing):
    """A synthesis project; it owns one named graph.

    Its `review` is its own IRI.
    """

    rdf_type: ClassVar[URIRef] = CMO.Review
    kind_name: ClassVar[str] = "reviews"

    kind: Annotated[ReviewKind, Term(CMO.kind)]
    question: Annotated[Text, Term(CMO.question)]
    #: What the review is and how it came about.
    description: Annotated[Text | None, Term(DCTERMS.description)] = None
    contributors: Annotated[tuple[IRI, ...], Term(CMO.contributor)] = ()
    #: Documents looked at and kept; None when the review does not say.
    documents_screened: Annotated[int | None, Term(CMO.documentsScreened), Field(ge=0)] = None
    documents_included: Annotated[int | None, Term(CMO.documentsIncluded), Field(ge=0)] = None
    #: Licence of what the review's authors wrote here.
    licence: Annotated[IRI | None, Term(DCTERMS.license)] = None


class Agent(Thing):
    """A person, group, organisation or program that asserts, reports or codes something."""

    rdf_type: ClassVar[URIRef] = PROV.Agent
    kind_name: ClassVar[str] = "agents"

    kind: Annotated[AgentKind, Term(CMO.kind)]
    #: What it has at stake in the programme, such as having developed it.
    interest: Annotated[Text | None, Term(CMO.interest)] = None
    orcid: Annotated[IRI | None, Term(CMO.orcid)] = None
    member_of: Annotated[tuple[IRI, ...], Term(PROV.actedOnBehalfOf)] = ()
