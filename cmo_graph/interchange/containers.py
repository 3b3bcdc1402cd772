"""Files from outside, opened with care: this module bounds what they may cost before reading them.

Nothing is ever written to disk under a name that a file chose, no document type is read, nothing is
fetched, and what unpacks is counted while it does. A file that breaks a bound gets one problem that
says so, and None is returned for it.

The bounds are ours: several times what the largest reviews need.
"""

import json
import re
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, NoReturn
from xml.parsers import expat

from lxml import etree

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place

#: Most bytes of a file that is given.
LARGEST_GIVEN = 256 * 1024 * 1024
#: Most bytes of a text, of one file inside a zip, and of JSON or XML.
LARGEST_TEXT = 64 * 1024 * 1024
#: Most bytes that are read out of one zip file in all.
LARGEST_UNPACKED = 512 * 1024 * 1024
#: Most files in a zip.
MOST_MEMBERS = 10_000
#: How many times larger than in the zip a file may be, where it is not small.
MOST_RATIO = 300
_SMALL = 4 * 1024 * 1024
#: Deepest nesting of JSON, and of XML (libxml2's own bound is 256).
DEEPEST = 100
#: Steps of SQLite's machine that one database may take.
MOST_STEPS = 200_000_000

#: C0 and C1 controls but for tab and line ends, line separators, surrogates and non-characters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
#: How files begin that are often given for texts, and what they are.
_NO_TEXTS = {
    b"PK\x03\x04": "a zip file, as workbooks, Word documents and coded projects are",
    b"\xd0\xcf\x11\xe0": "an old or protected file of Office",
    b"%PDF": "a PDF",
    b"SQLite f": "a database",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: A text in JSON, whole or cut off, or a bracket.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
#: An escape in JSON for a character that no text has.
_JSON_ESCAPE = re.compile(
    r"\\u(?:00[0189][0-9a-f]|007f|[dD][89a-f]|202[89]|fff[ef])", re.IGNORECASE
)
_SQLITE = b"SQLite format 3\x00"


def is_small_enough(given: GivenFile, notes: Notes, *, most: int = LARGEST_GIVEN) -> bool:
    """Say whether a file is neither empty nor too large, and note when it is."""
    if not given.content:
        notes.add("given-empty", f"{given.name} is empty.", Place(given.name, 0, 0))
    elif len(given.content) > most:
        _note_size(given.name, most, notes)
    return 0 < len(given.content) <= most


def _note_size(name: str, most: int, notes: Notes) -> None:
    notes.add(
        "given-too-large",
        f"{name} has more than {most // 1024 // 1024} MiB, which is not read.",
        Place(name, 0, 0),
        value=name,
        hint="Give it in parts, or without what is not imported.",
    )


def read_text(given: GivenFile, notes: Notes, *, allowed: str = "") -> str | None:
    """Return a text with LF line ends; None when it cannot be read, which is noted.

    UTF-8 is read, with or without a byte order mark, and UTF-16 with one. Nothing else is guessed:
    a wrong guess changes letters without anybody noticing.

    Args:
        given: The file.
        notes: Where problems are noted.
        allowed: Control characters that may be in the text, such as form feeds.
    """
    if not is_small_enough(given, notes, most=LARGEST_TEXT):
        return None
    text = decoded(given, notes)
    if text is None:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if _has_only_text(lines, given.name, notes, allowed) else None


def decoded(given: GivenFile, notes: Notes) -> str | None:
    """Return a text as it stands, every character; None when its encoding is unknown, noted."""
    if what := next(
        (told for sign, told in _NO_TEXTS.items() if given.content[:8].startswith(sign)), ""
    ):
        notes.add(
            "import-unknown-kind",
            f"{given.name} is {what}, where a text is expected.",
            Place(given.name, 0, 0),
            hint="Import it as what it is, or export what is in it as a text.",
        )
        return None
    encoding = "utf-16" if given.content.startswith(_UTF16) else "utf-8-sig"
    try:
        return given.content.decode(encoding)
    except UnicodeDecodeError as error:
        before = given.content[: error.start]
        notes.add(
            "given-encoding",
            f"{given.name} is not UTF-8: it has the byte 0x{given.content[error.start]:02X}."
            if encoding != "utf-16"
            else f"{given.name} begins as UTF-16 and does not go on so.",
            Place(given.name, before.count(b"\n") + 1, error.start - before.rfind(b"\n")),
            hint="Save it as UTF-8; spreadsheets call that CSV UTF-8.",
        )
        return None


def _has_only_text(text: str, name: str, notes: Notes, allowed: str = "") -> bool:
    found = next((m for m in CONTROL.finditer(text) if m.group() not in allowed), None)
    if found is None:
        return True
    at = found.start()
    notes.add(
        "given-control-character",
        f"{name} has the invisible character U+{ord(found.group()):04X}.",
        Place(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)),
        value=f"U+{ord(found.group()):04X}",
        hint="Delete it; it often comes with text pasted from a PDF.",
    )
    return False


