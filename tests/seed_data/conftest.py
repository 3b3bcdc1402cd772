"""The embedded synthesis, read once, and the two texts it was read from where they are at hand."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from cmo_graph.anchoring import with_lf
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import Thing
from cmo_graph.resources import seed_review

ThingT = TypeVar("ThingT", bound=Thing)
#: Finds a thing of the seed by its model and the part of its key after the review's.
Find = Callable[[type[Thing], str], Thing]

#: The texts are not ours to ship. They are sought where CMO_TEXTS says, else beside the project.
_BESIDE = Path(__file__).parents[2].parent / "shared" / "sources"


@pytest.fixture(scope="session")
def reading() -> Reading:
    return read_review(seed_review())


@pytest.fixture(scope="session")
def things(reading: Reading) -> tuple[Thing, ...]:
    return reading.things


@pytest.fixture(scope="session")
def texts() -> Mapping[str, str]:
    folder = Path(os.environ.get("CMO_TEXTS", _BESIDE))
    found = {
        path.name: with_lf(path.read_bytes().decode()) for path in sorted(folder.glob("*.txt"))
    }
    if not found:
        pytest.skip(
            "The two source texts are not ours to ship, so they are not in the repository. Set"
            " CMO_TEXTS to a folder that has them."
        )
    return found


@pytest.fixture(scope="session")
def find(things: tuple[Thing, ...]) -> Find:
    by_iri = {thing.id: thing for thing in things}

    def find_it(model: type[Thing], local: str) -> Thing:
        return by_iri[DEFAULT_BASE.mint(model.kind_name, f"sos.{local}")]

    return find_it
