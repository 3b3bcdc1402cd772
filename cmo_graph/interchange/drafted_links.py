"""Links and moderations while a review is drafted: this module gathers them, and notes odd ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_things import Gathered, Ids, normal
from cmo_graph.interchange.edges import misfit_of
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import key_of
from cmo_graph.mapping import plain
from cmo_graph.model import Link, Moderation
from cmo_graph.model.codes import ClaimBasis, LinkKind, ModerationEffect, Polarity, Role


class Links:
    """Gathers links and moderations; `Draft.link` and `Draft.moderation` say how."""

    def __init__(
        self,
        context: Context,
        ids: Ids,
        gathered: Gathered,
        notes: Notes,
        *,
        labels: Mapping[URIRef, str],
    ) -> None:
        self._context = context
        self._ids = ids
        self._gathered = gathered
        self._notes = notes
        self._labels = labels
        self._named: dict[str, URIRef] = {}

    def link(
        self,
        cause: URIRef,
        effect: URIRef,
        place: Place,
        *,
        named: str,
        kind: LinkKind,
        polarity: Polarity | None,
        fields: Mapping[str, object],
    ) -> URIRef | None:
        """Return the link between two concepts; None from a concept to itself, which is noted."""
        if cause == effect:
            self._note_loop(cause, place)
            return None
        if polarity is None:
            self._note_unsigned(cause, effect, place)
        sign = polarity or Polarity.MIXED
        key = repr(("link", named and normal(named), cause, effect, kind.value, sign.value))
        if key not in self._named:
            digest = sha256(key.encode()).hexdigest()[:10]
            lead = key_of(cause).partition(".")[2][:40].strip("-")
            self._named[key] = self._ids.of(Link, named or f"{lead} to {digest}")
        iri = self._named[key]
        told = {"basis": ClaimBasis.UNATTRIBUTED, **fields}
        told.setdefault("label", self._between(cause, effect))
        told |= {"from_concept": cause, "to_concept": effect, "kind": kind, "polarity": sign}
        self._gathered.add(Link, iri, place, **told)
        return iri

    def _between(self, cause: URIRef, effect: URIRef) -> Any:
        return self._context.text(f"{self._label(cause)} → {self._label(effect)}")

    def _label(self, concept: URIRef) -> str:
        return self._labels.get(concept) or self._gathered.label(concept)

    def _note_loop(self, concept: URIRef, place: Place) -> None:
        self._notes.add(
            "draft-link-to-itself",
            f"{self._label(concept)!r} is linked to itself, which is no causal step; the concept"
            " is kept without the link.",
            place,
            value=self._label(concept),
        )

    def _note_unsigned(self, cause: URIRef, effect: URIRef, place: Place) -> None:
        self._notes.add(
            "draft-link-unsigned",
            f"The link from {self._label(cause)!r} to {self._label(effect)!r} has no sign; it is"
            " kept as one that may go either way.",
            place,
            hint="Say whether more of the first gives more or less of the second.",
        )

    def moderation(
        self,
        moderator: URIRef,
        claim: URIRef,
        place: Place,
        *,
        effect: ModerationEffect,
        named: str,
        fields: Mapping[str, object],
    ) -> URIRef:
        """Return the moderation of a configuration or link by a concept."""
        words = named or f"{key_of(moderator).partition('.')[2]} {effect.value}"
        key = repr(("moderation", named and normal(named), moderator, claim, effect.value))
        if key not in self._named:
            self._named[key] = self._ids.of(Moderation, words)
        told = {"basis": ClaimBasis.UNATTRIBUTED, **fields}
        told.setdefault("label", self._context.text(f"{self._label(moderator)} {effect.value}"))
        told |= {"moderator": moderator, "moderates": claim, "effect": effect}
        self._gathered.add(Moderation, self._named[key], place, **told)
        return self._named[key]

    def note_misfits(
        self, roles: Mapping[URIRef, Set[Role]], fillings: Iterable[tuple[Role, URIRef]]
    ) -> None:
        """Note the links of which the kind does not fit the roles of the concepts they join.

        Args:
            roles: What the files call each concept.
            fillings: The role and concept of every slot; looked at only where there are links.
        """
        links = list(self._gathered.of(Link))
        played: defaultdict[URIRef, set[Role]] = defaultdict(set)
        for role, concept in fillings if links else ():
            played[concept].add(role)
        for link, place in links:
            causes, effects = (
                played.get(iri, set()) | roles.get(iri, set())
                for iri in (link["from_concept"], link["to_concept"])
            )
            found = misfit_of(link["kind"], causes, effects)
            if found is not None:
                code, said = found
                self._notes.add(
                    code,
                    f"{plain(link['label'])!r} {said}; it is kept as it stands.",
                    place,
                    value=link["kind"].value,
                    hint="Turn it round, or change its kind, if the file has it wrong.",
                )
