"""A review's folder: this module finds its files and reads their texts, and trusts neither."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cmo_graph.interchange.layout import FILES, FileForm
from cmo_graph.interchange.notes import Notes, Place, nearest

#: Largest file that is read, in bytes.
LARGEST = 5_000_000
#: Bibliographies that may stand beside `sources.yaml`.
BIBLIOGRAPHIES: tuple[str, ...] = ("sources.bib", "sources.csl.json")
#: What people decided about pairs of concepts; `cmo-graph suggest merges` reads and writes it.
DECISIONS = "mappings.sssom.tsv"
#: Files at the top that people keep in a repository, and that are nobody's business.
_LEFT_ALONE = ("readme", "license", "licence", "changelog", "citation", "notes")
_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that the format knows."""

    #: Path inside the review's folder, with slashes.
    name: str
    path: Path
    form: FileForm


def find_files(folder: Path, notes: Notes) -> list[FoundFile]:
    """Return a review's files in the order of the format, and note what does not belong."""
    if not folder.is_dir():
        notes.add(
            "folder-missing",
            f"There is no folder {folder}.",
            Place("", 0, 0),
            value=str(folder),
            hint="Give the folder that has review.yaml.",
        )
        return []
    found = [file for form in FILES for file in _of_form(folder, form, notes)]
    _note_others(folder, {file.name for file in found}, notes)
    return found


def _of_form(folder: Path, form: FileForm, notes: Notes) -> Iterator[FoundFile]:
    paths = sorted(folder.glob(form.pattern))
    for path in paths:
        name = path.relative_to(folder).as_posix()
        yield FoundFile(name, path, form)
    if form.is_required and not paths:
        notes.add(
            "file-missing",
            f"There is no {form.pattern} in {folder.name}, and every review has one.",
            Place(form.pattern, 0, 0),
            value=form.pattern,
        )


def _note_others(folder: Path, known: set[str], notes: Notes) -> None:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in (*known, *BIBLIOGRAPHIES, DECISIONS) or _is_hidden(name) or path.is_dir():
            continue
        if path.suffix.lower() in _YAML:
            notes.add(
                "file-misplaced",
                f"{name} is a YAML file, but nothing is read from a file of this name.",
                Place(name, 0, 0),
                value=name,
                hint=nearest(name, [form.pattern for form in FILES]),
            )
        elif not name.lower().startswith(_LEFT_ALONE):
            notes.add(
                "file-unknown",
                f"{name} is not part of the format and was not read.",
                Place(name, 0, 0),
                value=name,
            )


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def read_text(folder: Path, name: str, notes: Notes) -> str | None:
    """Return a file's text without a byte order mark; None when it cannot be read, noted."""
    path = folder / name
    place = Place(name, 0, 0)
    if not path.resolve().is_relative_to(folder.resolve()):
        notes.add(
            "file-outside",
            f"{name} is a link to a file outside of the review's folder, which is not followed.",
            place,
            value=name,
            hint="Put the file itself in its place.",
        )
        return None
    try:
        if path.stat().st_size > LARGEST:
            _note_size(name, place, notes)
            return None
        raw = path.read_bytes()
    except OSError as error:
        notes.add("file-unreadable", f"{name} cannot be read: {error.strerror}.", place, value=name)
        return None
    return _decoded(raw, name, notes)


def _note_size(name: str, place: Place, notes: Notes) -> None:
    notes.add(
        "file-too-large",
        f"{name} has more than {LARGEST // 1_000_000} MB; a file of a review has less.",
        place,
        value=name,
    )


def _decoded(raw: bytes, name: str, notes: Notes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        notes.add(
            "file-not-utf8",
            f"{name} is not UTF-8: it has the byte 0x{raw[error.start]:02X}.",
            Place(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n")),
            value=f"0x{raw[error.start]:02X}",
            hint="Save it as UTF-8.",
        )
        return None
