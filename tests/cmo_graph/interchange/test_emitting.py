"""What is written reads back as the same things, and writing is settled at once."""

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from cmo_graph.errors import NotWritable
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.emitting import emit_review
from cmo_graph.model import Passage, Review, Thing
from cmo_graph.resources import seed_review
from tests.cmo_graph.interchange.small_review import FILES, write_review
from tests.strategies import whole_reviews


def read_back(things: tuple[Thing, ...]) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        return read_review(write_review(Path(folder), emit_review(things)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=whole_reviews())
def test_review_reads_back_as_it_was_written(things: tuple[Thing, ...]) -> None:
    reading = read_back(things)

    assert set(reading.things) == set(things)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=whole_reviews())
def test_review_is_written_the_same_in_any_order(things: tuple[Thing, ...]) -> None:
    assert emit_review(things) == emit_review(tuple(reversed(things)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=whole_reviews())
def test_review_is_written_as_yaml_that_any_reader_takes_for_texts(
    things: tuple[Thing, ...],
) -> None:
    for text in emit_review(things).values():
        strict = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # it makes texts only
        loose = yaml.safe_load(text)
        assert _as_texts(loose) == strict


def _as_texts(value: object) -> object:
    if isinstance(value, dict):
        return {_as_texts(key): _as_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_texts(item) for item in value]
    assert not isinstance(value, bool | float)
    return str(value)


def test_small_review_keeps_its_things(tmp_path: Path) -> None:
    reading = read_review(write_review(tmp_path))

    assert set(read_back(reading.things).things) == set(reading.things)
    assert len(reading.things) == 29


def test_seed_keeps_its_things_and_its_files() -> None:
    reading = read_review(seed_review())

    texts = emit_review(reading.things, language=reading.language, files=reading.files)

    assert set(read_back(reading.things).things) == set(reading.things)
    assert set(texts) == set(reading.files.values())


def test_review_without_a_review_is_not_written() -> None:
    with pytest.raises(NotWritable, match="there are 0 reviews"):
        emit_review(())


def test_passage_without_its_report_is_not_written(tmp_path: Path) -> None:
    things = read_review(write_review(tmp_path)).things
    lonely = tuple(thing for thing in things if isinstance(thing, Passage | Review))

    with pytest.raises(NotWritable, match="p-safety"):
        emit_review(lonely)


def test_language_of_the_review_stands_in_its_file(tmp_path: Path) -> None:
    dutch = FILES["review.yaml"].replace("id: sos\n", "id: sos\nlanguage: nl\n")
    reading = read_review(write_review(tmp_path, {**FILES, "review.yaml": dutch}))

    text = emit_review(reading.things)["review.yaml"]

    assert text.startswith("id: sos\nlanguage: nl\nlabel: A small synthesis\n")
