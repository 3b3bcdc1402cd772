"""RDF from outside, read in a process of its own: this module starts that process and ends it.

The parser can be made to crash, to hang and to take all memory by a text of a few kilobytes. So it
runs in a child that gives up the network and most memory, and is killed at its deadline; the text
that does it is refused, and nothing else is lost. What comes back are plain N-Triples in a file.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import cmo_graph
from cmo_graph.errors import MalformedRDF, RefusedRDF
from cmo_graph.offered.child import Verdict

#: Bytes of a child's last words that are looked at.
_LAST_WORDS = 64 * 1024
#: What the engine's allocator, and Python's, say before they give up.
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one text may take."""

    #: Megabytes of memory beside what the process has when it starts.
    megabytes: int = 1024
    #: Seconds, of processor time and by the clock.
    seconds: float = 60.0
    #: Bytes that it may have as N-Triples.
    most_bytes: int = 1 << 30


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class OfferedRDF:
    """Statements from outside that may be kept, in a file that goes when it is let go of.

    They may hold blank nodes; no other text read in has the same names for its own.
    """

    #: N-Triples.
    lines: BinaryIO
    #: How many there are, each counted as often as it stood in the text.
    count: int


@contextmanager
def offered_rdf(
    *sources: BinaryIO,
    media_types: tuple[str, ...],
    base_iri: str,
    folder: Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[OfferedRDF]:
    """Read texts as one graph; each is read by itself, so that they share no blank nodes.

    Args:
        sources: The texts: files with a descriptor of their own.
        media_types: The media type of each, one of `safety.GRAPH_FORMATS` or `DATASET_FORMATS`.
        base_iri: What relative IRIs are resolved against.
        folder: Where the statements wait; None where temporary files are.
        limits: What the reading of each may take.

    Raises:
        MalformedRDF: a text breaks the grammar.
        RefusedRDF: a text is well-formed and is still not kept, or reading it took too much.
    """
    with TemporaryFile(dir=folder) as lines:
        count = 0
        for source, media_type in zip(sources, media_types, strict=True):
            count += _read(source, lines, media_type=media_type, base_iri=base_iri, limits=limits)
        lines.seek(0)
        yield OfferedRDF(lines, count)


def _read(
    source: BinaryIO, lines: BinaryIO, *, media_type: str, base_iri: str, limits: Limits
) -> int:
    """Add the statements of one text to `lines`; return how many they are."""
    facts = (media_type, base_iri, limits.megabytes, limits.seconds, limits.most_bytes)
    with TemporaryFile() as words:
        try:
            ended = subprocess.run(  # noqa: S603  # our own program, no shell
                [sys.executable, "-P", "-m", "cmo_graph.offered.child", *map(str, facts)],
                stdin=source,
                stdout=lines,
                stderr=words,
                env=_environment(),
                timeout=limits.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            reason = f"reading it took more than {limits.seconds:g} seconds; send it in parts."
            raise RefusedRDF(reason) from error
        words.seek(max(0, words.seek(0, 2) - _LAST_WORDS))
        return _judged(words.read(), code=ended.returncode, limits=limits)


def _judged(words: bytes, *, code: int, limits: Limits) -> int:
    if code != 0:
        raise RefusedRDF(_cause_of_death(words, code=code, limits=limits))
    verdict = Verdict(**json.loads(words.rpartition(b"\n")[2]))
    if verdict.malformed:
        raise MalformedRDF(verdict.malformed, line=verdict.line, column=verdict.column)
    if verdict.refused:
        raise RefusedRDF(verdict.refused, statement=verdict.statement)
    return verdict.count


def _cause_of_death(words: bytes, *, code: int, limits: Limits) -> str:
    if any(said in words for said in _OUT_OF_MEMORY):
        return f"reading it needs more than {limits.megabytes} MB of memory; send it in parts."
    if -code == getattr(signal, "SIGXCPU", None):
        return f"reading it took more than {limits.seconds:g} seconds; send it in parts."
    outcome = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"the parser broke down over it ({outcome})."


def _environment() -> Mapping[str, str]:
    """Return all that a child needs of the environment; the server's secrets are not among it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(cmo_graph.__file__).resolve().parent.parent)}
