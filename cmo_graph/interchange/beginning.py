"""A review begun from nothing: this module makes the review that what was imported is part of.

Only its id and its title are known then. What else a review says of itself is left to be filled in,
and said to be.
"""

from dataclasses import replace

from cmo_graph.interchange.importing import Context, Imported
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.model import Agent, Review, Thing
from cmo_graph.model.codes import AgentKind, ReviewKind

#: What stands in place of the question, until somebody writes it.
UNWRITTEN = "To be written: for whom does it work, in what circumstances, and why?"
_FILE = "review.yaml"


def begun(imported: Imported, *, context: Context, title: str) -> Imported:
    """Return an import together with the review that it begins.

    The coder that the context names becomes one of its agents. Where the import has a review of
    its own, that one is it.

    Args:
        imported: What was read.
        context: With the review's id and its language, and without a review that is there.
        title: The review's title; not empty.
    """
    known = {thing.id for thing in imported.things}
    things: list[Thing] = []
    notes = Notes()
    if context.review_iri not in known:
        things.append(_review(context, title))
        notes.add(
            "review-begun",
            f"The review {context.review} is begun; its question is not written, and its kind is"
            f" {ReviewKind.OTHER.value}.",
            Place(_FILE, 0, 0),
            hint="Fill both in, and the contributors, in review.yaml.",
        )
    if context.coder and context.mint(Agent, context.coder) not in known:
        things.append(_coder(context))
    return replace(
        imported,
        things=(*things, *imported.things),
        problems=(*imported.problems, *notes.problems),
    )


def _review(context: Context, title: str) -> Review:
    return Review(
        id=context.review_iri,
        review=context.review_iri,
        label=context.text(" ".join(title.split())),
        kind=ReviewKind.OTHER,
        question=context.text(UNWRITTEN),
    )


def _coder(context: Context) -> Agent:
    return Agent(
        id=context.mint(Agent, context.coder),
        review=context.review_iri,
        label=context.text(context.coder),
        kind=AgentKind.PERSON,
    )
