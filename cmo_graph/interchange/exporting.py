"""Giving a review out in forms other programs read: this module has what every exporter takes.

An exporter is a function from a review to files. It writes nothing to disk, and what a file cannot
hold is told, never left out in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading
from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.model import Review

#: The time that files in a zip bear, so that the same review gives the same bytes.
_TIMELESS = (1980, 1, 1, 0, 0, 0)
ZIP_TYPE = "application/zip"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that an export came to."""

    #: Its name without folders.
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to."""

    #: One at least.
    files: tuple[MadeFile, ...]
    #: Sentences: what was left out, marked or changed so that the files can hold it.
    told: tuple[str, ...] = ()

    def as_one(self, name: str) -> MadeFile:
        """Return the file, or all of them in one zip named after `name`."""
        if len(self.files) == 1:
            return self.files[0]
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for file in self.files:
                info = ZipInfo(file.name, _TIMELESS)
                info.compress_type = ZIP_DEFLATED
                archive.writestr(info, file.content)
        return MadeFile(f"{name}.zip", packed.getvalue(), ZIP_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What an exporter needs to know beside the review."""

    base: Base = DEFAULT_BASE
    #: Options of the kind, by name; each has an answer that the kind takes.
    options: Mapping[str, str] = field(default_factory=dict)
    #: How many of the sources' words go out; passages are cut to it already.
    profile: Profile = Profile.QUOTE
    #: The sources' texts that are at hand, by `text_file`; for files that carry whole texts.
    texts: Mapping[str, str] = field(default_factory=dict)
    #: Entries of CSL-JSON of the bibliography beside the review, whole; empty when it is not at
    #: hand, as in a store.
    bibliography: tuple[Mapping[str, Any], ...] = ()


class Exporter(Protocol):
    """Makes files of one kind out of a review."""

    def __call__(self, reading: Reading, *, request: ExportRequest) -> Exported:
        """Return the files.

        Raises:
            NotExportable: a file of this kind cannot hold something of the review.
        """


def review_of(reading: Reading) -> Review:
    """Return the review itself, out of its things."""
    return next(thing for thing in reading.things if isinstance(thing, Review))
