"""What the keyboard alone can do, and what a page without scripts can."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opened

#: Most presses of Tab, and of an arrow key, on the way to something.
MOST_TABS, MOST_STEPS = 120, 40
#: What the element with the focus is called, wherever it stands.
_CALLED = """() => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  if (!found || found === document.body) return "";
  return found.getAttribute("aria-label") || found.textContent || "";
}"""


def test_search_suggests_as_one_types_and_opens_what_is_chosen(opened: Opened) -> None:
    page = opened.open("/")
    page.keyboard.press("/")
    page.keyboard.type("trust")
    expect(page.get_by_role("option").first).to_contain_text("Parents trust the social worker")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/concepts/sos.trust")


def test_suggestions_close_and_enter_searches_for_the_whole_page(opened: Opened) -> None:
    page = opened.open("/")
    page.keyboard.press("/")
    page.keyboard.type("trust")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")

    page.wait_for_url("**/search?q=trust")
    expect(page.get_by_role("status").first).to_contain_text("matches")


def tab_to(page: Page, words: str, *, key: str = "Tab") -> None:
    """Press Tab until what has the focus is called by these words, as a reader would hear it."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if words in focused(page):
            return
    raise AssertionError(f"{key} never came to {words!r}.")


def walk_to(page: Page, words: str, *, key: str) -> None:
    """Press a key until what has the focus is called by these words."""
    for _ in range(MOST_STEPS):
        if words in focused(page):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never came to {words!r}.")


def focused(page: Page) -> str:
    """Return what the element with the focus is called."""
    return str(page.evaluate(_CALLED))


def test_keyboard_leads_from_a_word_to_what_becomes_unreachable_and_its_link_shows_the_same(
    opened: Opened, browser: Browser
) -> None:
    """From "trust" to its arrow, the evidence, the scenario without it, and the address of that."""
    page = opened.open("/")
    page.keyboard.press("/")
    page.keyboard.type("trust")
    expect(page.get_by_role("option").first).to_contain_text("Parents trust the social worker")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/concepts/sos.trust")
    tab_to(page, "What follows from it, in “How Signs of Safety is thought to work”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/theories/sos.programme-theory?focus=sos.trust&direction=down")

    _read_evidence_on_arrow(page)
    tab_to(page, "Switch off “Parents trust the social worker”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/what-if**absent=sos.trust**")

    seen = _seen_of_scenario(page)
    assert seen[0].startswith("Without “Parents trust the social worker”: “Child safety”")
    assert "no longer come about" in seen[0]
    assert "no longer holds" in seen[1]
    assert "does not come about through this theory" in seen[1]
    fresh = browser.new_context(java_script_enabled=False)
    other = fresh.new_page()
    other.goto(page.url)
    assert _seen_of_scenario(other) == seen
    fresh.close()


def _read_evidence_on_arrow(page: Page) -> None:
    """Go into the diagram, which begins with its contexts, to an arrow of trust, and open that."""
    tab_to(page, "Context (also moderator): ")
    walk_to(page, "Parents trust the social worker", key="ArrowDown")
    page.keyboard.press("ArrowRight")
    walk_to(page, "moderates what leads to Shared understanding", key="ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=sos.trust**to=sos.shared-responsibility**")
    evidence = page.get_by_role("region", name="Evidence: Parents trust the social worker")
    expect(evidence.get_by_role("heading", name="For", exact=True).first).to_be_visible()
    expect(evidence.get_by_role("article").first).to_contain_text("Asserted by")


def _seen_of_scenario(page: Page) -> tuple[str, str, str, str]:
    """Return the answer in words, child safety in the picture, what changes, and for whom."""
    safety = page.locator("svg.cmo-diagram [data-concept='sos.child-safety']")
    return (
        page.get_by_role("region", name="Answer").locator(".told").inner_text(),
        f"{safety.text_content()} {safety.get_attribute('aria-label')}",
        page.get_by_role("region", name="What the switch changes").inner_text(),
        page.get_by_role("region", name="For whom").inner_text(),
    )


def test_scenario_is_switched_by_keyboard_and_taken_back(opened: Opened) -> None:
    page = opened.open("/what-if?on=sos.signs-of-safety&present=sos.relationship-circumstances")
    trust = page.get_by_role("list", name="Parents trust the social worker")
    trust.get_by_role("link", name="Present").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**present=sos.trust**")
    expect(page.get_by_role("region", name="Answer")).to_contain_text("“Child safety”")

    # In the picture, each concept is a switch, too: present, then absent.
    drawn = page.locator("svg.cmo-diagram [data-concept='sos.trust']")
    expect(drawn).to_contain_text("set present")
    drawn.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**absent=sos.trust**was=present**")
    expect(drawn).to_contain_text("set absent")

    # The switch led back to the picture; the answer stands above it.
    tab_to(page, "Go back to that", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**present=sos.trust**")
    expect(drawn).to_contain_text("set present")


def test_query_is_written_completed_and_run(opened: Opened) -> None:
    page = opened.open("/query?query=SELECT")
    page.get_by_role("textbox", name="Query").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?s { ?s a cmo:Progr")
    expect(page.locator(".cm-tooltip li").first).to_contain_text("cmo:ProgrammeTheory")
    page.wait_for_timeout(200)  # a key pressed at once is taken for the word that is written on
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type(" }")
    page.keyboard.press("Control+Enter")

    expect(page.locator("[data-said]")).to_contain_text("1 row")
    expect(page.locator("[data-shown] a")).to_have_text("sos.programme-theory")
    [asked] = parse_qs(urlsplit(page.url).query)["query"]
    assert asked.startswith("PREFIX cmo: <https://w3id.org/cmo-graph/ns#>\n")


def test_query_that_is_not_one_says_where(opened: Opened) -> None:
    page = opened.open("/query?query=SELECT+*+%7B+%3Fs+%3Fp+%7D")
    page.get_by_role("button", name="Run").click()

    expect(page.locator("[data-said]")).to_contain_text("Line 1, column")
    opened.errors.clear()  # the browser itself reports the 400


def test_keyboard_leaves_the_editor(opened: Opened) -> None:
    page = opened.open("/query")
    page.get_by_role("textbox", name="Query").focus()
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_pages_do_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/query")
    page.get_by_label("Without a script").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Run").click()
    assert download.value.path().read_text().startswith("configuration,label")

    page.goto(f"{address}/")
    page.get_by_role("searchbox").fill("trust")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=trust")
    context.close()
