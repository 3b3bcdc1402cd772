"""Whether a server holds what was published there: this module reads all of it and compares.

Somebody may have changed our graphs past this program, and a server may not give back what it was
given; readers notice neither.
"""

from collections.abc import Callable, Iterator, Sequence

from cmo_graph.errors import StoreUnavailable
from cmo_graph.store.checking import Finding
from cmo_graph.store.remote.reading import RemoteSnapshot
from cmo_graph.store.remote.store import RemoteStore
from cmo_graph.store.version import GraphDigest


def check_remote(
    store: RemoteStore, *, tell: Callable[[str], object] = lambda _: None
) -> Sequence[Finding]:
    """Read every kept version of a store and return what differs from what was published.

    Args:
        store: The store.
        tell: Told the name of each version before it is read.

    Raises:
        StoreUnavailable: the server does not answer.

    Cost: fetches every statement of every version that is kept.
    """
    findings: list[Finding] = []
    for version in store.versions():
        tell(version.name)
        try:
            findings.extend(_of_version(store.at(str(version.number))))
        except StoreUnavailable as error:
            # Its catalogue has to be made, and cannot be made of what is there.
            reason = error.members["reason"]
            message = f"Version {version.name} cannot be opened: {reason}."
            findings.append(Finding("version-unreadable", message))
    return findings


def _of_version(snapshot: RemoteSnapshot) -> Iterator[Finding]:
    for graph, summary in snapshot.version.graphs.items():
        digest = GraphDigest()
        try:
            for lines in snapshot.lines(graph):
                digest.take(lines)
            found = "" if digest.summary() == summary else "it has other statements"
        except StoreUnavailable as error:
            found = str(error.members["reason"])
        if found:
            message = (
                f"The graph <{graph}> is not that of version {snapshot.version.name}: {found}."
            )
            yield Finding("graph-differs", message)
