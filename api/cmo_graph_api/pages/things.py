"""A thing's page: this module gathers what is said of it, what is derived, what points at it.

The same statements are the thing's RDF document, so page and data never differ.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import RDF, RDFS, URIRef
from rdflib.term import Identifier

from cmo_graph.iri import Base
from cmo_graph.mapping import Description, Triple
from cmo_graph.model import CLAIMS
from cmo_graph.store.protocol import Snapshot
from cmo_graph.vocabulary import CMO
from cmo_graph_api.pages.names import Names, Shown, curie, iris_in

#: Most statements that point at a thing which its page shows; the stored query's own limit.
MOST_POINTING = 500
#: Most rows of a page's tables; a thing in somebody's update may have any number.
MOST_VALUES = 2_000
#: Properties that stand first, in this order; the others follow by name.
_FIRST = (RDF.type, RDFS.label)
_CLAIM_KINDS = frozenset(model.kind_name for model in CLAIMS)


@dataclass(frozen=True, slots=True)
class Row:
    """One property of something, with its values."""

    prop: Shown
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All that is said of one node."""

    iri: str
    #: The node's fragment, to which its IRI leads; "" for the thing itself.
    anchor: str
    title: str
    rows: tuple[Row, ...]
    #: Local name of a slot's role, for its colour; "" for anything else.
    role: str = ""

    @property
    def label(self) -> str:
        """Its label; "" where it has none."""
        labels = (row.values[0].text for row in self.rows if row.prop.iri == str(RDFS.label))
        return next(labels, "")


@dataclass(frozen=True, slots=True)
class ThingPage:
    """What stands on the page of one thing."""

    iri: str
    label: Shown
    stated: Section
    parts: tuple[Section, ...]
    derived: tuple[Section, ...]
    #: By property: what has this thing as its value.
    pointing: tuple[Row, ...]
    #: Whether more points at it than is shown.
    is_cut: bool
    review: Shown | None


@dataclass(frozen=True, slots=True)
class ThingStatements:
    """All that a snapshot says of a thing."""

    iri: URIRef
    stated: Description
    derived: Description
    base: Base

    def triples(self) -> Iterator[Triple]:
        """Yield every statement."""
        for description in (self.stated, self.derived):
            for subject, said in description.items():
                for prop, values in said.items():
                    yield from ((subject, prop, value) for value in values)


def read_statements(snapshot: Snapshot, iri: URIRef, *, base: Base) -> ThingStatements:
    """Return what is stated of a thing and its parts, and what is derived about it."""
    located = base.locate(iri)
    is_claim = located is not None and located[0] in _CLAIM_KINDS
    derived: dict[URIRef, dict[URIRef, list[Identifier]]] = {}
    for row in snapshot.select("derived_about", claim=iri) if is_claim else ():
        said = derived.setdefault(URIRef(row["node"]), {})
        said.setdefault(URIRef(row["property"]), []).append(row["value"])
    return ThingStatements(iri, snapshot.describe(iri), derived, base)


def page_of(
    statements: ThingStatements,
    snapshot: Snapshot,
    *,
    with_pointing: bool = True,
    with_parts: bool = True,
) -> ThingPage:
    """Return the page about a thing.

    Args:
        statements: All that is said of it.
        snapshot: Where that was read.
        with_pointing: Whether what points at it is wanted.
        with_parts: Whether what its parts say is wanted; else no more than the labels of what is
            derived is told.
    """
    iri = statements.iri
    if not with_parts:
        statements = replace(statements, derived=_labelled(statements.derived))
    pointing = snapshot.select("things_pointing_at", thing=iri) if with_pointing else ()
    names = _names(statements, pointing, snapshot)
    parts = sorted(
        (node for node in statements.stated if node != iri and with_parts),
        key=lambda node: (_position(statements.stated[node]), node),
    )
    return ThingPage(
        iri=str(iri),
        label=names.show(iri),
        stated=_section(iri, statements.stated.get(iri, {}), names),
        parts=tuple(_section(node, statements.stated[node], names) for node in parts),
        derived=tuple(
            _section(node, said, names) for node, said in sorted(statements.derived.items())
        ),
        pointing=_pointing(pointing, names),
        is_cut=len(pointing) >= MOST_POINTING,
        review=_review(statements, names),
    )


