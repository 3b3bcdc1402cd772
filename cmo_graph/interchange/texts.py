"""Source texts beside a review: this module reads them from a folder, for anchoring.

A text is UTF-8; its line ends become LF, the form in which positions count code points.
"""

from collections.abc import Iterable
from pathlib import Path

from cmo_graph.anchoring import with_lf
from cmo_graph.model import Report

#: Most bytes of one text.
LARGEST_TEXT = 64 * 1024 * 1024


def read_texts(reports: Iterable[Report], folder: Path) -> dict[str, str]:
    """Return the reports' texts that `folder` holds, by file name; a missing one is absent."""
    names = {report.text_file for report in reports if report.text_file is not None}
    texts = {name: read_text(folder / name) for name in sorted(names)}
    return {name: text for name, text in texts.items() if text is not None}


def read_text(path: Path) -> str | None:
    """Return a text; None when it is not there, not UTF-8, or larger than `LARGEST_TEXT`."""
    try:
        if path.stat().st_size > LARGEST_TEXT:
            return None
        return with_lf(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
