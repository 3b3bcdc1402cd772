"""What an edge's words mean: this module understands them, and keeps count of those it does not."""

from dataclasses import dataclass

from rdflib import URIRef

from cmo_graph.interchange.maps.graph import DrawnEdge
from cmo_graph.interchange.maps.words import kind_of, sign_in, sign_of, stance_of
from cmo_graph.interchange.notes import Place
from cmo_graph.model.codes import Direction, LinkKind, Polarity


@dataclass(frozen=True, slots=True)
class Step:
    """An edge with its words understood, as far as they are."""

    edge: DrawnEdge
    cause: URIRef
    effect: URIRef
    kind: LinkKind
    #: None when the file gives no sign.
    sign: Polarity | None
    #: None when the file has a word for it that is not known.
    direction: Direction | None

    @property
    def ends(self) -> tuple[URIRef, URIRef, LinkKind]:
        """What makes two edges the same but for their sign."""
        return self.cause, self.effect, self.kind


class Steps:
    """Understands edges."""

    def __init__(self) -> None:
        #: (field, word) of which nothing is known → the places where it stands.
        self.unknown: dict[tuple[str, str], list[Place]] = {}

    def understood(self, edge: DrawnEdge, *, cause: URIRef, effect: URIRef) -> Step:
        """Return an edge with its words understood."""
        kind, sign = kind_of(edge.relation), sign_of(edge.polarity)
        # Some programs have a sign where others say what the edge does.
        in_place = sign_in(edge.relation) or sign_of(edge.relation)
        direction = stance_of(edge.stance) if edge.stance else Direction.SUPPORTS
        for field, word, meaning in (
            ("relation", edge.relation, kind or in_place),
            ("sign", edge.polarity, sign),
            ("stance", edge.stance, direction),
        ):
            if word and meaning is None:
                self.unknown.setdefault((field, word), []).append(edge.place)
        told = sign if edge.polarity else in_place
        return Step(edge, cause, effect, kind or LinkKind.LEADS_TO, told, direction)
