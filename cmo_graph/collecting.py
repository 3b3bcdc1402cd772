"""The collector of cycles, paused: this module does it while many things are made at once.

Things hold no cycles. Python looks for some all the same whenever many objects were made, and each
time it looks at all that there are: half of the time that a table of 20,000 rows takes.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused(*, ageing: bool = True) -> Iterator[None]:
    """Look for no cycles meanwhile; memory of what has none is given back as ever.

    Args:
        ageing: Whether what there is counts as old afterwards, so that the next look at what is
            young is short. Not for a process that goes on for long: cycles among it, that nothing
            holds any more, are then hardly ever found.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if ageing:
                _let_age()
            gc.enable()


def leave_alone() -> None:
    """Leave what there is now out of every later search for cycles, which is then quick."""
    gc.freeze()


def _let_age() -> None:
    # To freeze and to thaw joins lists, and looks at nothing; what others froze stays so.
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
