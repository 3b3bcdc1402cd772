"""Every page in a real browser: nobody is kept out, nothing breaks, nothing is fetched elsewhere.

axe-core's rules up to WCAG 2.2 AA, in both colour schemes; it travels with its Python package.
"""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]  # ships no types
    Axe,
)
from playwright.sync_api import Page

from tests.browser.conftest import Opened, noting

PAGES = (
    "/",
    "/configurations",
    "/configurations?context=sos.trust&stage=initial",
    "/configurations/sos.lowers-kinship-care",
    "/links/sos.effect-on-cost-effectiveness",
    "/concepts/sos.shared-responsibility",
    "/studies",
    "/studies/sos.evaluation",
    "/reports/sos.community-care-article",
    "/passages/sos.b-adcs-done-well",
    "/evidence/sos.evaluation-kinship-care",
    "/reviews/sos",
    "/theories/sos.programme-theory?from=sos.trust&to=sos.shared-responsibility",
    "/embed/theories/sos.programme-theory?focus=sos.child-safety&direction=up",
    "/evidence-map",
    "/evidence-map?rows=intervention&columns=outcome",
    "/gaps",
    "/contested",
    "/what-if?on=sos.signs-of-safety&absent=sos.trust&present=sos.relationship-circumstances",
    "/for-whom?outcome=sos.child-safety",
    "/pathways?from=sos.signs-of-safety&to=sos.child-safety",
    "/search?q=trust",
    "/query",
    "/ns/LinkKindScheme",
    "/datasets",
    "/about",
    "/data",
    "/accessibility",
    "/nothing-here",
)
#: Violations are told in full; what passes is not, for to describe it takes longer than to find it.
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def opened(tab: Page, address: str) -> Iterator[Opened]:
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.emulate_media(color_scheme="light")
    with noting(tab, address) as opened:
        yield opened
        # Nothing that this page still does is taken for the next one's.
        tab.goto("about:blank")


@pytest.mark.parametrize("path", PAGES)
def test_page_keeps_nobody_out_breaks_nothing_and_fits_a_narrow_screen(
    opened: Opened, path: str
) -> None:
    page = opened.open(path)
    if path == "/nothing-here":
        opened.errors.clear()  # the browser itself reports the 404

    for scheme in _SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=_OPTIONS)
        told = [
            f"{scheme}: {one['id']}: {node['html'][:200]}: {node['any'][:1]}"
            for one in found.response["violations"]
            for node in one["nodes"]
        ]
        assert told == []

    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_page_of_the_whole_ontology_keeps_nobody_out(opened: Opened) -> None:
    """Its contrasts are those of a page of one scheme; to measure all takes a minute."""
    options = {**_OPTIONS, "rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(opened.open("/ns"), options=options)

    assert [one["id"] for one in found.response["violations"]] == []
