"""The nodes of a map as concepts: this module drafts them, and finds the ends of edges."""

from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.kept_attributes import as_note
from cmo_graph.interchange.maps.graph import DrawnMap, DrawnNode
from cmo_graph.interchange.maps.rows import Row, node_row
from cmo_graph.interchange.maps.words import role_of
from cmo_graph.interchange.notes import Place, nearest
from cmo_graph.mapping import plain
from cmo_graph.model import Concept
from cmo_graph.model.codes import Role

#: Most unknown nodes for which the nearest one is looked up; that takes a look at all of them.
MOST_HINTS = 50


class Nodes:
    """Drafts the nodes of one map."""

    def __init__(self, drawn: DrawnMap, *, draft: Draft, context: Context) -> None:
        self._draft = draft
        self._context = context
        self._is_closed = drawn.is_closed
        self._labels = {one.id: plain(one.label) for one in context.existing_of(Concept)}
        self._concepts: dict[str, URIRef] = {}
        #: The first key of each concept, by which edges name it unless they say otherwise.
        self._first: dict[URIRef, str] = {}
        self._roles: dict[URIRef, Role] = {}
        #: Concepts by the labels that nodes have, whatever their case and white space.
        self._labelled: dict[str, URIRef] = {}
        self._hinted = 0
        told: dict[URIRef, list[tuple[DrawnNode, Row]]] = {}
        for node in drawn.nodes:
            iri = self._concept(node.label, node.place, role=role_of(node.role))
            if node.key in self._concepts:
                self._note_key(node)
            self._put_key(node.key, iri)
            self._labelled.setdefault(normal(node.label), iri)
            told.setdefault(iri, []).append((node, node_row(node, label=self._labels[iri])))
        for iri, rows in told.items():
            self._put(iri, rows)

    def _concept(self, label: str, place: Place, *, role: Role | None = None) -> URIRef:
        iri = self._draft.concept(label, place, role=role)
        self._labels.setdefault(iri, label)
        if role is not None:
            self._roles.setdefault(iri, role)
        return iri

    def _put_key(self, key: str, iri: URIRef) -> None:
        self._concepts.setdefault(key, iri)
        self._first.setdefault(iri, key)

    def _put(self, iri: URIRef, rows: list[tuple[DrawnNode, Row]]) -> None:
        """Give a concept what its nodes say beside their label."""
        kept = [row for _, row in rows]
        words = as_note("", *kept) if len(kept) > 1 or kept[0] else ""
        nodes = [node for node, _ in rows]
        fields: dict[str, Any] = {
            "broader": tuple(self._concepts[key] for one in nodes for key in one.broader),
            "opposite_of": tuple(self._concepts[key] for one in nodes for key in one.opposite),
            "scope_note": self._context.text(words) if words else (),
        }
        told = {name: value for name, value in fields.items() if value}
        definition = "\n".join(dict.fromkeys(one.definition for one in nodes if one.definition))
        self._draft.concept(self._labels[iri], nodes[0].place, definition=definition, **told)
        if len(nodes) > 1:
            self._note_label(nodes)

    def _note_label(self, nodes: list[DrawnNode]) -> None:
        self._draft.notes.add(
            "edge-label-twice",
            f"{len(nodes)} nodes have the label {nodes[0].label!r}; they are one concept.",
            nodes[1].place,
            value=nodes[1].label,
            hint="Give them different labels if they are different things.",
        )

    def _note_key(self, node: DrawnNode) -> None:
        self._draft.notes.add(
            "edge-id-twice",
            f"Two nodes have the id {node.key!r}, so that nobody knows where edges lead.",
            node.place,
            value=node.key,
            hint="Give each node an id of its own.",
        )

    def end(self, key: str, place: Place) -> URIRef | None:
        """Return the concept that an edge names; None when there is none, which is noted.

        An edge may name a node by its label too, in any case, as equal labels are one concept.
        Where not all nodes are listed, a key that is none of theirs is the label of a further one.
        """
        found = self._concepts.get(key) or self._labelled.get(normal(key))
        if found is not None:
            return found
        if self._is_closed:
            self._draft.notes.add(
                "edge-end-unknown",
                f"An edge names the node {key!r}, which is not among the nodes.",
                place,
                value=key,
                hint=self._hint(key),
            )
            return None
        iri = self._concept(key, place)
        self._put_key(key, iri)
        return iri

    def _hint(self, key: str) -> str:
        self._hinted += 1
        found = nearest(key, self._concepts) if self._hinted <= MOST_HINTS else ""
        return found or "Add the node, or take the edge out."

    def key(self, concept: URIRef) -> str:
        """Return the key by which an export names a concept."""
        return self._first[concept]

    def slot(self, concept: URIRef, passages: tuple[URIRef, ...]) -> DraftSlot | None:
        """Return a concept as a slot; None when the file gives it no role."""
        role = self._roles.get(concept)
        return None if role is None else DraftSlot(role, concept, passages=passages)
