"""Whole small reviews for hypothesis: every kind of thing, sound together, with awkward texts.

Fields are drawn from the models themselves, so that a new field is covered the day it is added.
What the rules of a review forbid is kept out by construction: orders point to later things, claims
share no id, a passage's kept words have its digest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from rdflib import URIRef

from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.mapping import LangString, Node, Plan, plans
from cmo_graph.model import (
    THINGS,
    Change,
    Confidence,
    ConfidenceComponent,
    Configuration,
    EmmieAssessment,
    EvidenceLine,
    Link,
    Passage,
    Rating,
    Report,
    Slot,
    Study,
    Surroundings,
    TextPosition,
    TheoryVersion,
    Thing,
)
from cmo_graph.model.codes import (
    CerqualComponent,
    CerqualConcern,
    ChangeKind,
    Direction,
    Entailment,
    EvidenceBasis,
    Finding,
    HumanStatus,
    OutcomeDirection,
    Presence,
    Role,
)
from cmo_graph.model.configuration import ROLE_ORDER, slot_iri
from cmo_graph.model.sources import LONGEST_SURROUNDINGS, Appraisal
from cmo_graph.validation.references import CLAIM_KINDS, target_of
from cmo_graph.vocabulary import CMO_NAMESPACE

ValueT = TypeVar("ValueT")
Ids = Mapping[str, Sequence[URIRef]]

#: Ids that a careless YAML reader takes for something else.
_LOCALS = ("no", "2020", "1e3", "null", "0x1f", "y", "trust", "a-b", "2021-02-08", "9", "x1", "off")
#: Texts that a careless writer breaks.
_AWKWARD = (
    "yes",
    "12",
    "2021-02-08",
    "a: b",
    "# not a comment",
    "before # after",
    "- not a list",
    "it's",
    'say "this"',
    "back\\slash",
    "two\nlines",
    "a gap\n\n\nof lines",
    " leading",
    "trailing ",
    "ends in a line\n",
    "[flow]",
    "key:",
    "two  spaces " * 12 + "end",
    "a long text that has to be folded over lines, for it is longer than any line may be " * 2
    + "x",
    "word " * 30 + "\n" + "word " * 30 + "x",
    "&anchor",
    "*alias",
    "!tag",
    "%directive",
    "\ttab",
    "Ünïcödé → ✓",
    "x" * 120,
)
_LANGUAGES = ("en", "no", "nl", "pt-br")
#: Fields along which nothing may lead back to itself.
_ORDERS = frozenset({"broader", "part_of", "embedded_in", "member_of", "includes", "revision_of"})
_ELSEWHERE = (
    URIRef("https://example.org/a#b"),
    URIRef("urn:isbn:9780000000000"),
    URIRef(CMO_NAMESPACE + "cerqualHigh"),
)


def texts() -> SearchStrategy[str]:
    """Texts that hold something, awkward ones among them."""
    anything = st.text(
        st.characters(
            exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029\ufeff"
        ),
        min_size=1,
        max_size=120,
    )
    return st.one_of(st.sampled_from(_AWKWARD), anything).filter(lambda text: bool(text.strip()))


@st.composite
def whole_reviews(
    draw: DrawFn, *, base: Base = DEFAULT_BASE, review: str = "sos"
) -> tuple[Thing, ...]:
    """A sound review with a few things of every kind.

    Only the texts and one seed are drawn; a draw for each of a review's many fields would make
    hundreds of examples take minutes.
    """
    chance = Chance(draw(st.integers(0, 2**32 - 1)), draw(st.lists(texts(), min_size=4)))
    ids = _ids(chance, base, review)
    maker = _Maker(chance, ids, review=base.mint("reviews", review))
    return tuple(maker.make(kind, number) for kind in THINGS for number in range(len(ids[kind])))


class Chance:
    """Settles every choice by one seed."""

    def __init__(self, seed: int, pool: Sequence[str]) -> None:
        self._random = Random(seed)  # noqa: S311  # nothing is kept secret by it
        self._pool = pool

    def one(self, options: Iterable[ValueT]) -> ValueT:
        return self._random.choice(list(options))

    def some(self, options: Sequence[ValueT], *, least: int, most: int) -> list[ValueT]:
        number = self._random.randint(least, min(most, len(options)))
        return self._random.sample(options, number)

    def whole_number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def flag(self) -> bool:
        return self._random.random() < 0.5

    def text(self) -> str:
        return self.one(self._pool)


def _ids(chance: Chance, base: Base, review: str) -> Ids:
    claims = chance.some(_LOCALS, least=len(_LOCALS), most=len(_LOCALS))
    found: dict[str, Sequence[URIRef]] = {}
    for kind in THINGS:
        if kind == "reviews":
            found[kind] = [base.mint(kind, review)]
            continue
        if kind in CLAIM_KINDS:
            locals_, claims = claims[:2], claims[2:]
        else:
            locals_ = chance.some(_LOCALS, least=2, most=3)
        found[kind] = [base.mint(kind, f"{review}.{local}") for local in locals_]
    return found


@dataclass(frozen=True)
class Turn:
    """The thing being made: what was drawn for it so far."""

    iri: URIRef
    #: Position among the things of its kind, from 0.
    number: int
    fields: Mapping[str, Any]


class _Maker:
    """Draws the fields of one review's things."""

    def __init__(self, chance: Chance, ids: Ids, *, review: URIRef) -> None:
        self._chance = chance
        self._ids = ids
        self._review = review
        #: Whether studies are joined by inclusion or by shared data; never by both.
        self._includes = self._chance.flag()
        self._licensed = self._chance.flag()
        self._members: dict[URIRef, tuple[URIRef, ...]] = {}

    def make(self, kind: str, number: int) -> Thing:
        model = THINGS[kind]
        iri = self._ids[kind][number]
        fields = self._fields(model, iri=iri, number=number) | {"review": self._review}
        special = _SPECIAL.get(model)
        if special is not None:
            fields |= special(self, Turn(iri, number, fields))
        return model.model_validate(fields)

    def _fields(self, model: type[Node], *, iri: URIRef, number: int) -> dict[str, Any]:
        found: dict[str, Any] = {"id": iri}
        for plan in plans(model):
            if plan.name == "review" or (plan.part is not None and plan.part is not Appraisal):
                continue
            if plan.is_required or self._chance.flag():
                found[plan.name] = self._value(model, plan, iri=iri, number=number)
        return found

    def _value(self, model: type[Node], plan: Plan, *, iri: URIRef, number: int) -> Any:
        if plan.part is Appraisal:
            return (self._appraisal(iri, number),)
        if plan.value_type is LangString:
            return self._text(many=model.model_fields[plan.name].default == ())
        if plan.value_type is URIRef:
            return self._iris(model, plan, iri=iri, number=number)
        if plan.code is not None:
            return self._chance.one(list(plan.code))
        if plan.value_type is int:
            return self._chance.whole_number(1000, 10**9)
        if plan.value_type is date:
            return date(2000, 1, 1) + timedelta(self._chance.whole_number(0, 9999))
        return "sha256:" + "0" * 64 if "digest" in plan.name else self._string(plan.name)

    def _string(self, name: str) -> str:
        if name == "text_file":
            return "a file.txt"
        return self._chance.text()

    def _text(self, *, many: bool) -> tuple[LangString, ...]:
        langs = self._chance.some(_LANGUAGES, least=1, most=2)
        times = 2 if many else 1
        return tuple(LangString(self._chance.text(), lang) for lang in langs for _ in range(times))

    def _iris(self, model: type[Node], plan: Plan, *, iri: URIRef, number: int) -> Any:
        target = target_of(model, plan.name)
        options = [each for kind in target.kinds for each in self._ids[kind]]
        if plan.name in _ORDERS:
            options = list(self._ids[THINGS_BY_MODEL[model]][number + 1 :])
        if plan.name == "opposite_of":
            options = list(self._ids["concepts"][:number])
        if target.or_elsewhere:
            options.extend(_ELSEWHERE)
        # The first link is implied, so that nothing may bear on it.
        options = [each for each in options if each not in (iri, self._ids["links"][0])]
        if not plan.is_many:
            return self._chance.one(options) if options else None
        return tuple(self._chance.some(options, least=min(1, len(options)), most=3))

    def _appraisal(self, whole: URIRef, number: int) -> Appraisal:
        iri = Base.part(whole, "appraisal", "1")
        fields = self._fields(Appraisal, iri=iri, number=number) | {"position": 1}
        return Appraisal.model_validate(fields)

    def study(self, _turn: Turn) -> dict[str, Any]:
        return {"same_data": ()} if self._includes else {"includes": ()}

    def report(self, _turn: Turn) -> dict[str, Any]:
        licence = URIRef("https://example.org/licence") if self._licensed else None
        return {"licence": licence, "citation_key": None}

    def passage(self, turn: Turn) -> dict[str, Any]:
        start = self._chance.whole_number(0, 900)
        location = TextPosition(id=Base.part(turn.iri, "position"), start=start, end=start + 50)
        found: dict[str, Any] = {"location": location}
        words = self._chance.text() if self._licensed else None
        if words is not None or self._chance.flag():
            found["surroundings"] = Surroundings(
                id=Base.part(turn.iri, "surroundings"),
                prefix=self._chance.text()[:LONGEST_SURROUNDINGS],
                suffix=self._chance.one([None, self._chance.text()[:LONGEST_SURROUNDINGS]]),
                exact=words,
            )
        if words is not None:
            found["digest"] = f"sha256:{sha256(words.encode()).hexdigest()}"
        return found

    def configuration(self, turn: Turn) -> dict[str, Any]:
        concepts = self._ids["concepts"]
        every = [(role, concept) for role in ROLE_ORDER for concept in concepts]
        pairs = self._chance.some(every, least=1, most=5)
        pairs.sort(key=lambda pair: ROLE_ORDER.index(pair[0]))
        slots = [
            self._slot(turn.iri, *pair, position) for position, pair in enumerate(pairs, start=1)
        ]
        return {"slots": tuple(slots)}

    def _slot(self, whole: URIRef, role: Role, concept: URIRef, position: int) -> Slot:
        fields = self._fields(Slot, iri=slot_iri(whole, role, concept), number=0)
        outcome = ("direction", "intention", "valence", "stage")
        mechanism = ("mechanism_type", "activation")
        fields |= {"role": role, "concept": concept, "position": position}
        if role is not Role.OUTCOME:
            fields |= dict.fromkeys(outcome)
        elif fields.get("direction") is None:
            fields["direction"] = OutcomeDirection.UNCLEAR
        if role is not Role.CONTEXT:
            fields |= {"level": None, "presence": Presence.PRESENT}
        if role not in (Role.RESPONSE, Role.MECHANISM):
            fields |= dict.fromkeys(mechanism)
        return Slot.model_validate(fields)

    def link(self, turn: Turn) -> dict[str, Any]:
        first, second, *_ = self._ids["concepts"]
        implied_by = () if turn.number else tuple(self._ids["configurations"])
        return {"from_concept": first, "to_concept": second, "implied_by": implied_by}

    def line(self, turn: Turn) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if turn.fields["direction"] is Direction.NUANCES:
            found["turns_on"] = self._ids["concepts"][0]
        if turn.fields["basis"] is EvidenceBasis.EMPIRICAL:
            found["finding"] = Finding.EFFECT
        if turn.fields.get("status") is HumanStatus.ACCEPTED:
            found["entailment"] = Entailment.ENTAILS
            if turn.fields["basis"] is EvidenceBasis.NOT_REPORTED:
                found["basis"] = EvidenceBasis.AUTHOR_THEORY
        return found

    def confidence(self, turn: Turn) -> dict[str, Any]:
        components = [
            ConfidenceComponent(
                id=Base.part(turn.iri, "component", component.value),
                component=component,
                concern=self._chance.one(CerqualConcern),
                reason=self._text(many=False),
                position=position,
            )
            for position, component in enumerate(CerqualComponent, start=1)
        ]
        return {"components": tuple(components)}

    def rating(self, _turn: Turn) -> dict[str, Any]:
        """A value of a scheme of the ontology, or anything on somebody else's."""
        theirs = {"scheme": _ELSEWHERE[0], "value": _ELSEWHERE[1]}
        ours = {
            "scheme": URIRef(CMO_NAMESPACE + "EifCostScheme"),
            "value": URIRef(CMO_NAMESPACE + "eifCost1"),
        }
        return self._chance.one([ours, theirs])

    def assessment(self, _turn: Turn) -> dict[str, Any]:
        return {"quality": self._chance.one([None, URIRef(CMO_NAMESPACE + "emmieQuality2")])}

    def version(self, turn: Turn) -> dict[str, Any]:
        """A version whose configurations were all added, or all refined from the one before."""
        earlier = self._ids["theory-versions"][turn.number - 1] if turn.number else None
        members = tuple(self._ids["configurations"])
        before = self._members.get(earlier, ()) if earlier is not None else ()
        kind = ChangeKind.REFINED if before else ChangeKind.ADDED
        change = Change(
            id=Base.part(turn.iri, "change", "1"),
            kind=kind,
            position=1,
            before=before,
            after=members,
            reason=self._text(many=False),
        )
        self._members[turn.iri] = members
        return {
            "theory": self._ids["theories"][0],
            "number": turn.number + 1,
            "revision_of": earlier,
            "members": members,
            "changes": (change,),
        }


THINGS_BY_MODEL: Mapping[type[Node], str] = {model: kind for kind, model in THINGS.items()}

_SPECIAL: Mapping[type[Thing], Callable[[_Maker, Turn], Mapping[str, Any]]] = {
    Study: _Maker.study,
    Report: _Maker.report,
    Passage: _Maker.passage,
    Configuration: _Maker.configuration,
    Link: _Maker.link,
    EvidenceLine: _Maker.line,
    Confidence: _Maker.confidence,
    EmmieAssessment: _Maker.assessment,
    Rating: _Maker.rating,
    TheoryVersion: _Maker.version,
}
