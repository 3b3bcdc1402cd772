"""One page in several syntaxes: this module knows at which address each of them is.

What `/concepts/sos.trust` answers with is negotiated; `/concepts/sos.trust.ttl` is always Turtle.
The route of a page finds out which syntaxes there are, and leaves it in the request for whoever
tells of them: headers, the head of the page, and the links that people follow.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

from cmo_graph_api.addresses import address, link
from cmo_graph_api.negotiation import CITATION_FORMATS, HTML, MEDIA_TYPES, SYNTAX_WORDS

_KEPT = "cmo_graph.syntaxes"
_NOT_OTHERS = frozenset({HTML, *CITATION_FORMATS.values()})


@dataclass(frozen=True, slots=True)
class Syntax:
    """One syntax of a page."""

    #: As an address ends in it: `ttl`.
    name: str
    words: str
    media_type: str
    #: Our path and query of the page in this syntax.
    path: str


@dataclass(frozen=True, slots=True)
class Syntaxes:
    """The syntaxes of one page."""

    #: Our path of the page whose syntax is negotiated.
    path: str
    #: What the page was asked, but for the syntax.
    query: str
    names: tuple[str, ...]
    #: The syntax that the address itself names; empty where it is negotiated.
    named: str

    def __iter__(self) -> Iterator[Syntax]:
        """Go through them, the preferred first."""
        for name in self.names:
            yield Syntax(name, SYNTAX_WORDS[name], MEDIA_TYPES[name], self.path_in(name))

    @property
    def others(self) -> tuple[Syntax, ...]:
        """All but the page itself, and what cites it."""
        return tuple(one for one in self if one.media_type not in _NOT_OTHERS)

    @property
    def citations(self) -> tuple[Syntax, ...]:
        """How the page is cited, for reference managers."""
        return tuple(one for one in self if one.name in CITATION_FORMATS)

    @property
    def own_path(self) -> str:
        """Our path and query of the page whose syntax is negotiated."""
        return self._with_query(self.path)

    def path_in(self, name: str) -> str:
        """Return our path and query of the page in one syntax."""
        return self._with_query(f"{self.path}.{name}")

    def _with_query(self, path: str) -> str:
        return f"{path}?{self.query}" if self.query else path

    def path_of(self, media_type: str) -> str:
        """Return the same for the media type of one of them."""
        return next(one.path for one in self if one.media_type == media_type)


def keep_syntaxes(request: Request, path: str, names: tuple[str, ...], *, named: str) -> None:
    """Leave in a request which syntaxes its page has."""
    given = parse_qsl(request.url.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in given if name != "format"])
    request.scope[_KEPT] = Syntaxes(path, query, names, named)


def keep_only(request: Request, names: Iterable[str]) -> None:
    """Leave in a request that its page has no other syntaxes than these."""
    found = syntaxes_of(request)
    if found is not None:
        kept = set(names)
        there = tuple(name for name in found.names if name in kept)
        request.scope[_KEPT] = replace(found, names=there)


def syntaxes_of(request: Request) -> Syntaxes | None:
    """Return the syntaxes of the page that is asked for; None for an address that is no page's."""
    found: Syntaxes | None = request.scope.get(_KEPT)
    return found


def own_path(request: Request) -> str:
    """Return our path and query of the page that is asked for, in no syntax of its own."""
    found = syntaxes_of(request)
    return request.url.path if found is None else found.own_path


def alternates(request: Request) -> Iterator[tuple[str, str, str]]:
    """Yield each syntax of the page that is asked for as a relation for a `Link` header.

    What cites a page describes it (https://signposting.org/conventions/).
    """
    for one in syntaxes_of(request) or ():
        name = "describedby" if one.name in CITATION_FORMATS else "alternate"
        yield address(request, one.path), name, one.media_type


def located(request: Request, headers: Mapping[str, str], *, media_type: str) -> dict[str, str]:
    """Return headers of an answer that say where exactly this syntax of a page is.

    Where the address names the syntax, nothing was negotiated by `Accept` (RFC 9110 12.5.5).
    """
    found = syntaxes_of(request)
    if found is None:
        return dict(headers)
    kept = {name: value for name, value in headers.items() if name != "Vary" or not found.named}
    return {**kept, "Content-Location": link(request, found.path_of(media_type))}
