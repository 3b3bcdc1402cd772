"""Untrusted queries over a real store on disk; whatever goes wrong stays in the child process."""

import asyncio
import gc
import json
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import URIRef

from cmo_graph.errors import (
    AnswerTooLarge,
    CmoGraphError,
    FederationRefused,
    NotInThisSyntax,
    QueryCrashed,
    QueryNotSupported,
    QueryOutOfMemory,
    QuerySyntaxError,
    QueryTimedOut,
    TooManyQueries,
    UnknownResultFormat,
)
from cmo_graph.sparql.answers import HELD_BACK
from cmo_graph.sparql.asking import GRAPH_MEDIA_TYPES, TABLE_MEDIA_TYPES, Dataset, question
from cmo_graph.sparql.blocking import BlockingPool
from cmo_graph.sparql.pool import Limits, LocalAsker, ReaderPool
from cmo_graph.sparql.process import Source
from cmo_graph.sparql.reader import PIECE

QUADS = 12_000
ONE = "SELECT * { ?s ?p ?o } LIMIT 1"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: 12,000 squared solutions and more: no engine ends it within a test.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


def _name(local: str) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(f"http://example.org/{local}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three graphs of 4,000 quads each."""
    folder = tmp_path_factory.mktemp("reader") / "store"
    store = pyoxigraph.Store(str(folder))
    store.bulk_extend(
        pyoxigraph.Quad(_name(f"s{n}"), _name(f"p{n % 5}"), _name(f"o{n % 97}"), _name(f"g{n % 3}"))
        for n in range(QUADS)
    )
    store.flush()
    return folder


@pytest.fixture(scope="module")
def pool(folder: Path) -> Iterator[BlockingPool]:
    with BlockingPool(folder, size=2, limits=Limits(seconds=20, megabytes=200)) as pool:
        yield pool


def count(pool: BlockingPool, query: str, *, dataset: Dataset | None = None) -> int:
    answer = json.loads(pool.answer(query, dataset=dataset).read())
    return int(answer["results"]["bindings"][0]["n"]["value"])


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_answer_is_of_the_union_of_all_graphs_when_none_is_named(pool: BlockingPool) -> None:
    assert count(pool, COUNT) == QUADS


def test_answer_keeps_to_the_graphs_that_the_query_names(pool: BlockingPool) -> None:
    named = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/g1> { ?s ?p ?o }"

    assert count(pool, named) == QUADS / 3


def test_answer_keeps_to_the_graphs_of_the_request_whatever_the_query_names(
    pool: BlockingPool,
) -> None:
    chosen = Dataset(default=(URIRef("http://example.org/g1"),))
    query = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/g0> { ?s ?p <http://example.org/o0> }"
    inside = "SELECT (COUNT(*) AS ?n) FROM NAMED <http://example.org/g0> { GRAPH ?g { ?s ?p ?o } }"

    assert count(pool, query, dataset=chosen) == sum(
        1 for n in range(QUADS) if n % 3 == 1 and n % 97 == 0
    )
    assert count(pool, inside, dataset=chosen) == 0


@pytest.mark.parametrize("media_type", TABLE_MEDIA_TYPES)
def test_answer_writes_a_table_in_each_media_type(pool: BlockingPool, media_type: str) -> None:
    answer = pool.answer(ONE, media_type=media_type)

    assert answer.media_type == media_type
    assert b"http://example.org/" in answer.read()


@pytest.mark.parametrize("media_type", GRAPH_MEDIA_TYPES)
def test_answer_writes_a_graph_that_can_be_read_again(pool: BlockingPool, media_type: str) -> None:
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 5"

    text = pool.answer(query, media_type=media_type).read()

    read = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.from_media_type(media_type))
    assert len(list(read)) == 5


def test_answer_refuses_a_media_type_that_does_not_fit_the_form(pool: BlockingPool) -> None:
    with pytest.raises(UnknownResultFormat, match="form ASK cannot be written as 'text/turtle'"):
        pool.answer("ASK {}", media_type="text/turtle")


def test_answer_resolves_relative_iris_against_the_base_given(pool: BlockingPool) -> None:
    answer = pool.answer("ASK { <s1> ?p ?o }", base_iri="http://example.org/")

    assert json.loads(answer.read())["boolean"] is True


def test_answer_is_whole_when_it_is_longer_than_what_is_held_back(pool: BlockingPool) -> None:
    answer = pool.answer("SELECT * { ?s ?p ?o }")

    pieces = list(answer)

    assert sum(map(len, pieces)) > HELD_BACK
    assert all(len(piece) >= PIECE for piece in pieces[:-1])
    assert len(json.loads(b"".join(pieces))["results"]["bindings"]) == QUADS


def test_answer_names_the_place_of_a_syntax_error(pool: BlockingPool) -> None:
    with pytest.raises(QuerySyntaxError, match=r"Line 2, column 10 of the query: 'nonsense"):
        pool.answer("SELECT * {\n ?s ?p . nonsense }")


def test_answer_names_a_prefix_that_is_not_declared(pool: BlockingPool) -> None:
    with pytest.raises(QuerySyntaxError, match="prefix cmo: is not declared"):
        pool.answer("SELECT * { ?s cmo:study ?o }")


def test_answer_refuses_a_function_that_the_engine_lacks(pool: BlockingPool) -> None:
    with pytest.raises(QueryNotSupported, match="is not supported"):
        pool.answer("SELECT (<http://example.org/f>(1) AS ?x) {}")


def test_answer_stops_a_hanging_query_at_its_deadline_and_goes_on(pool: BlockingPool) -> None:
    began = time.monotonic()

    with pytest.raises(QueryTimedOut, match=r"after 0\.3 seconds"):
        pool.answer(ENDLESS, timeout_seconds=0.3)

    assert time.monotonic() - began < 5
    assert count(pool, COUNT) == QUADS


def test_answer_contains_a_query_that_takes_too_much_memory(pool: BlockingPool) -> None:
    with pytest.raises(QueryOutOfMemory, match="200 MB"):
        pool.answer(BOMB)

    assert count(pool, COUNT) == QUADS


def test_answer_contains_a_crash_of_the_engine(folder: Path) -> None:
    with BlockingPool(folder, size=1, limits=Limits(seconds=20)) as pool:
        [process_id] = pool.process_ids()
        pool.answer(ONE).read()
        killer = threading.Timer(0.3, os.kill, (process_id, 11))
        killer.start()

        with pytest.raises(QueryCrashed, match="SIGSEGV"):
            pool.answer(ENDLESS)

        assert count(pool, COUNT) == QUADS
        assert pool.process_ids().isdisjoint({process_id})


def test_answer_comes_from_a_new_process_when_an_idle_one_has_died(folder: Path) -> None:
    with BlockingPool(folder, size=1, limits=Limits(seconds=20)) as pool:
        pool.answer(ONE).read()
        [process_id] = pool.process_ids()
        os.kill(process_id, 9)
        os.waitid(os.P_PID, process_id, os.WEXITED | os.WNOWAIT)

        assert count(pool, COUNT) == QUADS


def test_answer_longer_than_allowed_is_an_error_and_keeps_the_reader(folder: Path) -> None:
    with BlockingPool(folder, size=1, limits=Limits(seconds=20, most_bytes=1_000)) as pool:
        pool.answer(ONE).read()
        before = pool.process_ids()

        with pytest.raises(AnswerTooLarge, match="1000 bytes"):
            pool.answer(STREAM)

        assert pool.process_ids() == before


def test_answer_breaks_off_when_the_deadline_falls_into_it(folder: Path) -> None:
    with BlockingPool(folder, size=1, limits=Limits(seconds=1)) as pool:
        pool.answer(ONE).read()
        answer = pool.answer(STREAM)

        with pytest.raises(QueryTimedOut):
            answer.read()

        assert count(pool, COUNT) == QUADS


def test_answer_closed_early_frees_its_reader(folder: Path) -> None:
    with BlockingPool(folder, size=1, limits=Limits(seconds=20), wait_seconds=5) as pool:
        with pool.answer(STREAM) as answer:
            next(iter(answer))
            [process_id] = pool.process_ids()

        assert count(pool, COUNT) == QUADS
        assert not is_running(process_id)


def test_answer_can_be_closed_by_another_thread_while_one_reads(folder: Path) -> None:
    with BlockingPool(folder, size=1, limits=Limits(seconds=20)) as pool:
        answer = pool.answer(STREAM)
        with ThreadPoolExecutor(1) as threads:
            reading = threads.submit(answer.read)
            answer.close()

            assert reading.exception() is None or isinstance(reading.exception(), CmoGraphError)
        assert count(pool, COUNT) == QUADS


def test_answer_is_refused_when_every_reader_stays_busy(folder: Path) -> None:
    with (
        BlockingPool(folder, size=1, limits=Limits(seconds=20), wait_seconds=0.05) as pool,
        pool.answer(STREAM),
        pytest.raises(TooManyQueries, match="All 1 readers"),
    ):
        pool.answer(ONE)


def test_pool_answers_many_threads_at_once(pool: BlockingPool) -> None:
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda n: _outgoing(pool, n), range(50)))

    assert answers == [f"http://example.org/o{n % 97}" for n in range(50)]


