"""The soak: this module runs a server under mixed traffic for minutes, and says what went wrong.

`python -m tests.soak --minutes 15`. Reads (SPARQL, REST, graph store, older versions), writes
(graph store, updates, loads from another process), killed readers, and a server that is killed and
started again. Every answer is judged by the dataset version that it names. For the last part of the
time no server is killed, and its memory, files and processes are looked at: they must not grow.

The exit code is 0 only when no answer was wrong and nothing leaked.
"""

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cmo_graph.store.checking import check_store
from cmo_graph.store.folder import VERSIONS, VersionFolder
from cmo_graph.store.seal import broken
from tests.soak.model import Oracle
from tests.soak.served import Served, Taken
from tests.soak.traffic import Users

READERS = 3
#: Seconds between two writes, two killed readers, and two looks at what the server takes.
WRITE_PAUSE, READER_PAUSE, LOOK_PAUSE = 0.3, 4.0, 0.5
#: Seconds between two looks whether the files of every version are those that were published.
CHECK_PAUSE = 5.0
#: Share of the time in which the server is killed now and then, and seconds between two times.
KILLING_SHARE, KILL_PAUSE = 0.35, 15.0
#: Share of the time after which a server that was left alone since is warm.
WARM_SHARE = 0.55
#: Growth that fails: megabytes a minute in the long run, and once, for what is still being filled.
MOST_SLOPE, MOST_ONCE = 2.0, 25.0
#: Open files more at the end than at the beginning of the steady part, by the line through all.
MOST_FILES = 20.0
#: Processes of the server at once: two readers, spare ones, and one that updates or parses.
MOST_PROCESSES = 10


@dataclass(frozen=True, slots=True)
class Slope:
    """A line through figures over time, by least squares."""

    per_minute: float
    minutes: float

    @property
    def growth(self) -> float:
        """How much the line rises from its beginning to its end."""
        return self.per_minute * self.minutes


def slope_of(points: Sequence[tuple[float, float]]) -> Slope:
    """Return the line through (seconds, figure) points; level when there are fewer than two."""
    if len(points) < 2:
        return Slope(0.0, 0.0)
    times = [seconds / 60 for seconds, _ in points]
    middle = sum(times) / len(times)
    mean = sum(figure for _, figure in points) / len(points)
    spread = sum((minute - middle) ** 2 for minute in times)
    rise = sum((m - middle) * (f - mean) for m, (_, f) in zip(times, points, strict=True))
    return Slope(rise / spread if spread else 0.0, max(times) - min(times))


def faults_of(looks: Sequence[Taken]) -> list[str]:
    """Say what grew that must not grow."""
    memory = slope_of([(look.seconds, look.megabytes) for look in looks])
    files = slope_of([(look.seconds, float(look.files)) for look in looks])
    most = max((look.processes for look in looks), default=0)
    found = []
    if memory.growth > MOST_ONCE + MOST_SLOPE * memory.minutes:
        found.append(f"memory grows by {memory.per_minute:.2f} MB a minute")
    if files.growth > MOST_FILES:
        found.append(f"open files grow by {files.per_minute:.1f} a minute")
    if most > MOST_PROCESSES:
        found.append(f"{most} processes at once")
    return found


def broken_versions(store: Path) -> list[str]:
    """Name the files of published versions that have changed since, as none ever may."""
    found = []
    for version in (store / VERSIONS).glob("[0-9]*"):
        with suppress(OSError):
            sealed = VersionFolder(version).facts()["files"]
            changed = [name for name, is_there in broken(version, sealed) if is_there]
            # One that is forgotten meanwhile has lost its files, and is not there any more.
            if version.exists():
                found += [f"{version.name}/{name} has changed" for name in changed]
    return found