def _labelled(derived: Description) -> Description:
    return {
        node: {RDFS.label: said[RDFS.label]} for node, said in derived.items() if RDFS.label in said
    }


def _names(
    statements: ThingStatements, pointing: Sequence[Mapping[str, Identifier]], snapshot: Snapshot
) -> Names:
    terms = {term for triple in statements.triples() for term in triple}
    terms |= {row[name] for row in pointing for name in ("property", "source")}
    wholes = {URIRef(iri.partition("#")[0]) for iri in iris_in(terms)}
    mentioned = {*iris_in(terms), *wholes, statements.iri}
    labels = dict(snapshot.catalogue.labels(mentioned))
    for iri in mentioned:
        whole, _, fragment = iri.partition("#")
        # A part is called after its whole: it has no label of its own.
        if iri not in labels and fragment and URIRef(whole) in labels:
            labels[iri] = f"{labels[URIRef(whole)]} ({fragment.partition('.')[0]})"
    for node, said in statements.stated.items():
        if node != statements.iri and (title := _filled(said, labels)):
            labels[node] = title
    return Names(labels, base=statements.base)


def _filled(said: Mapping[URIRef, Sequence[Identifier]], labels: Mapping[URIRef, str]) -> str:
    """Return what fills a slot, and in which role; "" for anything else."""
    found = [
        labels.get(URIRef(value), "")
        for prop in (CMO.role, CMO.concept)
        for value in said.get(prop, ())[:1]
    ]
    return ": ".join(found) if len(found) == 2 and all(found) else ""


def _position(said: Mapping[URIRef, Sequence[Identifier]]) -> int:
    texts = [str(position) for position in said.get(CMO.position, ())]
    return int(texts[0]) if texts and texts[0].isdecimal() else 0


def _section(node: URIRef, said: Mapping[URIRef, Sequence[Identifier]], names: Names) -> Section:
    fragment = node.partition("#")[2]
    roles = [str(role).partition("#")[2] for role in said.get(CMO.role, ())]
    return Section(
        iri=str(node),
        anchor=fragment,
        title=_title(node, said, names),
        rows=rows_of(said, names),
        role=roles[0] if roles else "",
    )


def _title(node: URIRef, said: Mapping[URIRef, Sequence[Identifier]], names: Names) -> str:
    """Return what a node is, in words: the names of its classes, or its IRI."""
    if CMO.role in said:
        return names.show(node).text
    kinds = [names.show(kind).text for kind in said.get(RDF.type, ())]
    return ", ".join(sorted(kinds)) or curie(node)


def rows_of(said: Mapping[URIRef, Sequence[Identifier]], names: Names) -> tuple[Row, ...]:
    """Return what is said of a node, a property a row: its class and label first."""
    ordered = sorted(
        said, key=lambda prop: (_rank(prop), names.show_property(prop).text.casefold(), prop)
    )
    return tuple(
        Row(
            names.show_property(prop),
            tuple(sorted(map(names.show, said[prop][:MOST_VALUES]), key=lambda value: value.text)),
        )
        for prop in ordered
    )


def _rank(prop: URIRef) -> int:
    return _FIRST.index(prop) if prop in _FIRST else len(_FIRST)


def _pointing(found: Sequence[Mapping[str, Identifier]], names: Names) -> tuple[Row, ...]:
    by_property: dict[URIRef, list[Identifier]] = {}
    for row in found:
        by_property.setdefault(URIRef(row["property"]), []).append(row["source"])
    return rows_of(by_property, names)


def _review(statements: ThingStatements, names: Names) -> Shown | None:
    said = statements.stated.get(statements.iri, {})
    return next((names.show(review) for review in said.get(CMO.inReview, ())), None)
