r"""References in BibTeX: this module writes them so that they are read as they were.

Letters stay as they are; only signs that TeX takes for something else are written as its commands.
Bodies that are authors stand in braces, so that nobody takes their names apart.
"""

import re
from collections.abc import Iterable, Iterator

from cmo_graph.interchange.references.kinds import BIBTEX_TYPES, NEWSPAPER
from cmo_graph.interchange.references.reference import Person, Reference, one_line
from cmo_graph.model.codes import ReportKind

#: Signs of TeX → how they are written so as to be themselves.
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\string^",
}
#: Signs that TeX joins into another when one follows the other.
_JOINED = re.compile(r"(?<=([-'`<>,]))(?=\1)|(?<=[!?])(?=`)")
_SIGNS = str.maketrans(_COMMANDS)
#: Characters that a key cannot have.
_NOT_IN_KEY = re.compile(r"[\s,{}\"#%~\\()='@]+")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def bibtex_entry(reference: Reference) -> str:
    """Return a reference as an entry of BibTeX, with the blank line that follows one."""
    kind = reference.more.get("entrytype", (BIBTEX_TYPES[reference.kind],))[0]
    fields = [f"  {name} = {{{value}}}" for name, value in _fields(reference) if value]
    key = _NOT_IN_KEY.sub("-", reference.key) or "x"
    inside = ",\n".join((key, *fields))
    return f"@{kind}{{{inside}\n}}\n\n"


def _text(words: str) -> str:
    return _JOINED.sub("{}", one_line(words).translate(_SIGNS))


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n    ".join(words for text in texts if (words := _text(text)))


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    is_news = reference.kind is ReportKind.NEWS_ARTICLE
    yield "author", " and ".join(_author(one) for one in reference.authors)
    yield "title", _text(reference.title)
    yield "date" if reference.issued else "year", _date(reference)
    yield "doi", _text(reference.doi)
    yield "pmid", reference.pmid
    yield "isbn", _text(reference.isbn)
    yield "url", _text(str(reference.url or ""))
    yield _container(reference.kind), _text(reference.container)
    yield "volume", _text(reference.volume)
    yield "number", _text(reference.issue)
    yield "pages", _text(reference.pages)
    yield "publisher", _text(reference.publisher)
    yield "abstract", _paragraphs(reference.abstract.split("\n"))
    yield "keywords", _text(", ".join(reference.keywords))
    yield "entrysubtype", NEWSPAPER if is_news else ""
    yield "note", _paragraphs(reference.notes)
    for name, texts in reference.more.items():
        if name not in ("entrytype", "TY"):
            yield _name(name), _text("; ".join(texts))


def _author(author: Person) -> str:
    if not author.given:
        return f"{{{_text(author.family)}}}"
    return f"{_text(author.family)}, {_text(author.given)}"


def _date(reference: Reference) -> str:
    return reference.issued.isoformat() if reference.issued else reference.year


def _container(kind: ReportKind) -> str:
    return "booktitle" if kind is ReportKind.BOOK_CHAPTER else "journal"


def _name(name: str) -> str:
    """Return the name of a field as BibTeX can have it."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if _NAME.fullmatch(plain) else f"x-{plain}"
