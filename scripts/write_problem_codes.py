"""Writes `docs/problem-codes.md` from the codes: this module is run when one has changed."""

from pathlib import Path

from cmo_graph.validation.codes_page import as_markdown


def main() -> None:
    """Write a section for every code."""
    file = Path(__file__).resolve().parent.parent / "docs" / "problem-codes.md"
    file.write_text(as_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
