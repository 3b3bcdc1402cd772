"""The words of a document: this module reads them out of plain text, HTML, Word and PDF.

Only words are kept, in the order of the document, with line ends where paragraphs and lines end.
Words of a PDF are the worst of these: prefer a text that its publisher made.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType

from lxml import etree

from cmo_graph.anchoring import with_lf
from cmo_graph.interchange.containers import decoded, is_small_enough, open_zip
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place

#: Most bytes of a document.
LARGEST_DOCUMENT = 64 * 1024 * 1024
#: What reading a PDF that is damaged comes to, in pypdf's own words and in Python's.
_PDF_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
#: Most pages of a PDF that are read.
MOST_PAGES = 5_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What Word writes a second time, for programs that do not know the first form.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WORD_SIGNS: Mapping[object, str] = MappingProxyType(
    {
        f"{_W}tab": "\t",
        f"{_W}br": "\n",
        f"{_W}cr": "\n",
        f"{_W}noBreakHyphen": "-",
        f"{_W}softHyphen": "\u00ad",
    }
)
_SPACES = re.compile(r"\s+")
_LINES_OF_HTML = (
    "address article aside blockquote body br caption dd div dl dt figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
#: Elements of HTML that begin and end a line.
BLOCKS = frozenset(_LINES_OF_HTML.split())
#: Elements of HTML whose text nobody reads.
_UNSEEN = frozenset({"head", "noscript", "script", "style", "template"})


def text_of(given: GivenFile, notes: Notes) -> str | None:
    """Return a document's words with LF line ends; None when they cannot be read, which is noted.

    The form follows from the end of its name; a name with another ending, or none, is plain text.
    """
    if not is_small_enough(given, notes, most=LARGEST_DOCUMENT):
        return None
    ending = "." + given.name.rpartition(".")[2].lower()
    text = FORMS.get(ending, _plain)(given, notes)
    return None if text is None else with_lf(text)


def _plain(given: GivenFile, notes: Notes) -> str | None:
    return decoded(given, notes)


def _html(given: GivenFile, notes: Notes) -> str | None:
    text = decoded(given, notes)
    if text is None:
        return None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    # The parser goes on after such an error, with what it has: part of the words would be missing.
    if list(parser.error_log.filter_from_fatals()):
        _note_unreadable(given.name, "it is nested too deep, or too large in one piece", notes)
        return None
    if root is None:
        _note_unreadable(given.name, "it is not HTML", notes)
        return None
    return _lines("".join(_html_words(root)))


def _html_words(root: etree._Element) -> Iterator[str]:
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if event in ("start", "end") else ""
        if event == "start":
            unseen += name in _UNSEEN
        if name in BLOCKS:
            yield "\n"
        if event == "end":
            unseen -= name in _UNSEEN
        said = element.text if event == "start" else element.tail
        if said and not unseen:
            yield _SPACES.sub(" ", said)


def _lines(text: str) -> str:
    """Return a text without spaces around line ends, and without lines that have no words."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def _word(given: GivenFile, notes: Notes) -> str | None:
    archive = open_zip(given, notes)
    if archive is None:
        return None
    body = archive.read_xml("word/document.xml")
    if body is None:
        return None
    asides = [name for name in ("word/footnotes.xml", "word/endnotes.xml") if archive.find(name)]
    parts = [body, *(root for name in asides if (root := archive.read_xml(name)) is not None)]
    return "".join(words for root in parts for words in _word_words(root))


def _word_words(root: etree._Element) -> Iterator[str]:
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag == _FALLBACK:
            unseen += 1 if event == "start" else -1
        elif unseen:
            continue
        elif event == "start" and element.tag == f"{_W}t":
            yield element.text or ""
        elif event == "start":
            yield _WORD_SIGNS.get(element.tag, "") if _is_in_run(element) else ""
        elif element.tag == f"{_W}p":
            yield "\n"


def _is_in_run(element: etree._Element) -> bool:
    """Say whether a sign stands among words: a tab also stands among the settings of a style."""
    parent = element.getparent()
    return parent is not None and parent.tag == f"{_W}r"


def _pdf(given: GivenFile, notes: Notes) -> str | None:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        notes.add(
            "document-needs-extra",
            f"{given.name} is a PDF, which is read when the extra `pdf` is installed.",
            Place(given.name, 0, 0),
            hint="Install cmo-graph[pdf], or save the document as text.",
        )
        return None
    try:
        pages = PdfReader(BytesIO(given.content)).pages
        words = [page.extract_text() for page, _ in zip(pages, range(MOST_PAGES), strict=False)]
    except (PyPdfError, *_PDF_FAULTS) as error:
        _note_unreadable(given.name, f"it is no whole PDF ({type(error).__name__})", notes)
        return None
    if not any(word.strip() for word in words):
        _note_unreadable(given.name, "its pages are pictures", notes)
        return None
    return "\n".join(words) + "\n"


def _note_unreadable(name: str, why: str, notes: Notes) -> None:
    notes.add(
        "document-unreadable",
        f"{name} has no text that can be read: {why}.",
        Place(name, 0, 0),
        hint="Save the document as text.",
    )


#: Endings of names → how such a document is read, in the order in which they are preferred.
FORMS: Mapping[str, Callable[[GivenFile, Notes], str | None]] = MappingProxyType(
    {
        ".txt": _plain,
        ".html": _html,
        ".htm": _html,
        ".xhtml": _html,
        ".docx": _word,
        ".pdf": _pdf,
    }
)
