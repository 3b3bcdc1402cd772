"""Overviews for commands: this module finds those of a store, for the commands that need them."""

from pathlib import Path

from cmo_graph.questions.overview import Overviews
from cmo_graph.store.protocol import Store
from cmo_graph_api.cli.terminal import settings_with


def overviews_of(store: Store) -> Overviews | None:
    """Return the overviews that lie beside a store; None for one that is no folder."""
    if not Path(store.location).is_dir():
        return None
    return Overviews(store.location, durability=settings_with().durability)
