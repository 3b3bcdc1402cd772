"""References in RIS: this module writes them so that they are read as they were.

Each field goes out under the tag that is looked at first when RIS is read. What a list said beyond
that goes out under its own tag; a name that is no tag of RIS cannot, and is told.

Source: the RIS specification as Research Information Systems published it in 2001 and 2011.
"""

import re
from collections.abc import Iterator

from cmo_graph.interchange.references.kinds import RIS_TYPES
from cmo_graph.interchange.references.reference import Reference, one_line

_TAG = re.compile(r"[A-Z][A-Z0-9]")
#: What stands before further lines of a value, so that none looks like a tag.
_INDENT = " " * 6


def ris_record(reference: Reference) -> str:
    """Return a reference as a record of RIS, with the blank line that follows one."""
    lines = (f"{tag}  - {_value(text)}\n" for tag, text in _lines(reference) if text)
    return f"{''.join(lines)}ER  - \n\n"


def has_ris_tag(name: str) -> bool:
    """Say whether what a list called so can go out in RIS."""
    return _TAG.fullmatch(name) is not None and name != "ER"


def _value(text: str) -> str:
    lines = [one_line(line) for line in text.split("\n")]
    return f"\n{_INDENT}".join(line for line in lines if line)


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", reference.more.get("TY", (RIS_TYPES[reference.kind],))[0]
    yield "ID", one_line(reference.key)
    yield "TI", one_line(reference.title)
    yield from (("AU", author.as_text()) for author in reference.authors)
    yield "PY", reference.year
    yield "DA", reference.issued.strftime("%Y/%m/%d/") if reference.issued else ""
    yield "DO", reference.doi
    yield "PM", reference.pmid
    yield "SN", reference.isbn
    yield "UR", str(reference.url or "")
    yield "JO", reference.container
    yield "VL", reference.volume
    yield "IS", reference.issue
    yield from _pages(reference.pages)
    yield "PB", reference.publisher
    yield "AB", reference.abstract
    yield from (("KW", word) for word in reference.keywords)
    yield from (("N1", note) for note in reference.notes)
    for tag, texts in reference.more.items():
        if has_ris_tag(tag) and tag != "TY":
            yield from ((tag, text) for text in texts)


def _pages(pages: str) -> Iterator[tuple[str, str]]:
    first, _, last = pages.partition("-")
    if first and last:
        yield from (("SP", first), ("EP", last))
    else:
        yield "SP", pages
