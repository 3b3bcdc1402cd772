"""From files into the store: this module loads reviews and the ontology, each whole or not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pyoxigraph
from rdflib import URIRef

from cmo_graph.errors import CmoGraphError, ReviewChanged
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.statements import things_in
from cmo_graph.iri import key_of
from cmo_graph.mapping import Triple, as_triples
from cmo_graph.model import Review, Thing
from cmo_graph.questions.derived import refresh_derived
from cmo_graph.resources import data_folder, seed_review
from cmo_graph.store import open_store
from cmo_graph.store.protocol import Store
from cmo_graph.store.terms import from_engine
from cmo_graph.store.version import GraphSummary
from cmo_graph.validation.problems import Problem, has_errors
from cmo_graph.vocabulary import CMO_NAMESPACE

#: Named graph that holds the ontology, its schemes and its alignments.
ONTOLOGY_GRAPH = URIRef(CMO_NAMESPACE.removesuffix("#"))


class ReviewHasProblems(CmoGraphError):
    """A review was not loaded, because something in it is wrong."""

    def __init__(self, folder: Path, problems: Sequence[Problem]) -> None:
        errors = sum(1 for problem in problems if has_errors([problem]))
        super().__init__(
            f"{folder.name} was not loaded: {errors} problem{'s' if errors != 1 else ''}.",
            problems=[problem.as_json() for problem in problems],
        )
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to."""

    #: Named graphs that were replaced, sorted.
    graphs: tuple[URIRef, ...]
    #: Statements in them.
    quads: int
    #: Digest of the dataset version that was published.
    version: str
    #: Warnings; a load with errors does not come to this.
    warnings: tuple[Problem, ...] = ()


def load_review(store: Store, folder: Path) -> Loaded:
    """Load an authoring directory into the review's named graph, whole or not at all.

    The derived graphs are not renewed: do that once, after the last load, with `refresh_derived`.

    Raises:
        ReviewHasProblems: something in the folder is wrong; the store is unchanged.
    """
    reading = read_review(folder, base=store.base, known=_known_to(store))
    if not reading.things:
        raise ReviewHasProblems(folder, reading.problems)
    return load_things(store, reading.things, warnings=reading.problems)


def _known_to(store: Store) -> Callable[[URIRef], bool]:
    catalogue = store.current().catalogue

    def is_known(iri: URIRef) -> bool:
        located = store.base.locate(iri)
        return located is not None and catalogue.find(*located) is not None

    return is_known


def load_things(
    store: Store, things: Sequence[Thing], *, warnings: Sequence[Problem] = ()
) -> Loaded:
    """Make all things of one review the content of its named graph; else as `load_review`."""
    review = next(thing for thing in things if isinstance(thing, Review))
    graph = store.base.graph(key_of(review.id))
    with store.writing() as draft:
        draft.replace_graph(graph, _triples(things))
    version = store.current().version
    return Loaded((graph,), version.graphs[graph].quads, version.digest, tuple(warnings))


def change_things(
    store: Store, before: Reading, after: Reading, *, seen: GraphSummary | None
) -> Loaded:
    """Make of a review what it is to be; what else its graph states stays.

    Args:
        store: The store.
        before: The review as it was read.
        after: All of its things as they are to be.
        seen: The review's graph as it was when it was read; None when there was none.

    Raises:
        ReviewChanged: somebody else wrote to that graph since; the store is unchanged.
    """
    review = next(thing for thing in after.things if isinstance(thing, Review))
    graph = store.base.graph(key_of(review.id))
    old, new = set(_triples(before.things)), set(_triples(after.things))
    with store.writing() as draft:
        if draft.former.graphs.get(graph) != seen:
            raise ReviewChanged(review.key)
        held = set(_stated(store, graph)) if seen is not None else set()
        draft.replace_graph(graph, (held - (old - new)) | new)
    version = store.current().version
    return Loaded((graph,), version.graphs[graph].quads, version.digest)


def read_stored(store: Store, review: str) -> Reading:
    """Return a review as the store holds it; without things when it holds none of that id.

    Its language is that of its label, English before others.
    """
    graph = store.base.graph(review)
    if graph not in store.current().version.graphs:
        return Reading((), ())
    things, problems = things_in(_stated(store, graph))
    spoken = [pair.lang for one in things if isinstance(one, Review) for pair in one.label]
    language = "en" if "en" in spoken or not spoken else spoken[0]
    return Reading(things, tuple(problems), language)


def _stated(store: Store, graph: URIRef) -> Iterator[Triple]:
    """Yield all that a graph states."""
    sink = BytesIO()
    store.current().dump(sink, media_type="application/n-triples", graph=graph)
    for quad in pyoxigraph.parse(sink.getvalue(), format=pyoxigraph.RdfFormat.N_TRIPLES):
        yield tuple(from_engine(term) for term in quad.triple)  # type: ignore[misc]  # three terms


def _triples(things: Iterable[Thing]) -> Iterator[Triple]:
    for thing in things:
        yield from as_triples(thing)


#: Media types of RDF files that name their graphs, by suffix.
DATASET_TYPES: Mapping[str, str] = {".nq": "application/n-quads", ".trig": "application/trig"}


def load_dataset(store: Store, path: Path) -> Loaded:
    """Load an RDF file that names its graphs; each graph it names is replaced.

    Derived graphs in it are passed over. As `load_review`, it renews none.

    Raises:
        UnsupportedMediaType: the suffix is neither .nq nor .trig.
        MalformedRDF, RefusedRDF: as `Draft.load_dataset`; the store is unchanged.
    """
    media_type = DATASET_TYPES.get(path.suffix.lower(), path.suffix)
    with store.writing() as draft:
        named = draft.load_dataset(path, media_type=media_type)
        derived = [graph for graph in named if graph.startswith(store.base.derived(""))]
        for graph in derived:
            draft.remove_graph(graph)
    graphs = [graph for graph in named if graph not in derived]
    version = store.current().version
    quads = sum(version.graphs[graph].quads for graph in graphs if graph in version.graphs)
    return Loaded(tuple(graphs), quads, version.digest)


def load_ontology(store: Store) -> bool:
    """Put the packaged ontology into its graph; say whether the graph changed."""
    triples = tuple(ontology_triples())
    scratch = open_store("memory:", base=store.base)
    with scratch.writing() as draft:
        draft.replace_graph(ONTOLOGY_GRAPH, triples)
    wanted = scratch.current().version.graphs[ONTOLOGY_GRAPH]
    if store.current().version.graphs.get(ONTOLOGY_GRAPH) == wanted:
        return False
    with store.writing() as draft:
        draft.replace_graph(ONTOLOGY_GRAPH, triples)
    return True


def ontology_triples() -> Iterator[Triple]:
    """Yield the packaged ontology: terms, alignments, and every scheme."""
    folder = data_folder("ontology")
    for path in (*sorted(folder.glob("*.ttl")), *sorted(folder.glob("schemes/*.ttl"))):
        for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE):
            yield tuple(from_engine(term) for term in quad.triple)  # type: ignore[misc]  # three terms


def load_seed(store: Store) -> Loaded | None:
    """Load the embedded Signs of Safety synthesis into a store that has no review yet.

    What is derived from it is made as well.

    Returns:
        What was loaded; None when the store has a review already.
    """
    if store.current().catalogue.counts().get("reviews", 0):
        return None
    loaded = load_review(store, seed_review())
    refresh_derived(store)
    return loaded
