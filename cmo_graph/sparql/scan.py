r"""A look at untrusted query text before any engine sees it: this module counts, and refuses.

The engine's parser and planner recurse without a bound, so a text of four kilobytes can take the
process down, and its SERVICE cannot be switched off (pyoxigraph 0.5.13, by experiment). `scan` is
the first of two walls; the second is the killable child process.

Three habits of the engine's grammar decide how the text is read:

- keywords need no space after them: `SERVICEa:b{}` and `trueSERVICE<x>{}` call a server, so the
  letters of the keyword count wherever they stand in a word or in a name's prefix;
- `<` may open an IRI or compare: `?a<?b)SERVICE?s#>` is both, and which one depends on grammar a
  scan does not have. Such a place is read both ways, and the worse of the two counts;
- `\u0053ERVICE` is no keyword: escapes are resolved inside IRIs and strings only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush
from typing import NamedTuple

from cmo_graph.errors import (
    CmoGraphError,
    FederationRefused,
    NotAQuery,
    QuerySyntaxError,
    QueryTooComplex,
)


class Form(Enum):
    """The four forms of a SPARQL query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_a_graph(self) -> bool:
        """Whether the answer is RDF, not a table or a truth value."""
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each that a query may have; far below where the engine breaks."""

    #: Length of the text in characters.
    characters: int = 65_536
    tokens: int = 4_000
    #: Brackets of any sort, and quoted triples, open at once.
    nested: int = 100
    #: `!`, `-`, `+` or `^` in a row.
    signs: int = 50
    #: `.`, `;`, `/` and `|`, which the planner pays for more than linearly.
    separators: int = 300


@dataclass(frozen=True, slots=True)
class Scan:
    """What a query is, as far as its text tells; the larger count where it can be read two ways."""

    form: Form
    #: Whether it chooses its own dataset by FROM or FROM NAMED.
    names_dataset: bool
    tokens: int
    #: Most brackets open at once.
    nested: int
    signs: int
    separators: int


class _Sort(Enum):
    SPACE = 0
    OPAQUE = 1  # strings, IRIs, variables, tags, numbers: nothing in them is SPARQL
    WORD = 2
    OPEN = 3
    CLOSE = 4
    SIGN = 5
    SEPARATOR = 6
    OTHER = 7


class _Token(NamedTuple):
    sort: _Sort
    text: str
    end: int


@dataclass(frozen=True, slots=True)
class _Count:
    """What has been met on the way to one place of the text, at worst."""

    tokens: int = 0
    depth: int = 0
    nested: int = 0
    run: int = 0
    signs: int = 0
    separators: int = 0
    names_dataset: bool = False

    def after(self, token: _Token) -> "_Count":
        if token.sort is _Sort.SPACE:
            return self
        depth = max(0, self.depth + _STEP.get(token.sort, 0))
        run = self.run + 1 if token.sort is _Sort.SIGN else 0
        return _Count(
            tokens=self.tokens + 1,
            depth=depth,
            nested=max(self.nested, depth),
            run=run,
            signs=max(self.signs, run),
            separators=self.separators + (token.sort is _Sort.SEPARATOR),
            names_dataset=self.names_dataset or (depth == 0 and _chooses_a_graph(token)),
        )

    def worse(self, other: "_Count") -> "_Count":
        return _Count(
            tokens=max(self.tokens, other.tokens),
            depth=max(self.depth, other.depth),
            nested=max(self.nested, other.nested),
            run=max(self.run, other.run),
            signs=max(self.signs, other.signs),
            separators=max(self.separators, other.separators),
            names_dataset=self.names_dataset or other.names_dataset,
        )


def _chooses_a_graph(token: _Token) -> bool:
    # `ASKFROM<x>` does; a prefix `from:` does not.
    return token.sort is _Sort.WORD and re.search("FROM(?!.*:)", token.text.upper()) is not None


_STEP = {_Sort.OPEN: 1, _Sort.CLOSE: -1}
_SORTS = {sort.name: sort for sort in _Sort}

#: PN_CHARS of the grammar and a few more: what the engine ends a name at starts no token.
_NAME = (
    r"[\w\u00b7\u00c0-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufffd\U00010000-\U000effff]"
)
_FIRST = rf"(?!\d){_NAME}"
_LOCAL = rf"(?:{_NAME}|[:\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
_ESCAPE = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_TOKEN = re.compile(
    rf"""
      (?P<SPACE>[ \t\r\n]++|\#[^\r\n]*+)
    | (?P<OPAQUE>[?$]{_NAME}++|@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+)
    | (?P<NAME>(?P<prefix>{_FIRST}(?:{_NAME}|[.\-])*+)?:(?P<local>(?!-){_LOCAL}++)?+)
      (?:(?(local)(?P<dotted>\.++{_LOCAL}++)(?P<further>(?:\.++{_LOCAL}++)*+)|(?!)))?+
    | (?P<WORD>{_FIRST}{_NAME}*+)
    | (?P<OPEN><<|[({{\[])
    | (?P<CLOSE>>>|[)}}\]])
    | (?P<SIGN>\^\^|[!+\-^])
    | (?P<SEPARATOR>[.;/|])
    | (?P<OTHER>[<>=&*,~?])
    """,
    re.VERBOSE,
)
_IRI = re.compile(rf"<((?:[^\x00-\x20<>\"{{}}|^`\\]|{_ESCAPE})*+)>")
_STRINGS = {
    quote: (
        re.compile(rf"{quote * 3}(?:{quote}{{0,2}}(?:[^{quote}\\]|{_ESCAPE}))*+{quote * 3}"),
        re.compile(rf"{quote}(?:[^{quote}\\\r\n]|{_ESCAPE})*+{quote}"),
    )
    for quote in ("'", '"')
}
#: `?a<http://…` cannot be a comparison: after the name `http:` no operand begins with a slash.
_ONLY_AN_IRI = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?/|$")
_FEDERATION = "SERVICE"
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_UPDATE = (
    "INSERT",
    "DELETE",
    "LOAD",
    "CLEAR",
    "CREATE",
    "DROP",
    "ADD",
    "MOVE",
    "COPY",
    "WITH",
)


def scan(text: str, *, limits: Limits | None = None) -> Scan:
    """Look through the text of a query without evaluating it.

    Passing says that the text is small and calls no server, not that it is SPARQL: its grammar is
    the engine's business. Takes time in proportion to the text.

    Raises:
        QueryTooComplex: a count is above its limit.
        FederationRefused: the text holds SERVICE where the engine could read it as a keyword.
        NotAQuery: it is an update, or has none of the four query forms.
        QuerySyntaxError: a string is never closed, or a character begins nothing in SPARQL.
    """
    limits = limits or Limits()
    _hold("characters", len(text), limits.characters)
    count = _count(text, limits)
    return Scan(
        form=_form(text),
        names_dataset=count.names_dataset,
        tokens=count.tokens,
        nested=count.nested,
        signs=count.signs,
        separators=count.separators,
    )


def refuse_federation(text: str) -> None:
    """Look through the text of an update for SERVICE alone, however long it is.

    Raises:
        FederationRefused: the text holds SERVICE where the engine could read it as a keyword.
        QuerySyntaxError: it is no SPARQL in any reading.
    """
    endless = len(text) + 1
    _count(text, Limits(endless, endless, endless, endless, endless))


def _count(text: str, limits: Limits) -> _Count:
    return _count_plain(text, limits) or _count_readings(text, limits)


def _count_plain(text: str, limits: Limits) -> _Count | None:
    """Count what can be read in one way only, as most queries can; None for any other text.

    It finds what `_count_readings` does, several times as quickly.
    """
    tokens = depth = nested = run = signs = separators = place = 0
    names_dataset = False
    while place < len(text):
        token = _only_token_at(text, place)
        if token is None:
            return None
        place = token.end
        if token.sort is _Sort.SPACE:
            continue
        tokens += 1
        depth = max(0, depth + _STEP.get(token.sort, 0))
        nested = max(nested, depth)
        run = run + 1 if token.sort is _Sort.SIGN else 0
        signs = max(signs, run)
        separators += token.sort is _Sort.SEPARATOR
        if token.sort is _Sort.WORD:
            _refuse_federation(token)
            names_dataset = names_dataset or (depth == 0 and _chooses_a_graph(token))
    count = _Count(tokens, depth, nested, run, signs, separators, names_dataset)
    _hold_all(count, limits)
    return count if text else None


def _only_token_at(text: str, place: int) -> _Token | None:
    """Return what begins here, unless it can be read in two ways, or in none."""
    mark = text[place]
    if mark in _STRINGS:
        long, short = (form.match(text, place) for form in _STRINGS[mark])
        string = long or short
        if string is None or (long and short and "\\u" in long[0].lower()):
            return None
        return _Token(_Sort.OPAQUE, "", string.end())
    iri = _IRI.match(text, place) if mark == "<" else None
    if iri is not None:
        is_clear = _ONLY_AN_IRI.match(iri[1])
        return _Token(_Sort.OPAQUE, "", iri.end()) if is_clear else None
    found = _TOKEN.match(text, place)
    if found is None:
        return None
    if found["NAME"] is None:
        return _Token(_SORTS[str(found.lastgroup)], found[0], found.end())
    ends = _ends_of_name(found)
    return _name_token(found, ends[0]) if len(ends) == 1 else None


def _ends_of_name(found: re.Match[str]) -> list[int]:
    """Return where a name may end, the likeliest place first.

    The engine ends it at the second full stop, the grammar does not. A server that takes no full
    stop at all would call another where SERVICE follows one.
    """
    ends = {found.end(), found.end("dotted") if found["dotted"] else found.end("NAME")}
    if _FEDERATION in found[0].upper():
        ends.add(found.end("NAME"))
    return sorted(ends, reverse=True)


def _name_token(found: re.Match[str], end: int) -> _Token:
    prefix = found["prefix"]
    return _Token(_Sort.WORD if prefix else _Sort.OPAQUE, f"{prefix or ''}:", end)


def _count_readings(text: str, limits: Limits) -> _Count:
    """Follow every reading of the text at once, from place to place.

    A reading that meets what cannot be read is dropped; the engine could not follow it either.
    """
    met = {0: _Count()}
    places = [0]
    failure: CmoGraphError = NotAQuery("it is empty")
    while places:
        place = heappop(places)
        if place == len(text):
            return met[place]
        before = met.pop(place)
        try:
            tokens = list(_tokens_at(text, place))
        except QuerySyntaxError as error:
            failure = error
            continue
        for token in tokens:
            _refuse_federation(token)
            count = before.after(token)
            _hold_all(count, limits)
            if token.end in met:
                met[token.end] = met[token.end].worse(count)
            else:
                met[token.end] = count
                heappush(places, token.end)
    raise failure


def _hold_all(count: _Count, limits: Limits) -> None:
    _hold("tokens", count.tokens, limits.tokens)
    _hold("nested brackets", count.nested, limits.nested)
    _hold("signs in a row", count.signs, limits.signs)
    _hold("separators", count.separators, limits.separators)


def _hold(limit: str, value: int, allowed: int) -> None:
    if value > allowed:
        raise QueryTooComplex(limit, value, allowed=allowed)


def _refuse_federation(token: _Token) -> None:
    if token.sort is _Sort.WORD and _FEDERATION in token.text.upper():
        raise FederationRefused(token.text)


def _form(text: str) -> Form:
    """Return the form named by the first keyword after the prologue."""
    for word in _words(text):
        for form in Form:
            if word.upper().startswith(form.value):
                return form
        if word.upper().startswith(_UPDATE):
            raise NotAQuery(f"{word} begins an update")
        raise NotAQuery(f"{word} begins none of SELECT, ASK, CONSTRUCT and DESCRIBE")
    raise NotAQuery("it has none of SELECT, ASK, CONSTRUCT and DESCRIBE")


def undeclared_prefixes(text: str) -> tuple[str, ...]:
    """Return the prefixes that a scanned query uses and does not declare, in their order."""
    declared: set[str] = set()
    used: dict[str, None] = {}
    declares, place = False, 0
    while place < len(text):
        token = next(_tokens_at(text, place))
        name = _TOKEN.match(text, place)
        place = token.end
        if token.sort is _Sort.SPACE:
            continue
        if name is not None and name["NAME"] is not None and name["prefix"] != "_":
            prefix = name["prefix"] or ""
            if declares:
                declared.add(prefix)
            else:
                used[prefix] = None
        declares = token.text.upper() == "PREFIX"
    return tuple(prefix for prefix in used if prefix not in declared)


def _words(text: str) -> Iterator[str]:
    """Yield the words after the prologue, in the likeliest reading."""
    place, declares = 0, False
    while place < len(text):
        token = next(_tokens_at(text, place))
        place = token.end
        if token.sort is _Sort.SPACE:
            continue
        if token.sort is _Sort.WORD and not declares:
            declares = token.text.upper() == "PREFIX"
            if not token.text.upper().startswith(_PROLOGUE):
                yield token.text
        else:
            declares = False


def _tokens_at(text: str, place: int) -> Iterator[_Token]:
    """Yield what can begin at a place; the likeliest reading first."""
    mark = text[place]
    if mark in _STRINGS:
        yield from _strings_at(text, place, mark)
        return
    iri = _IRI.match(text, place) if mark == "<" else None
    if iri is not None:
        yield _Token(_Sort.OPAQUE, iri[0], iri.end())
        if _ONLY_AN_IRI.match(iri[1]):
            return
    yield from _plain_tokens_at(text, place)


def _plain_tokens_at(text: str, place: int) -> Iterator[_Token]:
    found = _TOKEN.match(text, place)
    if found is None:
        raise _unreadable(text, place, f"no SPARQL begins with {text[place]!r}.")
    if found["NAME"] is None:
        yield _Token(_SORTS[str(found.lastgroup)], found[0], found.end())
        return
    for end in _ends_of_name(found):
        yield _name_token(found, end)


def _strings_at(text: str, place: int, quote: str) -> Iterator[_Token]:
    found = [match for form in _STRINGS[quote] if (match := form.match(text, place))]
    if not found:
        raise _unreadable(text, place, "this string is not closed, or holds an unknown escape.")
    yield _Token(_Sort.OPAQUE, found[0][0], found[0].end())
    # An escape may stand for no character. To the engine three quotes are then an empty string and
    # the quote of another.
    if len(found) > 1 and "\\u" in found[0][0].lower():
        yield _Token(_Sort.OPAQUE, found[1][0], found[1].end())


def _unreadable(text: str, place: int, reason: str) -> QuerySyntaxError:
    line = text.count("\n", 0, place) + 1
    return QuerySyntaxError(reason, line=line, column=place - text.rfind("\n", 0, place))
