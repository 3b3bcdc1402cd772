"""Who may write over HTTP: this module asks every write for the server's token.

A write carries `Authorization: Bearer {CMO_WRITE_TOKEN}`. Nothing else lets anybody write: no
cookie and no address, so a page in somebody's browser cannot do it in their name.

Source: RFC 6750 section 2.1.
"""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from cmo_graph.errors import WriteNotAuthorised, WritesDisabled
from cmo_graph_api.dependencies import SettingsDep
from cmo_graph_api.deriving import Deriving
from cmo_graph_api.settings import Settings

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="write token",
    description="The token that the server was started with as CMO_WRITE_TOKEN.",
)
#: What `Authorization: Bearer …` of a request holds; None when it has no such header.
CredentialsDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def require_writer(
    request: Request, settings: SettingsDep, credentials: CredentialsDep
) -> Iterator[None]:
    """Let a request pass that may write, and have the derived graphs made anew afterwards.

    Raises:
        WritesDisabled, WriteNotAuthorised: as `check_writer`.
    """
    check_writer(settings, credentials)
    yield
    derive_anew(request)


WriterDep = Annotated[None, Depends(require_writer)]


async def authorise(request: Request) -> None:
    """Let a request pass that may write: for a route that only now and then does.

    Raises:
        WritesDisabled, WriteNotAuthorised: as `check_writer`.
    """
    settings: Settings = request.app.state.settings
    check_writer(settings, await _bearer(request))


def check_writer(settings: Settings, credentials: HTTPAuthorizationCredentials | None) -> None:
    """Compare what a request carries with the server's token.

    Raises:
        WritesDisabled: the server has no token, so that nobody can write.
        WriteNotAuthorised: the request carries no token, or another one.
    """
    expected = _token(settings)
    if not expected:
        raise WritesDisabled
    if credentials is None or not _is_same(credentials.credentials, expected):
        raise WriteNotAuthorised


def derive_anew(request: Request) -> None:
    """Have what follows from the stated graphs made anew, in the background."""
    deriving: Deriving | None = getattr(request.app.state, "deriving", None)
    if deriving is not None:
        deriving.wake()


def _token(settings: Settings) -> str:
    """Return the server's token; an empty one would let in whoever sends none."""
    return settings.write_token.get_secret_value() if settings.write_token is not None else ""


def _is_same(given: str, expected: str) -> bool:
    """Compare in a time that tells neither how much of a token is right nor how long it is."""
    # Headers arrive as Latin-1, whatever the client's letters were.
    received = hashlib.sha256(given.encode("latin-1", errors="replace")).digest()
    return hmac.compare_digest(received, hashlib.sha256(expected.encode()).digest())
