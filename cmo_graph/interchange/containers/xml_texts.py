"""XML from outside: this module reads it without a document type, and so without entities."""

from collections.abc import Callable
from xml.parsers import expat

from lxml import etree

from cmo_graph.interchange.containers.texts import LARGEST_TEXT, is_small_enough
from cmo_graph.interchange.importing import GivenFile
from cmo_graph.interchange.notes import Notes, Place


def read_xml(given: GivenFile, notes: Notes) -> etree._Element | None:
    """Return the root of an XML file; None when it cannot be read, which is noted."""
    if not is_small_enough(given, notes, most=LARGEST_TEXT) or not is_plain_xml(given, notes):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(given.content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        _note_xml(given.name, error.msg or "it cannot be read", line or 0, column or 0, notes)
        return None


class _Seen(Exception):
    """The document type, or the first element, was reached."""


def is_plain_xml(given: GivenFile, notes: Notes) -> bool:
    """Say whether a file begins as XML without a document type, and note when it does not.

    Entities can be declared in a document type alone, so without one there are none.
    """
    found: list[str] = []

    def see(what: str) -> Callable[..., None]:
        def stop(*_: object) -> None:
            found.append(what)
            raise _Seen

        return stop

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = see("doctype")
    parser.StartElementHandler = see("element")
    try:
        parser.Parse(given.content, True)
    except _Seen:
        pass
    except (expat.ExpatError, LookupError, ValueError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "offset", -1) + 1
        _note_xml(given.name, str(error).partition(":")[0], line, column, notes)
        return False
    if "doctype" in found:
        notes.add(
            "xml-doctype",
            f"{given.name} declares a document type, which is not read.",
            Place(given.name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1),
            hint="Take the line <!DOCTYPE …> out.",
        )
        return False
    return True


def _note_xml(name: str, said: str, line: int, column: int, notes: Notes) -> None:
    reason = said.partition(", line ")[0].rstrip(".")
    notes.add("xml-malformed", f"{name} is not XML: {reason}.", Place(name, line, column))
