"""The terms of the graph: this module names every class and property, so that a typo cannot pass.

`CMO` fails on an unknown term (`AttributeError`), under a type checker as well as at run time.
Definitions, scope notes and sources are in `ontology/cmo.ttl`; tests hold the two together. The
members of the controlled vocabularies are the enums of `cmo_graph.model.codes`.
"""

from collections.abc import Callable
from enum import Enum
from functools import cached_property
from typing import ClassVar, TypeVar

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

#: Namespace of this project's own terms.
CMO_NAMESPACE = "https://w3id.org/cmo-graph/ns#"


class CMO(DefinedNamespace):
    """Classes and properties of the CMO graph ontology."""

    _fail = True
    _NS = Namespace(CMO_NAMESPACE)

    # Classes
    Review: URIRef  # a synthesis project; owns one named graph
    Claim: URIRef  # what evidence can bear on
    Configuration: URIRef  # one context-mechanism-outcome configuration
    Slot: URIRef  # a role filled by a concept in one configuration
    Moderation: URIRef  # a concept that strengthens, weakens, enables or blocks a claim
    Link: URIRef  # one causal step between two concepts
    ProgrammeTheory: URIRef  # a set of configurations and how they lead to each other
    TheoryVersion: URIRef  # a programme theory as it stood at one time
    Change: URIRef  # what happened to a configuration between two versions, and why
    Study: URIRef  # the unit of evidence
    Report: URIRef  # a document
    Passage: URIRef  # a located piece of a report's text
    SurroundingsSelector: URIRef  # a few characters either side of a passage
    EvidenceLine: URIRef  # one study bearing on one claim
    Undercut: URIRef  # an attack on the inference of an evidence line
    SearchRecord: URIRef  # we looked here, and found or did not find
    Appraisal: URIRef  # a judgement of relevance, rigour or richness, with its reason
    Confidence: URIRef  # a person's CERQual-style judgement
    ConfidenceComponent: URIRef  # one of its four components
    EmmieAssessment: URIRef  # what is known under one EMMIE dimension
    Rating: URIRef  # a value on a published scale, given by a source or a named person
    Position: URIRef  # what a stakeholder holds or recommends, bearing on no claim
    RatingScheme: URIRef  # an ordered scheme of rating values
    DerivedGraph: URIRef  # a named graph that follows from the others
    Support: URIRef  # what the evidence on one claim comes to
    ContextSplit: URIRef  # a respect in which both sides of a contested claim never met

    # Everything
    inReview: URIRef
    kind: URIRef
    basis: URIRef
    passage: URIRef
    note: URIRef
    assertedBy: URIRef
    reportedBy: URIRef
    humanStatus: URIRef
    position: URIRef

    # Reviews and agents
    question: URIRef
    contributor: URIRef
    documentsScreened: URIRef
    documentsIncluded: URIRef
    interest: URIRef
    orcid: URIRef

    # Concepts
    oppositeOf: URIRef
    partOf: URIRef
    contextDimension: URIRef

    # Configurations
    qualifiedSlot: URIRef
    hasContext: URIRef
    hasAbsentContext: URIRef
    hasIntervention: URIRef
    hasActor: URIRef
    hasResource: URIRef
    hasResponse: URIRef
    hasMechanism: URIRef
    hasOutcome: URIRef
    narrative: URIRef
    theoryStage: URIRef
    inferenceMode: URIRef
    rivalOf: URIRef
    embeddedIn: URIRef
    role: URIRef
    concept: URIRef
    presence: URIRef
    outcomeDirection: URIRef
    intention: URIRef
    valence: URIRef
    outcomeStage: URIRef
    contextLevel: URIRef
    mechanismType: URIRef
    activation: URIRef

    # Links and moderations
    fromConcept: URIRef
    toConcept: URIRef
    polarity: URIRef
    holdsIn: URIRef
    impliedBy: URIRef
    moderator: URIRef
    moderates: URIRef
    moderationEffect: URIRef

    # Theories
    versionOf: URIRef
    versionNumber: URIRef
    member: URIRef
    change: URIRef
    revisionOf: URIRef
    before: URIRef
    after: URIRef
    reason: URIRef

    # Studies, reports, passages
    studyDesign: URIRef
    sameData: URIRef
    includesStudy: URIRef
    conductedBy: URIRef
    developerInvolvement: URIRef
    reportsOn: URIRef
    documentStatus: URIRef
    textDigest: URIRef
    textLength: URIRef
    textFile: URIRef
    citationKey: URIRef
    digest: URIRef
    page: URIRef

    # Evidence
    bearsOn: URIRef
    study: URIRef
    direction: URIRef
    finding: URIRef
    readVia: URIRef
    turnsOn: URIRef
    examinedIn: URIRef
    strengthAsWorded: URIRef
    entailment: URIRef
    codingMethod: URIRef
    undercuts: URIRef
    searchedFor: URIRef
    searchedWhere: URIRef
    searchResult: URIRef

    # Judgements
    appraisal: URIRef
    dimension: URIRef
    level: URIRef
    confidenceComponent: URIRef
    component: URIRef
    confidenceLevel: URIRef
    concern: URIRef
    datasetVersion: URIRef
    finds: URIRef
    qualityRating: URIRef
    rates: URIRef
    ratingScheme: URIRef
    ratingValue: URIRef
    mixedFindings: URIRef
    about: URIRef
    holds: URIRef
    minimumAmount: URIRef
    maximumAmount: URIRef

    # What is derived
    method: URIRef
    supportOf: URIRef
    supportStatus: URIRef
    answer: URIRef
    supportingStudies: URIRef
    disputingStudies: URIRef
    inconclusiveStudies: URIRef
    nuancingStudies: URIRef
    theorisingStudies: URIRef
    independentStudies: URIRef
    countedReports: URIRef
    countedPassages: URIRef
    developerInvolvedStudies: URIRef
    secondHandStudies: URIRef
    undercutStudies: URIRef
    contextSplit: URIRef
    supportingContext: URIRef
    disputingContext: URIRef


