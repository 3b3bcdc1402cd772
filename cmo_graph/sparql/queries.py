"""Our own queries: this module reads the `.rq` files beside it and the `#+` headers they open with.

A query is never put together from text: a value reaches it as a binding of one of its parameters. A
parameter is a variable of the SELECT clause (and of GROUP BY), because pyoxigraph binds no other.

A header holds one `#+` line for each fact; a line that begins with two spaces after the mark goes
on with the fact before it:

    #+ summary: Configurations that end in an outcome.
    #+ description: One row for each configuration.
    #+   A configuration nobody has examined is listed as well.
    #+ question: CQ1
    #+ parameter outcome (concepts): The outcome.
    #+ example outcome: sos.child-safety
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rapidfuzz import process

from cmo_graph.errors import UnknownQuery

#: Folder of the `.rq` files; a query is named by its file, in whichever folder below it lies.
QUERIES = Path(__file__).with_name("queries")

_FACT = re.compile(
    r"#\+ (?P<key>[a-z]+)(?: (?P<name>\w+))?(?: \((?P<kind>[\w-]+)\))?: (?P<text>.+)"
)
_CONTINUATION = re.compile(r"#\+ {2,}(?P<text>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query to which the caller gives a value."""

    name: str
    #: A sentence on what it stands for.
    description: str
    #: What may be given: a kind of thing (`concepts`), `claims`, `things` (any of them), the name
    #: of an enum of `cmo_graph.model.codes` (`Role`) or `cmo_graph.support.codes`, or `iri`.
    kind: str = "iri"
    #: A key or code token of the seed data with which the query has an answer; "" when it has none.
    example: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class StoredQuery:
    """One `.rq` file. Equal only to itself, so that it can be the key of a cache."""

    name: str
    #: A sentence that stands alone in a list.
    summary: str
    #: What the rows mean and what surprises in them.
    description: str
    #: By name, in the order of the header.
    parameters: Mapping[str, Parameter]
    #: The whole file, header included: comments are part of SPARQL.
    text: str
    #: Folder of the file below `queries/`, such as `cookbook`; "" for `queries/` itself.
    folder: str = ""
    #: Competency questions of a realist reviewer that it answers, such as `CQ5`.
    questions: tuple[str, ...] = ()


def stored_query(name: str) -> StoredQuery:
    """Return the query in the file `{name}.rq`.

    Raises:
        UnknownQuery: there is none; the error names the nearest.
    """
    found = _by_name().get(name)
    if found is None:
        nearest = process.extract(name, list(_by_name()), limit=3, score_cutoff=60)
        raise UnknownQuery(name, nearest=tuple(match[0] for match in nearest))
    return found


def stored_queries() -> tuple[StoredQuery, ...]:
    """Return every stored query, sorted by name."""
    return tuple(_by_name().values())


@cache
def _by_name() -> Mapping[str, StoredQuery]:
    found: dict[str, StoredQuery] = {}
    for path in sorted(QUERIES.rglob("*.rq"), key=lambda path: path.stem):
        if path.stem in found:
            raise ValueError(f"Two stored queries are named {path.stem!r}: rename {path.name}.")
        folder = path.parent.relative_to(QUERIES).as_posix()
        found[path.stem] = read_query(
            path.stem, path.read_text(encoding="utf-8"), folder="" if folder == "." else folder
        )
    return MappingProxyType(found)


@dataclass(slots=True)
class _Header:
    texts: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)

    def note(self, key: str, name: str | None, kind: str | None, text: str) -> None:
        if key == "parameter" and name:
            self.parameters[name] = text
            self.kinds[name] = kind or "iri"
        elif key == "example" and name in self.parameters:
            self.examples[str(name)] = text
        elif key == "question" and not name:
            self.questions.append(text)
        elif key in {"summary", "description"} and not name and key not in self.texts:
            self.texts[key] = text
        else:
            raise ValueError(f"The header line {key!r} is unknown, given twice or out of place.")


def read_query(name: str, text: str, *, folder: str = "") -> StoredQuery:
    """Read the header of a query's text.

    Raises:
        ValueError: a header line has none of the forms above, or the summary or description is
            missing.
    """
    header = _Header()
    for fact in _facts(name, text):
        header.note(fact["key"], fact["name"], fact["kind"], fact["text"])
    missing = [key for key in ("summary", "description") if key not in header.texts]
    if missing:
        raise ValueError(f"The stored query {name!r} has no {' and no '.join(missing)}.")
    return StoredQuery(
        name=name,
        summary=header.texts["summary"],
        description=header.texts["description"],
        parameters=MappingProxyType(dict(_parameters(header))),
        text=text,
        folder=folder,
        questions=tuple(header.questions),
    )


def _facts(name: str, text: str) -> Iterator[re.Match[str]]:
    joined: list[str] = []
    for line in text.splitlines():
        continued = _CONTINUATION.fullmatch(line)
        if continued and joined:
            joined[-1] += " " + continued["text"]
        elif line.startswith("#+"):
            joined.append(line)
    for line in joined:
        fact = _FACT.fullmatch(line)
        if fact is None:
            raise ValueError(f"The stored query {name!r} has an unreadable header line: {line}")
        yield fact


def _parameters(header: _Header) -> Iterator[tuple[str, Parameter]]:
    for name, text in header.parameters.items():
        yield name, Parameter(name, text, header.kinds[name], header.examples.get(name, ""))
