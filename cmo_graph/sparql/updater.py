"""The process in which an update runs: this module is its whole program.

`python -m cmo_graph.sparql.updater` gives up the network, reads one request from its input (the
JSON of `UpdateRequest`), runs it, and writes how it ended (the JSON of `UpdateEnd`). What it
changes is a draft that nobody reads, so it may be killed at any moment: the draft is thrown away.

Only the standard library and the engine are imported here, so that a process starts quickly.
"""

import json
import os
import re
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import pyoxigraph as engine

from cmo_graph.errors import FederationRefused, QuerySyntaxError
from cmo_graph.sparql.confinement import cap_memory, cap_processor_time, refuse_network
from cmo_graph.sparql.update_text import Look, Operation, graphs_named, look, trial

#: The engine's parser and planner recurse.
_STACK = 512 * 1024 * 1024
_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)", re.DOTALL)
#: An operation that fails where there is no such graph, so that nothing after it is run.
_STOP = "DROP GRAPH <urn:x-cmo-graph:none>; "


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """One update, what it changes, and the dataset that its WHERE clauses are asked of."""

    text: str
    #: A store's folder, or a file of N-Quads that is replaced by what there is afterwards.
    source: str
    #: Processor time it may take, in seconds, and memory.
    seconds: float
    megabytes: int
    #: Whether a WHERE that names no graphs sees the union of all.
    union: bool = True
    #: Graphs that the request names for all its WHERE clauses; None leaves the choice to the text.
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    base_iri: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateEnd:
    """How an update ended."""

    #: done, syntax, query, load, federation, conflict, unfollowed, unsupported or memory
    outcome: str
    reason: str = ""
    line: int = 0
    column: int = 0
    #: The named graphs that may have changed.
    graphs: Sequence[str] = ()


def run(request: UpdateRequest) -> UpdateEnd:
    """Run one update. Whatever it raises or says but `done`, the source is no longer of use."""
    refused = refusal(request)
    if refused is not None:
        return refused
    source = Path(request.source)
    store = _opened(source)
    cap_memory(request.megabytes)
    try:
        touched = change(store, request)
        _keep(store, source)
    except MemoryError:
        return UpdateEnd("memory")
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        return UpdateEnd("unsupported", str(error))
    return UpdateEnd("done", graphs=sorted(touched))


def change(store: engine.Store, request: UpdateRequest) -> frozenset[str]:
    """Run an update that nothing is held against; return the named graphs that may have changed.

    A graph without statements is no graph here: one that is left empty is gone.
    """
    before, seen = _graphs(store), look(request.text)
    _apply(store, request, seen)
    after = _graphs(store)
    for graph in map(engine.NamedNode, after):
        if next(iter(store.quads_for_pattern(None, None, None, graph)), None) is None:
            store.remove_graph(graph)
    if seen.writes_any_graph:
        return before | after
    return graphs_named(request.text, before | after)


def refusal(request: UpdateRequest) -> UpdateEnd | None:
    """Return why the text is not run; None when it is."""
    seen = look(request.text)
    fault = _fault_of_syntax(request, seen)
    if fault is not None:
        return UpdateEnd("query") if seen.is_a_query else fault
    if seen.loads or (not seen.is_followed and "LOAD" in request.text.upper()):
        return UpdateEnd("load")
    if "SERVICE" in request.text.upper():
        from cmo_graph.sparql.scan import refuse_federation  # takes a quarter of the start

        try:
            refuse_federation(request.text)
        except FederationRefused as error:
            return UpdateEnd("federation", str(error.members["word"]))
        except QuerySyntaxError:
            # The engine reads it, and the scan cannot.
            return UpdateEnd("federation", "SERVICE")
    if request.default_graphs is not None and seen.chooses_dataset:
        return UpdateEnd("conflict")
    if (_is_rewritten(request, seen) or seen.late) and not seen.is_followed:
        return UpdateEnd("unfollowed")
    return None


