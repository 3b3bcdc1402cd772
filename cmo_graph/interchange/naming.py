"""Ids out of what people called things: this module makes them, always the same from the same."""

import re
import unicodedata
from collections.abc import Container
from hashlib import sha256

#: Most characters of an id that is made from a label; ids themselves may have 80.
LONGEST = 60

_APOSTROPHE = re.compile("['\u2019]")
_OTHER = re.compile(r"[^a-z0-9]+")


def local_id(label: str, taken: Container[str] = ()) -> str:
    """Return an id for what has this label: its letters and digits, joined by hyphens.

    The same labels in the same order give the same ids, so that a file imported again names the
    same things. `taken` should therefore hold what this import has named, not what a review holds.

    Args:
        label: What people call it. One without a Latin letter or digit is named after its digest.
        taken: Ids that are not to be given again; the second of a name ends in `-2`.

    Example:
        >>> local_id("Parents' trust (early)")
        'parents-trust-early'
        >>> local_id("Trust", {"trust"})
        'trust-2'
    """
    return numbered(slug(label), taken)


def numbered(plain: str, taken: Container[str]) -> str:
    """Return an id, with a number behind it where it is taken."""
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found


def slug(label: str) -> str:
    """Return the letters and digits of a label, joined by hyphens, cut at a word's end."""
    letters = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", label)).casefold()
    ascii_only = letters.encode("ascii", "ignore").decode()
    joined = _OTHER.sub("-", ascii_only).strip("-")
    if not joined:
        return f"x-{sha256(label.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
    if len(joined) <= LONGEST:
        return joined
    whole_words = joined[: LONGEST + 1].rpartition("-")[0]
    return whole_words or joined[:LONGEST]
