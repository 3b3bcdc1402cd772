"""Pages of what evidence bears on: this module gathers those of configurations, links, moderations.

What the evidence comes to, what stands beside the claim and what led to it are asked of the graph;
nothing is worked out here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef

from cmo_graph.drawing.codes import HEAD_OF, VERBS
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.model import Confidence, Configuration, Link, Moderation, TheoryVersion
from cmo_graph.questions.around import (
    Neighbours,
    first_of,
    happened_to,
    next_after,
    next_before,
    read_one,
    rivals_of,
)
from cmo_graph.questions.portraits import draw_configuration
from cmo_graph.questions.support import standings_of, support_of
from cmo_graph.support.summary import Support
from cmo_graph_api.pages.evidence import SIDES, ClaimShown, in_words, show_claims
from cmo_graph_api.pages.further import of_concept, of_configuration, of_link
from cmo_graph_api.pages.names import Names, Shown
from cmo_graph_api.pages.sentences import PARTIAL, SlotShown, sentence_of, show_slots
from cmo_graph_api.pages.statuses import LOOKS
from cmo_graph_api.pages.subjects import Subject, text_of

#: Most versions of theories that a claim's page names.
MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """Another claim, how it is related, and how its evidence stands."""

    claim: Shown
    words: str
    #: Status and tally, as `Standing` has them; None where it is no claim of this dataset.
    standing: Any


def configuration_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a configuration shows."""
    repository, iri = subject.repository, subject.iri
    one = read_one(repository, Configuration, iri)
    moderations = first_of(repository, Moderation, {"moderates": [iri]})
    names = subject.names(
        [
            *(slot.concept for slot in one.slots),
            *(passage for slot in one.slots for passage in slot.passages),
            *one.embedded_in,
        ]
    )
    slots = show_slots(one, names)
    drawing = draw_configuration(
        one, moderations.items, repository=repository, shelves=subject.shelves
    )
    before, after = (find(one, repository=repository) for find in (next_before, next_after))
    return {
        "sentence": sentence_of(slots),
        "slots": slots,
        "partial": PARTIAL[one.completeness],
        "brief": _configuration_facts(one, slots),
        "narrative": text_of(one.narrative),
        "note": text_of(one.note),
        "svg": subject.picture(drawing, prefix="configuration"),
        "arrows": drawing.diagram.arrows,
        "moderations": _moderating(moderations.items, subject),
        "rivals": _rivals(one, subject),
        "before": _follow(before, subject),
        "after": _follow(after, subject),
        "embedded_in": [names.show(other) for other in one.embedded_in],
        "history": _history(iri, subject),
        "further": of_configuration(one, names),
        **evidence_on(subject),
        **_belonging(subject),
    }


def link_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a link shows."""
    one = read_one(subject.repository, Link, subject.iri)
    ends = (one.from_concept, one.to_concept)
    names = subject.names([*ends, *one.holds_in, *one.passages, *one.implied_by])
    moderations = first_of(subject.repository, Moderation, {"moderates": [one.id]})
    return {
        "ends": [names.show(end) for end in ends],
        "verb": VERBS[HEAD_OF[one.polarity]],
        "brief": [
            ("Kind of step", in_words(one.kind.value)),
            ("Sign", one.polarity.value),
            ("Whose word", in_words(one.basis.value)),
        ],
        "holds_in": [names.show(context) for context in one.holds_in],
        "implied_by": [names.show(other) for other in one.implied_by],
        "passages": [names.show(passage) for passage in one.passages],
        "note": text_of(one.note),
        "moderations": _moderating(moderations.items, subject),
        "further": of_link(one),
        **evidence_on(subject),
        **_belonging(subject),
    }


def moderation_page(subject: Subject) -> Mapping[str, Any]:
    """Return what the page of a moderation shows."""
    one = read_one(subject.repository, Moderation, subject.iri)
    names = subject.names([one.moderator, one.moderates, *one.passages])
    gates = one.effect.value in ("enables", "blocks")
    return {
        "ends": [names.show(one.moderator), names.show(one.moderates)],
        "verb": in_words(one.effect.value),
        "brief": [
            ("Effect", f"{one.effect.value}, so it {'gates' if gates else 'only grades'}"),
            ("Whose word", in_words(one.basis.value)),
        ],
        "holds_in": [],
        "implied_by": [],
        "passages": [names.show(passage) for passage in one.passages],
        "note": text_of(one.note),
        "moderations": [],
        "further": of_concept(one.moderator, is_offered=False, is_outcome=False),
        **evidence_on(subject),
        **_belonging(subject),
    }


def evidence_on(subject: Subject) -> Mapping[str, Any]:
    """Return what a claim's page shows of the evidence, and what people judged of it."""
    support = support_of(subject.repository, str(subject.iri)).support
    [shown] = show_claims([support], repository=subject.repository, texts=subject.texts)
    confidences = first_of(subject.repository, Confidence, {"claim": [subject.iri]}).items
    names = subject.names(one.asserted_by for one in confidences)
    return {
        "looks": LOOKS,
        "support": shown,
        "empty_sides": _empty_sides(shown),
        "remarks": _remarks(support, subject),
        "confidences": [_confidence(one, names) for one in confidences],
    }


