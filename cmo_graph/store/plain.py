"""Statements that need no parser: this module recognises them in a file of N-Quads or N-Triples.

Most lines of a dataset are written as the engine itself would write them. Such a plain line is told
by one regular expression, and is at once what the digest is made of; a parser that makes an object
of every term costs more than loading does. What is plain is drawn narrowly, so that it can neither
be refused nor be stored in another form:

- IRIs begin with http:// or https:// and hold no percent sign and nothing beyond ASCII;
- texts hold no escapes but those of tab, line ends, quote and backslash, and no character that is
  sometimes escaped; a language has two or three small letters, a region two;
- typed literals are integers, dates and booleans, in the one form in which they are stored.

Any other line is handed on as it stands, for the parser. N-Quads put each statement on a line of
its own (RDF 1.1 N-Quads §4), so lines can be parsed apart from one another.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from cmo_graph.errors import RefusedRDF

#: Bytes that are looked at together.
CHUNK = 1 << 18
#: Most bytes of one line; twice what the engine's parser takes for a term.
LONGEST_LINE = 1 << 25

#: A plain line: its statement without the graph, its graph in brackets (a space in N-Triples), and
#: nothing. Any other lines: nothing, nothing, and what they are with their line ends.
Line = tuple[bytes, bytes, bytes]

# Path, query or fragment (RFC 3986 §3.3 to 3.5), but for percent signs.
_PART = rb"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*+"
_IRI = rb"<https?://[A-Za-z0-9.-]++(?::[0-9]{1,5}+)?+(?:[/?]%s)?+(?:#%s)?+>" % (_PART, _PART)
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
_STATEMENT = rb"(%s %s (?:%s|%s|%s))" % (_IRI, _IRI, _IRI, _TEXT, _TYPED)
_OTHER = rb"([^\n]*+\n|[^\n]++)"
_QUAD = re.compile(rb"%s (%s) \.\n|%s" % (_STATEMENT, _IRI, _OTHER))
_TRIPLE = re.compile(rb"%s( )\.\n|%s" % (_STATEMENT, _OTHER))


def quad_lines(source: BinaryIO) -> Iterator[list[Line]]:
    """Yield the lines of N-Quads, some at a time, each plain or not.

    Raises:
        RefusedRDF: a line is longer than `LONGEST_LINE`.
    """
    return _lines(source, _QUAD)


def triple_lines(source: BinaryIO) -> Iterator[list[Line]]:
    """Yield the lines of N-Triples, some at a time, each plain or not.

    Raises:
        RefusedRDF: a line is longer than `LONGEST_LINE`.
    """
    return _lines(source, _TRIPLE)


def _lines(source: BinaryIO, plain: re.Pattern[bytes]) -> Iterator[list[Line]]:
    while chunk := source.read(CHUNK):
        chunk += source.readline(LONGEST_LINE)
        if len(chunk) >= LONGEST_LINE:
            raise RefusedRDF(f"a line is longer than {LONGEST_LINE >> 20} MiB.")
        if len(chunk) < 2 * CHUNK and _is_utf8(chunk):
            yield plain.findall(chunk)
        else:
            # A very long text may be longer than is allowed; the parser's reader looks.
            yield [(b"", b"", chunk)]


def _is_utf8(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True
