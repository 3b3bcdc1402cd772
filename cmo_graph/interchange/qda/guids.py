"""The ids of REFI-QDA: this module brings them to one form, and makes ours.

Programs write them in small or capital letters, with or without braces. Ours follow from what they
name, so that the same review always gives the same file.
"""

import re
from uuid import UUID, uuid5

_FORM = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
#: Where our ids are made: the id of `https://w3id.org/cmo-graph/ns#qda` among addresses.
_OURS = UUID("4b91219f-b970-5999-8b57-5e64dcce0295")


def as_guid(written: str | None) -> str:
    """Return an id without braces and in capitals; "" for what is none."""
    found = _FORM.fullmatch((written or "").strip())
    return found.group(1).upper() if found else ""


def make_guid(*names: str) -> str:
    """Return the id of what these names name together, always the same.

    Example:
        >>> make_guid("a") == make_guid("a") != make_guid("b")
        True
    """
    # No name holds a unit separator, so that ("a", "b") differs from ("ab",).
    return str(uuid5(_OURS, "\x1f".join(names))).upper()
