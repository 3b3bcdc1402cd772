"""The theory as a directed hypergraph: this module indexes rules, so that scenarios can be run.

`rules` says how claims are read. What joins the rules here is:

- **A concept that rules raise** holds when one of them is met.
- **A narrower concept** that holds makes its broader concepts hold. That is ours.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from cmo_graph.errors import NotFound
from cmo_graph.iri import IRI, key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration, Link, Moderation
from cmo_graph.model.codes import Role
from cmo_graph.theory.rows import Rows, closure, counters
from cmo_graph.theory.rules import (
    Gates,
    Rule,
    RuleKind,
    configuration_rules,
    gates_by_configuration,
    link_rule,
    takes_part,
)


@dataclass(frozen=True, slots=True, eq=False)
class Theory:
    """A compiled theory. Concepts and rules are positions in `concepts` and `rules`.

    Every field of rows is indexed by concept or by rule, as its name says, and holds sorted
    positions. Built by `compile_theory`; two theories are equal only when identical.
    """

    #: IRIs of all concepts, sorted.
    concepts: tuple[IRI, ...]
    labels: tuple[str, ...]
    positions: Mapping[IRI, int]
    #: Directly broader and narrower concepts, by concept.
    broader: Rows
    narrower: Rows
    #: Rules by claim, then kind.
    rules: tuple[Rule, ...]
    #: By rule: the IRI of its claim.
    claims: tuple[IRI, ...]
    #: By rule: concepts that must hold, and must not, and those it raises.
    requires: Rows
    forbids: Rows
    raises: Rows
    #: By concept: the rules that require, forbid, raise and lower it, or have it as a response.
    required_by: Rows
    forbidden_by: Rows
    raised_by: Rows
    lowered_by: Rows
    responded_by: Rows
    #: By rule: how many premises are to be met; one more when the rule is not complete.
    unmet: "array[int]"
    #: The rules that ask for something to be absent, or are not complete; sorted.
    doubtful: tuple[int, ...]
    #: By concept: how many rules and narrower concepts could make it hold; one more when open.
    sources: "array[int]"
    #: By concept: 1 when no rule raises it or anything narrower, so that only a scenario can tell.
    is_open: bytes
    #: By concept: 1 when the theory by itself could make it hold, or push it down.
    spoken_of: bytes
    #: Concepts that rules both raise and lower, in order of position.
    contended: tuple[int, ...]
    #: The configurations in order of IRI, and the rule that says when each fires.
    firing: Mapping[IRI, int]
    #: Concepts in an intervention slot.
    interventions: frozenset[int]

    def position(self, concept: IRI) -> int:
        """Return the position of a concept.

        Raises:
            NotFound: the theory has no such concept.
        """
        try:
            return self.positions[concept]
        except KeyError:
            raise NotFound("concepts", key_of(concept)) from None

    def label(self, concept: int) -> str:
        """Return a concept's label; its key when it was compiled without one."""
        return self.labels[concept]

    def broader_closure(self, concepts: Iterable[int]) -> dict[int, int]:
        """Return the concepts and all broader ones, each with the given concept it comes from."""
        return closure(self.broader, concepts)

    def narrower_closure(self, concepts: Iterable[int]) -> dict[int, int]:
        """Return the concepts and all narrower ones, each with the given concept it comes from."""
        return closure(self.narrower, concepts)

    def claims_of(self, rules: Iterable[int]) -> tuple[IRI, ...]:
        """Return the claims of sorted rules, each once; sorted."""
        claims, found, last = self.claims, [], None
        for rule in rules:
            claim = claims[rule]
            # The rules of one claim stand side by side and hold the same object. Hashing each IRI
            # would wait for the memory once more, and comparing them takes longer than all else.
            if claim is not last:
                found.append(claim)
                last = claim
        return tuple(found)

    @property
    def assumable(self) -> frozenset[int]:
        """The premises that nothing in the theory produces: what circumstances are made of."""
        return frozenset(concept for concept in self.premise_concepts if self.is_open[concept])

    @property
    def premise_concepts(self) -> frozenset[int]:
        """All concepts that some rule requires or forbids."""
        return frozenset(self.requires.members) | frozenset(self.forbids.members)


def compile_theory(
    configurations: Iterable[Configuration],
    *,
    concepts: Iterable[Concept] = (),
    links: Iterable[Link] = (),
    moderations: Iterable[Moderation] = (),
) -> Theory:
    """Compile model values into a theory that scenarios can be run on.

    Which claims belong is the caller's choice, such as the members of one version of a programme
    theory. Concepts that are only mentioned are taken in with their key as label. Moderations of
    links, implied links and links of a kind that does not fire are passed over.

    Args:
        configurations: Each becomes a rule, and a second one when it has both interventions and
            resources.
        concepts: Give the labels and `broader`; concepts no claim mentions are kept, and open.
        links: Those without `implied_by` may become rules; see `rules.FIRES`.
        moderations: Those that enable or block one of the configurations become premises of it.

    Cost: linear in the number of slots, links, moderations and `broader` pairs, plus sorting.
    """
    known = {concept.id: concept for concept in concepts}
    configurations = sorted(configurations, key=lambda one: str(one.id))
    links = [link for link in links if not link.implied_by]
    gates = gates_by_configuration(moderations, configurations)
    iris = _mentioned(known, configurations, links, gates)
    positions = {iri: position for position, iri in enumerate(iris)}
    rules = [link_rule(link, positions) for link in links if takes_part(link)]
    for configuration in configurations:
        rules += configuration_rules(configuration, gates.get(configuration.id, ()), positions)
    broader = Rows(
        [
            sorted(positions[wider] for wider in known[iri].broader) if iri in known else ()
            for iri in iris
        ]
    )
    labels = tuple(plain(known[iri].label) if iri in known else key_of(iri) for iri in iris)
    # As plain text: rdflib's own comparison of terms is many times slower.
    rules.sort(key=lambda rule: str(rule.claim))
    return index_theory(
        tuple(iris), labels, broader, rules, _interventions(configurations, positions)
    )


