"""Elements of REFI-QDA's XML: this module takes single facts out of them.

Elements are known by their local names; what is missing is an empty text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from cmo_graph.interchange.qda.coded import LinkDirection
from cmo_graph.interchange.qda.guids import as_guid

_DIRECTIONS: Mapping[str, LinkDirection] = {
    "Associative": LinkDirection.ASSOCIATIVE,
    "OneWay": LinkDirection.ONE_WAY,
    "Bidirectional": LinkDirection.BIDIRECTIONAL,
}
#: Attributes that say where a region is.
_SPOTS = ("page", "firstX", "firstY", "secondX", "secondY", "begin", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Where the words of a source or a note are."""

    #: The words themselves, where they stand in the XML.
    content: str | None = None
    #: Addresses of a plain text, of a text with its layout, and of the document.
    plain: str = ""
    rich: str = ""
    document: str = ""


def name_of(element: etree._Element) -> str:
    """Return the local name; "" for a comment."""
    # The tag of a comment is a function.
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def inside(element: etree._Element, *path: str) -> list[etree._Element]:
    """Return the children of this name; of several names, the children of the children."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if name_of(child) == name]
    return found


def text_in(element: etree._Element, name: str) -> str:
    """Return the text of the first child of this name."""
    return next((words_of(one) for one in inside(element, name)), "")


def targets_in(element: etree._Element, *names: str) -> tuple[str, ...]:
    """Return the ids that children of these names point at, each once."""
    # Codebooks say guid where projects say targetGUID.
    found = (
        as_guid(one.get("targetGUID") or one.get("guid"))
        for name in names
        for one in inside(element, name)
    )
    return tuple(dict.fromkeys(guid for guid in found if guid))


def words_at(words: etree._Element, element: etree._Element) -> Words:
    """Return where the words are: those of `words`, which stands for `element` or is it."""
    inline = inside(words, "PlainTextContent")
    return Words(
        content=words_of(inline[0]) if inline else None,
        plain=words.get("plainTextPath", ""),
        rich=words.get("richTextPath", ""),
        document=element.get("path", "") or element.get("currentPath", ""),
    )


def spot_of(region: etree._Element) -> str:
    """Return where a region is, as the file says it."""
    return ", ".join(f"{name} {region.get(name)}" for name in _SPOTS if region.get(name))


def direction_of(element: etree._Element) -> LinkDirection:
    """Return which way a link or an edge goes."""
    written = element.get("direction", "").strip()
    return _DIRECTIONS.get(written, LinkDirection.ASSOCIATIVE)


def words_of(element: etree._Element) -> str:
    """Return all the words inside an element."""
    return "".join(str(words) for words in element.itertext())


def line_of(element: etree._Element) -> int:
    """Return the line of the file that an element begins in; 0 when it is not known."""
    line: int | None = getattr(element, "sourceline", None)
    return line or 0
