"""A pathway in plain English: this module words chains for readers who are not programmers."""

from collections.abc import Callable, Sequence

from cmo_graph.iri import IRI
from cmo_graph.model import Link
from cmo_graph.model.codes import LinkKind, Polarity
from cmo_graph.theory.threads import Thread, ThreadGrade

_VERBS = {
    LinkKind.PROVIDES: "provides",
    LinkKind.TRIGGERS: "triggers",
    LinkKind.LEADS_TO: "leads to",
    LinkKind.ENABLES: "enables",
    LinkKind.CONSTRAINS: "constrains",
    LinkKind.BECOMES_CONTEXT_OF: "becomes a context of",
}
_SIGNED_VERBS = {
    Polarity.NEGATIVE: "lowers",
    Polarity.ZERO: "makes no difference to",
    Polarity.MIXED: "may raise or lower",
}
_ENDS = {
    Polarity.POSITIVE: "more of the first goes with more of the last",
    Polarity.NEGATIVE: "more of the first goes with less of the last",
    Polarity.ZERO: "one step has no effect, so the chain does not carry through",
    Polarity.MIXED: "one step may go either way, so the direction is open",
}


def narrate(
    links: Sequence[Link], *, sign: Polarity, thread: Thread, label: Callable[[IRI], str]
) -> str:
    """Tell a pathway in three sentences: its steps, its direction, and who tells how much of it.

    Args:
        links: The links in sequence; at least one.
        sign: The sign of the whole.
        thread: Its longest thread.
        label: Gives a concept's label.
    """
    steps = [f"{_verb(link)} {_quoted(label(link.to_concept))}" for link in links]
    chain = ", which ".join(steps)
    start = _quoted(label(links[0].from_concept))
    return f"{start} {chain}. In all, {_ENDS[sign]}. {_told(thread)}"


def _verb(link: Link) -> str:
    if link.kind is LinkKind.CONSTRAINS and link.polarity is Polarity.NEGATIVE:
        return _VERBS[link.kind]
    return _SIGNED_VERBS.get(link.polarity) or _VERBS.get(link.kind, "bears on")


def _told(thread: Thread) -> str:
    if not thread.length:
        return "No study supports any of its steps."
    studies = (
        "One study tells" if len(thread.studies) == 1 else f"{len(thread.studies)} studies tell"
    )
    if thread.grade is ThreadGrade.WHOLE_CHAIN:
        return f"{studies} the whole chain."
    if thread.grade is ThreadGrade.PARTIAL:
        return f"{studies} {thread.length} of its {thread.steps} steps in a row; none tells all."
    return "No study tells two neighbouring steps of it."


def _quoted(label: str) -> str:
    return f"“{label}”"
