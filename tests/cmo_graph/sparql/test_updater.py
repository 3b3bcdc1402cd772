"""Any update leaves exactly what the engine itself would, and names every graph it changed."""

from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from cmo_graph.sparql.update_text import look
from cmo_graph.sparql.updater import UpdateRequest, change, refusal

#: A graph as a text names it: whole, or with a prefix.
GRAPHS = ("<a:g0>", "ex:g1", "<a:g2>", "ex:g\\~3", "<a:g\\u0034>")
NAMES = st.sampled_from(GRAPHS)
DEFAULT = st.just("DEFAULT")
TERMS = st.sampled_from(["<a:s0>", "<a:s1>", "ex:s2"])
VALUES = st.sampled_from(["1", '"GRAPH ?g { } ; CLEAR ALL # \'"', "<a:s0>", "'}'"])
PREFIX = "PREFIX ex: <a:>\n"


@dataclass(frozen=True)
class Written:
    """An update, and another that does the same without any setting of ours."""

    ours: str
    plain: str


@st.composite
def triples(draw: st.DrawFn) -> str:
    return f"{draw(TERMS)} <a:p> {draw(VALUES)} ."


@st.composite
def patterns(draw: st.DrawFn) -> str:
    subject = draw(st.sampled_from(["?s", "<a:s0>", "ex:s2"]))
    return f"{subject} ?p {draw(st.sampled_from(['?o', '1', '<a:s0>']))} ."


@st.composite
def templates(draw: st.DrawFn, *, graph: str | None = None) -> str:
    bound = "?s ?p ?o ." if draw(st.booleans()) else draw(triples())
    place = graph or draw(st.sampled_from([*GRAPHS, ""]))
    return f"{{ GRAPH {place} {{ {bound} }} }}" if place else f"{{ {bound} }}"


@st.composite
def data(draw: st.DrawFn) -> Written:
    verb = draw(st.sampled_from(["INSERT DATA", "insert data", "INSERTDATA", "DELETE DATA"]))
    inside = "".join(draw(st.lists(triples(), min_size=1, max_size=3)))
    graph = draw(st.sampled_from([*GRAPHS, ""]))
    text = f"{verb} {{ GRAPH {graph} {{ {inside} }} }}" if graph else f"{verb} {{ {inside} }}"
    return Written(text, text)


def in_union(pattern: str) -> str:
    """Return a pattern that is asked of every graph, for an engine that knows no union."""
    return f"{{ {{ {pattern} }} UNION {{ GRAPH ?any {{ {pattern} }} }} }}"


@st.composite
def delete_where(draw: st.DrawFn) -> Written:
    pattern, graph = draw(patterns()), draw(st.sampled_from([*GRAPHS, "?g", ""]))
    if graph:
        group = f"{{ GRAPH {graph} {{ {pattern} }} }}"
        return Written(f"DELETE WHERE {group}", f"DELETE WHERE {group}")
    plain = f"DELETE {{ {pattern} }} WHERE {{ {in_union(pattern)} }}"
    return Written(f"DELETE WHERE {{ {pattern} }}", plain)


@st.composite
def modifications(draw: st.DrawFn) -> Written:
    """Draw DELETE and INSERT with a WHERE, over the union, one graph, or each graph in turn."""
    where = draw(st.sampled_from(["union", "constant", "variable", "with", "using"]))
    any_graph = "?g" if where == "variable" and draw(st.booleans()) else None
    head = ""
    if draw(st.booleans()):
        head += f"DELETE {draw(templates(graph=any_graph))} "
    if not head or draw(st.booleans()):
        head += f"INSERT {draw(templates(graph=any_graph))} "
    graph, pattern = draw(NAMES), "?s ?p ?o ."
    if where == "union":
        return Written(
            f"{head} WHERE {{ {pattern} FILTER(?o!='}}') }}",
            f"{head} WHERE {{ {in_union(pattern)} FILTER(?o!='}}') }}",
        )
    text = {
        "constant": f"{head} WHERE {{ GRAPH {graph} {{ {pattern} }} }}",
        "variable": f"{head} WHERE {{ GRAPH ?g {{ {pattern} }} }}",
        "with": f"WITH {graph} {head} WHERE {{ {pattern} }}",
        "using": f"{head} USING {graph} USING NAMED <a:g0> WHERE {{ {pattern} }}",
    }[where]
    return Written(text, text)


