"""The style of diagrams in pages: this script writes `static/diagram.css`; a test compares it.

It is the style sheet that a diagram's own file carries, and the fonts that its labels were fitted
to, for machines that do not have them.
"""

from pathlib import Path

from cmo_graph.drawing.style import style_sheet

_FACE = """\
@font-face {{
  font-family: "Noto Sans"; font-weight: {weight}; font-display: swap;
  src: local("{local}"), url("fonts/NotoSans-{name}-latin.woff2") format("woff2");
  unicode-range: U+20-7E, U+A0-17F, U+2010-2027, U+2030-203A, U+20AC, U+2122, U+2212, U+FFFD;
}}
"""
TARGET = Path(__file__).resolve().parents[1] / "api" / "cmo_graph_api" / "static" / "diagram.css"


def page_style() -> str:
    """Return the style sheet of diagrams in pages."""
    faces = [
        _FACE.format(weight=400, name="Regular", local="Noto Sans"),
        _FACE.format(weight=600, name="SemiBold", local="Noto Sans SemiBold"),
    ]
    return "".join([*faces, style_sheet()])


if __name__ == "__main__":
    TARGET.write_text(page_style(), encoding="utf-8")
