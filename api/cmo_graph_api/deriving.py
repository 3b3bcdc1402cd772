"""Derived graphs of a server: this module makes them before it answers, or while it does.

The description of the dataset is one of them, and follows the others. The rule: a dataset with at
most `AT_ONCE` claims is derived before the first answer, which takes a moment. A larger one is
derived by a thread of its own while the server answers; until it is done, the derived graphs are
those of before, and their headers say so.
"""

import logging
import threading
from types import TracebackType
from typing import Self

from cmo_graph.questions.derived import claims_in, refresh_derived
from cmo_graph.questions.description import refresh_description
from cmo_graph.store.protocol import Store

#: Most claims of a dataset that is derived before the server answers.
AT_ONCE = 2_000
#: Seconds that a server that stops waits for a version that is being published.
GRACE = 30.0

_logger = logging.getLogger(__name__)


class Deriving:
    """Keeps the derived graphs of a store up to date from `with` on; stops when the block ends."""

    def __init__(self, store: Store, *, at_once: int = AT_ONCE) -> None:
        self._store = store
        self._at_once = at_once
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if claims_in(self._store.current()) <= self._at_once:
            refresh_derived(self._store)
            refresh_description(self._store)
        else:
            # A daemon: one that is still publishing after the grace must not keep the process.
            self._thread = threading.Thread(target=self._refresh, name="deriving", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self.wait(GRACE)

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the graphs are made, or the time is over."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _refresh(self) -> None:
        try:
            if refresh_derived(self._store, is_stopped=self._stop.is_set):
                _logger.info("The derived graphs are up to date.")
            if refresh_description(self._store, is_stopped=self._stop.is_set):
                _logger.info("The dataset is described.")
        except Exception:
            # Answers that need no derived graph are as good as before.
            _logger.exception("The derived graphs were not made.")
