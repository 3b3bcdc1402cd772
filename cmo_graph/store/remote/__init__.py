"""A store on any SPARQL 1.1 server: this package keeps versions there through the protocol.

Start with `store`, which says how a version is published, and `places`, which says under which
names its graphs are read. `records` is what the server knows of versions, `current` what was seen
of it last, `lock` lets one writer in at a time, `reading` answers questions, `drafting` makes the
next version, `cache` keeps catalogues on this machine. Under them: `location` and `client` speak
HTTP, `terms` writes terms into queries, and `dialect` knows how servers differ.
"""

from cmo_graph.store.remote.location import RemoteAccess, is_remote, read_location

# The store itself is imported by those who open one: what speaks HTTP takes a while to import.
__all__ = ["RemoteAccess", "is_remote", "read_location"]
