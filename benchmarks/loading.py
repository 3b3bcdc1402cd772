"""How much does a draft add to the engine's own bulk load? This module asks.

A draft checks every statement, loads, digests every graph, fills the catalogue, and publishes. Each
load runs in a new process.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import raw
from benchmarks.material import REVIEW_GRAPH, Material, Quads
from benchmarks.measure import Spent, in_fresh_process, spent
from benchmarks.table import Row, at_least, at_most, duration, rounded
from cmo_graph.interchange.loading import load_ontology
from cmo_graph.questions.derived import refresh_derived
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
        replacing.append(ours.seconds)
        yield _deriving(
            quads, in_fresh_process(settle, material.location(quads), material.seed.path)
        )
    yield Row(
        what="one more review beside the library, to beside the seed",
        size=f"{material.review.lines:,} quads",
        value=replacing[1] / replacing[0],
        unit="× the time",
        target=at_most(2),
        behind=f"{duration(replacing[0])} → {duration(replacing[1])}",
    )


def _row(what: str, quads: Quads, alone: Spent, ours: Spent, *, is_judged: bool = False) -> Row:
    return Row(
        what=what,
        size=f"{quads.name}, {quads.lines:,} quads",
        value=alone.seconds / ours.seconds,
        unit="× the rate of raw bulk load",
        target=at_least(0.6) if is_judged else None,
        behind=f"{_told(quads, ours)}; raw {_told(quads, alone)}",
    )


def _told(quads: Quads, took: Spent) -> str:
    return (
        f"{rounded(quads.lines / took.seconds)} quads/s in {duration(took.seconds)},"
        f" {duration(took.processor / quads.lines)} of processor a quad"
    )


def _deriving(quads: Quads, took: Spent) -> Row:
    return Row(
        what="supports and implied links of all, derived anew",
        size=f"{quads.name}, {quads.lines:,} quads",
        value=took.seconds,
        unit="s",
        behind=(
            f"{duration(took.seconds / quads.lines)} a quad,"
            f" at most {rounded(took.peak / 1e6)} MB of memory"
        ),
    )


def load_dataset(path: Path, location: str) -> Spent:
    """Load N-Quads through a draft; return what it took until the version is published."""
    return _write(
        location, lambda draft: draft.load_dataset(path, media_type="application/n-quads")
    )


def replace_graph(path: Path, location: str) -> Spent:
    """Replace one review's graph through a draft; return what it took until it is published."""
    return _write(
        location,
        lambda draft: draft.replace_graph_from_rdf(
            REVIEW_GRAPH, path, media_type="application/n-triples"
        ),
    )


def settle(location: str, seed: Path) -> Spent:
    """Take the one more review out and see to the seed, for the others to ask; then derive.

    Returns:
        What making the derived graphs anew took.
    """
    store = open_store(location)
    with store.writing() as draft:
        draft.remove_graph(REVIEW_GRAPH)
        draft.load_dataset(seed, media_type="application/n-quads")
    load_ontology(store)
    found = spent(lambda: refresh_derived(store))
    store.close()
    return found


def _write(location: str, change: Callable[[Draft], object]) -> Spent:
    store = open_store(location)

    def write() -> None:
        with store.writing() as draft:
            change(draft)

    found = spent(write)
    store.close()
    return found
