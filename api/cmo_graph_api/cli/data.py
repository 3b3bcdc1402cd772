"""Commands that show what a store holds: this module has `status`, `show` and `dump`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rapidfuzz import process
from rdflib import URIRef
from rich.console import Console
from rich.table import Table

from cmo_graph.errors import NotFound
from cmo_graph.iri import is_key
from cmo_graph.model import THINGS
from cmo_graph.repository.serialisation import as_json, as_rdf, triples_of
from cmo_graph.store.protocol import Store
from cmo_graph_api.cli.terminal import (
    JsonOption,
    StoreOption,
    answer_json,
    opened,
    repository_of,
)

#: Media types of a dump by the name `--format` takes.
DUMP_FORMATS = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
}


def status(store: StoreOption = None, json: JsonOption = False) -> None:
    """Say what is in the store: version, graphs, counts."""
    with opened(store) as target:
        snapshot = target.current()
        version = snapshot.version
        counts = dict(snapshot.catalogue.counts())
        facts = {
            "store": target.location,
            "base_iri": target.base.iri,
            "version": version.digest,
            "number": version.number,
            "published": version.published.isoformat(),
            "quads": version.quads,
            "graphs": {str(iri): graph.quads for iri, graph in sorted(version.graphs.items())},
            "counts": counts,
        }
    if json:
        answer_json(facts)
        return
    console = Console()
    console.print(f"{facts['store']}: version {version.digest[:12]}, {version.quads} quads")
    table = Table("graph", "quads")
    for iri, graph in sorted(version.graphs.items()):
        table.add_row(str(iri), str(graph.quads))
    console.print(table)
    console.print(", ".join(f"{count} {kind}" for kind, count in counts.items() if count))


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A key such as sos.trust, or an IRI.")],
    kind: Annotated[str | None, typer.Option(help="Its kind, when a key is of several.")] = None,
    store: StoreOption = None,
    format: Annotated[str, typer.Option(help="ttl, json, nt or rdf.")] = "ttl",
) -> None:
    """Show all that is said of one thing."""
    media_types = {
        "ttl": "text/turtle",
        "nt": "application/n-triples",
        "rdf": "application/rdf+xml",
    }
    if format not in (*media_types, "json"):
        raise typer.BadParameter(f"{format} is not one of json, {', '.join(media_types)}.")
    with opened(store) as target:
        repository = repository_of(target)
        located = target.base.locate(name)
        kinds = [located[0]] if located else [kind] if kind else _kinds_with(target, name)
        thing = repository.get(kinds[0], name)
        if format == "json":
            labels = repository.labels([thing])
            answer_json({**as_json(thing), "labels": labels})
        else:
            typer.echo(as_rdf(triples_of([thing]), media_types[format]).decode(), nl=False)


def _kinds_with(store: Store, name: str) -> list[str]:
    """Return the kinds in which a key is given, one at least.

    Raises:
        NotFound: there is none.
        typer.BadParameter: there are several, so that --kind must choose.
    """
    catalogue = store.current().catalogue
    found = [kind for kind in THINGS if is_key(name) and catalogue.find(kind, name)]
    if not found:
        near = {key for kind in THINGS for key in catalogue.nearest(kind, name)}
        closest = process.extract(name, sorted(near), limit=3)
        raise NotFound("thing", name, nearest=tuple(match[0] for match in closest))
    if len(found) > 1:
        raise typer.BadParameter(f"{name} is a key of several kinds: --kind {' or '.join(found)}.")
    return found


def dump(
    store: StoreOption = None,
    format: Annotated[str, typer.Option(help="nq, trig, nt or ttl.")] = "nq",
    graph: Annotated[str | None, typer.Option(help="IRI of one graph; else all.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File; else stdout.")
    ] = None,
) -> None:
    """Write the dataset, or one graph of it, as RDF."""
    if format not in DUMP_FORMATS:
        raise typer.BadParameter(f"{format} is not one of {', '.join(DUMP_FORMATS)}.")
    chosen = URIRef(graph) if graph else None
    with opened(store) as target:
        snapshot = target.current()
        if output is None:
            snapshot.dump(sys.stdout.buffer, media_type=DUMP_FORMATS[format], graph=chosen)
            return
        with output.open("wb") as sink:
            snapshot.dump(sink, media_type=DUMP_FORMATS[format], graph=chosen)


commands: tuple[Callable[..., None], ...] = (status, show, dump)
