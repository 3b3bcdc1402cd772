"""Which addresses of pages are asked: this module finds some for every page there is.

The pages are read off the application's own description of itself, so that a page that somebody
adds is asked, too, or the run ends with its name. The things are those of the store: the first, the
last and the middle one of their kind, and those that most is said of.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from rdflib import URIRef

from cmo_graph.iri import key_of
from cmo_graph.model import THINGS, Configuration, TheoryVersion
from cmo_graph.model.codes import Role
from cmo_graph.repository import Repository
from cmo_graph.validation.codes import CODES

#: By kind, the lists of other things that show which one of it most is said of.
_SAID_OF: Mapping[str, Sequence[tuple[str, str]]] = {
    "concepts": (("configurations", "concept"), ("links", "concept")),
    "configurations": (("evidence", "claim"),),
    "links": (("evidence", "claim"),),
    "moderations": (("evidence", "claim"),),
    "studies": (("evidence", "study"),),
    "reports": (("passages", "report"),),
    "passages": (("evidence", "passage"),),
    "theories": (("theory-versions", "theory"),),
    "reviews": (("configurations", "review"),),
}
_HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the application, with some of its addresses."""

    #: Its path, such as `/{kind}/{key}`.
    path: str
    addresses: tuple[str, ...]


class NoAddress(Exception):
    """Nobody said how a page is asked."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(
            f"The page {path} would not be measured: say in {__name__} what its addresses are."
        )


def pages_of(app: FastAPI) -> Sequence[str]:
    """Return the paths of all pages, as the application tells them: what GET has as HTML."""
    paths: Mapping[str, Mapping[str, Any]] = app.openapi()["paths"]
    return [path for path, operations in paths.items() if _HTML in _answers(operations)]


def _answers(operations: Mapping[str, Any]) -> Mapping[str, Any]:
    responses = operations.get("get", {}).get("responses", {})
    found: Mapping[str, Any] = responses.get("200", {}).get("content", {})
    return found


def addresses_of(app: FastAPI, repository: Repository) -> Iterator[Page]:
    """Yield every page with its addresses in a store.

    Raises:
        NoAddress: a page has parameters in its path, and nobody said which.
    """
    examples = _Examples(repository)
    for path in pages_of(app):
        ask = _ASKED.get(path)
        if ask is None and "{" in path:
            raise NoAddress(path)
        yield Page(path, (path,) if ask is None else tuple(dict.fromkeys(ask(examples))))


class _Examples:
    """Things of a store that pages are asked about."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._catalogue = repository.snapshot.catalogue

    def keys(self, kind: str) -> Iterator[str]:
        """Yield keys of a kind: first, middle, last, and those that most is said of."""
        after: Sequence[str | None] = (None, "synthetic-5", "synthetic-9.z")
        for mark in after:
            page = self._catalogue.page(kind, after=mark, limit=1)
            yield from map(key_of, page.iris)
        for listed, facet in _SAID_OF.get(kind, ()):
            totals = self._catalogue.values(listed, facet)
            ranked = sorted(totals, key=lambda value: (-totals[value], value))
            found = (value for value in ranked if self._is_of(kind, value))
            yield from (key_of(URIRef(value)) for value in chain(_first(found)))

    def _is_of(self, kind: str, iri: str) -> bool:
        place = self._repository.base.locate(iri)
        return place is not None and place[0] == kind

    def things(self) -> Iterator[str]:
        """Yield the addresses of things of every kind."""
        for kind in THINGS:
            yield from (f"/{kind}/{key}" for key in self.keys(kind))

    def scenarios(self) -> Iterator[tuple[str, str, str]]:
        """Yield, for some theories, its key, and a context and an outcome in it."""
        for theory in self.keys("theories"):
            iri = self._repository.resolve(theory, "theories")
            filters = {"theory": [str(iri)]}
            page = self._repository.page(TheoryVersion.kind_name, filters=filters, limit=1)
            members = [one.members for one in page.items if isinstance(one, TheoryVersion)]
            ends = next(filter(None, map(self._ends, chain.from_iterable(members))), None)
            if ends is not None:
                yield (theory, *ends)

    def _ends(self, claim: URIRef) -> tuple[str, str] | None:
        if not self._is_of(Configuration.kind_name, claim):
            return None
        one = self._repository.get(Configuration.kind_name, claim)
        if not isinstance(one, Configuration):
            return None
        contexts, outcomes = one.in_role(Role.CONTEXT), one.in_role(Role.OUTCOME)
        if not contexts or not outcomes:
            return None
        return key_of(contexts[0].concept), key_of(outcomes[0].concept)

    def words(self) -> Iterator[str]:
        """Yield what is searched: a rare word, a beginning that many have, and two words."""
        yield from ("trust", "s", "shared responsibility")


def _first(values: Iterator[str]) -> Iterator[str]:
    value = next(values, None)
    if value is not None:
        yield value


def _asked(path: str, **parameters: str) -> str:
    return f"{path}?{urlencode(parameters)}"


def _narrowed(path: str) -> Callable[[_Examples], Iterator[str]]:
    """Return how a question about claims is asked: of all, of a review, and of a theory."""

    def ask(examples: _Examples) -> Iterator[str]:
        yield path
        for name, kind in (("review", "reviews"), ("theory", "theories")):
            yield from (_asked(path, **{name: key}) for key in examples.keys(kind))

    return ask


def _of(path: str, kind: str) -> Callable[[_Examples], Iterator[str]]:
    """Return how a page about one thing of a kind is asked."""
    return lambda examples: (f"{path}/{key}" for key in examples.keys(kind))


def _maps(examples: _Examples) -> Iterator[str]:
    yield from _narrowed("/evidence-map")(examples)
    yield _asked("/evidence-map", rows="intervention", columns="outcome")


def _what_if(examples: _Examples) -> Iterator[str]:
    yield "/what-if"
    for theory, context, _ in examples.scenarios():
        yield _asked("/what-if", present=context, theory=theory)


def _for_whom(examples: _Examples) -> Iterator[str]:
    yield "/for-whom"
    for theory, _, outcome in examples.scenarios():
        yield _asked("/for-whom", outcome=outcome, theory=theory)


def _pathways(examples: _Examples) -> Iterator[str]:
    yield "/pathways"
    for theory, context, outcome in examples.scenarios():
        yield _asked("/pathways", **{"from": context, "to": outcome})
        yield _asked("/pathways", **{"from": context, "to": outcome, "theory": theory})


#: By path: what is asked there. A path that is not here, and has no parameter, is asked as it is.
_ASKED: Mapping[str, Callable[[_Examples], Iterator[str]]] = {
    "/graph/{name}": _of("/graph", "reviews"),
    "/ns/{name}": lambda _: iter(("/ns/RoleScheme", "/ns/ActivationScheme")),
    "/problems/{code}": lambda _: (f"/problems/{code}" for code in sorted(CODES)[:2]),
    "/evidence-map": _maps,
    "/gaps": _narrowed("/gaps"),
    "/contested": _narrowed("/contested"),
    "/what-if": _what_if,
    "/for-whom": _for_whom,
    "/pathways": _pathways,
    "/search": lambda examples: (_asked("/search", q=words) for words in examples.words()),
    "/theories/{key}": _of("/theories", "theories"),
    "/embed/theories/{key}": _of("/embed/theories", "theories"),
    "/embed/configurations/{key}": _of("/embed/configurations", "configurations"),
    "/{kind}": lambda _: (f"/{kind}" for kind in THINGS),
    "/{kind}/{key}": lambda examples: examples.things(),
}
