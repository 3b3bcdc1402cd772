"""The versions that a store keeps: this module finds the one a person or an address names.

A version is named by its number, by the beginning of its digest, or as `current`. Two versions have
the same digest when they state the same and differ in what is derived; the newer one is meant.
"""

import re
from collections.abc import Iterable, Sequence

from cmo_graph.errors import VersionNotKept
from cmo_graph.store.version import Version

#: The word for the newest version.
CURRENT = "current"
#: Fewest digits of a digest that name a version.
FEWEST_DIGITS = 8

_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_DIGEST = re.compile(rf"[0-9a-f]{{{FEWEST_DIGITS},64}}")


def numbers_kept(versions: Iterable[tuple[int, str]], *, most: int) -> frozenset[int]:
    """Return the numbers of the versions to keep.

    Versions of one digest count as one, the newest of them: making anew what is derived must not
    push what was stated before out of the store. The rule is ours.

    Args:
        versions: Number and digest (or its beginning) of every version there is, in any order.
        most: How many versions of different content are kept.
    """
    newest: dict[str, int] = {}
    for number, digest in versions:
        newest[digest] = max(number, newest.get(digest, number))
    return frozenset(sorted(newest.values(), reverse=True)[:most])


def is_digest(name: str) -> bool:
    """Say whether a name can only be that of a digest."""
    return _DIGEST.fullmatch(name) is not None and _NUMBER.fullmatch(name) is None


def find_version(name: str, kept: Sequence[Version]) -> Version:
    """Return the version of this name.

    A name of digits only is a number first, and the beginning of a digest where no version has
    that number.

    Args:
        name: A number, at least `FEWEST_DIGITS` of a digest's digits, or `current`.
        kept: The versions that are there, the newest first.

    Raises:
        VersionNotKept: none of them has the name, or several different ones have.
    """
    if name == CURRENT and kept:
        return kept[0]
    numbered = [
        version for version in kept if _NUMBER.fullmatch(name) and str(version.number) == name
    ]
    if numbered:
        return numbered[0]
    named = [
        version for version in kept if _DIGEST.fullmatch(name) and version.digest.startswith(name)
    ]
    if len({version.digest for version in named}) != 1:
        raise VersionNotKept(name, kept=[(version.number, version.digest) for version in kept])
    return named[0]
