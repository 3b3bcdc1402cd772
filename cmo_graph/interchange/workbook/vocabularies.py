"""The lists behind the dropdowns: this module has every value that a cell may be chosen from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cmo_graph.interchange.workbook.rows import Rows
from cmo_graph.interchange.workbook.tables import TABLE_OF, TABLES, Column
from cmo_graph.interchange.workbook.wording import definitions
from cmo_graph.validation.schemes import rating_schemes
from cmo_graph.vocabulary import CMO, CMO_NAMESPACE, Code

#: What one list is known by: a vocabulary, a predicate, or the kinds of thing whose ids it holds.
ListKey = type[Code] | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """One list."""

    #: What the values are of, in words.
    title: str
    #: (value, what it means) in order.
    values: tuple[tuple[str, str], ...]


def list_key(column: Column) -> ListKey | None:
    """Return which list a column's values are of; None when they are of none.

    Ids of one kind are of no list: the sheet that has them is the list.
    """
    if column.plan is None:
        return None
    if column.plan.code is not None:
        return column.plan.code
    if str(column.plan.predicate) in _OF_RATINGS:
        return str(column.plan.predicate)
    kinds = column.target.kinds if column.target is not None else ()
    return kinds if len(kinds) > 1 else None


def all_choices(rows: Rows) -> Mapping[ListKey, Choices]:
    """Return every list that some column chooses from; ids are those of the review's rows."""
    found: dict[ListKey, Choices] = {}
    for table in TABLES.values():
        for column in table.columns.values():
            key = list_key(column)
            if key is not None and key not in found:
                found[key] = _choices(key, rows)
    return found


def _choices(key: ListKey, rows: Rows) -> Choices:
    if isinstance(key, tuple):
        return Choices(", ".join(TABLE_OF[kind].name for kind in key), tuple(_ids(key, rows)))
    if isinstance(key, str):
        return Choices(_OF_RATINGS[key], tuple(_told(sorted(_rating_terms(key)))))
    title = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key.__name__)
    told = ((code.value, definitions().get(str(code.iri), "")) for code in key)
    return Choices(title.strip(), tuple(told))


def _ids(kinds: Sequence[str], rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield the ids of several kinds, behind the kind where two share one."""
    held = {kind: rows.get(TABLE_OF[kind].name, {}) for kind in kinds}
    for kind, found in held.items():
        for key, row in found.items():
            is_shared = any(key in other for name, other in held.items() if name != kind)
            label = next((v for h, v in row.values.items() if h.column == "label"), "")
            yield (f"{kind}/{key}" if is_shared else key), str(label)


def _rating_terms(predicate: str) -> set[str]:
    schemes = rating_schemes()
    if predicate == str(CMO.ratingScheme):
        return {str(scheme) for scheme in schemes}
    return {str(value) for values in schemes.values() for value in values}


def _told(iris: Sequence[str]) -> Iterator[tuple[str, str]]:
    for iri in iris:
        yield f"cmo:{iri.removeprefix(CMO_NAMESPACE)}", definitions().get(iri, "")


#: Fields whose values are terms of the rating schemes → the title of their list.
_OF_RATINGS: Mapping[str, str] = {
    str(CMO.ratingScheme): "rating scheme",
    str(CMO.ratingValue): "rating value",
    str(CMO.qualityRating): "quality rating",
}
