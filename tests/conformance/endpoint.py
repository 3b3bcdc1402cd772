"""The server under test: this module asks it and writes to it as any client would."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pyoxigraph as ox

from tests.conformance.manifests import Term, address, triples_of
from tests.conformance.outcomes import Graph, Outcome, read_graph, read_lines, read_table
from tests.conformance.suites import Case, Data

TOKEN = "a-token-for-tests-only"  # noqa: S105  # of no server but the tests' own

_TABLES = "application/sparql-results+json"
_GRAPHS = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's SPARQL endpoint."""

    client: httpx2.Client
    url: str

    def ask(self, text: str, *, accept: str) -> httpx2.Response:
        """Send a query."""
        return self.client.post(
            f"{self.url}/sparql",
            content=text.encode(),
            headers={"Content-Type": "application/sparql-query", "Accept": accept},
        )

    def update(self, text: str) -> httpx2.Response:
        """Send an update."""
        return self.client.post(
            f"{self.url}/sparql",
            content=text.encode(),
            headers={
                "Content-Type": "application/sparql-update",
                "Authorization": f"Bearer {TOKEN}",
            },
        )

    def hold(self, data: Data) -> None:
        """Make a dataset all that the server holds."""
        self.update(f"DROP ALL ; {insertion(data)}").raise_for_status()

    def evaluate(self, case: Case) -> Outcome:
        """Return the server's answer to the query of a case, whose data it holds.

        Raises:
            httpx2.HTTPStatusError: the server refuses it.
        """
        accept = f"{_TABLES}, {_GRAPHS};q=0.5"
        if case.kind == "CSVResultFormatTest":
            accept = "text/csv"
        elif case.answer is not None and case.answer.suffix == ".tsv":
            accept = "text/tab-separated-values"
        return _read(self.ask(case.text, accept=accept).raise_for_status())

    def holds(self, data: Data) -> Iterator[tuple[str, Graph, Graph]]:
        """Yield each graph that is expected or there: its name, what is expected, what is there."""
        rows = self.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", accept="text/csv")
        there = set(rows.raise_for_status().text.split()[1:])
        wanted: dict[str, list[ox.Triple]] = {"": []}
        for file in data.default:
            wanted[""] += triples_of(file)
        for name, file in data.named:
            wanted.setdefault(name, []).extend(triples_of(file))
        for name in sorted(there | set(wanted)):
            graph = "?s ?p ?o" if not name else f"GRAPH <{name}> {{ ?s ?p ?o }}"
            found = self.ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {graph} }}", accept=_GRAPHS)
            read = _read(found.raise_for_status())
            assert isinstance(read, Graph)
            yield name, Graph(tuple(wanted.get(name, ()))), read


def _read(answer: httpx2.Response) -> Outcome:
    media_type = answer.headers["content-type"].partition(";")[0]
    if media_type == "text/csv":
        return read_lines(answer.content)
    if media_type == _GRAPHS:
        return read_graph(answer.content, format=ox.RdfFormat.N_TRIPLES)
    form = ox.QueryResultsFormat.from_media_type(media_type)
    assert form is not None, media_type
    return read_table(answer.content, format=form)


def insertion(data: Data) -> str:
    """Return the update that puts a dataset into an empty store; blank nodes stay apart by file."""
    parts = [_statements(file) for file in data.default]
    parts += [f"GRAPH <{name}> {{ {_statements(file)} }}" for name, file in data.named]
    return f"INSERT DATA {{ {' '.join(parts)} }}"


def _statements(file: Path) -> str:
    mark = "".join(char if char.isalnum() else "-" for char in address(file))

    def apart(term: Term) -> Term:
        return ox.BlankNode(f"{mark}-{term.value}") if isinstance(term, ox.BlankNode) else term

    triples = triples_of(file)
    return " ".join(
        f"{apart(one.subject)} {one.predicate} {apart(one.object)} ." for one in triples
    )


@contextmanager
def served(folder: Path) -> Iterator[Endpoint]:
    """Serve an empty store in a process of its own; queries see the default graph alone."""
    program = Path(sys.executable).with_name("cmo-graph")
    environment = {
        "CMO_STORE": str(folder / "store"),
        "CMO_WRITE_TOKEN": TOKEN,
        "CMO_DEFAULT_GRAPH": "own",
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [program, "serve", "--empty", "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    try:
        line = next(line for line in process.stdout if line.startswith("Serving on "))
        with httpx2.Client(timeout=60.0) as client:
            yield Endpoint(client, line.split()[-1])
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
