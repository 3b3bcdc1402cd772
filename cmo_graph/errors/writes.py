"""What is not written: this module has the errors of updates, graphs and RDF from outside."""

import re

from cmo_graph.errors.base import CmoGraphError

#: How the engine begins what it has to say of a text; the place is told before it, in our words.
_OWN_PLACE = re.compile(r"^Parser error at line [^:]*: ")


class VersionReadOnly(CmoGraphError):
    """A write is addressed to one dataset version, and a published version never changes."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"The dataset version {digest[:12]} is published and never changes.", version=digest
        )


class WritesDisabled(CmoGraphError):
    """A server was started without a write token, so that nobody can write to it."""

    def __init__(self) -> None:
        super().__init__("This server takes no writes: it was started without CMO_WRITE_TOKEN.")


class WriteNotAuthorised(CmoGraphError):
    """A write carries no token, or not the server's."""

    def __init__(self) -> None:
        super().__init__("A write must carry this server's token, and this request does not.")


class NotAnUpdate(CmoGraphError):
    """A text is not a SPARQL update: a query, or no SPARQL at all."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is not a SPARQL update: {reason}.", reason=reason)


class LoadRefused(CmoGraphError):
    """An update asks the engine to fetch a document."""

    def __init__(self) -> None:
        super().__init__(
            "The update holds LOAD: what fetches a document from elsewhere is not run."
        )


class DatasetNamedTwice(CmoGraphError):
    """An update and the request that carries it both say which graphs it is asked of."""

    def __init__(self) -> None:
        super().__init__(
            "The request names graphs by using-graph-uri or using-named-graph-uri, and the update"
            " itself holds USING or WITH."
        )


class RefusedRDF(CmoGraphError):
    """RDF that is well-formed and still is not stored, such as a blank node."""

    def __init__(self, reason: str, *, statement: str = "") -> None:
        where = f" It stands in: {statement}" if statement else ""
        super().__init__(f"This RDF is not stored: {reason}{where}", reason=reason)


class MalformedRDF(CmoGraphError):
    """A text breaks the grammar of its syntax; where it is known, `line` and `column` from 1."""

    def __init__(self, reason: str, *, line: int = 0, column: int = 0) -> None:
        place = f"Line {line}, column {column}: " if line else ""
        reason = f"{_OWN_PLACE.sub('', reason).rstrip('.')}."
        where = {"line": line, "column": column} if line else {}
        super().__init__(f"{place}{reason}", reason=reason, **where)


class UnsupportedMediaType(CmoGraphError):
    """RDF cannot be read or written here in this media type."""

    def __init__(self, media_type: str, *, accepted: tuple[str, ...]) -> None:
        super().__init__(
            f"{media_type!r} cannot be used here; it can be one of {', '.join(accepted)}.",
            media_type=media_type,
            accepted=list(accepted),
        )


class GraphNotFound(CmoGraphError):
    """The dataset has no graph with this IRI."""

    def __init__(self, graph: str) -> None:
        super().__init__(f"The dataset has no graph <{graph}>.", graph=graph)


class GraphNotNamed(CmoGraphError):
    """It cannot be told which graph a request is about."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"It is not clear which graph is meant: {reason}.", reason=reason)


class GraphReadOnly(CmoGraphError):
    """A graph belongs to the program, and nobody else writes to it."""

    def __init__(self, graph: str, reason: str) -> None:
        super().__init__(f"<{graph}> cannot be written to: {reason}.", graph=graph, reason=reason)
