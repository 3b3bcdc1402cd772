"""The W3C's tests of syntax and evaluation: this module reads them as cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from tests.conformance.manifests import MF, QT, RDF_TYPE, SUITES, UT, Manifest, Term, address

_ENTAILMENT = "http://www.w3.org/ns/sparql-service-description#entailmentRegime"


@dataclass(frozen=True, slots=True)
class Data:
    """A dataset: the files of its default graph, and those of its named graphs by name."""

    default: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a suite."""

    #: Folder and name, as in `aggregates/agg01`.
    name: str
    #: The class of the test, without its namespace.
    kind: str
    request: Path
    before: Data
    #: The file of the answer that is expected; None for tests of syntax and of updates.
    answer: Path | None
    after: Data
    is_lax: bool
    entails: bool

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """The query or update, with relative IRIs resolved against its own address."""
        return f"BASE <{address(self.request)}>\n{self.request.read_text('utf-8')}"


@cache
def cases(*kinds: str, version: str = "sparql11") -> tuple[Case, ...]:
    """Return the cases of some kinds, in the order of folders and manifests.

    Args:
        kinds: Classes of tests, as `QueryEvaluationTest`.
        version: Folder of the suites.
    """
    if not SUITES.is_dir():
        return ()
    manifests = sorted((SUITES / version).glob("*/manifest.ttl"))
    return tuple(case for file in manifests for case in _cases(file) if case.kind in kinds)


def _cases(file: Path) -> Iterator[Case]:
    manifest = Manifest(file)
    for test in manifest.entries():
        case = _case(manifest, test)
        if case is not None:
            yield case


def _case(manifest: Manifest, test: ox.NamedNode) -> Case | None:
    kind, action = manifest.one(test, RDF_TYPE), manifest.one(test, MF + "action")
    assert isinstance(kind, ox.NamedNode)
    requests = (
        manifest.files(action, QT + "query")
        or manifest.files(action, UT + "request")
        or manifest.files(test, MF + "action")
    )
    if not requests or not requests[0].is_file():
        return None
    result = manifest.one(test, MF + "result")
    cardinality = manifest.one(test, MF + "resultCardinality")
    return Case(
        name=manifest.name(test),
        kind=kind.value.removeprefix(MF),
        request=requests[0],
        before=_data(manifest, action),
        answer=next(iter(manifest.files(test, MF + "result")), None),
        after=_data(manifest, result),
        is_lax=cardinality == ox.NamedNode(MF + "LaxCardinality"),
        entails=bool(manifest.all(action, _ENTAILMENT)),
    )


def _data(manifest: Manifest, subject: Term | None) -> Data:
    default = (*manifest.files(subject, QT + "data"), *manifest.files(subject, UT + "data"))
    named = [(address(file), file) for file in manifest.files(subject, QT + "graphData")]
    return Data(default, tuple(sorted([*named, *manifest.labelled_graphs(subject)])))
