"""Where a dataset is kept: this package has one protocol and the stores behind it.

Start with `protocol`. `disk` keeps versions in a folder, `memory` keeps them in memory; both stand
on `engine`. `remote` keeps them on another server. `intake` decides what may enter, `version` tells
datasets apart, `catalogue` answers lists, totals and searches.
"""

from pathlib import Path

from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.store.disk import DiskStore
from cmo_graph.store.durable import Durability
from cmo_graph.store.memory import MemoryStore
from cmo_graph.store.protocol import Draft, Snapshot, Solution, Store
from cmo_graph.store.remote import RemoteAccess, is_remote, read_location
from cmo_graph.store.version import GraphSummary, Version

#: The location of a store that is gone when the process ends.
IN_MEMORY = "memory:"


def open_store(
    location: str | Path,
    *,
    base: Base = DEFAULT_BASE,
    versions_kept: int = 3,
    durability: Durability = Durability.DISK,
    access: RemoteAccess | None = None,
) -> Store:
    """Open the store at a location, and make it when it is not there yet.

    Args:
        location: `memory:`, a folder, or `sparql+http(s)://…` (docs/remote-store.md).
        base: The IRI under which the dataset's things are minted; a store keeps to its first.
        versions_kept: Versions kept, the current one included; at least 1.
        durability: What a write to a folder survives once it was acknowledged.
        access: How a remote store is entered.

    Raises:
        NotAStore: the folder holds something else. It is left as it is.
        OtherBase: the store was made for another base IRI.
        UnknownStoreFormat: another version of this program wrote the store.
        InvalidParameter: `versions_kept` is less than 1, or a remote location is malformed.
        StoreUnavailable: the server of a remote store does not answer.
    """
    if str(location) == IN_MEMORY:
        return MemoryStore(base=base, versions_kept=versions_kept)
    if is_remote(location):
        from cmo_graph.store.remote.store import RemoteStore

        return RemoteStore(
            read_location(str(location)),
            base=base,
            access=access or RemoteAccess(),
            versions_kept=versions_kept,
        )
    return DiskStore(Path(location), base=base, versions_kept=versions_kept, durability=durability)


__all__ = [
    "IN_MEMORY",
    "Draft",
    "Durability",
    "GraphSummary",
    "RemoteAccess",
    "Snapshot",
    "Solution",
    "Store",
    "Version",
    "open_store",
]
