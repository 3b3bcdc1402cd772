"""The mappings that come with the package: this module finds them by their names."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.tables.mapping import TableMapping
from cmo_graph.interchange.tables.mapping_files import read_mapping

_FOLDER = Path(__file__).parent / "ready"
#: Their names.
READY: tuple[str, ...] = tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@cache
def ready_mapping(name: str) -> TableMapping | None:
    """Return the ready mapping of a name; None when there is none.

    A table need not have all of its columns.
    """
    if name not in READY:
        return None
    path = _FOLDER / f"{name}.yaml"
    found = read_mapping(GivenFile(path.name, path.read_bytes()), Notes(), ready=ready_mapping)
    if found is None:
        raise AssertionError(f"The ready mapping {name} is broken.")
    columns = tuple(replace(column, is_needed=False) for column in found.columns)
    return replace(found, columns=columns)
