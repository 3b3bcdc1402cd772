"""What a benchmark says: this module has rows, and the page they make."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from os import cpu_count

_NAMED = ("networkx", "pydantic", "pyoxigraph", "rdflib")
_HEAD = """\
# Benchmarks

`scripts/bench` wrote this page, each section in one run; no figure on it was typed by hand. Read
the ratios: they compare two things that the same machine did within the same minutes, so they carry
over to other machines. The seconds and megabytes are those of that run only.

The data are synthetic (`cmo_graph.synthetic`), but for "seed", the embedded Signs of Safety
synthesis. "Raw" means the engine (pyoxigraph) alone, on the same quads, without any of our code.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio, or a figure, must reach."""

    #: Highest or lowest value that is good enough.
    limit: float
    at_most: bool
    unit: str = "×"

    def is_met(self, value: float) -> bool:
        """Say whether the value is good enough."""
        return value <= self.limit if self.at_most else value >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:g}{_spaced(self.unit)}"


def at_most(limit: float, unit: str = "×") -> Target:
    """Return the target of a value that must not be exceeded."""
    return Target(limit, at_most=True, unit=unit)


def at_least(limit: float, unit: str = "×") -> Target:
    """Return the target of a value that must be reached."""
    return Target(limit, at_most=False, unit=unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured thing."""

    what: str
    #: How much data it was measured on.
    size: str
    value: float
    #: What the value is: "× raw bulk load", "quads/s", "bytes a quad".
    unit: str
    target: Target | None = None
    #: The seconds, rates or megabytes behind a ratio.
    behind: str = ""

    @property
    def is_ratio(self) -> bool:
        """Whether it holds on other machines."""
        return self.unit.startswith("×")

    @property
    def is_missed(self) -> bool:
        """Whether there is a target and it is not met."""
        return self.target is not None and not self.target.is_met(self.value)


def as_page(rows_by_title: Mapping[str, Sequence[Row]], *, scale: str) -> str:
    """Return the page of a run, ratios before absolute figures.

    Args:
        rows_by_title: The rows of each benchmark under its title.
        scale: One sentence about the sizes of the run.
    """
    parts = [_HEAD, f"{scale} {_circumstances()}\n", "## Ratios\n"]
    parts += _section(rows_by_title, ratios=True)
    parts.append("## Absolute figures of that run\n")
    parts += _section(rows_by_title, ratios=False)
    return "\n".join(parts)


def with_sections(page: str, rows_by_title: Mapping[str, Sequence[Row]]) -> str:
    """Return a page with the sections of some benchmarks as a run of their own measured them.

    A section that the page does not have yet comes after the others.
    """
    ratios, between, absolute = page.partition("## Absolute figures")
    for title, rows in rows_by_title.items():
        ratios = _replaced(ratios, title, [row for row in rows if row.is_ratio])
        absolute = _replaced(absolute, title, [row for row in rows if not row.is_ratio])
    return f"{ratios.rstrip()}\n\n{between}{absolute.rstrip()}\n"


def _replaced(half: str, title: str, rows: Sequence[Row]) -> str:
    """Return one half of a page with a section's table replaced, where it has that section."""
    if rows and f"### {title}\n" not in half:
        half = f"{half.rstrip()}\n\n### {title}\n\n"
    before, heading, after = half.partition(f"### {title}\n")
    _, following, rest = after.partition("\n### ")
    return f"{before}{heading}\n{as_table(rows)}\n{following}{rest}" if heading else half


def _circumstances() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    return (
        f"Run on {date.today().isoformat()} with {cpu_count()} cores, Python"
        f" {platform.python_version()}, {versions}."
    )


def _section(rows_by_title: Mapping[str, Sequence[Row]], *, ratios: bool) -> list[str]:
    parts = []
    for title, rows in rows_by_title.items():
        chosen = [row for row in rows if row.is_ratio is ratios]
        if chosen:
            parts.append(f"### {title}\n\n{as_table(chosen)}\n")
    return parts


def as_table(rows: Iterable[Row]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| what | size | measured | target | behind it |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(_cells(row))} |" for row in rows]
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    target = "" if row.target is None else f"{row.target} {'missed' if row.is_missed else 'met'}"
    return row.what, row.size, f"{rounded(row.value)}{_spaced(row.unit)}", target, row.behind


def _spaced(unit: str) -> str:
    return f" {unit}" if unit else ""


def rounded(value: float) -> str:
    """Return a number with three significant digits, thousands set apart by commas."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def duration(seconds: float) -> str:
    """Return seconds as text in the unit that suits them."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{rounded(seconds * factor)} {unit}"
    return f"{rounded(seconds * 1e6)} µs"
