"""What a process that has confined itself can no longer do; tried in child processes only."""

import signal
import subprocess
import sys

import pytest

from cmo_graph.sparql.confinement import memory_taken

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")


def run(program: str) -> "subprocess.CompletedProcess[str]":
    lead = "from cmo_graph.sparql.confinement import *\nimport socket\n"
    return subprocess.run(
        [sys.executable, "-c", lead + program], capture_output=True, text=True, timeout=60
    )


def test_refuse_network_lets_no_socket_be_opened() -> None:
    ended = run("assert refuse_network()\nopen('/dev/null').close()\nsocket.socket()")

    assert "PermissionError" in ended.stderr


def test_cap_memory_fails_an_allocation_beyond_it_and_no_other() -> None:
    ended = run("cap_memory(100)\nlen(bytearray(50_000_000))\nbytearray(200_000_000)")

    assert ended.stderr.strip().endswith("MemoryError")
    assert "50_000_000" not in ended.stderr


def test_cap_memory_counts_what_was_reserved_before_it_and_is_filled_after() -> None:
    ended = run(
        "import mmap\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "held = mmap.mmap(-1, 300_000_000, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_WRITE)\n"
        "start = ctypes.addressof(ctypes.c_char.from_buffer(held))\n"
        "print(libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(len(held)), 0))\n"
        "cap_memory(100)\n"
        "for size in (50_000_000, 130_000_000):\n"
        "    print(libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(size), 3))\n"
    )

    assert ended.stdout.split() == ["0", "0", "-1"], ended.stderr


def test_cap_processor_time_ends_a_process_that_computes_on() -> None:
    ended = run("cap_processor_time(0)\nwhile True: pass")

    assert ended.returncode == -signal.SIGXCPU


def test_refuse_more_files_leaves_no_descriptor_to_open() -> None:
    ended = run("import os\na, b = os.pipe()\nos.close(a)\nrefuse_more_files()\nos.pipe()")

    assert "Too many open files" in ended.stderr


def test_memory_taken_is_at_least_what_an_interpreter_takes() -> None:
    assert memory_taken() > 5_000_000
