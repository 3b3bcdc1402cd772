"""Which bytes a version is made of: this module sums up its files when it is published.

A flipped bit on a disk changes what a query says, or nothing until years later. So the SHA-256 of
every file is kept beside the version, and `cmo_graph.store.checking` compares.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cmo_graph.store.folder import VERSION

#: SHA-256 as 64 hexadecimal digits, by the path of a file inside its version's folder.
Seal = Mapping[str, str]


def seal(folder: Path, part: str, *, former: Path | None = None, known: Seal | None = None) -> Seal:
    """Sum up files of a version, in the order of their names.

    Args:
        folder: The version's folder.
        part: The file or folder in it that is summed up.
        former: The folder of the version before. A file that the two share by a link is not read.
        known: The seal of the version before.
    """
    sums = known or {}

    def sum_of(name: str) -> str:
        if former is not None and name in sums and _is_shared(folder / name, former / name):
            return sums[name]
        return sha256_of(folder / name)

    # Reading and summing up need no Python.
    names = [name for name in files_of(folder) if name.partition("/")[0] == part]
    with ThreadPoolExecutor(thread_name_prefix="seal") as pool:
        return dict(zip(names, pool.map(sum_of, names), strict=True))


def broken(folder: Path, sealed: Seal) -> Iterator[tuple[str, bool]]:
    """Yield each file that is not what was sealed, and whether it is there at all."""
    for name, expected in sorted(sealed.items()):
        path = folder / name
        try:
            found = sha256_of(path)
        except OSError:
            # A disk that fails gives up reading in the middle of a file.
            yield name, path.exists()
            continue
        if found != expected:
            yield name, True


def files_of(folder: Path) -> list[str]:
    """Return the files of a version except the one that holds its seal, sorted."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name != VERSION)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _is_shared(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(one.stat(), other.stat())
    except FileNotFoundError:
        return False