def read_json(given: GivenFile, notes: Notes) -> Any:
    """Return what a JSON file holds; None when it cannot be read, which is noted.

    Keys that stand twice are refused: which of them is meant, nobody can say.
    """
    text = read_text(given, notes)
    if text is None or not _is_shallow(text, given.name, notes):
        return None
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)
    except _Twice as error:
        notes.add(
            "json-duplicate-key",
            f"{given.name} has an object in which the key {error.key!r} stands twice.",
            Place(given.name, 0, 0),
            value=error.key,
            hint="Keep one of them.",
        )
        return None
    except json.JSONDecodeError as error:
        place = Place(given.name, error.lineno, error.colno)
        notes.add("json-malformed", f"{given.name} is not JSON: {error.msg}.", place)
        return None
    except ValueError as error:
        notes.add("json-malformed", f"{given.name} is not JSON: {error}.", Place(given.name, 0, 0))
        return None
    if _JSON_ESCAPE.search(text) and not _has_only_text(_flat(value), given.name, notes):
        return None
    return value


class _Twice(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        raise _Twice(times.most_common(1)[0][0])
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it has the number {name}")


def _is_shallow(text: str, name: str, notes: Notes) -> bool:
    depth = 0
    for token in _JSON_TOKEN.finditer(text):
        sign = token.group()
        depth += (sign in "[{") - (sign in "]}") if len(sign) == 1 else 0
        if depth > DEEPEST:
            line = text.count("\n", 0, token.start()) + 1
            notes.add(
                "json-too-deep",
                f"{name} is nested deeper than {DEEPEST} levels.",
                Place(name, line, 0),
            )
            return False
    return True


def _flat(value: Any) -> str:
    """Return all texts of a JSON value, keys among them, a line each."""
    if isinstance(value, dict):
        return "\n".join(f"{key}\n{_flat(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "\n".join(_flat(item) for item in value)
    return value if isinstance(value, str) else ""


class Archive:
    """A zip file whose members are read into memory one by one."""

    def __init__(self, name: str, archive: zipfile.ZipFile, notes: Notes) -> None:
        self.name = name
        self._archive = archive
        self._notes = notes
        self._left = LARGEST_UNPACKED
        self._members = {_slashed(info.filename): info for info in archive.infolist()}
        #: Names of the files in it, with slashes, in their order.
        self.names = tuple(n for n, info in self._members.items() if not info.is_dir())

    def find(self, name: str) -> str | None:
        """Return a member's own name, whatever its case: Windows does not tell them apart."""
        if name in self._members:
            return name
        return next((one for one in self.names if one.casefold() == name.casefold()), None)

    def read(self, name: str, *, most: int = LARGEST_TEXT) -> bytes | None:
        """Return what a member holds; None when it is not there or not readable, noted."""
        found = self.find(name)
        if found is None:
            self._note("zip-member-missing", f"{self.name} has no {name} inside.", name)
            return None
        info = self._members[found]
        if info.file_size > min(most, self._left) or _is_bomb(info):
            self._note(
                "given-too-large",
                f"{name} in {self.name} unpacks to {info.file_size} bytes, which is not read.",
                name,
            )
            return None
        try:
            content = self._archive.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            ValueError,
        ):
            self._note("zip-damaged", f"{name} in {self.name} is damaged.", name)
            return None
        self._left -= len(content)
        return content

    def read_xml(self, name: str, *, most: int = LARGEST_TEXT) -> etree._Element | None:
        """Return a member as XML; None when it cannot be, which is noted."""
        content = self.read(name, most=most)
        if content is None:
            return None
        return read_xml(GivenFile(f"{self.name}/{name}", content), self._notes)

    def _note(self, code: str, message: str, name: str) -> None:
        place = Place(self.name, 0, 0, path=(name,))
        self._notes.add(code, message, place, value=name)


def open_zip(given: GivenFile, notes: Notes) -> Archive | None:
    """Open a zip file; None when it is damaged, protected or made to do harm, which is noted."""
    if not is_small_enough(given, notes):
        return None
    place = Place(given.name, 0, 0)
    try:
        archive = zipfile.ZipFile(BytesIO(given.content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        notes.add(
            "zip-damaged",
            f"{given.name} is cut off, damaged or not a zip file.",
            place,
            hint="Export or copy it again.",
        )
        return None
    infos = archive.infolist()
    if any(info.flag_bits & 0x1 for info in infos):
        notes.add("zip-encrypted", f"{given.name} is protected by a password.", place)
        return None
    if fault := _fault_in(infos, len(given.content)):
        notes.add("zip-unsafe", f"{given.name} {fault}", place)
        return None
    return Archive(given.name, archive, notes)


def _fault_in(infos: list[zipfile.ZipInfo], size: int) -> str:
    """Return why a zip file is not trusted, as the rest of a sentence; "" when it is."""
    names = [_slashed(info.filename) for info in infos]
    if len(names) > MOST_MEMBERS:
        return f"holds {len(names)} files; {MOST_MEMBERS} are read at most."
    if leaving := next((name for name in names if _leads_out(name)), None):
        return f"holds a file named {leaving!r}, which leads out of it."
    if len(set(names)) < len(names):
        return "holds two files of one name."
    if sum(info.compress_size for info in infos) > size:
        return "holds files that share their bytes."
    return ""


def _slashed(name: str) -> str:
    return name.replace("\\", "/")


def _leads_out(name: str) -> bool:
    rooted = name.startswith("/") or name[1:2] == ":"
    return rooted or ".." in name.split("/") or CONTROL.search(name) is not None


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > max(_SMALL, MOST_RATIO * info.compress_size)


def read_xml(given: GivenFile, notes: Notes) -> etree._Element | None:
    """Return the root of an XML file; None when it cannot be read, which is noted."""
    if not is_small_enough(given, notes, most=LARGEST_TEXT) or not is_plain_xml(given, notes):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(given.content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        _note_xml(given.name, error.msg or "it cannot be read", line or 0, column or 0, notes)
        return None


class _Seen(Exception):
    """The document type, or the first element, was reached."""


def is_plain_xml(given: GivenFile, notes: Notes) -> bool:
    """Say whether a file begins as XML without a document type, and note when it does not.

    Entities can be declared in a document type alone, so without one there are none.
    """
    found: list[str] = []

    def see(what: str) -> Callable[..., None]:
        def stop(*_: object) -> None:
            found.append(what)
            raise _Seen

        return stop

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = see("doctype")
    parser.StartElementHandler = see("element")
    try:
        parser.Parse(given.content, True)
    except _Seen:
        pass
    except (expat.ExpatError, LookupError, ValueError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "offset", -1) + 1
        _note_xml(given.name, str(error).partition(":")[0], line, column, notes)
        return False
    if "doctype" in found:
        notes.add(
            "xml-doctype",
            f"{given.name} declares a document type, which is not read.",
            Place(given.name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1),
            hint="Take the line <!DOCTYPE …> out.",
        )
        return False
    return True


def _note_xml(name: str, said: str, line: int, column: int, notes: Notes) -> None:
    reason = said.partition(", line ")[0].rstrip(".")
    notes.add("xml-malformed", f"{name} is not XML: {reason}.", Place(name, line, column))


def open_sqlite(given: GivenFile, notes: Notes) -> sqlite3.Connection | None:
    """Open a copy of a database in memory, which can only be read; None when it is damaged, noted.

    Only SELECT is let through, with no functions but SQLite's harmless ones, and the work of all
    queries together is bounded: one that goes beyond raises `sqlite3.OperationalError`.
    """
    if not is_small_enough(given, notes):
        return None
    if not given.content.startswith(_SQLITE):
        _note_database(given.name, "it does not begin as one", notes)
        return None
    connection = sqlite3.connect(":memory:")
    try:
        # A database in memory has no journal beside it, whichever it had on disk.
        connection.deserialize(given.content[:18] + b"\x01\x01" + given.content[20:])
        _confine(connection)
        [said] = connection.execute("PRAGMA quick_check(1)").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        said = str(error)
    if said != "ok":
        connection.close()
        _note_database(given.name, said.splitlines()[-1] if said else "it is damaged", notes)
        return None
    connection.set_authorizer(_allow)
    return connection


def _note_database(name: str, said: str, notes: Notes) -> None:
    notes.add(
        "database-unreadable",
        f"{name} is not a whole SQLite database: {said.rstrip('.')}.",
        Place(name, 0, 0),
        hint="Close the program that has it open, and copy it again.",
    )


def _confine(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    limits: Mapping[int, int] = {
        sqlite3.SQLITE_LIMIT_LENGTH: LARGEST_TEXT,
        sqlite3.SQLITE_LIMIT_ATTACHED: 0,
        sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    }
    for limit, most in limits.items():
        connection.setlimit(limit, most)
    left = [MOST_STEPS]

    def step() -> int:
        left[0] -= 100_000
        return int(left[0] < 0)

    connection.set_progress_handler(step, 100_000)


def _allow(action: int, *_: object) -> int:
    reading = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE)
    if action in reading or action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
