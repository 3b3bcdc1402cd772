"""Clocks and scales: this module measures time, memory and their spread."""

import gc
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_PAGE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that the repeats of one action took."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one, which a pause elsewhere on the machine does not move."""
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        """The fastest one: other work on the machine can only add to it."""
        return min(self.seconds)

    @property
    def p95(self) -> float:
        """What 19 of 20 repeats stay under."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]


def seconds(action: Callable[[], object]) -> float:
    """Run an action once and return the seconds it took."""
    gc.collect()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Spent:
    """What one long action took."""

    seconds: float
    #: Seconds of processors, all threads together: what other work on the machine changes least.
    processor: float
    #: Most bytes the process ever held.
    peak: int


def spent(action: Callable[[], object]) -> Spent:
    """Run an action once, best in a process of its own, and return what it took."""
    before = time.process_time()
    elapsed = seconds(action)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Spent(elapsed, time.process_time() - before, peak)


def repeat(action: Callable[[], object], *, times: int) -> Times:
    """Run an action once to warm up and then `times` times."""
    action()
    return Times(tuple(_quick_seconds(action) for _ in range(times)))


def alternate(
    first: Callable[[], object], second: Callable[[], object], *, times: int
) -> tuple[Times, Times]:
    """Repeat two actions turn by turn, so that both meet the same weather on the machine."""
    first()
    second()
    pairs = [(_quick_seconds(first), _quick_seconds(second)) for _ in range(times)]
    return Times(tuple(pair[0] for pair in pairs)), Times(tuple(pair[1] for pair in pairs))


def each(actions: Iterable[Callable[[], object]]) -> Times:
    """Run each action once."""
    return Times(tuple(_quick_seconds(action) for action in actions))


def in_turn(
    pairs: Iterable[tuple[Callable[[], object], Callable[[], object]]],
) -> tuple[Times, Times]:
    """Run pairs of actions, each once, and return the seconds of a processor that they took.

    Other work on the machine changes these less than the seconds on the clock.
    """
    found = [(_processor_seconds(one), _processor_seconds(other)) for one, other in pairs]
    return Times(tuple(pair[0] for pair in found)), Times(tuple(pair[1] for pair in found))


def _processor_seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _quick_seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def resident() -> int:
    """Return the bytes of memory this process holds; 0 where the system does not tell."""
    gc.collect()
    return resident_of(os.getpid())


def resident_of(process_id: int) -> int:
    """Return the bytes of memory a process holds; 0 where the system does not tell."""
    pages = Path("/proc") / str(process_id) / "statm"
    if not pages.exists():
        return 0
    return int(pages.read_text(encoding="ascii").split()[1]) * _PAGE_BYTES


_START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def in_fresh_process(
    function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
) -> Result:
    """Call a module's function in a process in which nothing was done yet.

    Modules are imported once, in a server of processes that does nothing else.
    """
    context = multiprocessing.get_context(_START)
    if _START == "forkserver":
        context.set_forkserver_preload(["benchmarks.__main__"])
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(function, *args, **kwargs).result()


def spread(items: Sequence[Result], *, count: int) -> list[Result]:
    """Return `count` items at even distances through a sequence."""
    step = max(1, len(items) // count)
    return list(items[::step][:count])
