"""The server process: this module runs the application under uvicorn, says where, and stops it.

The first SIGTERM or SIGINT ends the server in order: it takes no more connections, lets requests
under way end for as long as `CMO_GRACE` says, ends the reader processes and closes the store. The
exit code is then 0. A second signal ends the process at once; the store is none the worse for it.
"""

import logging
import os
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmo_graph.collecting import collector_paused, leave_alone
from cmo_graph.errors import CmoGraphError
from cmo_graph_api import access_log
from cmo_graph_api.app import create_app
from cmo_graph_api.forwarded import Forwarded
from cmo_graph_api.joined_writes import Protocol
from cmo_graph_api.measured import Measured
from cmo_graph_api.settings import Settings

#: What uvicorn says, as an error, of an answer that was broken off: whoever did that has told why.
_TOLD_ALREADY = "ASGI callable returned without completing response."
#: Exit code of a server that was told twice to stop.
IMPATIENT = 1


class _Server(uvicorn.Server):
    """Announces its address as soon as it answers there, and ends as this module says."""

    def __init__(self, config: uvicorn.Config, *, announce: Callable[[str], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce the address."""
        await super().startup(sockets)
        if self.started:
            leave_alone()
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as uvicorn's
        """Stop in order at the first signal, and at once at the second.

        uvicorn raises the signals it met again after an orderly end, so that the exit code would
        tell of a kill; and to a second SIGTERM it does nothing.
        """
        if self.should_exit:
            os._exit(IMPATIENT)
        self.should_exit = True


class ToldPlainly:
    """Tells why a server does not start in one sentence, where there is one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the traceback of a start that failed in a known way."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return

        async def send_plainly(message: Message) -> None:
            # The framework tells of a failure while it handles the exception.
            told = _sentence_on(sys.exception())
            if message["type"] == "lifespan.startup.failed" and told is not None:
                message = {**message, "message": told}
            await send(message)

        await self.app(scope, receive, send_plainly)


def _sentence_on(error: BaseException | None) -> str | None:
    """Return what an operator can act on; None for what only a traceback tells."""
    if isinstance(error, CmoGraphError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} cannot be opened: {error.strerror}."
    return None


def run(settings: Settings, *, empty: bool, announce: Callable[[str], None]) -> bool:
    """Serve until the process is told to stop; say whether anything was served at all.

    Args:
        settings: Where to listen and what to serve.
        empty: Leave an empty store empty.
        announce: Told the address once the server answers there.
    """
    access_log.start(settings.access_log)
    with collector_paused():
        app = create_app(settings, empty=empty)
    config = uvicorn.Config(
        ToldPlainly(Measured(Forwarded(app, trusted=settings.trusted_proxies))),
        host=settings.host,
        port=settings.port,
        http=Protocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=max(1, round(settings.grace)),
    )
    logging.getLogger("uvicorn.error").addFilter(is_news)
    server = _Server(config, announce=announce)
    server.run()
    return server.started


def is_news(record: logging.LogRecord) -> bool:
    """Say whether something that uvicorn logs is not in the log already.

    An answer that fails half-way ends without its body's end, so that no part is taken for the
    whole. Any client can bring that about, and it is no fault of the server's.
    """
    return record.getMessage() != _TOLD_ALREADY
