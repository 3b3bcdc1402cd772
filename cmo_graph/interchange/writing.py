"""A review put into its folder: this module writes the files that an import changes, or none.

Only files whose content changes are touched. All are written beside their places first, so that a
full disk is met before anything is replaced; should replacing one fail all the same, those replaced
before it are put back.
"""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.emitting import emit_review
from cmo_graph.interchange.formatting import leading_comments, lost_comments
from cmo_graph.validation.problems import Problem


@dataclass(frozen=True, slots=True)
class Written:
    """What writing a review came to."""

    #: Names of the files whose content changes, in order; written unless there is a problem.
    changed: tuple[str, ...]
    #: Files whose comments would be lost.
    problems: tuple[Problem, ...] = ()


def plan_writing(
    folder: Path, after: Reading, *, before: Reading, drop_comments: bool = False
) -> Written:
    """Say what `write_review` would do, and write nothing."""
    return _planned(folder, after, before, drop_comments)[0]


def write_review(
    folder: Path,
    after: Reading,
    *,
    before: Reading,
    beside: Mapping[str, bytes] | None = None,
    drop_comments: bool = False,
) -> Written:
    """Put a review into its folder; a folder that is not there is made, whole or not at all.

    Args:
        folder: The folder that has, or will have, `review.yaml`.
        after: The review as it is to be.
        before: The review as it was read from the folder; `NO_REVIEW` for a new one.
        beside: Further files of the folder, by name, such as its bibliography.
        drop_comments: Whether comments below the first lines of a file may be lost.

    Raises:
        NotWritable: a thing has no place in the files.
        OSError: the system refused to write; the folder is as it was.
    """
    written, texts = _planned(folder, after, before, drop_comments)
    if written.problems:
        return written
    files = {**texts, **(beside or {})}
    if folder.is_dir() and any(folder.iterdir()):
        _replace_files(folder, files)
    else:
        _make_folder(folder, files)
    return written


def _planned(
    folder: Path, after: Reading, before: Reading, drop_comments: bool
) -> tuple[Written, Mapping[str, bytes]]:
    old = _emitted(before) if before.things else {}
    texts: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, text in _emitted(after).items():
        path = folder / name
        if old.get(name) == text and path.exists():
            continue
        raw = path.read_bytes() if path.exists() else b""
        texts[name] = (leading_comments(raw.decode("utf-8-sig")) + text).encode()
        problems.extend(() if drop_comments else lost_comments(name, raw))
    return Written(tuple(sorted(texts)), tuple(problems)), texts


def _emitted(reading: Reading) -> Mapping[str, str]:
    return emit_review(
        reading.things,
        language=reading.language,
        files=reading.files,
        omitted=reading.cited,
    )


def _make_folder(folder: Path, texts: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, content in texts.items():
            path = fresh / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        fresh.chmod(0o755)
        fresh.replace(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _replace_files(folder: Path, texts: Mapping[str, bytes]) -> None:
    """Replace files all or none, as far as a file system without transactions can."""
    staged: dict[Path, Path] = {}
    kept: dict[Path, bytes | None] = {}
    try:
        for name, content in texts.items():
            # A link stays a link: what it leads to is replaced.
            path = (folder / name).resolve()
            path.parent.mkdir(exist_ok=True)
            staged[path] = path.with_name(f".{path.name}.new")
            staged[path].write_bytes(content)
        for path, fresh in staged.items():
            kept[path] = path.read_bytes() if path.exists() else None
            fresh.replace(path)
    except BaseException:
        _put_back(kept)
        for fresh in staged.values():
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        raise


def _put_back(kept: Mapping[Path, bytes | None]) -> None:
    for path, content in kept.items():
        with suppress(OSError):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
