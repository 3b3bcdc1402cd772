"""From a theory's claims to a diagram: this module says what becomes an element, what an arrow.

Each concept is one element, however many roles it plays, so that an outcome which is the context of
the next configuration is seen to lead on (the ripple). Arrows are the links that people wrote, the
steps that configurations imply where nobody wrote them, and moderations.

An implied step has no evidence of its own. Its arrow shows the evidence on the configurations that
imply it, taken together, and says so. All this is ours.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmo_graph.drawing.codes import HEAD_OF, KIND_OF, LANES, Head, Kind, Lane
from cmo_graph.drawing.diagram import Arrow, Diagram, Element, Standing
from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration, Link, Moderation
from cmo_graph.model.codes import Intention, LinkKind, Polarity, Role
from cmo_graph.support.cell import fill_cell
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.summary import Support
from cmo_graph.theory.links import implied_links
from cmo_graph.theory.network import WALKED

#: What the ends of a link are taken for when no configuration has them in a slot. Ours.
_ENDS: Mapping[LinkKind, tuple[Kind, Kind]] = {
    LinkKind.PROVIDES: (Kind.INTERVENTION, Kind.RESOURCE),
    LinkKind.TRIGGERS: (Kind.RESOURCE, Kind.RESPONSE),
    LinkKind.LEADS_TO: (Kind.RESPONSE, Kind.OUTCOME),
    LinkKind.ENABLES: (Kind.CONTEXT, Kind.OUTCOME),
    LinkKind.CONSTRAINS: (Kind.CONTEXT, Kind.OUTCOME),
    LinkKind.BECOMES_CONTEXT_OF: (Kind.OUTCOME, Kind.RESPONSE),
}
_NOTHING = Standing(status=SupportStatus.NO_EVIDENCE)
#: Which kind an element gets of those it plays equally often; contexts only if nothing else.
_PREFERENCE = (
    Kind.RESPONSE,
    Kind.MECHANISM,
    Kind.RESOURCE,
    Kind.OUTCOME,
    Kind.INTERVENTION,
    Kind.CONTEXT,
    Kind.MODERATOR,
)

Kinds = Mapping[IRI, "Counter[Kind]"]


def theory_diagram(
    title: str,
    *,
    configurations: Sequence[Configuration],
    links: Iterable[Link],
    moderations: Iterable[Moderation] = (),
    concepts: Sequence[Concept],
    supports: Mapping[IRI, Support],
) -> Diagram:
    """Return the diagram of a theory.

    Args:
        title: What stands above it.
        configurations: Those of the theory; so are `links` (of any kind) and `moderations`.
        links: Those that lead nowhere, such as rivalry, are left out.
        moderations: Those of configurations or links that are not here are left out.
        concepts: Labels of at least those that claims mention.
        supports: By claim; a claim that is not there has no evidence.

    Returns:
        The diagram; empty for a theory without claims.

    Cost: linear in slots and links, and what `implied_links` costs.
    """
    written = sorted((one for one in links if WALKED[one.kind]), key=lambda one: one.id)
    arrows = list(_arrows_of_links(written, supports))
    arrows += _implied_arrows(configurations, concepts, written, supports)
    arrows += _arrows_of_moderations(moderations, configurations, written, supports)
    kinds = _kinds(configurations, written, moderations)
    elements = _elements(arrows, configurations, concepts, kinds)
    kept = {element.iri for element in elements}
    return Diagram(
        title=title,
        elements=elements,
        arrows=tuple(
            sorted(
                (one for one in arrows if one.start in kept and one.end in kept),
                key=lambda one: (one.start, one.end, one.iri),
            )
        ),
        total=len(elements),
    )


def _arrows_of_links(links: Iterable[Link], supports: Mapping[IRI, Support]) -> Iterator[Arrow]:
    for link in links:
        yield Arrow(
            iri=link.id,
            start=link.from_concept,
            end=link.to_concept,
            head=HEAD_OF[link.polarity],
            claims=(link.id,),
            is_implied=False,
            standing=_standing([link.id], supports),
        )


def _implied_arrows(
    configurations: Sequence[Configuration],
    concepts: Iterable[Concept],
    written: Iterable[Link],
    supports: Mapping[IRI, Support],
) -> Iterator[Arrow]:
    """Yield an arrow for each pair and sign that configurations imply and nobody wrote."""
    said = {_says(link) for link in written}
    implying: dict[tuple[IRI, IRI, Polarity], list[Link]] = defaultdict(list)
    for link in implied_links(configurations, concepts=concepts):
        if _says(link) not in said and WALKED[link.kind]:
            implying[_says(link)].append(link)
    for (start, end, polarity), steps in implying.items():
        claims = tuple(sorted({claim for step in steps for claim in step.implied_by}))
        yield Arrow(
            iri=min(step.id for step in steps),
            start=start,
            end=end,
            head=HEAD_OF[polarity],
            claims=claims,
            is_implied=True,
            standing=_standing(claims, supports),
        )


def _says(link: Link) -> tuple[IRI, IRI, Polarity]:
    return link.from_concept, link.to_concept, link.polarity


def _arrows_of_moderations(
    moderations: Iterable[Moderation],
    configurations: Iterable[Configuration],
    links: Iterable[Link],
    supports: Mapping[IRI, Support],
) -> Iterator[Arrow]:
    ends: dict[IRI, IRI] = {link.id: link.to_concept for link in links}
    for configuration in configurations:
        targets = configuration.in_role(Role.RESPONSE, Role.MECHANISM)
        targets = targets or configuration.in_role(Role.OUTCOME)
        if targets:
            ends[configuration.id] = targets[0].concept
    for one in sorted(moderations, key=lambda one: one.id):
        end = ends.get(one.moderates)
        if end is not None and end != one.moderator:
            yield Arrow(
                iri=one.id,
                start=one.moderator,
                end=end,
                head=Head.MODERATES,
                claims=(one.id,),
                is_implied=False,
                standing=_standing([one.id], supports),
            )


def _standing(claims: Iterable[IRI], supports: Mapping[IRI, Support]) -> Standing:
    cell = fill_cell(supports[claim] for claim in claims if claim in supports)
    if cell.status is None:
        return _NOTHING
    tally = cell.tally
    return Standing(
        status=cell.status,
        supporting=tally.supporting,
        disputing=tally.disputing,
        inconclusive=tally.inconclusive,
        nuancing=tally.nuancing,
        studies=tally.studies,
    )


def _kinds(
    configurations: Iterable[Configuration],
    links: Iterable[Link],
    moderations: Iterable[Moderation],
) -> Kinds:
    """Return how often each concept plays each kind: in slots, else at ends, else as moderator."""
    found: dict[IRI, Counter[Kind]] = defaultdict(Counter)
    for configuration in configurations:
        for slot in configuration.slots:
            if slot.role in KIND_OF:
                found[slot.concept][KIND_OF[slot.role]] += 1
    in_slots = frozenset(found)
    links = tuple(links)
    led_to = {link.to_concept for link in links}
    for link in links:
        begins, ends = _ENDS[link.kind]
        if begins is Kind.RESPONSE and link.from_concept not in led_to:
            # Nothing brings it about in this theory: it is what the step starts from.
            begins = Kind.CONTEXT
        for concept, kind in ((link.from_concept, begins), (link.to_concept, ends)):
            if concept not in in_slots:
                found[concept][kind] += 1
    for moderation in moderations:
        found[moderation.moderator][Kind.MODERATOR] += 0
    return found


def _elements(
    arrows: Iterable[Arrow],
    configurations: Iterable[Configuration],
    concepts: Iterable[Concept],
    kinds: Kinds,
) -> tuple[Element, ...]:
    labels = {concept.id: plain(concept.label) for concept in concepts}
    aims = {
        slot.concept
        for configuration in configurations
        for slot in configuration.slots
        if slot.intention is Intention.INTENDED
    }
    arrows = tuple(arrows)
    own = {concept: _own_kind(played) for concept, played in kinds.items()}
    moderated = {arrow.start: arrow.end for arrow in arrows if arrow.head is Head.MODERATES}
    drawn = {concept for concept in own if concept in _ends_of(arrows) or _is_alone(kinds[concept])}
    return tuple(
        Element(
            iri=concept,
            key=key_of(concept),
            label=labels.get(concept) or key_of(concept),
            kind=own[concept],
            lane=LANES.get(own[concept])
            or LANES.get(own.get(moderated[concept], Kind.CONTEXT))
            or Lane.CONTEXT,
            kinds=_in_order(own[concept], kinds[concept]),
            is_intended=concept in aims,
        )
        for concept in sorted(drawn)
    )


def _ends_of(arrows: Iterable[Arrow]) -> set[IRI]:
    return {end for arrow in arrows for end in (arrow.start, arrow.end)}


def _is_alone(played: "Counter[Kind]") -> bool:
    """Say whether a concept without arrows is drawn: where a configuration has it in a slot."""
    return any(played.values())


def _own_kind(played: "Counter[Kind]") -> Kind:
    """Return the kind that a concept is drawn as: what it is most often, but for context."""
    other = {kind: n for kind, n in played.items() if kind not in (Kind.CONTEXT, Kind.MODERATOR)}
    counted = {kind: n for kind, n in played.items() if n}
    among = other or counted or played
    return min(among, key=lambda kind: (-among[kind], _PREFERENCE.index(kind)))


def _in_order(own: Kind, played: "Counter[Kind]") -> tuple[Kind, ...]:
    return (own, *(kind for kind in Kind if kind in played and kind is not own))
