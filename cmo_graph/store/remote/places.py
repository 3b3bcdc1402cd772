"""Under which name a graph's content is found on the server: this module works that out.

A graph is kept under its own name, so that anybody else's queries find it there. A server hands out
no snapshots, so content is kept under a second name, which tells what it is, for as long as it is
not what the graph holds now:

- new content is put there before it is published, and copied to the graph's own name afterwards;
- old content is copied there before it is replaced, for those who read an older version.

What stands under such a name never changes. The *mark* of the store counts the steps: it is 2n when
version n is published and in place, and 2n-1 while it is published and being put in place. Whoever
reads looks at the mark afterwards: when it is the one from before, what was read is of one version.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from cmo_graph.store.version import GraphSummary, Version

CONTENT = "urn:x-cmo-graph:content:"
VERSION = "urn:x-cmo-graph:version:"


def content_name(graph: str, summary: GraphSummary) -> str:
    """Return the second name of a graph's content; it follows from the graph and the content."""
    mark = hashlib.sha256(graph.encode()).hexdigest()[:16]
    return f"{CONTENT}{mark}:{summary.digest}"


def version_name(number: int) -> str:
    """Return the name of the graph that tells what a version consists of."""
    return f"{VERSION}{number}"


@dataclass(frozen=True, slots=True)
class State:
    """What stands under the graphs' own names."""

    #: Counts the steps of all writers.
    mark: int
    #: The version that is published.
    version: Version
    #: Graphs that are being put in place: nobody reads them under their own names.
    moving: frozenset[URIRef] = frozenset()

    @property
    def is_settled(self) -> bool:
        """Whether every graph of the version stands under its own name."""
        return self.mark % 2 == 0

    def place(self, graph: URIRef, summary: GraphSummary) -> str:
        """Return the name under which this content of a graph is found."""
        if graph not in self.moving and self.version.graphs.get(graph) == summary:
            return str(graph)
        return content_name(graph, summary)

    def places(self, version: Version) -> Mapping[str, URIRef]:
        """Return every graph of a version by the name under which its content is found."""
        return {self.place(graph, summary): graph for graph, summary in version.graphs.items()}


def changed(before: Version, after: Version) -> frozenset[URIRef]:
    """Return the graphs that have other content, or are not in both."""
    graphs = {*before.graphs, *after.graphs}
    return frozenset(
        graph for graph in graphs if before.graphs.get(graph) != after.graphs.get(graph)
    )
