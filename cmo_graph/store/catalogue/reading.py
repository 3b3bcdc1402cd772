"""From a graph to what the catalogue holds of it: this module reads statements once, as lines.

It is handed the lines of canonical N-Triples that the digest is made of, so a graph is read once
for both, and most lines cost no more than a look at their property. Lines of one subject must stand
together, as they do in an engine's index.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from json.encoder import encode_basestring_ascii
from typing import NamedTuple

from rdflib import RDF, RDFS, SKOS, URIRef

from cmo_graph.iri import Base
from cmo_graph.mapping import code_members
from cmo_graph.model.codes import ClaimBasis, Role
from cmo_graph.model.configuration import completeness_of
from cmo_graph.store.catalogue.facets import (
    ALTERNATIVES,
    FACETS,
    ROLE_PROPERTIES,
    Facet,
    kind_of_class,
    text_properties,
)
from cmo_graph.vocabulary import CMO

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_LABELS = (RDFS.label, SKOS.prefLabel)


class Label(NamedTuple):
    """A name of something, also of a class or a code of the ontology."""

    iri: str
    lang: str
    text: str


def as_told(facet: str, value: str) -> str:
    """Return a facet and a value as the JSON that the catalogue has of them."""
    return f"[{encode_basestring_ascii(facet)}, {encode_basestring_ascii(value)}]"


@dataclass(slots=True)
class Entry:
    """What the catalogue holds of one thing."""

    kind: str
    key: str
    iri: str
    #: Its labels, each on a line; alternative labels and texts likewise.
    label: str
    #: Facets and values told of the thing itself, each pair `as_told`.
    facets: list[str] = field(default_factory=list)
    alternative: str = ""
    text: str = ""


@dataclass(slots=True)
class Gathered:
    """What was read of a graph so far and not yet taken."""

    entries: list[Entry] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    #: (narrower, broader) concepts.
    broader: list[tuple[str, str]] = field(default_factory=list)
    #: (concept, token of its role), each once.
    roles: dict[tuple[str, str], None] = field(default_factory=dict)


def _as_bytes(iri: URIRef) -> bytes:
    return f"<{iri}>".encode()


_TYPE = _as_bytes(RDF.type)
_REVIEW = _as_bytes(CMO.inReview)
_BASIS = _as_bytes(CMO.basis)
_BROADER = _as_bytes(SKOS.broader)
_LABEL_LINES = frozenset(_as_bytes(label) for label in _LABELS)
_ALTERNATIVE_LINES = frozenset(_as_bytes(alternative) for alternative in ALTERNATIVES)
_TEXT_LINES = frozenset(_as_bytes(found) for found in text_properties())
_ROLES = {_as_bytes(found): role.value for found, role in ROLE_PROPERTIES.items()}
_KINDS = {_as_bytes(rdf_type): kind for rdf_type, kind in kind_of_class().items()}
_SLOT = _as_bytes(CMO.Slot)
_BASES = {_as_bytes(basis.iri): basis.value for basis in ClaimBasis}


def _tokens(facet: Facet) -> Mapping[bytes, str]:
    """Return the tokens of a facet's codes by IRI; none for a facet of other values."""
    codes = {} if facet.codes is None else code_members(facet.codes)
    return {_as_bytes(code.iri): str(code.value) for code in codes.values()}


#: Facets that values of a property belong to, each with the tokens of its codes.
_Facets = list[tuple[str, Mapping[bytes, str]]]
#: kind → property → facets.
_FACETS: dict[str, dict[bytes, _Facets]] = {kind: {} for kind in FACETS}
for _kind, _facets in FACETS.items():
    for _name, _facet in _facets.items():
        for _property in _facet.properties:
            _FACETS[_kind].setdefault(_as_bytes(_property), []).append((_name, _tokens(_facet)))
_WANTED = {
    prop: prop
    for prop in (
        {_TYPE, _REVIEW, _BASIS, _BROADER}
        | _LABEL_LINES
        | _ALTERNATIVE_LINES
        | _TEXT_LINES
        | set(_ROLES)
        | {found for by_property in _FACETS.values() for found in by_property}
    )
}


#: Subjects whose entries are handed on together.
_HANDED_ON = 10_000


#: What is said of a subject: property, value, property, value… One list takes the search for cycles
#: far less time than a pair for each.
Said = list[bytes]


def gather_lines(lines: Iterable[bytes], *, into: dict[bytes, Said]) -> None:
    """Put property and value of those statements that the catalogue needs under their subjects."""
    wanted, before, said = _WANTED, b"", Said()
    for line in lines:
        subject, found, rest = line.split(b" ", 2)
        # The property is taken from the table, so that it is in memory once.
        prop = wanted.get(found)
        if prop is not None:
            if subject != before:
                before, said = subject, into.setdefault(subject, [])
            said += (prop, rest[:-2])


def pairs(said: Said) -> Iterator[tuple[bytes, bytes]]:
    """Yield property and value of each statement about a subject."""
    return zip(said[::2], said[1::2], strict=True)


