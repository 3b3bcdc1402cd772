"""Brute force: this module answers what-if and for-whom naively, straight from the model values.

Nothing here is shared with the code under test but the models. Truth is computed by Van Gelder's
alternating fixpoint over sets; circumstances by trying every combination of assumptions.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, combinations

from cmo_graph.iri import IRI
from cmo_graph.model import Configuration
from cmo_graph.model.codes import (
    Activation,
    LinkKind,
    ModerationEffect,
    OutcomeDirection,
    Polarity,
    Presence,
    Role,
)
from tests.cmo_graph.theory.strategies import Claims

Literal = tuple[IRI, bool]
Word = str  # "yes", "no" or "unknown"


@dataclass
class PlainRule:
    claim: IRI
    name: str
    needs: set[IRI]
    bars: set[IRI]
    up: set[IRI]
    down: set[IRI]
    answers: set[IRI]
    never_sure: bool


class Naive:
    """One theory, read naively."""

    def __init__(self, claims: Claims) -> None:
        self.broader: dict[IRI, set[IRI]] = {one.id: set(one.broader) for one in claims.concepts}
        self.rules: list[PlainRule] = []
        for configuration in claims.configurations:
            self._read(configuration, claims)
        for link in claims.links:
            fires = link.kind in (LinkKind.PROVIDES, LinkKind.TRIGGERS, LinkKind.LEADS_TO)
            if fires and link.polarity in (Polarity.POSITIVE, Polarity.NEGATIVE):
                up = {link.to_concept} if link.polarity is Polarity.POSITIVE else set[IRI]()
                needs = {link.from_concept, *link.holds_in}
                down = {link.to_concept} - up
                self.rules.append(PlainRule(link.id, "link", needs, set(), up, down, set(), False))
        self.concepts = self._all_concepts(claims)

    def _all_concepts(self, claims: Claims) -> set[IRI]:
        found = set(self.broader).union(*self.broader.values())
        for configuration in claims.configurations:
            found |= {slot.concept for slot in configuration.slots}
        for link in claims.links:
            found |= {link.from_concept, link.to_concept, *link.holds_in}
        return found.union(*(rule.needs | rule.bars for rule in self.rules))

    def _read(self, configuration: Configuration, claims: Claims) -> None:
        slots = configuration.slots
        gates = [one for one in claims.moderations if one.moderates == configuration.id]
        enablers = {g.moderator for g in gates if g.effect is ModerationEffect.ENABLES}
        blockers = {g.moderator for g in gates if g.effect is ModerationEffect.BLOCKS}
        asks = (Role.CONTEXT, Role.INTERVENTION, Role.RESOURCE)
        there = {s.concept for s in slots if s.role in asks and s.presence is Presence.PRESENT}
        away = {s.concept for s in slots if s.presence is Presence.ABSENT}
        inside = [s for s in slots if s.role in (Role.RESPONSE, Role.MECHANISM)]
        answers = {s.concept for s in inside if s.activation is not Activation.NOT_ACTIVATED}
        says_when = bool(there or away)
        if not says_when:
            there, answers = {s.concept for s in inside}, set()
        up = {s.concept for s in slots if s.direction is OutcomeDirection.INCREASE}
        down = {s.concept for s in slots if s.direction is OutcomeDirection.DECREASE}
        self.rules.append(
            PlainRule(
                configuration.id,
                "fires",
                there | enablers,
                away | blockers,
                up | answers,
                down,
                answers,
                not says_when and not inside,
            )
        )
        programmes = {s.concept for s in slots if s.role is Role.INTERVENTION}
        offers = {s.concept for s in slots if s.role is Role.RESOURCE}
        if programmes and offers:
            self.rules.append(
                PlainRule(
                    configuration.id, "offers", programmes, set(), offers, set(), set(), False
                )
            )

    def above(self, concept: IRI) -> set[IRI]:
        found = {concept}
        while True:
            more = found.union(*(self.broader.get(one, set()) for one in found))
            if more == found:
                return found
            found = more

    def below(self, concept: IRI) -> set[IRI]:
        return {one for one in self.concepts if concept in self.above(one)}

    def is_open(self, concept: IRI) -> bool:
        return not any(self.below(concept) & rule.up for rule in self.rules)

    def premises(self) -> set[IRI]:
        return set[IRI]().union(*(rule.needs | rule.bars for rule in self.rules))

    def given(self, literals: Iterable[Literal]) -> tuple[set[IRI], set[IRI]]:
        literals = list(literals)
        present = set[IRI]().union(*(self.above(one) for one, is_there in literals if is_there))
        absent = set[IRI]().union(*(self.below(one) for one, is_there in literals if not is_there))
        return present, absent

    def model(
        self, literals: Iterable[Literal]
    ) -> tuple[Mapping[IRI, Word], Mapping[tuple[IRI, str], Word], Mapping[IRI, Word | None]]:
        """Return the truth of concepts, of rules, and of being lowered."""
        present, absent = self.given(literals)
        open_ones = {one for one in self.concepts if self.is_open(one)} - present - absent

        def met(rule: PlainRule, held: AbstractSet[IRI], possible: AbstractSet[IRI]) -> bool:
            return rule.needs <= held and not rule.bars & possible and not rule.answers & absent

        def closure(is_sure: bool, against: AbstractSet[IRI]) -> set[IRI]:
            held = set(present) | (set() if is_sure else open_ones)
            while True:
                more = set(held)
                for rule in self.rules:
                    if met(rule, held, against) and not (is_sure and rule.never_sure):
                        more |= rule.up
                for one in held:
                    more |= self.above(one)
                more = (more - absent) | present
                if more == held:
                    return held
                held = more

        sure: set[IRI] = set()
        possible = closure(False, sure)
        while True:
            next_sure = closure(True, possible)
            next_possible = closure(False, next_sure)
            if (next_sure, next_possible) == (sure, possible):
                break
            sure, possible = next_sure, next_possible
        rules = {
            (rule.claim, rule.name): "yes"
            if met(rule, sure, possible) and not rule.never_sure
            else ("unknown" if met(rule, possible, sure) else "no")
            for rule in self.rules
        }
        concepts = {
            one: "yes" if one in sure else "unknown" if one in possible else "no"
            for one in self.concepts
        }
        return concepts, rules, {one: self._lowered(one, rules) for one in self.concepts}

    def _lowered(self, concept: IRI, rules: Mapping[tuple[IRI, str], Word]) -> Word | None:
        found = {rules[rule.claim, rule.name] for rule in self.rules if concept in rule.down}
        return next((word for word in ("yes", "unknown", "no") if word in found), None)

    def circumstances(
        self, target: IRI, *, assume_any: bool, lowered: bool
    ) -> set[frozenset[Literal]]:
        """Return the minimal general sufficient sets, by trying every combination."""
        may = {one for one in self.premises() if assume_any or self.is_open(one)}
        literals = [(one, False) for one in sorted(may)]
        literals += [(one, True) for one in sorted(may - self.below(target))]

        def suffices(chosen: frozenset[Literal]) -> bool:
            present, absent = self.given(chosen)
            if present & absent:
                return False
            concepts, _, down = self.model(chosen)
            return (down if lowered else concepts)[target] == "yes"

        minimal: list[frozenset[Literal]] = []
        for chosen in map(frozenset, _subsets(literals)):
            if not any(known <= chosen for known in minimal) and suffices(chosen):
                minimal.append(chosen)
        return {one for one in minimal if not self._has_weaker(one, literals, suffices)}

    def _has_weaker(
        self,
        chosen: frozenset[Literal],
        literals: list[Literal],
        suffices: Callable[[frozenset[Literal]], bool],
    ) -> bool:
        for one, is_there in chosen:
            others = (self.above(one) if is_there else self.below(one)) - {one}
            for other in others:
                if (other, is_there) in literals and suffices(
                    chosen - {(one, is_there)} | {(other, is_there)}
                ):
                    return True
        return False


def _subsets(literals: list[Literal]) -> Iterable[tuple[Literal, ...]]:
    sizes = range(len(literals) + 1)
    return chain.from_iterable(combinations(literals, size) for size in sizes)
