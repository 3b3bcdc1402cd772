"""What can go wrong and be mended by the caller: this module has one class for each failure.

Each error carries `members`, its facts by name, for programs. What to do next, in the words of a
request or of a command, is added by the face that answers (RFC 9457 over HTTP, text on a terminal).
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import URIRef

#: Most versions that an error names; a store may keep a thousand.
_MOST_TOLD = 20
#: How the engine begins what it has to say of a text; the place is told before it, in our words.
_OWN_PLACE = re.compile(r"^Parser error at line [^:]*: ")


class CmoGraphError(Exception):
    """An error the caller can act on."""

    #: Facts about the failure by name; JSON values.
    members: Mapping[str, object] = MappingProxyType({})

    def __init__(self, message: str, **members: object) -> None:
        super().__init__(message)
        self.members = MappingProxyType(members)


class NotFound(CmoGraphError):
    """The dataset holds no thing of this kind with this key or IRI."""

    def __init__(self, kind: str, key: str, *, nearest: tuple[str, ...] = ()) -> None:
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(
            f"Nothing of the kind {kind} has the key or IRI {key!r}.{hint}",
            kind=kind,
            key=key,
            nearest=list(nearest),
        )


class NothingCalled(NotFound):
    """No thing of this kind has this key, IRI or label."""

    def __init__(self, kind: str, name: str, *, parameter: str, nearest: Mapping[str, str]) -> None:
        """Make it; `nearest` are labels by key, the likest first."""
        hint = f" Nearest: {_named(nearest)}." if nearest else ""
        CmoGraphError.__init__(
            self,
            f"Nothing of the kind {kind} has the key, IRI or label {name!r}.{hint}",
            kind=kind,
            key=name,
            parameter=parameter,
            nearest=list(nearest),
            labels=dict(nearest),
        )


class SeveralCalled(CmoGraphError):
    """Several things of one kind have the label by which one is asked for."""

    def __init__(self, kind: str, name: str, *, parameter: str, called: Mapping[str, str]) -> None:
        """Make it; `called` are labels by key, the first of all that have it."""
        super().__init__(
            f"Several of the kind {kind} have the label {name!r}, among them {_named(called)}.",
            kind=kind,
            parameter=parameter,
            nearest=list(called),
            labels=dict(called),
        )


def _named(labels: Mapping[str, str]) -> str:
    return ", ".join(f"“{label}” ({key})" for key, label in labels.items())


class UnknownQuery(CmoGraphError):
    """No stored query has this name."""

    def __init__(self, name: str, *, nearest: tuple[str, ...] = ()) -> None:
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"No stored query is named {name!r}.{hint}", query=name)


class VersionNotKept(CmoGraphError):
    """A dataset version is asked for that the store does not keep, or no longer."""

    def __init__(self, name: str, *, kept: Sequence[tuple[int, str]]) -> None:
        there = ", ".join(f"{number} ({digest[:12]})" for number, digest in kept[:_MOST_TOLD])
        super().__init__(
            f"No dataset version named {name[:80]!r} is kept. Kept are: {there}.",
            version=name[:80],
            kept=[{"number": number, "digest": digest} for number, digest in kept[:_MOST_TOLD]],
        )


class VersionReadOnly(CmoGraphError):
    """A write is addressed to one dataset version, and a published version never changes."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"The dataset version {digest[:12]} is published and never changes.", version=digest
        )


class InvalidParameter(CmoGraphError):
    """A parameter's value is not one that is accepted."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(
            f"The parameter {name} is {value!r}; expected {expected}.",
            parameter=name,
            value=value,
            expected=expected,
        )


class TooManyClaims(CmoGraphError):
    """A question is about more claims than are looked at for one answer."""

    def __init__(self, *, claims: int, most: int, why: str = "") -> None:
        super().__init__(
            f"The question is about {claims:,} claims; asked like this, at most {most:,} are looked"
            f" at together. {why}".rstrip(),
            claims=claims,
            most=most,
        )


class NotYetWorkedOut(CmoGraphError):
    """What an answer is read from is still being made of this dataset version."""

    def __init__(self, *, claims: int) -> None:
        super().__init__(
            f"What the evidence on all {claims:,} claims comes to is being worked out, which takes"
            " some minutes after a change.",
            claims=claims,
        )


class ContradictoryScenario(CmoGraphError):
    """A scenario says of one concept that it is present and that it is absent."""

    def __init__(self, concept: "URIRef", *, present: "URIRef", absent: "URIRef") -> None:
        reason = (
            "it is named in both"
            if present == absent
            else f"<{present}>, said to be present, is or falls under it, and it is or falls under"
            f" <{absent}>, said to be absent"
        )
        super().__init__(
            f"The scenario makes <{concept}> both present and absent: {reason}.",
            concept=str(concept),
            present=str(present),
            absent=str(absent),
        )


class InvalidIRI(CmoGraphError):
    """A text is not an absolute IRI."""

    def __init__(self, value: str) -> None:
        super().__init__(f"{value!r} is not an absolute IRI.", value=value)


class MalformedThing(CmoGraphError):
    """RDF that does not describe a whole thing of the model."""

    def __init__(self, iri: "URIRef", reason: str) -> None:
        super().__init__(f"<{iri}> cannot be read: {reason}", iri=str(iri), reason=reason)


class NotAQuery(CmoGraphError):
    """A text is not a SPARQL query: an update, or no SPARQL at all."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is not a SPARQL query: {reason}.", reason=reason)


