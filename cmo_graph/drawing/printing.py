"""A drawing on paper: this module writes PNG and PDF, with the fonts its labels were fitted to.

Both are written from the SVG that a page shows, and need the extra `figures`. Characters that the
fonts lack, such as those of East Asia, are missing from them; a browser prints all.
"""

import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any

from cmo_graph.drawing.geometry import Drawing
from cmo_graph.drawing.svg import to_svg
from cmo_graph.errors import FiguresNotInstalled

#: Dots per inch unless another number is asked for: two for each pixel of the drawing.
USUAL_DPI = 192
#: Most pixels of a PNG on either side, and in all: a picture takes four bytes of memory for each.
LARGEST_SIDE, MOST_PIXELS = 12_000, 36_000_000
_FONT_FILES = {"": "NotoSans-Regular.ttf", "B": "NotoSans-SemiBold.ttf"}
#: Pixels and points of an inch, as style sheets have them; millimetres, as everybody has.
_PIXELS, _POINTS, _MILLIMETRES = 96, 72, 25.4
#: A drawing says which dataset version it is of; a date would make two of the same differ.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSize:
    """How large a drawing is on paper."""

    #: In millimetres; None for as many pixels as the drawing is wide, 96 of them to the inch.
    width_mm: float | None = None
    #: Dots per inch of a PNG.
    dpi: int = USUAL_DPI

    def inches(self, drawing: Drawing) -> float:
        """Return how wide a drawing is printed."""
        if self.width_mm is None:
            return drawing.width / _PIXELS
        return self.width_mm / _MILLIMETRES


#: Bounds of both, in millimetres and dots per inch: from a thumbnail to the side of an A0 sheet.
NARROWEST, WIDEST = 20, 1_200
LEAST_DPI, MOST_DPI = 36, 1_200
#: As large as on a screen.
AS_SHOWN = PrintSize()


def to_png(drawing: Drawing, *, size: PrintSize = AS_SHOWN) -> bytes:
    """Return a drawing as PNG, which says how large it is to be printed.

    A picture that would have more pixels than `LARGEST_SIDE` on a side, or `MOST_PIXELS` in all,
    has fewer to the inch, and so the width that was asked for.

    Raises:
        FiguresNotInstalled: the extra `figures` is not installed.
    """
    resvg = _imported("resvg_py", "PNG")
    largest = min(
        LARGEST_SIDE / max(drawing.width, drawing.height),
        (MOST_PIXELS / (drawing.width * drawing.height)) ** 0.5,
    )
    pixels = min(round(size.inches(drawing) * size.dpi), int(drawing.width * largest))
    with as_file(files(__package__) / "fonts") as fonts:
        written = resvg.svg_to_bytes(
            svg_string=_plain(drawing),
            width=pixels,
            font_files=[str(fonts / name) for name in _FONT_FILES.values()],
            font_family="Noto Sans",
            sans_serif_family="Noto Sans",
            skip_system_fonts=True,
        )
    return _with_resolution(bytes(written), per_inch=pixels / size.inches(drawing))


def _with_resolution(png: bytes, *, per_inch: float) -> bytes:
    """Return a PNG that says how many of its pixels are an inch (PNG, third edition, 11.3.4.3)."""
    per_metre = round(per_inch / _MILLIMETRES * 1000)
    chunk = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    told = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    # What comes first, the header, is always 25 bytes long, behind a signature of 8.
    return png[:33] + told + png[33:]


def to_pdf(drawing: Drawing, *, size: PrintSize = AS_SHOWN) -> bytes:
    """Return a drawing as PDF, on one page of its size, with texts that can be searched.

    Raises:
        FiguresNotInstalled: the extra `figures` is not installed.
    """
    fpdf = _imported("fpdf", "PDF")
    width = size.inches(drawing) * _POINTS
    height = width * drawing.height / drawing.width
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
