"""Both YAML readers, the one in C and the one in Python, give the same tree."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_graph.interchange import tree
from cmo_graph.interchange.tree import Entries, Scalar, read_tree
from tests.cmo_graph.interchange.small_review import FILES


@pytest.mark.parametrize("name", list(FILES))
def test_tree_is_the_same_without_libyaml(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_tree(FILES[name], file=name)

    monkeypatch.setattr(tree, "LOADER", yaml.BaseLoader)

    assert read_tree(FILES[name], file=name) == fast


def test_places_count_characters_from_one() -> None:
    reading = read_tree("é: →\nb: 'c'\n", file="x")

    assert isinstance(reading.tree, Entries)
    assert reading.tree.entries["é"].value == Scalar("→", 1, 4)
    assert reading.tree.entries["b"].value == Scalar("c", 2, 4, plain=False)


def test_block_loses_the_line_end_that_closes_it() -> None:
    reading = read_tree("a: >\n  one\n  two\n\n  three\n", file="x")

    assert isinstance(reading.tree, Entries)
    assert reading.tree.entries["a"].value == Scalar("one two\nthree", 1, 4, plain=False)


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from("ab:-# \n'\"[]{},&*!|>%@`\t?\\é\x00\x85\u2028")))
def test_any_text_gives_a_tree_or_a_problem(text: str) -> None:
    reading = read_tree(text, file="x")

    assert reading.tree is not None or reading.problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in reading.problems)
