"""Projects of Taguette: this module reads its database, exported (.sqlite3) or its own.

Positions count bytes of UTF-8 over the text of a document's HTML, in which neither tags nor the
ends of paragraphs count. Who highlighted what stands in Taguette's log of commands.

Source: the tables and the counting of Taguette (github.com/remram44/taguette).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.interchange.qda.code_tree import in_tree_order
from cmo_graph.interchange.qda.coded import Code, CodedProject, Coding, Selection, Text, User
from cmo_graph.interchange.qda.html_words import words_of_html
from cmo_graph.interchange.qda.placing import Placing
from cmo_graph.interchange.qda.stored_words import StoredWords, Unit
from cmo_graph.interchange.qda.tables import Row, Tables, key

#: Tables that only a database of Taguette has together.
SIGNS = ("documents", "highlights", "tags", "highlight_tags")
_KNOWN = (*SIGNS, "projects", "project_members", "users", "commands", "alembic_version")
#: What a command of the log made → where it has its number.
_MADE = {
    "highlight_add": ("highlight", "highlight_id"),
    "tag_add": ("tag", "tag_id"),
    "document_add": ("document", "document_id"),
}
_DOCUMENT = "id name description filename created project_id text_direction contents"
_COMMAND = "id date user_login project_id document_id payload"
_HIGHLIGHT = "id document_id start_offset end_offset snippet"
#: (user, date) by the key of what was made.
_Log = Mapping[str, tuple[str, str]]


def read_taguette(tables: Tables, notes: Notes, *, project: str = "") -> CodedProject | None:
    """Return a project; None when it is not clear which one is meant, which is noted.

    Args:
        tables: The database's tables.
        notes: Where problems are noted.
        project: Name of the project, where there are several.
    """
    rows = list(tables.rows("projects", "id name description created"))
    named = [row for row in rows if not project or row.text("name") == project]
    if len(named) != 1:
        _note_projects(tables.file, [row.text("name") for row in rows], project, notes)
        return None
    tables.tell_others(_KNOWN)
    return _Reader(tables, notes, named[0]).read()


def _note_projects(file: str, names: Sequence[str], project: str, notes: Notes) -> None:
    told = ", ".join(repr(name) for name in names)
    if not names:
        said = f"{file} holds no project."
    elif project:
        said = f"{file} holds {told}, and none that is named {project!r}."
    else:
        said = f"{file} holds {told}, of which one is read."
    notes.add(
        "qda-project-unclear",
        said,
        Place(file, 0, 0),
        value=project,
        hint="Name one with the option project." if names else "",
    )


class _Reader:
    """Reads one project."""

    def __init__(self, tables: Tables, notes: Notes, project: Row) -> None:
        self._tables = tables
        self._notes = notes
        self._project = project
        self._log = self._read_log()

    def read(self) -> CodedProject:
        """Return the project."""
        codes = in_tree_order(self._codes(), self._notes)
        words: dict[str, StoredWords] = {}
        texts = []
        for row in self._rows("documents", _DOCUMENT, unread="group_id"):
            text, words[text.key] = self._text(row)
            texts.append(text)
        return CodedProject(
            origin="Taguette",
            name=self._project.text("name"),
            memo=self._project.text("description"),
            users=tuple(self._users()),
            codes=codes,
            texts=tuple(texts),
            selections=tuple(self._selections(words, {code.key for code in codes})),
        )

    def _users(self) -> Iterator[User]:
        members = self._rows("project_members", "user_login project_id", unread="privileges")
        names = {row.text("user_login") for row in members}
        for name in sorted({*names, *(user for user, _ in self._log.values())} - {""}):
            yield User(key=f"user:{name}", name=name)

    def _codes(self) -> Iterator[Code]:
        for row in self._rows("tags", "id project_id path description parent_id"):
            own = key("tag", row.number("id"))
            user, made = self._log.get(own, ("", ""))
            yield Code(
                key=own,
                name=row.text("path"),
                above=key("tag", row.number("parent_id")),
                memo=row.text("description"),
                user=f"user:{user}" if user else "",
                made=made,
                place=row.place,
            )

    def _text(self, row: Row) -> tuple[Text, StoredWords]:
        own, stored = key("document", row.number("id")), words_of_html(row.raw("contents"))
        user, made = self._log.get(own, ("", ""))
        leftwards = "RIGHT_TO_LEFT" in row.text("text_direction")
        text = Text(
            key=own,
            name=row.text("name"),
            words=stored.words,
            memo=row.text("description"),
            values=(("text direction", "right to left"),) if leftwards else (),
            user=f"user:{user}" if user else "",
            made=made or row.text("created"),
            address=row.text("filename"),
            place=row.place,
        )
        return text, stored

    def _selections(self, words: Mapping[str, StoredWords], codes: set[str]) -> Iterator[Selection]:
        tagged = self._tags_of_highlights(codes)
        placing = Placing(self._notes)
        for row in self._tables.rows("highlights", _HIGHLIGHT):
            document = key("document", row.number("document_id"))
            own = key("highlight", row.number("id"))
            if document not in words:
                continue
            quoted = words_of_html(row.raw("snippet")).words.strip()
            told = (row.number("start_offset") or 0, row.number("end_offset") or 0, quoted)
            place = placing.place(told, words[document], unit=Unit.BYTE, place=row.place)
            user, made = self._log.get(own, ("", ""))
            start, end = place or (0, 0)
            yield Selection(
                key=own,
                text=document,
                start=start,
                end=end,
                quoted=quoted,
                codings=tuple(
                    Coding(
                        code=tag,
                        key=f"{own}-{tag}",
                        user=f"user:{user}" if user else "",
                        made=made,
                        place=row.place,
                    )
                    for tag in tagged.get(own, ())
                ),
                user=f"user:{user}" if user else "",
                made=made,
                place=row.place,
            )

    def _tags_of_highlights(self, codes: set[str]) -> Mapping[str, Sequence[str]]:
        """Return keys of tags by the key of the highlight; tags of other projects are not there."""
        found: dict[str, list[str]] = {}
        for row in self._tables.rows("highlight_tags", "highlight_id tag_id"):
            tag = key("tag", row.number("tag_id"))
            if tag in codes:
                found.setdefault(key("highlight", row.number("highlight_id")), []).append(tag)
        return found

    def _read_log(self) -> _Log:
        found: dict[str, tuple[str, str]] = {}
        for row in self._rows("commands", _COMMAND, order="id"):
            payload = _payload(row.raw("payload"))
            kind, number = _MADE.get(str(payload.get("type")), ("", ""))
            if kind:
                own = f"{kind}:{payload.get(number, row.number(number))}"
                found[own] = (row.text("user_login"), row.text("date"))
        return found

    def _rows(
        self, table: str, columns: str, *, unread: str = "", order: str = ""
    ) -> Iterator[Row]:
        """Yield the rows of a table that belong to the project."""
        number = self._project.number("id")
        for row in self._tables.rows(table, columns, unread=unread, order=order):
            if row.number("project_id") == number:
                yield row


def _payload(text: str) -> Mapping[str, Any]:
    """Return what a command of the log says; nothing for what cannot be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
