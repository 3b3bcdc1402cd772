"""A server in a process of its own: this module starts one and ends it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(store: Path | str, *options: str, **environment: str) -> Iterator[str]:
    """Serve a store on a free port and give the server's address."""
    program = Path(sys.executable).with_name("cmo-graph")
    process = subprocess.Popen(
        [program, "serve", "--port", "0", "--store", str(store), *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("Serving on "))
        yield line.split()[-1]
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()
