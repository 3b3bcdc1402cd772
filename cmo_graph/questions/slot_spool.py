"""The slots of all configurations, read in one go: this module keeps them on disk by configuration.

To describe configurations one after another costs the engine a look-up for every statement, most
of which nobody needs here. One query over all slots asks for the few properties that support and
implied links follow from, and SQLite, in a nameless file, puts the rows in order. What is read so
is checked as far as it goes: a slot without a concept, or with an unknown role, is refused.
"""

import io
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from pydantic import ValidationError
from rdflib import URIRef

from cmo_graph.errors import MalformedThing
from cmo_graph.mapping import code_members
from cmo_graph.model import Slot
from cmo_graph.model.codes import Activation, ClaimBasis, OutcomeDirection, Presence, Role
from cmo_graph.store.protocol import Snapshot
from cmo_graph.vocabulary import Code

#: Columns of the stored query `slots` that hold a code, by field of the model.
_CODES: Mapping[str, type[Code]] = {
    "role": Role,
    "basis": ClaimBasis,
    "presence": Presence,
    "direction": OutcomeDirection,
    "activation": Activation,
}
_FIELDS = ("role", "concept", "basis", "position", "presence", "direction", "activation")


class Stopped(Exception):
    """Whoever asked for the work does not want it any more."""


class SlotSpool:
    """Slots by configuration, with what support and implied links follow from."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index

    def slots_of(self, configurations: Sequence[URIRef]) -> dict[str, tuple[Slot, ...]]:
        """Return the slots of each of these configurations, by position.

        Raises:
            MalformedThing: something that is stated of a slot breaks a rule of the model.
        """
        asked = {"iris": json.dumps(configurations)}
        passages: dict[str, list[URIRef]] = defaultdict(list)
        for slot, passage in self._index.execute(_PASSAGES, asked):
            passages[slot].append(URIRef(passage))
        found: dict[str, dict[str, Slot]] = defaultdict(dict)
        for configuration, iri, *values in self._index.execute(_SLOTS, asked):
            if iri in found[configuration]:
                raise MalformedThing(URIRef(iri), "two values stand where one is allowed")
            found[configuration][iri] = _slot(iri, values, passages.get(iri, ()))
        return {
            configuration: tuple(sorted(slots.values(), key=lambda slot: slot.position))
            for configuration, slots in found.items()
        }


def _slot(iri: str, values: Sequence[str], passages: Sequence[URIRef]) -> Slot:
    fields: dict[str, object] = {
        name: _value(name, value)
        for name, value in zip(_FIELDS, values, strict=True)
        if value != ""
    }
    try:
        return Slot.model_validate({"id": URIRef(iri), **fields, "passages": tuple(passages)})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise MalformedThing(URIRef(iri), f"{place}: {first['msg']}") from error


def _value(name: str, value: str) -> object:
    codes = _CODES.get(name)
    return value if codes is None else code_members(codes).get(URIRef(value), value)


@contextmanager
def spooled_slots(snapshot: Snapshot, *, is_stopped: Callable[[], bool]) -> Iterator[SlotSpool]:
    """Read the slots of all configurations of a snapshot, and give them by configuration.

    Memory does not grow with the dataset, and what is on disk is gone when the block ends.

    Raises:
        Stopped: `is_stopped` said so.
    """
    index = sqlite3.connect("", isolation_level=None)
    try:
        index.executescript(_TABLES)
        index.execute("BEGIN")
        index.executemany(_ADD_SLOT, rows_of(snapshot, "slots", is_stopped=is_stopped))
        index.executemany(_ADD_PASSAGE, rows_of(snapshot, "slot_passages", is_stopped=is_stopped))
        index.execute("COMMIT")
        index.executescript(_ORDER)
        yield SlotSpool(index)
    finally:
        index.close()


def rows_of(
    snapshot: Snapshot, query: str, *, is_stopped: Callable[[], bool], **bindings: URIRef
) -> Iterator[Sequence[str]]:
    """Yield the rows of a stored query, IRIs and numbers as plain texts.

    Raises:
        Stopped: `is_stopped` said so.
    """
    with TemporaryFile() as spool:
        _write(snapshot, query, spool, bindings, is_stopped=is_stopped)
        spool.seek(0)
        next(spool)
        for line in spool:
            yield [_plain(cell) for cell in line.decode().rstrip("\n").split("\t")]


def _write(
    snapshot: Snapshot,
    query: str,
    spool: BinaryIO,
    bindings: Mapping[str, URIRef],
    *,
    is_stopped: Callable[[], bool],
) -> None:
    raw = cast(io.RawIOBase, _Sink(spool, is_stopped))
    sink = io.BufferedWriter(raw, buffer_size=1 << 16)
    try:
        snapshot.write_solutions(query, sink, **bindings)
        sink.flush()
    except BrokenPipeError as error:
        raise Stopped from error


def _plain(cell: str) -> str:
    if cell.startswith("<"):
        return cell[1:-1]
    return cell.split('"')[1] if cell.startswith('"') else cell


class _Sink(io.RawIOBase):
    """Passes on what is written, until it is stopped."""

    def __init__(self, sink: BinaryIO, is_stopped: Callable[[], bool]) -> None:
        super().__init__()
        self._sink = sink
        self._is_stopped = is_stopped

    def writable(self) -> bool:
        return True

    def write(self, text: bytes) -> int:  # type: ignore[override]  # the engine writes bytes
        if self._is_stopped():
            # The engine takes InterruptedError for a reason to try again.
            raise BrokenPipeError("nobody wants these rows any more")
        return self._sink.write(text)


_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
CREATE TABLE slots (
  configuration TEXT, slot TEXT, role TEXT, concept TEXT, basis TEXT, position TEXT,
  presence TEXT, direction TEXT, activation TEXT
);
CREATE TABLE passages (slot TEXT, passage TEXT);
"""
_ORDER = """
CREATE INDEX slots_of ON slots (configuration);
CREATE INDEX passages_of ON passages (slot);
"""
_ADD_SLOT = "INSERT INTO slots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_PASSAGE = "INSERT INTO passages VALUES (?, ?)"
_SLOTS = """
SELECT DISTINCT slots.* FROM json_each(:iris) AS wanted
  JOIN slots ON slots.configuration = wanted.value
"""
_PASSAGES = """
SELECT DISTINCT passages.slot, passages.passage FROM json_each(:iris) AS wanted
  JOIN slots ON slots.configuration = wanted.value
  JOIN passages ON passages.slot = slots.slot
"""
