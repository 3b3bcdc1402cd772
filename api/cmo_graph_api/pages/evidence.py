"""The evidence on a claim: this module lays out each line with its words, study and judgements.

A passage's words are shown where the deployer holds the report's text, or where the review kept
them; its place and what it says in our own words are shown always.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from cmo_graph.anchoring import locate
from cmo_graph.interchange.texts import read_text
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.model import EvidenceLine, Passage, Report, Study, Undercut
from cmo_graph.model.codes import Direction, HumanStatus
from cmo_graph.model.sources import Appraisal
from cmo_graph.questions.answers import TallyTold, tally_of
from cmo_graph.questions.around import first_of, read_several
from cmo_graph.repository import Repository
from cmo_graph.support.counting import CountedLine
from cmo_graph.support.summary import Support
from cmo_graph_api.pages.names import Names, Shown

#: Most lines that are shown of one claim; its own page leads to all.
MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a line stands, and in which words."""

    passage: Shown
    report: Shown
    #: Page as printed, or characters of the text.
    where: str
    #: The passage's own words; "" where they are not held.
    words: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person judged of a line or its study."""

    about: str
    dimension: str
    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """One study bearing on the claim."""

    line: Shown
    claim: Shown
    #: Which way it bears on the claim, in words.
    direction: str
    study: Shown
    #: Who found or claims it, and in whose document it was read, where that is somebody else.
    asserted_by: Shown
    reported_by: Shown | None
    #: Finding, basis and reading, in words; and what a person decided, where it does not count.
    facts: tuple[str, ...]
    strength: str
    turns_on: Shown | None
    quotes: tuple[Quote, ...]
    judgements: tuple[Judgement, ...]
    #: Reasons why what is inferred from it may not follow.
    undercuts: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A claim and all that counts for and against it."""

    claim: Shown
    status: str
    tally: TallyTold
    #: Lines by direction, in words; directions without lines are left out.
    sides: tuple[tuple[str, tuple[LineShown, ...]], ...]
    #: How many lines are not shown.
    more: int


#: What lines in each direction stand under.
SIDES: Mapping[Direction, str] = {
    Direction.SUPPORTS: "For",
    Direction.DISPUTES: "Against",
    Direction.INCONCLUSIVE: "Could not tell",
    Direction.NUANCES: "It depends",
}


def show_claims(
    supports: Sequence[Support], *, repository: Repository, texts: Path | None
) -> tuple[ClaimShown, ...]:
    """Return claims with their evidence, in the order given.

    Args:
        supports: What the evidence on each claim comes to.
        repository: Where their passages are.
        texts: Folder of the reports' texts; None when none are held.
    """
    passages = _Passages(repository, texts)
    lines = [counted.line for support in supports for counted in support.lines]
    undercuts = [undercut for support in supports for undercut in support.undercuts]
    names = _names(lines, undercuts, passages, repository, claims=[one.claim for one in supports])
    return tuple(_claim(support, names, passages) for support in supports)


def show_lines(
    lines: Sequence[EvidenceLine], *, repository: Repository, texts: Path | None
) -> tuple[LineShown, ...]:
    """Return evidence lines of any claims, in the order given, whether they count or not."""
    passages = _Passages(repository, texts)
    attacked: dict[str, list[str]] = {
        "undercuts": [str(line.id) for line in lines],
        "status": [HumanStatus.ACCEPTED.value],
    }
    undercuts = first_of(repository, Undercut, attacked).items if lines else ()
    studies = read_several(repository, Study, [line.study for line in lines])
    by_iri = {study.id: study for study in studies}
    names = _names(lines, undercuts, passages, repository, claims=())
    counted = (_alone(line, by_iri.get(line.study)) for line in lines)
    return tuple(_line(one, undercuts, names, passages) for one in counted)


def _alone(line: EvidenceLine, study: Study | None) -> CountedLine:
    """Return a line as one that counts, with no more known of it than its study."""
    return CountedLine(line, study, cluster=line.study, is_undercut=False, reports=())


def state_of_texts(folder: Path | None) -> str:
    """Return what changes whenever a text in a folder does; "" where no texts are held."""
    if folder is None or not folder.is_dir():
        return ""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        with suppress(FileNotFoundError):  # it was there a moment ago
            stat = path.stat()
            told.update(f"{path}\n{stat.st_size} {stat.st_mtime_ns}\n".encode(errors="replace"))
    return told.hexdigest()


