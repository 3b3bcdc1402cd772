"""The server process: this module runs the application under uvicorn and says where it answers."""

import socket
from collections.abc import Callable

import uvicorn

from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings

#: Seconds that requests under way have to end when the server is told to stop.
GRACE = 5


class _Server(uvicorn.Server):
    """Announces its address as soon as it answers there."""

    def __init__(self, config: uvicorn.Config, *, announce: Callable[[str], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce the address."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")


def run(settings: Settings, *, empty: bool, announce: Callable[[str], None]) -> bool:
    """Serve until the process is told to stop; say whether anything was served at all.

    Args:
        settings: Where to listen and what to serve.
        empty: Leave an empty store empty.
        announce: Told the address once the server answers there.
    """
    config = uvicorn.Config(
        create_app(settings, empty=empty),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config, announce=announce)
    server.run()
    return server.started
