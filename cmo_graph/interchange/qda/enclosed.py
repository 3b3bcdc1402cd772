"""A review enclosed in a project: this module puts it into a note, and takes it out again.

REFI-QDA has no place for configurations, evidence or judgements. What it has a place for is written
as such, for people who open the project; the whole review goes along in one note, so that nothing
is lost on the way back.
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.coded import CodedProject, Note
from cmo_graph.interchange.qda.counting import CONVENTIONS
from cmo_graph.interchange.qda.guids import make_guid
from cmo_graph.iri import key_of
from cmo_graph.model import THINGS, Review, Thing

#: What the note is called.
NAME = "cmo-graph: the whole review (keep this note; do not edit it)"
#: What projects that hold a review say they were made by.
ORIGIN = "cmo-graph"
_FORM = "cmo-graph review 1"


def enclosing_note(things: Iterable[Thing], *, review: Review, offsets: str) -> Note:
    """Return the note that holds all things of a review."""
    told = {
        "form": _FORM,
        "review": str(review.id),
        "offsets": offsets,
        "things": [
            [thing.kind_name, thing.model_dump(mode="json", exclude_defaults=True)]
            for thing in things
        ],
    }
    words = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Note(key=make_guid("enclosed", str(review.id)), name=NAME, words=_escaped(words))


def _escaped(words: str) -> str:
    """Return JSON without characters that programs change: white space and invisible ones."""
    return "".join(
        char if " " <= char <= "~" or char.isalnum() else json.dumps(char)[1:-1] for char in words
    )


def note_of(project: CodedProject) -> Note | None:
    """Return the note that holds a review; None when the project has none."""
    return next((note for note in project.notes if note.name == NAME), None)


def declared_offsets(project: CodedProject) -> str:
    """Return by which convention a project of ours counts; "" when it does not say.

    What another program wrote anew counts as that program does, whatever the note says.
    """
    note = note_of(project) if project.origin == ORIGIN else None
    told = _parsed(note.words) if note is not None else None
    name = str(told.get("offsets")) if isinstance(told, dict) else ""
    return name if name in CONVENTIONS else ""


def _parsed(words: str) -> Any:
    try:
        return json.loads(words)
    except (ValueError, RecursionError):
        return None


def read_enclosed(note: Note, *, context: Context, notes: Notes) -> tuple[Thing, ...] | None:
    """Return the review in a note; None when it cannot be read or is another one, noted."""
    place = note.place
    told = _parsed(note.words)
    if not isinstance(told, dict) or told.get("form") != _FORM:
        _note_damaged(place, notes)
        return None
    if told.get("review") != str(context.review_iri):
        other = key_of(str(told.get("review")))
        notes.add(
            "qda-other-review",
            f"{place.file} holds the review {other}, and it was asked for {context.review}.",
            place,
            value=other,
            hint=f"Import it into that review: --review {other}.",
        )
        return None
    try:
        return tuple(THINGS[kind].model_validate(fields) for kind, fields in told["things"])
    except (ValidationError, KeyError, TypeError, ValueError):
        _note_damaged(place, notes)
        return None


def _note_damaged(place: Place, notes: Notes) -> None:
    notes.add(
        "qda-enclosed-damaged",
        f"The note in {place.file} that holds the whole review was changed, and is not read.",
        place,
        hint="Its codes and selections are read all the same; compare them with the review.",
    )
