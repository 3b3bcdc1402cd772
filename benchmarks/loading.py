"""How much does a draft add to the engine's own bulk load? This module asks.

A draft checks every statement, loads, digests every graph, fills the catalogue, and publishes. Each
load runs in a new process.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import raw
from benchmarks.material import REVIEW_GRAPH, Material, Quads
from benchmarks.measure import in_fresh_process, seconds
from benchmarks.table import Row, at_least, at_most, duration, rounded
from cmo_graph.store import Draft, open_store

TITLE = "Bulk load"


def rows(material: Material) -> Iterator[Row]:
    """Load the seed, then the library; then one review into each, as replacing it would."""
    replacing = []
    for quads in material.sources:
        folder = material.folder / f"raw-{quads.path.stem}"
        alone = in_fresh_process(raw.load_dataset, quads.path, folder)
        ours = in_fresh_process(load_dataset, quads.path, material.location(quads))
        yield _row(
            "a dataset in N-Quads", quads, alone, ours, is_judged=quads is material.synthetic
        )
        alone = in_fresh_process(
            raw.load_graph, material.review.path, folder, graph=str(REVIEW_GRAPH)
        )
        ours = in_fresh_process(replace_graph, material.review.path, material.location(quads))
        yield _row(f"one more review, beside {quads.name}", material.review, alone, ours)
        replacing.append(ours)
        in_fresh_process(settle, material.location(quads), material.seed.path)
    yield Row(
        what="one more review beside the library, to beside the seed",
        size=f"{material.review.lines:,} quads",
        value=replacing[1] / replacing[0],
        unit="× the time",
        target=at_most(2),
        behind=f"{duration(replacing[0])} → {duration(replacing[1])}",
    )


def _row(what: str, quads: Quads, alone: float, ours: float, *, is_judged: bool = False) -> Row:
    return Row(
        what=what,
        size=f"{quads.name}, {quads.lines:,} quads",
        value=alone / ours,
        unit="× the rate of raw bulk load",
        target=at_least(0.6) if is_judged else None,
        behind=(
            f"{rounded(quads.lines / ours)} quads/s, {duration(ours)};"
            f" raw {rounded(quads.lines / alone)} quads/s, {duration(alone)}"
        ),
    )


def load_dataset(path: Path, location: str) -> float:
    """Load N-Quads through a draft; return the seconds until the version is published."""
    return _write(
        location, lambda draft: draft.load_dataset(path, media_type="application/n-quads")
    )


def replace_graph(path: Path, location: str) -> float:
    """Replace one review's graph through a draft; return the seconds until it is published."""
    return _write(
        location,
        lambda draft: draft.replace_graph_from_rdf(
            REVIEW_GRAPH, path, media_type="application/n-triples"
        ),
    )


def settle(location: str, seed: Path) -> None:
    """Take the one more review out, and see to it that the seed is there, for the others to ask."""
    store = open_store(location)
    with store.writing() as draft:
        draft.remove_graph(REVIEW_GRAPH)
        draft.load_dataset(seed, media_type="application/n-quads")
    store.close()


def _write(location: str, change: Callable[[Draft], object]) -> float:
    store = open_store(location)

    def write() -> None:
        with store.writing() as draft:
            change(draft)

    found = seconds(write)
    store.close()
    return found
