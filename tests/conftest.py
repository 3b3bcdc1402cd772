"""What all tests share: this module fixes the seeds of property tests, so that runs repeat.

Servers that tests start are in `tests.servers`.
"""

from hypothesis import settings

from tests.servers import oxigraph_server, virtuoso_server

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

__all__ = ["oxigraph_server", "virtuoso_server"]
