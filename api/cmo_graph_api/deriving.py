"""Derived graphs of a server: this module makes them before it answers, or while it does.

The description of the dataset is one of them, and follows the others. The rule: a dataset with at
most `AT_ONCE` claims is derived before the first answer, which takes a moment. A larger one is
derived by a thread of its own while the server answers; until it is done, the derived graphs are
those of before, and their headers say so. So it is after every write over HTTP: nobody waits.
What a write has emptied is made anew, too, and the ontology brought back where the server keeps it.
"""

import logging
import threading
from types import TracebackType
from typing import Self

from cmo_graph.freed import HandingBack
from cmo_graph.interchange.loading import ONTOLOGY_GRAPH, load_ontology
from cmo_graph.questions.derived import refresh_derived
from cmo_graph.questions.description import refresh_description
from cmo_graph.questions.overview import Overviews
from cmo_graph.questions.selections import claims_in
from cmo_graph.store.protocol import Store

#: Most claims of a dataset that is derived before the server answers.
AT_ONCE = 2_000
#: Seconds that a server that stops waits for a version that is being published.
GRACE = 30.0

_logger = logging.getLogger(__name__)


class Deriving:
    """Keeps the derived graphs of a store up to date from `with` on; stops when the block ends."""

    def __init__(
        self,
        store: Store,
        *,
        at_once: int = AT_ONCE,
        overviews: Overviews | None = None,
        keeps_ontology: bool = False,
    ) -> None:
        self._store = store
        self._keeps_ontology = keeps_ontology
        self._overviews = overviews
        self._at_once = at_once
        self._stop = threading.Event()
        self._change = threading.Condition()
        self._handing_back = HandingBack()
        #: How often the graphs were asked for, and up to which time they have been made.
        self._asked = self._made = 0
        # A daemon: one that is still publishing after the grace must not keep the process.
        self._thread = threading.Thread(target=self._work, name="deriving", daemon=True)

    def __enter__(self) -> Self:
        if claims_in(self._store.current()) <= self._at_once:
            self._refresh()
        else:
            self.wake()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._change:
            self._stop.set()
            self._change.notify_all()
        self._thread.join(GRACE)

    def wake(self) -> None:
        """Say that something was written; the graphs are made in the background.

        Costs nothing. What is written while they are made has them made once more.
        """
        with self._change:
            self._asked += 1
            self._change.notify_all()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the graphs are made of all that was written so far, or the time is over."""
        with self._change:
            asked = self._asked
            self._change.wait_for(lambda: self._made >= asked, timeout=seconds)

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._made < self._asked or self._stop.is_set())
                if self._stop.is_set():
                    return
                asked = self._asked
            self._refresh()
            with self._change:
                self._made = asked
                self._change.notify_all()
            # What was written and what was derived took memory for a while, in several threads.
            self._handing_back.ask()

    def _refresh(self) -> None:
        try:
            self._bring_ontology_back()
            if refresh_derived(
                self._store, is_stopped=self._stop.is_set, overviews=self._overviews
            ):
                _logger.info("The derived graphs are up to date.")
            if refresh_description(self._store, is_stopped=self._stop.is_set):
                _logger.info("The dataset is described.")
        except Exception:
            # Answers that need no derived graph are as good as before.
            _logger.exception("The derived graphs were not made.")

    def _bring_ontology_back(self) -> None:
        # It is not for others to change, so it is there whole or was emptied, by `CLEAR ALL` say.
        if self._keeps_ontology and ONTOLOGY_GRAPH not in self._store.current().version.graphs:
            load_ontology(self._store)
            _logger.info("The ontology was gone, and is back.")
