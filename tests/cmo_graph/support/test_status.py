from itertools import product

import pytest

from cmo_graph.support import ANSWERS, Answer, SupportStatus, Tally, place_of
from cmo_graph.support.status import judge_status


def test_every_status_has_an_answer() -> None:
    assert set(ANSWERS) == set(SupportStatus)
    assert [status for status, answer in ANSWERS.items() if answer is Answer.NO] == [
        SupportStatus.DISPUTED
    ]


@pytest.mark.parametrize("counts", list(product([0, 1], repeat=5)))
@pytest.mark.parametrize("searched", [True, False])
def test_status_is_one_for_every_tally(counts: tuple[int, ...], searched: bool) -> None:
    names = ("supporting", "disputing", "inconclusive", "nuancing", "theorising_only")
    tally = Tally(**dict(zip(names, counts, strict=True)))

    status = judge_status(tally, searched_in_vain=searched)

    assert (status is SupportStatus.CONTESTED) == bool(tally.supporting and tally.disputing)
    assert (ANSWERS[status] is Answer.UNKNOWN) == (not tally.supporting and not tally.disputing)
    assert (status is SupportStatus.SEARCHED_NONE_FOUND) == (not any(counts) and searched)
    assert (status is SupportStatus.NO_EVIDENCE) == (not any(counts) and not searched)


def test_places_run_from_disputed_to_supported_by_two_studies() -> None:
    one, two = Tally(supporting=1), Tally(supporting=2)
    ladder = [
        place_of(SupportStatus.DISPUTED, tally=Tally()),
        place_of(SupportStatus.NO_EVIDENCE, tally=Tally()),
        place_of(SupportStatus.THEORISED_ONLY, tally=Tally()),
        place_of(SupportStatus.INCONCLUSIVE, tally=Tally()),
        place_of(SupportStatus.CONTESTED, tally=two),
        place_of(SupportStatus.SUPPORTED, tally=one),
        place_of(SupportStatus.SUPPORTED, tally=two),
    ]

    assert ladder == [-1, 0, 1, 2, 3, 4, 5]
