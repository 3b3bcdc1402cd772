"""What the scan lets through, and what it stops before an engine sees it."""

from contextlib import suppress

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_graph.errors import (
    CmoGraphError,
    FederationRefused,
    NotAQuery,
    QuerySyntaxError,
    QueryTooComplex,
)
from cmo_graph.sparql.scan import (
    Form,
    Limits,
    Scan,
    _count_plain,
    _count_readings,
    _tokens_at,
    scan,
    undeclared_prefixes,
)


def test_scan_counts_what_a_query_holds() -> None:
    assert scan("SELECT * { ?s ?p ?o . FILTER(!!?o) }") == Scan(
        form=Form.SELECT,
        names_dataset=False,
        tokens=14,
        nested=2,
        signs=2,
        separators=1,
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("selectdistinct?x{}", Form.SELECT),
        ("BASE <http://x/> PREFIX select: <http://y/>\n#ASK\nconstruct where {}", Form.CONSTRUCT),
        ("PREFIX : <http://x/> DESCRIBE:a", Form.DESCRIBE),
        ("ASK{}", Form.ASK),
    ],
)
def test_scan_finds_the_form_after_the_prologue(text: str, form: Form) -> None:
    assert scan(text).form is form


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * FROM <http://x/g> {}", True),
        ("ASKFROM<http://x/g>{}", True),
        ("SELECT * FROM NAMED <http://x/g> {}", True),
        ("PREFIX from: <http://x/> SELECT * { from:a ?p ?o }", False),
        ("SELECT * { ?from ?p 'FROM' } # FROM <http://x/g>", False),
        ("SELECT * { ?s <http://x/FROM> ex:FROM }", False),
    ],
)
def test_scan_says_whether_the_query_names_its_dataset(text: str, names: bool) -> None:
    assert scan(text).names_dataset is names


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:b> <a:b> 1 }", "# hello", "", "LOAD <http://x/>", "PREFIX a: <http://x/>"],
)
def test_scan_refuses_what_is_no_query(text: str) -> None:
    with pytest.raises(NotAQuery):
        scan(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x/> {} }",
        "SELECT * { service silent ?s {} }",
        "SELECT * {SERVICESILENT<http://x/>{}}",
        "PREFIX a: <http://x/> SELECT * {SERVICEa:b{}}",
        "PREFIX : <http://x/> SELECT * {SERVICE:b{}}",
        "SELECT * {?s ?p trueSERVICE<http://x/>{}}",
        "SELECT * {?s ?p 1e5SERVICE<http://x/>{}}",
        "SELECT * {?s ?p 1.SERVICE<http://x/>{}}",
        "SELECT * {?s ?p 'x'@en--ltrSERVICE<http://x/>{}}",
        "PREFIX a: <http://x/> SELECT * {?s ?p a:b.c.SERVICE<http://x/>{}}",
        "PREFIX a: <http://x/> SELECT * {?s ?p a:b.SERVICE<http://x/>{}}",
        "PREFIX a: <http://x/> SELECT * {?s ?p a:.SERVICE<http://x/>{}}",
        "PREFIX a: <http://x/> SELECT * {?s ?p a:b.SERVICE.c.d}",
        "PREFIX a: <http://x/> SELECT * {?s ?p a:b\\#c . SERVICE<http://x/>{}}",
        "SELECT * {VALUES ?a {1} FILTER(?a<?b)SERVICE?s#>\n{}}",
        'SELECT * {?a ?b ?c FILTER(?a<?b)#>"""\n SERVICE ?s {} #"""\n}',
        "SELECT * {?a ?b ?c FILTER(?a<?b&&'x'='>')SERVICE ?s {} #'\n}",
        'SELECT * {VALUES ?x {"""a"} SERVICE <http://x/> {} #\\z"""\n}',
        'SELECT * {VALUES ?x {"""a"} SERVICE <http://x/> {} #\\ud800"""\n}',
    ],
)
def test_scan_refuses_service_however_it_is_written(text: str) -> None:
    with pytest.raises((FederationRefused, QuerySyntaxError)):
        scan(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service ?p 'SERVICE <x> {}' } # SERVICE",
        "SELECT * { ?s <http://example.org/service#service> ex:service }",
        'SELECT * { ?s ?p """a "SERVICE" b""" , "x"@service, _:service }',
        "SELECT * { ?s <urn:example:service> ?o }",
        "SELECT * { ?s <mailto:o'neill@example.org> ?o }",
    ],
)
def test_scan_lets_the_word_service_stand_where_it_calls_nobody(text: str) -> None:
    assert scan(text).form is Form.SELECT


#: The smallest texts that were seen to take a process with a stack of 8 MB down, or near them.
CRASHING = {
    "groups": "SELECT * " + "{" * 2_200,
    "parentheses": "SELECT * { FILTER(" + "(" * 4_750,
    "negations": "SELECT * { FILTER(" + "!" * 9_400 + "?x) }",
    "spaced negations": "SELECT * { FILTER(" + "! #\n" * 9_400 + "?x) }",
    "exists": "SELECT * " + "{ FILTER EXISTS " * 840 + "{}" + "}" * 840,
    "sub-selects": "SELECT * { " + "{ SELECT * " * 2_600,
    "optionals": "SELECT * { " + "OPTIONAL {} " * 1_680 + "}",
    "disjunctions": "SELECT * { FILTER(1" + "||1" * 9_400 + ") }",
    "unions": "SELECT * { {}" + "UNION{}" * 6_050 + "}",
    "triple terms": "SELECT * { " + "<<(" * 4_650,
    "path": "SELECT * { ?s <a:b>" + "/<a:b>" * 1_000 + " ?o }",
    "blank nodes": "SELECT * { " + "[ <a:b> " * 400 + "]" * 400 + " }",
    "parentheses that look like an IRI": "SELECT * { FILTER(?a<" + "(" * 4_750 + "1>2) }",
    "length": "SELECT * { ?s ?p '" + "x" * 70_000 + "' }",
}


