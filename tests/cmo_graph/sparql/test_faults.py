"""What breaks SPARQL's grammar is told in plain words, of what the engine really says."""

import pytest

from cmo_graph.sparql.faults import plain_fault
from cmo_graph.sparql.updater import UpdateRequest, refusal


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CLEAR XYZ", "something is missing here."),
        ("CLEAR ALL ;\nINSERT DATA { <a:a> }", "'}' cannot stand here."),
        ("INSERT DATA {", "something is missing here."),
        ("INSERT DATA { foaf:a a 1 }", "the prefix foaf: is not declared."),
        ("INSERT DATA { <a:a> a\n:b }", "the prefix : is not declared."),
        ("INSERT DATA { <a:a> a <b> }", "this is no IRI, or a relative one without a base."),
        ("INSERT DATA { ?s a 1 }", "variables are not allowed in INSERT DATA."),
    ],
)
def test_fault_of_an_update_is_told_in_plain_words(text: str, told: str) -> None:
    end = refusal(UpdateRequest(text, "", seconds=1, megabytes=1))

    assert end is not None
    assert plain_fault(end.reason, text, line=end.line, column=end.column) == told


def test_what_the_engine_says_plainly_is_kept() -> None:
    assert plain_fault("a variable is bound twice", "", line=7, column=9) == (
        "a variable is bound twice"
    )
