"""A configuration as a record says it: this module has it, and the names that its fields go by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from cmo_graph.interchange.importing import NOWHERE
from cmo_graph.interchange.maps.graph import Further
from cmo_graph.interchange.maps.names import Names, plain_name
from cmo_graph.interchange.notes import Place
from cmo_graph.model.codes import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSlot:
    """One part of a configuration."""

    role: Role
    label: str
    #: The words of the document for this part.
    quote: str = ""
    #: Which way an outcome goes, in the file's own word.
    direction: str = ""
    further: Further = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CmoRecord:
    """What one document says of one configuration."""

    key: str = ""
    label: str = ""
    document: str = ""
    slots: tuple[RecordSlot, ...] = ()
    #: The words of the document for the whole.
    quotes: tuple[str, ...] = ()
    page: str = ""
    stance: str = ""
    further: Further = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False)


def _names(**words: str) -> Names:
    return MappingProxyType({name: tuple(given.split()) for name, given in words.items()})


#: Field of a record → the names it goes by; the first is the one that is written.
RECORD_NAMES: Names = _names(
    key="cmocid cmoid configurationid id",
    label="label title name",
    document="studyid study sourceid source fileid file documentid document paper",
    quote="evidencequote quote quotation quotes",
    page="page pages",
    stance="stance",
)
#: Role → the names of its field.
ROLE_NAMES: Mapping[Role, tuple[str, ...]] = {
    Role.CONTEXT: ("context", "contexts", "contextstatement"),
    Role.INTERVENTION: ("intervention", "interventions", "interventionstatement", "strategy"),
    Role.ACTOR: ("actor", "actors", "actorstatement"),
    Role.RESOURCE: ("resource", "resources", "mechanismresource", "resourcestatement"),
    Role.RESPONSE: (
        "response",
        "responses",
        "mechanismresponse",
        "mechanismreasoning",
        "reasoning",
    ),
    Role.MECHANISM: ("mechanism", "mechanisms", "mechanismstatement"),
    Role.OUTCOME: ("outcome", "outcomes", "outcomestatement"),
}
#: What stands beside a part under its own name and one of these: its words, which way it goes.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "quote": ("evidence", "quote", "evidencequote"),
    "direction": ("direction",),
    "code": ("code",),
}
#: Name of a part's further attribute that says whether a context is there or missing.
PRESENCE = "presence"
#: Names of a list of records inside a document, or of the whole file.
LISTS = ("cmos", "cmocs", "configurations", "records", "items")
#: Names of a part inside its own record.
SLOT_NAMES: Names = _names(
    label="label text statement name description",
    quote="evidence quote evidencequote",
    direction="direction",
)


def role_named(name: str) -> Role | None:
    """Return the role whose field has this name; None for another field."""
    plain = plain_name(name)
    return next((role for role, names in ROLE_NAMES.items() if plain in names), None)


def is_record(value: Any) -> bool:
    """Say whether a value is a record: it has at least one part of a configuration."""
    return isinstance(value, dict) and any(role_named(name) is not None for name in value)
