"""The authoring format as a table: this module says which file holds what, and what is implied.

All keys are the models' field names. What differs is said here and nowhere else: parts and things
that are written inside others, and fields that follow from the place where a record stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cmo_graph.model import (
    Agent,
    Concept,
    Confidence,
    Configuration,
    EmmieAssessment,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    Position,
    ProgrammeTheory,
    Rating,
    Report,
    Review,
    SearchRecord,
    Study,
    TheoryVersion,
    Thing,
    Undercut,
)


@dataclass(frozen=True, slots=True)
class Record:
    """How one kind of thing is written as a YAML mapping."""

    model: type[Thing]
    #: The field that the place gives: for a passage `report`, the report that it stands under.
    given: str = ""
    #: Lists of further things inside the record, by key.
    within: Mapping[str, "Record"] = field(default_factory=dict)
    #: The field of parts that are listed under the values of a code: a configuration's `slots`.
    grouped: str = ""
    #: Fields of single parts whose own fields stand directly in the record → the part's name in
    #: its IRI.
    flattened: Mapping[str, str] = field(default_factory=dict)
    #: Keys that are no field: settings of the file.
    settings: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of the record and of those inside it."""
        inside = (kind for record in self.within.values() for kind in record.kinds)
        return (self.model.kind_name, *inside)


@dataclass(frozen=True, slots=True)
class FileForm:
    """What a file, or every file of a folder, holds."""

    #: Path inside the review's folder; `*` stands for an id.
    pattern: str
    #: The one thing that the file is.
    whole: Record | None = None
    #: Lists of things, by key.
    sections: Mapping[str, Record] = field(default_factory=dict)
    #: A key at the top that names a thing, by kind: `study`, of which the file's lines speak.
    header: str = ""
    is_required: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of thing that the file may hold."""
        outer = [self.whole] if self.whole is not None else list(self.sections.values())
        return tuple(kind for record in outer for kind in record.kinds)


_MODERATION_HERE = Record(Moderation, given="moderates")
_PASSAGE = Record(
    Passage,
    given="report",
    flattened={"location": "position", "surroundings": "surroundings"},
)

#: Every file of a review, in the order in which a reader meets them.
FILES: tuple[FileForm, ...] = (
    FileForm(
        "review.yaml",
        whole=Record(Review, within={"agents": Record(Agent)}, settings=("language",)),
        is_required=True,
    ),
    FileForm(
        "sources.yaml",
        sections={
            "studies": Record(Study),
            "reports": Record(
                Report,
                within={"passages": _PASSAGE},
            ),
        },
    ),
    FileForm("concepts.yaml", sections={"concepts": Record(Concept)}),
    FileForm(
        "cmocs/*.yaml",
        whole=Record(Configuration, within={"moderations": _MODERATION_HERE}, grouped="slots"),
    ),
    FileForm("links.yaml", sections={"links": Record(Link), "moderations": Record(Moderation)}),
    FileForm(
        "evidence/*.yaml",
        header="study",
        sections={
            "lines": Record(EvidenceLine, given="study"),
            "undercuts": Record(Undercut),
            "searches": Record(SearchRecord),
            "positions": Record(Position),
            "emmie": Record(EmmieAssessment),
            "ratings": Record(Rating),
            "confidences": Record(Confidence),
        },
    ),
    FileForm(
        "theory.yaml",
        sections={"theories": Record(ProgrammeTheory), "versions": Record(TheoryVersion)},
    ),
)


def givens(model: type[Thing]) -> tuple[str, ...]:
    """Return the fields of a kind that the place of its record can give; mostly there are none."""
    outer = (
        record
        for form in FILES
        for record in (form.whole, *form.sections.values())
        if record is not None
    )
    every = (one for record in outer for one in (record, *record.within.values()))
    return tuple({one.given: None for one in every if one.model is model and one.given})


#: The field that no record writes: the review owns all that stands in its folder.
OWNER = "review"
#: Fields of a part that follow from its place in a list.
IMPLIED_IN_PARTS: frozenset[str] = frozenset({"id", "position"})
