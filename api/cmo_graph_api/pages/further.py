"""What to ask next of a thing: this module has the questions that its page leads to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from cmo_graph.iri import IRI, key_of
from cmo_graph.model import Configuration, Link
from cmo_graph.model.codes import Presence, Role
from cmo_graph_api.pages.names import Names

#: Most circumstances of which a page asks what follows without them.
MOST_ASKED = 4


@dataclass(frozen=True, slots=True)
class Further:
    """A question that a page of ours answers."""

    words: str
    #: Path and query of that page.
    path: str


def of_configuration(one: Configuration, names: Names) -> tuple[Further, ...]:
    """Return questions about a configuration: what if, pathways, for whom."""
    return tuple(_of_configuration(one, names))


def _of_configuration(one: Configuration, names: Names) -> Iterator[Further]:
    contexts = one.in_role(Role.CONTEXT)
    present = [slot.concept for slot in contexts if slot.presence is Presence.PRESENT]
    absent = [slot.concept for slot in contexts if slot.presence is Presence.ABSENT]
    on = [slot.concept for slot in one.in_role(Role.INTERVENTION)]
    held = [*present, *(slot.concept for slot in one.in_role(Role.RESOURCE))]
    outcomes = [slot.concept for slot in one.in_role(Role.OUTCOME)]
    scenario = _query(on=on, present=held, absent=absent)
    yield Further("What follows when its circumstances hold?", f"/what-if?{scenario}")
    for context in present[:MOST_ASKED]:
        others = [other for other in held if other != context]
        without = _query(on=on, present=others, absent=[*absent, context], switched=[context])
        # What else is absent is so before the switch too: without it, nothing would change.
        path = f"/what-if?{without}&was=present"
        yield Further(f"And without “{names.show(context).text}”?", path)
    if outcomes:
        starts = [*on, *held]
        if starts:
            yield _pathways(starts[0], outcomes[0])
        yield _for_whom(outcomes[0])


def of_link(one: Link) -> tuple[Further, ...]:
    """Return questions about a step."""
    return (
        Further("What if its start is absent?", f"/what-if?{_query(absent=[one.from_concept])}"),
        _pathways(one.from_concept, one.to_concept),
        _for_whom(one.to_concept),
    )


def of_concept(concept: IRI, *, is_offered: bool, is_outcome: bool) -> tuple[Further, ...]:
    """Return questions about a concept.

    Args:
        concept: Its IRI.
        is_offered: Whether it is an intervention, which is on or off.
        is_outcome: Whether some configuration has it as its outcome.
    """
    return tuple(_of_concept(concept, is_offered=is_offered, is_outcome=is_outcome))


def _of_concept(concept: IRI, *, is_offered: bool, is_outcome: bool) -> Iterator[Further]:
    words = ("on", "off") if is_offered else ("present", "absent")
    for name in words:
        asked = _query(**{name: [concept]})
        yield Further(f"What if it is {name}?", f"/what-if?{asked}")
    yield Further("Where does it lead?", f"/pathways?{_query(**{'from': [concept]})}")
    yield Further("What leads to it?", f"/pathways?{_query(to=[concept])}")
    if is_outcome:
        yield _for_whom(concept)


def _pathways(start: IRI, end: IRI) -> Further:
    query = _query(**{"from": [start]}, to=[end])
    return Further("Every way from its start to its outcome", f"/pathways?{query}")


def _for_whom(outcome: IRI) -> Further:
    return Further(
        "For whom does the outcome come about?", f"/for-whom?{_query(outcome=[outcome])}"
    )


def _query(**given: Sequence[IRI]) -> str:
    return urlencode([(name, key_of(iri)) for name, iris in given.items() for iri in iris])