def _outgoing(pool: BlockingPool, number: int) -> str:
    text = pool.answer(f"SELECT ?o {{ <http://example.org/s{number}> ?p ?o }}").read()
    return str(json.loads(text)["results"]["bindings"][0]["o"]["value"])


def test_pool_refuses_federation_before_a_reader_is_asked(pool: BlockingPool) -> None:
    with pytest.raises(FederationRefused):
        pool.answer("SELECT * { SERVICE <http://127.0.0.1:9/> {} }")


def test_pool_leaves_no_process_when_it_is_closed(folder: Path) -> None:
    with BlockingPool(folder, size=3, limits=Limits(seconds=20)) as pool:
        answer = pool.answer(STREAM)
        process_ids = pool.process_ids()

        pool.close()

        assert len(process_ids) == 3
        assert not any(map(is_running, process_ids))
        with pytest.raises(QueryCrashed):
            answer.read()
        with pytest.raises(TooManyQueries):
            pool.answer(ONE)


def test_pool_reads_a_file_of_quads(tmp_path: Path) -> None:
    source = tmp_path / "data.nq"
    source.write_text("<http://x/s> <http://x/p> <http://x/o> <http://x/g> .\n", encoding="utf-8")

    with BlockingPool(source, size=1, limits=Limits(seconds=20)) as pool:
        assert count(pool, COUNT) == 1