class QuerySyntaxError(CmoGraphError):
    """A text breaks SPARQL's grammar; `line` and `column` count from 1, 0 when not known."""

    def __init__(self, reason: str, *, line: int = 0, column: int = 0, what: str = "query") -> None:
        place = f"Line {line}, column {column} of the {what}: " if line else ""
        super().__init__(f"{place}{reason}", reason=reason, line=line, column=column)


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


class NotAStore(CmoGraphError):
    """A place that is to hold a store holds something else."""

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(f"{location} is not a store: {reason}", location=location, reason=reason)


class OtherBase(CmoGraphError):
    """A store was made for another base IRI than the one it is opened with."""

    def __init__(self, location: str, *, recorded: str, given: str) -> None:
        super().__init__(
            f"The store {location} was made for the base IRI {recorded}, and is opened with"
            f" {given}. Its things have IRIs under the first: open it with that one.",
            location=location,
            recorded=recorded,
            given=given,
        )


class UnknownStoreFormat(CmoGraphError):
    """A store was written by another version of this program, in a form this one does not read."""

    def __init__(self, location: str, *, found: object, known: int) -> None:
        super().__init__(
            f"The store {location} has the format {found}; this program reads the format {known}."
            " Dump it with the program that wrote it and load the dump into a new store.",
            location=location,
            found=found,
            known=known,
        )


class StoreInUse(CmoGraphError):
    """Somebody else was writing to the store for as long as a writer may wait."""

    def __init__(self, location: str, *, waited: float) -> None:
        super().__init__(
            f"The store {location} is being written to, and was for the {waited:g} seconds waited.",
            location=location,
            waited_seconds=waited,
        )


class StoreUnavailable(CmoGraphError):
    """The server behind a remote store gave no answer, or none that can be used."""

    def __init__(self, server: str, reason: str) -> None:
        super().__init__(f"The SPARQL server at {server}: {reason}.", server=server, reason=reason)


class StoreReadOnly(CmoGraphError):
    """A remote store was given without an address to which updates go."""

    def __init__(self, location: str) -> None:
        super().__init__(
            f"The store {location} is only read: its location names no update=ADDRESS.",
            location=location,
        )


class VersionTooLarge(CmoGraphError):
    """A remote version would have to be copied here, and is larger than what is copied."""

    def __init__(self, quads: int, *, allowed: int) -> None:
        super().__init__(
            f"This version has {quads} statements, and only versions of at most {allowed} are"
            " copied from the server for this.",
            quads=quads,
            allowed=allowed,
        )


class StoreClosed(CmoGraphError):
    """A store or a draft was used after its end."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} is closed and can no longer be used.")


class DraftTorn(CmoGraphError):
    """A change to a draft failed half-way, so that the draft cannot be published."""

    def __init__(self, graph: str) -> None:
        super().__init__(
            f"A change to <{graph}> failed half-way; nothing of this draft is published.",
            graph=graph,
        )


class NotRestorable(CmoGraphError):
    """A file is no backup, or not a whole one, or not one for this store."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} is not restored, and the store is as it was: {reason}",
            file=file,
            reason=reason,
        )


class BackupExists(CmoGraphError):
    """A backup would be written over a file that is there already."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} is there already; name another file.", file=file)


class StoreDamaged(CmoGraphError):
    """A graph does not hold what its version says."""

    def __init__(self, graph: str, reason: str) -> None:
        super().__init__(
            f"<{graph}> is damaged: {reason} Run `cmo-graph check`, and restore a backup.",
            graph=graph,
            reason=reason,
        )


class RefusedRDF(CmoGraphError):
    """RDF that is well-formed and still is not stored, such as a blank node."""

    def __init__(self, reason: str, *, statement: str = "") -> None:
        where = f" It stands in: {statement}" if statement else ""
        super().__init__(f"This RDF is not stored: {reason}{where}", reason=reason)


class MalformedRDF(CmoGraphError):
    """A text breaks the grammar of its RDF syntax; `line` and `column` count from 1, 0 unknown."""

    def __init__(self, reason: str, *, line: int = 0, column: int = 0) -> None:
        place = f"Line {line}, column {column}: " if line else ""
        reason = f"{_OWN_PLACE.sub('', reason).rstrip('.')}."
        super().__init__(f"{place}{reason}", reason=reason, line=line, column=column)


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


class MalformedUpload(CmoGraphError):
    """The body of a request is not what its media type says."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The body cannot be read: {reason}.", reason=reason)


class ImportHasProblems(CmoGraphError):
    """Files were not imported, because something in them is wrong."""

    def __init__(self, problems: Sequence[Mapping[str, object]]) -> None:
        errors = sum(problem.get("severity") == "error" for problem in problems)
        super().__init__(
            f"Nothing was imported: {errors} problem{'s' if errors != 1 else ''}.",
            problems=list(problems),
        )


class ReviewChanged(CmoGraphError):
    """A review was changed by somebody else between being read and being written."""

    def __init__(self, review: str) -> None:
        super().__init__(f"The review {review} was changed meanwhile.", review=review)


class NotWritable(CmoGraphError):
    """Things that the authoring format has no place for."""

    def __init__(self, iri: str, reason: str) -> None:
        super().__init__(
            f"<{iri}> cannot be written as a review's files: {reason}.", iri=iri, reason=reason
        )


class NotExportable(CmoGraphError):
    """A file of the kind that is wanted cannot hold something of the review."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"No {kind} can be made of the review: {reason}.", export=kind)


class FiguresNotInstalled(CmoGraphError):
    """A picture is wanted that only the extra `figures` can write."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"A diagram is written as {kind} where cmo-graph is installed with the extra figures.",
            picture=kind,
        )
