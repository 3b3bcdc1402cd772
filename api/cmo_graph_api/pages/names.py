"""What terms are called on a page, and where they lead: this module has both.

An IRI leads somewhere only when a browser can follow it as a web address; anything else, such as
`javascript:`, is shown as a text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Identifier

from cmo_graph.iri import Base
from cmo_graph.model import THINGS
from cmo_graph.vocabulary import PREFIXES
from cmo_graph_api.dereferencing import path_of

#: Datatypes that go without saying.
_PLAIN = frozenset(
    {XSD.string, XSD.integer, XSD.nonNegativeInteger, XSD.date, XSD.dateTime, XSD.boolean}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as a page shows it."""

    text: str
    #: Where it leads: a path of ours, a web address, or nowhere ("").
    href: str = ""
    is_ours: bool = False
    #: The whole IRI of what has one.
    iri: str = ""
    lang: str = ""
    datatype: str = ""


def curie(iri: str) -> str:
    """Return an IRI with the prefix of its namespace, or as it is where there is none."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def href(iri: str, *, base: Base) -> str:
    """Return where an IRI leads: a path of ours, itself when it is a web address, else "".

    A thing's own page is meant rather than the redirect to it.
    """
    whole, _, fragment = iri.partition("#")
    located = base.locate(whole)
    if located is not None and located[0] in THINGS:
        return f"/{located[0]}/{located[1]}" + (f"#{fragment}" if fragment else "")
    ours = path_of(iri, base=base)
    if ours is not None:
        return ours
    return iri if urlsplit(iri).scheme in ("http", "https") else ""


#: One thing of each kind and several, in words; a kind's own word may be a short one.
_WORDS: Mapping[str, tuple[str, str]] = {
    "studies": ("study", "studies"),
    "theories": ("theory", "theories"),
    "evidence": ("evidence line", "evidence lines"),
    "searches": ("search record", "search records"),
    "confidences": ("confidence judgement", "confidence judgements"),
    "emmie": ("EMMIE assessment", "EMMIE assessments"),
}


def kind_words(kind: str) -> tuple[str, str]:
    """Return the words for one thing of a kind and for several."""
    plain = kind.replace("-", " ")
    return _WORDS.get(kind, (plain.removesuffix("s"), plain))


def words_of(iri: str) -> str:
    """Return the local name of a property of somebody else's in words: `subClassOf` in three.

    An IRI of no namespace that is known here is returned as it is.
    """
    prefix, _, local = curie(iri).partition(":")
    if prefix not in PREFIXES:
        return iri
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()


class Names:
    """Labels of the terms on one page."""

    def __init__(self, labels: Mapping[URIRef, str], *, base: Base) -> None:
        self._labels = labels
        self._base = base
        #: What was shown before: a page shows the same properties and things again and again.
        self._shown: dict[URIRef, Shown] = {}

    def show_property(self, iri: URIRef) -> Shown:
        """Return a property as it is shown: in words also where nobody has told its label here."""
        found = self._iri(iri)
        return found if iri in self._labels else replace(found, text=words_of(iri))

    def show(self, term: Identifier) -> Shown:
        """Return a term as it is shown."""
        if isinstance(term, Literal):
            datatype = term.datatype
            told = "" if datatype is None or datatype in _PLAIN else curie(datatype)
            return Shown(str(term), lang=term.language or "", datatype=told)
        if isinstance(term, BNode):
            return Shown(f"_:{term}")
        return self._iri(URIRef(term))

    def _iri(self, iri: URIRef) -> Shown:
        found = self._shown.get(iri)
        if found is None:
            found = self._shown[iri] = self._made(iri)
        return found

    def _made(self, iri: URIRef) -> Shown:
        leads_to = href(iri, base=self._base)
        return Shown(
            self._labels.get(iri) or curie(iri),
            href=leads_to,
            is_ours=leads_to.startswith("/"),
            iri=str(iri),
        )


def iris_in(terms: Iterable[Identifier]) -> Iterable[URIRef]:
    """Yield the IRIs among some terms."""
    return (term for term in terms if isinstance(term, URIRef))
