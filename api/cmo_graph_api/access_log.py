"""The access log: this module writes one JSON line for every request, on `cmo_graph.access`.

A line holds no query, no token and nothing else of what a request carried except its path. Control
characters are escaped by JSON, so one request is one line whatever it asks for.
"""

import json
import logging
import sys
from typing import Literal

from cmo_graph_api.observing import Exchange

#: Longest path that is told, in characters; of a longer one the beginning.
LONGEST_PATH = 512

logger = logging.getLogger("cmo_graph.access")


def start(kind: Literal["json", "off"]) -> None:
    """Write the log to standard error from now on, or not at all."""
    logger.handlers.clear()
    logger.propagate = False
    # A level, as whoever sets up other loggers would switch a disabled one on again.
    logger.setLevel(logging.INFO if kind == "json" else logging.CRITICAL + 1)
    if kind == "json":
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)


def write(exchange: Exchange) -> None:
    """Log one request, when somebody listens."""
    if logger.isEnabledFor(logging.INFO):
        logger.info(as_line(exchange))


def as_line(exchange: Exchange) -> str:
    """Return the facts about one request as JSON in one line; those that do not apply are absent.

    `time` is when the request came (UTC), `ms` how long it took until its answer had ended, `bytes`
    the length of the answer's body, `reason` the slug of the problem it was answered with, `text`
    the beginning of the SHA-256 of its query or update. A `status` of null says that no answer
    began; `aborted` that it was broken off.
    """
    notes = exchange.noted
    facts: dict[str, object] = {
        "time": exchange.began.isoformat(timespec="milliseconds"),
        "request_id": notes.request_id,
        "method": exchange.method[:LONGEST_PATH],
        "path": exchange.path[:LONGEST_PATH],
        "status": exchange.status,
        "ms": round(exchange.seconds * 1000, 1),
        "bytes": exchange.size,
        "client": exchange.client,
    }
    optional = {"version": exchange.version, "text": notes.text_hash, "reason": notes.reason}
    facts |= {name: value for name, value in optional.items() if value is not None}
    if exchange.is_aborted:
        facts["aborted"] = True
    return json.dumps(facts)
