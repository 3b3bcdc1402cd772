"""A mapping proposed for a table: this module writes one, with what it goes by."""

from collections.abc import Sequence

from cmo_graph.interchange.tables.table import Table


def propose(tables: Sequence[Table]) -> str:
    """Return a mapping."""
    return ""
