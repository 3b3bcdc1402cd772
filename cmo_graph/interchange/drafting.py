"""A review drafted from files of any shape: this module gathers what they say as things.

Readers of tables, records, edges and code systems know their formats; what they find, they tell a
`Draft`, each with its place: concepts by their labels, sources by their citations, configurations
by their slots, links and evidence lines. The draft gives ids, joins what is told twice, and notes
every doubt. These rules are ours:

- Equal labels, but for case and white space, are one concept; the review's own is taken where it
  has one of that label. The same slots are one configuration, unless the file names two.
- What a file does not say stays open: a claim's basis is `unattributed`, a line's `not_reported`,
  an outcome's direction `unclear`; a link without a sign may go either way (`mixed`), as an outcome
  of unclear direction does. Everything drafted is a candidate, and every line proposed.
- Nothing is left out: what has no place of its own goes into a note (`remark`).

Example:
    >>> draft = Draft(Context(review="sos"))
    >>> place = Place("table.csv", 2)
    >>> trust = draft.concept("Parents trust the worker", place)
    >>> safer = draft.concept("Children are safer", place)
    >>> draft.configuration(
    ...     [DraftSlot(Role.CONTEXT, trust), DraftSlot(Role.OUTCOME, safer)], place, named="CMOC 1"
    ... )
    rdflib.term.URIRef('http://localhost:8000/id/configurations/sos.cmoc-1')
    >>> [thing.key for thing in draft.imported().things]
    ['sos.parents-trust-the-worker', 'sos.children-are-safer', 'sos.cmoc-1']
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_configurations import Configurations
from cmo_graph.interchange.drafted_configurations import DraftSlot as DraftSlot
from cmo_graph.interchange.drafted_sources import DraftSource, Sources
from cmo_graph.interchange.drafted_things import Gathered, Ids, normal
from cmo_graph.interchange.edges import misfit_of
from cmo_graph.interchange.importing import Context, Imported
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import key_of
from cmo_graph.mapping import plain
from cmo_graph.model import (
    Concept,
    EvidenceLine,
    Link,
    Moderation,
)
from cmo_graph.model.codes import (
    AgentKind,
    ClaimBasis,
    CodingMethod,
    Direction,
    EvidenceBasis,
    Finding,
    LinkKind,
    ModerationEffect,
    Polarity,
    ReadVia,
    Role,
)
from cmo_graph.validation.problems import in_order


class Draft:
    """What files say, gathered until it is `imported`.

    Args:
        context: The review that it becomes part of; its `coder` coded what names nobody else.
        coded: When it was coded, for lines that do not say so themselves. Without a date there is
            no evidence line.
    """

    def __init__(self, context: Context, *, coded: date | None = None) -> None:
        self.notes = Notes()
        self._context = context
        self._coded = coded
        self._gathered = Gathered(context)
        self._ids = Ids(context)
        self._sources = Sources(context, self._ids, self._gathered, self.notes)
        self._concepts = {
            normal(label.value): one.id
            for one in context.existing_of(Concept)
            for label in (*one.alt_labels, *one.label)
        }
        #: Labels of the concepts that are drafted.
        self._labels: dict[URIRef, str] = {}
        self._configurations = Configurations(
            context, self._ids, self._gathered, self.notes, labels=self._labels
        )
        self._named: dict[str, URIRef] = {}
        self._links: dict[URIRef, tuple[Link, Place]] = {}
        self._roles: defaultdict[URIRef, set[Role]] = defaultdict(set)

    def concept(
        self,
        label: str,
        place: Place,
        *,
        named: str = "",
        role: Role | None = None,
        alt_labels: Iterable[str] = (),
        definition: str = "",
        **fields: object,
    ) -> URIRef:
        """Return the concept of this label, which is drafted when it is not there yet.

        Args:
            label: Its words; not empty.
            place: Where the file says so.
            named: What its id is made of, in place of the label.
            role: What the file calls it (a context, an outcome…); concepts have no role of their
                own, but the links between them are judged by it.
            alt_labels: Further words for it.
            definition: Its definition.
            fields: Further fields of `Concept`, such as `broader` and `opposite_of` (IRIs); a list
                that is told again is added to, anything else is told once.
        """
        words = " ".join(label.split())
        iri = self._concepts.get(normal(words))
        if iri is None:
            iri = self._ids.of(Concept, named or words)
            self._concepts[normal(words)] = iri
            self._labels[iri] = words
        if role is not None:
            self._roles[iri].add(role)
        told: dict[str, Any] = dict(fields)
        if others := [pair for alt in alt_labels for pair in self._context.text(alt)]:
            told["alt_labels"] = tuple(others)
        if definition:
            told["definition"] = self._context.text(definition)
        if told or not self._gathered.is_held(iri):
            told["label"] = self._gathered.held_label(iri) or self._context.text(words)
            self._gathered.add(Concept, iri, place, **told)
        return iri

    def source(
        self, citation: str, place: Place, *, named: str = "", note: str = "", **fields: object
    ) -> DraftSource:
        """Return the study of this citation and its report, drafted when they are not there yet.

        The review's own are taken when one of their ids, labels, citation keys or identifiers is
        the citation, but for case and white space.

        Args:
            citation: What the file calls it: an id, a key, a title, an author and year; not empty.
            place: Where the file says so.
            named: What its id is made of, in place of the citation.
            note: Words about the study.
            fields: `design` of the study (`other` also means that nobody says); further fields of
                `Report`, such as `kind`, `identifier` and `citation_key`.
        """
        return self._sources.source(citation, place, named=named, note=note, **fields)

    def hold(self, source: DraftSource, text: str, *, file: str = "") -> None:
        """Say what the text of a report is; its quotations are then located in it.

        Args:
            source: The report.
            text: Its words with any line ends; they come along as a text of the import.
            file: The text's file name; made of the report's id when it is not given.
        """
        self._sources.hold(source, text, file=file)

    def passage(
        self,
        words: str,
        place: Place,
        *,
        source: DraftSource,
        span: tuple[int, int] | None = None,
        page: str = "",
        label: str = "",
    ) -> URIRef:
        """Return the passage of a report that has these words, once for the same words.

        Where the report's text is held, the words are located in it. Else nobody knows their
        place: the passage then stands at 0, and its digest finds it when `cmo-graph anchor` has the
        text. Such words come along as a text of the import, unless the review's report has a
        licence that lets them be kept.

        Args:
            words: What is quoted; not empty unless there is a span.
            place: Where the file says so.
            source: Whose words they are.
            span: (start, end) in the text that is held, in code points; the words are then those.
            page: The page as printed.
            label: What the words say, in the reviewers' own; else where the quotation came from.
        """
        return self._sources.passage(words, place, source=source, span=span, page=page, label=label)

    def agent(self, name: str, place: Place, *, kind: AgentKind = AgentKind.PERSON) -> URIRef:
        """Return the agent of this name, which is drafted when it is not there yet."""
        return self._sources.agent(name, place, kind=kind)

    def configuration(
        self,
        slots: Sequence[DraftSlot],
        place: Place,
        *,
        passages: tuple[URIRef, ...] = (),
        named: str = "",
        label: str = "",
        **fields: object,
    ) -> URIRef | None:
        """Return the configuration with these slots; None without any, which is noted.

        Args:
            slots: Its slots in any order; partial ones too. When the file tells the same named
                configuration again, its further slots are added.
            place: Where the file says so.
            passages: Passages of each of the slots, beside those of its own.
            named: What the file calls it; without a name its slots are its identity.
            label: A short name; made of its concepts when it is not given.
            fields: Further fields of `Configuration` as the model has them, but for `slots`.
        """
        return self._configurations.add(
            slots, place, passages=passages, named=named, label=label, fields=fields
        )

    def link(
        self,
        cause: URIRef,
        effect: URIRef,
        place: Place,
        *,
        named: str = "",
        kind: LinkKind = LinkKind.LEADS_TO,
        polarity: Polarity | None = None,
        **fields: object,
    ) -> URIRef | None:
        """Return the link between two concepts; None from a concept to itself, which is noted.

        The same two with the same kind and polarity are one link; passages told later are added.

        Args:
            cause: The concept that it begins at.
            effect: The concept that it leads to.
            place: Where the file says so.
            named: What the file calls it.
            kind: What the step does.
            polarity: Its sign; None when the file gives none, which is noted.
            fields: Further fields of `Link` as the model has them.
        """
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
        self.notes.add(
            "draft-link-to-itself",
            f"{self._label(concept)!r} is linked to itself, which is no causal step; the concept"
            " is kept without the link.",
            place,
            value=self._label(concept),
        )

    def _note_unsigned(self, cause: URIRef, effect: URIRef, place: Place) -> None:
        self.notes.add(
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
        named: str = "",
        **fields: object,
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

    def line(
        self,
        claim: URIRef,
        place: Place,
        *,
        source: DraftSource,
        direction: Direction | None,
        passages: Sequence[URIRef] = (),
        basis: EvidenceBasis = EvidenceBasis.NOT_REPORTED,
        finding: Finding | None = None,
        coder: URIRef | None = None,
        coded: date | None = None,
        **fields: object,
    ) -> URIRef | None:
        """Return the proposed line of a study on a claim; None when it would not be whole.

        A line has a direction, a passage and a date. When one is missing, what is there is kept as
        a remark on the claim, and the gap is noted. An empirical line without a finding is kept on
        the basis `not_reported`, with a remark.

        Args:
            claim: The configuration, link or moderation.
            place: Where the file says so.
            source: The study, and the report that was read.
            direction: Which way it bears; None when the file does not say.
            passages: What it rests on.
            basis: What it is.
            finding: What was found.
            coder: Who coded it; when it is None the import's coder, else whom the review names
                already, else somebody nameless.
            coded: When; the draft's own date when it is None.
            fields: Further fields of `EvidenceLine`, such as `note`, `turns_on`, `asserted_by`.
        """
        when = coded or self._coded
        gaps = _gaps(direction, passages, when, fields)
        if gaps or direction is None:
            self._note_gaps(claim, source, direction, gaps, place)
            return None
        told: dict[str, Any] = dict(fields)
        if basis is EvidenceBasis.EMPIRICAL and finding is None:
            basis = EvidenceBasis.NOT_REPORTED
            self._note_finding(claim, place)
            said = self._context.text("Said to be empirical; what was found is not said.")
            told["note"] = (*(told.get("note") or ()), *said)
        study = key_of(source.study).partition(".")[2][:24].strip("-")
        digest = sha256(repr((claim, source.study, direction.value, *passages)).encode())
        iri = self._ids.of(EvidenceLine, f"{study} {digest.hexdigest()[:10]}", may_repeat=True)
        told.setdefault("asserted_by", self._sources.authors(source, place))
        told.setdefault("read_via", ReadVia.OWN_REPORT)
        told.setdefault("method", CodingMethod.MANUAL)
        told.setdefault("label", self._context.text(f"{direction.value}: {key_of(claim)}"))
        told |= {"claim": claim, "study": source.study, "direction": direction, "basis": basis}
        told |= {"finding": finding, "passages": tuple(passages), "coded": when}
        told["coder"] = coder or self._sources.coder(iri, place)
        self._gathered.add(EvidenceLine, iri, place, **told)
        return iri

    def _note_gaps(
        self,
        claim: URIRef,
        source: DraftSource,
        direction: Direction | None,
        gaps: Sequence[str],
        place: Place,
    ) -> None:
        said = direction.value if direction else "bears on this"
        self.remark(claim, f"{key_of(source.study)}: {said}")
        self.notes.add(
            "draft-line-incomplete",
            f"What {key_of(source.study)} says of {key_of(claim)} is no evidence line without"
            f" {' and '.join(gaps)}; it is kept in a note.",
            place,
            hint="Say it for all of the file, or write the line by hand.",
        )

    def _note_finding(self, claim: URIRef, place: Place) -> None:
        self.notes.add(
            "draft-line-incomplete",
            f"A line on {key_of(claim)} is empirical, but what was found is not said; it is kept"
            " with an open basis.",
            place,
            hint="Say effect, opposite_effect, no_effect or not_determinable.",
        )

    def remark(self, thing: URIRef, text: str) -> None:
        """Keep words about a thing that has been drafted; told again, they are kept once."""
        self._gathered.remark(thing, text)

    def imported(
        self, understood: Sequence[str] = (), *, texts: Mapping[str, str] | None = None
    ) -> Imported:
        """Return all that was drafted, and every problem noted so far or found now.

        Args:
            understood: Sentences: what was read as what.
            texts: Further texts that come along, by file name.
        """
        self._configurations.finish()
        self._note_misfits()
        self._sources.note_unplaced()
        return Imported(
            self._gathered.things(),
            in_order(self.notes.problems),
            tuple(understood),
            texts={**self._sources.texts(), **(texts or {})},
            places=self._gathered.places,
        )

    def _note_misfits(self) -> None:
        links = list(self._gathered.of(Link))
        for role, concept in self._configurations.fillings() if links else ():
            self._roles[concept].add(role)
        for link, place in links:
            causes, effects = (
                self._roles.get(iri, set()) for iri in (link["from_concept"], link["to_concept"])
            )
            found = misfit_of(link["kind"], causes, effects)
            if found is not None:
                code, said = found
                self.notes.add(
                    code,
                    f"{plain(link['label'])!r} {said}; it is kept as it stands.",
                    place,
                    value=link["kind"].value,
                    hint="Turn it round, or change its kind, if the file has it wrong.",
                )


def _gaps(
    direction: Direction | None,
    passages: Sequence[URIRef],
    coded: date | None,
    fields: Mapping[str, object],
) -> list[str]:
    """Return what a line lacks, in words."""
    nuances = direction is Direction.NUANCES and fields.get("turns_on") is None
    lacking = {
        "a direction": direction is None,
        "a quotation": not passages,
        "the date of coding": coded is None,
        "the context it turns on": nuances,
    }
    return [what for what, is_missing in lacking.items() if is_missing]
