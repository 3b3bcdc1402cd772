"""Who answers untrusted queries: this module finds the asker of a dataset version, and admits.

A version that is kept on this machine is answered by reader processes, which all versions share.
One that is kept on another server is answered there for as long as it is the newest, and then by
reader processes from a copy.
"""

from functools import partial
from typing import TYPE_CHECKING

from fastapi.concurrency import run_in_threadpool

from cmo_graph.sparql.alarms import Alarms
from cmo_graph.sparql.asking import Asker
from cmo_graph.sparql.pool import Limits, LocalAsker, ReaderPool
from cmo_graph.sparql.process import Source
from cmo_graph.store.protocol import Snapshot
from cmo_graph.store.remote import is_remote
from cmo_graph.store.version import Version
from cmo_graph_api.admission import Admission
from cmo_graph_api.answers import graphs_of
from cmo_graph_api.kept_answers import KeptAnswers
from cmo_graph_api.settings import Settings

if TYPE_CHECKING:
    from cmo_graph.store.remote.answering import RemoteAskers
    from cmo_graph.store.remote.reading import RemoteSnapshot


def limits_of(settings: Settings) -> Limits:
    """Return what one query from outside may take."""
    return Limits(
        seconds=settings.query_timeout,
        megabytes=settings.query_memory,
        most_bytes=settings.answer_bytes,
        most_rows=settings.answer_rows,
    )


class Readers:
    """Hands out the asker of a snapshot. Belongs to one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.admission = Admission(
            most_inside=settings.query_readers + settings.queries_waiting,
            most_of_one=settings.queries_per_client,
            seconds_a_minute=settings.query_seconds,
        )
        self._pool = ReaderPool(
            size=settings.query_readers,
            limits=limits_of(settings),
            wait_seconds=settings.query_wait,
        )
        #: Those of a server; None where versions are kept on this machine.
        self._remote = _remote_askers(settings) if is_remote(settings.store) else None
        #: Short answers that were given lately, for whoever asks the same again.
        self.kept = KeptAnswers(
            most_bytes=settings.kept_answers, most_states=settings.versions_kept
        )
        #: Those of the event loop.
        self.alarms = Alarms()
        self._known: tuple[Version, str] | None = None
        #: The snapshot that was asked last as the newest, and who answers of it.
        self._newest: tuple[Snapshot, Asker] | None = None

    def of(self, snapshot: Snapshot, *, is_newest: bool = True) -> Asker:
        """Return who answers queries of this snapshot.

        Versions are told apart by where they are read from: a derived graph that is made anew
        leaves the digest as it is, and is another version all the same.

        Args:
            snapshot: The version; what reads it holds it, so that its files are not swept away.
            is_newest: Whether it is the one that most will ask, so that readers are kept for it.
        """
        if is_newest and self._newest is not None and self._newest[0] is snapshot:
            return self._newest[1]
        if self._remote is not None:
            from cmo_graph.store.remote.reading import RemoteSnapshot

            if isinstance(snapshot, RemoteSnapshot):
                return self._remote.of(snapshot, copied=partial(self._of_copy, snapshot))
        source = Source(snapshot.reader_source, held=snapshot)
        asker = LocalAsker(self._pool, source)
        if is_newest:
            self._pool.prepare(source)
            self._newest = (snapshot, asker)
        return asker

    async def _of_copy(self, snapshot: "RemoteSnapshot") -> Asker:
        path = await run_in_threadpool(lambda: snapshot.reader_source)
        return LocalAsker(self._pool, Source(path, held=snapshot))

    def process_ids(self) -> frozenset[int]:
        """Return the ids of the reader processes that are running."""
        return self._pool.process_ids()

    def usage(self) -> dict[str, int]:
        """Return how many readers are busy and idle now, and how many were replaced so far."""
        return self._pool.usage()

    def state_of(self, version: Version) -> str:
        """Return what tells apart two versions of which any graph differs (`graphs_of`)."""
        known = self._known
        if known is None or known[0] is not version:
            known = self._known = (version, graphs_of(version))
        return known[1]

    async def settled(self) -> None:
        """Wait until every reader process that was to be started or ended is."""
        await self._pool.settled()

    async def close(self) -> None:
        """End every reader process."""
        if self._remote is not None:
            self._remote.close()
        await self._pool.close()


def _remote_askers(settings: Settings) -> "RemoteAskers":
    # What speaks HTTP takes a while to import, and most stores are on this machine.
    from cmo_graph.store.remote.answering import RemoteAskers

    return RemoteAskers(
        size=settings.query_readers,
        limits=limits_of(settings),
        wait_seconds=settings.query_wait,
    )