def _confidence(one: Confidence, names: Names) -> Mapping[str, Any]:
    return {
        "level": in_words(one.overall.value),
        "by": names.show(one.asserted_by),
        "judged": one.judged,
        "components": [
            (in_words(part.component.value), in_words(part.concern.value), plain(part.reason))
            for part in one.components
        ],
    }


def _empty_sides(shown: ClaimShown) -> list[str]:
    told = {words for words, _ in shown.sides}
    return [words.lower() for words in SIDES.values() if words not in told]


def _remarks(support: Support, subject: Subject) -> list[tuple[str, str, Shown | None]]:
    """Return what else is to be known of the evidence: a heading, words, and what it is about."""
    return [
        *(
            ("Context split", f"both sides never met in {split.dimension.value}", None)
            for split in support.context_split
        ),
        *_remarked(support, subject),
    ]


def _remarked(support: Support, subject: Subject) -> Iterator[tuple[str, str, Shown]]:
    named = [search.id for search in support.searches]
    named += [left.line for left in support.left_out]
    named += [one.line.id for one in support.subsumed]
    names = subject.names([*named, *(caution.about for caution in support.warnings)])
    for search in support.searches:
        words = f"{in_words(search.result.value)}. {plain(search.searched_where)}"
        yield "Searched", words, names.show(search.id)
    for left in support.left_out:
        yield "Left out", in_words(left.reason.value), names.show(left.line)
    for one in support.subsumed:
        yield "Counted once", "it gives way to a study inside the review", names.show(one.line.id)
    for caution in support.warnings:
        yield "To look at", caution.message, names.show(caution.about)


def _configuration_facts(one: Configuration, slots: Sequence[SlotShown]) -> list[tuple[str, str]]:
    bases: dict[str, int] = {}
    for slot in slots:
        bases[slot.basis] = bases.get(slot.basis, 0) + 1
    told = ", ".join(f"{words} ({count})" for words, count in sorted(bases.items()))
    facts = [("Stage", f"{one.stage.value} theory"), ("Whose word its parts are", told)]
    if one.inference is not None:
        facts.append(("Inferred by", in_words(one.inference.value)))
    return facts


def _moderating(moderations: Iterable[Moderation], subject: Subject) -> list[dict[str, Any]]:
    told = tuple(moderations)
    standings = standings_of(subject.repository, [one.id for one in told])
    names = subject.names(iri for one in told for iri in (one.id, one.moderator))
    return [
        {
            "moderator": names.show(one.moderator),
            "effect": in_words(one.effect.value),
            "claim": names.show(one.id),
            "standing": standings.get(str(one.id)),
        }
        for one in told
    ]


def _rivals(one: Configuration, subject: Subject) -> list[Beside]:
    pairs = rivals_of(one, repository=subject.repository)
    return _beside(
        [
            (
                pair.second if pair.first == one.id else pair.first,
                "named as its rival"
                if pair.is_declared
                else "the same context and outcome, no mechanism in common",
            )
            for pair in pairs
        ],
        subject,
    )


def _follow(found: Neighbours, subject: Subject) -> Mapping[str, Any]:
    told = _beside([(iri, "") for iri in found.configurations], subject)
    return {"claims": told, "is_cut": found.is_cut}


def _beside(found: Sequence[tuple[IRI, str]], subject: Subject) -> list[Beside]:
    standings = standings_of(subject.repository, [iri for iri, _ in found])
    names = subject.names(iri for iri, _ in found)
    return [Beside(names.show(iri), words, standings.get(str(iri))) for iri, words in found]


def _history(iri: IRI, subject: Subject) -> list[dict[str, Any]]:
    happened = happened_to(iri, repository=subject.repository)
    named = [other for one in happened for other in (one.version, *one.before, *one.after)]
    names = subject.names(named)
    return [
        {
            "number": one.number,
            "version": names.show(one.version),
            "kind": in_words(one.kind.value),
            "before": [names.show(other) for other in one.before if other != iri],
            "after": [names.show(other) for other in one.after if other != iri],
            "reason": one.reason,
        }
        for one in happened
    ]


def _belonging(subject: Subject) -> Mapping[str, Any]:
    """Return the versions of theories that a claim belongs to, each with its theory."""
    catalogue = subject.repository.snapshot.catalogue
    iris = catalogue.page(
        TheoryVersion.kind_name, filters={"member": [str(subject.iri)]}, limit=MOST_VERSIONS
    ).iris
    told = catalogue.told(TheoryVersion.kind_name, iris)
    theories = {iri: told.get(iri, {}).get("theory", [""])[0] for iri in iris}
    names = subject.names([*iris, *(URIRef(theory) for theory in theories.values() if theory)])
    return {
        "versions": [names.show(iri) for iri in iris],
        "theories": _distinct(names, theories.values()),
    }


def _distinct(names: Names, iris: Iterable[str]) -> list[Shown]:
    return [names.show(URIRef(iri)) for iri in dict.fromkeys(iris) if iri]
