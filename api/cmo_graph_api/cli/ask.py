"""Commands that ask the graph: this module has `query`."""

import asyncio
import csv
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rdflib import URIRef
from rdflib.term import Identifier
from rich.console import Console
from rich.table import Table

from cmo_graph.questions.stored import bindings_of, columns_of, solutions_as_json
from cmo_graph.sparql.asking import Question, question
from cmo_graph.sparql.blocking import BlockingPool
from cmo_graph.sparql.pool import Limits
from cmo_graph.sparql.queries import stored_queries, stored_query
from cmo_graph.store.remote.answering import RemoteAskers
from cmo_graph.store.remote.reading import RemoteSnapshot
from cmo_graph_api.cli.terminal import StoreOption, opened, repository_of, settings_with

#: Media types of answers by the name `--format` takes.
ANSWER_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
}


def query(
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT|FILE|NAME", help="SPARQL, a file of it, or a stored query."),
    ],
    store: StoreOption = None,
    format: Annotated[str | None, typer.Option(help="json, xml, csv, tsv, ttl or nt.")] = None,
    bind: Annotated[
        list[str] | None,
        typer.Option("--bind", help="A stored query's parameter: outcome=sos.child-safety."),
    ] = None,
) -> None:
    """Answer a SPARQL query; `cmo-graph query list` names the stored ones."""
    if format is not None and format not in ANSWER_FORMATS:
        raise typer.BadParameter(f"{format} is not one of {', '.join(ANSWER_FORMATS)}.")
    stored = {found.name for found in stored_queries()}
    if text == "list":
        _list_stored()
    elif text in stored:
        _answer_stored(text, store, bind or [], format)
    elif re.fullmatch(r"[A-Za-z0-9_-]+", text) and not Path(text).is_file():
        # One word is no SPARQL: somebody meant a stored query.
        stored_query(text)
    else:
        _answer_text(text, store, format)


def _list_stored() -> None:
    for found in stored_queries():
        if found.folder == "cookbook":
            parameters = "".join(f" --bind {name}=…" for name in found.parameters)
            typer.echo(f"{found.name}{parameters}: {found.summary}")


def _answer_stored(name: str, store: str | None, bind: list[str], format: str | None) -> None:
    if format not in (None, "json", "csv"):
        raise typer.BadParameter("A stored query is answered as a table, or as json or csv.")
    pairs = [pair.partition("=") for pair in bind]
    if any(not sign for _, sign, _ in pairs):
        raise typer.BadParameter("A binding is written parameter=value.")
    found = stored_query(name)
    unknown = [key for key, _, _ in pairs if key not in found.parameters]
    if unknown:
        raise typer.BadParameter(f"{name} has no parameter {unknown[0]}.")
    given = {key: value for key, _, value in pairs}
    with opened(store) as target:
        repository = repository_of(target)
        bindings = bindings_of(found, given, repository=repository)
        solutions = repository.snapshot.select(name, **bindings)
    if format == "json":
        typer.echo(solutions_as_json(found, solutions))
    else:
        _tabulate(columns_of(found, solutions), solutions, as_csv=format == "csv")


def _tabulate(
    columns: Sequence[str], solutions: Sequence[Mapping[str, Identifier]], *, as_csv: bool
) -> None:
    """Write solutions as CSV with whole terms, or as a table with keys in place of IRIs."""
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows([str(row.get(name, "")) for name in columns] for row in solutions)
        return
    table = Table(*columns)
    for row in solutions:
        table.add_row(*(_short(row[name]) if name in row else "" for name in columns))
    Console().print(table)


def _short(term: Identifier) -> str:
    return re.split("[/#]", term)[-1] if isinstance(term, URIRef) else str(term)


def _answer_text(text: str, store: str | None, format: str | None) -> None:
    settings = settings_with(store=store)
    with opened(store) as target:
        snapshot = target.current()
        limits = Limits(seconds=settings.query_timeout, megabytes=settings.query_memory)
        media_type = ANSWER_FORMATS[format] if format else None
        if isinstance(snapshot, RemoteSnapshot):
            asked = question(_text_of(text), media_type=media_type)
            asyncio.run(_write_remote(snapshot, asked, limits))
            return
        with BlockingPool(snapshot.reader_source, size=1, limits=limits) as pool:
            for piece in pool.answer(_text_of(text), media_type=media_type):
                sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


async def _write_remote(snapshot: RemoteSnapshot, asked: Question, limits: Limits) -> None:
    askers = RemoteAskers(size=1, limits=limits, wait_seconds=limits.seconds)
    try:
        async for piece in await askers.of(snapshot).answer(asked):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    finally:
        askers.close()


def _text_of(text: str) -> str:
    """Return the content of a file of this name, or the text itself."""
    try:
        path = Path(text)
        return path.read_text(encoding="utf-8") if path.is_file() else text
    except (OSError, ValueError):
        # A query is no file name: too long, or with characters no name can have.
        return text


commands: tuple[Callable[..., None], ...] = (query,)
