"""The catalogue against brute force: whatever is asked, the models of the reviews say the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDFS, Literal, URIRef

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.mapping import as_triples, plain, plans
from cmo_graph.model import THINGS, Concept, Configuration, Link, Moderation, Thing
from cmo_graph.model.codes import AgentKind, ReviewKind, Role
from cmo_graph.model.configuration import slot_iri
from cmo_graph.model.review import Agent, Review
from cmo_graph.repository.facets import FACETS as DOCUMENTED
from cmo_graph.store import Store, open_store
from cmo_graph.store.catalogue import Catalogue
from cmo_graph.store.catalogue.facets import FACETS
from cmo_graph.synthetic import synthetic_review
from cmo_graph.vocabulary import CMO, Code

BASE = DEFAULT_BASE
REVIEWS = ("alpha", "beta")


@cache
def review(key: str) -> tuple[Thing, ...]:
    return tuple(synthetic_review(configurations=12, seed=7, key=key))


def bridge() -> tuple[Thing, ...]:
    """Return a third review that hangs on concepts of the first: wider ones, and ones in slots."""
    me = BASE.mint("reviews", "bridge")
    concepts = [thing for thing in review("alpha") if isinstance(thing, Concept)]
    configuration = next(t for t in review("alpha") if isinstance(t, Configuration))
    wide = Concept(id=BASE.mint("concepts", "bridge.wide"), label="Wide idée", review=me)
    narrow = Concept(
        id=BASE.mint("concepts", "bridge.narrow"),
        label="Narrow idea",
        review=me,
        broader=(concepts[0].id, wide.id),
    )
    iri = BASE.mint("configurations", "bridge.c1")
    slots = tuple(
        slot.model_copy(update={"id": slot_iri(iri, slot.role, slot.concept)})
        for slot in configuration.slots
    )
    borrowed = configuration.model_copy(update={"id": iri, "review": me, "slots": slots})
    reviewer = Agent(
        id=BASE.mint("agents", "bridge.me"), label="Me", review=me, kind=AgentKind.PERSON
    )
    itself = Review(
        id=me, label="Bridge", review=me, kind=ReviewKind.REALIST_SYNTHESIS, question="Why?"
    )
    return itself, wide, narrow, borrowed, reviewer


def put(store: Store, key: str, things: Iterable[Thing]) -> None:
    with store.writing() as draft:
        draft.replace_graph(BASE.graph(key), (t for thing in things for t in as_triples(thing)))


@pytest.fixture(scope="module")
def library() -> tuple[Store, tuple[Thing, ...]]:
    store = open_store("memory:")
    # The bridge comes first, so that what it hangs on changes under it.
    put(store, "bridge", bridge())
    for key in REVIEWS:
        put(store, key, review(key))
    return store, (*bridge(), *(thing for key in REVIEWS for thing in review(key)))


# The oracle

_FIELDS = {
    "concept": ("from_concept", "to_concept", "moderator"),
    "from": ("from_concept",),
    "to": ("to_concept",),
    "member": ("members",),
    "study": ("study", "reports_on"),
    "passage": ("passages",),
}
_WIDENED = {"broader", "concept", "from", "to", *(role.value for role in Role)}


def direct_values(thing: Thing, facet: str, things: Sequence[Thing]) -> set[str]:
    if isinstance(thing, Configuration):
        if facet == "completeness":
            return {thing.completeness.value}
        if facet == "basis":
            return {str(slot.basis.value) for slot in thing.slots}
        if facet == "concept":
            return {str(slot.concept) for slot in thing.slots}
        if facet in {role.value for role in Role}:
            return {str(slot.concept) for slot in thing.slots if slot.role.value == facet}
    if isinstance(thing, Concept) and facet == "role":
        return {
            str(slot.role.value)
            for other in things
            if isinstance(other, Configuration)
            for slot in other.slots
            if slot.concept == thing.id
        }
    return {text for name in _FIELDS.get(facet, (facet,)) for text in field_values(thing, name)}


def field_values(thing: Thing, name: str) -> Iterator[str]:
    value = getattr(thing, name, None)
    for item in value if isinstance(value, tuple) else (value,):
        if item is not None:
            yield str(item.value if isinstance(item, Code) else item)


def wider(concept: str, things: Sequence[Thing]) -> set[str]:
    ways = {str(t.id): {str(b) for b in t.broader} for t in things if isinstance(t, Concept)}
    found: set[str] = set()
    waiting = [concept]
    while waiting:
        fresh = ways.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def all_values(thing: Thing, facet: str, things: Sequence[Thing]) -> set[str]:
    found = direct_values(thing, facet, things)
    if facet in _WIDENED and isinstance(thing, (Concept, Configuration, Link, Moderation)):
        found |= {wide for value in found for wide in wider(value, things)}
    return found


def matching(
    kind: str, filters: Mapping[str, Sequence[str]], things: Sequence[Thing]
) -> list[URIRef]:
    found = [
        thing
        for thing in things
        if thing.kind_name == kind
        and all(all_values(thing, facet, things) & set(values) for facet, values in filters.items())
    ]
    return [thing.id for thing in sorted(found, key=lambda thing: thing.key)]


def words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain.lower())


_TEXTS = {
    "label", "alt_labels", "definition", "scope_note", "narrative", "description", "question",
    "reason", "holds", "finds", "identifier",
}  # fmt: skip


def has_words(thing: Thing, text: str) -> bool:
    told: list[str] = []
    for plan in plans(type(thing)):
        value = getattr(thing, plan.name)
        if plan.name in _TEXTS and value:
            told += words(value if isinstance(value, str) else " ".join(t for t, _ in value))
    return all(any(word.startswith(start) for word in told) for start in words(text))


def pages(catalogue: Catalogue, kind: str, *, limit: int, **asked: object) -> list[URIRef]:
    found: list[URIRef] = []
    after: str | None = None
    while True:
        page = catalogue.page(kind, after=after, limit=limit, **asked)  # type: ignore[arg-type]
        assert len(page.iris) <= limit
        found += page.iris
        if page.next is None:
            assert page.total == len(found)
            return found
        after = page.next


# Lists


@pytest.mark.parametrize("kind", THINGS)
def test_lists_and_totals_are_those_of_the_models(
    library: tuple[Store, tuple[Thing, ...]], kind: str
) -> None:
    store, things = library
    catalogue = store.current().catalogue

    assert pages(catalogue, kind, limit=3) == matching(kind, {}, things)
    assert catalogue.counts()[kind] == len(matching(kind, {}, things))
    for facet in FACETS[kind]:
        listed = {v for t in things if t.kind_name == kind for v in all_values(t, facet, things)}
        expected = {value: len(matching(kind, {facet: [value]}, things)) for value in listed}
        assert catalogue.values(kind, facet) == expected
        for value in sorted(listed)[:5]:
            found = pages(catalogue, kind, limit=4, filters={facet: [value]})
            assert found == matching(kind, {facet: [value]}, things)


@given(data=st.data())
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_filters_together_are_those_of_the_models(
    library: tuple[Store, tuple[Thing, ...]], data: st.DataObject
) -> None:
    store, things = library
    catalogue = store.current().catalogue
    kind = data.draw(st.sampled_from(["configurations", "evidence", "links", "concepts"]))
    facets = data.draw(st.lists(st.sampled_from(sorted(FACETS[kind])), max_size=3, unique=True))
    filters = {
        facet: data.draw(
            st.lists(
                st.sampled_from([*catalogue.values(kind, facet), "no such value"]),
                min_size=1,
                max_size=3,
            )
        )
        for facet in facets
    }

    found = pages(catalogue, kind, limit=data.draw(st.integers(1, 7)), filters=filters)

    assert found == matching(kind, filters, things)


def test_facet_without_values_is_no_filter(library: tuple[Store, tuple[Thing, ...]]) -> None:
    store, things = library

    found = pages(store.current().catalogue, "links", limit=50, filters={"kind": []})

    assert found == matching("links", {}, things)


def test_page_after_a_key_that_is_gone_goes_on_behind_it(
    library: tuple[Store, tuple[Thing, ...]],
) -> None:
    store, things = library

    page = store.current().catalogue.page("concepts", after="alpha.zzz", limit=100)

    assert list(page.iris) == [
        iri for iri in matching("concepts", {}, things) if "/alpha." not in iri
    ]


def test_catalogue_has_the_facets_that_are_documented() -> None:
    assert {kind: set(found) for kind, found in FACETS.items()} == {
        kind: set(found) for kind, found in DOCUMENTED.items()
    }


def test_catalogue_refuses_unknown_names(library: tuple[Store, tuple[Thing, ...]]) -> None:
    catalogue = library[0].current().catalogue

    for ask in (
        lambda: catalogue.page("things"),
        lambda: catalogue.page("links", filters={"direction": ["supports"]}),
        lambda: catalogue.page("links", limit=0),
        lambda: catalogue.find("things", "x"),
        lambda: catalogue.nearest("things", "x"),
        lambda: catalogue.values("links", "direction"),
        lambda: catalogue.search("x", kinds=["things"]),
        lambda: catalogue.search("x", limit=0),
    ):
        with pytest.raises(InvalidParameter):
            ask()


# Changes

ORDERS = [("bridge", "alpha", "beta"), ("alpha", "beta", "bridge"), ("beta", "bridge", "alpha")]


def told(catalogue: Catalogue) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (kind, facet): dict(catalogue.values(kind, facet))
        for kind, facets in FACETS.items()
        for facet in facets
    }


@pytest.mark.parametrize("order", ORDERS)
def test_catalogue_does_not_depend_on_how_it_came_about(order: tuple[str, ...]) -> None:
    content = {"bridge": bridge(), **{key: review(key) for key in REVIEWS}}
    store, straight = open_store("memory:"), open_store("memory:")
    for key in order:
        put(store, key, content[key])
    for key in order[:2]:
        put(store, key, content[key][: len(content[key]) // 2])
    for key in order[:1]:
        put(store, key, ())
    for key in reversed(order):
        put(store, key, content[key])

    with straight.writing() as draft:
        for key, things in content.items():
            draft.replace_graph(BASE.graph(key), (t for th in things for t in as_triples(th)))

    assert told(store.current().catalogue) == told(straight.current().catalogue)


def test_catalogue_is_empty_when_all_graphs_are_removed() -> None:
    store = open_store("memory:")
    for key in REVIEWS:
        put(store, key, review(key))

    for key in REVIEWS:
        put(store, key, ())

    assert set(store.current().catalogue.counts().values()) == {0}
    assert not any(told(store.current().catalogue).values())
    assert store.current().catalogue.search("synthetic") == ()


def test_thing_stays_listed_while_another_graph_describes_it() -> None:
    store = open_store("memory:")
    things = bridge()
    put(store, "bridge", things)
    put(store, "copy", things)

    put(store, "bridge", ())

    catalogue = store.current().catalogue
    assert pages(catalogue, "concepts", limit=1) == matching("concepts", {}, things)
    put(store, "copy", ())
    assert catalogue.counts()["concepts"] == 2
    assert store.current().catalogue.counts()["concepts"] == 0


# Words


@pytest.mark.parametrize("text", ["synthetic", "SYNTH", "idée", "idee wide", "con 1", "wide x", ""])
def test_search_finds_what_the_models_say(
    library: tuple[Store, tuple[Thing, ...]], text: str
) -> None:
    store, things = library
    catalogue = store.current().catalogue

    hits = catalogue.search(text, limit=10_000)

    expected = {thing.id for thing in things if words(text) and has_words(thing, text)}
    assert {hit.iri for hit in hits} == expected
    for kind in ("concepts", "theory-versions"):
        of_kind = {hit.iri for hit in catalogue.search(text, kinds=[kind], limit=10_000)}
        assert of_kind == {hit.iri for hit in hits if hit.kind == kind}
        listed = pages(catalogue, kind, limit=5, text=text)
        assert set(listed) == of_kind
        assert listed == sorted(listed)


def test_search_ranks_a_label_before_a_text() -> None:
    store = open_store("memory:")
    me = BASE.mint("reviews", "r")
    in_text = Concept(
        id=BASE.mint("concepts", "r.a"), label="Fidelity", review=me, definition="About trust."
    )
    in_label = Concept(id=BASE.mint("concepts", "r.b"), label="Trust", review=me)
    put(store, "r", (in_text, in_label))

    hits = store.current().catalogue.search("trust")

    assert [hit.key for hit in hits] == ["r.b", "r.a"]
    assert hits[0].label == "Trust"


@pytest.mark.parametrize(
    "text", ['"', "NEAR(a b)", "label:trust", "a* OR b", "kind : kindlinks", "-"]
)
def test_search_takes_nothing_for_an_operator(
    library: tuple[Store, tuple[Thing, ...]], text: str
) -> None:
    store, things = library

    hits = store.current().catalogue.search(text, limit=10_000)

    assert {hit.iri for hit in hits} == {t.id for t in things if words(text) and has_words(t, text)}


# Single things


def test_find_takes_a_key_or_an_iri(library: tuple[Store, tuple[Thing, ...]]) -> None:
    catalogue = library[0].current().catalogue
    wide = BASE.mint("concepts", "bridge.wide")

    assert catalogue.find("concepts", "bridge.wide") == wide
    assert catalogue.find("concepts", wide) == wide
    assert catalogue.find("links", "bridge.wide") is None
    assert catalogue.find("links", wide) is None
    assert catalogue.find("concepts", "bridge.wid") is None


def test_nearest_offers_the_likest_keys(library: tuple[Store, tuple[Thing, ...]]) -> None:
    catalogue = library[0].current().catalogue

    assert catalogue.nearest("concepts", "bridge.wyde")[0] == "bridge.wide"
    assert catalogue.nearest("concepts", "???") == ()


def test_called_are_those_whose_label_it_is_and_no_others(
    library: tuple[Store, tuple[Thing, ...]],
) -> None:
    store, things = library
    catalogue = store.current().catalogue
    concepts = {thing.id: plain(thing.label) for thing in things if isinstance(thing, Concept)}

    for label in {*concepts.values(), "Wide", "idée", "", "*", '"'}:
        same = tuple(sorted(iri for iri, other in concepts.items() if other == label))
        assert catalogue.called("concepts", label) == same
        assert catalogue.called("concepts", f"  {label.upper()} ") == same
    assert catalogue.called("concepts", "wide idee") == (BASE.mint("concepts", "bridge.wide"),)
    assert catalogue.called("links", "wide idee") == ()


def test_labels_are_told_in_the_language_asked_for() -> None:
    store = open_store("memory:")
    thing, code = BASE.mint("concepts", "r.a"), CMO.Slot
    with store.writing() as draft:
        draft.replace_graph(
            BASE.graph("r"),
            [
                (thing, RDFS.label, Literal("Trust", lang="en")),
                (thing, RDFS.label, Literal("Vertrouwen", lang="nl")),
                (code, RDFS.label, Literal('De "gleuf"\n', lang="nl")),
            ],
        )
    catalogue = store.current().catalogue

    assert catalogue.labels([thing, code, CMO.Link]) == {thing: "Trust", code: 'De "gleuf"\n'}
    assert catalogue.labels([thing], lang="nl") == {thing: "Vertrouwen"}


def test_text_that_is_no_literal_is_left_alone() -> None:
    store = open_store("memory:")
    thing = bridge()[1]
    with store.writing() as draft:
        draft.replace_graph(
            BASE.graph("bridge"), [*as_triples(thing), (thing.id, RDFS.label, CMO.Slot)]
        )

    assert store.current().catalogue.labels([thing.id]) == {thing.id: "Wide idée"}


def test_catalogue_answers_in_any_thread(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    put(store, "bridge", bridge())
    catalogue = store.current().catalogue

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: catalogue.counts()["concepts"], range(40)))

    assert set(counts) == {2}
