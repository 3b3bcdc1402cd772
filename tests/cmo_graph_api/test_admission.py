import pytest
from cmo_graph_api.admission import Admission, client_of

from cmo_graph.errors import ClientAsksTooMuch, QueryTimeSpent, QueueIsFull


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def admission(clock: Clock, *, inside: int = 10, of_one: int = 2) -> Admission:
    return Admission(most_inside=inside, most_of_one=of_one, seconds_a_minute=60, clock=clock)


def test_client_has_at_most_so_many_queries_under_way() -> None:
    door = admission(Clock())

    with door.stay("a"), door.stay("a"):
        with pytest.raises(ClientAsksTooMuch):
            door.stay("a").__enter__()
        with door.stay("b"):
            pass
    with door.stay("a"):
        pass


def test_all_clients_together_are_bounded() -> None:
    door = admission(Clock(), inside=2)

    with door.stay("a"), door.stay("b"), pytest.raises(QueueIsFull):
        door.stay("c").__enter__()


def test_client_that_used_up_its_time_waits_until_it_has_some_again() -> None:
    clock = Clock()
    door = admission(clock)
    with door.stay("a") as stay:
        stay.begin()
        clock.now += 90

    with pytest.raises(QueryTimeSpent) as refused:
        door.stay("a").__enter__()
    assert refused.value.members["retry_after"] == 31

    clock.now += 31
    with door.stay("a"):
        pass


def test_time_in_the_queue_is_not_the_clients() -> None:
    clock = Clock()
    door = admission(clock)
    for _ in range(5):
        with door.stay("a"):
            clock.now += 100

    with door.stay("a"):
        pass


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_client_is_told_by_its_address(address: str, client: str) -> None:
    assert client_of(address) == client
