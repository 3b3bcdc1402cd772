"""The reasoning commands, run as users run them: with arguments, exit codes and two streams."""

import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cmo_graph_api.cli import main
from fastapi.testclient import TestClient

from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import Link
from cmo_graph.model.codes import ClaimBasis, LinkKind, Polarity
from cmo_graph.questions.selections import SMALL
from cmo_graph.resources import seed_review
from cmo_graph.store import open_store
from cmo_graph.store.folder import OVERVIEWS


class Ran(NamedTuple):
    """What a command did."""

    code: int
    stdout: str
    stderr: str


Run = Callable[..., Ran]


def run_on(store: Path, *arguments: str) -> Ran:
    stdout, stderr, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(stdout), redirect_stderr(stderr):
        try:
            main([*arguments, "--store", str(store)])
        except SystemExit as end:
            code = int(end.code or 0)
    return Ran(code, stdout.getvalue(), stderr.getvalue())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store that holds the embedded synthesis."""
    store = tmp_path_factory.mktemp("reasoning") / "store"
    loaded = run_on(store, "load", str(seed_review()))
    assert loaded.code == 0, loaded.stderr
    return store


@pytest.fixture(scope="module")
def run(store: Path) -> Run:
    def command(*arguments: str) -> Ran:
        return run_on(store, *arguments)

    return command


def words(text: str) -> str:
    """Return output without line breaks, which depend on the width of the terminal."""
    return " ".join(text.split())


def test_support_tells_status_counts_and_the_undercut(run: Run) -> None:
    told = words(run("support", "sos.effect-on-care").stdout)

    assert "disputed, so: no." in told
    assert "0 for, 1 against, 1 inconclusive" in told
    assert "Undercut: The model was carried out only in part" in told


def test_the_installed_program_tells_the_same(run: Run, store: Path) -> None:
    arguments = ["support", "sos.effect-on-care", "--json"]
    program = str(Path(sys.executable).with_name("cmo-graph"))
    command = [program, *arguments, "--store", str(store)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert told == run(*arguments).stdout


def test_pathways_tell_steps_and_what_each_is_worth(run: Run) -> None:
    told = words(run("pathways", "sos.signs-of-safety", "sos.children-in-care").stdout)

    assert "3 of 3 pathways, best first." in told
    assert "Weakest: theorised" in told
    assert "Contexts: unlicensed." in told


def test_pathways_tell_what_bears_on_the_configuration_of_a_step_without_evidence(run: Run) -> None:
    told = words(run("pathways", "sos.trust", "sos.child-safety").stdout)

    assert "Step 1: Only accounts or theory speak of the configuration “Parents who trust" in told


def test_what_if_tells_what_stops_without_trust_and_why(run: Run) -> None:
    told = words(run("what-if", "--absent", "sos.trust", "--on", "sos.signs-of-safety").stdout)

    assert "the enabling moderator “Parents trust the social worker” does not hold" in told
    assert "“Child safety” does not come about through this theory" in told
    assert "“Positive engagement” holds, because the theory produces it" in told


def test_what_if_tells_what_the_last_switch_changes(run: Run) -> None:
    switched = ("--absent", "sos.trust", "--switched", "sos.trust", "--was", "unknown")
    told = words(run("what-if", "--on", "sos.signs-of-safety", *switched).stdout)

    assert "What the last switch changes" in told
    assert "against the opposite" not in told


def test_for_whom_tells_that_trust_is_critical(run: Run) -> None:
    told = words(run("for-whom", "sos.child-safety").stdout)

    assert "“Child safety” comes about with “Signs of Safety”" in told
    assert "Critical" in told
    assert "(sos.trust)" in told.partition("Critical")[2]


def test_gaps_tell_each_list_with_its_total(run: Run) -> None:
    told = words(run("gaps", "--limit", "2").stdout)

    assert "Looked for, and none found: 1" in told
    assert "(sos.effect-on-cost-effectiveness)" in told
    assert "more; --limit takes a number." in told


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        (["support", "sos.effect-on-care"], "/v1/claims/sos.effect-on-care/support"),
        (
            ["pathways", "sos.trust", "sos.child-safety", "-k", "20"],
            "/v1/pathways?from=sos.trust&to=sos.child-safety",
        ),
        (["what-if", "--absent", "sos.trust"], "/v1/scenarios?absent=sos.trust"),
        (
            ["what-if", "--absent", "sos.trust", "--switched", "sos.trust", "--was", "present"],
            "/v1/scenarios?absent=sos.trust&switched=sos.trust&was=present",
        ),
        (["for-whom", "sos.child-safety"], "/v1/circumstances?outcome=sos.child-safety"),
        (["gaps", "--limit", "25"], "/v1/gaps"),
    ],
)
def test_json_is_what_rest_answers(
    run: Run, client: TestClient, arguments: list[str], url: str
) -> None:
    told: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)

    assert told == client.get(url).json()


@pytest.mark.parametrize(
    ("arguments", "code", "names"),
    [
        (["support", "sos.effect-on-car"], 1, "sos.effect-on-care"),
        (["pathways", "sos.trust", "sos.childs-safety"], 1, "sos.child-safety"),
        (["pathways", "sos.trust", "sos.child-safety", "--max-steps", "9"], 2, "8"),
        (["what-if", "--present", "sos.trust", "--absent", "sos.trust"], 1, "sos.trust"),
        (["for-whom", "sos.childs-safety"], 1, "sos.child-safety"),
        (["gaps", "--theory", "sos.nothing"], 1, "theories"),
    ],
)
def test_failure_is_a_line_that_says_what_is_wrong(
    run: Run, arguments: list[str], code: int, names: str
) -> None:
    failed = run(*arguments)

    assert failed.code == code
    assert names in failed.stderr
    assert "Traceback" not in failed.stderr


def test_store_without_claims_is_told_with_the_command_that_fills_it(tmp_path: Path) -> None:
    open_store(tmp_path / "store").close()

    failed = run_on(tmp_path / "store", "gaps")

    assert failed.code == 1
    assert "holds no claims" in failed.stderr
    assert "cmo-graph load" in failed.stderr


def test_gaps_of_a_large_store_come_from_the_overview_that_load_made(tmp_path: Path) -> None:
    place = tmp_path / "store"
    store = open_store(str(place))
    with store.writing() as draft:
        triples = chain.from_iterable(map(as_triples, many_links(SMALL + 1)))
        draft.replace_graph(DEFAULT_BASE.graph("r"), triples)
    store.close()
    assert run_on(place, "load", str(seed_review())).code == 0
    [overview] = (place / OVERVIEWS).iterdir()
    with closing(sqlite3.connect(overview)) as index:
        index.execute("DELETE FROM claims WHERE iri LIKE '%/r.%'")
        index.commit()

    told = json.loads(run_on(place, "gaps", "--json").stdout)

    assert told["without_evidence"]["total"] < SMALL


def many_links(number: int) -> Iterator[Link]:
    for one in range(number):
        yield Link(
            id=DEFAULT_BASE.mint("links", f"r.l{one}"),
            label="One leads to the other",
            review=DEFAULT_BASE.mint("reviews", "r"),
            from_concept=DEFAULT_BASE.mint("concepts", f"r.c{one}"),
            to_concept=DEFAULT_BASE.mint("concepts", f"r.c{one + 1}"),
            kind=LinkKind.LEADS_TO,
            polarity=Polarity.POSITIVE,
            basis=ClaimBasis.THEORETICAL,
        )
