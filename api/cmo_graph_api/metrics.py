"""Figures about a running server: this module counts and gathers them in Prometheus' text format.

Each application has a registry of its own, so that two in one process do not mix. Labels hold only
words of ours (routes, methods, statuses, outcomes), never what a client sent: the number of series
is bounded whatever is asked. What changes by itself, such as the dataset's number, is looked up
when the figures are fetched and costs a request nothing.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from cmo_graph_api.observing import Exchange

#: What the figures are sent as.
MEDIA_TYPE = CONTENT_TYPE_LATEST
#: Upper ends of the classes of durations, in seconds.
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
#: Methods that are counted by their names; others are one class.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: What stands for a request that no route matched.
NO_ROUTE = "none"
#: How a query or an update ended, by the slug of the problem that it was answered with. Any other
#: problem is a refusal.
OUTCOMES: Mapping[str, str] = {
    "query-timed-out": "timed_out",
    "query-out-of-memory": "out_of_memory",
    "query-crashed": "crashed",
    "answer-too-large": "too_large",
    "too-many-queries": "busy",
    "queue-full": "busy",
    "too-many-queries-of-one-client": "rate_limited",
    "query-time-spent": "rate_limited",
    "store-in-use": "busy",
    "store-unavailable": "failed",
    "unexpected": "failed",
}

_Figure = TypeVar("_Figure", Counter, Histogram)


@dataclass(frozen=True, slots=True)
class Readers:
    """The reader processes of a server."""

    busy: int
    idle: int
    #: How many were replaced since the server started.
    replaced: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a server serves; the size is that of the store's files in bytes, None where unknown."""

    number: int
    published: float
    graphs: int
    quads: int
    size: int | None


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        # When a series began is of no use to anybody, and doubles their number.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # has no annotations
        self._registry = CollectorRegistry(auto_describe=True)
        self._known: dict[tuple[object, tuple[str, ...]], Any] = {}
        registry = self._registry
        self._requests = Counter(
            "cmo_requests",
            "Requests by route, method and status; the status is 0 where no answer began.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "cmo_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=registry,
        )
        self._queries = Counter(
            "cmo_queries", "SPARQL queries by how they ended.", ("outcome",), registry=registry
        )
        self._updates = Counter(
            "cmo_updates", "SPARQL updates by how they ended.", ("outcome",), registry=registry
        )
        self._aborted = Counter(
            "cmo_aborted", "Answers broken off before their end.", registry=registry
        )
        ProcessCollector(registry=registry)

    def count(self, exchange: Exchange) -> None:
        """Count one request."""
        notes = exchange.noted
        route = notes.route or NO_ROUTE
        method = exchange.method if exchange.method in METHODS else "other"
        self._series(self._requests, route, method, str(exchange.status or 0)).inc()
        self._series(self._seconds, route).observe(exchange.seconds)
        if exchange.is_aborted:
            self._aborted.inc()
        if notes.text_hash is not None:
            counter = self._updates if notes.is_update else self._queries
            self._series(counter, outcome_of(exchange)).inc()

    def _series(self, figure: _Figure, *labels: str) -> _Figure:
        """Return the series with these labels; there are not many, and each is looked up once."""
        known = self._known.get((figure, labels))
        if known is None:
            known = self._known[figure, labels] = figure.labels(*labels)
        found: _Figure = known
        return found

    def watch(
        self, *, readers: Callable[[], Readers | None], dataset: Callable[[], Dataset | None]
    ) -> None:
        """Tell the state of readers and dataset too, looked up whenever the figures are fetched."""
        self._registry.register(_State(readers, dataset))

    def text(self) -> bytes:
        """Return all figures as text."""
        return generate_latest(self._registry)


def outcome_of(exchange: Exchange) -> str:
    """Say how a query or an update ended."""
    reason = exchange.noted.reason
    if reason is not None:
        return OUTCOMES.get(reason, "refused")
    return "broken_off" if exchange.is_aborted else "answered"


class _State:
    """Collects what is true at the moment."""

    def __init__(
        self, readers: Callable[[], Readers | None], dataset: Callable[[], Dataset | None]
    ) -> None:
        self._readers = readers
        self._dataset = dataset

    def collect(self) -> Iterator[Metric]:
        """Yield the figures on readers and dataset; none before the store is open."""
        readers, dataset = self._readers(), self._dataset()
        if readers is not None:
            processes = GaugeMetricFamily(
                "cmo_readers", "Reader processes by what they do.", labels=("state",)
            )
            processes.add_metric(("busy",), readers.busy)
            processes.add_metric(("idle",), readers.idle)
            yield processes
            yield CounterMetricFamily(
                "cmo_readers_replaced",
                "Reader processes replaced because a query ended or outgrew them.",
                value=readers.replaced,
            )
        if dataset is not None:
            yield from _of_dataset(dataset)

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: the registry must not ask for the state before there is one."""
        yield from ()


def _of_dataset(dataset: Dataset) -> Iterator[Metric]:
    gauge = GaugeMetricFamily
    yield gauge("cmo_dataset_number", "Number of the dataset version.", value=dataset.number)
    yield gauge(
        "cmo_dataset_published_seconds",
        "When the dataset version was published, in seconds since 1970.",
        value=dataset.published,
    )
    yield gauge("cmo_graphs", "Named graphs of the dataset.", value=dataset.graphs)
    yield gauge("cmo_quads", "Statements of the dataset.", value=dataset.quads)
    if dataset.size is not None:
        yield gauge("cmo_store_bytes", "Bytes of the store's files.", value=dataset.size)


def bytes_of(folder: Path) -> int:
    """Return what the files of a folder take, each counted once however often it is linked.

    A file that is swept away meanwhile counts for nothing.
    """
    sizes: dict[tuple[int, int], int] = {}
    # Folders that vanish meanwhile are passed over by `walk`, not by `rglob`.
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                found = Path(parent, name).stat()
                sizes[found.st_dev, found.st_ino] = found.st_size
    return sum(sizes.values())
