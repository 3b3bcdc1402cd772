"""What is measured on: this module prepares synthetic and seed data once for all benchmarks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cmo_graph.interchange.authoring import read_review
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples
from cmo_graph.model import Review, Thing
from cmo_graph.resources import seed_review
from cmo_graph.synthetic import synthetic_review, synthetic_triples, write_nquads
from cmo_graph.synthetic.nquads import write_triples

#: Configurations of one synthetic review in a library of many.
REVIEW_SIZE = 500
SEED = 2026
#: A further review, loaded among the others; and its graph.
REVIEW = "further"
REVIEW_GRAPH = DEFAULT_BASE.graph(REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large a run is."""

    name: str
    #: Configurations in the large store.
    configurations: int
    #: Configurations that an authoring folder holds, one file each.
    authored: int
    #: Configurations in the store whose memory is measured with the engine in memory.
    in_memory: int
    #: Configurations of the smaller and the larger theory for what-if.
    theories: tuple[int, int]
    #: Concepts and links of the networks for pathways.
    networks: tuple[tuple[int, int], ...]
    #: How often a quick action is repeated.
    repeats: int


FULL = Scale(
    name="full",
    configurations=100_000,
    authored=500,
    in_memory=10_000,
    theories=(10_000, 100_000),
    networks=((300, 1_500), (2_000, 20_000)),
    repeats=200,
)
QUICK = Scale(
    name="quick",
    configurations=60,
    authored=10,
    in_memory=20,
    theories=(20, 200),
    networks=((30, 90), (60, 240)),
    repeats=3,
)


@dataclass(frozen=True, slots=True)
class Quads:
    """An N-Quads file and how many lines it has."""

    name: str
    path: Path
    lines: int


@dataclass(frozen=True)
class Material:
    """Files and stores of one run, in a folder that goes when the run ends."""

    folder: Path
    scale: Scale

    @cached_property
    def seed(self) -> Quads:
        """The embedded synthesis."""
        reading = read_review(seed_review())
        return self._written("seed", reading.things)

    @cached_property
    def synthetic(self) -> Quads:
        """The large library of synthetic reviews."""
        return self.library(self.scale.configurations)

    def library(self, configurations: int) -> Quads:
        """Return a library of synthetic reviews with so many configurations together."""
        path = self.folder / f"library-{configurations}.nq"
        reviews = max(1, configurations // REVIEW_SIZE)
        with path.open("wb") as sink:
            lines = write_nquads(sink, configurations=configurations, seed=SEED, reviews=reviews)
        return Quads(f"{configurations:,} configurations", path, lines)

    @property
    def sources(self) -> tuple[Quads, Quads]:
        """The seed and the large library."""
        return self.seed, self.synthetic

    def location(self, quads: Quads) -> str:
        """Return where the store with these quads is kept."""
        return str(self.folder / f"store-{quads.path.stem}")

    @cached_property
    def review(self) -> Quads:
        """One synthetic review as N-Triples, to be put among the others; see `REVIEW_GRAPH`."""
        path = self.folder / "review.nt"
        triples = synthetic_triples(configurations=self.scale.authored, seed=SEED, key=REVIEW)
        with path.open("wb") as sink:
            lines = write_triples(sink, triples)
        return Quads(f"{self.scale.authored:,} configurations", path, lines)

    def authored(self) -> tuple[Thing, ...]:
        """Return one synthetic review as things, to be written as an authoring folder."""
        return tuple(synthetic_review(configurations=self.scale.authored, seed=SEED, key=REVIEW))

    def _written(self, name: str, things: Iterable[Thing]) -> Quads:
        things = tuple(things)
        [review] = [thing for thing in things if isinstance(thing, Review)]
        path = self.folder / f"{name}.nq"
        graph = DEFAULT_BASE.graph(review.key)
        with path.open("wb") as sink:
            lines = write_triples(
                sink, (triple for thing in things for triple in as_triples(thing)), graph=graph
            )
        return Quads(name, path, lines)
