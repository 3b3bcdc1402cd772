"""Where evidence is found: this module has `Study`, `Report` and `Passage`, each inside the last.

The study is the unit of evidence, the report a document, the passage a located piece of its text.
"""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from rdflib import DCTERMS, URIRef

from cmo_graph.iri import IRI
from cmo_graph.mapping import Part, Term, Text
from cmo_graph.model.codes import (
    AppraisalDimension,
    DeveloperInvolvement,
    DocumentStatus,
    Level,
    ReportKind,
    StudyDesign,
)
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO, OA

#: A SHA-256 digest as we write it.
DIGEST_PATTERN = r"^sha256:[0-9a-f]{64}$"
#: Most code points of surroundings kept on each side of a passage.
LONGEST_SURROUNDINGS = 40

Digest = Annotated[str, Field(pattern=DIGEST_PATTERN)]
#: A file name without any folder.
FileName = Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f]+$")]


class Appraisal(Part):
    """A named person's judgement of a study or an evidence line on one dimension."""

    rdf_type: ClassVar[URIRef] = CMO.Appraisal

    dimension: Annotated[AppraisalDimension, Term(CMO.dimension)]
    level: Annotated[Level, Term(CMO.level)]
    reason: Annotated[Text, Term(CMO.reason)]
    asserted_by: Annotated[IRI, Term(CMO.assertedBy)]
    position: Annotated[int, Term(CMO.position), Field(ge=1)]


class Study(Thing):
    """The unit of evidence: one piece of research, or one account, however often told."""

    rdf_type: ClassVar[URIRef] = CMO.Study
    kind_name: ClassVar[str] = "studies"

    design: Annotated[StudyDesign, Term(CMO.studyDesign)]
    developer_involvement: Annotated[DeveloperInvolvement, Term(CMO.developerInvolvement)] = (
        DeveloperInvolvement.NOT_STATED
    )
    conducted_by: Annotated[tuple[IRI, ...], Term(CMO.conductedBy)] = ()
    #: Studies that rest on the same data; together they count once.
    same_data: Annotated[tuple[IRI, ...], Term(CMO.sameData)] = ()
    #: For a review: the primary studies it includes.
    includes: Annotated[tuple[IRI, ...], Term(CMO.includesStudy)] = ()
    #: Concepts that say where, with whom and when it was done.
    examined_in: Annotated[tuple[IRI, ...], Term(CMO.examinedIn)] = ()
    description: Annotated[Text | None, Term(DCTERMS.description)] = None
    appraisals: Annotated[tuple[Appraisal, ...], Term(CMO.appraisal)] = ()
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage)] = ()
    note: Annotated[Text | None, Term(CMO.note)] = None


class Report(Thing):
    """A document, with a fingerprint of the text its passages point into."""

    rdf_type: ClassVar[URIRef] = CMO.Report
    kind_name: ClassVar[str] = "reports"

    kind: Annotated[ReportKind, Term(CMO.kind)]
    reports_on: Annotated[tuple[IRI, ...], Term(CMO.reportsOn)] = ()
    authors: Annotated[tuple[IRI, ...], Term(DCTERMS.creator)] = ()
    publisher: Annotated[IRI | None, Term(DCTERMS.publisher)] = None
    issued: Annotated[date | None, Term(DCTERMS.issued)] = None
    identifier: Annotated[str | None, Term(DCTERMS.identifier)] = None
    #: Address at which the document can be read.
    url: Annotated[IRI | None, Term(DCTERMS.source)] = None
    #: Licence of the document's own text; None means its words may not be kept.
    licence: Annotated[IRI | None, Term(DCTERMS.license)] = None
    document_status: Annotated[DocumentStatus | None, Term(CMO.documentStatus)] = None
    #: SHA-256 of the text with LF line ends, in UTF-8.
    text_digest: Annotated[Digest | None, Term(CMO.textDigest)] = None
    #: Length of that text in code points.
    text_length: Annotated[int | None, Term(CMO.textLength), Field(ge=0)] = None
    #: File name of the text in a folder of texts.
    text_file: Annotated[FileName | None, Term(CMO.textFile)] = None
    #: Key of the entry in the bibliography file beside the review.
    citation_key: Annotated[str | None, Term(CMO.citationKey)] = None
    note: Annotated[Text | None, Term(CMO.note)] = None


class TextPosition(Part):
    """Where a passage lies: code points over the text with LF line ends, end exclusive."""

    rdf_type: ClassVar[URIRef] = OA.TextPositionSelector

    start: Annotated[int, Term(OA.start), Field(ge=0)]
    end: Annotated[int, Term(OA.end), Field(ge=1)]

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError("a passage ends after it starts")
        return self


class Surroundings(Part):
    """A few characters either side of a passage; its own words only where the licence allows."""

    rdf_type: ClassVar[URIRef] = CMO.SurroundingsSelector

    prefix: Annotated[str | None, Term(OA.prefix), Field(max_length=LONGEST_SURROUNDINGS)] = None
    suffix: Annotated[str | None, Term(OA.suffix), Field(max_length=LONGEST_SURROUNDINGS)] = None
    exact: Annotated[str | None, Term(OA.exact)] = None


class Passage(Thing):
    """A located piece of a report's text: position, digest and surroundings, in place of its words.

    Its label says in our own words what the passage says.
    """

    rdf_type: ClassVar[URIRef] = CMO.Passage
    kind_name: ClassVar[str] = "passages"

    report: Annotated[IRI, Term(OA.hasSource)]
    location: Annotated[TextPosition, Term(OA.hasSelector)]
    surroundings: Annotated[Surroundings | None, Term(OA.hasSelector)] = None
    #: SHA-256 of the passage's own text in UTF-8.
    digest: Annotated[Digest, Term(CMO.digest)]
    #: Page as printed, when the document has pages.
    page: Annotated[str | None, Term(CMO.page)] = None
