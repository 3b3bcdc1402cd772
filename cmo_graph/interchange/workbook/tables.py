"""The sheets of a workbook and their columns: this module derives them from the authoring format.

A sheet holds the things of one kind, or the parts that stand in one list of theirs: the slots of
configurations, the changes of a version. Nothing is listed here that `layout` and the models say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from rdflib import URIRef

from cmo_graph.interchange.emitted_records import in_order
from cmo_graph.interchange.layout import FILES, OWNER, FileForm, Record
from cmo_graph.mapping import LangString, Node, Plan, plans
from cmo_graph.model import Thing
from cmo_graph.validation.references import NOUNS, Target, target_of

#: Sheets that hold no records: what to know, the vocabularies, the rows as they were written.
READ_ME, LISTS, BASE = "Read me", "Lists", "_base"
#: What stands between the facts of a line of the hidden sheet, and how many there are: the name of
#: a sheet, the key of a row, a group of its cells, their digest.
BASE_MARK, BASE_FACTS = "/", 4
#: The first row of a sheet of records has the names of its columns.
HEADER_ROW = 1
#: The group of columns that are not compared: settings, and the positions of parts.
ASIDE = "aside"

_TITLE = re.compile(r"(.+?)\s*\(\s*([A-Za-z][A-Za-z0-9-]*)\s*\)")


class Header(NamedTuple):
    """What a column holds: a field, and the language of a text."""

    column: str
    #: Lower case; "" for what is no text of a language.
    lang: str = ""

    def title(self, language: str) -> str:
        """Return what stands at the top of the column; the review's language is not told."""
        return self.column if self.lang in ("", language) else f"{self.column} ({self.lang})"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, or several that hold a text in several languages."""

    name: str
    model: type[Node]
    #: The field; None for an id, the thing that a part belongs to, and a setting of the review.
    plan: Plan | None = None
    #: Which things a cell names; None when it names none.
    target: Target | None = None
    #: The part of a thing that it is about, where the thing can be without that part; such columns
    #: are merged apart from the rest of the row.
    group: str = ""
    #: Whether every row has a value in it; an id that is missing is made.
    is_required: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it holds words in a language."""
        return self.plan is not None and self.plan.value_type is LangString

    @property
    def is_verbatim(self) -> bool:
        """Whether the spaces around what a cell holds are part of it."""
        return self.plan is not None and self.plan.value_type in (LangString, str)

    @property
    def is_lines(self) -> bool:
        """Whether a cell holds several texts, one a line."""
        return self.is_text and self.model.model_fields[self.name].default == ()

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several ids or values."""
        return self.plan is not None and self.plan.is_many


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet."""

    name: str
    model: type[Node]
    columns: Mapping[str, Column]
    #: How a thing is written as a record, without other things inside; None for parts.
    record: Record | None = None
    #: For parts: the sheet of the things that they belong to, and the field that lists them there.
    owner: str = ""
    listed_as: str = ""
    #: For things: the sheets of their parts.
    parts: tuple[str, ...] = ()

    @property
    def key_column(self) -> str:
        """The column that says which thing a row is, or belongs to."""
        return next(iter(self.columns))

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups of columns that are merged apart; "" is the rest of the row."""
        found = dict.fromkeys(column.group for column in self.columns.values())
        return tuple(group for group in found if group != ASIDE)

    def header(self, title: str, language: str) -> Header | None:
        """Return what a title at the top of a column means; None when it means nothing here.

        Args:
            title: Such as `label`, `Label` or `label (nl)`.
            language: Language of texts whose title names none.
        """
        name = "_".join(title.split()).lower()
        column = self.columns.get(name)
        if column is not None:
            return Header(name, language if column.is_text else "")
        found = _TITLE.fullmatch(title.strip())
        column = self.columns.get("_".join(found.group(1).split()).lower()) if found else None
        if found is None or column is None or not column.is_text:
            return None
        return Header(column.name, found.group(2).lower())


def _tables() -> Iterator[Table]:
    for form in FILES:
        for name, record in _outer(form):
            yield from _with_parts(name, record)


def _outer(form: FileForm) -> Iterator[tuple[str, Record]]:
    if form.whole is not None:
        name = form.pattern.partition("/")[0].removesuffix(".yaml")
        yield name, form.whole
    yield from form.sections.items()


def _with_parts(name: str, record: Record) -> Iterator[Table]:
    flat = Record(
        record.model,
        grouped=record.grouped,
        flattened=record.flattened,
        settings=record.settings,
    )
    listed = [plan for plan in in_order(record.model) if plan.part and plan.is_many]
    parts = tuple(f"{name} {plan.name}" for plan in listed)
    columns = {column.name: column for column in _columns(flat)}
    yield Table(name, record.model, columns, flat, parts=parts)
    for plan, title in zip(listed, parts, strict=True):
        yield _part_table(title, name, record.model, plan)
    for key, inner in record.within.items():
        yield from _with_parts(key, inner)


def _columns(record: Record) -> Iterator[Column]:
    yield Column("id", record.model)
    for setting in record.settings:
        yield Column(setting, record.model, group=ASIDE)
    for plan in in_order(record.model):
        if plan.part is None and plan.name != OWNER:
            yield _column(record.model, plan)
        elif plan.part is not None and plan.name in record.flattened:
            for inner in plans(plan.part):
                yield _column(plan.part, inner, within=plan)


def _column(model: type[Node], plan: Plan, *, within: Plan | None = None) -> Column:
    target = target_of(model, plan.name) if plan.value_type is URIRef else None
    if within is None or within.is_required:
        return Column(plan.name, model, plan, target, is_required=plan.is_required)
    return Column(plan.name, model, plan, target, group=within.name)


def _part_table(title: str, owner: str, model: type[Thing], plan: Plan) -> Table:
    part = plan.part
    if part is None:
        raise TypeError(f"{plan.name} lists no parts.")
    kind = model.kind_name
    first = Column(NOUNS[kind].replace(" ", "_"), part, target=Target((kind,)), is_required=True)
    # It says which part a row is; a row without one is new, and stands after the others.
    place, *inner = sorted(plans(part), key=lambda plan: plan.name != "position")
    position = replace(_column(part, place), group=ASIDE, is_required=False)
    columns = (first, position, *(_column(part, plan) for plan in inner))
    return Table(
        title, part, {column.name: column for column in columns}, owner=owner, listed_as=plan.name
    )


def _distinct() -> Mapping[str, Table]:
    """Return the sheets by name; a kind that stands in several files has one."""
    found: dict[str, Table] = {}
    models: set[type[Node]] = set()
    for table in _tables():
        if table.record is None or table.model not in models:
            found.setdefault(table.name, table)
        models.add(table.model)
    return MappingProxyType(found)


#: Every sheet that holds records, by name, in the order in which a reader meets them.
TABLES: Mapping[str, Table] = _distinct()
#: The sheet of each kind of thing.
TABLE_OF: Mapping[str, Table] = MappingProxyType(
    {table.record.model.kind_name: table for table in TABLES.values() if table.record is not None}
)
