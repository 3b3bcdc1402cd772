"""Words on a narrow screen: none is broken in the middle where its column could hold it."""

from tests.browser.conftest import Opened

#: Words of the headings of rows and columns that stand on more than one line.
_BROKEN = """
() => [...document.querySelectorAll(".map th bdi")].flatMap(heading => {
  const text = heading.firstChild, range = document.createRange(), broken = [];
  for (const word of text.data.matchAll(/[^\\s-]+/g)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1)
      broken.push(word[0]);
  }
  return broken;
})
"""


def test_evidence_map_breaks_no_word_on_a_narrow_screen(opened: Opened) -> None:
    """“Organisational” once stood there as “Organisationa” and “l”."""
    opened.page.set_viewport_size({"width": 390, "height": 800})

    for axes in ("rows=context&columns=outcome", "rows=response&columns=context"):
        page = opened.open(f"/evidence-map?{axes}")
        assert page.locator(".map th bdi").count() > 4
        assert page.evaluate(_BROKEN) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
