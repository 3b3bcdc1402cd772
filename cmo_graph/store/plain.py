"""Statements that need no parser: this module recognises them in a file of N-Quads or N-Triples.

Most lines of a dataset are written as the engine itself would write them. Such a plain line is told
by one regular expression, and is at once what the digest is made of; a parser that makes an object
of every term costs more than loading does. What is plain is drawn narrowly, so that it can neither
be refused nor be stored in another form:

- IRIs begin with http:// or https:// and hold no percent sign and nothing beyond ASCII;
- texts hold no escapes but those of tab, line ends, quote and backslash, and no character that is
  sometimes escaped; a language has two or three small letters, a region two;
- typed literals are integers, dates and booleans, in the one form in which they are stored.

Lines of one graph mostly stand together, so they are told and handed on a run at a time; that costs
half of what one line at a time does. Any other line is handed on as it stands, for the parser.
N-Quads put each statement on a line of its own (RDF 1.1 N-Quads §4), so lines can be parsed apart
from one another.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from cmo_graph.errors import RefusedRDF

#: Bytes that are looked at together.
CHUNK = 1 << 18
#: Most bytes of one line; twice what the engine's parser takes for a term.
LONGEST_LINE = 1 << 25


class Run(NamedTuple):
    """Lines that stand together: all plain and of one graph, or none of them plain."""

    is_plain: bool
    #: Plain statements as lines of N-Triples, other lines as they stand; with their line ends.
    text: bytes
    #: The graph of plain N-Quads, in brackets; empty for all else.
    graph: bytes = b""


# Path, query or fragment (RFC 3986 §3.3 to 3.5), but for percent signs.
_PART = rb"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*+"
# A look ahead at how path or query begins, because an optional group costs a third of the time.
_IRI = rb"<https?://[A-Za-z0-9.-]++(?::[0-9]{1,5}+)?+(?=[/?#>])%s#?+%s>" % (_PART, _PART)
# No control characters; nor U+F000 to U+FFFF, some of which are escaped.
_RUN = rb"[ !#-\[\]-~\x80-\xee\xf0-\xff]*+"
_TEXT = rb'"%s(?:\\[tnr"\\]%s)*+"(?:@[a-z]{2,3}+(?:-[a-z]{2}+)?+)?+(?= )' % (_RUN, _RUN)
_TYPED = rb'"(?:%s)>' % b"|".join(
    rb'(?:%s)"\^\^<http://www\.w3\.org/2001/XMLSchema#%s' % form
    for form in (
        (rb"0|-?[1-9][0-9]{0,17}+", b"integer"),
        (rb"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", b"date"),
        (rb"true|false", b"boolean"),
    )
)
_STATEMENT = rb"%s %s (?:%s|%s|%s)" % (_IRI, _IRI, _IRI, _TEXT, _TYPED)
_QUAD = rb"%s %s \.\n" % (_STATEMENT, _IRI)
_TRIPLE = rb"%s \.\n" % _STATEMENT
_OTHER = rb"(?:(?!%s)(?:[^\n]*+\n|[^\n]++))++"
_QUADS = re.compile(
    rb"%s(?P<end> %s \.\n)(?:%s(?P=end))*+|" % (_STATEMENT, _IRI, _STATEMENT) + _OTHER % _QUAD
)
_TRIPLES = re.compile(rb"(?P<plain>(?:%s)++)|" % _TRIPLE + _OTHER % _TRIPLE)


def quad_runs(source: BinaryIO) -> Iterator[Run]:
    """Yield the lines of N-Quads.

    Raises:
        RefusedRDF: a line is longer than `LONGEST_LINE`.
    """
    return _runs(source, _quads)


def triple_runs(source: BinaryIO) -> Iterator[Run]:
    """Yield the lines of N-Triples.

    Raises:
        RefusedRDF: a line is longer than `LONGEST_LINE`.
    """
    return _runs(source, _triples)


def _runs(source: BinaryIO, read: Callable[[bytes], Iterator[Run]]) -> Iterator[Run]:
    while chunk := source.read(CHUNK):
        chunk += source.readline(LONGEST_LINE)
        if len(chunk) >= LONGEST_LINE:
            raise RefusedRDF(f"a line is longer than {LONGEST_LINE >> 20} MiB.")
        if len(chunk) < 2 * CHUNK and _is_utf8(chunk):
            yield from read(chunk)
        else:
            # A very long text may be longer than is allowed; the parser's reader looks.
            yield Run(is_plain=False, text=chunk)


def _quads(chunk: bytes) -> Iterator[Run]:
    for run in _QUADS.finditer(chunk):
        text, end = run[0], run["end"]
        if end is None:
            yield Run(is_plain=False, text=text)
        else:
            # A plain line has no line end but at its own end.
            yield Run(True, text.replace(end, b" .\n"), graph=end[len(b" ") : -len(b" .\n")])


def _triples(chunk: bytes) -> Iterator[Run]:
    for run in _TRIPLES.finditer(chunk):
        yield Run(is_plain=run["plain"] is not None, text=run[0])


def _is_utf8(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True
