"""Does what-if answer at once, and grow no faster than the theory? This module asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from benchmarks.material import SEED, Material
from benchmarks.measure import in_fresh_process, repeat, resident, seconds
from benchmarks.table import Row, at_most, duration
from cmo_graph.iri import IRI
from cmo_graph.model import Concept, Configuration, Link, Moderation, Thing
from cmo_graph.synthetic import synthetic_review
from cmo_graph.theory.hypergraph import Theory, compile_theory
from cmo_graph.theory.scenario import Scenario, what_if

TITLE = "What-if"

#: Conflicts, and overrides, that a person is shown: as many as the interface tells unasked.
SHOWN = 500

#: What the theory's logic is made of.
_LOGICAL = (Configuration, Concept, Link, Moderation)


def rows(material: Material) -> Iterator[Row]:
    """Run a scenario on the smaller and on the larger theory."""
    small, large = material.scale.theories
    first = in_fresh_process(measure, small)
    second = in_fresh_process(measure, large)
    for size, found in ((small, first), (large, second)):
        yield Row(
            what="what-if, half of the assumable concepts set",
            size=_size(size),
            value=found.answering,
            unit="s",
            target=at_most(1.0, "s") if size == large else None,
            behind=f"compiling the theory once: {duration(found.compiling)}",
        )
        yield Row(
            what="what-if with the reason of every concept and configuration",
            size=_size(size),
            value=found.telling,
            unit="s",
        )
        yield Row(
            what="memory of the compiled theory and an answer",
            size=_size(size),
            value=found.bytes / size,
            unit="bytes a configuration",
            behind=f"{found.bytes / 1e6:,.0f} MB in all",
        )
    yield Row(
        what="what-if on the larger theory to the smaller",
        size=f"{small:,} → {large:,} configurations",
        value=second.answering / first.answering,
        unit="× the time",
        target=at_most(12),
        behind=f"{duration(first.answering)} → {duration(second.answering)}",
    )


def _size(configurations: int) -> str:
    return f"{configurations:,} configurations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one size took."""

    compiling: float
    answering: float
    #: Seconds for the reasons of every concept and configuration.
    telling: float
    bytes: int


def measure(configurations: int) -> Found:
    """Measure one size, in this process."""
    things = [
        thing
        for thing in synthetic_review(configurations=configurations, seed=SEED)
        if isinstance(thing, _LOGICAL)
    ]
    before = resident()
    kept: list[Theory] = []
    compiling = seconds(lambda: kept.append(_compiled(things)))
    compiled = resident() - before
    things.clear()
    scenario = _scenario(kept[0])
    before = resident()
    answers = [what_if(kept[0], scenario)]
    size = compiled + resident() - before
    answering = repeat(lambda: _answer(kept[0], scenario), times=7).best
    del answers
    telling = seconds(lambda: _tell_everything(kept[0], scenario))
    return Found(compiling=compiling, answering=answering, telling=telling, bytes=size)


def _answer(theory: Theory, scenario: Scenario) -> int:
    """Settle the truth of everything, and look at what a person would be shown first."""
    answer = what_if(theory, scenario)
    shown = (*islice(answer.conflicts(), SHOWN), *islice(answer.overrides(), SHOWN))
    return len(shown)


def _tell_everything(theory: Theory, scenario: Scenario) -> int:
    answer = what_if(theory, scenario)
    return sum(1 for _ in answer.concepts()) + sum(1 for _ in answer.configurations())


def _compiled(things: Sequence[Thing]) -> Theory:
    return compile_theory(
        [thing for thing in things if isinstance(thing, Configuration)],
        concepts=[thing for thing in things if isinstance(thing, Concept)],
        links=[thing for thing in things if isinstance(thing, Link)],
        moderations=[thing for thing in things if isinstance(thing, Moderation)],
    )


def _scenario(theory: Theory) -> Scenario:
    """Say that every other assumable concept is present, as far as that contradicts nothing."""
    assumable: list[IRI] = [theory.concepts[at] for at in sorted(theory.assumable)]
    return Scenario(present=frozenset(assumable[::2]))
