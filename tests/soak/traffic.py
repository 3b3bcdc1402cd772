"""What is asked of the server under soak, and written to it: this module is its users.

A reader judges each answer by the version that it names. The one writer tells the oracle of each
version as soon as it was acknowledged; where the server was killed in between, it finds out.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.soak.model import (
    COUNTED,
    COUNTER,
    EMPTY,
    REVIEWS,
    Oracle,
    State,
    graph_of,
    label_of,
    labels_of,
    lines_of,
    size_of,
)
from tests.soak.served import TOKEN, Client, Reply, Served, Unreachable

#: Answers that say nothing wrong: the server is busy, or a reader was killed under a query.
EXCUSED = frozenset({503, 504})
#: Joins everything with everything; it is stopped at its deadline, and its reader with it.
HOPELESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_LABELS = "SELECT ?concept ?label { ?concept <http://www.w3.org/2000/01/rdf-schema#label> ?label }"


class Users:
    """Everybody who asks and writes, until they are told to stop."""

    def __init__(self, served: Served, oracle: Oracle) -> None:
        self.served = served
        self.oracle = oracle
        self.stop = threading.Event()
        self.counts: Counter[str] = Counter()

    def read(self, seed: int) -> None:
        """Ask one thing after another and judge what comes."""
        chance, client = random.Random(seed), Client(self.served.port)  # noqa: S311 - no secrets
        kinds = (
            self._labels_by_query,
            self._labels_by_query,
            self._count_by_query,
            self._graph,
            self._list,
            self._concept,
            self._older_version,
            self._hopeless,
            self._health,
        )
        while not self.stop.is_set():
            try:
                chance.choice(kinds)(client, chance)
            except Unreachable:
                self.counts["unreachable"] += 1
                time.sleep(0.1)
        client.close()

    def _judge(self, kind: str, reply: Reply, judge: Callable[[State, bytes], str | None]) -> None:
        self.counts[kind] += 1
        if reply.status in EXCUSED or _was_killed(reply):
            self.counts[f"{kind}: {reply.status}"] += 1
        elif reply.status not in (200, 404) or not reply.version:
            self.oracle.wrong.append(f"{kind}: {reply.status} {reply.body[:300]!r}")
        else:
            self.oracle.judge(reply.version, partial(judge, body=reply.body))  # type: ignore[call-arg]  # by name

    def _labels_by_query(self, client: Client, chance: random.Random, prefix: str = "") -> None:
        review = chance.randrange(REVIEWS)
        asked = urlencode({"query": _LABELS, "default-graph-uri": graph_of(review)})
        reply = client.ask("GET", f"{prefix}/sparql?{asked}")

        def judge(state: State, body: bytes) -> str | None:
            rows = json.loads(body)["results"]["bindings"]
            found = {row["concept"]["value"]: row["label"]["value"] for row in rows}
            is_right = found == labels_of(review, state[review]) and len(found) == len(rows)
            return None if is_right else f"review {review}: {len(rows)} labels, {state}"

        self._judge("query", reply, judge)

    def _older_version(self, client: Client, chance: random.Random) -> None:
        """Ask an older version; it may have been forgotten meanwhile, and is a 404 then."""
        known = list(self.oracle.states)[-3:]
        if not known:
            return
        digest = chance.choice(known)
        review = chance.randrange(REVIEWS)
        asked = urlencode({"query": _LABELS, "default-graph-uri": graph_of(review)})
        reply = client.ask("GET", f"/v1/datasets/{digest}/sparql?{asked}")
        if reply.status == 404:
            self.counts["older version: forgotten"] += 1
            return
        if reply.status == 200 and reply.version != digest:
            self.oracle.wrong.append(f"asked {digest[:12]}, got {reply.version[:12]}")

        def judge(state: State, body: bytes) -> str | None:
            rows = json.loads(body)["results"]["bindings"]
            found = {row["concept"]["value"]: row["label"]["value"] for row in rows}
            return None if found == labels_of(review, state[review]) else f"older {review}, {state}"

        self._judge("older version", reply, judge)

    def _count_by_query(self, client: Client, _: random.Random) -> None:
        query = "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
        headers = {"Content_Type": "application/sparql-query"}
        reply = client.ask("POST", "/sparql", body=query.encode(), **headers)

        def judge(state: State, body: bytes) -> str | None:
            rows = json.loads(body)["results"]["bindings"]
            found = {row["graph"]["value"]: int(row["n"]["value"]) for row in rows}
            told = {review: found.get(str(graph_of(review)), 0) for review in range(REVIEWS)}
            expected = {review: 3 * size_of(state[review]) for review in range(REVIEWS)}
            counter = found.get(str(COUNTED), 0) == (1 if state[-1] else 0)
            return None if told == expected and counter else f"counts {told}, not {expected}"

        self._judge("aggregate", reply, judge)

    def _graph(self, client: Client, chance: random.Random) -> None:
        review = chance.randrange(REVIEWS)
        path = f"/graphs?graph={quote(graph_of(review), safe='')}"
        reply = client.ask("GET", path, Accept="application/n-triples")

        def judge(state: State, body: bytes) -> str | None:
            found = frozenset(body.decode().splitlines()) if reply.status == 200 else frozenset()
            is_right = found == lines_of(review, state[review])
            return None if is_right else f"graph {review} has {len(found)} lines, {state}"

        self._judge("graph", reply, judge)

    def _list(self, client: Client, _: random.Random) -> None:
        reply = client.ask("GET", "/v1/concepts?limit=1")

        def judge(state: State, body: bytes) -> str | None:
            total = json.loads(body)["total"]
            expected = sum(size_of(state[review]) for review in range(REVIEWS))
            return None if total == expected else f"{total} concepts, not {expected}"

        self._judge("list", reply, judge)

    def _concept(self, client: Client, chance: random.Random) -> None:
        review, number = chance.randrange(REVIEWS), chance.randrange(45)
        reply = client.ask("GET", f"/v1/concepts/soak{review}.c{number}")
        self.counts["concept"] += 1
        if reply.status == 200:

            def judge(state: State) -> str | None:
                expected = label_of(state[review], number)
                is_right = number < size_of(state[review]) and expected.encode() in reply.body
                return None if is_right else f"concept {review}.{number}: {reply.body!r}, {state}"

            self.oracle.judge(reply.version, judge)
        elif reply.status != 404:
            self._judge("concept", reply, lambda _, body: repr(body))

    def _hopeless(self, client: Client, chance: random.Random) -> None:
        if chance.random() < 0.7:
            return
        asked = urlencode({"query": HOPELESS, "timeout": "0.3"})
        reply = client.ask("GET", f"/sparql?{asked}")
        self.counts["hopeless"] += 1
        # A small dataset may be done in time.
        if reply.status not in EXCUSED | {200} and not _was_killed(reply):
            self.oracle.wrong.append(f"hopeless: {reply.status} {reply.body[:300]!r}")

    def _health(self, client: Client, _: random.Random) -> None:
        for path in ("/health/ready", "/metrics"):
            reply = client.ask("GET", path)
            self.counts["health"] += 1
            if reply.status != 200:
                self.oracle.wrong.append(f"{path}: {reply.status}")

    # Writing

    def begin(self) -> State:
        """Load the first review; with it comes the ontology, so that later loads are one version.

        Returns:
            What the store holds then.
        """
        client = Client(self.served.port)
        self.oracle.publish(client.ask("GET", "/v1/meta").version, EMPTY)
        state = self._load(client, EMPTY, {0: 1})
        client.close()
        return state

    def write(self, state: State, seed: int, pause: float) -> None:
        """Write one version after another, and tell the oracle of each."""
        chance, client = random.Random(seed), Client(self.served.port)  # noqa: S311 - no secrets
        step = 1
        while not self.stop.is_set():
            step += 1
            state = self._step(client, chance, state, step)
            self.stop.wait(pause)
        client.close()

    def _step(self, client: Client, chance: random.Random, state: State, step: int) -> State:
        review, kind = chance.randrange(REVIEWS), chance.random()
        if kind < 0.06:
            return self._load(client, state, {review: step})
        if kind < 0.35:
            return self._attempt(client, state, {-1: step}, partial(_update, client, step))
        if kind < 0.45:
            return self._attempt(client, state, {review: 0}, partial(_remove, client, review))
        write = partial(_put, client, review, step)
        return self._attempt(client, state, {review: step}, write)

    def _attempt(
        self, client: Client, state: State, change: State, write: Callable[[], Reply]
    ) -> State:
        """Write, and return what the store holds then."""
        after = {**state, **change}
        try:
            reply = write()
        except Unreachable:
            self.counts["write: cut off"] += 1
            return self._found(client, state, after)
        self.counts["write"] += 1
        if reply.status in (200, 201, 204):
            self.oracle.publish(reply.version, after)
            return after
        self.counts[f"write: {reply.status}"] += 1
        # Removing a graph that is not there is told, and changes nothing.
        if reply.status not in EXCUSED | {404}:
            self.oracle.wrong.append(f"write: {reply.status} {reply.body[:300]!r}")
        return state

    def _load(self, client: Client, state: State, change: State) -> State:
        """Load from another process while the server serves."""
        [(review, generation)] = change.items()
        file = self.served.temporary.parent / "load.nq"
        lines = (f"{line[:-1]}<{graph_of(review)}> ." for line in lines_of(review, generation))
        file.write_text("\n".join(lines))
        program = Path(sys.executable).with_name("cmo-graph")
        done = subprocess.run(
            [program, "load", str(file), "--json"],
            env=dict(self.served.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        self.counts["load"] += 1
        after = {**state, **change}
        if done.returncode != 0:
            self.oracle.wrong.append(f"load: {done.stderr[-500:]}")
            return self._found(client, state, after)
        self.oracle.publish(json.loads(done.stdout)["loads"][0]["version"], after)
        return after

    def _found(self, client: Client, before: State, after: State) -> State:
        """Find out which of two states the store is in, and tell the oracle."""
        while not self.stop.is_set():
            try:
                holds = {
                    review: self._lines(client, review) == lines_of(review, after[review])
                    for review in range(REVIEWS)
                }
                counter = client.ask("GET", f"/graphs?graph={quote(COUNTED, safe='')}")
                version = client.ask("GET", "/v1/meta").version
            except Unreachable:
                time.sleep(0.2)
                continue
            counted = f'"{after[-1]}"'.encode() in counter.body or not after[-1]
            found = after if all(holds.values()) and counted else before
            self.oracle.publish(version, found)
            return found
        return before

    def _lines(self, client: Client, review: int) -> frozenset[str]:
        path = f"/graphs?graph={quote(graph_of(review), safe='')}"
        reply = client.ask("GET", path, Accept="application/n-triples")
        return frozenset(reply.body.decode().splitlines()) if reply.status == 200 else frozenset()


def _was_killed(reply: Reply) -> bool:
    return reply.status == 422 and b"query-crashed" in reply.body


def _put(client: Client, review: int, generation: int) -> Reply:
    body = "\n".join(sorted(lines_of(review, generation))).encode()
    path = f"/graphs?graph={quote(graph_of(review), safe='')}"
    return client.ask(
        "PUT",
        path,
        body=body,
        Content_Type="application/n-triples",
        Authorization=f"Bearer {TOKEN}",
    )


def _remove(client: Client, review: int) -> Reply:
    path = f"/graphs?graph={quote(graph_of(review), safe='')}"
    return client.ask("DELETE", path, Authorization=f"Bearer {TOKEN}")


def _update(client: Client, step: int) -> Reply:
    text = (
        f"DELETE WHERE {{ GRAPH <{COUNTED}> {{ <{COUNTER}> ?p ?o }} }} ;"
        f' INSERT DATA {{ GRAPH <{COUNTED}> {{ <{COUNTER}> <urn:soak:is> "{step}" }} }}'
    )
    return client.ask(
        "POST",
        "/sparql",
        body=text.encode(),
        Content_Type="application/sparql-update",
        Authorization=f"Bearer {TOKEN}",
    )
