"""SPARQL that is not answered: this module has the errors of queries, and of their limits."""

from cmo_graph.errors.base import CmoGraphError


class NotAQuery(CmoGraphError):
    """A text is not a SPARQL query: an update, or no SPARQL at all."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is not a SPARQL query: {reason}.", reason=reason)


class QuerySyntaxError(CmoGraphError):
    """A text breaks SPARQL's grammar; where that is known, `line` and `column` count from 1."""

    def __init__(self, reason: str, *, line: int = 0, column: int = 0, what: str = "query") -> None:
        place = f"Line {line}, column {column} of the {what}: " if line else ""
        where = {"line": line, "column": column} if line else {}
        super().__init__(f"{place}{reason}", reason=reason, **where)


class QueryTooComplex(CmoGraphError):
    """A query is larger or more deeply nested than the engine can safely be given."""

    def __init__(self, limit: str, value: int, *, allowed: int) -> None:
        super().__init__(
            f"The query has {value} {limit}; at most {allowed} are accepted.",
            limit=limit,
            value=value,
            allowed=allowed,
        )


class QueryTooLong(CmoGraphError):
    """The text of a query, or the request that carries it, is longer than is read."""

    def __init__(self, length: int, *, allowed: int) -> None:
        super().__init__(
            f"The query, as it was sent, is {length} bytes long or longer; at most {allowed} bytes"
            " are read.",
            limit="query bytes",
            allowed=allowed,
        )


class FederationRefused(CmoGraphError):
    """A query or update asks the engine to call another server."""

    def __init__(self, word: str, *, what: str = "query") -> None:
        super().__init__(
            f"The {what} holds {word!r}, in which the engine could read SERVICE: what calls"
            " another server is not run. A prefix of that name has to be another.",
            word=word,
        )


class QueryNotSupported(CmoGraphError):
    """A query or update is well-formed but asks for something the engine does not have."""

    def __init__(self, reason: str, *, what: str = "query") -> None:
        super().__init__(f"The {what} cannot be evaluated: {reason}", reason=reason)


class NotInThisSyntax(CmoGraphError):
    """An answer or a graph has something that the syntax asked for cannot hold."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class UnknownResultFormat(CmoGraphError):
    """The answer of a query of this form cannot be written in this media type."""

    def __init__(self, media_type: str, form: str, *, accepted: tuple[str, ...]) -> None:
        super().__init__(
            f"The answer to a query of the form {form} cannot be written as {media_type!r};"
            f" it can be one of {', '.join(accepted)}.",
            media_type=media_type,
            form=form,
            accepted=list(accepted),
        )


class QueryTimedOut(CmoGraphError):
    """A query or update took longer than it may."""

    def __init__(self, seconds: float, *, what: str = "query") -> None:
        super().__init__(
            f"The {what} was stopped after {seconds:g} seconds.",
            seconds=seconds,
            limit="seconds",
            allowed=seconds,
        )


class QueryOutOfMemory(CmoGraphError):
    """A query or update needed more memory than it may."""

    def __init__(self, megabytes: int, *, what: str = "query") -> None:
        super().__init__(
            f"The {what} was stopped because it needed more than {megabytes} MB of memory.",
            megabytes=megabytes,
            limit="megabytes of memory",
            allowed=megabytes,
        )


class QueryCrashed(CmoGraphError):
    """The engine broke down over a text; the process that ran it is gone, nothing else is."""

    def __init__(self, outcome: str, *, what: str = "query") -> None:
        super().__init__(f"The engine broke down over the {what} ({outcome}).", outcome=outcome)


class AnswerTooLarge(CmoGraphError):
    """The answer of a query has more rows, or more bytes, than one answer may have."""

    def __init__(self, allowed: int, *, what: str = "bytes") -> None:
        super().__init__(
            f"The answer has more than the {allowed} {what} that one answer may have.",
            limit=f"answer {what}",
            allowed=allowed,
        )


class TooManyQueries(CmoGraphError):
    """Every reader was busy for as long as a query may wait for one."""

    def __init__(self, readers: int, *, waited: float) -> None:
        super().__init__(
            f"All {readers} readers were busy for {waited:g} seconds.",
            readers=readers,
            waited_seconds=waited,
            limit="queries at once",
            allowed=readers,
        )


class QueueIsFull(CmoGraphError):
    """As many queries as may wait for a reader are waiting."""

    def __init__(self, waiting: int) -> None:
        super().__init__(
            f"{waiting} queries are waiting already, and no more may.",
            limit="queries waiting",
            allowed=waiting,
        )


class ClientAsksTooMuch(CmoGraphError):
    """One client has as many queries under way as one client may."""

    def __init__(self, allowed: int) -> None:
        super().__init__(
            f"You have {allowed} queries under way, and a client may have no more at once.",
            limit="queries at once of one client",
            allowed=allowed,
        )


class QueryTimeSpent(CmoGraphError):
    """One client has used up the query time that one client is given."""

    def __init__(self, *, allowed: float, retry_after: int) -> None:
        super().__init__(
            f"Your queries have used more than the {allowed:g} seconds of query time that a client"
            f" is given for each minute. There is some again in {retry_after} seconds.",
            limit="query seconds a minute of one client",
            allowed=allowed,
            retry_after=retry_after,
        )
