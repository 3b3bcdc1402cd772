"""The process of an update: it ends in time, harms nobody, and another takes its place."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from cmo_graph.errors import QueryCrashed, QueryNotSupported, QueryOutOfMemory, QueryTimedOut
from cmo_graph.sparql.updating import UpdateLimits, Updater

LIMITS = UpdateLimits(seconds=30, megabytes=512)


@pytest.fixture
def updater() -> Iterator[Updater]:
    opened = Updater()
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    items = ", ".join(str(number) for number in range(300))
    store.update(f"INSERT DATA {{ <a:a> <a:b> {items} }}")
    store.flush()
    return tmp_path / "store"


def numbers(folder: Path) -> int:
    return len(pyoxigraph.Store.read_only(str(folder)))


def test_update_is_in_the_folder_when_it_is_done(updater: Updater, folder: Path) -> None:
    touched = updater.run("DELETE DATA { <a:a> <a:b> 1 }", folder, limits=LIMITS)

    assert touched == ()
    assert numbers(folder) == 299


def test_process_is_ready_for_the_next_update(updater: Updater, folder: Path) -> None:
    for number in range(4):
        updater.run(f"DELETE DATA {{ <a:a> <a:b> {number} }}", folder, limits=LIMITS)
        [spare] = updater.process_ids()
        if number == 2:
            os.kill(spare, signal.SIGKILL)
            time.sleep(0.2)

    assert numbers(folder) == 296


def test_no_process_is_left_when_it_is_closed(updater: Updater, folder: Path) -> None:
    updater.run("DELETE DATA { <a:a> <a:b> 1 }", folder, limits=LIMITS)
    [spare] = updater.process_ids()
    updater.close()

    assert updater.process_ids() == ()
    with pytest.raises(ProcessLookupError):
        os.kill(spare, 0)


PRODUCT = " ".join(f"?s{number} ?p{number} ?o{number} ." for number in range(6))


def test_update_that_takes_too_long_is_ended(updater: Updater, folder: Path) -> None:
    text = f"INSERT {{ <a:a> <a:c> ?o0 }} WHERE {{ {PRODUCT} }}"

    with pytest.raises(QueryTimedOut, match="The update was stopped"):
        updater.run(text, folder, limits=UpdateLimits(seconds=1.5))


def test_update_that_takes_too_much_memory_is_ended(updater: Updater, folder: Path) -> None:
    text = f"INSERT {{ ?s ?p ?z }} WHERE {{ SELECT * {{ {PRODUCT} }} ORDER BY ?o5 ?o4 }}"

    with pytest.raises(QueryOutOfMemory):
        updater.run(text, folder, limits=UpdateLimits(seconds=60, megabytes=128))


def test_update_whose_process_dies_is_told_so(updater: Updater, folder: Path) -> None:
    updater.run("CLEAR SILENT GRAPH <a:g>", folder, limits=LIMITS)
    [spare] = updater.process_ids()
    killer = threading.Timer(0.7, os.kill, (spare, signal.SIGSEGV))
    killer.start()
    text = f"INSERT {{ <a:a> <a:c> ?o0 }} WHERE {{ {PRODUCT} }}"

    with pytest.raises(QueryCrashed, match="SIGSEGV"):
        updater.run(text, folder, limits=LIMITS)


def test_file_that_is_no_store_is_told(updater: Updater, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("no statement", encoding="utf-8")

    with pytest.raises(QueryCrashed):
        updater.run("CLEAR ALL", broken, limits=LIMITS)


def test_custom_function_is_not_supported(updater: Updater, folder: Path) -> None:
    with pytest.raises(QueryNotSupported, match="custom function"):
        updater.run(
            "INSERT { <a:a> <a:c> ?x } WHERE { BIND(<a:none>(1) AS ?x) }", folder, limits=LIMITS
        )
