"""Studies, reports and passages of a synthetic review: this module makes them, report by report.

Each report is one study's own; some tell of other studies second-hand. A study's texts come from
`cmo_graph.synthetic.texts`, so every passage can be located in a text that can be made again.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from rdflib import URIRef

from cmo_graph.model import (
    Agent,
    Appraisal,
    Passage,
    Report,
    Study,
    Surroundings,
    TextPosition,
)
from cmo_graph.model.codes import (
    AgentKind,
    AppraisalDimension,
    DeveloperInvolvement,
    DocumentStatus,
    Level,
    ReadVia,
    ReportKind,
    StudyDesign,
)
from cmo_graph.synthetic.chance import Chance, Reuse
from cmo_graph.synthetic.frame import Frame
from cmo_graph.synthetic.texts import label, sentence_span, surroundings, synthetic_text

_DESIGNS: Final = {
    StudyDesign.QUALITATIVE_INTERVIEWS: 0.3,
    StudyDesign.MIXED_METHODS: 0.2,
    StudyDesign.CASE_STUDY: 0.15,
    StudyDesign.SURVEY: 0.1,
    StudyDesign.CONTROLLED_COMPARISON: 0.1,
    StudyDesign.SYSTEMATIC_REVIEW: 0.08,
    StudyDesign.STAKEHOLDER_STATEMENT: 0.07,
}
_INVOLVEMENT: Final = {
    DeveloperInvolvement.INDEPENDENT: 0.6,
    DeveloperInvolvement.NOT_STATED: 0.25,
    DeveloperInvolvement.INVOLVED: 0.15,
}
LEVELS: Final = {Level.MODERATE: 0.4, Level.HIGH: 0.3, Level.LOW: 0.25, Level.NONE: 0.05}
#: Share of studies that rest on an earlier study's data.
_SAME_DATA = 0.1
#: Share of reports that tell of a further study second-hand.
_SECOND_HAND = 0.15
#: Most primary studies a review includes.
_MOST_INCLUDED = 6
_FIRST_DAY: Final = date(2010, 1, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """A study as evidence needs it: who says what it found, where, and how we came to read it."""

    study: URIRef
    author: URIRef
    #: The author of the report it is read in.
    reporter: URIRef
    read_via: ReadVia
    passages: tuple[URIRef, ...]
    #: The concepts that say where it was done.
    settings: tuple[URIRef, ...]
    #: Positions on the shelf of the studies it shares data with or includes.
    relatives: tuple[int, ...]
    is_review: bool


@dataclass(slots=True)
class Shelf:
    """The sources made so far."""

    frame: Frame
    #: Concepts that say where a study was done.
    settings: tuple[URIRef, ...]
    reviewer: URIRef = field(init=False)
    developer: URIRef = field(init=False)
    told: list[Told] = field(default_factory=list)
    _authors: Reuse = field(default_factory=lambda: Reuse(new=0.4))
    _reports: int = 0
    _passages: int = 0

    def __post_init__(self) -> None:
        self.reviewer = self._add_agent("reviewers", AgentKind.GROUP, "Synthetic review team")
        self.developer = self._add_agent(
            "developers", AgentKind.ORGANISATION, "Synthetic programme developers"
        )

    def add_report(self) -> None:
        """Make a report with its study, the studies it tells second-hand, and their passages."""
        self._reports += 1
        second_hand = self.frame.chance.happens(_SECOND_HAND)
        vias = (ReadVia.OWN_REPORT, *([ReadVia.SECONDARY_REPORT] if second_hand else ()))
        spots = [self.frame.chance.tail(exponent=1.5, most=8) for _ in vias]
        passages = self._make_passages(sum(spots))
        reporter = self._author()
        told = [
            self._add_study(via, reporter, passages[sum(spots[:at]) : sum(spots[: at + 1])])
            for at, via in enumerate(vias)
        ]
        self._describe_report(reporter, told, spots=sum(spots))
        self.told += told

    def _author(self) -> URIRef:
        known = self._authors.size
        number = self._authors.draw(self.frame.chance)
        if number > known:
            name = label("author", number, self.frame.chance)
            return self._add_agent(f"author-{number}", AgentKind.PERSON, name)
        return self.frame.mint(Agent, f"author-{number}")

    def _add_agent(self, local: str, kind: AgentKind, name: str) -> URIRef:
        iri = self.frame.mint(Agent, local)
        self.frame.add(Agent(id=iri, review=self.frame.review, label=name, kind=kind))
        return iri

    def _add_study(self, via: ReadVia, reporter: URIRef, passages: tuple[URIRef, ...]) -> Told:
        chance = self.frame.chance
        design = chance.weigh(_DESIGNS)
        is_review = design is StudyDesign.SYSTEMATIC_REVIEW
        included = self._primaries() if is_review else ()
        sharing = () if is_review else self._with_same_data()
        told = Told(
            study=self.frame.mint(Study, f"study-{self._reports}{_SUFFIX[via]}"),
            author=reporter if via is ReadVia.OWN_REPORT else self._author(),
            reporter=reporter,
            read_via=via,
            passages=passages,
            settings=() if is_review else (chance.pick(self.settings),),
            relatives=included or sharing,
            is_review=is_review,
        )
        self._describe_study(told, design, included=included, sharing=sharing)
        return told

    def _describe_study(
        self,
        told: Told,
        design: StudyDesign,
        *,
        included: tuple[int, ...],
        sharing: tuple[int, ...],
    ) -> None:
        chance = self.frame.chance
        number = len(self.told) + 1
        self.frame.add(
            Study(
                id=told.study,
                review=self.frame.review,
                label=label("review" if told.is_review else "study", number, chance),
                design=design,
                developer_involvement=chance.weigh(_INVOLVEMENT),
                conducted_by=(told.author,),
                same_data=tuple(self.told[at].study for at in sharing),
                includes=tuple(self.told[at].study for at in included),
                examined_in=told.settings,
                appraisals=appraise(
                    told.study, (AppraisalDimension.RICHNESS,), by=self.reviewer, chance=chance
                ),
            )
        )

    def _primaries(self) -> tuple[int, ...]:
        """Return the positions of primary studies for a review to include, of the latest ones."""
        latest = range(max(0, len(self.told) - 40), len(self.told))
        wanted = self.frame.chance.tail(exponent=1.2, most=_MOST_INCLUDED)
        found = {self.frame.chance.pick(latest) for _ in range(wanted)} if latest else set()
        return tuple(at for at in sorted(found) if not self.told[at].is_review)

    def _with_same_data(self) -> tuple[int, ...]:
        last = len(self.told) - 1
        if last < 0 or self.told[last].is_review or not self.frame.chance.happens(_SAME_DATA):
            return ()
        return (last,)

    def _make_passages(self, count: int) -> tuple[URIRef, ...]:
        text = synthetic_text(self._reports, sentences=_sentences(count))
        return tuple(self._make_passage(text, spot) for spot in range(count))

    def _make_passage(self, text: str, spot: int) -> URIRef:
        self._passages += 1
        iri = self.frame.mint(Passage, f"passage-{self._passages}")
        start, end = sentence_span(self._reports, 2 * spot + 1)
        before, after = surroundings(text, start, end)
        part = self.frame.base.part
        self.frame.add(
            Passage(
                id=iri,
                review=self.frame.review,
                label=f"Synthetic passage {self._passages}, sentence {2 * spot + 1}",
                report=self._report,
                location=TextPosition(id=part(iri, "position"), start=start, end=end),
                surroundings=Surroundings(
                    id=part(iri, "surroundings"), prefix=before, suffix=after
                ),
                digest=_digest(text[start:end]),
            )
        )
        return iri

    @property
    def _report(self) -> URIRef:
        return self.frame.mint(Report, f"report-{self._reports}")

    def _describe_report(self, reporter: URIRef, told: list[Told], *, spots: int) -> None:
        text = synthetic_text(self._reports, sentences=_sentences(spots))
        self.frame.add(
            Report(
                id=self._report,
                review=self.frame.review,
                label=label("report", self._reports, self.frame.chance),
                kind=ReportKind.RESEARCH_REPORT,
                reports_on=tuple(one.study for one in told),
                authors=(reporter,),
                issued=_FIRST_DAY + timedelta(days=self.frame.chance.below(5000)),
                document_status=DocumentStatus.INCLUDED,
                text_digest=_digest(text),
                text_length=len(text),
                text_file=f"{self.frame.key}-report-{self._reports}.txt",
            )
        )


_SUFFIX: Final = {ReadVia.OWN_REPORT: "", ReadVia.SECONDARY_REPORT: "-retold"}


def appraise(
    thing: URIRef, dimensions: tuple[AppraisalDimension, ...], *, by: URIRef, chance: Chance
) -> tuple[Appraisal, ...]:
    """Return a judgement of `thing` on each dimension."""
    return tuple(
        Appraisal(
            id=URIRef(f"{thing}#appraisal.{position}"),
            dimension=dimension,
            level=chance.weigh(LEVELS),
            reason=f"Synthetic judgement of {dimension.value}.",
            asserted_by=by,
            position=position,
        )
        for position, dimension in enumerate(dimensions, start=1)
    )


def _sentences(passages: int) -> int:
    """Return how many sentences a text with so many passages has: one either side of each."""
    return 2 * passages + 1


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"
