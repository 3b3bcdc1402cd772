"""The command that fills a store: this module has `load`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.interchange.loading import (
    Loaded,
    ReviewHasProblems,
    load_dataset,
    load_ontology,
    load_review,
)
from cmo_graph.questions.derived import refresh_derived
from cmo_graph.store.protocol import Store
from cmo_graph_api.cli.overviews import overviews_of
from cmo_graph_api.cli.terminal import (
    JsonOption,
    StoreOption,
    answer_json,
    complain,
    opened,
    progress,
    tell_problems,
)


def load(
    places: Annotated[
        list[Path],
        typer.Argument(metavar="DIR|FILE...", exists=True, help="Reviews, .nq or .trig files."),
    ],
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Load reviews, each whole or not at all; a review that is there already is replaced."""
    failed = False
    outcomes: list[dict[str, object]] = []
    with opened(store, is_made=True) as target, progress("Loading", total=len(places)) as bar:
        load_ontology(target)
        for place in places:
            outcome = _load_one(target, place, json=json)
            outcomes.append(outcome)
            failed |= "problems" in outcome
            bar.advance(bar.task_ids[0])
        deriving = bar.add_task("Summing up the evidence", total=None)
        refresh_derived(
            target,
            tell=lambda done, of: bar.update(deriving, completed=done, total=of),
            overviews=overviews_of(target),
        )
    if json:
        answer_json({"loads": outcomes})
    if failed:
        raise typer.Exit(1)


def _load_one(store: Store, place: Path, *, json: bool) -> dict[str, object]:
    try:
        loaded = load_review(store, place) if place.is_dir() else load_dataset(store, place)
    except ReviewHasProblems as error:
        if not json:
            tell_problems(error.problems)
            complain(str(error))
        return {"place": str(place), "problems": [found.as_json() for found in error.problems]}
    if not json:
        tell_problems(loaded.warnings)
        typer.echo(_told(place, loaded))
    return {
        "place": str(place),
        "graphs": [str(graph) for graph in loaded.graphs],
        "quads": loaded.quads,
        "version": loaded.version,
        "warnings": [found.as_json() for found in loaded.warnings],
    }


def _told(place: Path, loaded: Loaded) -> str:
    graphs = ", ".join(loaded.graphs) or "no graph"
    return f"{place}: {loaded.quads} quads in {graphs}; dataset version {loaded.version[:12]}."


commands: tuple[Callable[..., None], ...] = (load,)
