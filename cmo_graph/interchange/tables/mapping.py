"""How a table is read: this module says it as values, whichever file or guess they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType

from cmo_graph.interchange.notes import Place
from cmo_graph.interchange.tables.wording import Wording, own_wording
from cmo_graph.model.codes import ClaimBasis, Direction, EvidenceBasis, Finding, Role, TheoryStage


class Fill(Enum):
    """What a column can fill."""

    # Members are singletons; Enum's own hash is written in Python, and asked a million times.
    __hash__ = object.__hash__

    CONTEXT = "context"
    INTERVENTION = "intervention"
    ACTOR = "actor"
    RESOURCE = "resource"
    RESPONSE = "response"
    MECHANISM = "mechanism"
    OUTCOME = "outcome"
    ABSENT_CONTEXT = "absent_context"
    ID = "id"
    LABEL = "label"
    NARRATIVE = "narrative"
    NOTE = "note"
    THEME = "theme"
    BASIS = "basis"
    OUTCOME_DIRECTION = "outcome_direction"
    MECHANISM_TYPE = "mechanism_type"
    SOURCE = "source"
    SOURCE_NOTE = "source_note"
    QUOTE = "quote"
    PARAPHRASE = "paraphrase"
    PAGE = "page"
    DIRECTION = "direction"
    FINDING = "finding"
    EVIDENCE_BASIS = "evidence_basis"
    STRENGTH = "strength"
    CONFIDENCE = "confidence"
    CONFIDENCE_REASON = "confidence_reason"
    CODER = "coder"
    CODED = "coded"
    IGNORE = "ignore"


#: What fills a slot → the role of the slot.
ROLES: Mapping[Fill, Role] = MappingProxyType(
    {
        **{Fill(role.value): role for role in Role},
        Fill.ABSENT_CONTEXT: Role.CONTEXT,
    }
)
#: What is kept as words in the note of a row's configuration.
REMARKS = frozenset({Fill.NOTE, Fill.THEME, Fill.CONFIDENCE, Fill.CONFIDENCE_REASON})


@dataclass(frozen=True, slots=True)
class Column:
    """What one column fills."""

    #: Names that it may have; the first that the table has is taken.
    names: tuple[str, ...]
    fills: Fill
    #: For a quotation: the slots that it belongs to; None when it belongs to the whole row.
    of: Fill | None = None
    #: What stands between several values; None when the mapping's own holds.
    separators: tuple[str, ...] | None = None
    place: Place = field(default=Place("", 0, 0), compare=False)
    #: Whether the table must have it.
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class AllRows:
    """What holds for all rows that do not say it themselves; None where nobody says."""

    source: str = ""
    coder: str = ""
    coded: date | None = None
    direction: Direction | None = None
    finding: Finding | None = None
    evidence_basis: EvidenceBasis | None = None
    basis: ClaimBasis | None = None
    stage: TheoryStage | None = None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How a table is read."""

    columns: tuple[Column, ...]
    #: Name of the only sheet that is read; "" for all that have one of the columns of a slot.
    sheet: str = ""
    #: Number of the row with the columns' names; 0 to find it, None when there is none.
    header: int | None = 0
    separators: tuple[str, ...] = ()
    #: Columns whose cells say "resource → response".
    split: frozenset[Fill] = frozenset()
    #: Columns whose words say which way an outcome goes.
    polarity_in: frozenset[Fill] = frozenset()
    #: Columns whose words in brackets say of which type a mechanism is.
    types_in: frozenset[Fill] = frozenset()
    #: Whether cells that are empty at the left edge repeat what stands above.
    is_ragged: bool = False
    #: What rows with a heading alone fill, from the outermost level.
    headings: tuple[Fill, ...] = ()
    #: Columns that tell which rows are of one configuration; empty when each is of its own.
    together: frozenset[Fill] = frozenset()
    wording: Wording = field(default_factory=own_wording)
    all_rows: AllRows = AllRows()


def as_date(text: str) -> date | None:
    """Return a date written as year-month-day, with or without a time; None for anything else."""
    day = text.strip().partition(" ")[0]
    try:
        return date.fromisoformat(day) if len(day) == 10 else None
    except ValueError:
        return None
