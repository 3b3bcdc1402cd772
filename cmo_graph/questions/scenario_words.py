"""A scenario in words: this module says in a few sentences what follows from it, and why.

The sentences name the first few of what changes; lists with every reason stand beside them. How it
is said is ours.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from cmo_graph.iri import IRI
from cmo_graph.questions.scenario_runs import Ran, Setting
from cmo_graph.theory.answers import Condition, Difference, Firing, Truth
from cmo_graph.theory.fixpoint import NO, UNKNOWN, YES
from cmo_graph.theory.rules import PremiseKind

#: Most concepts that a sentence names, and most configurations as the cause.
MOST_NAMED, MOST_CAUSES = 4, 2

_CHANGES = dict[tuple[Truth, Truth], tuple[str, str]]
#: What becomes of one concept, and of several, by what they were and are.
_CONCEPTS: _CHANGES = {
    (Truth.YES, Truth.NO): ("no longer comes about", "no longer come about"),
    (Truth.UNKNOWN, Truth.NO): (
        "cannot come about through this theory",
        "cannot come about through this theory",
    ),
    (Truth.YES, Truth.UNKNOWN): ("can no longer be known", "can no longer be known"),
    (Truth.NO, Truth.UNKNOWN): ("is no longer ruled out", "are no longer ruled out"),
    (Truth.UNKNOWN, Truth.YES): ("comes about", "come about"),
    (Truth.NO, Truth.YES): ("comes about", "come about"),
}
#: The same for configurations.
_CLAIMS: _CHANGES = {
    (Truth.YES, Truth.NO): ("configuration stops", "configurations stop"),
    (Truth.UNKNOWN, Truth.NO): ("configuration cannot fire", "configurations cannot fire"),
    (Truth.YES, Truth.UNKNOWN): (
        "configuration can no longer be known to fire",
        "configurations can no longer be known to fire",
    ),
    (Truth.NO, Truth.UNKNOWN): (
        "configuration is no longer ruled out",
        "configurations are no longer ruled out",
    ),
    (Truth.UNKNOWN, Truth.YES): ("configuration fires", "configurations fire"),
    (Truth.NO, Truth.YES): ("configuration fires", "configurations fire"),
}
_CONFIGURATIONS = ("configuration", "configurations")
_LEADS: Mapping[Setting, str] = {
    Setting.ABSENT: "without {}",
    Setting.PRESENT: "with {}",
    Setting.ON: "with {} on",
    Setting.OFF: "with {} off",
    Setting.UNKNOWN: "with nothing said of {}",
}
#: How a configuration hangs on a concept.
_ASKS: Mapping[PremiseKind, str] = {
    PremiseKind.CONTEXT: "needs {} as a context",
    PremiseKind.INTERVENTION: "needs {} as its intervention",
    PremiseKind.RESOURCE: "needs {} as a resource",
    PremiseKind.MECHANISM: "needs {} as its mechanism",
    PremiseKind.ENABLER: "needs {} as an enabling moderator",
    PremiseKind.CAUSE: "needs {} as its cause",
    PremiseKind.ABSENT_CONTEXT: "needs {} to be absent",
    PremiseKind.BLOCKER: "is blocked by {}",
}


def tell_scenario(ran: Ran) -> str:
    """Return what a scenario sets, in one sentence."""
    scenario = ran.found.scenario
    parts = [
        f"{_listed(map(_namer(ran), sorted(named)))} {word}"
        for named, word in (
            (scenario.interventions_on, "on"),
            (scenario.interventions_off, "off"),
            (scenario.present, "present"),
            (scenario.absent, "absent"),
        )
        if named
    ]
    return f"{'; '.join(parts)}; all else unknown." if parts else "Everything is left unknown."


def tell_answer(ran: Ran, differences: Sequence[Difference], label: Callable[[IRI], str]) -> str:
    """Return what follows from a scenario, in a sentence or two.

    Args:
        ran: The scenario, and what it is compared with.
        differences: Between the two.
        label: Gives a claim's label.
    """
    if ran.before is None:
        return _totals(ran)
    lead = _capital(_listed(_leads(ran)))
    told = [*_concepts(ran, differences), *_claims(ran, differences)]
    if not told:
        return f"{lead}: nothing changes in what the theory settles."
    direct = list(_direct(ran, differences, label))
    because = f", because {_listed(direct, most=MOST_CAUSES)}" if direct else ""
    rest = " The rest follows from there." if direct else ""
    return f"{lead}: {'; '.join(told)}{because}.{rest}"


def _totals(ran: Ran) -> str:
    found = ran.found
    firing = [found.solution.rules[rule] for rule in found.theory.firing.values()]
    come_about = sum(
        truth == YES and concept not in found.given
        for concept, truth in enumerate(found.solution.concepts)
    )
    parts = [
        _counted(firing.count(YES), "configuration fires", "configurations fire"),
        _counted(come_about, "concept comes about", "concepts come about"),
    ]
    if firing.count(NO):
        parts.append(_counted(firing.count(NO), *_CLAIMS[Truth.UNKNOWN, Truth.NO]))
    is_open = firing.count(UNKNOWN)
    whether = "whether it fires" if is_open == 1 else "whether they fire"
    unknown = f"of {_counted(is_open, *_CONFIGURATIONS)} it cannot be known {whether}."
    if not found.given and is_open == len(firing):
        return f"Nothing is set yet, and {unknown}"
    lead = "With this" if found.given else "With nothing set"
    return f"{lead}, {_listed(parts)}.{f' {_capital(unknown)}' if is_open else ''}"


def _leads(ran: Ran) -> Iterator[str]:
    name, by_setting = _namer(ran), defaultdict[Setting, list[str]](list)
    for concept, setting in ran.switched:
        by_setting[setting].append(name(concept))
    for setting, names in by_setting.items():
        yield _LEADS[setting].format(_listed(names))


def _concepts(ran: Ran, differences: Iterable[Difference]) -> Iterator[str]:
    theory, given = ran.found.theory, ran.found.given
    own = {concept for concept, _ in ran.switched}
    name, groups = _namer(ran), defaultdict[tuple[str, str], list[str]](list)
    for one in differences:
        position = theory.positions.get(one.subject)
        if position is not None and position not in given and one.subject not in own:
            groups[_CONCEPTS[one.before, one.after]].append(name(one.subject))
    for (singular, plural), names in groups.items():
        yield f"{_listed(names)} {singular if len(names) == 1 else plural}"


def _claims(ran: Ran, differences: Iterable[Difference]) -> Iterator[str]:
    groups = defaultdict[tuple[str, str], int](int)
    for one in differences:
        if one.subject in ran.found.theory.firing:
            groups[_CLAIMS[one.before, one.after]] += 1
    for words, count in groups.items():
        yield _counted(count, *words)


def _direct(
    ran: Ran, differences: Iterable[Difference], label: Callable[[IRI], str]
) -> Iterator[str]:
    """Yield the configurations that hang on what was switched, each with how it does."""
    own = {concept for concept, _ in ran.switched}
    name = _namer(ran)
    for one in differences:
        if one.subject in ran.found.theory.firing:
            firing = ran.found.configuration(one.subject)
            hangs_on = [*_hanging(firing, own, ran), *_denied(firing, own)]
            if hangs_on:
                told = [
                    words.format("it" if len(own) == 1 else name(concept))
                    for words, concept in hangs_on
                ]
                yield f"“{label(one.subject)}” {_listed(told)}"


def _hanging(firing: Firing, own: set[IRI], ran: Ran) -> Iterator[tuple[str, IRI]]:
    for condition in firing.conditions:
        concept = _source(condition, ran)
        if concept in own and condition.met is firing.truth:
            yield _ASKS[condition.kind], concept


def _source(condition: Condition, ran: Ran) -> IRI:
    """Return the concept by which the scenario settles a condition, or that it asks for."""
    theory = ran.found.theory
    named = ran.found.given.get(theory.position(condition.concept))
    return condition.concept if named is None else theory.concepts[named]


def _denied(firing: Firing, own: set[IRI]) -> Iterator[tuple[str, IRI]]:
    return (("needs {} as its response", one) for one in firing.denied_responses if one in own)


def _namer(ran: Ran) -> Callable[[IRI], str]:
    theory = ran.found.theory
    return lambda concept: f"“{theory.label(theory.position(concept))}”"


def _listed(texts: Iterable[str], *, most: int = MOST_NAMED) -> str:
    """Return texts as a list in words; of many, the first few and how many more there are."""
    every = list(texts)
    shown, more = every[:most], len(every) - most
    if more > 0:
        shown.append(f"{more} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _counted(count: int, singular: str, plural: str) -> str:
    return f"{count or 'no'} {singular if count == 1 else plural}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