OA = Namespace("http://www.w3.org/ns/oa#")
FABIO = Namespace("http://purl.org/spar/fabio/")
CITO = Namespace("http://purl.org/spar/cito/")

#: Prefixes used in every serialisation and offered to SPARQL users, in alphabetical order.
PREFIXES: dict[str, str] = {
    "cmo": CMO_NAMESPACE,
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Code(Enum):
    """A member of a controlled vocabulary: a token in JSON and YAML, a SKOS concept in RDF.

    Each subclass is one `skos:ConceptScheme` of `ontology/schemes/`, named by `in_scheme`. The IRI
    of a member is its token in camel case, behind the scheme's prefix where the bare word would be
    ambiguous: `cmo:supports`, but `cmo:roleContext`.
    """

    _scheme: ClassVar[str]
    _prefix: ClassVar[str]

    # Members are single objects; Enum's own hash, of the name, is many times slower.
    __hash__ = object.__hash__

    @classmethod
    def scheme(cls) -> URIRef:
        """Return the IRI of the concept scheme."""
        return URIRef(CMO_NAMESPACE + cls._scheme)

    @cached_property
    def iri(self) -> URIRef:
        """The IRI of the member."""
        return URIRef(CMO_NAMESPACE + camel_case(f"{self._prefix}_{self.value}"))


CodeClass = TypeVar("CodeClass", bound=type[Code])


def in_scheme(name: str, *, prefix: str = "") -> Callable[[CodeClass], CodeClass]:
    """Name the concept scheme of a `Code` class, and the prefix of its members' IRIs."""

    def name_it(codes: CodeClass) -> CodeClass:
        codes._scheme = name
        codes._prefix = prefix
        return codes

    return name_it


def camel_case(token: str) -> str:
    """Return a token in camel case: `secondary_report` gives `secondaryReport`."""
    first, *rest = [word for word in token.split("_") if word]
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