def index_theory(
    concepts: tuple[IRI, ...],
    labels: tuple[str, ...],
    broader: Rows,
    rules: Sequence[Rule],
    interventions: frozenset[int],
) -> Theory:
    """Build a theory and its indexes from sorted rules; `compile_theory` says what they are."""
    size = len(concepts)
    narrower = broader.inverted(size)
    requires = Rows([rule.requires for rule in rules])
    forbids = Rows([rule.forbids for rule in rules])
    raises = Rows([rule.raises for rule in rules])
    raised_by = raises.inverted(size)
    lowered_by = Rows([rule.lowers for rule in rules]).inverted(size)
    is_open = _open_concepts(raised_by, broader)
    incomplete = bytes(not rule.is_complete for rule in rules)
    return Theory(
        concepts=concepts,
        labels=labels,
        positions=MappingProxyType({iri: position for position, iri in enumerate(concepts)}),
        broader=broader,
        narrower=narrower,
        rules=tuple(rules),
        claims=tuple(rule.claim for rule in rules),
        requires=requires,
        forbids=forbids,
        raises=raises,
        required_by=requires.inverted(size),
        forbidden_by=forbids.inverted(size),
        raised_by=raised_by,
        lowered_by=lowered_by,
        responded_by=Rows([rule.responses for rule in rules]).inverted(size),
        unmet=_sums(requires.sizes(), forbids.sizes(), incomplete),
        doubtful=_where(any, forbids.sizes(), incomplete),
        sources=_sums(raised_by.sizes(), narrower.sizes(), is_open),
        is_open=is_open,
        spoken_of=bytes(
            downs > 0 or not alone for downs, alone in zip(lowered_by.sizes(), is_open, strict=True)
        ),
        contended=_where(all, raised_by.sizes(), lowered_by.sizes()),
        firing=_firing(rules),
        interventions=interventions,
    )


def _sums(*counts: Iterable[int]) -> "array[int]":
    """Add counts up, position by position."""
    return counters(sum(each) for each in zip(*counts, strict=True))


def _where(holds: Callable[[Iterable[int]], bool], *counts: Iterable[int]) -> tuple[int, ...]:
    """Return the positions where any, or all, of the counts are not 0."""
    return tuple(place for place, each in enumerate(zip(*counts, strict=True)) if holds(each))


def _firing(rules: Sequence[Rule]) -> Mapping[IRI, int]:
    fires = (position for position, rule in enumerate(rules) if rule.kind is RuleKind.FIRES)
    return MappingProxyType({rules[position].claim: position for position in fires})


def part_that_bears_on(theory: Theory, concept: int) -> Theory:
    """Return the theory with only the rules that can matter to whether `concept` holds.

    The concepts keep their positions. Rules that lower the concept are kept too, with all that
    can matter to them.

    Cost: linear in the part returned, apart from the indexes by concept.
    """
    seen, kept, waiting = {concept}, set(theory.lowered_by[concept]), [concept]
    for rule in theory.lowered_by[concept]:
        waiting += _touched(theory, rule)
    while waiting:
        reached = waiting.pop()
        seen.add(reached)
        fresh = [rule for rule in theory.raised_by[reached] if rule not in kept]
        kept.update(fresh)
        found = [one for rule in fresh for one in _touched(theory, rule)]
        waiting += [one for one in (*found, *theory.narrower[reached]) if one not in seen]
    return index_theory(
        theory.concepts,
        theory.labels,
        theory.broader,
        [theory.rules[rule] for rule in sorted(kept)],
        theory.interventions,
    )


def _touched(theory: Theory, rule: int) -> tuple[int, ...]:
    return theory.requires[rule] + theory.forbids[rule]


def _mentioned(
    known: Mapping[IRI, Concept],
    configurations: Iterable[Configuration],
    links: Iterable[Link],
    gates: Mapping[IRI, Gates],
) -> list[IRI]:
    found = set(known)
    for concept in known.values():
        found.update(concept.broader)
    for configuration in configurations:
        found.update(slot.concept for slot in configuration.slots)
    for link in links:
        found.update((link.from_concept, link.to_concept, *link.holds_in))
    for gate in gates.values():
        found.update(moderator for _, moderator in gate)
    # As plain text: rdflib's own comparison of terms is many times slower.
    return sorted(found, key=str)


def _interventions(
    configurations: Iterable[Configuration], positions: Mapping[IRI, int]
) -> frozenset[int]:
    return frozenset(
        positions[slot.concept]
        for configuration in configurations
        for slot in configuration.slots
        if slot.role is Role.INTERVENTION
    )


def _open_concepts(raised_by: Rows, broader: Rows) -> bytes:
    raised = (concept for concept, size in enumerate(raised_by.sizes()) if size)
    produced = closure(broader, raised)
    return bytes(concept not in produced for concept in range(len(raised_by)))
