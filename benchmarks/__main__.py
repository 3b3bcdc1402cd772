"""Runs all benchmarks once: `python -m benchmarks [--quick] [--only NAME] [--page FILE]`.

Prints each row as it is measured, then writes the page; with `--only`, the sections of some alone.
Exits with 1 when a target is missed, for whoever wants to know. `--quick` measures almost nothing
and judges nothing.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from benchmarks import (
    anchoring,
    asking,
    authoring,
    drawing,
    loading,
    memory,
    pages,
    pathways,
    qda,
    servers,
    sparql,
    supporting,
    tables,
    what_if,
    workbooks,
)
from benchmarks.material import FULL, QUICK, Material, Scale
from benchmarks.table import Row, as_page, as_table, with_sections

#: In the order in which they run: loading makes the stores that the others ask.
BENCHMARKS: tuple[ModuleType, ...] = (
    loading,
    authoring,
    anchoring,
    tables,
    workbooks,
    qda,
    asking,
    sparql,
    servers,
    pages,
    memory,
    supporting,
    pathways,
    what_if,
    drawing,
)
PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and return the exit code."""
    asked = _parser().parse_args(arguments)
    scale = QUICK if asked.quick else FULL
    if asked.configurations:
        scale = replace(scale, name="reduced", configurations=asked.configurations)
    with tempfile.TemporaryDirectory(prefix="cmo-graph-benchmarks-") as folder:
        material = Material(Path(folder), scale)
        found = {
            one.TITLE: list(_printed(one, material, is_judged=not asked.quick))
            for one in BENCHMARKS
            if not asked.only or one.__name__.rpartition(".")[2] in asked.only
        }
    if asked.only:
        page = with_sections((asked.page or PAGE).read_text(encoding="utf-8"), found)
    else:
        page = as_page(found, scale=_told(scale))
    if asked.page or not asked.quick:
        (asked.page or PAGE).write_text(page, encoding="utf-8")
    missed = [row for rows in found.values() for row in rows if row.is_missed]
    print(f"\n{len(missed)} targets missed.\n{as_table(missed) if missed else ''}")
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes; shows that it runs")
    parser.add_argument(
        "--only",
        action="append",
        choices=[one.__name__.rpartition(".")[2] for one in BENCHMARKS],
        help="run one of them, and write its sections alone; repeatable",
    )
    parser.add_argument("--configurations", type=int, help="size of the synthetic library")
    parser.add_argument("--page", type=Path, help=f"where to write; else {PAGE.name}")
    return parser


def _printed(benchmark: ModuleType, material: Material, *, is_judged: bool) -> Iterator[Row]:
    print(f"\n## {benchmark.TITLE}\n", flush=True)
    for found in benchmark.rows(material):
        row = found if is_judged else replace(found, target=None)
        print(as_table([row]).splitlines()[-1], flush=True)
        yield row


def _told(scale: Scale) -> str:
    return (
        f"This is the {scale.name} run: the library has {scale.configurations:,} configurations in"
        " reviews of 500."
    )


if __name__ == "__main__":
    sys.exit(main())
