"""The words of HTML as a browser counts them: this module leads from markup to `StoredWords`."""

from html.parser import HTMLParser

from cmo_graph.interchange.documents import BLOCKS
from cmo_graph.interchange.qda.stored_words import StoredWords

#: Elements in whose text a line end at the very start does not count.
#: Source: HTML Living Standard, 13.2.6.4.7, on the start tags pre and listing.
_SKIP_FIRST = ("pre", "listing")


def words_of_html(markup: str) -> StoredWords:
    """Return the text of an HTML fragment; where a block begins or ends, a line does."""
    parser = _Words()
    # A browser sees line ends of one kind only.
    parser.feed(markup.replace("\r\n", "\n").replace("\r", "\n"))
    parser.close()
    return StoredWords("".join(parser.pieces), breaks=sorted(parser.breaks))


class _Words(HTMLParser):
    """Gathers the text, and the positions in it at which lines begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.breaks: set[int] = set()
        self._size = 0
        self._at_start = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where a block begins."""
        del attrs
        self._break_at(tag)
        self._at_start = tag in _SKIP_FIRST

    def handle_endtag(self, tag: str) -> None:
        """End a line where a block ends."""
        self._break_at(tag)

    def handle_data(self, data: str) -> None:
        """Take text."""
        said = data.removeprefix("\n") if self._at_start else data
        self._at_start = False
        self.pieces.append(said)
        self._size += len(said)

    def _break_at(self, tag: str) -> None:
        if tag in BLOCKS:
            self.breaks.add(self._size)