class Soak:
    """One run."""

    def __init__(self, folder: Path, minutes: float) -> None:
        self.served = Served(folder)
        self.oracle = Oracle()
        self.users = Users(self.served, self.oracle)
        self._seconds = minutes * 60
        self.looks: list[Taken] = []
        self.kills = self.killed_readers = 0

    def run(self) -> list[str]:
        """Let everybody work for the time; return what went wrong."""
        state = self.users.begin()
        threads = [
            threading.Thread(target=self.users.read, args=(seed,)) for seed in range(READERS)
        ]
        threads.append(threading.Thread(target=self.users.write, args=(state, 99, WRITE_PAUSE)))
        for thread in threads:
            thread.start()
        self._disturb()
        self.users.stop.set()
        for thread in threads:
            thread.join()
        self.oracle.finish()
        return [*self.oracle.wrong, *faults_of(self.looks), *self._faults_at_the_end()]

    def _disturb(self) -> None:
        """Kill what is to be killed, and look at the server when it was left alone for a while."""
        began = time.monotonic()
        next_kill, next_reader, next_check = KILL_PAUSE / 2, READER_PAUSE, CHECK_PAUSE
        while (passed := time.monotonic() - began) < self._seconds:
            if passed > next_kill and passed < self._seconds * KILLING_SHARE:
                self.served.kill_and_start()
                self.kills += 1
                next_kill = time.monotonic() - began + KILL_PAUSE
            if passed > next_reader:
                self.killed_readers += self.served.kill_reader()
                next_reader = passed + READER_PAUSE
            if passed > next_check:
                self.oracle.wrong += broken_versions(self.served.store)
                next_check = passed + CHECK_PAUSE
            if passed > self._seconds * WARM_SHARE:
                self.looks.append(self.served.taken())
            time.sleep(LOOK_PAUSE)

    def _faults_at_the_end(self) -> list[str]:
        code, left = self.served.stop()
        found = [f"unsound: {fault.message}" for fault in check_store(self.served.store)]
        if code != 0:
            found.append(f"the server ended with exit code {code}")
        if left:
            found.append(f"{len(left)} processes outlive the server")
        found += [f"logged: {line}" for line in self.served.errors() if "Traceback" in line]
        return found

    def report(self) -> str:
        """Return the figures of the run."""
        memory = slope_of([(look.seconds, look.megabytes) for look in self.looks])
        files = slope_of([(look.seconds, float(look.files)) for look in self.looks])
        counts = sorted(self.users.counts.items())
        last = self.looks[-1] if self.looks else Taken(0, 0, 0, 0)
        return "\n".join(
            (
                f"{self.oracle.judged} answers judged by their version, over"
                f" {len(self.oracle.states)} versions: {len(self.oracle.wrong)} wrong.",
                f"{self.kills} times the server was killed, {self.killed_readers} times a reader.",
                f"Memory {last.megabytes:.0f} MB, {memory.per_minute:+.2f} MB a minute over the"
                f" last {memory.minutes:.1f} minutes (fails above {MOST_SLOPE} a minute and"
                f" {MOST_ONCE} MB once).",
                f"Open files {last.files}, {files.per_minute:+.2f} a minute;"
                f" processes at most {max((look.processes for look in self.looks), default=0)}.",
                ", ".join(f"{name} {count}" for name, count in counts),
            )
        )


def main() -> int:
    """Run the soak and print what came of it; return the exit code."""
    parser = argparse.ArgumentParser(description="Soak a server, and say what went wrong.")
    parser.add_argument("--minutes", type=float, default=15.0)
    folder = Path(tempfile.mkdtemp(prefix="cmo-graph-soak-"))
    soak = Soak(folder, parser.parse_args().minutes)
    wrong = soak.run()
    sys.stdout.write(f"{soak.report()}\n")
    for fault in wrong[:20]:
        sys.stdout.write(f"WRONG {fault}\n")
    if wrong:
        sys.stdout.write(
            f"{len(wrong)} things went wrong; the store and the log are in {folder}.\n"
        )
    else:
        shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
