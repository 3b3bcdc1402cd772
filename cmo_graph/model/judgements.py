"""What people judged: this module has confidence, EMMIE assessments and ratings.

None of them is ever computed: each exists only where a source or a named person gave it.
"""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from rdflib import DCTERMS, URIRef

from cmo_graph.iri import IRI
from cmo_graph.mapping import Part, Term, Text
from cmo_graph.model.codes import (
    CerqualComponent,
    CerqualConcern,
    CerqualLevel,
    EmmieDimension,
    EmmieFinding,
    MixedFindings,
)
from cmo_graph.model.evidence import Sourced
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO


class ConfidenceComponent(Part):
    """One of the four components of a GRADE-CERQual judgement, with its explanation."""

    rdf_type: ClassVar[URIRef] = CMO.ConfidenceComponent

    component: Annotated[CerqualComponent, Term(CMO.component)]
    concern: Annotated[CerqualConcern, Term(CMO.concern)]
    reason: Annotated[Text, Term(CMO.reason)]
    position: Annotated[int, Term(CMO.position), Field(ge=1)]


class Confidence(Thing):
    """A person's CERQual-style judgement of a claim; stale when the evidence under it changed.

    Source: Lewin et al. 2018, Implementation Science 13(S1):10. Applying it to configurations is an
    adaptation of ours.
    """

    rdf_type: ClassVar[URIRef] = CMO.Confidence
    kind_name: ClassVar[str] = "confidences"

    claim: Annotated[IRI, Term(CMO.bearsOn)]
    overall: Annotated[CerqualLevel, Term(CMO.confidenceLevel)]
    components: Annotated[tuple[ConfidenceComponent, ...], Term(CMO.confidenceComponent)]
    asserted_by: Annotated[IRI, Term(CMO.assertedBy)]
    judged: Annotated[date, Term(DCTERMS.created)]
    #: Version of the dataset that the person looked at.
    dataset_version: Annotated[str, Term(CMO.datasetVersion)]

    @model_validator(mode="after")
    def _explains_every_component(self) -> Self:
        if {part.component for part in self.components} != set(CerqualComponent) or len(
            self.components
        ) != len(CerqualComponent):
            raise ValueError("a confidence judgement explains each of the four components once")
        return self


class EmmieAssessment(Sourced):
    """What is known about a programme under one EMMIE dimension, and how good the evidence is.

    Source: Johnson, Tilley and Bowers 2015, Journal of Experimental Criminology 11:459.
    """

    rdf_type: ClassVar[URIRef] = CMO.EmmieAssessment
    kind_name: ClassVar[str] = "emmie"

    dimension: Annotated[EmmieDimension, Term(CMO.dimension)]
    #: The programme assessed.
    about: Annotated[tuple[IRI, ...], Term(CMO.about), Field(min_length=1)]
    finding: Annotated[EmmieFinding, Term(CMO.finding)]
    #: What the evidence says, in our own words.
    finds: Annotated[Text, Term(CMO.finds)]
    #: A value of the EMMIE-Q scheme; None when nobody rated the quality.
    quality: Annotated[IRI | None, Term(CMO.qualityRating)] = None


class Rating(Sourced):
    """A value on a published scale that a source or a named person gave."""

    rdf_type: ClassVar[URIRef] = CMO.Rating
    kind_name: ClassVar[str] = "ratings"

    rates: Annotated[IRI, Term(CMO.rates)]
    scheme: Annotated[IRI, Term(CMO.ratingScheme)]
    value: Annotated[IRI, Term(CMO.ratingValue)]
    #: The scheme's mark for mixed findings, apart from its levels; None when it has no such mark.
    mixed_findings: Annotated[MixedFindings | None, Term(CMO.mixedFindings)] = None
    rated: Annotated[date | None, Term(DCTERMS.date)] = None
