"""What all tests share: this module fixes the seeds of property tests, so that runs repeat.

It also says in which order tests run, and how often cycles are looked for among all that they need.

Servers that tests start are in `tests.servers`.
"""

import gc

import pytest
from hypothesis import settings

from tests.servers import oxigraph_server, virtuoso_server

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# What was collected stays until the end, and each search for cycles goes through it.
gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow tests first: one that came last would leave the other workers idle meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


__all__ = ["oxigraph_server", "virtuoso_server"]
