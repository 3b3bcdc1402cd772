"""Clients that take their time, and those that go away: neither holds what others need."""

import os
import signal
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

from tests.attack.served import FOR_CONNECTIONS, MEGABYTES, READERS, SECONDS, Served

STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: Seconds after a query's deadline by which whoever reads slowly is cut off.
GRACE = 5.0


def _ask_and_do_not_read(served: Served, query: str) -> socket.socket:
    parts = urlsplit(served.address)
    sent = socket.socket()
    sent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sent.connect((str(parts.hostname), parts.port))
    head = (
        "POST /sparql HTTP/1.1\r\nHost: attacked\r\n"
        f"Content-Type: application/sparql-query\r\nContent-Length: {len(query)}\r\n\r\n"
    )
    sent.sendall(head.encode() + query.encode())
    return sent


def test_clients_that_read_nothing_hold_no_reader_beyond_the_deadline(attacked: Served) -> None:
    with ExitStack() as connections, attacked.watched() as watch:
        for _ in range(6):
            connections.enter_context(_ask_and_do_not_read(attacked, STREAM))
        time.sleep(3 * SECONDS + 1)

        assert attacked.ask("ASK {}").status == 200
        bound = attacked.at_rest + (READERS * MEGABYTES + FOR_CONNECTIONS) * 1024 * 1024
        assert attacked.memory() <= bound

    assert watch.slowdown <= 3


def test_client_that_reads_a_byte_at_a_time_is_cut_off(attacked: Served) -> None:
    with _ask_and_do_not_read(attacked, STREAM) as slow:
        slow.settimeout(1)
        deadline = time.monotonic() + SECONDS + GRACE + 5
        tail = b""
        while time.monotonic() < deadline:
            piece = slow.recv(1 if time.monotonic() < deadline - 4 else 1 << 20)
            tail = (tail + piece)[-5:]
            if not piece:
                break
            time.sleep(0.0 if len(piece) > 1 else 0.05)

    assert tail != b"0\r\n\r\n"
    assert attacked.ask("ASK {}").status == 200


def test_client_that_goes_away_takes_its_query_with_it(attacked: Served) -> None:
    before = attacked.all_readers()
    for _ in range(READERS):
        with _ask_and_do_not_read(attacked, ENDLESS):
            time.sleep(0.3)

    began = time.monotonic()
    answer = attacked.ask("ASK {}")

    assert answer.status == 200
    assert time.monotonic() - began < SECONDS
    assert attacked.all_readers() != before


def test_reader_that_is_killed_in_its_work_costs_one_query(attacked: Served) -> None:
    attacked.all_readers()
    with _ask_and_do_not_read(attacked, ENDLESS) as asking:
        time.sleep(0.2)
        for process_id in attacked.readers():
            os.kill(process_id, signal.SIGSEGV)
        asking.settimeout(10)
        answer = b""
        while b"}" not in answer:
            answer += asking.recv(65_536)

    assert b"422" in answer.splitlines()[0]
    assert b"query-crashed" in answer
    assert [attacked.ask("ASK {}").status for _ in range(4)] == [200] * 4
