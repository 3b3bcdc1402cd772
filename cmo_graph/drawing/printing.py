"""A drawing on paper: this module writes PNG and PDF, with the fonts its labels were fitted to.

Both are written from the SVG that a page shows, and need the extra `figures`. Characters that the
fonts lack, such as those of East Asia, are missing from them; a browser prints all.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any

from cmo_graph.drawing.geometry import Drawing
from cmo_graph.drawing.svg import to_svg
from cmo_graph.errors import FiguresNotInstalled

#: Pixels for each pixel of the drawing: a text of 12 is sharp at 170 mm, the width of a page.
SHARPNESS = 2.0
#: Most pixels of a PNG on either side.
LARGEST_PNG = 12_000
_FONT_FILES = {"": "NotoSans-Regular.ttf", "B": "NotoSans-SemiBold.ttf"}
#: Points for each pixel, as style sheets have it.
_POINTS = 0.75
#: A drawing says which dataset version it is of; a date would make two of the same differ.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def to_png(drawing: Drawing, *, sharpness: float = SHARPNESS) -> bytes:
    """Return a drawing as PNG, no more than `LARGEST_PNG` pixels wide or high.

    Raises:
        FiguresNotInstalled: the extra `figures` is not installed.
    """
    resvg = _imported("resvg_py", "PNG")
    scale = min(sharpness, LARGEST_PNG / max(drawing.width, drawing.height))
    with as_file(files(__package__) / "fonts") as fonts:
        written = resvg.svg_to_bytes(
            svg_string=_plain(drawing),
            width=round(drawing.width * scale),
            font_files=[str(fonts / name) for name in _FONT_FILES.values()],
            font_family="Noto Sans",
            sans_serif_family="Noto Sans",
            skip_system_fonts=True,
        )
    return bytes(written)


def to_pdf(drawing: Drawing) -> bytes:
    """Return a drawing as PDF, on one page of its size, with texts that can be searched.

    Raises:
        FiguresNotInstalled: the extra `figures` is not installed.
    """
    fpdf = _imported("fpdf", "PDF")
    width, height = drawing.width * _POINTS, drawing.height * _POINTS
    page = fpdf.FPDF(unit="pt", format=(width, height))
    page.set_creation_date(_NO_DATE)
    page.set_title(drawing.diagram.title)
    with as_file(files(__package__) / "fonts") as fonts, _quiet():
        for style, name in _FONT_FILES.items():
            page.add_font("Noto Sans", style, fonts / name)
        page.add_page()
        page.set_font("Noto Sans")
        page.image(BytesIO(_plain(drawing).encode()), x=0, y=0, w=width, h=height)
        return bytes(page.output())


def _plain(drawing: Drawing) -> str:
    return to_svg(drawing, is_file=False, with_words=False)


def _imported(module: str, kind: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise FiguresNotInstalled(kind) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the font's tools from telling each step they take."""
    loggers = [logging.getLogger(name) for name in ("fontTools", "fpdf")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
