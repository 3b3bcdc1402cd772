"""The pipes to a reader process, which the event loop owns."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from cmo_graph.sparql.process import ReaderProcess, Source


async def open_files_after_closing(source: Path) -> list[int]:
    """Close a reader, open files at once, and return those that are open a moment later."""
    reader = await ReaderProcess.start(Source(source, held=None), megabytes=256)
    await reader.wait_until_ready()
    ended = asyncio.ensure_future(reader.close())
    await asyncio.sleep(0)
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(20)]
    await ended
    await asyncio.sleep(0.1)
    try:
        return [number for number in opened if Path(f"/proc/self/fd/{number}").exists()]
    finally:
        for number in opened:
            os.close(number)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("name", ["asyncio", "uvloop"])
def test_pipes_of_a_reader_are_closed_once(name: str, tmp_path: Path) -> None:
    """uvloop closed their numbers twice: the second time they were the engine's own files."""
    source = tmp_path / "data.nq"
    source.write_text("<urn:s> <urn:p> <urn:o> <urn:g> .\n", encoding="utf-8")
    runner = pytest.importorskip(name)

    assert len(runner.run(open_files_after_closing(source))) == 20
