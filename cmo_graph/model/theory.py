"""Programme theories and how they change: this module has them, their versions and the changes."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from rdflib import DCTERMS, URIRef

from cmo_graph.iri import IRI
from cmo_graph.mapping import Part, Term, Text
from cmo_graph.model.codes import ChangeKind, TheoryStage
from cmo_graph.model.thing import Thing
from cmo_graph.vocabulary import CMO


class ProgrammeTheory(Thing):
    """A theory of how a programme works; what belongs to it is said by its versions."""

    rdf_type: ClassVar[URIRef] = CMO.ProgrammeTheory
    kind_name: ClassVar[str] = "theories"

    narrative: Annotated[Text | None, Term(CMO.narrative)] = None
    #: The programme it is about.
    about: Annotated[tuple[IRI, ...], Term(CMO.about)] = ()


class Change(Part):
    """What happened to configurations between a version and the one before it, and why."""

    rdf_type: ClassVar[URIRef] = CMO.Change

    kind: Annotated[ChangeKind, Term(CMO.kind)]
    position: Annotated[int, Term(CMO.position), Field(ge=1)]
    #: The configurations before; empty when something was added.
    before: Annotated[tuple[IRI, ...], Term(CMO.before)] = ()
    #: The configurations after; empty when something was refuted or set aside.
    after: Annotated[tuple[IRI, ...], Term(CMO.after)] = ()
    reason: Annotated[Text, Term(CMO.reason)]
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage)] = ()

    @model_validator(mode="after")
    def _sides_fit_the_kind(self) -> Self:
        ends = self.kind in (ChangeKind.REFUTED, ChangeKind.SET_ASIDE)
        if (self.kind is ChangeKind.ADDED) != (not self.before):
            raise ValueError("before is empty exactly when something was added")
        if ends != (not self.after):
            raise ValueError("after is empty exactly when something was refuted or set aside")
        return self


class TheoryVersion(Thing):
    """A programme theory as it stood at one time."""

    rdf_type: ClassVar[URIRef] = CMO.TheoryVersion
    kind_name: ClassVar[str] = "theory-versions"

    theory: Annotated[IRI, Term(CMO.versionOf)]
    number: Annotated[int, Term(CMO.versionNumber), Field(ge=1)]
    stage: Annotated[TheoryStage, Term(CMO.theoryStage)]
    #: The configurations, links and moderations that belong to it.
    members: Annotated[tuple[IRI, ...], Term(CMO.member)] = ()
    revision_of: Annotated[IRI | None, Term(CMO.revisionOf)] = None
    changes: Annotated[tuple[Change, ...], Term(CMO.change)] = ()
    narrative: Annotated[Text | None, Term(CMO.narrative)] = None
    passages: Annotated[tuple[IRI, ...], Term(CMO.passage)] = ()
    note: Annotated[Text | None, Term(CMO.note)] = None
    sources: Annotated[tuple[IRI, ...], Term(DCTERMS.source)] = ()
