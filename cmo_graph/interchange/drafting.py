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
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_configurations import Configurations
from cmo_graph.interchange.drafted_configurations import DraftSlot as DraftSlot
from cmo_graph.interchange.drafted_lines import Lines
from cmo_graph.interchange.drafted_links import Links
from cmo_graph.interchange.drafted_sources import DraftSource, Sources
from cmo_graph.interchange.drafted_things import Gathered, Ids, normal
from cmo_graph.interchange.importing import Context, Imported
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.model import Concept
from cmo_graph.model.codes import (
    AgentKind,
    Direction,
    EvidenceBasis,
    Finding,
    LinkKind,
    ModerationEffect,
    Polarity,
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
        self._links = Links(context, self._ids, self._gathered, self.notes, labels=self._labels)
        self._lines = Lines(context, self._ids, self._gathered, self.notes, sources=self._sources)
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
        return self._links.link(
            cause, effect, place, named=named, kind=kind, polarity=polarity, fields=fields
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
        return self._links.moderation(
            moderator, claim, place, effect=effect, named=named, fields=fields
        )

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
        return self._lines.add(
            claim,
            place,
            source=source,
            direction=direction,
            passages=passages,
            basis=basis,
            finding=finding,
            coder=coder,
            coded=coded or self._coded,
            fields=fields,
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
        self._links.note_misfits(self._roles, self._configurations.fillings())
        self._sources.note_unplaced()
        return Imported(
            self._gathered.things(),
            in_order(self.notes.problems),
            tuple(understood),
            texts={**self._sources.texts(), **(texts or {})},
            places=self._gathered.places,
        )
