"""Strict YAML: this module reads a text as a tree whose every value knows its line and column.

Scalars stay the texts they are: YAML's own guessing (`no` is false, `012` is ten, the last of two
equal keys wins) never happens. What only makes files harder to read or to trust is refused:
anchors, aliases, tags, merge keys, several documents, tabs as indentation. The rest of the file is
read on, so that one pass finds every problem.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from cmo_graph.validation.codes import make_problem
from cmo_graph.validation.problems import Problem

#: libyaml's loader where it was built, else the slower one in Python; both keep scalars as texts.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: Deepest nesting of lists and mappings; the format itself needs 7.
DEEPEST = 12

_INDENTING_TAB = re.compile(r"^[ ]*\t", re.MULTILINE)
#: C0 and C1 controls but for tab and line ends, and the invisible line separators.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value, as text."""

    text: str
    line: int
    column: int
    #: Whether it was written without quotes and not as a block.
    plain: bool = True
    #: Sheet of a workbook that it stands on, `line` being the row; "" in a text.
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: "tuple[Tree, ...]"
    line: int
    column: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value in a mapping, with the place of its key."""

    value: "Tree"
    line: int
    column: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping."""

    entries: dict[str, Entry]
    line: int
    column: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that was reported already."""

    line: int
    column: int
    sheet: str = ""


Tree = Scalar | Items | Entries | Refused
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreeReading:
    """What a file's text says, and what is wrong with it as YAML."""

    #: None when nothing could be read.
    tree: Tree | None
    problems: tuple[Problem, ...]


def read_tree(text: str, *, file: str) -> TreeReading:
    """Read one YAML document; `file` is named in the problems."""
    if problems := tuple(_unreadable(text, file)):
        return TreeReading(None, problems)
    builder = _Builder(file)
    try:
        tree = builder.document(yaml.parse(text, Loader=LOADER))
    except yaml.YAMLError as error:
        return TreeReading(None, (*builder.problems, _syntax_problem(error, file)))
    except _TooDeep:
        tree = None
    else:
        if tree is None:
            builder.problems.append(_empty(file))
    return TreeReading(tree, tuple(builder.problems))


def _empty(file: str) -> Problem:
    return make_problem(
        "file-empty",
        f"{file} is empty.",
        file=file,
        line=1,
        column=1,
        value=file,
        hint="Write its records, or take the file away.",
    )