def test_pool_says_why_its_source_cannot_be_opened(tmp_path: Path) -> None:
    with (
        BlockingPool(tmp_path / "nothing.nq", size=1) as pool,
        pytest.raises(OSError, match=r"could not open .*nothing\.nq"),
    ):
        pool.answer(ONE)


@pytest.mark.parametrize("media_type", ["text/turtle", "application/trig", "application/rdf+xml"])
def test_graph_is_written_with_the_usual_prefixes(pool: BlockingPool, media_type: str) -> None:
    query = "CONSTRUCT { ?s <http://www.w3.org/2004/02/skos/core#note> ?o } { ?s ?p ?o } LIMIT 1"

    assert b"skos:note" in pool.answer(query, media_type=media_type).read()


def test_graph_that_rdf_xml_cannot_write_is_refused(pool: BlockingPool) -> None:
    query = "CONSTRUCT { ?s <http://example.org/1> ?o } { ?s ?p ?o } LIMIT 1"

    with pytest.raises(NotInThisSyntax, match=r"<http://example\.org/1>"):
        pool.answer(query, media_type="application/rdf+xml").read()
    assert b"<http://example.org/1>" in pool.answer(query, media_type="text/turtle").read()


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ('SELECT ("\\u0001" AS ?x) {}', "sparql-results"),
        ('CONSTRUCT { <a:a> <a:b> "\\u0001" } {}', "rdf"),
    ],
)
def test_answer_with_a_character_that_no_xml_holds_is_refused(
    pool: BlockingPool, query: str, kind: str
) -> None:
    with pytest.raises(NotInThisSyntax, match=r"U\+0001"):
        pool.answer(query, media_type=f"application/{kind}+xml").read()


def test_query_leaves_nothing_behind_for_the_search_for_cycles(folder: Path) -> None:
    async def ask_on(times: int) -> int:
        pool = ReaderPool(size=1)
        asker = LocalAsker(pool, Source(folder))
        await asker.answer(question(ONE))
        gc.collect()
        gc.disable()
        try:
            # Two at once, so that some have to wait for their turn.
            for _ in range(times):
                both = [asker.answer(question(ONE)), asker.answer(question(ONE))]
                await asyncio.gather(*both)
            return gc.collect()
        finally:
            gc.enable()
            await pool.close()

    assert asyncio.run(ask_on(50)) < 50
