"""The folders of drafts: this module tells those at work from what killed writers left behind.

Who makes a version aside has no lock meanwhile, and another writer sweeps. So each draft is held:
its folder is open and locked, which ends with the process, however that ends.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cmo_graph.store.folder import DRAFT, VersionFolder

try:
    import fcntl
except ImportError:  # on Windows nothing can be made aside
    fcntl = None  # type: ignore[assignment]

#: Whether a draft can be held.
CAN_HOLD = fcntl is not None


@contextmanager
def draft_folder(versions: Path) -> Iterator[Path]:
    """Give a folder for a draft, and remove what is left of it.

    Begin it with the write lock: until it is held, whoever has that could sweep it away.

    Args:
        versions: The folder of all versions.
    """
    folder = _new_name(versions)
    folder.mkdir()
    try:
        with _holding(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(versions: Path, *, current: int) -> None:
    """Remove what killed writers left, as `left_over` tells it."""
    for path in left_over(versions, current=current):
        # Under another name first: what is taken for left by mistake can then not be published.
        doomed = _new_name(versions)
        with suppress(OSError):
            path.rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)


def left_over(versions: Path, *, current: int) -> Iterator[Path]:
    """Yield what killed writers left: drafts, and versions that were never current.

    Call it with the write lock.

    Args:
        versions: The folder of all versions.
        current: The number of the current one.
    """
    for path in sorted(versions.iterdir()):
        is_draft = path.name.startswith(DRAFT)
        if VersionFolder(path).number > current or (is_draft and not _is_held(path)):
            yield path


def _new_name(versions: Path) -> Path:
    return versions / f"{DRAFT}{uuid.uuid4().hex}"


@contextmanager
def _holding(draft: Path) -> Iterator[None]:
    if not CAN_HOLD:
        yield
        return
    opened = os.open(draft, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_SH)
        yield
    finally:
        os.close(opened)


def _is_held(draft: Path) -> bool:
    if not CAN_HOLD:
        return False
    try:
        opened = os.open(draft, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(opened)
    return False
