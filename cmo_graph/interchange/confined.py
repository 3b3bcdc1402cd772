"""Files from strangers, imported in a process of their own: this module starts and ends it.

What opens files bounds what they may cost, but many parsers are in play, some of them in C. So a
server reads files in a child that gives up the network and most memory, and is killed at its
deadline: a file that crashes it, or that takes too much, is told as a problem like any other.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import cmo_graph
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.passing import Request, read_imported, write_request


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """What the reading of some files may take."""

    #: Megabytes of memory beside what the process has when it starts.
    megabytes: int = 1024
    #: Seconds, of processor time and by the clock.
    seconds: float = 60.0


DEFAULT_LIMITS = ImportLimits()


def read_confined(
    kind: str,
    files: Sequence[GivenFile],
    *,
    context: Context,
    limits: ImportLimits = DEFAULT_LIMITS,
) -> Imported:
    """Read files as `cmo_graph.interchange.importers.read_files` does, in a process of its own."""
    with TemporaryFile() as asked, TemporaryFile() as told:
        write_request(asked, Request(kind, tuple(files), context))
        asked.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603  # our own program, no shell
                [
                    *(sys.executable, "-P", "-m", "cmo_graph.interchange.confined_child"),
                    *(str(limits.megabytes), str(limits.seconds)),
                ],
                stdin=asked,
                stdout=told,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                timeout=limits.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return _too_costly(files, limits)
        if ended.returncode != 0:
            return _too_costly(files, limits)
        told.seek(0)
        return read_imported(told)


def _too_costly(files: Sequence[GivenFile], limits: ImportLimits) -> Imported:
    notes = Notes()
    name = files[0].name if files else ""
    notes.add(
        "import-too-costly",
        f"Reading {name} took more than {limits.seconds:g} seconds or {limits.megabytes} MB, or"
        " broke the reader.",
        Place(name, 0, 0),
        value=name,
        hint="Give it in parts, or import it with the command line.",
    )
    return Imported((), tuple(notes.problems))


def _environment() -> Mapping[str, str]:
    """Return all that a child needs of the environment; the server's secrets are not among it."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(cmo_graph.__file__).resolve().parent.parent)}
