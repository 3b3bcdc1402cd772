"""From ids to IRIs: this module resolves what a reviewer writes to name a thing.

A reference is an id of the review (`trust`), a key of another review (`other.trust`), either of
them behind its kind where several would fit (`concepts/trust`), an absolute IRI, or a short form
with one of the graph's prefixes (`cmo:cerqualHigh`).
"""

from collections.abc import Iterable

from rdflib import URIRef

from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.iri import Base, as_iri, is_key
from cmo_graph.validation.names import Known
from cmo_graph.validation.references import CLAIM_KINDS, NOUNS, Target
from cmo_graph.vocabulary import PREFIXES


class Resolver:
    """Knows every id of a review, and resolves references to them."""

    def __init__(self, notes: Notes, *, base: Base, review: str, known: Known | None) -> None:
        self._notes = notes
        self._base = base
        self._review = review
        self._known = known
        self._declared: dict[str, dict[str, Place]] = {kind: {} for kind in NOUNS}
        self._unread: set[str] = set()
        self._hidden: set[str] = set()

    def mint(self, kind: str, local: str) -> URIRef:
        """Return the IRI of a thing of the review being read."""
        key = local if kind == "reviews" else f"{self._review}.{local}"
        return self._base.mint(kind, key)

    def declare(self, kind: str, local: str, place: Place) -> bool:
        """Take note of an id; say whether it was free."""
        spaces = CLAIM_KINDS if kind in CLAIM_KINDS else (kind,)
        for taken in spaces:
            first = self._declared[taken].get(local)
            if first is not None:
                self._note_taken(kind, taken, local, first, place)
                return False
        self._declared[kind][local] = place
        return True

    def leave_open(self, *kinds: str) -> None:
        """Take note that some things of these kinds could not be read.

        A reference that leads nowhere may mean one of them, so it is not reported beside the fault
        that hides them.
        """
        self._unread.update(kinds)

    def hide(self, locals_: Iterable[str]) -> None:
        """Take note of ids that stand in what could not be read; see `leave_open`."""
        self._hidden.update(locals_)

    def _note_taken(self, kind: str, taken: str, local: str, first: Place, place: Place) -> None:
        if taken == kind:
            code, said = "id-duplicate", f"Two things of the kind {kind} have the id {local!r}"
        else:
            code = "claim-id-taken"
            said = f"The {NOUNS[taken]} and the {NOUNS[kind]} {local!r} have one id, and are claims"
        self._notes.add(
            code,
            f"{said}; the first is in {first.told()}.",
            place,
            value=local,
            hint="Give one of them another id.",
        )

    def resolve(self, text: str, target: Target, place: Place) -> URIRef | None:
        """Return the IRI that a reference means; None when it means none, which is noted."""
        if ":" in text:
            return self._absolute(text, target, place)
        kind, _, key = text.rpartition("/")
        if not target.kinds or not is_key(key) or (kind and kind not in NOUNS):
            self._note_malformed(text, target, place)
            return None
        kinds = target.kinds
        if kind:
            kinds = (kind,) if kind in kinds else ()
        review, _, local = key.rpartition(".")
        if kind and not kinds:
            self._note_kind(text, kind, target, place)
            return None
        if review in ("", self._review):
            return self._own(text, local, kinds, target, place)
        return self._other(key, kinds, target, place)

    def _absolute(self, text: str, target: Target, place: Place) -> URIRef | None:
        prefix, _, name = text.partition(":")
        if prefix in PREFIXES:
            text = PREFIXES[prefix] + name
        try:
            iri = as_iri(text)
        except ValueError:
            self._note_malformed(text, target, place)
            return None
        located = self._base.locate(iri)
        if target.or_elsewhere and not (located and target.kinds):
            return iri
        if located is None:
            return self._checked(iri, text, target, place)
        kind, key = located
        return self.resolve(f"{kind}/{key}", target, place)

    def _own(
        self, text: str, local: str, kinds: tuple[str, ...], target: Target, place: Place
    ) -> URIRef | None:
        found = [kind for kind in kinds if local in self._declared[kind]]
        if len(found) == 1:
            return self.mint(found[0], local)
        if found:
            self._note_ambiguous(text, found, place)
            return None
        if local in self._hidden or self._unread.intersection(kinds):
            return None
        others = [kind for kind in self._declared if local in self._declared[kind]]
        if others:
            self._note_kind(text, others[0], target, place)
            return None
        self._notes.add(
            "reference-unknown",
            f"No {target.told()} of this review has the id {local!r}.",
            place,
            value=text,
            hint=nearest(local, {name for kind in kinds for name in self._declared[kind]}),
        )
        return None

    def _other(
        self, key: str, kinds: tuple[str, ...], target: Target, place: Place
    ) -> URIRef | None:
        candidates = [self._base.mint(kind, key) for kind in kinds]
        if self._known is not None:
            candidates = [iri for iri in candidates if self._known(iri)]
        if len(candidates) > 1:
            self._note_ambiguous(key, list(kinds), place)
            return None
        if candidates and self._known is not None:
            return candidates[0]
        iri = candidates[0] if candidates else None
        return self._checked(iri, key, target, place)

    def _checked(
        self, iri: URIRef | None, text: str, target: Target, place: Place
    ) -> URIRef | None:
        """Return an IRI from outside the review when it may stand, and note what is in doubt."""
        if iri is not None and self._known is None:
            self._notes.add(
                "reference-unchecked",
                f"{text} is not of this review, so whether it exists was not checked.",
                place,
                value=text,
            )
            return iri
        if iri is not None and self._known is not None and self._known(iri):
            return iri
        self._notes.add(
            "reference-unknown",
            f"No {target.told()} with the key or IRI {text!r} is known.",
            place,
            value=text,
            hint="Load the review it belongs to first.",
        )
        return None

    def _note_malformed(self, text: str, target: Target, place: Place) -> None:
        lead = "an IRI" if not target.kinds else f"the id of a {target.told()}, or an IRI"
        self._notes.add(
            "reference-malformed",
            f"{text!r} is not {lead}.",
            place,
            value=text,
            hint="Ids are lower-case letters, digits and hyphens." if target.kinds else "",
        )

    def _note_kind(self, text: str, kind: str, target: Target, place: Place) -> None:
        self._notes.add(
            "reference-wrong-kind",
            f"{text!r} is the id of a thing of the kind {NOUNS[kind]}; expected {target.told()}.",
            place,
            value=text,
        )

    def _note_ambiguous(self, text: str, kinds: list[str], place: Place) -> None:
        ways = ", ".join(f"{kind}/{text}" for kind in kinds)
        self._notes.add(
            "reference-ambiguous",
            f"{text!r} could be of several kinds: {' or '.join(NOUNS[kind] for kind in kinds)}.",
            place,
            value=text,
            hint=f"Write one of {ways}.",
        )
