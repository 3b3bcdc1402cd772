"""What can go wrong and be mended by the caller: this module has one class for each failure.

Each error carries `members`, its facts by name, for programs. What to do next, in the words of a
request or of a command, is added by the face that answers (RFC 9457 over HTTP, text on a terminal).
"""

from collections.abc import Mapping
from types import MappingProxyType

from rdflib import URIRef


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


class UnknownQuery(CmoGraphError):
    """No stored query has this name."""

    def __init__(self, name: str, *, nearest: tuple[str, ...] = ()) -> None:
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"No stored query is named {name!r}.{hint}", query=name)


class InvalidParameter(CmoGraphError):
    """A parameter's value is not one that is accepted."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(
            f"The parameter {name} is {value!r}; expected {expected}.",
            parameter=name,
            value=value,
            expected=expected,
        )


class InvalidIRI(CmoGraphError):
    """A text is not an absolute IRI."""

    def __init__(self, value: str) -> None:
        super().__init__(f"{value!r} is not an absolute IRI.", value=value)


class MalformedThing(CmoGraphError):
    """RDF that does not describe a whole thing of the model."""

    def __init__(self, iri: URIRef, reason: str) -> None:
        super().__init__(f"<{iri}> cannot be read: {reason}", iri=str(iri), reason=reason)
