"""The diagram in a real browser: walked by keyboard, enlarged, framed, and full of nonsense."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest
import uvicorn
from cmo_graph_api.app import create_app
from cmo_graph_api.settings import Settings
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    FloatRect,
    Page,
    Request,
    expect,
)

from tests.browser.conftest import Opened
from tests.cmo_graph_api.hostile_seed import load_hostile_seed
from tests.cmo_graph_api.test_theory_page import LARGEST_PAGE

THEORY = "/theories/sos.programme-theory"
FOCUSED = f"{THEORY}?focus=sos.child-safety&direction=up"


def active(page: Page) -> dict[str, str]:
    """Return what the link that has the focus says of itself."""
    found: dict[str, str] = page.evaluate("() => ({...document.activeElement.dataset})")
    return found


def box_of(page: Page, selector: str) -> FloatRect:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box


def width(page: Page) -> float:
    return box_of(page, "cmo-diagram svg")["width"]


def middle_of(page: Page) -> tuple[float, float]:
    box = box_of(page, "cmo-diagram")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_theory_page_is_fetched_in_60_kilobytes(opened: Opened) -> None:
    asked: list[Request] = []
    opened.page.on("requestfinished", lambda one: asked.append(one))

    page = opened.open(THEORY)
    page.wait_for_function("() => document.fonts.status === 'loaded'")

    assert any(one.url.endswith("diagram.js") for one in asked)
    assert sum(one.sizes()["responseBodySize"] for one in asked) <= LARGEST_PAGE


def test_diagram_is_walked_along_by_keyboard(opened: Opened) -> None:
    page = opened.open(FOCUSED)
    page.wait_for_function("() => customElements.get('cmo-diagram')")
    page.get_by_role("link", name="Read it as a table").focus()
    page.keyboard.press("Tab")
    first = active(page)
    page.keyboard.press("ArrowDown")
    second = active(page)
    assert first["lane"] == second["lane"] == "context"
    assert first["concept"] != second["concept"]

    page.locator('a[data-concept="sos.trust"]').focus()
    page.keyboard.press("ArrowRight")
    assert active(page) == {"from": "sos.trust", "to": "sos.shared-responsibility"}
    page.keyboard.press("ArrowRight")
    assert active(page)["concept"] == "sos.shared-responsibility"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert active(page)["to"] == "sos.shared-responsibility"
    page.keyboard.press("Escape")
    assert active(page) == {}
    assert page.locator('cmo-diagram a[tabindex="0"]').count() == 1

    page.locator('a[data-concept="sos.trust"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=sos.trust&to=sos.shared-responsibility**")
    expect(page.locator("#evidence")).to_contain_text("moderates what leads to")


def test_diagram_is_enlarged_moved_and_fitted(opened: Opened) -> None:
    page = opened.open(FOCUSED)
    page.get_by_role("button", name="Fit").click()
    fitted = width(page)
    assert fitted <= 1440
    page.get_by_role("button", name="Enlarge").click()
    page.locator('a[data-concept="sos.trust"]').focus()
    for _ in range(4):
        page.keyboard.press("+")
    large = width(page)
    assert large > 2 * fitted

    x, y = middle_of(page)
    page.mouse.move(x, y)
    page.mouse.wheel(0, 100)
    assert width(page) == large
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(f"() => document.querySelector('cmo-diagram svg').clientWidth > {large}")

    left = box_of(page, "cmo-diagram svg")["x"]
    x, y = middle_of(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y, steps=4)
    page.mouse.up()
    assert box_of(page, "cmo-diagram svg")["x"] == pytest.approx(left - 120, abs=2)
    assert page.url.endswith(FOCUSED)


HOST = """<!doctype html><html lang="en"><title>A page of somebody's</title>
<script type="module" src="{address}/static/own/built/diagram.js"></script>
<iframe title="framed" name="framed" src="{address}/embed{path}" width="900" height="500"></iframe>
<iframe title="refused" name="refused" src="{address}{path}" width="300" height="200"></iframe>
<cmo-diagram src="{address}/v1{theory}/diagram.svg"><a href="{address}{theory}">The theory</a>
</cmo-diagram></html>"""

HOSTILE_HOST = """<!doctype html><html lang="en"><title>A page that shows somebody's SVG</title>
<script type="module" src="{address}/static/own/built/diagram.js"></script>
<cmo-diagram src="/hostile.svg"></cmo-diagram></html>"""
HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  viewBox="0 0 9 9" onload="document.title = 'ran'"><script>document.title = 'ran'</script>
<iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:parent.document.title='ran'"/>
<image href="/none.png" onerror="document.title = 'ran'"/>
<a class="bad" href="java&#10;script:document.title='ran'"><text>one</text></a>
<a class="bad" xlink:href="javascript:document.title='ran'"><text>two</text></a>
<a class="bad" href="data:text/html,three"><text>three</text></a>
<a class="bad"><set attributeName="href" to="javascript:document.title='ran'"/>
<animate attributeName="href" values="javascript:document.title='ran'"/><text>four</text></a>
<a class="good" href="/there"><text>five</text></a>
<a class="good" href="https://example.org/"><text>six</text></a></svg>"""


