"""Texts from outside: this module reads them in the encodings that can be told, and no others."""

import re

from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place

#: Most bytes of a file that is given.
LARGEST_GIVEN = 256 * 1024 * 1024
#: Most bytes of a text, of one file inside a zip, and of JSON or XML.
LARGEST_TEXT = 64 * 1024 * 1024

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
    return lines if has_only_text(lines, given.name, notes, allowed) else None


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


def has_only_text(text: str, name: str, notes: Notes, allowed: str = "") -> bool:
    """Say whether a text has no control characters but those allowed, and note the first it has."""
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
