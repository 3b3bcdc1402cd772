import pytest

from cmo_graph.sparql.update_text import graphs_named, look, trial

GRAPHS = ("https://example.org/g", "https://example.org/h", "urn:x:y")


def asked_of(text: str, dataset: str) -> list[str]:
    return [" ".join(one.asked_of(dataset).split()) for one in look(text).operations]


def test_dataset_is_put_before_where() -> None:
    text = "PREFIX a: <b:> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }"

    assert asked_of(text, "USING <g:g>") == [
        "PREFIX a: <b:> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } USING <g:g> WHERE { ?s ?p ?o }"
    ]


def test_group_of_delete_where_is_its_template_too() -> None:
    assert asked_of("DELETEWHERE{?s ?p ?o}", "USING <g:g>") == [
        "DELETE {?s ?p ?o} USING <g:g> WHERE {?s ?p ?o}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "WITH <g:h> DELETE { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p 1 } USING NAMED a:b WHERE { ?s ?p ?o }",
        "CLEAR ALL",
    ],
)
def test_dataset_is_put_nowhere_when_nothing_is_left_open(text: str) -> None:
    assert asked_of(text, "USING <g:g>") == [text]


def test_declarations_hold_for_all_later_operations() -> None:
    text = 'BASE <a:> PREFIX a: <b:> CLEAR ALL ; VERSION "1.2" PREFIX c: <d:> CLEAR DEFAULT ;'

    assert [one.prologue for one in look(text).operations] == [
        "BASE <a:> PREFIX a: <b:>",
        'BASE <a:> PREFIX a: <b:> VERSION "1.2" PREFIX c: <d:>',
    ]


@pytest.mark.parametrize(
    "hidden",
    ["'} ; LOAD <a:b>'", '"""} ; LOAD "" <a:b>"""', "<http://a/#;'>", "a:b\\;\\#", "1 # } ;\n"],
)
def test_what_is_in_texts_names_and_comments_is_no_bracket(hidden: str) -> None:
    seen = look(f"INSERT DATA {{ <a:a> <a:b> {hidden} }} ; CLEAR ALL")

    assert [one.outline for one in seen.operations] == ["INSERTDATA{}", "CLEARALL"]
    assert seen.is_followed
    assert not seen.loads


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p 1 } WHERE { ?a ?b ?c FILTER(?a<?b&&'x#'='>') }",
        "CLEARGRAPHa:b",
        "CLEAR ALL ) CLEAR ALL",
        "INSERT DATA { <a:a> <a:b> 1 ",
    ],
)
def test_text_that_could_be_read_in_two_ways_is_not_followed(text: str) -> None:
    assert not look(text).is_followed


@pytest.mark.parametrize(
    "text", ["LOAD <a:b>", "CLEAR ALL;LOAD<a:b>", "PREFIX a: <b:> load silent a:b INTO GRAPH <c:d>"]
)
def test_load_is_found(text: str) -> None:
    assert look(text).loads


@pytest.mark.parametrize(
    ("text", "any_graph"),
    [
        ("INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { ?g ?s ?p }", True),
        ("DELETE WHERE { GRAPH # which?\n$g { ?s ?p 1 } }", True),
        ("CLEAR NAMED", True),
        ("DROP SILENT ALL", True),
        ("INSERT { GRAPH <a:g> { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p 1 } }", False),
        ("COPY <a:g> TO DEFAULT", False),
    ],
)
def test_look_tells_whether_any_graph_may_be_written(text: str, any_graph: bool) -> None:
    assert look(text).writes_any_graph is any_graph


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("DROP GRAPH <g:h>", "DROP SILENT GRAPH <g:h>"),
        ("clear#all\n graph <g:h>", "CLEAR SILENT#all graph <g:h>"),
        ("DROP SILENT GRAPH <g:h>", None),
        ("DROPGRAPH<g:h>", None),
        ("CREATE GRAPH <g:h>", None),
        ("MOVE <g:h> TO DEFAULT", None),
    ],
)
def test_graph_that_is_to_go_need_not_be_there(text: str, read: str | None) -> None:
    assert asked_of(text, "") == [read or text]
    assert look(text).is_reworded is (read is not None)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("CLEAR GRAPH <https://example.org/g>", {GRAPHS[0]}),
        ("PREFIX e: <https://example.org/> CLEAR GRAPH e:g", {GRAPHS[0]}),
        ("PREFIXe:<https://example.org/>CLEARGRAPHe:g", {GRAPHS[0]}),
        ("PREFIX e: # what\n <https://example.org/> MOVE e:g TO e:h", set(GRAPHS[:2])),
        ("PREFIX u: <urn:> CLEAR GRAPH u:x:y", {GRAPHS[2]}),
        ("CLEAR DEFAULT", set()),
        ("BASE <https://example.org/> CLEAR GRAPH <g>", set(GRAPHS)),
        ("CLEAR GRAPH <https://example.org/\\u0067>", set(GRAPHS)),
    ],
)
def test_graphs_that_a_text_names_are_found_however_they_are_written(
    text: str, named: set[str]
) -> None:
    assert graphs_named(text, GRAPHS) == named


def test_trial_has_all_declarations_in_front_and_runs_nothing() -> None:
    text = "PREFIX a: <b:>\nCLEAR ALL;\nPREFIX c: <d:> PREFIX  e: <f:>\nCLEAR GRAPH c:g"
    tried = trial(text, look(text), stop="STOP; ")

    assert " ".join(tried.text.split()) == (
        "PREFIX c: <d:> PREFIX e: <f:> PREFIX a: <b:> STOP; CLEAR ALL; CLEAR GRAPH c:g"
    )


@pytest.mark.parametrize("word", ["a:", "ALL;", "GRAPH", "c:g", "CLEAR"])
def test_trial_knows_where_its_words_stood(word: str) -> None:
    text = "PREFIX a: <b:>\nCLEAR ALL;\nPREFIX c: <d:>\n PREFIX e: <f:>\nDROP GRAPH c:g"
    tried = trial(text, look(text), stop="STOP; ")
    at = tried.text.index(word)
    line = tried.text.count("\n", 0, at) + 1

    found = tried.place(line, at - tried.text.rfind("\n", 0, at))

    [expected] = {
        (number, row.index(word) + 1)
        for number, row in enumerate(text.split("\n"), 1)
        if word in row
    }
    assert found == expected
