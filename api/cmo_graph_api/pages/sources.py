"""Pages of where evidence is found: this module gathers those of studies, reports and passages.

A passage's words are shown where the deployer holds the report's text, or where the review kept
them. A document is never fetched; its own address is shown, to be followed by whoever wants to.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cmo_graph.anchoring import locate
from cmo_graph.interchange.texts import read_text
from cmo_graph.mapping import plain
from cmo_graph.model import EmmieAssessment, EvidenceLine, Passage, Report, Study
from cmo_graph.model.codes import Direction, HumanStatus, PassageCheck
from cmo_graph.model.sources import Appraisal
from cmo_graph.questions.around import count_of, first_of, read_one
from cmo_graph.vocabulary import Code
from cmo_graph_api.pages.evidence import SIDES, LineShown, in_words, show_lines
from cmo_graph_api.pages.names import Names
from cmo_graph_api.pages.subjects import Subject, text_of

#: Most evidence lines, and most passages, of one study or report that its page shows.
MOST_LINES, MOST_PASSAGES = 60, 100

#: What came of looking a passage up in the text of its report.
_CHECKS: Mapping[PassageCheck, str] = {
    PassageCheck.LOCATED_EXACT: "Its words stand in the text held here, exactly where it says.",
    PassageCheck.LOCATED_NORMALISED: "Its words stand in the text held here, spaced otherwise.",
    PassageCheck.LOCATED_FUZZY: "Words very like its own stand in the text held here.",
    PassageCheck.FOR_REVIEW: "Something like its words is in the text; a person must look.",
    PassageCheck.AMBIGUOUS: "Its words stand in the text held here more than once.",
    PassageCheck.NOT_LOCATED: "Its words are not in the text held here.",
    PassageCheck.TEXT_NOT_HELD: "The report's text is not held here, so nothing was looked up.",
}


#: What a study does to a claim, by the direction of its line.
_VERBS: Mapping[Direction, str] = {
    Direction.SUPPORTS: "supports",
    Direction.DISPUTES: "disputes",
    Direction.INCONCLUSIVE: "could not tell whether it holds that",
    Direction.NUANCES: "says what it turns on that",
}


def study_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a study shows."""
    repository = subject.repository
    one = read_one(repository, Study, subject.iri)
    reports = first_of(repository, Report, {"study": [one.id]})
    lines = first_of(repository, EvidenceLine, {"study": [one.id]}, most=MOST_LINES)
    shown = show_lines(lines.items, repository=repository, texts=subject.texts)
    emmie = _emmie_of(one, subject)
    names = subject.names(
        [
            *(*one.conducted_by, *one.same_data, *one.includes, *one.examined_in, *one.passages),
            *(part.asserted_by for part in one.appraisals),
            *(report.id for report in reports.items),
            *(told.id for told in emmie),
        ]
    )
    return {
        "brief": [
            ("Design", in_words(one.design.value)),
            ("The programme's developers", in_words(one.developer_involvement.value)),
        ],
        "related": _named(
            names,
            ("Done by", one.conducted_by),
            ("Rests on the same data as", one.same_data),
            ("Includes", one.includes),
            ("Examined in", one.examined_in),
        ),
        "description": text_of(one.description),
        "note": text_of(one.note),
        "reports": [_reference(report, subject) for report in reports.items],
        "counts": _counts(subject),
        "sides": _sides(shown),
        "more": lines.total - len(lines.items),
        "appraisals": _appraisals(one.appraisals, names),
        "emmie": [(told.dimension.value, plain(told.finds), names.show(told.id)) for told in emmie],
        "passages": [names.show(passage) for passage in one.passages],
    }


