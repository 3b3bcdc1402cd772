"""What the stores on Oxigraph share when they are written to: this module changes one engine.

An engine's results must be used in the thread that made them, as `cmo_graph.store.reading` says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat
from rdflib import URIRef

from cmo_graph.collecting import collector_paused
from cmo_graph.errors import DraftTorn
from cmo_graph.iri import DEFAULT_GRAPH, Base
from cmo_graph.mapping import Triple
from cmo_graph.offered.reading import OfferedRDF
from cmo_graph.offered.safety import DATASET_FORMATS, GRAPH_FORMATS
from cmo_graph.sparql.asking import Dataset
from cmo_graph.sparql.updating import UpdateLimits, Updater
from cmo_graph.store.ahead import can_load_ahead, loading_ahead
from cmo_graph.store.catalogue import CatalogueWriter
from cmo_graph.store.catalogue.reading import GraphReader
from cmo_graph.store.content import GraphContent
from cmo_graph.store.homes import Home
from cmo_graph.store.intake import (
    format_of,
    read_dataset,
    write_rdf,
    write_triples,
)
from cmo_graph.store.prepared import PreparedGraph
from cmo_graph.store.recount import graphs_with_content, recount
from cmo_graph.store.terms import (
    graph_node,
)
from cmo_graph.store.updates import NOTHING, content_of, refuse_own_graph, refuse_reserved_name
from cmo_graph.store.version import GraphSummary, Version

#: What a graph is going to hold, as far as it is known.
Content = GraphContent | PreparedGraph


class Changing:
    """Changes one engine, and remembers what the graphs it touched hold now.

    A dataset is loaded in a thread of its own while its catalogue is made, because the engine needs
    no Python for it. Whoever asks for the engine waits until it is done.
    """

    def __init__(
        self, home: Home, *, scratch: Path, former: Version, base: Base, updater: Updater
    ) -> None:
        """Begin to change the engine that lives in `home` and holds the version `former`."""
        self.former = former
        self.became: Version | None = None
        self._home = home
        self._scratch = scratch
        self._base = base
        self._updater = updater
        self._torn: URIRef | None = None
        #: By graph; None for one that has to be read back.
        self._contents: dict[URIRef, Content | None] = {}
        self._loader = ThreadPoolExecutor(2, thread_name_prefix="bulk-load")
        self._loading: Future[None] | None = None

    @property
    def engine(self) -> pyoxigraph.Store:
        """The engine that is changed."""
        self._wait()
        return self._home.engine()

    def _wait(self) -> None:
        if self._loading is not None:
            self._loading.result()
            self._loading = None

    def graphs(self) -> Sequence[URIRef]:
        """Return the graphs that are there now, sorted."""
        return sorted(
            URIRef(graph.value)
            for graph in self.engine.named_graphs()
            if isinstance(graph, NamedNode)
        )

    def replace_graph(self, graph: URIRef, triples: Iterable[Triple]) -> int:
        """Make `triples` the whole content of a graph."""
        content = GraphContent()
        with self._spool() as spool:
            count = write_triples(triples, spool, content=content)
            self._replace(graph, spool, content)
        return count

    def replace_graph_prepared(self, graph: URIRef, prepared: PreparedGraph) -> int:
        """Make what was prepared the whole content of a graph that the catalogue leaves out."""
        self._replace(graph, prepared.lines, prepared if prepared.is_distinct else None)
        return prepared.count

    def replace_graph_from_rdf(
        self, graph: URIRef, source: BinaryIO | Path, *, media_type: str
    ) -> int:
        """Make what is written in `source` the whole content of a graph."""
        if isinstance(source, Path):
            with source.open("rb") as opened:
                return self.replace_graph_from_rdf(graph, opened, media_type=media_type)
        syntax = format_of(media_type, GRAPH_FORMATS)
        content = GraphContent()
        with self._spool() as spool:
            count = write_rdf(source, spool, syntax=syntax, graph=graph, content=content)
            self._replace(graph, spool, content)
        return count

    def replace_graph_offered(self, graph: URIRef, offered: OfferedRDF) -> None:
        """Make what was offered the whole content of a graph."""
        self._replace(graph, offered.lines, None)

    def add_to_graph_offered(self, graph: URIRef, offered: OfferedRDF) -> None:
        """Add what was offered to a graph."""
        offered.lines.seek(0)
        with self._changing({graph: None}):
            self._load(graph, offered.lines)

    def load_dataset(self, source: Path, *, media_type: str) -> Sequence[URIRef]:
        """Make what is written in `source` the whole content of every graph that it names."""
        syntax = format_of(media_type, DATASET_FORMATS)
        if syntax == RdfFormat.N_QUADS and self._home.loads_aside and can_load_ahead(source):
            with loading_ahead(
                self.engine, source, scratch=self._scratch, loader=self._loader
            ) as load:
                graphs = self._clear_for(read_dataset(source, syntax=syntax))
        else:
            graphs = self._clear_for(read_dataset(source, syntax=syntax))
            load = self._loader.submit(self.engine.bulk_load, path=source, format=syntax)
        self._loading = load
        return graphs

    def _clear_for(self, contents: Mapping[URIRef, Content | None]) -> Sequence[URIRef]:
        """Remove the graphs that are going to have new content, and return them."""
        with self._changing(contents):
            for graph in contents:
                self.engine.remove_graph(NamedNode(graph))
        return tuple(contents)

    def restore(
        self, quads: Iterable[pyoxigraph.Quad], *, holds: Mapping[URIRef, GraphSummary]
    ) -> None:
        """Make `quads` the whole dataset, blank nodes under the names they have.

        Raises:
            DraftTorn: what the engine holds then is not `holds`; the draft is lost.
        """
        with self._changing(dict.fromkeys({*graphs_with_content(self.engine), *holds})):
            self.engine.clear()
            self.engine.bulk_extend(quads)
            for graph in sorted({*graphs_with_content(self.engine), *holds}):
                if self._recount(graph) != holds.get(graph):
                    raise DraftTorn(str(graph))

    def remove_graph(self, graph: URIRef) -> None:
        """Remove a graph."""
        node = graph_node(graph)
        if any(self.engine.quads_for_pattern(None, None, None, node)):
            with self._changing({graph: GraphContent()}):
                self.engine.remove_graph(node)

    def update(
        self,
        text: str,
        *,
        using: Dataset | None = None,
        union: bool = True,
        base_iri: str | None = None,
        limits: UpdateLimits | None = None,
    ) -> None:
        """Run a SPARQL update."""
        run = partial(self._updater.run, text, using=using, union=union, base_iri=base_iri)
        self._wait()
        # Whatever goes wrong, how far it came is not known.
        with self._changing({DEFAULT_GRAPH: None}):
            with self._home.lent() as source:
                touched = run(source, limits=limits or UpdateLimits())
            refuse_reserved_name(self.engine)
            looked_at = {graph: self._look_at(graph) for graph in (DEFAULT_GRAPH, *touched)}
        del self._contents[DEFAULT_GRAPH]
        self._contents |= {graph: content for graph, content in looked_at.items() if content}

    def _look_at(self, graph: URIRef) -> Content | None:
        """Return what an update left in a graph; None when it is what was there before.

        Raises:
            GraphReadOnly: it has changed, and is not for an update to change.
            RefusedRDF: it holds what no store should.
        """
        content = content_of(self.engine, graph, keep_order=self._home.keeps_order)
        found = content.summary()
        if graph not in self._contents and found == self.former.graphs.get(graph, NOTHING):
            return None
        refuse_own_graph(graph, base=self._base, quads=found.quads)
        return content

    def check_whole(self) -> None:
        """Make sure that no change stopped half-way.

        Raises:
            DraftTorn: one did.
        """
        if self._torn is not None:
            raise DraftTorn(str(self._torn))

    def summarise(self, catalogue: CatalogueWriter) -> Mapping[URIRef, GraphSummary]:
        """Return what each touched graph holds now, and tell the catalogue, which is not finished.

        A graph that is gone has a summary of 0 quads.
        """
        with collector_paused(ageing=False):
            return {
                graph: self._summarise(graph, content, catalogue.begin_graph(graph))
                for graph, content in sorted(self._contents.items())
            }

    def _summarise(
        self, graph: URIRef, content: Content | None, reader: GraphReader
    ) -> GraphSummary:
        if content is None:
            summary = self._recount(graph, reader)
        else:
            summary = content.summary()
            content.tell(reader)
        reader.finish()
        return summary

    def _recount(self, graph: URIRef, reader: GraphReader | None = None) -> GraphSummary:
        return recount(self.engine, graph, keep_order=self._home.keeps_order, reader=reader)

    def compact(self) -> None:
        """Merge the engine's files."""
        self._wait()
        self._home.compact()

    def repack(self, folder: Path) -> None:
        """Go on with a new engine in `folder` that has the same content in as few files as can be.

        Cost: that of dumping and loading the whole dataset.
        """
        self._home.move(folder)

    def freeze(self, target: Path) -> None:
        """Make a checkpoint of what is there now in the folder `target`, and close."""
        # A checkpoint leaves out what was not flushed, and the write-ahead log that held it.
        self.engine.flush()
        self.engine.backup(str(target))
        self.close()

    def close(self) -> None:
        """Let go of the engine, which closes it."""
        self._loader.shutdown()
        self._loading = None
        self._home.close()

    def _replace(self, graph: URIRef, spool: BinaryIO, content: Content | None) -> None:
        spool.seek(0)
        with self._changing({graph: content}):
            self.engine.remove_graph(graph_node(graph))
            self._load(graph, spool)

    def _load(self, graph: URIRef, lines: BinaryIO) -> None:
        self.engine.bulk_load(lines, RdfFormat.N_TRIPLES, to_graph=graph_node(graph))

    @contextmanager
    def _changing(self, contents: Mapping[URIRef, Content | None]) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._torn = next(iter(contents), None)
            raise
        self._contents.update(contents)

    def _spool(self) -> BinaryIO:
        return TemporaryFile(dir=self._scratch)
