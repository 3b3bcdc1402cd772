"""A real browser before a real server: Debian's Chromium, headless, with no way out."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Route,
    expect,
    sync_playwright,
)

#: Where the tests must run, so that a missing browser is a failure and not a skip.
REQUIRED = os.environ.get("CMO_TEST_BROWSER") == "required"
_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-software-rasterizer",
]


@dataclass
class Opened:
    """A page in the browser, and whatever went wrong on it."""

    page: Page
    address: str
    #: What the console said in anger; a breach of the page's policy is among it.
    errors: list[str] = field(default_factory=list)
    #: Addresses outside this machine that the page asked for.
    outside: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to one of our paths, and wait until all of it is there."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium")
    if found is None and REQUIRED:
        pytest.fail("Chromium is not installed, and CMO_TEST_BROWSER says that it is required.")
    if found is None:
        pytest.skip("Chromium is not installed.")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread for as long as it is there, beside
    # which no other test could run one: so it must not outlive the modules that are its own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = Path(sys.executable).with_name("cmo-graph")
    store = tmp_path_factory.mktemp("browsed") / "store"
    process = subprocess.Popen(
        [program, "serve", "--port", "0", "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("Serving on "))
        yield line.split()[-1].rstrip("/")
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    yield context
    context.close()


@pytest.fixture
def opened(context: BrowserContext, address: str) -> Iterator[Opened]:
    """Give a page that notes what goes wrong; nothing outside this machine is reached."""
    page = context.new_page()
    with noting(page, address) as opened:
        yield opened
        page.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Iterator[Page]:
    """Give a page for tests that each load it anew: to open another takes longer than to load."""
    page = context.new_page()
    yield page
    page.close()


@contextmanager
def noting(page: Page, address: str) -> Iterator[Opened]:
    """Note what goes wrong on a page, keep it on this machine, and fail in the end if it did."""
    opened = Opened(page, address)

    def heard(message: ConsoleMessage) -> None:
        # A browser also warns of what is no fault of the page, such as a machine that is busy.
        if message.type == "error":
            opened.errors.append(message.text)

    def failed(error: Error) -> None:
        opened.errors.append(str(error))

    def asked(route: Route) -> None:
        if route.request.url.startswith((address, "data:")):
            route.continue_()
        else:
            opened.outside.append(route.request.url)
            route.abort()

    page.on("console", heard)
    page.on("pageerror", failed)
    page.route("**/*", asked)
    yield opened
    if not page.is_closed():
        page.unroute("**/*", asked)
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", failed)
    assert (opened.errors, opened.outside) == ([], [])
