"""Requests that nobody made: this module builds what the access log and the metrics are told."""

from datetime import UTC, datetime

from cmo_graph_api.observing import Exchange, Noted


def exchange(
    *,
    path: str = "/v1/meta",
    method: str = "GET",
    client: str = "192.0.2.7",
    status: int | None = 200,
    seconds: float = 0.004,
    is_aborted: bool = False,
    notes: Noted | None = None,
) -> Exchange:
    """Return one request and what came of it."""
    return Exchange(
        began=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        seconds=seconds,
        method=method,
        path=path,
        client=client,
        status=status,
        size=120,
        is_aborted=is_aborted,
        version=None,
        noted=notes or Noted("7c1d"),
    )
