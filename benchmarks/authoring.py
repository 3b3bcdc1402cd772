"""How fast is a review read from its folder of YAML? This module asks."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.material import Material
from benchmarks.measure import in_fresh_process, seconds
from benchmarks.table import Row, duration
from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.emitting import emit_review
from cmo_graph.interchange.loading import load_review
from cmo_graph.resources import seed_review
from cmo_graph.store import open_store

TITLE = "Authoring format"


def rows(material: Material) -> Iterator[Row]:
    """Read and load the seed's folder, and a synthetic review written as one."""
    folder = material.folder / "authored"
    for name, text in emit_review(material.authored()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, place in (
        ("seed", seed_review()),
        (f"{material.scale.authored:,} configurations", folder),
    ):
        reading = in_fresh_process(read, place)
        loading, quads = in_fresh_process(load, place, str(material.folder / f"from-{place.name}"))
        yield Row(
            what="reading a folder, checking it and loading it on disk",
            size=f"{name}, {quads:,} quads",
            value=quads / loading,
            unit="quads/s",
            behind=f"{duration(loading)}, of which reading and checking {duration(reading)}",
        )


def read(folder: Path) -> float:
    """Return the seconds it takes to read a folder."""
    return seconds(lambda: read_review(folder))


def load(folder: Path, location: str) -> tuple[float, int]:
    """Return the seconds it takes to load a folder into a new store, and the quads it gave."""
    store = open_store(location)
    found = seconds(lambda: load_review(store, folder))
    quads = store.current().version.quads
    store.close()
    return found, quads
