"""Zip files from outside: this module reads their members into memory, counting what unpacks."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from cmo_graph.interchange.containers.texts import CONTROL, LARGEST_TEXT, is_small_enough
from cmo_graph.interchange.containers.xml_texts import read_xml
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place

#: Most bytes that are read out of one zip file in all.
LARGEST_UNPACKED = 512 * 1024 * 1024
#: Most files in a zip.
MOST_MEMBERS = 10_000
#: How many times larger than in the zip a file may be, where it is not small.
MOST_RATIO = 300
_SMALL = 4 * 1024 * 1024


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