class _Passages:
    """Passages and their reports, each read once."""

    def __init__(self, repository: Repository, texts: Path | None) -> None:
        self._repository = repository
        self._folder = texts
        self._passages: dict[IRI, Passage] = {}
        self._reports: dict[IRI, Report] = {}
        self._texts: dict[str, str | None] = {}

    def passage(self, iri: IRI) -> Passage:
        if iri not in self._passages:
            found = self._repository.get(Passage.kind_name, str(iri))
            assert isinstance(found, Passage)  # noqa: S101  # what the kind says
            self._passages[iri] = found
        return self._passages[iri]

    def words(self, passage: Passage) -> str:
        """Return a passage's words, where they are held; else ""."""
        kept = passage.surroundings.exact if passage.surroundings else None
        if kept:
            return kept
        text = self._text(passage.report)
        if text is None:
            return ""
        place = locate(passage, text)
        return "" if place.start is None or place.end is None else text[place.start : place.end]

    def _text(self, iri: IRI) -> str | None:
        if self._folder is None:
            return None
        if iri not in self._reports:
            found = self._repository.get(Report.kind_name, str(iri))
            assert isinstance(found, Report)  # noqa: S101  # what the kind says
            self._reports[iri] = found
        name = self._reports[iri].text_file
        if name is None:
            return None
        if name not in self._texts:
            self._texts[name] = read_text(self._folder / name)
        return self._texts[name]


def _names(
    lines: Iterable[EvidenceLine],
    undercuts: Iterable[Undercut],
    passages: _Passages,
    repository: Repository,
    *,
    claims: Iterable[IRI],
) -> Names:
    named: set[IRI] = {*claims, *(undercut.id for undercut in undercuts)}
    for line in lines:
        found = (line.id, line.claim, line.study, line.asserted_by, line.reported_by, line.turns_on)
        named.update(iri for iri in found if iri is not None)
        named.update(line.passages)
        named.update(passages.passage(iri).report for iri in line.passages)
    labels = repository.snapshot.catalogue.labels(named)
    return Names(dict(labels), base=repository.base)


def _claim(support: Support, names: Names, passages: _Passages) -> ClaimShown:
    room = MOST_LINES
    sides = []
    for direction, words in SIDES.items():
        lines = support.in_direction(direction)[:room]
        room -= len(lines)
        if lines:
            told = tuple(_line(line, support.undercuts, names, passages) for line in lines)
            sides.append((words, told))
    return ClaimShown(
        claim=names.show(support.claim),
        status=support.status.value,
        tally=tally_of(support.tally),
        sides=tuple(sides),
        more=max(0, len(support.lines) - MOST_LINES),
    )


def _line(
    counted: CountedLine, undercuts: Iterable[Undercut], names: Names, passages: _Passages
) -> LineShown:
    line = counted.line
    of_study = counted.study.appraisals if counted.study else ()
    return LineShown(
        line=names.show(line.id),
        claim=names.show(line.claim),
        direction=SIDES[line.direction],
        study=names.show(line.study),
        asserted_by=names.show(line.asserted_by),
        reported_by=None if line.reported_by is None else names.show(line.reported_by),
        facts=tuple(_facts(counted)),
        strength=plain(line.strength_as_worded) if line.strength_as_worded else "",
        turns_on=None if line.turns_on is None else names.show(line.turns_on),
        quotes=tuple(_quote(iri, names, passages) for iri in line.passages),
        judgements=(*_judged(line.appraisals, "this line"), *_judged(of_study, "the study")),
        undercuts=tuple(
            (plain(one.reason), names.show(one.id)) for one in undercuts if line.id in one.undercuts
        ),
    )


def _facts(counted: CountedLine) -> Iterable[str]:
    line = counted.line
    if line.status is not HumanStatus.ACCEPTED:
        yield f"{line.status.value}, so it does not count"
    yield in_words(line.basis.value)
    if line.finding is not None:
        yield f"finding: {in_words(line.finding.value)}"
    yield f"read in {in_words(line.read_via.value)}"
    if counted.is_developer_involved:
        yield "the programme's developers took part"


def in_words(token: str) -> str:
    """Return a code's token in words."""
    return token.replace("_", " ")


def _judged(appraisals: Iterable[Appraisal], about: str) -> Iterable[Judgement]:
    return [
        Judgement(about, one.dimension.value, one.level.value, plain(one.reason))
        for one in appraisals
    ]


def _quote(iri: URIRef, names: Names, passages: _Passages) -> Quote:
    passage = passages.passage(iri)
    place = passage.location
    where = f"page {passage.page}" if passage.page else f"characters {place.start:,}–{place.end:,}"  # noqa: RUF001
    return Quote(
        passage=names.show(passage.id),
        report=names.show(passage.report),
        where=where,
        words=passages.words(passage),
    )
