"""What a server holds now: this module keeps what was seen of it last, for all versions read."""

from cmo_graph.store.remote.client import Client
from cmo_graph.store.remote.places import State
from cmo_graph.store.remote.records import Records


class Current:
    """What stands under the graphs' own names, as far as this process knows. Shared by versions."""

    def __init__(self, client: Client, records: Records) -> None:
        self.client = client
        self.records = records
        self._state = records.state()

    @property
    def state(self) -> State:
        """What was there when somebody last looked."""
        return self._state

    def renewed(self) -> State:
        """Look again."""
        self._state = self.records.state()
        return self._state

    def adopted(self, state: State) -> State:
        """Take note of a state that this process has brought about."""
        self._state = state
        return state

    def newest(self) -> State:
        """Return the state, looked up when the mark is another than before."""
        state = self._state
        mark = self.records.look(state.version.number).mark
        return state if mark == state.mark else self.renewed()
