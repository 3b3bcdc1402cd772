"""The next version of a remote store while it is made: this module works it out on this machine.

A draft holds the graphs it changes, in an engine of its own, and nothing is sent until it is
whole. So what enters is looked at, summed up and catalogued as for a store on disk, by the same
code.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

import pyoxigraph
from rdflib import URIRef

from cmo_graph.errors import VersionTooLarge
from cmo_graph.iri import Base
from cmo_graph.offered.reading import OfferedRDF
from cmo_graph.sparql.asking import Dataset
from cmo_graph.sparql.updating import UpdateLimits, Updater
from cmo_graph.store.changing import Changing
from cmo_graph.store.content import GraphContent
from cmo_graph.store.homes import FolderHome, MemoryHome
from cmo_graph.store.lines import read_lines
from cmo_graph.store.prepared import PreparedGraph
from cmo_graph.store.remote.client import Client
from cmo_graph.store.remote.reading import MOST_COPIED, MOST_IN_MEMORY, RemoteSnapshot
from cmo_graph.store.terms import graph_node
from cmo_graph.store.version import GraphSummary

#: Bytes of one statement in a file, at least.
_BYTES_A_STATEMENT = 50


class RemoteDraft(Changing):
    """Changes of a version that is elsewhere. What is only added to is fetched first."""

    def __init__(
        self, before: RemoteSnapshot, *, scratch: Path, base: Base, updater: Updater
    ) -> None:
        super().__init__(
            MemoryHome(pyoxigraph.Store(), scratch=scratch),
            scratch=scratch,
            former=before.version,
            base=base,
            updater=updater,
        )
        self._before = before
        self._fetched: set[URIRef] = set()

    def graphs(self) -> Sequence[URIRef]:
        """Return the graphs that are there now, sorted."""
        return sorted(self._untouched() | set(super().graphs()))

    def replace_graph_prepared(self, graph: URIRef, prepared: PreparedGraph) -> int:
        """Make what was prepared the whole content of a graph that the catalogue leaves out."""
        self._make_room(prepared.count)
        return super().replace_graph_prepared(graph, prepared)

    def load_dataset(self, source: Path, *, media_type: str) -> Sequence[URIRef]:
        """Make what is written in `source` the whole content of every graph that it names."""
        self._make_room(source.stat().st_size // _BYTES_A_STATEMENT)
        return super().load_dataset(source, media_type=media_type)

    def add_to_graph_offered(self, graph: URIRef, offered: OfferedRDF) -> None:
        """Add what was offered to a graph."""
        self._fetch({graph} & self._untouched())
        super().add_to_graph_offered(graph, offered)

    def restore(
        self, quads: Iterable[pyoxigraph.Quad], *, holds: Mapping[URIRef, GraphSummary]
    ) -> None:
        """Make `quads` the whole dataset, blank nodes under the names they have."""
        self._make_room(sum(summary.quads for summary in holds.values()))
        super().restore(quads, holds=holds)
        self._contents |= {graph: GraphContent() for graph in self.former.graphs.keys() - holds}

    def remove_graph(self, graph: URIRef) -> None:
        """Remove a graph."""
        if graph in self._untouched():
            with self._changing({graph: GraphContent()}):
                self.engine.remove_graph(graph_node(graph))
        else:
            super().remove_graph(graph)

    def compact(self) -> None:
        """Do nothing: what is here goes to the server, which keeps its files as it likes."""

    def update(
        self,
        text: str,
        *,
        using: Dataset | None = None,
        union: bool = True,
        base_iri: str | None = None,
        limits: UpdateLimits | None = None,
    ) -> None:
        """Run a SPARQL update on a copy of the whole dataset.

        Raises:
            VersionTooLarge: it is larger than what is copied.
        """
        if self.former.quads > MOST_COPIED:
            raise VersionTooLarge(self.former.quads, allowed=MOST_COPIED)
        self._fetch(self._untouched())
        super().update(text, using=using, union=union, base_iri=base_iri, limits=limits)

    def send(self, graph: URIRef, *, name: str, client: Client) -> None:
        """Make what a graph holds now the content of the graph `name` on the server."""
        encode = client.dialect.encode_line
        with TemporaryFile(dir=self._scratch) as spool:
            for lines in read_lines(self.engine, graph, keep_order=self._home.keeps_order):
                spool.writelines(encode(line) + b"\n" for line in lines)
            client.replace(name, spool, size=spool.tell())

    def _untouched(self) -> set[URIRef]:
        return set(self.former.graphs) - set(self._contents)

    def _fetch(self, graphs: set[URIRef]) -> None:
        """Load graphs that nothing has changed yet, each once."""
        missing = graphs - self._fetched
        if missing:
            self._make_room(sum(self.former.graphs[graph].quads for graph in missing))
            self._before.copy_into(self.engine, missing)
            self._fetched |= missing

    def _make_room(self, quads: int) -> None:
        """Go on in a folder when so many statements more are too many for memory."""
        if quads > MOST_IN_MEMORY and isinstance(self._home, MemoryHome):
            roomy = FolderHome(self._scratch / "work")
            roomy.engine().bulk_extend(iter(self.engine))
            self._home = roomy
