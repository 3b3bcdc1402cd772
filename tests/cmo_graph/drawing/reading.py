"""What an SVG shows, read back from its text alone: boxes, lines of text, arrows and badges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cmo_graph.drawing.geometry import Area, Point

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    kind: str
    corners: tuple[Point, ...]
    texts: tuple[Area, ...]
    words: tuple[str, ...]

    @property
    def area(self) -> Area:
        left, right = min(x for x, _ in self.corners), max(x for x, _ in self.corners)
        top, bottom = min(y for _, y in self.corners), max(y for _, y in self.corners)
        return Area(left, top, right - left, bottom - top)

    def holds(self, point: Point) -> bool:
        """Say whether a point is inside the outline; an arc counts as its chord."""
        x, y = point
        inside = False
        for (ax, ay), (bx, by) in zip(
            self.corners, (*self.corners[1:], self.corners[0]), strict=True
        ):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
        return inside


@dataclass(frozen=True)
class Shown:
    """A whole SVG."""

    width: float
    height: float
    lanes: dict[str, Area]
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[Point, ...], ...]
    badges: tuple[Area, ...]
    #: The letters on the edges of boxes, with their ground.
    tags: tuple[Area, ...]
    texts: tuple[Area, ...]
    #: Texts that are neither on a badge nor in a tag.
    labels: tuple[Area, ...]


def read(svg: str) -> Shown:
    root = etree.fromstring(svg.encode())
    return Shown(
        width=float(said(root, "width")),
        height=float(said(root, "height")),
        lanes={
            said(one, "class")[2:]: _rectangle(one)
            for one in root.iter(f"{SVG}rect")
            if said(one, "class").startswith("l-")
        },
        boxes=tuple(_box(one) for one in root.iter() if "d-element" in said(one, "class").split()),
        arrows=tuple(
            tuple(_along(said(line, "d")))
            for one in root.iter()
            if "d-arrow" in said(one, "class").split()
            for line in one.iter(f"{SVG}path")
            if said(line, "class") == "d-line"
        ),
        badges=tuple(
            _rectangle(one.find(f"{SVG}rect"))
            for one in root.iter(f"{SVG}g")
            if one.get("aria-hidden") == "true"
        ),
        tags=tuple(
            _rectangle(one) for one in root.iter(f"{SVG}rect") if said(one, "class") == "d-tag"
        ),
        texts=tuple(_text(one) for one in root.iter(f"{SVG}text")),
        labels=tuple(_text(one) for one in root.iter(f"{SVG}text") if _is_label(one)),
    )


def _is_label(text: etree._Element) -> bool:
    around = text.getparent()
    assert around is not None
    is_tag = "d-element" in said(around, "class").split() and text.get("font-weight") is not None
    return not is_tag and around.get("aria-hidden") != "true"


def said(element: etree._Element, name: str) -> str:
    """Return an attribute; "" when it is not there."""
    return element.get(name) or ""


def _box(element: etree._Element) -> Box:
    shape = element.find(f"{SVG}path")
    assert shape is not None
    texts = [one for one in element.iter(f"{SVG}text") if one.get("font-weight") is None]
    return Box(
        kind=said(element, "class").split("k-")[1],
        corners=tuple(_corners(said(shape, "d"))),
        texts=tuple(map(_text, texts)),
        words=tuple(one.text or "" for one in texts),
    )


def _corners(data: str) -> Iterator[Point]:
    for command in re.findall(r"[MLA][^MLAZ]*", data):
        numbers = [float(number) for number in command[1:].split()]
        yield numbers[-2], numbers[-1]


def _rectangle(element: etree._Element | None) -> Area:
    assert element is not None
    return Area(*(float(element.get(name) or 0) for name in ("x", "y", "width", "height")))


def _text(element: etree._Element) -> Area:
    x, y, size, width = (
        float(element.get(name) or 0) for name in ("x", "y", "font-size", "textLength")
    )
    left = x - width / 2 if element.get("text-anchor") == "middle" else x
    # From the top of a capital to the foot of a descender.
    return Area(left, y - 0.75 * size, width, size)


def _along(data: str) -> Iterator[Point]:
    """Yield points along a path of Bézier curves, some pixels apart."""
    first, *rest = (float(number) for number in re.findall(r"-?[\d.]+", data))
    points = list(zip([first, *rest][::2], [first, *rest][1::2], strict=True))
    for a, b, c, d in zip(points[::3], points[1::3], points[2::3], points[3::3], strict=False):
        for step in range(17):
            t = step / 16
            yield tuple(  # type: ignore[misc]  # two of them
                a[n] * (1 - t) ** 3
                + 3 * b[n] * t * (1 - t) ** 2
                + 3 * c[n] * t**2 * (1 - t)
                + d[n] * t**3
                for n in (0, 1)
            )
