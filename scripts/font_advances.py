"""How wide each character of the shipped fonts is: this script writes the table that labels need.

Run it when a font changes: `python scripts/font_advances.py`. It needs fonttools, which the extra
`figures` brings along; the table it writes needs nothing.
"""

import json
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "cmo_graph" / "drawing" / "fonts"


def main() -> None:
    """Write `advances.json`: for each weight, [first code point, widths…] of each run."""
    table = {
        weight.lower(): _runs(TTFont(FONTS / f"NotoSans-{weight}.ttf"))
        for weight in ("Regular", "SemiBold")
    }
    text = json.dumps(table, separators=(",", ":")).replace("],[", "],\n[")
    (FONTS / "advances.json").write_text(text + "\n", encoding="utf-8")


def _runs(font: TTFont) -> list[list[int]]:
    widths = font["hmtx"].metrics
    runs: list[list[int]] = []
    following = -1
    for point, name in sorted(font.getBestCmap().items()):
        if point != following:
            runs.append([point])
        runs[-1].append(widths[name][0])
        following = point + 1
    return runs


if __name__ == "__main__":
    main()
