"""Evidence lines and passages: this module finds those that do not carry what they are said to."""

from collections.abc import Iterator
from hashlib import sha256

from rdflib import URIRef

from cmo_graph.model import EvidenceLine, Link, Passage, Report
from cmo_graph.model.codes import Entailment, EvidenceBasis, HumanStatus, ReadVia
from cmo_graph.validation.flaws import Flaw, Things, name_of


def find_lines_on_implied_links(held: Things) -> Iterator[Flaw]:
    """Find lines on links that configurations imply: those bear on the configurations."""
    for line in held.of(EvidenceLine):
        link = held.one(Link, line.claim)
        if link is not None and link.implied_by:
            sources = " or ".join(name_of(iri) for iri in link.implied_by)
            yield Flaw(
                code="line-on-implied-link",
                message=f"The link {name_of(link.id)} is implied by {sources}; evidence bears on"
                " that.",
                thing=line.id,
                field="claim",
                value=name_of(link.id),
                hint=f"Set claim to {sources}.",
            )


def find_unfit_lines(held: Things) -> Iterator[Flaw]:
    """Find lines that are accepted and cannot carry their claim."""
    for line in held.of(EvidenceLine):
        if line.status is HumanStatus.ACCEPTED and line.entailment is Entailment.DOES_NOT:
            yield Flaw(
                code="line-accepted-unfit",
                message=f"{name_of(line.id)} is accepted, and yet its passage is judged not to say"
                " the claim.",
                thing=line.id,
                field="status",
                value=HumanStatus.ACCEPTED.value,
                hint="Judge the entailment again, or do not accept the line.",
            )
        if line.status is HumanStatus.ACCEPTED and line.basis is EvidenceBasis.NOT_REPORTED:
            yield Flaw(
                code="line-accepted-unfit",
                message=f"{name_of(line.id)} is accepted, and yet nobody has said what it rests"
                " on.",
                thing=line.id,
                field="basis",
                value=EvidenceBasis.NOT_REPORTED.value,
                hint="Say whether it is empirical, a stakeholder's account or an author's theory.",
            )


def find_lines_read_elsewhere(held: Things) -> Iterator[Flaw]:
    """Find lines said to be read in their study's own report that cite others only."""
    for line in held.of(EvidenceLine):
        reports = [
            report
            for iri in line.passages
            if (passage := held.one(Passage, iri)) is not None
            and (report := held.one(Report, passage.report)) is not None
        ]
        own = any(line.study in report.reports_on for report in reports)
        if line.read_via is ReadVia.OWN_REPORT and reports and not own:
            yield Flaw(
                code="line-read-elsewhere",
                message=f"{name_of(line.id)} was read in the study's own report, but no report it"
                f" cites reports on {name_of(line.study)}.",
                thing=line.id,
                field="read_via",
                value=ReadVia.OWN_REPORT.value,
                hint="Set read_via to secondary_report, or say in sources.yaml what the report"
                " reports on.",
            )


def find_unfit_passages(held: Things) -> Iterator[Flaw]:
    """Find passages that are not where they say, or keep words that they may not."""
    for passage in held.of(Passage):
        report = held.one(Report, passage.report)
        if report is not None:
            yield from _passage_in_report(passage, report)


def _passage_in_report(passage: Passage, report: Report) -> Iterator[Flaw]:
    end, length = passage.location.end, report.text_length
    if length is not None and end > length:
        yield Flaw(
            code="passage-beyond-text",
            message=f"{name_of(passage.id)} ends at {end}, but the text of {name_of(report.id)}"
            f" has {length} code points.",
            thing=passage.location.id,
            field="end",
            value=str(end),
        )
    if report.text_digest is None:
        yield Flaw(
            code="passage-text-unknown",
            message=f"{name_of(report.id)} has no text_digest, so {name_of(passage.id)} points"
            " into a text that nobody can tell from others.",
            thing=passage.id,
            value=name_of(report.id),
        )
    words = passage.surroundings.exact if passage.surroundings is not None else None
    if passage.surroundings is not None and words is not None:
        yield from _words(passage, report, words, thing=passage.surroundings.id)


def _words(passage: Passage, report: Report, words: str, *, thing: URIRef) -> Iterator[Flaw]:
    if report.licence is None:
        yield Flaw(
            code="words-not-licensed",
            message=f"{name_of(passage.id)} keeps the words of {name_of(report.id)}, which has no"
            " licence that allows it.",
            thing=thing,
            field="exact",
            value=words,
            hint="Take exact out; position and digest find the words again.",
        )
    elif f"sha256:{sha256(words.encode()).hexdigest()}" != passage.digest:
        yield Flaw(
            code="words-differ",
            message=f"The words kept in {name_of(passage.id)} do not have its digest.",
            thing=thing,
            field="exact",
            value=words,
        )
