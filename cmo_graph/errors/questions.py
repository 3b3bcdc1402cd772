"""What cannot be answered: this module has the errors of names, parameters and questions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cmo_graph.errors.base import CmoGraphError

if TYPE_CHECKING:
    from rdflib import URIRef

#: Most versions that an error names; a store may keep a thousand.
_MOST_TOLD = 20


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
