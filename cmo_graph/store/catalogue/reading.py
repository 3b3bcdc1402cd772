"""From a graph to what the catalogue holds of it: this module reads statements once, as lines.

It is handed the lines of canonical N-Triples that the digest is made of, so a graph is read once
for both, and most lines cost no more than a look at their property. Lines of one subject must stand
together, as they do in an engine's index.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Entry:
    """What the catalogue holds of one thing."""

    kind: str
    key: str
    iri: str
    #: (facet, value) told of the thing itself, in the order of the facets.
    facets: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """What was read of a graph so far and not yet taken."""

    entries: list[Entry] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    #: (narrower, broader) concepts.
    broader: list[tuple[str, str]] = field(default_factory=list)
    #: (concept, token of its role).
    roles: list[tuple[str, str]] = field(default_factory=list)


def _as_bytes(iri: URIRef) -> bytes:
    return f"<{iri}>".encode()


_TYPE = _as_bytes(RDF.type)
_REVIEW = _as_bytes(CMO.inReview)
_BASIS = _as_bytes(CMO.basis)
_BROADER = _as_bytes(SKOS.broader)
_LABEL_LINES = frozenset(_as_bytes(label) for label in _LABELS)
_ALTERNATIVE_LINES = frozenset(_as_bytes(alternative) for alternative in ALTERNATIVES)
_TEXT_LINES = frozenset(_as_bytes(found) for found in text_properties())
_ROLES = {_as_bytes(found): role for found, role in ROLE_PROPERTIES.items()}
_KINDS = {_as_bytes(rdf_type): kind for rdf_type, kind in kind_of_class().items()}
_SLOT = _as_bytes(CMO.Slot)
_BASES = {_as_bytes(basis.iri): basis.value for basis in ClaimBasis}


def _tokens(facet: Facet) -> Mapping[bytes, str]:
    """Return the tokens of a facet's codes by IRI; none for a facet of other values."""
    codes = {} if facet.codes is None else code_members(facet.codes)
    return {_as_bytes(code.iri): str(code.value) for code in codes.values()}


#: kind → property → facets that its values belong to, each with the tokens of its codes.
_FACETS: dict[str, dict[bytes, list[tuple[str, Mapping[bytes, str]]]]] = {}
for _kind, _facets in FACETS.items():
    for _name, _facet in _facets.items():
        for _property in _facet.properties:
            _FACETS.setdefault(_kind, {}).setdefault(_as_bytes(_property), []).append(
                (_name, _tokens(_facet))
            )
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


def gather_lines(lines: Iterable[bytes], *, into: dict[bytes, list[tuple[bytes, bytes]]]) -> None:
    """Put property and value of those statements that the catalogue needs under their subjects."""
    wanted, before, said = _WANTED, b"", list[tuple[bytes, bytes]]()
    for line in lines:
        subject, found, rest = line.split(b" ", 2)
        # The property is taken from the table, so that it is in memory once.
        prop = wanted.get(found)
        if prop is not None:
            if subject != before:
                before, said = subject, into.setdefault(subject, [])
            said.append((prop, rest[:-2]))


class GraphReader:
    """Reads the lines of one graph and gathers what the catalogue holds of it."""

    def __init__(self, *, base: Base, take: Callable[[Gathered], None]) -> None:
        self._base = base
        self._take = take
        self._gathered = Gathered()
        self._subject = b""
        self._said: list[tuple[bytes, bytes]] = []
        # A configuration waits for the end: the basis of its slots may stand anywhere.
        self._configurations: list[Entry] = []
        self._bases: dict[str, set[str]] = {}

    def take(self, lines: Iterable[bytes]) -> None:
        """Read further statements and hand on what is complete."""
        gathered: dict[bytes, list[tuple[bytes, bytes]]] = {}
        gather_lines(lines, into=gathered)
        for subject, said in gathered.items():
            if subject != self._subject:
                self._end_subject()
                self._subject = subject
            self._said += said
        self._hand_on()

    def take_subjects(self, subjects: Iterable[tuple[bytes, list[tuple[bytes, bytes]]]]) -> None:
        """Read what is said of further subjects, all of it at once, as property and value.

        Nothing is said twice.
        """
        for number, (subject, said) in enumerate(subjects, 1):
            self._end_subject()
            self._subject, self._said = subject, said
            if number % _HANDED_ON == 0:
                self._hand_on()
        self._hand_on()

    def finish(self) -> None:
        """Hand on what was waiting."""
        self._end_subject()
        for entry in self._configurations:
            bases = self._bases.get(entry.iri, ())
            entry.facets.extend(("basis", basis) for basis in sorted(bases))
        self._gathered.entries.extend(self._configurations)
        self._hand_on()

    def _hand_on(self) -> None:
        self._take(self._gathered)
        self._gathered = Gathered()

    def _end_subject(self) -> None:
        said, self._said = self._said, []
        # A blank node has no key to be listed under.
        if not said or not self._subject.startswith(b"<"):
            return
        iri = self._subject[1:-1].decode()
        kind, is_slot, is_in_review = None, False, False
        for found, value in said:
            if found == _TYPE:
                kind = kind or _KINDS.get(value)
                is_slot = is_slot or value == _SLOT
            elif found == _REVIEW:
                is_in_review = True
            elif found in _LABEL_LINES and value.startswith(b'"'):
                text, lang = _text(value)
                self._gathered.labels.append(Label(iri, lang, text))
        if is_slot:
            whole = iri.partition("#")[0]
            self._bases.setdefault(whole, set()).update(
                _BASES[value] for found, value in said if found == _BASIS and value in _BASES
            )
        elif kind is not None and is_in_review:
            self._add_entry(self._entry(kind, iri, said), said)

    def _entry(self, kind: str, iri: str, said: list[tuple[bytes, bytes]]) -> Entry:
        place = self._base.locate(iri)
        entry = Entry(kind, place[1] if place and place[0] == kind else iri, iri)
        facets = _FACETS[kind]
        for found, value in said:
            if value.startswith(b"_:"):
                continue
            for name, tokens in facets.get(found, ()):
                entry.facets.append((name, tokens.get(value) or _plain(value)))
            if not value.startswith(b'"'):
                continue
            if found in _LABEL_LINES:
                entry.labels.append(_text(value)[0])
            elif found in _ALTERNATIVE_LINES:
                entry.alternatives.append(_text(value)[0])
            elif found in _TEXT_LINES:
                entry.texts.append(_text(value)[0])
        return entry

    def _add_entry(self, entry: Entry, said: list[tuple[bytes, bytes]]) -> None:
        if entry.kind == "concepts":
            self._gathered.broader.extend(
                (entry.iri, value[1:-1].decode())
                for found, value in said
                if found == _BROADER and value.startswith(b"<")
            )
        if entry.kind != "configurations":
            self._gathered.entries.append(entry)
            return
        roles: set[Role] = set()
        for found, value in said:
            if found in _ROLES and value.startswith(b"<"):
                roles.add(_ROLES[found])
                self._gathered.roles.append((value[1:-1].decode(), _ROLES[found].value))
        entry.facets.append(("completeness", completeness_of(roles).value))
        self._configurations.append(entry)


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