@pytest.mark.parametrize("name", CRASHING)
def test_scan_refuses_what_would_crash_or_exhaust_the_engine(name: str) -> None:
    with pytest.raises(QueryTooComplex) as caught:
        scan(CRASHING[name])

    members = caught.value.members
    assert isinstance(members["value"], int)
    assert isinstance(members["allowed"], int)
    assert members["value"] > members["allowed"]


def test_scan_names_the_line_and_column_of_what_it_cannot_read() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        scan("SELECT *\n{ ?s ?p 'x }")

    assert (caught.value.members["line"], caught.value.members["column"]) == (2, 9)


def test_undeclared_prefixes_are_those_used_without_a_declaration() -> None:
    text = "PREFIX a: <http://x/> SELECT * { ?s a:b _:c ; d:e 'f:g' ; h:i j:k }"

    assert undeclared_prefixes(text) == ("d", "h", "j")


#: Pieces in which the engine's grammar and a simple tokeniser part ways.
PIECES = st.one_of(
    st.sampled_from("<>'\"#\n (){}.\\!x"),
    st.sampled_from(["?a", '"""', "a:b", "SELECT", "FROM", "1e5", "<http://x/>", "@en", "^^"]),
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_scan_ends_with_a_scan_or_an_error_of_ours(text: str) -> None:
    try:
        found = scan("SELECT * {" + text)
    except CmoGraphError:
        return

    assert 0 < found.nested <= found.tokens


@given(st.text(max_size=200))
def test_scan_reads_any_string_as_one_token(text: str) -> None:
    escaped = "".join(f"\\U{ord(char):08X}" for char in text)

    assert scan(f'ASK {{ ?s ?p "{escaped}" }}').tokens == 6


@given(st.integers(min_value=1, max_value=99))
def test_scan_counts_depth_through_comments_and_strings(depth: int) -> None:
    opened = "SELECT * " + "{ # }\n" * depth + "?s ?p '}'" + "}" * depth

    assert scan(opened).nested == depth
    with pytest.raises(QueryTooComplex, match="nested"):
        scan(opened, limits=Limits(nested=depth - 1))


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                *(
                    "SELECT ",
                    "ASK",
                    "FROM",
                    "{",
                    "}",
                    "(",
                    ")",
                    "<<",
                    ">>",
                    "!",
                    "-",
                    "^^",
                    ".",
                    ";",
                ),
                *(
                    "<http://x/y>",
                    "<u:x>",
                    "<",
                    ">",
                    "?a",
                    "?",
                    "a:b",
                    "a:b.c",
                    ":",
                    "12.5e3",
                    "@en",
                ),
                *('"', "'", '"""', "'''", "\\u0022", "\\n", "#", "\n", " ", "word", "SERVICES:x"),
            ]
        ),
        max_size=25,
    )
)
def test_scan_counts_the_same_in_one_reading_as_in_all(pieces: list[str]) -> None:
    text = "".join(pieces)
    limits = Limits()
    try:
        plain = _count_plain(text, limits)
    except CmoGraphError:
        return
    if plain is not None:
        assert plain == _count_readings(text, limits)


def engine_takes(name: str) -> bool:
    """Say whether the engine reads this text as one name."""
    store = pyoxigraph.Store()
    with suppress(SyntaxError):
        store.update(f"PREFIX c: <u:> INSERT DATA {{ <u:s> <u:p> {name} }}")
    return len(store) == 1


@given(st.lists(st.sampled_from(["a", "1", ".", "..", "-", ":", "%41", "\\-", "é"]), max_size=9))
def test_name_may_end_where_the_engine_ends_it(pieces: list[str]) -> None:
    text = f"c:{''.join(pieces)}"
    # A full stop at the end is the statement's.
    ends = [end for end in range(2, len(text) + 1) if text[end - 1] != "."]
    longest = max(end for end in ends if engine_takes(text[:end]))

    assert longest in {token.end for token in _tokens_at(text, 0)}


def test_full_stop_within_a_name_separates_nothing() -> None:
    names = " ".join(f"c:sos.concept-{number}" for number in range(1_000))

    found = scan(f"PREFIX c: <u:> SELECT * {{ VALUES ?concept {{ {names} }} ?concept ?p ?o . }}")

    assert found.separators == 1


@pytest.mark.parametrize("path", [":p?", "(:p/:p)?", "<x:p>?", "(:p|^:q)?"])
def test_scan_takes_the_path_operator_that_is_a_question_mark(path: str) -> None:
    text = f"PREFIX : <x:> SELECT * {{ ?s {path} ?o . ?o {path}?t }}"

    assert scan(text).form is Form.SELECT


def test_scan_refuses_a_server_called_behind_an_optional_path() -> None:
    with pytest.raises(FederationRefused):
        scan("PREFIX : <x:> SELECT * { ?s :p? ?o SERVICE <x:> {} }")
