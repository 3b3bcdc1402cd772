"""What one cell says: this module splits it into values, and values into what they are made of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.model.codes import MechanismType, Role

#: Signs for "leads to" between the two halves of a mechanism.
# White space is stripped afterwards: sought beside the arrow, a long run of it takes for ever.
_ARROW = re.compile(r"→|⇒|➔|➜|⟶|-{1,2}>|=>")
_IN_BRACKETS = re.compile(r"(?P<words>.*\S)\s*[(\[](?P<mark>[^()\[\]]+)[)\]]", re.DOTALL)
#: What lists put before their items.
_BULLET = re.compile(r"^\s*(?:[•·▪◦*\u2013-]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z][.)]\s+)")


def values_of(text: str, separators: Sequence[str]) -> tuple[str, ...]:
    """Return the values of a cell, without empty ones and without what lists put before them.

    Example:
        >>> values_of("Trust; a plan;time", (";",))
        ('Trust', 'a plan', 'time')
    """
    if not separators:
        words = text.strip()
        return (words,) if words else ()
    pieces = map(_unlisted, _between(tuple(separators)).split(text))
    return tuple(piece for piece in pieces if piece)


def _unlisted(piece: str) -> str:
    """Return a value without what a list put before it: nothing, where it begins as a word."""
    words = piece.strip()
    return words if words[:3].isalpha() else _BULLET.sub("", words).strip()


@cache
def _between(separators: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(sign) for sign in separators))


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a mechanism, or the whole of one that is not split."""

    role: Role
    words: str


def halves_of(text: str, marks: Mapping[str, Role]) -> tuple[Half, ...]:
    """Return the halves of a mechanism that is told as "resource → response".

    Marks in brackets, where they are known, say which half is which; else the first is the
    resource. Without just one arrow, or one mark, nobody knows: the whole is a mechanism.

    Example:
        >>> halves_of("Time with a worker (resource) → feeling heard", {"resource": Role.RESOURCE})
        (Half(role=<Role.RESOURCE: 'resource'>, words='Time with a worker'), \
Half(role=<Role.RESPONSE: 'response'>, words='feeling heard'))
    """
    pieces = [piece.strip() for piece in _ARROW.split(text) if piece.strip()]
    if len(pieces) > 2 or not pieces:
        return (Half(Role.MECHANISM, text.strip()),)
    marked = [_marked(piece, marks) for piece in pieces]
    if len(marked) == 1:
        words, role = marked[0]
        return (Half(role or Role.MECHANISM, words),)
    (first, told), (second, other) = marked
    if told is not None and told is other:
        return (Half(Role.MECHANISM, text.strip()),)
    role = told or (Role.RESOURCE if other is not Role.RESOURCE else Role.RESPONSE)
    opposite = Role.RESPONSE if role is Role.RESOURCE else Role.RESOURCE
    return (Half(role, first), Half(other or opposite, second))


def _marked(piece: str, marks: Mapping[str, Role]) -> tuple[str, Role | None]:
    found = _IN_BRACKETS.fullmatch(piece)
    role = marks.get(normal(found["mark"])) if found else None
    return (found["words"], role) if found and role else (piece, None)


_TYPES: Mapping[str, MechanismType] = {one.value.replace("_", " "): one for one in MechanismType}


def typed(text: str) -> tuple[str, MechanismType | None]:
    """Return a mechanism without its type in brackets, and the type; None when there is none.

    Example:
        >>> typed("Trust (affect)")
        ('Trust', <MechanismType.AFFECT: 'affect'>)
    """
    found = _IN_BRACKETS.fullmatch(text.strip())
    kind = _TYPES.get(normal(found["mark"])) if found else None
    return (found["words"], kind) if found and kind else (text, None)
