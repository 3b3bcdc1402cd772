"""The style of diagrams in pages: this script writes two style sheets; a test compares them.

`static/diagram.css` is what a diagram's own file carries. `static/fonts.css` has the fonts that its
labels were fitted to, in which all pages are set, for machines that do not have them. They come in
two parts, so that a page in plain English fetches the small one only. `--fonts` makes those files
anew, which needs fontTools and Brotli (`pip install fonttools brotli`).
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from cmo_graph.drawing.style import style_sheet

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "api" / "cmo_graph_api" / "static"

#: The characters of each part.
PARTS: Mapping[str, str] = {
    "basic": "U+20-7E, U+A0, U+B7, U+D7, U+2013, U+2014, U+2018-201D, U+2026, U+2212",
    "latin": "U+A1-B6, U+B8-D6, U+D8-17F, U+2010-2012, U+2015-2017, U+201E-2025, U+2027,"
    " U+2030-203A, U+20AC, U+2122, U+FFFD",
}
#: Files of the whole fonts, their weights, and what a machine that has them calls them.
FONTS: Mapping[str, tuple[int, str]] = {
    "NotoSans-Regular": (400, "Noto Sans"),
    "NotoSans-SemiBold": (600, "Noto Sans SemiBold"),
}
_FACE = """\
@font-face {{
  font-family: "Noto Sans"; font-weight: {weight}; font-display: swap;
  src: local("{local}"), url("fonts/{name}-{part}.woff2") format("woff2");
  unicode-range: {characters};
}}
"""


def style_sheets() -> dict[Path, str]:
    """Return each style sheet by the file that it stands in."""
    return {STATIC / "diagram.css": style_sheet(), STATIC / "fonts.css": "".join(_faces())}


def _faces() -> Iterator[str]:
    for name, (weight, local) in FONTS.items():
        for part, characters in PARTS.items():
            yield _FACE.format(
                name=name, weight=weight, local=local, part=part, characters=characters
            )


def write_fonts() -> None:
    """Write the parts of the fonts."""
    from fontTools.subset import main as subset  # type: ignore[import-untyped]  # ships no types

    for name in FONTS:
        for part, characters in PARTS.items():
            subset(
                [
                    str(ROOT / "cmo_graph" / "drawing" / "fonts" / f"{name}.ttf"),
                    f"--unicodes={characters.replace(' ', '')}",
                    "--flavor=woff2",
                    "--no-hinting",
                    f"--output-file={STATIC / 'fonts' / f'{name}-{part}.woff2'}",
                ]
            )


if __name__ == "__main__":
    if "--fonts" in sys.argv[1:]:
        write_fonts()
    for target, text in style_sheets().items():
        target.write_text(text, encoding="utf-8")