@st.composite
def managements(draw: st.DrawFn) -> Written:
    verb = draw(st.sampled_from(["CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"]))
    if verb == "CREATE":
        text = f"CREATE SILENT GRAPH {draw(NAMES)}"
    elif verb in ("CLEAR", "DROP"):
        target = draw(st.one_of(NAMES.map("GRAPH {}".format), st.sampled_from(_WIDE)))
        text = f"{verb} SILENT {target}"
    else:
        sides = [draw(st.one_of(NAMES, NAMES.map("GRAPH {}".format), DEFAULT)) for _ in range(2)]
        text = f"{verb} SILENT {sides[0]} TO {sides[1]}"
    return Written(text, text)


_WIDE = ["DEFAULT", "NAMED", "ALL"]
OPERATIONS = st.one_of(data(), data(), data(), delete_where(), modifications(), managements())
REQUESTS = st.lists(OPERATIONS, min_size=1, max_size=5)
#: Statements to begin with: a graph's name and a number each.
BEGINNINGS = st.lists(
    st.tuples(st.sampled_from(["GRAPH <a:g0>", "GRAPH <a:g1>", "GRAPH <a:g~3>", ""]), TERMS, VALUES)
)


def filled(beginning: list[tuple[str, str, str]]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for graph, subject, value in beginning:
        inside = f"{subject} <a:p> {value}"
        group = f"{graph} {{ {inside} }}" if graph else inside
        store.update(f"{PREFIX} INSERT DATA {{ {group} }}")
    return store


def by_graph(store: pyoxigraph.Store) -> dict[str, frozenset[Quad]]:
    found: dict[str, set[Quad]] = {}
    for quad in store:
        found.setdefault(str(quad.graph_name), set()).add(quad)
    return {graph: frozenset(quads) for graph, quads in found.items()}


def joined(written: list[Written], told: Callable[[Written], str]) -> str:
    return PREFIX + " ;\n# a comment { with a bracket\n".join(told(one) for one in written)


@settings(max_examples=100, deadline=None)
@given(BEGINNINGS, REQUESTS)
def test_declarations_may_stand_before_each_operation(
    beginning: list[tuple[str, str, str]], written: list[Written]
) -> None:
    text = " ;\n".join(f"PREFIX ex: <a:> BASE <b:>\n{one.ours}" for one in written)
    store, plain = filled(beginning), filled(beginning)

    assert refusal(asked(text, union=False)) is None
    change(store, asked(text, union=False))
    plain.update(joined(written, lambda one: one.ours))

    assert by_graph(store) == by_graph(plain)


def asked(text: str, *, union: bool) -> UpdateRequest:
    return UpdateRequest(text=text, source="", seconds=10, megabytes=100, union=union)


@settings(max_examples=400, deadline=None)
@given(BEGINNINGS, REQUESTS)
def test_update_leaves_what_the_engine_leaves(
    beginning: list[tuple[str, str, str]], written: list[Written]
) -> None:
    text = joined(written, lambda one: one.ours)
    store, plain = filled(beginning), filled(beginning)

    change(store, asked(text, union=False))
    plain.update(text)

    assert by_graph(store) == by_graph(plain)


@settings(max_examples=400, deadline=None)
@given(BEGINNINGS, REQUESTS)
def test_update_over_the_union_leaves_what_one_that_asks_each_graph_leaves(
    beginning: list[tuple[str, str, str]], written: list[Written]
) -> None:
    store, plain = filled(beginning), filled(beginning)

    change(store, asked(joined(written, lambda one: one.ours), union=True))
    plain.update(joined(written, lambda one: one.plain))

    assert by_graph(store) == by_graph(plain)


@settings(max_examples=400, deadline=None)
@given(BEGINNINGS, REQUESTS, st.booleans())
def test_update_names_every_graph_that_it_changed(
    beginning: list[tuple[str, str, str]], written: list[Written], union: bool
) -> None:
    text = joined(written, lambda one: one.ours)
    store = filled(beginning)
    before = by_graph(store)

    touched = change(store, asked(text, union=union))

    after = by_graph(store)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed - {"DEFAULT"} <= {f"<{graph}>" for graph in touched}


@settings(max_examples=200, deadline=None)
@given(REQUESTS)
def test_update_of_every_form_is_followed(written: list[Written]) -> None:
    seen = look(joined(written, lambda one: one.ours))

    assert seen.is_followed
    assert len(seen.operations) == len(written)
