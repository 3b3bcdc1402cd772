"""How long does the server take for a page, and how much longer when the store is large?

Every page of the application is asked, at addresses that `visited` finds in the store. What counts
is the time of processors that one request takes in a server that is warm: the first request of an
address is told apart, and none is answered from what the client has. A page's figure is that of its
dearest address. What is worked out of a version in the background is done before.
"""

import asyncio
import time
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from fastapi import FastAPI

from benchmarks.loading import load_dataset, settle
from benchmarks.material import Material, Quads
from benchmarks.measure import Times, in_fresh_process
from benchmarks.table import Row, at_most, duration
from benchmarks.visited import addresses_of
from cmo_graph.repository import Repository
from cmo_graph.store.protocol import Store

TITLE = "Pages"

#: Most milliseconds of a page, on the seed and in the large store.
LONGEST_SMALL, LONGEST_LARGE = 50, 200
#: How often an address is asked, after the first time.
_REPEATS = 5


def rows(material: Material) -> Iterator[Row]:
    """Ask for every page of the seed, and of the large store."""
    repeats = 1 if material.scale.repeats < 10 else _REPEATS
    for quads in material.sources:
        longest = LONGEST_SMALL if quads is material.seed else LONGEST_LARGE
        _load(material, quads)
        found = in_fresh_process(measure, material.location(quads), repeats=repeats)
        yield from (_row(one, quads, longest=longest) for one in found)


def _load(material: Material, quads: Quads) -> None:
    """Load the store, where no other benchmark of this run has."""
    location = material.location(quads)
    if not Path(location).exists():
        in_fresh_process(load_dataset, quads.path, location)
        in_fresh_process(settle, location, material.seed.path)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the requests of one address took, in seconds of processors."""

    address: str
    first: float
    again: Times


@dataclass(frozen=True, slots=True)
class Measured:
    """What one page took, address by address."""

    path: str
    asked: tuple[Asked, ...]

    @property
    def dearest(self) -> Asked:
        """The address whose requests took longest, the first ones left aside."""
        return max(self.asked, key=lambda one: one.again.median)


def _row(found: Measured, quads: Quads, *, longest: int) -> Row:
    dearest = found.dearest
    first = max(found.asked, key=lambda one: one.first)
    worst = max(max(one.again.seconds) for one in found.asked)
    return Row(
        what=f"`{found.path}`",
        size=quads.name,
        value=dearest.again.median * 1e3,
        unit="ms",
        target=at_most(longest, "ms"),
        behind=(
            f"`{dearest.address}`, the dearest of {len(found.asked)}; no request over"
            f" {duration(worst)}; a first one up to {duration(first.first)}"
            + (f" (`{first.address}`)" if first is not dearest else "")
        ),
    )


def measure(location: str, *, repeats: int) -> Sequence[Measured]:
    """Ask for every page of the store at a location: once, and then again and again."""
    return asyncio.run(_measured(location, repeats=repeats))


async def _measured(location: str, *, repeats: int) -> Sequence[Measured]:
    app = create_app(Settings(store=location), empty=True)
    async with app.router.lifespan_context(app):
        store: Store = app.state.store
        await asyncio.to_thread(app.state.deriving.wait)
        found = tuple(addresses_of(app, Repository(store.current(), store.base)))
        # The first page of all loads templates and styles.
        await _seconds(app, "/")
        return [
            Measured(
                page.path,
                tuple([await _asked(app, address, repeats) for address in page.addresses]),
            )
            for page in found
        ]


async def _asked(app: FastAPI, address: str, repeats: int) -> Asked:
    first = await _seconds(app, address)
    again = Times(tuple([await _seconds(app, address) for _ in range(repeats)]))
    return Asked(address, first, again)


async def _seconds(app: FastAPI, address: str) -> float:
    """Ask for a page and return the seconds of processors that it took, all threads together."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost:8000"), (b"accept", b"text/html")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    status = 0

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    start = time.process_time()
    await app(scope, receive, send)
    taken = time.process_time() - start
    if status != 200:
        raise RuntimeError(f"{address} was answered with {status}.")
    return taken
