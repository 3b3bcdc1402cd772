"""`cmo-graph serve`: this module runs the web application."""

from collections.abc import Callable
from typing import Annotated

import typer

from cmo_graph.collecting import collector_paused
from cmo_graph_api.cli.terminal import StoreOption, complain, settings_with


def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes any free one.")] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Load nothing: serve what is in the store.")
    ] = False,
) -> None:
    """Serve the graph over REST and SPARQL.

    An empty store gets the embedded Signs of Safety synthesis first, unless --empty is given.
    """
    # The web framework takes as long to import as everything else; other commands do without it.
    with collector_paused():
        from cmo_graph_api.serving import run

    settings = settings_with(store=store, host=host, port=port)
    has_served = run(
        settings, empty=empty, announce=lambda address: typer.echo(f"Serving on {address}")
    )
    if not has_served:
        complain(f"Nothing is served on {settings.host}:{settings.port}; see the lines above.")
        raise typer.Exit(1)


commands: tuple[Callable[..., None], ...] = (serve,)
