"""Names of versions: whatever is asked for, one version is meant or none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.errors import VersionNotKept
from cmo_graph.store.kept import FEWEST_DIGITS, find_version
from cmo_graph.store.version import Version


def version(number: int, digest: str) -> Version:
    return Version(digest, number, datetime(2026, 1, 1, tzinfo=UTC), {})


def test_number_wins_over_the_beginning_of_a_digest() -> None:
    numbered, digested = version(12345678, "a" * 64), version(7, "12345678" + "b" * 56)

    assert find_version("12345678", [numbered, digested]) is numbered
    assert find_version("12345678", [digested]) is digested


def test_beginning_that_two_digests_share_names_neither() -> None:
    one, other = version(2, "a" * 9 + "0" * 55), version(1, "a" * 9 + "1" * 55)

    assert find_version("a" * 9 + "1", [one, other]) is other
    with pytest.raises(VersionNotKept):
        find_version("a" * 8, [one, other])


@given(st.integers(1, 64), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_beginning_of_a_digest_names_it_when_it_is_long_enough(length: int, digest: str) -> None:
    kept = [version(3, digest)]
    name = "f" + digest[1:length] if length < FEWEST_DIGITS else digest[:length]

    if length < FEWEST_DIGITS:
        with pytest.raises(VersionNotKept):
            find_version(name, kept)
    else:
        assert find_version(name, kept) is kept[0]
