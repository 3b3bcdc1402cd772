import ctypes
import os
from contextlib import suppress
from pathlib import Path

import pytest

from cmo_graph.freed import HandingBack, hand_back

#: A piece that the C library does not ask the system for on its own, and how many there are.
PIECE, PIECES = 64 * 1024, 1_000


def is_glibc() -> bool:
    with suppress(AttributeError, ValueError):
        return bool(os.confstr("CS_GNU_LIBC_VERSION"))
    return False


def taken() -> int:
    """Return the bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not is_glibc(), reason="only glibc hands memory back when asked")
def test_what_was_freed_between_what_is_held_is_handed_back() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    pieces = [library.malloc(PIECE) for _ in range(PIECES)]
    for piece in pieces:
        ctypes.memset(piece, 1, PIECE)
    # The last one stays, and so does all below it.
    for piece in pieces[:-1]:
        library.free(piece)
    before = taken()

    hand_back()

    library.free(pieces[-1])
    assert before - taken() > PIECE * PIECES / 2


def test_memory_is_handed_back_now_and_then() -> None:
    seldom, always = HandingBack(pause=1_000), HandingBack(pause=0)

    assert [seldom.ask() for _ in range(3)] == [True, False, False]
    assert [always.ask() for _ in range(3)] == [True, True, True]