def _unreadable(text: str, file: str) -> Iterator[Problem]:
    """Yield what would stop or mislead the YAML reader, with a plainer message than its own."""
    for found in _INDENTING_TAB.finditer(text):
        line, column = _place(text, found.end() - 1)
        yield make_problem(
            "yaml-tab",
            f"Line {line} is indented with a tab; YAML takes spaces only.",
            file=file,
            line=line,
            column=column,
            hint="Replace the tab by two spaces for each level.",
        )
    for found in _CONTROL.finditer(text):
        line, column = _place(text, found.start())
        yield make_problem(
            "yaml-control-character",
            f"Line {line} has the invisible character U+{ord(found.group()):04X}.",
            file=file,
            line=line,
            column=column,
            value=f"U+{ord(found.group()):04X}",
            hint="Delete it; it often comes with text pasted from a PDF.",
        )


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _syntax_problem(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or "it cannot be read"
    return make_problem(
        "yaml-syntax",
        f"This is not YAML: {said}.",
        file=file,
        line=mark.line + 1 if mark else 1,
        column=mark.column + 1 if mark else 1,
        hint="Put a text that has a colon, a # or a leading quote, bracket or * in quotes.",
    )


class _TooDeep(Exception):
    """Nesting went beyond `DEEPEST`; reported already."""


class _Builder:
    """Builds the tree out of parser events, and notes what is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = iter(())

    def document(self, events: Iterator[Any]) -> Tree | None:
        self._events = events
        tree: Tree | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and tree is not None:
                self._note(
                    "yaml-several-documents",
                    "A second document begins here; a file holds one.",
                    event,
                    (),
                    hint="Take out the line ---, or make it a file of its own.",
                )
                return tree
            if isinstance(event, yaml.NodeEvent):
                tree = self._node(event, ())
        return tree

    def _node(self, event: Any, path: Path) -> Tree:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if self._is_refused(event, path):
            self._skip(event)
            return Refused(line, column)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line, column, path)
        if len(path) >= DEEPEST:
            self._note("yaml-too-deep", f"Nesting goes beyond {DEEPEST} levels here.", event, path)
            raise _TooDeep
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(path)), line, column)
        return Entries(self._entries(path), line, column)

    def _scalar(self, event: Any, line: int, column: int, path: Path) -> Tree:
        if _CONTROL.search(event.value):
            self._note(
                "yaml-control-character", "An escape makes a control character.", event, path
            )
            return Refused(line, column)
        # The line end that closes a block is not part of what its author wrote.
        text = event.value.rstrip("\n") if event.style in ("|", ">") else event.value
        return Scalar(text, line, column, not event.style)

    def _items(self, path: Path) -> Iterator[Tree]:
        number = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            number += 1
            yield self._node(event, (*path, str(number)))

    def _entries(self, path: Path) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            if key is None:
                self._skip(next(self._events))
                continue
            value = self._node(next(self._events), (*path, key))
            if key in found:
                self._note_twice(key, found[key], event, path)
                continue
            mark = event.start_mark
            found[key] = Entry(value, mark.line + 1, mark.column + 1)
        return found

    def _key(self, event: Any, path: Path) -> str | None:
        """Return a key; None when it cannot be one, which is noted."""
        if not isinstance(event, yaml.ScalarEvent):
            self._note("yaml-key-not-text", "A key is a single word, not a list.", event, path)
            self._skip(event)
            return None
        if event.value == "<<" and not event.style:
            self._note(
                "yaml-merge-key",
                "The merge key << is not read; say what belongs to this record here.",
                event,
                path,
                value="<<",
            )
            return None
        return None if self._is_refused(event, path) else str(event.value)

    def _is_refused(self, event: Any, path: Path) -> bool:
        if isinstance(event, yaml.AliasEvent):
            self._note_anchor(f"*{event.anchor}", event, path)
        elif event.anchor:
            self._note_anchor(f"&{event.anchor}", event, path)
        elif event.tag:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._note(
                "yaml-tag",
                f"The tag {tag} is not read; every value is plain text.",
                event,
                path,
                value=tag,
                hint="Take the tag out, or put a text that begins with ! in quotes.",
            )
        else:
            return False
        return True

    def _note_anchor(self, name: str, event: Any, path: Path) -> None:
        self._note(
            "yaml-anchor",
            f"{name} is an anchor or an alias, and these are not read.",
            event,
            path,
            value=name,
            hint="Write the value out, or put a text that begins with & or * in quotes.",
        )

    def _note_twice(self, key: str, first: Entry, event: Any, path: Path) -> None:
        self._note(
            "yaml-duplicate-key",
            f"The key {key} stands twice in one record; the first is in line {first.line}.",
            event,
            (*path, key),
            value=key,
            hint="Keep one of them.",
        )

    def _skip(self, event: Any) -> None:
        """Pass over what belongs to a list or mapping that was refused."""
        depth = 1 if isinstance(event, yaml.CollectionStartEvent) else 0
        while depth:
            event = next(self._events)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)

    def _note(
        self, code: str, message: str, event: Any, path: Path, *, value: str = "", hint: str = ""
    ) -> None:
        self.problems.append(
            make_problem(
                code,
                message,
                file=self.file,
                line=event.start_mark.line + 1,
                column=event.start_mark.column + 1,
                path=".".join(path),
                value=value,
                hint=hint,
            )
        )
