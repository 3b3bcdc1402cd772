"""What a reader process takes away from itself: this module lowers its limits before it reads.

The limits hold for the process that calls these functions and cannot be raised again by a query.
Where the operating system has no such limit, a function does nothing; the deadline in the parent
process and the scan of the text remain.
"""

import ctypes
import os
import platform
import sys
import threading
import time
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl
    import resource

#: Number of the system call `socket` and name of the machine in the kernel's audit constants.
_SOCKET = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}
#: How much less of a processor a slowed thread gets: a tenth, where others want it.
_NICENESS = 10
_PAGE = os.sysconf("SC_PAGE_SIZE") if sys.platform != "win32" else 4096
#: Places in the system's account of a process: its address space, and what of it can be written to.
_STATM_SIZE, _STATM_DATA = 0, 5
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_FAIL_WITH_EPERM = 0x00050001


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("jump_if_true", ctypes.c_ubyte),
        ("jump_if_false", ctypes.c_ubyte),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def refuse_network() -> bool:
    """Make every later attempt to open a socket fail; say whether that took hold.

    A filter of system calls, on Linux: the engine resolves SERVICE by itself and has no switch for
    it. The four steps are those of the kernel's own example: look at the machine, let other
    machines' calls through, look at the number of the call, fail the one that opens a socket.

    Source: the Linux kernel's documentation of seccomp filters.
    """
    known = _SOCKET.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    call, machine = known
    load, equals, end = 0x20, 0x15, 0x06
    instructions = (_Instruction * 6)(
        _Instruction(load, 0, 0, 4),
        _Instruction(equals, 0, 3, machine),
        _Instruction(load, 0, 0, 0),
        _Instruction(equals, 0, 1, call),
        _Instruction(end, 0, 0, _FAIL_WITH_EPERM),
        _Instruction(end, 0, 0, _ALLOW),
    )
    program = _Program(len(instructions), instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def slow_down(process_id: int) -> None:
    """Give other processes the first call on a processor; the process's first thread stays as is.

    Only Linux tells threads apart here; elsewhere nothing happens.
    """
    for thread in _threads_of(process_id) - {process_id}:
        # It may have ended meanwhile.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, _NICENESS)


def is_slowed_down() -> bool:
    """Say whether `slow_down` has reached the thread that asks."""
    if sys.platform != "linux":
        return False
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) >= _NICENESS


def _threads_of(process_id: int) -> set[int]:
    try:
        return {int(path.name) for path in Path(f"/proc/{process_id}/task").iterdir()}
    except OSError:
        return set()


def widen_pipe(pipe: IO[bytes], size: int) -> None:
    """Let a pipe hold `size` bytes, where the system allows it."""
    if sys.platform == "linux":
        # Not a pipe, or more than one user may have.
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, size)


def cap_memory(megabytes: int) -> None:
    """Let the process take `megabytes` more than it has now; an allocation beyond that fails.

    Address space alone does not hold it: an allocator reserves some that cannot be written to, and
    fills it later. So what can be written to is capped, too, which counts such space as it is made
    writable.

    Source: setrlimit(2) and proc(5) of Linux, of RLIMIT_AS, RLIMIT_DATA and statm.
    """
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        more = megabytes * 1024 * 1024
        for limit, taken in (
            (resource.RLIMIT_AS, memory_taken()),
            (resource.RLIMIT_DATA, _told(_STATM_DATA)),
        ):
            if taken:
                resource.setrlimit(limit, (taken + more, taken + more))


def memory_taken() -> int:
    """Return the size of the process's address space in bytes.

    0 where it cannot be known, as when it is asked first after `refuse_more_files`.
    """
    return _told(_STATM_SIZE)


def _told(place: int) -> int:
    """Return a size that the system tells of this process, in bytes; 0 where it tells none."""
    try:
        pages = int(os.pread(_statm(), 128, 0).split()[place])
    except OSError:
        return 0
    return pages * _PAGE


@cache
def _statm() -> int:
    """Return the system's own account of this process, opened once: it is read at every query."""
    return os.open("/proc/self/statm", os.O_RDONLY)


def cap_processor_time(seconds: float) -> None:
    """Let the process compute for `seconds` more, over all threads; then the system ends it.

    The parent's deadline comes first; this ends a reader whose parent is gone.
    """
    if sys.platform != "win32":
        _end_after(int(time.process_time() + seconds) + 2)


# Of a hundred small queries in a row, the limit is the same whole second.
@lru_cache(maxsize=1)
def _end_after(processor_seconds: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, hard))


def refuse_more_files() -> None:
    """Make every later attempt to open a file or a socket fail.

    Not for a store on disk: the engine opens its files when it needs them.
    """
    if sys.platform == "win32":
        return
    limit = max(int(path.name) for path in Path("/dev/fd").iterdir()) + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    # The limit is on a descriptor's number, so the holes below it are filled.
    with suppress(OSError):
        while True:
            os.dup(0)
