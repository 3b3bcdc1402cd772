"""What every store can do: this module has the protocols behind `cmo_graph.store.open_store`.

A store holds a dataset of named graphs and hands it out as *snapshots*. A snapshot never changes:
it is one version of the dataset, and stays readable for whoever holds it while newer ones are
published. Changes are made to a *draft*, which becomes the next version whole or not at all.

Terms at this border are rdflib's. The graph without a name goes by `cmo_graph.iri.DEFAULT_GRAPH`.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

import rdflib
from rdflib import URIRef
from rdflib.term import Identifier

from cmo_graph.iri import Base
from cmo_graph.mapping import Description, Triple
from cmo_graph.offered.reading import OfferedRDF
from cmo_graph.sparql.asking import Dataset
from cmo_graph.sparql.updating import UpdateLimits
from cmo_graph.store.catalogue import Catalogue
from cmo_graph.store.prepared import PreparedGraph
from cmo_graph.store.version import Version

#: One row of a SELECT; a variable without a value is absent.
Solution = Mapping[str, Identifier]


class Snapshot(Protocol):
    """One version of the dataset. Any number of threads may read it at once."""

    @property
    def version(self) -> Version:
        """Which version it is, and what graphs it has."""

    @property
    def catalogue(self) -> Catalogue:
        """Lists, totals and search over the same version."""

    @property
    def reader_source(self) -> Path:
        """What a process of its own opens to read this version.

        A folder is an Oxigraph store (`pyoxigraph.Store.read_only`), a file is N-Quads. It is there
        for as long as this snapshot is held, so hold the snapshot while such a process reads.
        """

    def select(self, query: str, **bindings: Identifier) -> list[Solution]:
        """Return the solutions of the stored SELECT query of this name, in the query's order.

        Raises:
            UnknownQuery: no stored query has this name.
            InvalidParameter: the query has no parameter of a name that is bound.
        """

    def construct(self, query: str, **bindings: Identifier) -> list[Triple]:
        """Return the triples of the stored CONSTRUCT query of this name, each once.

        Raises: as `select`.
        """

    def ask(self, query: str, **bindings: Identifier) -> bool:
        """Return the answer of the stored ASK query of this name.

        Raises: as `select`.
        """

    def describe(self, *iris: URIRef) -> Description:
        """Return all that is stated of these things and of their parts.

        Parts are the objects whose IRI begins with `{iri}#`, and theirs. What is derived, and
        history, is left out. A thing of which nothing is stated is absent. Each value stands once.
        """

    def values(self, subject: URIRef, prop: URIRef) -> Sequence[Identifier]:
        """Return what is stated of a thing by one property, each value once, in no set order.

        Many times quicker than `describe` where one property of a big thing is all one needs.
        """

    def subjects(self, prop: URIRef, value: URIRef) -> Sequence[URIRef]:
        """Return the things and parts of which a property is stated with this value, sorted.

        What is derived, and history, is left out, as in `describe`.
        """

    def states(self, subject: URIRef, prop: URIRef, value: URIRef) -> bool:
        """Say whether a property of a thing or part is stated to have this value."""

    def write_solutions(self, query: str, sink: BinaryIO, **bindings: Identifier) -> None:
        """Write the solutions of a stored SELECT query to `sink`, as SPARQL 1.1 TSV, row by row.

        For so many that they are not to be in memory together. The values of a variable that is not
        bound are empty. What `sink` raises, ends the writing.

        Raises: as `select`.
        """

    def dump(self, sink: BinaryIO, *, media_type: str, graph: URIRef | None = None) -> None:
        """Write one graph, or the whole dataset, to `sink`.

        Raises:
            UnsupportedMediaType: the media type is unknown, or holds no named graphs and `graph` is
                None.
            NotInThisSyntax: RDF/XML cannot name a property of the graph, or hold a character.
        """

    def as_rdflib(self) -> rdflib.Dataset:
        """Return the same data as an rdflib `Dataset`, for reading.

        Nothing is copied, and the engine evaluates its queries. Its default graph is the union of
        all graphs. Changing it raises TypeError.
        """


class Draft(Protocol):
    """The next version while it is made. Belongs to one thread."""

    @property
    def former(self) -> Version:
        """The version that it began as."""

    @property
    def became(self) -> Version | None:
        """The version that was published when the block ended; None when none was."""

    def graphs(self) -> Sequence[URIRef]:
        """Return the graphs that are in the draft now, sorted."""

    def replace_graph(self, graph: URIRef, triples: Iterable[Triple]) -> int:
        """Make `triples` the whole content of a graph; none removes the graph.

        Returns:
            The triples given, each counted as often as it is given.

        Raises:
            RefusedRDF: a triple holds a blank node, a malformed IRI, a control character other than
                tab and line ends, or a literal longer than `LONGEST_LITERAL`. The draft is as it
                was before.
        """

    def replace_graph_prepared(self, graph: URIRef, prepared: PreparedGraph) -> int:
        """Make what was prepared the whole content of a derived graph; return its statements.

        The catalogue takes no note of them: what people stated goes through `replace_graph`.
        """

    def replace_graph_from_rdf(
        self, graph: URIRef, source: BinaryIO | Path, *, media_type: str
    ) -> int:
        """Make what is written in `source` the whole content of a graph.

        Relative IRIs are resolved against the graph's.

        Returns:
            The triples in `source`, each counted as often as it stands there.

        Raises:
            RefusedRDF: as `replace_graph`; or the text names graphs of its own, is nested too
                deeply, or is RDF/XML with a DOCTYPE. The draft is as it was before.
            MalformedRDF: `source` breaks the grammar. The draft is as it was before.
            UnsupportedMediaType: the media type is not one of RDF triples.
        """

    def replace_graph_offered(self, graph: URIRef, offered: OfferedRDF) -> None:
        """Make what was offered the whole content of a graph; no statement removes the graph.

        Args:
            graph: A named graph, or `DEFAULT_GRAPH`.
            offered: What was read in, where parsing it could do no harm (`cmo_graph.offered`). Its
                blank nodes become the store's, under names of their own.
        """

    def add_to_graph_offered(self, graph: URIRef, offered: OfferedRDF) -> None:
        """Add what was offered to a graph, which there need not be yet; else as above."""

    def load_dataset(self, source: Path, *, media_type: str) -> Sequence[URIRef]:
        """Make what is written in `source` the whole content of every graph that it names.

        Returns:
            The graphs it names, sorted.

        Raises:
            RefusedRDF: as `replace_graph`; or a statement is in no named graph. The draft is as it
                was before.
            MalformedRDF: `source` breaks the grammar. The draft is as it was before.
            UnsupportedMediaType: the media type is neither N-Quads nor TriG.
        """

    def update(
        self,
        text: str,
        *,
        using: Dataset | None = None,
        union: bool = True,
        base_iri: str | None = None,
        limits: UpdateLimits | None = None,
    ) -> None:
        """Run a SPARQL update, whole. It may write to the default graph, and keep blank nodes.

        When it raises, the draft cannot be published.

        Args:
            text: Any text.
            using: The graphs that every WHERE is asked of; None leaves the choice to the text.
            union: Whether a WHERE that names no graphs sees the union of all, the default graph
                included, or the default graph alone.
            base_iri: IRI against which relative IRIs are resolved.
            limits: What it may take; by default, what `UpdateLimits` says.

        Raises:
            QuerySyntaxError, NotAnUpdate: the text breaks the grammar, or is a query.
            LoadRefused, FederationRefused: it would call another server.
            DatasetNamedTwice: it holds USING or WITH, and `using` is given.
            QueryNotSupported: the engine cannot do it, or a graph it names is not there.
            QueryTimedOut, QueryOutOfMemory, QueryCrashed: it was stopped.
            GraphReadOnly: it changes the ontology, a derived graph or history. Emptying one of the
                former two is not minded: they are made anew.
            RefusedRDF: it makes a statement that is not stored, as `replace_graph` says; a blank
                node is no reason.
        """

    def remove_graph(self, graph: URIRef) -> None:
        """Remove a graph; nothing happens when there is none."""

    def compact(self) -> None:
        """Bring what the draft holds now into the order that is the quickest to look things up in.

        Nothing that can be read changes. Of a store that keeps files, this reads and writes all of
        them; of others it is nothing.
        """


class Store(Protocol):
    """A dataset that is kept somewhere."""

    @property
    def base(self) -> Base:
        """The IRI under which the dataset's things are minted."""

    @property
    def location(self) -> str:
        """Where it is kept, as it was given."""

    def current(self) -> Snapshot:
        """Return the newest version, by whichever process it was published.

        Costs a look at one file when nothing was published since the last call.

        Raises:
            StoreClosed: the store was closed.
        """

    def versions(self) -> Sequence[Version]:
        """Return the versions that are kept, the newest first; the current one is always there.

        Raises:
            StoreClosed: the store was closed.
        """

    def at(self, name: str) -> Snapshot:
        """Return the version of this name; it stays readable for as long as it is held.

        Args:
            name: Its number, at least 8 digits of its digest, or `current`. Where versions with
                one digest differ in what is derived, the digest names the newest of them.

        Raises:
            VersionNotKept: no version that is kept has this name.
            StoreClosed: the store was closed.
        """

    def writing(self) -> AbstractContextManager[Draft]:
        """Begin a draft of the next version; there is one writer at a time, in all processes.

        The draft is published when the block ends, and not at all when it raises. What was
        published survives a crash of the process or the machine. A draft that changes nothing
        publishes nothing.

        Raises:
            StoreInUse: another writer kept the lock for as long as one waits.
            DraftTorn: a change failed half-way, and the block ended as if it had not.
        """

    def writing_aside(self) -> AbstractContextManager[Draft]:
        """Begin a draft of the next version, for which no other writer waits.

        For what takes long and can be made again. When another version was published before the
        block ended, the draft is thrown away: `became` is None, as when nothing has changed. A
        store on a SPARQL server lets others wait as `writing` does.

        Raises: as `writing`.
        """

    def close(self) -> None:
        """Let go of the store. Snapshots that are held stay readable."""