class _Told(dict[bytes, tuple[str, ...]]):
    """What values of one property are told as; the same few come again and again in a graph."""

    def __init__(self, facets: _Facets) -> None:
        self._facets = facets

    def __missing__(self, value: bytes) -> tuple[str, ...]:
        # A blank node is no value to list things under.
        facets = [] if value.startswith(b"_:") else self._facets
        found = [as_told(name, tokens.get(value) or _plain(value)) for name, tokens in facets]
        told = self[value] = tuple(found)
        return told


class GraphReader:
    """Reads the lines of one graph and gathers what the catalogue holds of it."""

    def __init__(self, *, base: Base, take: Callable[[Gathered], None]) -> None:
        self._base = base
        self._take = take
        self._gathered = Gathered()
        self._subject = b""
        self._said = Said()
        self._told = {
            kind: {prop: _Told(facets) for prop, facets in by_property.items()}
            for kind, by_property in _FACETS.items()
        }
        # A configuration waits for the end: the basis of its slots may stand anywhere.
        self._configurations: list[Entry] = []
        self._bases: dict[str, set[str]] = {}

    def take(self, lines: Iterable[bytes]) -> None:
        """Read further statements and hand on what is complete."""
        gathered: dict[bytes, Said] = {}
        gather_lines(lines, into=gathered)
        for subject, said in gathered.items():
            if subject != self._subject:
                self._read(self._subject, self._said)
                self._subject, self._said = subject, []
            self._said += said
        self._hand_on()

    def take_subjects(self, subjects: Iterable[tuple[bytes, Said]]) -> None:
        """Read what is said of further subjects, all of it at once, nothing twice."""
        for number, (subject, said) in enumerate(subjects, 1):
            self._read(subject, said)
            if number % _HANDED_ON == 0:
                self._hand_on()
        self._hand_on()

    def finish(self) -> None:
        """Hand on what was waiting."""
        self._read(self._subject, self._said)
        for entry in self._configurations:
            bases = self._bases.get(entry.iri, ())
            entry.facets.extend(as_told("basis", basis) for basis in sorted(bases))
        self._gathered.entries.extend(self._configurations)
        self._hand_on()

    def _hand_on(self) -> None:
        self._take(self._gathered)
        self._gathered = Gathered()

    def _read(self, subject: bytes, said: Said) -> None:
        # A blank node has no key to be listed under.
        if not said or not subject.startswith(b"<"):
            return
        iri = subject[1:-1].decode()
        kind, is_slot, labels = None, False, list[str]()
        for prop, value in pairs(said):
            if prop == _TYPE:
                kind = kind or _KINDS.get(value)
                is_slot = is_slot or value == _SLOT
            elif prop in _LABEL_LINES and value.startswith(b'"'):
                text, lang = _text(value)
                labels.append(text)
                self._gathered.labels.append(Label(iri, lang, text))
        if is_slot:
            self._read_slot(iri, said)
        elif kind is not None and _REVIEW in said[::2]:
            entry = Entry(kind, self._key(kind, iri), iri, "\n".join(labels))
            self._fill(entry, said)
            self._add(entry, said)

    def _read_slot(self, iri: str, said: Said) -> None:
        whole = iri.partition("#")[0]
        self._bases.setdefault(whole, set()).update(
            _BASES[value] for prop, value in pairs(said) if prop == _BASIS and value in _BASES
        )

    def _key(self, kind: str, iri: str) -> str:
        place = self._base.locate(iri)
        return place[1] if place and place[0] == kind else iri

    def _fill(self, entry: Entry, said: Said) -> None:
        by_property, alternatives, texts = self._told[entry.kind], [], []
        for prop, value in pairs(said):
            if (told := by_property.get(prop)) is not None:
                entry.facets += told[value]
            if prop in _TEXT_LINES and value.startswith(b'"'):
                texts.append(_text(value)[0])
            elif prop in _ALTERNATIVE_LINES and value.startswith(b'"'):
                alternatives.append(_text(value)[0])
        entry.alternative, entry.text = "\n".join(alternatives), "\n".join(texts)

    def _add(self, entry: Entry, said: Said) -> None:
        if entry.kind == "concepts":
            self._gathered.broader.extend(
                (entry.iri, value[1:-1].decode())
                for prop, value in pairs(said)
                if prop == _BROADER and value.startswith(b"<")
            )
        if entry.kind != "configurations":
            self._gathered.entries.append(entry)
            return
        filled = set()
        for prop, value in pairs(said):
            if prop in _ROLES and value.startswith(b"<"):
                filled.add(prop)
                self._gathered.roles[value[1:-1].decode(), _ROLES[prop]] = None
        entry.facets.append(_completeness(frozenset(filled)))
        self._configurations.append(entry)


@cache
def _completeness(filled: frozenset[bytes]) -> str:
    """Return how complete a configuration is of which these properties are stated, as told."""
    return as_told("completeness", completeness_of({Role(_ROLES[prop]) for prop in filled}).value)


def _plain(value: bytes) -> str:
    """Return an IRI without its brackets, or the text of a literal."""
    return value[1:-1].decode() if value.startswith(b"<") else _text(value)[0]


def _text(value: bytes) -> tuple[str, str]:
    """Return the text and the language of a literal in canonical N-Triples."""
    written = value.decode()
    end = written.rindex('"')
    text, mark = written[1:end], written[end + 1 :]
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return text, mark[1:] if mark.startswith("@") else ""


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
