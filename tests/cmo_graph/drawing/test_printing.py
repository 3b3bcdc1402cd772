"""A figure is as wide on paper as was asked, at any resolution that a machine can hold."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from cmo_graph.drawing import Drawing, PrintSize, compose, to_pdf, to_png
from cmo_graph.drawing.printing import LARGEST_SIDE, MOST_PIXELS
from tests.cmo_graph.drawing.theories import synthetic_diagram


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return compose(synthetic_diagram(2, seed=1))


def test_png_fills_the_column_of_a_journal(drawing: Drawing) -> None:
    with Image.open(io.BytesIO(to_png(drawing, size=PrintSize(width_mm=170, dpi=300)))) as png:
        found = png.size[0], [round(dots) for dots in png.info["dpi"]]

    assert found == (2008, [300, 300])


def test_png_is_as_shown_unless_a_size_is_asked_for(drawing: Drawing) -> None:
    with Image.open(io.BytesIO(to_png(drawing))) as png:
        found = png.size[0], [round(dots) for dots in png.info["dpi"]]

    assert found == (round(2 * drawing.width), [192, 192])


def test_png_keeps_its_width_when_it_would_have_too_many_pixels(drawing: Drawing) -> None:
    with Image.open(io.BytesIO(to_png(drawing, size=PrintSize(width_mm=600, dpi=1200)))) as png:
        (width, height), (dots, _) = png.size, png.info["dpi"]

    assert width <= LARGEST_SIDE
    assert width * height <= MOST_PIXELS
    assert width / dots * 25.4 == pytest.approx(600, rel=0.001)


def test_pdf_has_the_width_that_is_asked_for(drawing: Drawing) -> None:
    [page] = PdfReader(io.BytesIO(to_pdf(drawing, size=PrintSize(width_mm=170)))).pages

    assert float(page.mediabox.width) == pytest.approx(170 / 25.4 * 72, abs=0.1)
    ratio = float(page.mediabox.height) / float(page.mediabox.width)
    assert ratio == pytest.approx(drawing.height / drawing.width, rel=0.001)
