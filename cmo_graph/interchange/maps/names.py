"""What files call the fields of nodes and edges: this module knows the names met in the wild.

Names are compared without case and punctuation, so that `Study ID`, `study_id` and `studyId` are
one. A field takes the first of its names that a file has; all others are further attributes, kept
under the file's own names.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

#: Field → the names it goes by, in the order in which they are tried.
Names = Mapping[str, tuple[str, ...]]

_NOT_LETTER = re.compile(r"[^a-z0-9]+")


def _names(**words: str) -> Names:
    return MappingProxyType({field: tuple(given.split()) for field, given in words.items()})


#: `source_id` is where an edge begins, unless something else says that; then it is a document.
EDGE_NAMES: Names = _names(
    source="from fromlabel fromid fromnode sourceecode sourcecode sourcenode subject cause"
    " source sourceid head",
    target="to tolabel toid tonode targetecode targetcode targetnode object effect target targetid"
    " tail",
    key="id edgeid linkid relationid key",
    relation="predicate relation relationship relationtype relationshiptype edgetype interaction"
    " kind type label",
    polarity="polarity posneg sign",
    document="studyid study documentid document paperid paper sourcedocument sourceid source",
    quote="evidencequote quote quotation excerpt evidencetext evidence",
    page="page pages",
    stance="stance",
    statement="statementid statement",
    configuration="cmocid cmoc configurationid configuration cmoid",
    note="linkmemo memo note notes comment comments description",
)
NODE_NAMES: Names = _names(
    key="id key ecode code nodeid factorid elementid conceptid",
    label="label name title text factorlabel",
    role="role type elementrole elementtype nodetype kind category",
    definition="definition description",
)
#: Nodes and edges of these names are lists of them.
NODE_LISTS = ("nodes", "concepts", "elements", "factors", "entities", "vertices")
EDGE_LISTS = ("edges", "links", "relations", "relationships", "connections", "triples")


def plain_name(name: str) -> str:
    """Return a name without case and punctuation.

    Example:
        >>> plain_name("Study ID")
        'studyid'
    """
    return _NOT_LETTER.sub("", name.casefold())


def fields_named(given: Iterable[str], known: Names) -> dict[str, str]:
    """Return, for each field that is there, the name that a file has for it.

    Example:
        >>> fields_named(["Study ID", "Source", "predicate", "Target"], EDGE_NAMES)["source"]
        'Source'
    """
    by_plain: dict[str, str] = {}
    for name in given:
        by_plain.setdefault(plain_name(name), name)
    found: dict[str, str] = {}
    for field, words in known.items():
        for word in words:
            if word in by_plain and by_plain[word] not in found.values():
                found[field] = by_plain[word]
                break
    return found


def is_edge(names: Iterable[str]) -> bool:
    """Say whether a record with fields of these names is an edge: it has two ends."""
    return {"source", "target"} <= fields_named(names, EDGE_NAMES).keys()


def fields_in(records: Iterable[Mapping[str, Any]], known: Names) -> dict[str, str]:
    """Return, for each field that any record of a list has, the name that the list has for it."""
    names = {n: None for record in records for n, value in record.items() if is_single(value)}
    return fields_named(names, known)


def parted(
    record: Mapping[str, Any], named: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Part a record into the texts of its known fields and what is further there.

    What stands under a known name and is neither a text nor a number is further. What is empty is
    left out: it says nothing.

    Args:
        record: Values by the file's names.
        named: The file's name for each field.
    """
    given = {name: value for name, value in record.items() if is_told(value)}
    texts = {
        field: as_text(given[name])
        for field, name in named.items()
        if name in given and is_single(given[name])
    }
    used = {named[field] for field in texts}
    return texts, {name: value for name, value in given.items() if name not in used}


def is_told(value: Any) -> bool:
    """Say whether a value says something: it is not empty."""
    return value is not None and value != "" and value != [] and value != {}


def is_single(value: Any) -> bool:
    """Say whether a value is a text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def as_text(value: Any) -> str:
    """Return a value of a known field as a text, without space around it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def on_a_line(text: str) -> str:
    """Return a text with each run of white space as one space: labels are drawn over lines."""
    return " ".join(text.split())
