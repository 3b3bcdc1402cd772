"""Source texts beside a review: this module reads them from a folder, for anchoring.

A text's line ends become LF, the form in which positions count code points. A server shows texts
(UTF-8) only; whoever checks a review on a desk may have documents in their place.
"""

from collections.abc import Iterable
from pathlib import Path

from cmo_graph.anchoring import with_lf
from cmo_graph.interchange.documents import FORMS, text_of
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.model import Report

#: Most bytes of one text.
LARGEST_TEXT = 64 * 1024 * 1024


def read_texts(reports: Iterable[Report], folder: Path) -> dict[str, str]:
    """Return the reports' texts that `folder` holds, by file name; a missing one is absent."""
    names = {report.text_file for report in reports if report.text_file is not None}
    texts = {name: read_text(folder / name) for name in sorted(names)}
    return {name: text for name, text in texts.items() if text is not None}


def read_documents(reports: Iterable[Report], folder: Path, notes: Notes) -> dict[str, str]:
    """Return the texts of reports whose documents a folder holds, by `text_file`.

    A report's document has the name in `text_file`, or that name with the ending of another form:
    `leaflet.docx` for `leaflet.txt`. What cannot be read is noted, and absent.
    """
    names = {report.text_file for report in reports if report.text_file is not None}
    found: dict[str, str] = {}
    for name in sorted(names):
        path = _document(folder, name)
        text = None if path is None else _text_of(path, notes)
        if text is not None:
            found[name] = text
    return found


def _document(folder: Path, name: str) -> Path | None:
    exact = folder / name
    others = [exact.with_suffix(form) for form in FORMS]
    return next((path for path in (exact, *others) if path.is_file()), None)


def _text_of(path: Path, notes: Notes) -> str | None:
    place = Place(path.name, 0, 0)
    try:
        if path.stat().st_size > LARGEST_TEXT:
            notes.add("given-too-large", f"{path.name} is larger than a text may be.", place)
            return None
        return text_of(GivenFile(path.name, path.read_bytes()), notes)
    except OSError as error:
        notes.add("file-unreadable", f"{path.name} cannot be read: {error.strerror}.", place)
        return None


def read_text(path: Path) -> str | None:
    """Return a text; None when it is not there, not UTF-8, or larger than `LARGEST_TEXT`."""
    try:
        if path.stat().st_size > LARGEST_TEXT:
            return None
        return with_lf(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
