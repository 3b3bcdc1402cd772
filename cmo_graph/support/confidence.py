"""People's judgements of confidence: this module says when one is out of date, and what to look at.

Confidence is a person's judgement with reasons. Nothing here computes a level: software can only
ask the questions, and notice that the evidence is no longer what the person saw.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from cmo_graph.iri import IRI
from cmo_graph.model.codes import AppraisalDimension, CerqualComponent, HumanStatus, Level
from cmo_graph.model.evidence import EvidenceLine
from cmo_graph.model.judgements import Confidence
from cmo_graph.model.sources import Study
from cmo_graph.support.appraisal import RANKS, level_of
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.contexts import is_within
from cmo_graph.support.counting import CountedLine
from cmo_graph.support.evidence import EvidenceOnClaim
from cmo_graph.support.summary import Support

#: Independent studies with empirical lines below which adequacy is asked about; ours.
FEW_STUDIES = 3


class Currency(Enum):
    """Whether a judgement was made on the evidence that is there now."""

    CURRENT = "current"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether a judgement still stands on the evidence it was made on, and how that is known."""

    confidence: IRI
    currency: Currency
    #: A sentence that says how it is known.
    reason: str
    #: The lines that are new, gone or changed since, sorted; what is not listed may have changed
    #: too when the evidence of that time is not at hand.
    changed: tuple[IRI, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the judgement's IRI, whether it is current, why, and what changed."""
        return {
            "confidence": str(self.confidence),
            "currency": self.currency.value,
            "reason": self.reason,
            "changed": [str(line) for line in self.changed],
        }


def check_freshness(
    confidence: Confidence,
    *,
    evidence: EvidenceOnClaim,
    dataset_version: str,
    evidence_then: EvidenceOnClaim | None = None,
) -> Freshness:
    """Say whether the evidence under a judgement changed since the person looked at it.

    1. The judgement names this very dataset version: current.
    2. The evidence of the version it names is at hand: stale when any accepted line changed in what
       it says, or came or went, or when an undercut or a study's independence did; else current.
    3. An accepted line was coded after the day of the judgement: stale.
    4. Otherwise unknown: a line may have been withdrawn since, and dates cannot show that.

    Args:
        confidence: The judgement.
        evidence: What is known on its claim now.
        dataset_version: The dataset version that `evidence` was read from.
        evidence_then: What was known in the version that the judgement names, when still kept.

    Source: ours. That a judgement belongs to a body of evidence is GRADE-CERQual's (Lewin et al.
    2018, Implementation Science 13(S1):10).
    """
    if confidence.dataset_version == dataset_version:
        return Freshness(
            confidence.id, Currency.CURRENT, "It was made on this version of the dataset."
        )
    if evidence_then is not None:
        return _compare(confidence.id, evidence_then, evidence)
    later = tuple(
        sorted(
            (line.id for line in evidence.lines if _is_accepted_after(confidence, line)), key=str
        )
    )
    if later:
        return Freshness(
            confidence.id,
            Currency.STALE,
            f"Evidence was coded after {confidence.judged.isoformat()}, the day it was made.",
            later,
        )
    return Freshness(
        confidence.id,
        Currency.UNKNOWN,
        "It was made on another version of the dataset, which is not at hand; no line is dated"
        " later, but lines may have been withdrawn.",
    )


def _compare(confidence: IRI, then: EvidenceOnClaim, now: EvidenceOnClaim) -> Freshness:
    if digest_evidence(then) == digest_evidence(now):
        return Freshness(
            confidence, Currency.CURRENT, "The evidence is the same as in the version it names."
        )
    before, after = _statements(then), _statements(now)
    changed = {iri for iri in before.keys() | after.keys() if before.get(iri) != after.get(iri)}
    return Freshness(
        confidence,
        Currency.STALE,
        "The evidence is not the same as in the version it names.",
        tuple(sorted(changed, key=str)),
    )


def digest_evidence(evidence: EvidenceOnClaim) -> str:
    """Return a digest of what the accepted evidence on a claim says, as `sha256:…`.

    It changes when an accepted line or undercut comes, goes or says something else, and when a
    study's independence, inclusions or appraisals change; not with labels, notes, coders, dates or
    order.
    """
    said = {
        "lines": sorted(_statements(evidence).items()),
        "undercuts": sorted(
            undercut.model_dump_json(include=set(_UNDERCUT_SAYS))
            for undercut in evidence.undercuts
            if undercut.status is HumanStatus.ACCEPTED
        ),
        "studies": sorted(_study_says(study) for study in _studies_behind(evidence)),
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


#: The fields of a line, an undercut and a study that a judgement of confidence rests on.
_LINE_SAYS = frozenset(
    {
        "study",
        "direction",
        "basis",
        "read_via",
        "finding",
        "turns_on",
        "examined_in",
        "passages",
        "appraisals",
        "entailment",
    }
)
_UNDERCUT_SAYS = frozenset({"id", "undercuts", "reason", "basis"})
_STUDY_SAYS = frozenset(
    {"id", "same_data", "includes", "developer_involvement", "examined_in", "appraisals"}
)


def _statements(evidence: EvidenceOnClaim) -> Mapping[IRI, str]:
    return {
        line.id: line.model_dump_json(include=set(_LINE_SAYS))
        for line in evidence.lines
        if line.status is HumanStatus.ACCEPTED
    }


def _studies_behind(evidence: EvidenceOnClaim) -> Iterator[Study]:
    own = {line.study for line in evidence.lines if line.status is HumanStatus.ACCEPTED}
    return (evidence.studies[study] for study in own if study in evidence.studies)


def _study_says(study: Study) -> str:
    return study.model_dump_json(include=set(_STUDY_SAYS))


def _is_accepted_after(confidence: Confidence, line: EvidenceLine) -> bool:
    return line.status is HumanStatus.ACCEPTED and line.coded > confidence.judged


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question for the person who judges; never an answer."""

    component: CerqualComponent
    question: str

    def as_json(self) -> dict[str, object]:
        """Return the component and the question."""
        return {"component": self.component.value, "question": self.question}


def prompt_judgement(
    support: Support,
    *,
    asked_about: Collection[IRI] = (),
    broader: Mapping[IRI, frozenset[IRI]] | None = None,
) -> tuple[Prompt, ...]:
    """Return what a person should think about before judging confidence in a claim.

    - methodological limitations: every line was judged of low rigour or none
    - coherence: the claim is contested, or lines that count are undercut
    - adequacy: fewer than three independent studies examined it
    - relevance: every line was judged of low relevance or none, or every line was seen in a context
      narrower than one that the review asks about

    Args:
        support: The evidence on the claim.
        asked_about: The contexts that the review's question is about; empty when not recorded.
        broader: All broader concepts of a concept, as `all_broader` gives them.

    Returns:
        The prompts in the order of the components; empty when nothing calls for one, which is no
        judgement either.

    Source: the components are GRADE-CERQual's (Lewin et al. 2018, Implementation Science
    13(S1):10); when to ask is ours, and so is asking it of configurations.
    """
    return tuple(
        prompt
        for prompt in (
            _on_method(support),
            _on_coherence(support),
            _on_adequacy(support),
            _on_relevance(support, asked_about, broader or {}),
        )
        if prompt is not None
    )


def _on_method(support: Support) -> Prompt | None:
    if not _all_low(support.lines, AppraisalDimension.RIGOUR):
        return None
    return Prompt(
        CerqualComponent.METHODOLOGICAL_LIMITATIONS,
        "Every study was judged of low rigour or none. How far does that weaken the finding?",
    )


def _on_coherence(support: Support) -> Prompt | None:
    undercut = support.tally.undercut
    if support.status is SupportStatus.CONTESTED:
        dimensions = ", ".join(split.dimension.value for split in support.context_split)
        where = f" They sit in different contexts ({dimensions})." if dimensions else ""
        question = f"Studies stand on both sides.{where} What explains it?"
    elif undercut:
        question = (
            f"The inference from {undercut} of the independent studies is attacked. Is it sound?"
        )
    else:
        return None
    return Prompt(CerqualComponent.COHERENCE, question)


def _on_adequacy(support: Support) -> Prompt | None:
    examined = support.tally.studies - support.tally.theorising_only
    if examined >= FEW_STUDIES:
        return None
    return Prompt(
        CerqualComponent.ADEQUACY,
        f"Independent studies that examined it: {examined}. Is that rich or plentiful enough?",
    )


def _on_relevance(
    support: Support, asked_about: Collection[IRI], broader: Mapping[IRI, frozenset[IRI]]
) -> Prompt | None:
    if _all_low(support.lines, AppraisalDimension.RELEVANCE):
        question = "Every study was judged of low relevance or none. Does it speak to the question?"
    elif support.lines and all(_is_narrower(line, asked_about, broader) for line in support.lines):
        question = (
            "Every study was done in a narrower context than is asked about. Does it carry over?"
        )
    else:
        return None
    return Prompt(CerqualComponent.RELEVANCE, question)


def _all_low(lines: Sequence[CountedLine], dimension: AppraisalDimension) -> bool:
    levels = [level_of(line.line, study=line.study, dimension=dimension) for line in lines]
    return bool(levels) and all(
        level is not None and RANKS[level] <= RANKS[Level.LOW] for level in levels
    )


def _is_narrower(
    line: CountedLine, asked_about: Collection[IRI], broader: Mapping[IRI, frozenset[IRI]]
) -> bool:
    """Say whether some context of the line lies strictly within one that was asked about."""
    contexts = line.line.examined_in or (line.study.examined_in if line.study else ())
    return any(
        seen != wide and is_within(seen, wide, broader) for seen in contexts for wide in asked_about
    )
