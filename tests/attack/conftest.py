import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attack.served import READERS, Served, children_of, serving

#: Asked once before an attack, so that what is measured is not the warming of caches.
WARM = "SELECT * { ?s ?p ?o } LIMIT 10"


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the embedded synthesis with tight limits; check at the end that nothing was lost."""
    folder = tmp_path_factory.mktemp("attacked")
    with serving(folder / "store", folder / "log") as served:
        _let_it_settle(served)
        before = served.digest()
        served.at_rest = served.memory()
        served.calm = statistics.median(served.meta_seconds(times=200))

        yield served

        assert served.digest() == before
        assert served.ask(WARM).status == 200
        process_ids = served.all_readers()
        assert len(process_ids) == READERS
    assert not any(Path(f"/proc/{process_id}").exists() for process_id in process_ids)


def _let_it_settle(served: Served) -> None:
    """Wait for the readers, and until derived graphs are made."""
    deadline = time.monotonic() + 30
    while len(children_of(served.process_id)) < READERS and time.monotonic() < deadline:
        served.ask(WARM)
        time.sleep(0.2)
    for _ in range(10):
        served.ask(WARM)
    served.meta_seconds(times=50)
