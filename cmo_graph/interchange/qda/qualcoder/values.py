"""Attributes in a project of QualCoder: this module reads them for whatever has some."""

from collections.abc import Mapping

from cmo_graph.interchange.qda.tables import Tables, key

#: (name of a variable, value) in order, by the key of what it is told of.
Values = Mapping[str, tuple[tuple[str, str], ...]]
#: What QualCoder calls what has attributes → kind of its key.
_KINDS = {"case": "case", "file": "source", "journal": "journal"}


def read_values(tables: Tables) -> Values:
    """Return the values that are not empty."""
    found: dict[str, dict[str, str]] = {}
    columns = "attrid name attr_type value id owner date"
    for row in tables.rows("attribute", columns, order="attrid"):
        own = key(_KINDS.get(row.text("attr_type"), "source"), row.number("id"))
        if row.text("value"):
            found.setdefault(own, {})[row.text("name")] = row.text("value")
    return {own: tuple(told.items()) for own, told in found.items()}
