"""Kinds of problems: this module has the table that says how each library error is told over HTTP.

docs/problems.md has a section for every slug; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from cmo_graph import errors


@dataclass(frozen=True, slots=True)
class Kind:
    """How one library error is told over HTTP."""

    status: HTTPStatus
    slug: str
    title: str
    next_step: str
    #: Seconds after which trying again makes sense; None when it does not.
    retry_after: int | None = None
    #: How a client can say who it is (`WWW-Authenticate`); empty when that would not help.
    challenge: str = ""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that go with the problem."""
        headers = {"WWW-Authenticate": self.challenge} if self.challenge else {}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return headers


#: Every library error the API can answer with.
KINDS: Mapping[type[errors.CmoGraphError], Kind] = {
    errors.NotFound: Kind(
        HTTPStatus.NOT_FOUND, "not-found", "No such thing", "List its kind to see the keys."
    ),
    errors.SeveralCalled: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "label-ambiguous",
        "Several things have this label",
        "Give the key of the one that is meant.",
    ),
    errors.MalformedThing: Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "thing-malformed",
        "Something stored is not as the model has it",
        "SPARQL still reads it; mend it with an update, or load its review again.",
    ),
    errors.FiguresNotInstalled: Kind(
        HTTPStatus.NOT_IMPLEMENTED,
        "figures-not-installed",
        "This server does not write such pictures",
        "Ask for SVG, which every browser shows and prints.",
    ),
    errors.UnknownQuery: Kind(
        HTTPStatus.NOT_FOUND, "query-not-found", "No such query", "List them with GET /v1/queries."
    ),
    errors.VersionNotKept: Kind(
        HTTPStatus.NOT_FOUND,
        "version-not-kept",
        "No such dataset version",
        "List those that are kept with GET /v1/datasets.",
    ),
    errors.StoreUnavailable: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store-unavailable",
        "The server that keeps the data does not answer",
        "Try again soon.",
        retry_after=5,
    ),
    errors.VersionTooLarge: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "version-too-large",
        "This version cannot be read this way",
        "Ask the current version.",
        retry_after=5,
    ),
    errors.StoreReadOnly: Kind(
        HTTPStatus.FORBIDDEN, "store-read-only", "The store takes no writes", ""
    ),
    errors.VersionReadOnly: Kind(
        HTTPStatus.FORBIDDEN,
        "version-read-only",
        "A dataset version never changes",
        "Leave /v1/datasets/{version} out of the address to change what comes next.",
    ),
    errors.InvalidParameter: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "parameter-invalid",
        "A parameter is not acceptable",
        "See /docs for what it may be.",
    ),
    errors.TooManyClaims: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "too-many-claims",
        "The question is about too many claims",
        "Name a theory (theory=…) or a review (review=…), or leave out the filters of evidence.",
    ),
    errors.NotYetWorkedOut: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "not-yet-worked-out",
        "This is being worked out",
        "Try again in a minute, or name a theory (theory=…) or a review (review=…).",
        retry_after=60,
    ),
    errors.ContradictoryScenario: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "scenario-contradictory",
        "The scenario contradicts itself",
        "Leave the concept out of one of the two.",
    ),
    errors.InvalidIRI: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY, "iri-invalid", "Not an IRI", "Give an absolute IRI."
    ),
    errors.NotAQuery: Kind(
        HTTPStatus.BAD_REQUEST,
        "not-a-query",
        "Not a SPARQL query",
        "Send one query; an update goes by POST, as update or application/sparql-update.",
    ),
    errors.QuerySyntaxError: Kind(
        HTTPStatus.BAD_REQUEST, "query-malformed", "The text is not SPARQL", ""
    ),
    errors.QueryTooComplex: Kind(
        HTTPStatus.BAD_REQUEST, "query-too-complex", "The query is too complex", "Ask in parts."
    ),
    errors.QueryTooLong: Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "query-too-long",
        "The query is too long",
        "Ask in parts; what is too long for an address may be sent by POST.",
    ),
    errors.FederationRefused: Kind(
        HTTPStatus.FORBIDDEN,
        "federation-refused",
        "Other servers are not called",
        "Ask the other server yourself.",
    ),
    errors.QueryNotSupported: Kind(
        HTTPStatus.BAD_REQUEST, "query-not-supported", "The engine cannot evaluate this", ""
    ),
    errors.UnknownResultFormat: Kind(
        HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", "Not Acceptable", "Ask for one of those."
    ),
    errors.QueryTimedOut: Kind(
        HTTPStatus.GATEWAY_TIMEOUT,
        "query-timed-out",
        "The query took too long",
        "Bind more of it, or add LIMIT.",
    ),
    errors.QueryOutOfMemory: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "query-out-of-memory",
        "The query needs too much memory",
        "Bind more of it, or leave out ORDER BY and DISTINCT.",
    ),
    errors.QueryCrashed: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "query-crashed",
        "The engine broke down over this query",
        "Write it in another way.",
    ),
    errors.AnswerTooLarge: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "answer-too-large",
        "The answer is too large",
        "Add LIMIT and OFFSET.",
    ),
    errors.TooManyQueries: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too-many-queries",
        "Too many queries at once",
        "Try again soon.",
        retry_after=5,
    ),
    errors.QueueIsFull: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "queue-full",
        "Too many queries are waiting",
        "Try again soon.",
        retry_after=5,
    ),
    errors.ClientAsksTooMuch: Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too-many-queries-of-one-client",
        "You have too many queries under way",
        "Wait until one has ended.",
        retry_after=2,
    ),
    errors.QueryTimeSpent: Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "query-time-spent",
        "Your query time is used up",
        "Wait, or ask for less.",
    ),
    errors.NotAnUpdate: Kind(
        HTTPStatus.BAD_REQUEST,
        "not-an-update",
        "Not a SPARQL update",
        "Send a query as the parameter query, or as application/sparql-query.",
    ),
    errors.LoadRefused: Kind(
        HTTPStatus.FORBIDDEN,
        "load-refused",
        "No document is fetched",
        "Fetch it yourself, and send it to /graphs.",
    ),
    errors.DatasetNamedTwice: Kind(
        HTTPStatus.BAD_REQUEST,
        "dataset-named-twice",
        "Two datasets are named",
        "Name the graphs in one of the two places.",
    ),
    errors.WritesDisabled: Kind(
        HTTPStatus.FORBIDDEN,
        "writes-disabled",
        "Nobody can write here",
        "Load with the command line, or start the server with a token.",
    ),
    errors.WriteNotAuthorised: Kind(
        HTTPStatus.UNAUTHORIZED,
        "write-not-authorised",
        "A write needs the token",
        "Send it as Authorization: Bearer and the token.",
        challenge='Bearer realm="writes"',
    ),
    errors.GraphNotFound: Kind(
        HTTPStatus.NOT_FOUND, "graph-not-found", "No such graph", "List them with GET /v1/meta."
    ),
    errors.GraphNotNamed: Kind(
        HTTPStatus.BAD_REQUEST,
        "graph-not-named",
        "No graph is named",
        "Give either graph and an absolute IRI, or default.",
    ),
    errors.GraphReadOnly: Kind(
        HTTPStatus.FORBIDDEN,
        "graph-read-only",
        "This graph is the program's own",
        "Write to another graph.",
    ),
    errors.NotInThisSyntax: Kind(
        HTTPStatus.NOT_ACCEPTABLE,
        "not-in-this-syntax",
        "The syntax cannot hold the answer",
        "Ask for another syntax, such as Turtle or JSON.",
    ),
    errors.MalformedRDF: Kind(
        HTTPStatus.BAD_REQUEST, "rdf-malformed", "The RDF breaks its grammar", "Nothing was stored."
    ),
    errors.RefusedRDF: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY, "rdf-refused", "The RDF is not kept", "Nothing was stored."
    ),
    errors.StoreInUse: Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store-in-use",
        "Somebody else is writing",
        "Try again soon.",
        retry_after=5,
    ),
    errors.MalformedUpload: Kind(
        HTTPStatus.BAD_REQUEST,
        "upload-malformed",
        "The body cannot be read",
        "Nothing was stored.",
    ),
    errors.ImportHasProblems: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "import-has-problems",
        "The files have problems",
        "Nothing was stored.",
    ),
    errors.ReviewChanged: Kind(
        HTTPStatus.CONFLICT,
        "review-changed",
        "Somebody else changed the review",
        "Ask again.",
    ),
    errors.NotExportable: Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "not-exportable",
        "The file cannot hold the review",
        "Ask for another kind, or change the review.",
    ),
    errors.UnsupportedMediaType: Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "media-type-unsupported",
        "Unsupported Media Type",
        "Send one of those.",
    ),
}

#: Names of the problems that HTTP itself knows, by status.
HTTP_SLUGS: Mapping[int, str] = {
    404: "no-such-page",
    405: "method-not-allowed",
    406: "not-acceptable",
    412: "precondition-failed",
    413: "request-too-large",
    415: "media-type-unsupported",
    503: "busy",
}


def kind_of(error: Exception) -> Kind | None:
    """Return how an error is told, as its own class or the nearest above; None when no row says."""
    return next((KINDS[cls] for cls in type(error).__mro__ if cls in KINDS), None)
