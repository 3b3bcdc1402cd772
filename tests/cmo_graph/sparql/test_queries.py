"""Headers of stored queries, and finding a query by name."""

import pytest

from cmo_graph.errors import UnknownQuery
from cmo_graph.sparql.queries import Parameter, read_query, stored_queries, stored_query

HEADED = """\
#+ summary: Configurations that end in an outcome.
#+ description: One row for each configuration.
#+   A configuration nobody has examined is listed as well.
#+ question: CQ1
#+ question: CQ5
#+ parameter outcome (concepts): The outcome.
#+ parameter review: The review.
#+ example outcome: sos.child-safety
SELECT ?outcome ?review WHERE { GRAPH ?graph { ?configuration ?has ?outcome } }
"""


def test_read_query_reads_every_fact_of_the_header() -> None:
    query = read_query("outcomes", HEADED, folder="cookbook")

    assert query.summary == "Configurations that end in an outcome."
    assert query.description == (
        "One row for each configuration. A configuration nobody has examined is listed as well."
    )
    assert query.questions == ("CQ1", "CQ5")
    assert dict(query.parameters) == {
        "outcome": Parameter("outcome", "The outcome.", "concepts", "sos.child-safety"),
        "review": Parameter("review", "The review.", "iri", ""),
    }
    assert query.text == HEADED


@pytest.mark.parametrize(
    "text",
    [
        "#+ summary: Only this.\nASK {}",
        "#+ summary: S.\n#+ description: D.\n#+ author: Somebody.\nASK {}",
        "#+ summary: S.\n#+ summary: Again.\n#+ description: D.\nASK {}",
        "#+ summary: S.\n#+ description: D.\n#+ example outcome: sos.trust\nASK {}",
        "#+ summary S.\n#+ description: D.\nASK {}",
    ],
)
def test_read_query_refuses_a_header_it_cannot_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"has no|unreadable|unknown, given twice"):
        read_query("broken", text)


def test_stored_queries_are_sorted_and_found_by_name() -> None:
    queries = stored_queries()

    assert [query.name for query in queries] == sorted(query.name for query in queries)
    assert all(stored_query(query.name) is query for query in queries)


def test_stored_query_names_the_nearest_when_the_name_is_unknown() -> None:
    name = stored_queries()[0].name

    with pytest.raises(UnknownQuery, match=name):
        stored_query(name + "s")
