"""Rules across a whole review: this module finds what no single record can show.

Everything is pure: things in, flaws out. The rules are ours; each has its code and what it means in
`docs/authoring.md`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256

from rdflib import URIRef

from cmo_graph.mapping import plain
from cmo_graph.model import (
    Agent,
    Completeness,
    Concept,
    Configuration,
    EmmieAssessment,
    EvidenceLine,
    Link,
    Moderation,
    Passage,
    Rating,
    Report,
    Slot,
    Study,
    TheoryVersion,
    Thing,
)
from cmo_graph.model.codes import ClaimBasis, Entailment, EvidenceBasis, HumanStatus, ReadVia
from cmo_graph.validation.flaws import Flaw, Things, name_of
from cmo_graph.validation.references import NOUNS
from cmo_graph.vocabulary import CMO_NAMESPACE

#: The values of each rating scheme, by the scheme's IRI.
Schemes = Mapping[URIRef, Set[URIRef]]
Rule = Callable[[Things], Iterator[Flaw]]

#: How good the evidence under an EMMIE dimension is.
_EMMIE_QUALITY = URIRef(CMO_NAMESPACE + "EmmieQualityScheme")


def check_review(things: Iterable[Thing], *, is_whole: bool = True) -> tuple[Flaw, ...]:
    """Apply every rule to a review's things.

    Args:
        things: The things; references among them have been checked (`check_names`).
        is_whole: Whether these are all things of the review. Where some could not be read, the
            rules that conclude from something's absence are left out.
    """
    held = Things.among(things)
    rules = (*_RULES, *_RULES_OF_A_WHOLE) if is_whole else _RULES
    return tuple(flaw for rule in rules for flaw in rule(held))


def check_ratings(things: Iterable[Thing], *, schemes: Schemes) -> tuple[Flaw, ...]:
    """Check that ratings are values of their schemes.

    A scheme that is not among `schemes` is somebody else's, and so is not judged.
    """
    held = Things.among(things)
    return (*_ratings(held, schemes), *_qualities(held, schemes))


def _ratings(held: Things, schemes: Schemes) -> Iterator[Flaw]:
    for rating in held.of(Rating):
        values = schemes.get(rating.scheme)
        if values is not None and rating.value not in values:
            yield _not_in_scheme(rating, "value", rating.value, rating.scheme, values)
        elif values is None and rating.scheme.startswith(CMO_NAMESPACE):
            yield _no_scheme(rating, schemes)


def _qualities(held: Things, schemes: Schemes) -> Iterator[Flaw]:
    values = schemes.get(_EMMIE_QUALITY, frozenset())
    for assessment in held.of(EmmieAssessment):
        quality = assessment.quality
        if quality is not None and values and quality not in values:
            yield _not_in_scheme(assessment, "quality", quality, _EMMIE_QUALITY, values)


def _no_scheme(rating: Rating, schemes: Schemes) -> Flaw:
    return Flaw(
        code="rating-not-in-scheme",
        message=f"{_short(rating.scheme)} is no rating scheme.",
        thing=rating.id,
        field="scheme",
        value=_short(rating.scheme),
        hint=f"The schemes are {', '.join(_short(scheme) for scheme in sorted(schemes))}.",
    )


def _not_in_scheme(
    thing: Thing, field: str, given: URIRef, scheme: URIRef, values: Set[URIRef]
) -> Flaw:
    return Flaw(
        code="rating-not-in-scheme",
        message=f"{_short(given)} is no value of the rating scheme {_short(scheme)}.",
        thing=thing.id,
        field=field,
        value=_short(given),
        hint=f"Its values are {', '.join(_short(value) for value in sorted(values))}.",
    )


def _short(iri: URIRef) -> str:
    """Return an IRI as authors write it."""
    return iri.replace(CMO_NAMESPACE, "cmo:", 1)


@dataclass(frozen=True, slots=True)
class _Order:
    """A field along which nothing may lead back to itself."""

    model: type[Thing]
    field: str
    code: str
    said: str


_ORDERS: tuple[_Order, ...] = (
    _Order(Concept, "broader", "cycle-broader", "Each of these concepts is broader than itself"),
    _Order(Concept, "part_of", "cycle-part-of", "Each of these concepts is part of itself"),
    _Order(
        TheoryVersion, "revision_of", "cycle-revision-of", "Each of these versions revises itself"
    ),
    _Order(
        Configuration,
        "embedded_in",
        "cycle-embedded-in",
        "Each of these configurations is embedded in itself",
    ),
    _Order(Agent, "member_of", "cycle-member-of", "Each of these agents is a member of itself"),
    _Order(Study, "includes", "study-includes-itself", "Each of these studies includes itself"),
)


def _cycles(held: Things) -> Iterator[Flaw]:
    for order in _ORDERS:
        steps = [
            (thing.id, iri)
            for thing in held.of(order.model)
            for iri in _as_tuple(getattr(thing, order.field))
        ]
        if steps:
            yield from _knots(order, sorted(steps))


def _knots(order: _Order, steps: Sequence[tuple[URIRef, URIRef]]) -> Iterator[Flaw]:
    # It takes a tenth of a second to import, and many who import this check no review.
    import networkx as nx

    graph: nx.DiGraph[URIRef] = nx.DiGraph(steps)
    for knot in sorted(nx.strongly_connected_components(graph), key=min):
        first = min(knot)
        if len(knot) > 1 or graph.has_edge(first, first):
            round_trip = nx.find_cycle(graph.subgraph(knot), first)
            names = [name_of(step[0]) for step in round_trip]
            yield Flaw(
                code=order.code,
                message=f"{order.said}: {' → '.join([*names, names[0]])}.",
                thing=first,
                field=order.field,
                value=(*names, names[0])[1],
                hint="Take one of the steps out.",
            )


def _as_tuple(value: object) -> tuple[URIRef, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, URIRef) else ()


def _with_themselves(held: Things) -> Iterator[Flaw]:
    """Find relations between two things that have one thing on both sides."""
    for model, field, code, said in _IRREFLEXIVE:
        for thing in held.of(model):
            if thing.id in getattr(thing, field):
                yield Flaw(
                    code=code,
                    message=f"{name_of(thing.id)} {said}.",
                    thing=thing.id,
                    field=field,
                    value=name_of(thing.id),
                )


_IRREFLEXIVE: tuple[tuple[type[Thing], str, str, str], ...] = (
    (Concept, "opposite_of", "opposite-of-itself", "is given as its own opposite"),
    (Configuration, "rival_of", "rival-of-itself", "is given as its own rival"),
    (Study, "same_data", "same-data-itself", "is said to share its data with itself"),
)


def _opposites_above(held: Things) -> Iterator[Flaw]:
    """Find concepts whose opposite is broader: what holds of it would also not hold."""
    opposed = [concept for concept in held.of(Concept) if concept.opposite_of]
    if not opposed:
        return
    import networkx as nx

    parents: nx.DiGraph[URIRef] = nx.DiGraph()
    parents.add_edges_from((c.id, iri) for c in held.of(Concept) for iri in c.broader)
    for concept in opposed:
        if concept.id not in parents:
            continue
        above = nx.descendants(parents, concept.id)
        for opposite in concept.opposite_of:
            if opposite in above:
                yield Flaw(
                    code="opposite-is-broader",
                    message=f"{name_of(concept.id)} is the opposite of {name_of(opposite)} and"
                    " also narrower than it, so that one would bring the other about.",
                    thing=concept.id,
                    field="opposite_of",
                    value=name_of(opposite),
                )


def _included_twins(held: Things) -> Iterator[Flaw]:
    """Find studies that include another and also share its data: it is one or the other."""
    shared = [(study.id, iri) for study in held.of(Study) for iri in study.same_data]
    if not shared:
        return
    import networkx as nx

    twins: nx.Graph[URIRef] = nx.Graph(shared)
    for study in held.of(Study):
        if study.id not in twins:
            continue
        joined = nx.node_connected_component(twins, study.id) - {study.id}
        for included in study.includes:
            if included in joined:
                yield Flaw(
                    code="same-data-included",
                    message=f"{name_of(study.id)} includes {name_of(included)} and also shares its"
                    " data; a review includes a study, two accounts of one study share data.",
                    thing=study.id,
                    field="includes",
                    value=name_of(included),
                )


def _lines_on_implied_links(held: Things) -> Iterator[Flaw]:
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


def _unfit_lines(held: Things) -> Iterator[Flaw]:
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


def _lines_read_elsewhere(held: Things) -> Iterator[Flaw]:
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


def _passages(held: Things) -> Iterator[Flaw]:
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


def _version_numbers(held: Things) -> Iterator[Flaw]:
    taken: dict[tuple[URIRef, int], TheoryVersion] = {}
    for version in held.of(TheoryVersion):
        first = taken.setdefault((version.theory, version.number), version)
        if first is not version:
            yield Flaw(
                code="version-number-taken",
                message=f"{name_of(version.id)} and {name_of(first.id)} are both number"
                f" {version.number} of {name_of(version.theory)}.",
                thing=version.id,
                field="number",
                value=str(version.number),
            )


def _versions(held: Things) -> Iterator[Flaw]:
    for version in held.of(TheoryVersion):
        earlier = held.one(TheoryVersion, version.revision_of)
        if earlier is not None and earlier.theory != version.theory:
            yield Flaw(
                code="version-of-other-theory",
                message=f"{name_of(version.id)} revises {name_of(earlier.id)}, which is of the"
                f" theory {name_of(earlier.theory)}.",
                thing=version.id,
                field="revision_of",
                value=name_of(earlier.id),
            )
        elif earlier is not None or version.revision_of is None:
            yield from _changes(version, earlier)
            yield from _untold_changes(held, version, earlier)


def _changes(version: TheoryVersion, earlier: TheoryVersion | None) -> Iterator[Flaw]:
    was = set(earlier.members) if earlier is not None else set()
    for change in version.changes:
        for iri in set(change.before) - was:
            named = earlier.key if earlier is not None else "any version before"
            yield Flaw(
                code="change-not-before",
                message=f"A change begins from {name_of(iri)}, which is not a member of {named}.",
                thing=change.id,
                field="before",
                value=name_of(iri),
            )
        for iri in set(change.after) - set(version.members):
            yield Flaw(
                code="change-not-after",
                message=f"A change ends in {name_of(iri)}, which is not a member of"
                f" {name_of(version.id)}.",
                thing=change.id,
                field="after",
                value=name_of(iri),
            )


def _untold_changes(
    held: Things, version: TheoryVersion, earlier: TheoryVersion | None
) -> Iterator[Flaw]:
    if earlier is None:
        return
    gone = set(earlier.members) - set(version.members)
    come = set(version.members) - set(earlier.members)
    gone -= {iri for change in version.changes for iri in change.before}
    come -= {iri for change in version.changes for iri in change.after}
    for iri in sorted(gone | come):
        if held.one(Configuration, iri) is not None:
            said = "is no longer a member" if iri in gone else "is a new member"
            yield Flaw(
                code="change-missing",
                message=f"{name_of(iri)} {said} of {name_of(version.id)}, and no change says why.",
                thing=version.id,
                field="members",
                value=name_of(iri),
            )


#: Bases that are somebody's words, and so stand somewhere.
_SAID = frozenset(
    {
        ClaimBasis.STATED_BY_SOURCE,
        ClaimBasis.STATED_AS_ASSUMPTION,
        ClaimBasis.STAKEHOLDER_TESTIMONY,
    }
)


def _statements(held: Things) -> Iterator[Flaw]:
    slots = (slot for configuration in held.of(Configuration) for slot in configuration.slots)
    said: Iterable[Slot | Link | Moderation] = (*slots, *held.of(Link), *held.of(Moderation))
    for statement in said:
        if statement.basis in _SAID and not statement.passages:
            yield Flaw(
                code="statement-without-passage",
                message=f"The basis is {statement.basis.value}, but no passage says where.",
                thing=statement.id,
                field="basis",
                value=statement.basis.value,
                hint="Name passages, or say that the reviewers inferred it.",
            )


#: What each kind of partial configuration lacks.
_LACKS: Mapping[Completeness, str] = {
    Completeness.CONTEXT_MECHANISM: "outcome",
    Completeness.MECHANISM_OUTCOME: "context",
    Completeness.CONTEXT_OUTCOME: "mechanism",
    Completeness.CONTEXT_ONLY: "mechanism and no outcome",
    Completeness.MECHANISM_ONLY: "context and no outcome",
    Completeness.OUTCOME_ONLY: "context and no mechanism",
    Completeness.NONE: "context, no mechanism and no outcome",
}


def _partial(held: Things) -> Iterator[Flaw]:
    for configuration in held.of(Configuration):
        lacks = _LACKS.get(configuration.completeness)
        if lacks is not None:
            yield Flaw(
                code="configuration-partial",
                message=f"{name_of(configuration.id)} has no {lacks}.",
                thing=configuration.id,
                value=configuration.completeness.value,
            )


def _undimensioned(held: Things) -> Iterator[Flaw]:
    for concept in held.of(Concept):
        if "examined_in" in held.uses.get(concept.id, ()) and concept.context_dimension is None:
            yield Flaw(
                code="context-without-dimension",
                message=f"{name_of(concept.id)} says where something was seen, but not in which"
                " respect.",
                thing=concept.id,
                value=name_of(concept.id),
                hint="Set context_dimension, so that contexts can be compared.",
            )


def _unused(held: Things) -> Iterator[Flaw]:
    for model, code in (
        (Concept, "concept-unused"),
        (Agent, "agent-unused"),
        (Passage, "passage-unused"),
    ):
        for thing in held.of(model):
            if thing.id not in held.uses:
                yield Flaw(
                    code=code,
                    message=f"Nothing uses the {NOUNS[model.kind_name]} {name_of(thing.id)}.",
                    thing=thing.id,
                    value=name_of(thing.id),
                )


def _studies(held: Things) -> Iterator[Flaw]:
    for study in held.of(Study):
        fields = held.uses.get(study.id, frozenset())
        if "reports_on" not in fields:
            yield Flaw(
                code="study-without-report",
                message=f"No report reports on {name_of(study.id)}.",
                thing=study.id,
                value=name_of(study.id),
            )
        if not fields - {"reports_on"}:
            yield Flaw(
                code="study-unused",
                message=f"Nothing but its reports speaks of {name_of(study.id)}.",
                thing=study.id,
                value=name_of(study.id),
            )


def _repeated_labels(held: Things) -> Iterator[Flaw]:
    seen: dict[tuple[str, str], Concept] = {}
    for concept in held.of(Concept):
        for text, lang in concept.label:
            first = seen.setdefault((" ".join(text.casefold().split()), lang), concept)
            if first is not concept:
                yield Flaw(
                    code="label-repeated",
                    message=f"{name_of(concept.id)} and {name_of(first.id)} are both called"
                    f" {text!r}.",
                    thing=concept.id,
                    field="label",
                    value=plain(concept.label, lang),
                    hint="Keep one of them, or say how they differ.",
                )


#: Rules that hold of any part of a review.
_RULES: tuple[Rule, ...] = (
    _cycles,
    _with_themselves,
    _opposites_above,
    _included_twins,
    _lines_on_implied_links,
    _unfit_lines,
    _passages,
    _version_numbers,
    _statements,
    _partial,
    _repeated_labels,
)
#: Rules that conclude from something's absence, and so need all of a review.
_RULES_OF_A_WHOLE: tuple[Rule, ...] = (
    _lines_read_elsewhere,
    _versions,
    _undimensioned,
    _unused,
    _studies,
)
