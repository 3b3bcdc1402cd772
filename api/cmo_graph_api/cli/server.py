"""`cmo-graph serve`: this module runs the web application."""

import logging
import socket
from collections.abc import Callable
from typing import Annotated

import typer
import uvicorn

from cmo_graph_api.app import create_app
from cmo_graph_api.cli.terminal import StoreOption, complain, settings_with

logger = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """Says where it answers, as soon as it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address."""
        await super().startup(sockets)
        if self.started:
            listening = self.servers[0].sockets[0].getsockname()
            host = f"[{listening[0]}]" if ":" in listening[0] else listening[0]
            typer.echo(f"Serving on http://{host}:{listening[1]}")


def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes any free one.")] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Load nothing into an empty store.")
    ] = False,
) -> None:
    """Serve the graph over REST and SPARQL.

    An empty store gets the embedded Signs of Safety synthesis first, unless --empty is given.
    """
    settings = settings_with(store=store, host=host, port=port)
    config = uvicorn.Config(
        create_app(settings, empty=empty),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    server.run()
    if not server.started:
        complain(f"Nothing is served on {settings.host}:{settings.port}; see the lines above.")
        raise typer.Exit(1)


commands: tuple[Callable[..., None], ...] = (serve,)
