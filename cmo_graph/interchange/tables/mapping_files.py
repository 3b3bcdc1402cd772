"""The file that says how a table is read: this module reads it, as strictly as the authoring files.

It is YAML. `columns` says what each column fills; what holds for the whole table stands beside it.
`docs/tables.md` tells every key. A mapping can be `like` one of the ready ones, and then says only
what differs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar

from cmo_graph.interchange.containers import is_small_enough, read_text
from cmo_graph.interchange.drafted_things import normal
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place, nearest
from cmo_graph.interchange.tables.mapping import REMARKS, ROLES, Column, Fill, TableMapping, as_date
from cmo_graph.interchange.tree import Entries, Entry, Items, Refused, Scalar, Tree, read_tree
from cmo_graph.model.codes import (
    ClaimBasis,
    Direction,
    EvidenceBasis,
    Finding,
    OutcomeDirection,
    TheoryStage,
)

#: Most bytes of a mapping file.
LARGEST = 1024 * 1024

AnyEnum = TypeVar("AnyEnum", bound=Enum)
#: What a heading inside the table can fill.
_BY_HEADING = frozenset({*ROLES, Fill.THEME, Fill.NOTE, Fill.SOURCE, Fill.NARRATIVE})


def read_mapping(
    given: GivenFile, notes: Notes, *, ready: Callable[[str], TableMapping | None]
) -> TableMapping | None:
    """Return what a mapping file says; None when something is wrong with it, which is noted.

    Args:
        given: The file.
        notes: Where problems are noted, each with line and column.
        ready: Gives the ready mapping of a name, for `like`.
    """
    before = len(notes.problems)
    small = is_small_enough(given, notes, most=LARGEST)
    text = read_text(given, notes) if small else None
    if text is None:
        return None
    found = read_tree(text, file=given.name)
    notes.problems.extend(found.problems)
    place = Place(given.name, 1, 1)
    if found.tree is None or isinstance(found.tree, Refused):
        return None
    mapping = _Reader(notes, ready).mapping(found.tree, place)
    return mapping if len(notes.problems) == before else None


class _Reader:
    def __init__(self, notes: Notes, ready: Callable[[str], TableMapping | None]) -> None:
        self._notes = notes
        self._ready = ready

    def mapping(self, tree: Tree, place: Place) -> TableMapping:
        told = self._entries(tree, "A mapping", place, _KEYS)
        mapping = self._like(told, place)
        for key, entry in told.items():
            changed = _KEYS[key](self, entry, place.at(entry, key), mapping)
            mapping = replace(mapping, **changed)
        if not any(column.fills in ROLES for column in mapping.columns):
            self._notes.add(
                "mapping-without-slots",
                "No column fills a context, mechanism, outcome or another slot.",
                place,
                hint="Say what each column fills under `columns`, or be `like` a ready mapping.",
            )
        return mapping

    def _like(self, told: Mapping[str, Entry], place: Place) -> TableMapping:
        nothing = TableMapping(())
        if "like" not in told:
            return nothing
        name = self._text(told["like"].value, "like", place)
        found = self._ready(name) if name else None
        if name and found is None:
            self._notes.add(
                "mapping-unknown",
                f"There is no ready mapping {name!r}.",
                place.at(told["like"], "like"),
                value=name,
                hint=nearest(name, _ready_names()),
            )
        return found or nothing

    def columns(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        items = entry.value.items if isinstance(entry.value, Items) else ()
        if not isinstance(entry.value, Items | Refused):
            self._note("value-not-list", "columns takes a list of columns.", place)
        own = tuple(
            found
            for number, item in enumerate(items, start=1)
            if (found := self._column(item, place.at(item, str(number)))) is not None
        )
        told = {normal(name) for column in own for name in column.names}
        once = {(column.fills, column.of) for column in own if column.fills not in _REPEATABLE}
        kept = (
            column
            for column in like.columns
            if (column.fills, column.of) not in once and not told & set(map(normal, column.names))
        )
        return {"columns": (*own, *kept)}

    def _column(self, item: Tree, place: Place) -> Column | None:
        told = self._entries(item, "A column", place, ("column", "fills", "of", "separator"))
        for key in ("column", "fills"):
            if told and key not in told:
                self._note("key-missing", f"A column says its {key}.", place, value=key)
        if "column" not in told or "fills" not in told:
            return None
        names = self._texts(told["column"], "column", place)
        fills = self._choice(told["fills"], "fills", Fill, place)
        of = self._choice(told["of"], "of", Fill, place) if "of" in told else None
        separators = (
            tuple(self._texts(told["separator"], "separator", place))
            if "separator" in told
            else None
        )
        if not names or fills is None:
            return None
        return Column(tuple(names), fills, of, separators, place)

    def separator(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        del like
        return {"separators": tuple(self._texts(entry, "separator", place))}

    def sheet(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        del like
        return {"sheet": self._text(entry.value, "sheet", place)}

    def header(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        del like
        text = self._text(entry.value, "header", place)
        if text == "none":
            return {"header": None}
        if text.isdecimal() and 0 < len(text) < 8:
            return {"header": int(text)}
        if text:
            self._note(
                "value-not-number",
                f"header is {text!r}; expected the number of the row with the names, or none.",
                place,
                value=text,
            )
        return {}

    def empty(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        del like
        text = self._listed(entry.value, "empty", ("as_above", "nothing"), place)
        return {"is_ragged": text == "as_above"}

    def headings(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        del like
        return {"headings": tuple(self._fills(entry, "headings", _BY_HEADING, place))}

    def sentinels(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        words = frozenset(map(normal, self._texts(entry, "sentinels", place)))
        return {"wording": replace(like.wording, sentinels=words)}

    def polarity(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        names = tuple(one.value for one in OutcomeDirection)
        told = self._entries(entry.value, "polarity", place, names)
        words = {
            normal(word): OutcomeDirection(name)
            for name, one in told.items()
            for word in self._texts(one, name, place)
        }
        return {"wording": replace(like.wording, polarity={**like.wording.polarity, **words})}

    def all_rows(self, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        told = self._entries(entry.value, "all_rows", place, _ALL_ROWS)
        found: dict[str, Any] = {}
        for key, one in told.items():
            kind = _ALL_ROWS[key]
            if kind is str:
                found[key] = self._text(one.value, key, place)
            elif kind is date:
                found[key] = self._date(one, key, place)
            else:
                found[key] = self._choice(one, key, kind, place)
        return {"all_rows": replace(like.all_rows, **found)}

    def _fills(self, entry: Entry, key: str, among: Iterable[Fill], place: Place) -> Iterator[Fill]:
        names = [one.value for one in among]
        items = entry.value.items if isinstance(entry.value, Items) else (entry.value,)
        for item in items:
            if name := self._listed(item, key, names, place):
                yield Fill(name)

    def _entries(
        self, tree: Tree, what: str, place: Place, keys: Iterable[str]
    ) -> Mapping[str, Entry]:
        if not isinstance(tree, Entries):
            if not isinstance(tree, Refused):
                self._note("value-not-mapping", f"{what} is written as keys with values.", place)
            return {}
        known = {}
        for key, entry in tree.entries.items():
            if key in keys:
                known[key] = entry
                continue
            self._notes.add(
                "key-unknown",
                f"{what} has no key {key!r}.",
                place.at(entry, key),
                value=key,
                hint=nearest(key, keys) or f"Its keys: {', '.join(keys)}.",
            )
        return known

    def _texts(self, entry: Entry, key: str, place: Place) -> list[str]:
        items = entry.value.items if isinstance(entry.value, Items) else (entry.value,)
        return [text for item in items if (text := self._text(item, key, place))]

    def _text(self, tree: Tree, key: str, place: Place) -> str:
        if isinstance(tree, Scalar):
            if not tree.text:
                self._note("value-empty", f"{key} has no value.", place.at(tree, key), value=key)
            return tree.text
        if not isinstance(tree, Refused):
            self._note("value-not-text", f"{key} takes texts here.", place.at(tree, key))
        return ""

    def _choice(self, entry: Entry, key: str, kind: type[AnyEnum], place: Place) -> AnyEnum | None:
        name = self._listed(entry.value, key, [str(one.value) for one in kind], place)
        return kind(name) if name else None

    def _listed(self, tree: Tree, key: str, names: Iterable[str], place: Place) -> str:
        text = self._text(tree, key, place)
        if not text or text in names:
            return text
        self._notes.add(
            "value-not-listed",
            f"{text!r} is not a value of {key}; expected one of {', '.join(sorted(names))}.",
            place.at(tree, key),
            value=text,
            hint=nearest(text, names),
        )
        return ""

    def _date(self, entry: Entry, key: str, place: Place) -> date | None:
        text = self._text(entry.value, key, place)
        found = as_date(text)
        if text and found is None:
            self._note(
                "value-not-date",
                f"{key} is {text!r}; expected a date of the calendar such as 2021-02-08.",
                place.at(entry, key),
                value=text,
            )
        return found

    def _note(self, code: str, message: str, place: Place, *, value: str = "") -> None:
        self._notes.add(code, message, place, value=value)


def _ready_names() -> tuple[str, ...]:
    from cmo_graph.interchange.tables.ready_mappings import READY

    return READY


def _of_fills(name: str) -> Callable[..., dict[str, Any]]:
    def read(reader: _Reader, entry: Entry, place: Place, like: TableMapping) -> dict[str, Any]:
        del like
        return {name: frozenset(reader._fills(entry, name, ROLES, place))}

    return read


#: What several columns may fill.
_REPEATABLE = frozenset({*ROLES, *REMARKS, Fill.QUOTE, Fill.SOURCE_NOTE, Fill.IGNORE})
#: Every key of a mapping → what reads it.
_KEYS: Mapping[str, Callable[..., dict[str, Any]]] = MappingProxyType(
    {
        "like": lambda *_: {},
        "sheet": _Reader.sheet,
        "header": _Reader.header,
        "columns": _Reader.columns,
        "separator": _Reader.separator,
        "split": _of_fills("split"),
        "polarity_in": _of_fills("polarity_in"),
        "types_in": _of_fills("types_in"),
        "empty": _Reader.empty,
        "headings": _Reader.headings,
        "together": _of_fills("together"),
        "sentinels": _Reader.sentinels,
        "polarity": _Reader.polarity,
        "all_rows": _Reader.all_rows,
    }
)
_ALL_ROWS: Mapping[str, Any] = MappingProxyType(
    {
        "source": str,
        "coder": str,
        "coded": date,
        "direction": Direction,
        "finding": Finding,
        "evidence_basis": EvidenceBasis,
        "basis": ClaimBasis,
        "stage": TheoryStage,
    }
)