def report_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a report shows."""
    one = read_one(subject.repository, Report, subject.iri)
    passages = first_of(subject.repository, Passage, {"report": [one.id]}, most=MOST_PASSAGES)
    names = subject.names([*one.reports_on, one.licence, *(found.id for found in passages.items)])
    in_order = sorted(passages.items, key=lambda found: (found.location.start, found.id))
    return {
        "reference": _reference(one, subject),
        "brief": [
            ("Kind", in_words(one.kind.value)),
            (
                "In the review it was",
                in_words(one.document_status.value) if one.document_status else "not said",
            ),
            ("Length", f"{one.text_length:,} characters" if one.text_length else "not known"),
            ("Its text", "is held here" if _text(one, subject.texts) else "is not held here"),
        ],
        "digest": one.text_digest or "",
        "licence": names.show(one.licence) if one.licence else None,
        "studies": [names.show(study) for study in one.reports_on],
        "passages": [(names.show(found.id), where(found)) for found in in_order],
        "more": passages.total - len(passages.items),
        "note": text_of(one.note),
    }


def passage_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a passage shows."""
    one = read_one(subject.repository, Passage, subject.iri)
    report = read_one(subject.repository, Report, one.report)
    text = _text(report, subject.texts)
    place = locate(one, text)
    held = "" if text is None or place.start is None else text[place.start : place.end]
    around = one.surroundings
    lines = first_of(subject.repository, EvidenceLine, {"passage": [one.id]}, most=MOST_LINES)
    shown = show_lines(lines.items, repository=subject.repository, texts=subject.texts)
    return {
        "reference": _reference(report, subject),
        "where": where(one),
        "start": one.location.start,
        "end": one.location.end,
        "digest": one.digest,
        "prefix": (around and around.prefix) or "",
        "suffix": (around and around.suffix) or "",
        "words": (around and around.exact) or held,
        "check": in_words(place.check.value),
        "check_told": _CHECKS[place.check],
        "sides": _sides(shown),
        "more": lines.total - len(lines.items),
    }


def line_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of an evidence line shows."""
    one = read_one(subject.repository, EvidenceLine, subject.iri)
    [shown] = show_lines([one], repository=subject.repository, texts=subject.texts)
    names = subject.names([one.coder, *one.examined_in])
    return {
        "line": shown,
        "verb": _VERBS[one.direction],
        "brief": [
            ("What a person decided", one.status.value),
            ("Coded", f"{one.coded:%-d %B %Y}, {one.method.value}"),
            *(
                [("The passage entails the claim", in_words(one.entailment.value))]
                if one.entailment
                else []
            ),
        ],
        "related": _named(names, ("Coded by", [one.coder]), ("Seen in", one.examined_in)),
        "does_count": one.status is HumanStatus.ACCEPTED,
        "note": text_of(one.note),
    }


def where(passage: Passage) -> str:
    """Return where a passage stands: the page as printed, or characters of the text."""
    place = passage.location
    return f"page {passage.page}" if passage.page else f"characters {place.start:,}–{place.end:,}"  # noqa: RUF001


def _reference(report: Report, subject: Subject) -> Mapping[str, Any]:
    """Return a report as a reference: authors, title, publisher, date, address."""
    names = subject.names([report.id, *report.authors, report.publisher])
    return {
        "report": names.show(report.id),
        "authors": [names.show(author) for author in report.authors],
        "publisher": names.show(report.publisher) if report.publisher else None,
        "issued": f"{report.issued:%-d %B %Y}" if report.issued else "",
        "identifier": report.identifier or "",
        "url": names.show(report.url) if report.url else None,
    }


def _text(report: Report, folder: Path | None) -> str | None:
    if folder is None or report.text_file is None:
        return None
    return read_text(folder / report.text_file)


def _sides(lines: Iterable[LineShown]) -> list[tuple[str, list[LineShown]]]:
    by_side: dict[str, list[LineShown]] = {words: [] for words in SIDES.values()}
    for line in lines:
        by_side[line.direction].append(line)
    return [(words, found) for words, found in by_side.items() if found]


def _counts(subject: Subject) -> list[tuple[str, int]]:
    """Return how many lines of a study stand on each side, whatever a person decided of them."""
    of_study = {"study": [subject.iri]}
    return [
        (
            words,
            count_of(
                subject.repository, EvidenceLine, {**of_study, "direction": [direction.value]}
            ),
        )
        for direction, words in SIDES.items()
    ]


def _appraisals(found: Sequence[Appraisal], names: Names) -> list[tuple[str, str, str, Any]]:
    return [
        (one.dimension.value, one.level.value, plain(one.reason), names.show(one.asserted_by))
        for one in found
    ]


def _emmie_of(study: Study, subject: Subject) -> list[EmmieAssessment]:
    """Return what those who did the study say under EMMIE, in its review."""
    found = first_of(subject.repository, EmmieAssessment, {"review": [study.review]}).items
    return [one for one in found if one.asserted_by in study.conducted_by]


def _named(names: Names, *related: tuple[str, Sequence[Any]]) -> list[tuple[str, list[Any]]]:
    return [(words, [names.show(iri) for iri in iris]) for words, iris in related if iris]


def _token(code: Code | None) -> str:
    return in_words(str(code.value)) if code is not None else "not said"
