"""Queries that would take a server down: each costs its own reader at most, and nothing else."""

import json
import time
from collections.abc import Mapping

import pytest

from tests.attack.served import (
    FOR_CONNECTIONS,
    MEGABYTES,
    PER_CLIENT,
    READERS,
    SECONDS,
    WAITING,
    Served,
)
from tests.attack.swarm import swarm

DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
REPLACED = " ".join(
    f'BIND(REPLACE(?x{n}, "a", "aaaaaaaaaaaaaaaa") AS ?x{n + 1})' for n in range(12)
)
STAR = " ".join(f"?s ?p{n} ?o{n} ." for n in range(120))

#: Queries by what they try.
HEAVY: Mapping[str, str] = {
    "cartesian product": ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"),
    "closure of every path": (
        "SELECT (COUNT(*) AS ?n) { ?s (!<u:x>|!^<u:x>)* ?o . ?o (!<u:x>|!^<u:x>)* ?z }"
    ),
    "regular expressions": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c"
        ' FILTER regex(CONCAT(STR(?o), STR(?c)), "^(a+)+$|(.*.*.*)*x{50}$", "i") }'
    ),
    "doubled strings": (f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("aaaaaaaa" AS ?x0) {DOUBLED} }}'),
    "replaced strings": (f'SELECT (STRLEN(?x12) AS ?n) {{ BIND("aaaaaaaa" AS ?x0) {REPLACED} }}'),
    "order by everything": ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a ?d"),
    "distinct of everything": ("SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f } OFFSET 1000000000"),
    "one endless string": ("SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f }"),
    "planner": f"SELECT * {{ {STAR} }}",
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_query_is_stopped_and_the_server_answers_on(attacked: Served, name: str) -> None:
    # Other work on the machine only adds to a slowdown, so the best of three tries counts.
    assert any(_slowdown_under(attacked, HEAVY[name]) <= 3 for _ in range(3))
    assert attacked.ask("ASK {}").status == 200


def _slowdown_under(attacked: Served, query: str) -> float:
    with attacked.watched() as watch:
        began = time.monotonic()
        answer = attacked.ask(query)
        took = time.monotonic() - began

    assert answer.status in (422, 504), answer.body[:200]
    assert answer.slug in ("query-timed-out", "query-out-of-memory")
    assert json.loads(answer.body)["allowed"] in (SECONDS, MEGABYTES)
    assert took < SECONDS + 5
    return watch.slowdown


def test_endless_answer_is_broken_off_and_never_looks_whole(attacked: Served) -> None:
    assert any(_slowdown_while_it_streams(attacked) <= 3 for _ in range(3))
    assert attacked.ask("ASK {}").status == 200


def _slowdown_while_it_streams(attacked: Served) -> float:
    with attacked.watched() as watch, pytest.raises(Exception, match=r"[Ii]ncomplete|[Cc]hunk"):
        attacked.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    return watch.slowdown


def test_two_hundred_heavy_queries_at_once_leave_the_server_quick(attacked: Served) -> None:
    """Each comes from a client of its own, so that only the bounds of all hold them."""
    query = HEAVY["cartesian product"]

    with attacked.watched() as watch:
        answers = swarm(attacked.address, query, times=200, is_one_client=False)

    statuses = [answer.status for answer in answers]
    assert len(statuses) == 200
    assert set(statuses) <= {503, 504}
    assert statuses.count(503) >= 200 - READERS - WAITING - READERS * 4
    assert all(answer.retry_after for answer in answers if answer.status == 503)
    assert watch.slowdown <= 3
    bound = attacked.at_rest + (READERS * MEGABYTES + FOR_CONNECTIONS) * 1024 * 1024
    assert watch.most_memory <= bound


def test_one_client_with_two_hundred_queries_gets_its_share_only(attacked: Served) -> None:
    query = HEAVY["order by everything"]

    with attacked.watched() as watch:
        answers = swarm(attacked.address, query, times=200, is_one_client=True)

    statuses = [answer.status for answer in answers]
    assert set(statuses) <= {422, 429, 503, 504}
    assert statuses.count(429) >= 200 - 3 * PER_CLIENT
    assert all(answer.retry_after for answer in answers if answer.status == 429)
    assert watch.slowdown <= 3
    bound = attacked.at_rest + (READERS * MEGABYTES + FOR_CONNECTIONS) * 1024 * 1024
    assert watch.most_memory <= bound
