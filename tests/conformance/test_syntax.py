"""The W3C's syntax tests of queries and updates, over HTTP: what is not SPARQL is told to be so."""

from collections.abc import Iterator

import pytest

from tests.conformance.endpoint import Endpoint, served
from tests.conformance.manifests import absent
from tests.conformance.suites import Case, cases

QUERIES = cases("PositiveSyntaxTest11", "NegativeSyntaxTest11")
UPDATES = cases("PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11")

#: Problems that say that a text is not SPARQL.
MALFORMED = frozenset({"query-malformed", "update-malformed", "not-a-query", "not-an-update"})

pytestmark = absent


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with served(tmp_path_factory.mktemp("syntax")) as endpoint:
        yield endpoint


def is_taken(case: Case, endpoint: Endpoint) -> bool:
    """Say whether a text is taken for SPARQL; what it asks for may be refused all the same."""
    if case in UPDATES:
        answer = endpoint.update(case.text)
    else:
        answer = endpoint.ask(case.text, accept="*/*")
    if answer.status_code == 400:
        return answer.json()["type"].rpartition("#")[2] not in MALFORMED
    assert answer.status_code in {200, 204, 403}, answer.text
    return True


@pytest.mark.parametrize("case", [*QUERIES, *UPDATES], ids=str)
def test_text_is_taken_where_it_is_sparql(case: Case, endpoint: Endpoint) -> None:
    assert is_taken(case, endpoint) is case.kind.startswith("Positive")
