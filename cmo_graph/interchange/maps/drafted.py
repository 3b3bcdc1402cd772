"""A drawn map as part of a review: this module drafts its concepts, links and evidence lines.

Rules that are ours:

- A node is a concept. What the file calls its role is kept in its note, and judges the links.
- An edge is a link; edges between the same two, of one kind and sign, are one. An edge with a
  source and a quotation is an evidence line on it, when it is known on which day it was coded.
- Where edges between the same two have opposite signs, those with evidence bear on one link: that
  of the review, else of the sign that more of them have (`chief`); the others dispute it. Without
  evidence, each sign is a link of its own.
- What a row of the file says beyond that is kept, row by row, in the note of its line or link, from
  which an export makes the row again (`rows`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rdflib import URIRef

from cmo_graph.interchange.drafted_sources import DraftSource
from cmo_graph.interchange.drafting import Draft, DraftSlot
from cmo_graph.interchange.importing import Context
from cmo_graph.interchange.kept_attributes import as_note
from cmo_graph.interchange.maps.cited import Cited, Citing
from cmo_graph.interchange.maps.graph import DrawnEdge, DrawnMap
from cmo_graph.interchange.maps.nodes import Nodes
from cmo_graph.interchange.maps.rows import PASSAGE, UNQUOTED, Row, edge_row, told_of
from cmo_graph.interchange.maps.steps import Step, Steps
from cmo_graph.interchange.notes import Place
from cmo_graph.iri import key_of
from cmo_graph.model import Link
from cmo_graph.model.codes import Direction, Finding, LinkKind, Polarity

#: The signs of a link and of an edge that cannot both be so → what the edge's study found.
_AGAINST: Mapping[tuple[Polarity, Polarity], Finding] = {
    (Polarity.POSITIVE, Polarity.NEGATIVE): Finding.OPPOSITE_EFFECT,
    (Polarity.NEGATIVE, Polarity.POSITIVE): Finding.OPPOSITE_EFFECT,
    (Polarity.POSITIVE, Polarity.ZERO): Finding.NO_EFFECT,
    (Polarity.NEGATIVE, Polarity.ZERO): Finding.NO_EFFECT,
}
#: Signs that say which way.
_SIGNED = (Polarity.POSITIVE, Polarity.NEGATIVE, Polarity.ZERO)

Ends = tuple[URIRef, URIRef, LinkKind]


def chief(signs: Mapping[Polarity, int]) -> Polarity:
    """Return the sign that most have; of equally many the first of +, -, 0 and either.

    Example:
        >>> chief({Polarity.NEGATIVE: 2, Polarity.POSITIVE: 2, Polarity.ZERO: 1}).value
        'positive'
    """
    return max(Polarity, key=lambda sign: signs.get(sign, 0))


@dataclass(frozen=True, slots=True)
class _Claim:
    """A link that an edge came to."""

    iri: URIRef
    sign: Polarity
    #: Where it stands first, in words.
    told: str


@dataclass(frozen=True, slots=True)
class _Given:
    """An edge, what it rests on, and whether that makes it evidence."""

    step: Step
    cited: Cited
    is_line: bool


@dataclass(slots=True)
class _Line:
    """An evidence line, and the rows that came to it."""

    place: Place
    source: DraftSource
    finding: Finding | None
    rows: list[Row] = field(default_factory=list)


class MapDrafter:
    """Drafts one map."""

    def __init__(self, drawn: DrawnMap, *, draft: Draft, context: Context, has_date: bool) -> None:
        self._draft = draft
        self._context = context
        self._has_date = has_date
        self.steps = Steps()
        self._nodes = Nodes(drawn, draft=draft, context=context)
        self._citing = Citing(drawn, draft, context)
        self._claims: dict[Ends, list[_Claim]] = {}
        for link in context.existing_of(Link):
            ends = (link.from_concept, link.to_concept, link.kind)
            self._claims.setdefault(ends, []).append(_Claim(link.id, link.polarity, "the review"))
        self._lines: dict[tuple[URIRef, Direction, URIRef], _Line] = {}
        self._links: dict[URIRef, list[Row]] = {}
        self._slots: dict[str, list[tuple[DrawnEdge, tuple[DraftSlot | None, ...]]]] = {}
        #: Edges that name a source and a quotation, and are no lines for want of a date.
        self.undated = 0
        given = [told for edge in drawn.edges if (told := self._given(edge)) is not None]
        self._chief = self._chiefs(given)
        for one in given:
            self._put(one)
        self._put_rows()
        self._put_configurations()

    def _given(self, edge: DrawnEdge) -> _Given | None:
        """Return an edge as far as it is understood; None when an end is unknown, noted."""
        cause = self._nodes.end(edge.source, edge.place)
        effect = self._nodes.end(edge.target, edge.place)
        if cause is None or effect is None:
            return None
        step = self.steps.understood(edge, cause=cause, effect=effect)
        if _is_undirected(edge):
            self._draft.notes.add(
                "edge-undirected",
                "An edge has no direction, or both; it is read as leading from its first node to"
                " its second.",
                edge.place,
                hint="Turn it round, or write the link back as well, if that is meant.",
            )
        cited = self._citing.cited(edge)
        return _Given(step, cited, self._is_line(step, cited))

    def _chiefs(self, given: Sequence[_Given]) -> Mapping[Ends, Polarity]:
        """Return the sign of the link on which the evidence of edges between the same two bears."""
        found: dict[Ends, Polarity] = {}
        counts: dict[Ends, Counter[Polarity]] = {}
        for one in given:
            if one.is_line and one.step.sign is not None:
                counts.setdefault(one.step.ends, Counter())[one.step.sign] += 1
        for ends, signs in counts.items():
            held = [one.sign for one in self._claims.get(ends, ()) if one.sign in _SIGNED]
            found[ends] = held[0] if len(held) == 1 else chief(signs)
        return found

    def _put(self, given: _Given) -> None:
        step, cited = given.step, given.cited
        self._tell_signs(step)
        claim = self._claim(given)
        if claim is None:
            return
        if given.is_line:
            self._put_line(step, claim, cited)
        else:
            self._put_link(step, claim, cited)
        if step.edge.configuration:
            sides = tuple(self._nodes.slot(iri, cited.passages) for iri in step.ends[:2])
            self._slots.setdefault(step.edge.configuration, []).append((step.edge, sides))

    def _is_line(self, step: Step, cited: Cited) -> bool:
        """Say whether an edge is a line; what is missing is noted."""
        if cited.source is not None and cited.passage is None:
            self._draft.notes.add(
                "edge-unquoted",
                f"An edge names the source {cited.document!r} and has no quotation, which evidence"
                " needs; it is kept in the note of its link.",
                step.edge.place,
                value=cited.document,
            )
        if cited.passage is None or step.direction is None:
            return False
        self.undated += not self._has_date
        return self._has_date

    def _claim(self, given: _Given) -> _Claim | None:
        """Return the link that an edge came to; None for an edge from a concept to itself."""
        step = given.step
        known = self._claims.setdefault(step.ends, [])
        sign = told = step.sign or Polarity.MIXED
        if given.is_line and (self._chief.get(step.ends, sign), sign) in _AGAINST:
            told = self._chief[step.ends]
        same = next((one for one in known if one.sign is told), None)
        if same is not None and given.is_line:
            return same
        passages: dict[str, Any] = {} if given.is_line else {"passages": given.cited.passages}
        iri = self._draft.link(
            step.cause,
            step.effect,
            step.edge.place,
            kind=step.kind,
            polarity=step.sign and told,
            **passages,
        )
        if iri is None:
            return None
        claim = _Claim(iri, told, step.edge.place.told())
        if same is None:
            known.append(claim)
        return claim

    def _tell_signs(self, step: Step) -> None:
        """Note that an edge has the opposite sign of a link that is there."""
        for one in self._claims.get(step.ends, ()):
            if step.sign is not None and (one.sign, step.sign) in _AGAINST:
                self._draft.notes.add(
                    "edge-signs-differ",
                    f"An edge is {step.sign.value}, where {one.told} has the same edge as"
                    f" {one.sign.value}; both are kept.",
                    step.edge.place,
                    value=step.sign.value,
                    hint="Say in which context each holds.",
                )
                return

    def _put_line(self, step: Step, claim: _Claim, cited: Cited) -> None:
        assert step.direction is not None  # noqa: S101  # what `_is_line` says
        assert cited.source is not None  # noqa: S101
        assert cited.passage is not None  # noqa: S101
        sign = step.sign or Polarity.MIXED
        finding = None if claim.sign is sign else _AGAINST[claim.sign, sign]
        direction = Direction.DISPUTES if finding else step.direction
        line = self._lines.setdefault(
            (claim.iri, direction, cited.passage),
            _Line(step.edge.place, cited.source, finding),
        )
        told = {
            **self._told(step, claim),
            "document": cited.document,
            "page": cited.page,
            "stance": "" if direction is Direction.SUPPORTS else direction.value,
        }
        row = edge_row(step.edge, as_told=told)
        line.rows.append({**row, UNQUOTED: True} if cited.is_unquoted else row)

    def _put_link(self, step: Step, claim: _Claim, cited: Cited) -> None:
        row = edge_row(step.edge, as_told=self._told(step, claim))
        if cited.passage is not None:
            row[PASSAGE] = key_of(cited.passage).partition(".")[2]
        if cited.is_unquoted:
            row[UNQUOTED] = True
        self._links.setdefault(claim.iri, []).append(row)

    def _told(self, step: Step, claim: _Claim) -> dict[str, str]:
        ends = self._nodes.key(step.cause), self._nodes.key(step.effect)
        return {**told_of(step.kind, claim.sign), "source": ends[0], "target": ends[1]}

    def _put_rows(self) -> None:
        for (claim, direction, passage), line in self._lines.items():
            note = _note(line.rows)
            told: dict[str, Any] = {"note": self._context.text(note)} if note else {}
            self._draft.line(
                claim,
                line.place,
                source=line.source,
                direction=direction,
                passages=(passage,),
                finding=line.finding,
                **told,
            )
        for link, rows in self._links.items():
            if note := _note(rows):
                self._draft.remark(link, note)

    def _put_configurations(self) -> None:
        """Draft the configurations of which every edge has a role at both ends."""
        for name, told in self._slots.items():
            slots = [slot for _, sides in told for slot in sides]
            whole = [slot for slot in slots if slot is not None]
            if len(whole) == len(slots):
                self._draft.configuration(whole, told[0][0].place, named=name)


def _is_undirected(edge: DrawnEdge) -> bool:
    told = edge.further.get("direction")
    return edge.further.get("directed") is False or told in ("undirected", "mutual")


def _note(rows: list[Row]) -> str:
    """Return the rows as a note; "" for one row that says no more than the thing itself."""
    if len(rows) == 1 and not rows[0]:
        return ""
    distinct = {as_note("", row): row for row in rows}
    return as_note("", *distinct.values())
