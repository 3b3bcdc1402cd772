"""Rows are counted as the engine writes them, however its text is cut into pieces."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.sparql.rows import row_counter

FORMATS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/csv": pyoxigraph.QueryResultsFormat.CSV,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
#: Lines that a table has besides one for each row, or marks that it has fewer.
BESIDE = {"text/csv": 1, "text/tab-separated-values": 1, "application/sparql-results+json": -1}
TEXTS = st.lists(
    st.text(st.sampled_from("ab\"\\\r\n,;\t{}<>&'"), max_size=12),
    min_size=1,
    max_size=8,
    unique=True,
)


@pytest.mark.parametrize("media_type", FORMATS)
@given(texts=TEXTS, cut=st.integers(1, 40))
def test_rows_are_counted_whatever_their_values_hold(
    media_type: str, texts: list[str], cut: int
) -> None:
    store = pyoxigraph.Store()
    for text in texts:
        name, literal = pyoxigraph.NamedNode("u:x"), pyoxigraph.Literal(text)
        store.add(pyoxigraph.Quad(name, name, literal))
    results = store.query("SELECT ?s ?o { ?s ?p ?o }")
    assert isinstance(results, pyoxigraph.QuerySolutions)
    written = results.serialize(format=FORMATS[media_type])
    assert written is not None
    counter = row_counter(media_type)
    assert counter is not None

    counted = sum(counter.count(written[at : at + cut]) for at in range(0, len(written), cut))

    assert counted == len(texts) + BESIDE.get(media_type, 0)


def test_graphs_have_no_rows() -> None:
    assert row_counter("text/turtle") is None