def _fault_of_syntax(request: UpdateRequest, seen: Look) -> UpdateEnd | None:
    """Parse a text, whole, without running any of it."""
    tried = trial(request.text, seen, stop=_STOP)
    try:
        engine.Store().update(tried.text, base_iri=request.base_iri)
    except SyntaxError as error:
        place = _PLACE.fullmatch(str(error))
        if place is None:
            return UpdateEnd("syntax", str(error))
        line, column = tried.place(int(place["line"]), int(place["column"]))
        return UpdateEnd("syntax", place["reason"], line, column)
    except (RuntimeError, OSError):
        return None
    return None


def _is_rewritten(request: UpdateRequest, seen: Look) -> bool:
    """Say whether the text itself does not say what its WHERE clauses are asked of."""
    chosen = request.union or request.default_graphs is not None
    return chosen and (seen.asks or not seen.is_followed)


def _apply(store: engine.Store, request: UpdateRequest, seen: Look) -> None:
    if _is_rewritten(request, seen):
        # One by one: a later operation sees the graphs that an earlier one made.
        for operation in seen.operations:
            _apply_one(store, operation, request)
    elif seen.late or seen.is_reworded:
        for operation in seen.operations:
            store.update(operation.asked_of(""), base_iri=request.base_iri)
    else:
        store.update(request.text, base_iri=request.base_iri)


def _apply_one(store: engine.Store, operation: Operation, request: UpdateRequest) -> None:
    default, named = request.default_graphs, request.named_graphs or ()
    copy = None
    if operation.place is not None and default is None:
        default = named = sorted(_graphs(store))
        # The default graph has no name to be asked under; most stores hold nothing in it.
        copy = _copy_of_default(store)
    dataset = [f"USING <{graph}>" for graph in (*(default or ()), *([copy.value] if copy else []))]
    dataset += [f"USING NAMED <{graph}>" for graph in named]
    if not dataset:
        # Without a clause the engine would ask the default graph; there is nothing to be asked.
        dataset = [f"USING NAMED <{_new_name()}>"]
    try:
        store.update(operation.asked_of(" ".join(dataset)), base_iri=request.base_iri)
    finally:
        if copy is not None:
            store.remove_graph(copy)


def _copy_of_default(store: engine.Store) -> engine.NamedNode | None:
    quads = list(store.quads_for_pattern(None, None, None, engine.DefaultGraph()))
    if not quads:
        return None
    copy = engine.NamedNode(_new_name())
    store.extend(engine.Quad(quad.subject, quad.predicate, quad.object, copy) for quad in quads)
    return copy


def _new_name() -> str:
    return uuid4().urn


def _graphs(store: engine.Store) -> frozenset[str]:
    found = store.named_graphs()
    return frozenset(graph.value for graph in found if isinstance(graph, engine.NamedNode))


def _opened(source: Path) -> engine.Store:
    if source.is_dir():
        return engine.Store(str(source))
    store = engine.Store()
    # Blank nodes keep their labels: the engine's own loader gives them new ones.
    store.bulk_extend(engine.parse(path=source, format=engine.RdfFormat.N_QUADS))
    return store


def _keep(store: engine.Store, source: Path) -> None:
    """Put what there is now on the disk."""
    if source.is_dir():
        store.flush()
    else:
        store.dump(str(source), engine.RdfFormat.N_QUADS)


def serve() -> None:
    """Run the one request on standard input."""
    refuse_network()
    text = sys.stdin.buffer.read()
    if not text:
        return
    request = UpdateRequest(**json.loads(text))
    cap_processor_time(request.seconds * (os.cpu_count() or 1))
    end = asdict(run(request))
    sys.stdout.buffer.write(json.dumps(end).encode())
    sys.stdout.buffer.flush()


def main() -> None:
    """Serve in a thread whose stack is large."""
    threading.stack_size(_STACK)
    worker = threading.Thread(target=serve)
    worker.start()
    worker.join()


if __name__ == "__main__":
    main()
