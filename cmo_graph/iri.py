"""Identity: this module says what an IRI is and how the graph's own are made.

Every thing has the IRI `{base}id/{kind}/{key}`, so that one short key names it in a path, in a file
and on a command line. Keys of a review's things begin with the review's own key and a full stop
(`sos.trust`), so that two reviews never collide; parts of a thing are fragments of its IRI.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema
from rdflib import URIRef

from cmo_graph.errors import InvalidIRI

#: RFC 3987, as far as a stored IRI needs: absolute, and none of the characters RDF forbids in one.
IRI_PATTERN = r"^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+$"
#: A review's key, and the part of a key that the authors choose.
LOCAL_PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"
#: A whole key: `sos` (a review) or `sos.trust` (one of its things).
KEY_PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}(\.[a-z0-9][a-z0-9-]{0,79})?$"

_IRI = re.compile(IRI_PATTERN)
_LOCAL = re.compile(LOCAL_PATTERN)
_KEY = re.compile(KEY_PATTERN)


class _IRISchema:
    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            as_iri, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "iri"}


#: An absolute IRI, checked when a model is built.
IRI = Annotated[URIRef, _IRISchema]


def as_iri(value: object) -> URIRef:
    """Return `value` as an IRI.

    Raises:
        ValueError: it is not a text, or not an absolute IRI.
    """
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not an IRI but a {type(value).__name__}.")
    if not _IRI.fullmatch(value):
        raise ValueError(f"{value!r} is not an absolute IRI.")
    return value if isinstance(value, URIRef) else URIRef(value)


def is_local(value: str) -> bool:
    """Say whether authors may use `value` as an id: lower case, digits and hyphens, 80 at most."""
    return _LOCAL.fullmatch(value) is not None


def is_key(value: str) -> bool:
    """Say whether `value` has the form of a whole key."""
    return _KEY.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Base:
    """The IRI under which a dataset's things are minted; ends in `/` or `#`.

    Example:
        >>> base = Base("http://localhost:8000/")
        >>> base.mint("concepts", "sos.trust")
        rdflib.term.URIRef('http://localhost:8000/id/concepts/sos.trust')
        >>> base.locate(base.mint("concepts", "sos.trust"))
        ('concepts', 'sos.trust')
    """

    iri: str

    def __post_init__(self) -> None:
        if not _IRI.fullmatch(self.iri) or self.iri[-1] not in "/#":
            raise InvalidIRI(self.iri)

    def mint(self, kind: str, key: str) -> URIRef:
        """Return the IRI of the thing of this kind with this key."""
        return _unchecked(f"{self.iri}id/{kind}/{key}")

    @staticmethod
    def part(whole: URIRef, *names: str) -> URIRef:
        """Return the IRI of a part of a thing, such as one slot of a configuration."""
        # To join is quicker than to format, which asks an IRI how it is shown.
        return _unchecked("".join((whole, "#", ".".join(names))))

    def graph(self, review_key: str) -> URIRef:
        """Return the IRI of the named graph that a review owns."""
        return URIRef(f"{self.iri}graph/{review_key}")

    def derived(self, name: str) -> URIRef:
        """Return the IRI of a graph that is computed from the others and holds nobody's word."""
        return URIRef(f"{self.iri}graph/derived/{name}")

    def history(self, name: str) -> URIRef:
        """Return the IRI of a graph that tells who changed what and when."""
        return URIRef(f"{self.iri}graph/history/{name}")

    def is_stated(self, graph: str) -> bool:
        """Say whether a graph holds what people stated: it is neither derived nor history."""
        # As a plain text: rdflib's own `startswith` knows no tuple of prefixes.
        return not str(graph).startswith((self.derived(""), self.history("")))

    def locate(self, iri: str) -> tuple[str, str] | None:
        """Return (kind, key) of one of this dataset's IRIs; None for an IRI of somebody else."""
        start = f"{self.iri}id/"
        if not iri.startswith(start):
            return None
        kind, _, key = iri[len(start) :].partition("/")
        return (kind, key) if is_key(key) else None


def _unchecked(text: str) -> URIRef:
    """Return an IRI as it is: models check all of theirs, so that rdflib need not warn first."""
    return str.__new__(URIRef, text)


def key_of(iri: str) -> str:
    """Return the key at the end of an IRI that `Base.mint` made.

    Example:
        >>> key_of("http://localhost:8000/id/concepts/sos.trust")
        'sos.trust'
    """
    return iri.rsplit("/", 1)[-1]


#: Base of a dataset nobody has named yet: the address at which `cmo-graph serve` answers.
DEFAULT_BASE = Base("http://localhost:8000/")
#: Stands for the default graph, which has no name of its own, where graphs are listed by name.
DEFAULT_GRAPH = URIRef("urn:x-cmo-graph:default")
