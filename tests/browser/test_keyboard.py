"""What the keyboard alone can do, and what a page without scripts can."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Opened


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


def test_scenario_is_switched_by_keyboard_and_shared_by_its_address(opened: Opened) -> None:
    page = opened.open("/what-if?on=sos.signs-of-safety&present=sos.relationship-circumstances")
    trust = page.get_by_role("row", name="Parents trust the social worker").first
    trust.get_by_role("link", name="Absent").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**absent=sos.trust**")
    broken = page.get_by_role("region", name="What these switches change")
    expect(broken).to_contain_text("Child safety")
    said, address = broken.inner_text(), page.url

    page.goto(address)
    assert page.get_by_role("region", name="What these switches change").inner_text() == said


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
