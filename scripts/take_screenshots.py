"""Takes the pictures of `docs/screenshots`: this module is run when pages look different.

It serves the embedded synthesis on a free port, opens each page in Debian's Chromium at the width
of a desk and of a telephone, some in dark too, and writes one picture each and the page that shows
them. Nothing outside this machine is asked.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)
#: Most pixels of a page from its top that a picture shows.
TALLEST = 1800
#: Colours of a picture; letters stay smooth, and a picture stays small enough for a repository.
COLOURS = 96


@dataclass(frozen=True, slots=True)
class View:
    """How wide a page is looked at, and in which colours."""

    suffix: str
    width: int
    scheme: Literal["light", "dark"] = "light"


WIDE, NARROW, DARK = View("", 1440), View("-narrow", 390), View("-dark", 1440, "dark")

#: Pages by the name of their picture: title, and path with its question.
PAGES: dict[str, tuple[str, str]] = {
    "home": ("Home", "/"),
    "theory": ("Programme theory", "/theories/sos.programme-theory"),
    "arrow": (
        "An arrow, and its evidence",
        "/theories/sos.programme-theory?from=sos.trust&to=sos.shared-responsibility",
    ),
    "configurations": ("Configurations", "/configurations"),
    "configuration": ("A configuration", "/configurations/sos.trust-lets-responsibility-be-shared"),
    "concept": ("A concept", "/concepts/sos.trust"),
    "study": ("A study", "/studies/sos.evaluation"),
    "passage": ("A passage", "/passages/sos.b-adcs-done-well"),
    "evidence-map": ("Evidence map", "/evidence-map"),
    "gaps": ("Gaps and tensions", "/gaps"),
    "contested": ("Contested", "/contested"),
    "pathways": ("Pathways", "/pathways?from=sos.signs-of-safety&to=sos.child-safety"),
    "what-if": (
        "What if trust is missing",
        "/what-if?on=sos.signs-of-safety&absent=sos.trust&present=sos.relationship-circumstances",
    ),
    "for-whom": ("For whom", "/for-whom?outcome=sos.child-safety"),
    "search": ("Search", "/search?q=trust"),
    "query": ("SPARQL", "/query"),
    "about": ("About", "/about"),
    "data": ("Data", "/data"),
    "accessibility": ("Accessibility", "/accessibility"),
    "ontology": ("Ontology", "/ns"),
    "interface": ("Interface", "/docs"),
}
#: Pages that are shown in dark, too.
IN_DARK = ("theory", "evidence-map", "what-if")


def views_of(name: str) -> tuple[View, ...]:
    """Return how a page is looked at."""
    return (WIDE, NARROW, DARK) if name in IN_DARK else (WIDE, NARROW)


def gallery() -> str:
    """Return the page that shows every picture, in Markdown."""
    lines = [
        "# What the pages look like",
        "",
        "The embedded synthesis at 1440 and 390 pixels, as `scripts/take_screenshots.py` takes it.",
        "",
    ]
    for name, (title, path) in PAGES.items():
        wide, *others = views_of(name)
        lines += [f"## {title}", "", f"`{path}`", "", _shown(name, title, wide), ""]
        lines += [" ".join(_shown(name, title, view) for view in others), ""]
    return "\n".join(lines).rstrip() + "\n"


def take(browser: Browser, address: str, name: str, view: View) -> bytes:
    """Return the picture of a page.

    Raises:
        RuntimeError: The page does not answer with 200.
    """
    page = browser.new_page(
        viewport={"width": view.width, "height": 1000}, color_scheme=view.scheme
    )
    page.route(
        "**/*",
        lambda route: (
            route.continue_() if route.request.url.startswith((address, "data:")) else route.abort()
        ),
    )
    answer = page.goto(address + PAGES[name][1], wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{PAGES[name][1]} does not answer with 200.")
    height = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    taken: bytes = page.screenshot(
        full_page=True, clip={"x": 0, "y": 0, "width": view.width, "height": height}
    )
    page.close()
    return taken


def _shown(name: str, title: str, view: View) -> str:
    about = {"": "", "-narrow": ", narrow", "-dark": ", dark"}[view.suffix]
    return f"![{title}{about}]({name}{view.suffix}.png)"


def _written(picture: bytes, to: Path) -> None:
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(to, optimize=True)


@contextmanager
def _served() -> Iterator[str]:
    program = Path(sys.executable).with_name("cmo-graph")
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603 — our own program
            [program, "serve", "--port", "0", "--store", f"{folder}/store"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            told = iter(process.stdout or ())
            line = next(line for line in told if line.startswith("Serving on "))
            yield line.split()[-1].rstrip("/")
        finally:
            process.terminate()
            process.wait(20)


def main() -> None:
    """Take every picture, or those of the pages named."""
    FOLDER.mkdir(exist_ok=True)
    with _served() as address, sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for name in sys.argv[1:] or PAGES:
            for view in views_of(name):
                picture = take(browser, address, name, view)
                _written(picture, FOLDER / f"{name}{view.suffix}.png")
        browser.close()
    FOLDER.joinpath("README.md").write_text(gallery(), encoding="utf-8")


if __name__ == "__main__":
    main()
