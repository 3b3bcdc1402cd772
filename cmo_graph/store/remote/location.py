"""Where a remote store is: this module reads `sparql+http://…` and knows who may enter.

    sparql+http://host:7878/query?update=/update&data=/store
    sparql+https://host:8890/sparql?update=/sparql-auth&data=/sparql-graph-crud-auth

The address is that of queries. `update` and `data` name the addresses of updates and of whole
graphs (Graph Store HTTP Protocol), absolute or relative to it; without `update` the store is only
read, without `data` graphs are sent as updates. `dialect` names the server's make where it does not
tell it itself. A name or a password has no place in it, for locations are shown and logged.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

from cmo_graph.errors import InvalidParameter

#: What the location of a remote store begins with.
PREFIX = "sparql+"

_PARAMETERS = ("update", "data", "dialect")
_FORM = "sparql+http://host/query?update=/update&data=/store, or the same with https"


@dataclass(frozen=True, slots=True)
class RemoteAccess:
    """What a remote store is entered with, and where what is worked out from it is kept."""

    user: str = ""
    password: str = field(default="", repr=False)
    #: Sent as a bearer token, in place of a name and a password.
    token: str = field(default="", repr=False)
    #: Folder for catalogues and copies; the user's cache folder by default.
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """The addresses of one SPARQL server."""

    #: As it was given.
    text: str
    query: str
    #: None for a store that is only read.
    update: str | None
    #: None for a server without the Graph Store HTTP Protocol.
    data: str | None
    #: Name of the server's make; None to go by what it says of itself.
    dialect: str | None


def is_remote(location: object) -> bool:
    """Say whether a location is that of a remote store."""
    return str(location).startswith(PREFIX)


def read_location(text: str) -> Location:
    """Read the location of a remote store.

    Raises:
        InvalidParameter: it has another form, or holds a name or a password.
    """
    # What may be a password is not repeated.
    shown = text.partition("?")[0] if "@" not in text else f"{PREFIX}…"
    address = urlsplit(text.removeprefix(PREFIX))
    if address.scheme not in {"http", "https"} or not address.hostname or address.fragment:
        raise InvalidParameter("store", shown, _FORM)
    if address.username is not None or address.password is not None:
        raise InvalidParameter("store", shown, f"{_FORM}; set CMO_REMOTE_USER for a user's name")
    given = dict(parse_qsl(address.query, keep_blank_values=True))
    for name in given:
        if name not in _PARAMETERS:
            raise InvalidParameter("store", shown, f"{_FORM}; it has the parameter {name!r}")
    query = address._replace(query="").geturl()
    return Location(
        text=text,
        query=query,
        update=_beside(query, given.get("update")),
        data=_beside(query, given.get("data")),
        dialect=given.get("dialect"),
    )


def _beside(query: str, given: str | None) -> str | None:
    if not given:
        return None
    found = urlsplit(urljoin(query, given))
    if found.scheme not in {"http", "https"} or found.username is not None:
        raise InvalidParameter("store", f"{PREFIX}…", _FORM)
    return found.geturl()
