"""Studies, reports, passages and people while a review is drafted: this module gathers them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.anchoring import (
    LOCATED,
    HeldText,
    Hints,
    Quotation,
    digest_of,
    find_quotation,
    with_lf,
)
from cmo_graph.interchange.drafted_things import Gathered, Ids, normal
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import Base, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Agent, EvidenceLine, Passage, Report, Study, Surroundings, TextPosition
from cmo_graph.model.codes import AgentKind, PassageCheck, ReportKind, StudyDesign

#: Code points of surroundings that are kept on each side of a passage whose text is held.
SURROUNDINGS = 32
#: Where words stand until their text is at hand; its passage checks that they are not empty.
_AT_THE_START = TextPosition(id=URIRef("urn:x-cmo-graph:position"), start=0, end=1)


@dataclass(frozen=True, slots=True)
class DraftSource:
    """A study, and the report of it that was read."""

    study: URIRef
    report: URIRef


class Sources:
    """Gathers what evidence comes from."""

    def __init__(self, context: Context, ids: Ids, gathered: Gathered, notes: Notes) -> None:
        self._context = context
        self._ids = ids
        self._gathered = gathered
        self._notes = notes
        self._reports = {report.id: report for report in context.existing_of(Report)}
        self._passages = {passage.id for passage in context.existing_of(Passage)}
        self._known = dict(self._existing())
        self._agents = {normal(plain(one.label)): one.id for one in context.existing_of(Agent)}
        self._coders = {one.id: one.coder for one in context.existing_of(EvidenceLine)}
        self._held: dict[URIRef, HeldText] = {}
        self._files: dict[URIRef, str] = {}
        #: What the ids of each report's passages begin with.
        self._leads: dict[URIRef, str] = {}
        #: Words of passages whose report's text is not at hand, by passage.
        self._words: dict[URIRef, str] = {}
        self._unplaced: Counter[URIRef] = Counter()
        #: Where the first of them was quoted, by report.
        self._unplaced_at: dict[URIRef, Place] = {}

    def _existing(self) -> dict[str, DraftSource]:
        """Return the review's sources by every name that a file may call them by."""
        known: dict[str, DraftSource] = {}
        for report in self._reports.values():
            if not report.reports_on:
                continue
            source = DraftSource(report.reports_on[0], report.id)
            names = (report.citation_key, report.identifier, plain(report.label))
            for name in (*names, key_of(report.id).partition(".")[2]):
                if name:
                    known.setdefault(normal(name), source)
        for study in self._context.existing_of(Study):
            own = next((s for s in known.values() if s.study == study.id), None)
            if own is not None:
                known.setdefault(normal(plain(study.label)), own)
                known.setdefault(key_of(study.id).partition(".")[2], own)
        return known

    def source(
        self,
        citation: str,
        place: Place,
        *,
        named: str = "",
        note: str = "",
        **fields: object,
    ) -> DraftSource:
        """Return the study of this citation and its report; see `Draft.source`."""
        words = " ".join(citation.split())
        known = self._known.get(normal(words)) or self._known.get(normal(named))
        if known is None:
            study = self._ids.of(Study, named or words)
            local = key_of(study).partition(".")[2]
            known = DraftSource(study, self._context.mint(Report, local))
            self._gathered.add(Study, study, place, **self._study(words, fields))
            self._gathered.add(Report, known.report, place, **self._report(words, study, fields))
        for name in filter(None, (words, named)):
            self._known.setdefault(normal(name), known)
        if note:
            self._gathered.remark(known.study, note)
        return known

    def _study(self, words: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        design = fields.get("design") or StudyDesign.OTHER
        return {"label": self._context.text(words), "design": design}

    def _report(self, words: str, study: URIRef, fields: Mapping[str, Any]) -> dict[str, Any]:
        own = {"label": self._context.text(words), "reports_on": (study,), "kind": ReportKind.OTHER}
        return {**own, **{name: value for name, value in fields.items() if name != "design"}}

    def hold(self, source: DraftSource, text: str, *, file: str = "") -> None:
        """Say what the text of a report is."""
        held = HeldText(text)
        self._held[source.report] = held
        self._files[source.report] = file or f"{key_of(source.report).partition('.')[2]}.txt"
        if source.report not in self._reports:
            self._gathered.add(
                Report,
                source.report,
                None,
                text_digest=digest_of(held.text),
                text_length=len(held.text),
                text_file=self._files[source.report],
            )

    def passage(
        self,
        words: str,
        place: Place,
        *,
        source: DraftSource,
        span: tuple[int, int] | None = None,
        page: str = "",
        label: str = "",
    ) -> URIRef:
        """Return the passage of a report that has these words; see `Draft.passage`."""
        text = self._held.get(source.report)
        quoted = text.text[slice(*span)] if text and span else with_lf(words).strip()
        iri = self._passage_iri(source, quoted, span)
        if iri in self._passages:
            return iri
        self._passages.add(iri)
        at = span or self._located(quoted, text, source, place)
        told = label or f"Quoted in {place.told()}"
        self._gathered.add(
            Passage,
            iri,
            place,
            label=self._context.text(told),
            report=source.report,
            page=page or None,
            **(
                _standing(iri, text.text, at)
                if text and at
                else self._unlocated(iri, quoted, source, place)
            ),
        )
        return iri

    def _passage_iri(self, source: DraftSource, words: str, span: tuple[int, int] | None) -> URIRef:
        digest = sha256(repr((words, span)).encode("utf-8", "surrogatepass")).hexdigest()
        lead = self._leads.get(source.report)
        if lead is None:
            lead = key_of(source.report).partition(".")[2][:40].strip("-")
            self._leads[source.report] = lead
        return self._context.mint(Passage, f"{lead}-{digest[:12]}")

    def _located(
        self, words: str, text: HeldText | None, source: DraftSource, place: Place
    ) -> tuple[int, int] | None:
        if text is None:
            return None
        found = find_quotation(Quotation(words, Hints()), text)
        if found.check is not PassageCheck.LOCATED_EXACT:
            self._note_doubt(words, found.check, source, place)
        if found.check not in LOCATED or found.start is None or found.end is None:
            return None
        return found.start, found.end

    def _note_doubt(
        self, words: str, check: PassageCheck, source: DraftSource, place: Place
    ) -> None:
        if check is PassageCheck.LOCATED_NORMALISED:
            return
        said = "only nearly so" if check is PassageCheck.LOCATED_FUZZY else check.value
        self._notes.add(
            "draft-quotation-doubtful",
            f"A quotation was sought in the text of {key_of(source.report)}: {said}.",
            place,
            value=words,
            hint="Compare the two.",
        )

    def _unlocated(
        self, iri: URIRef, words: str, source: DraftSource, place: Place
    ) -> dict[str, Any]:
        """Return a passage's fields when only its words are known."""
        report = self._reports.get(source.report)
        found: dict[str, Any] = {
            "location": _AT_THE_START.like(id=Base.part(iri, "position"), end=len(words)),
            "digest": digest_of(words),
        }
        if report is not None and report.licence is not None:
            part = Base.part(iri, "surroundings")
            found["surroundings"] = Surroundings(id=part, exact=words)
        elif source.report not in self._held:
            self._words[iri] = words
        self._unplaced[source.report] += 1
        self._unplaced_at.setdefault(source.report, place)
        return found

    def authors(self, source: DraftSource, place: Place) -> URIRef:
        """Return who asserts what a report says: its author, else its authors as a group."""
        report = self._reports.get(source.report)
        if report is not None and report.authors:
            return report.authors[0]
        return self.agent(f"The authors of {key_of(source.study)}", place, kind=AgentKind.GROUP)

    def coder(self, line: URIRef, place: Place) -> URIRef:
        """Return who coded a line that does not name anybody.

        Whoever the review says coded it stays: a file under another name is nobody else's work.
        """
        if self._context.coder:
            return self._context.mint(Agent, self._context.coder)
        if line in self._coders:
            return self._coders[line]
        return self.agent(f"Whoever coded {place.file}", place)

    def agent(self, name: str, place: Place, *, kind: AgentKind = AgentKind.PERSON) -> URIRef:
        """Return the agent of this name."""
        words = " ".join(name.split())
        iri = self._agents.get(normal(words))
        if iri is None:
            iri = self._agents[normal(words)] = self._ids.of(Agent, words)
            self._gathered.add(Agent, iri, place, label=self._context.text(words), kind=kind)
        return iri

    def note_unplaced(self) -> None:
        """Note, once a report, how many passages have no place yet."""
        for report, number in self._unplaced.items():
            place = self._unplaced_at[report]
            self._notes.add(
                "draft-quotation-unplaced",
                f"Quotations of {key_of(report)} have no place in its text yet ({number}); their"
                " digests find them there.",
                place,
                value=key_of(report),
                hint="The words themselves go to the folder of --texts, and nowhere else; put the"
                " report's text there and run cmo-graph anchor.",
            )

    def texts(self) -> dict[str, str]:
        """Return the texts that come along: those held, and the words that nothing else keeps."""
        held = {self._files[report]: text.text for report, text in self._held.items()}
        if not self._words:
            return held
        lines = "\n\n".join(f"{key_of(iri)}\n{words}" for iri, words in self._words.items())
        digest = sha256(lines.encode()).hexdigest()[:8]
        return {**held, f"quotations-{digest}.txt": f"{lines}\n"}


def _standing(iri: URIRef, text: str, at: tuple[int, int]) -> dict[str, Any]:
    """Return a passage's fields when its place is known."""
    start, end = at
    prefix, suffix = text[max(0, start - SURROUNDINGS) : start], text[end : end + SURROUNDINGS]
    return {
        "location": TextPosition(id=Base.part(iri, "position"), start=start, end=end),
        "digest": digest_of(text[start:end]),
        "surroundings": Surroundings(
            id=Base.part(iri, "surroundings"), prefix=prefix or None, suffix=suffix or None
        )
        if prefix or suffix
        else None,
    }
