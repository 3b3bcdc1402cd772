"""The W3C's evaluation and result-format tests of queries, over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.conformance import alone
from tests.conformance.endpoint import Endpoint, served
from tests.conformance.exceptions import OF_THE_ENGINE, OURS, no_entailment
from tests.conformance.manifests import absent
from tests.conformance.outcomes import expected, same
from tests.conformance.suites import Case, Data, cases

KINDS = ("QueryEvaluationTest", "CSVResultFormatTest")
#: Those of the same data side by side: to give the server others takes longer than to ask.
CASES = tuple(
    sorted((case for case in cases(*KINDS) if not case.entails), key=lambda case: repr(case.before))
)
ENTAILED = tuple(case for case in cases(*KINDS) if case.entails)

pytestmark = absent


def is_passed(case: Case, endpoint: Endpoint) -> bool:
    assert case.answer is not None
    return same(expected(case.answer), endpoint.evaluate(case), is_lax=case.is_lax)


def is_passed_alone(case: Case) -> bool:
    assert case.answer is not None
    return same(expected(case.answer), alone.evaluate(case), is_lax=case.is_lax)


@dataclass
class Held:
    """A server, and the dataset it was last given: neighbours share theirs."""

    endpoint: Endpoint
    data: Data | None = None

    def with_data(self, data: Data) -> Endpoint:
        if data != self.data:
            self.endpoint.hold(data)
            self.data = data
        return self.endpoint


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    with served(tmp_path_factory.mktemp("queries")) as endpoint:
        yield Held(endpoint)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_query_gives_the_answer_of_the_suite(case: Case, held: Held) -> None:
    if case.name in OURS:
        pytest.skip(OURS[case.name])
    endpoint = held.with_data(case.before)
    if case.name in OF_THE_ENGINE:
        assert not is_passed(case, endpoint), f"{case.name} passes: it is no exception any more"
        pytest.skip(OF_THE_ENGINE[case.name])

    assert is_passed(case, endpoint)


@pytest.mark.parametrize("case", [one for one in CASES if one.name in OF_THE_ENGINE], ids=str)
def test_engine_alone_is_no_better(case: Case) -> None:
    assert not is_passed_alone(case)


def test_exceptions_are_of_the_suites() -> None:
    assert {*OF_THE_ENGINE, *OURS} <= {case.name for case in cases(*KINDS, "UpdateEvaluationTest")}


@pytest.mark.parametrize("case", ENTAILED, ids=str)
def test_query_under_entailment(case: Case) -> None:
    pytest.skip(no_entailment)
