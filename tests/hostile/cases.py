"""Files that are broken or made to do harm, each with the one problem that it is to give.

An importer adds its cases to `CASES` with its own kind. `content` makes the file anew, so that no
harmful file is kept anywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One file."""

    name: str
    #: Who reads it: an opener of `tests/hostile/reading.py`, or a kind of `cmo-graph import`.
    kind: str
    #: The file's name, which can matter.
    file: str
    content: Callable[[], bytes]
    #: Code of the one problem.
    code: str


def cases() -> tuple[Case, ...]:
    """Return every case, from every module that has some."""
    from tests.hostile import (
        containers,
        databases,
        documents,
        maps,
        own_workbooks,
        projects,
        references,
        tables,
        workbooks,
    )

    return (
        *containers.CASES,
        *documents.CASES,
        *workbooks.CASES,
        *own_workbooks.CASES,
        *references.CASES,
        *projects.CASES,
        *databases.CASES,
        *tables.CASES,
        *maps.CASES,
    )
