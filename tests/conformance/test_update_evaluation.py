"""The W3C's evaluation tests of updates, over HTTP."""

from collections.abc import Iterator

import pytest

from tests.conformance.endpoint import Endpoint, served
from tests.conformance.exceptions import OURS
from tests.conformance.manifests import absent
from tests.conformance.outcomes import same
from tests.conformance.suites import Case, cases

CASES = cases("UpdateEvaluationTest")

pytestmark = absent


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with served(tmp_path_factory.mktemp("updates")) as endpoint:
        yield endpoint


@pytest.mark.parametrize("case", CASES, ids=str)
def test_update_leaves_the_dataset_of_the_suite(case: Case, endpoint: Endpoint) -> None:
    if case.name in OURS:
        pytest.skip(OURS[case.name])
    endpoint.hold(case.before)

    endpoint.update(case.text).raise_for_status()

    different = [
        name for name, wanted, found in endpoint.holds(case.after) if not same(wanted, found)
    ]
    assert different == []