@pytest.fixture
def elsewhere(address: str) -> Iterator[str]:
    """Serve a page of another origin that shows our diagrams, and give its address."""
    host = HOST.format(address=address, path=FOCUSED, theory=THEORY)
    pages = {
        "/": ("text/html", host),
        "/hostile": ("text/html", HOSTILE_HOST.format(address=address)),
        "/hostile.svg": ("image/svg+xml", HOSTILE),
    }

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, told = pages.get(self.path, ("text/plain", ""))
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            self.wfile.write(told.encode())

        def log_message(self, *_: object) -> None:
            """Tell nobody."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_diagram_stands_in_a_page_of_another_origin(
    context: BrowserContext, elsewhere: str, address: str
) -> None:
    page = context.new_page()
    page.goto(elsewhere, wait_until="load")

    framed = page.frame_locator("iframe[name=framed]")
    expect(framed.locator("svg a[data-concept='sos.child-safety']")).to_be_visible()
    expect(framed.get_by_role("button", name="Enlarge")).to_be_visible()
    expect(page.locator("cmo-diagram svg a[data-concept]")).to_have_count(57)
    refused = page.frame("refused")
    assert refused is not None
    assert not refused.url.startswith(address)
    with context.expect_page() as opening:
        framed.locator("svg a[data-concept='sos.child-safety']").click()
    opening.value.wait_for_url(f"{address}/concepts/sos.child-safety")
    opening.value.close()
    page.close()


#: Labels that reach beyond the outline of their element, as the browser draws them.
_OUTSIDE = """() => [...document.querySelectorAll(".d-element")].filter(one => {
  const shape = one.querySelector(".d-shape").getBBox();
  return [...one.querySelectorAll("text")].slice(0, -1).some(text => {
    const box = text.getBBox();
    return box.x < shape.x || box.x + box.width > shape.x + shape.width;
  });
}).map(one => one.dataset.concept)"""


@pytest.fixture
def nonsense() -> Iterator[str]:
    """Serve the seed with hostile texts from a thread, and give the server's address."""
    app = create_app(Settings(store="memory:"), empty=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    # What connects to it waits until the server is there.
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    httpx2.get(f"{address}/health/ready", timeout=60)
    load_hostile_seed(app.state.store)
    yield address
    server.should_exit = True
    thread.join()
    listening.close()


def test_hostile_labels_run_nothing_and_stay_where_they_belong(
    context: BrowserContext, nonsense: str
) -> None:
    page = context.new_page()
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("dialog", dismiss)
    page.on("console", hear)
    for path in (
        f"{THEORY}?from=sos.trust&to=sos.shared-responsibility",
        "/concepts",
        "/concepts/sos.trust",
        "/what-if?on=sos.signs-of-safety&absent=sos.trust",
        "/search?q=immeasurably",
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(nonsense + path, wait_until="load")
        assert page.evaluate(_OUTSIDE) == []
        assert page.title() != "ran"
        for wide in (1440, 390):
            page.set_viewport_size({"width": wide, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= wide, path
    page.close()
    assert said == []


def test_diagram_from_elsewhere_runs_nothing_in_the_page_that_shows_it(
    context: BrowserContext, elsewhere: str
) -> None:
    page = context.new_page()
    page.goto(f"{elsewhere}hostile", wait_until="load")
    expect(page.locator("cmo-diagram a")).to_have_count(6)
    page.wait_for_load_state("networkidle")

    names = (
        "[...document.querySelectorAll('cmo-diagram *')].flatMap((one) => one.getAttributeNames())"
    )
    assert not [name for name in page.evaluate(names) if name.startswith("on")]
    for tag in ("script", "iframe", "set", "animate"):
        expect(page.locator(f"cmo-diagram {tag}")).to_have_count(0)
    led = "[...document.querySelectorAll('cmo-diagram .{}')].map((one) => one.href.baseVal)"
    assert page.evaluate(led.format("bad")) == [""] * 4
    assert page.evaluate(led.format("good")) == ["/there", "https://example.org/"]
    assert page.title() == "A page that shows somebody's SVG"
    page.close()
