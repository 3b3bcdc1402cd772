"""A map that is imported comes out as it went in, and comes in the same again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading
from cmo_graph.interchange.beginning import begun
from cmo_graph.interchange.exporters import export_review
from cmo_graph.interchange.exporting import ExportRequest, MadeFile
from cmo_graph.interchange.importing import (
    NO_REVIEW,
    Context,
    GivenFile,
    Imported,
    Importer,
    merged,
)
from cmo_graph.interchange.maps.causal_map_writing import as_causal_map
from cmo_graph.interchange.maps.graph import DrawnDocument, DrawnEdge, DrawnMap, DrawnNode
from cmo_graph.interchange.maps.graphml_writing import as_graphml
from cmo_graph.interchange.maps.importer import import_edges
from cmo_graph.interchange.maps.redrawn import redrawn
from cmo_graph.interchange.maps.writing import as_json, edges_as_csv, nodes_as_csv
from cmo_graph.interchange.quotations import with_quotations
from cmo_graph.mapping import LangString
from cmo_graph.model import Passage, Thing
from cmo_graph.validation.problems import has_errors

SHAPES = ("table", "json", "graphml", "workbook")
CONTEXT = Context(review="mine", coder="ann", options={"coded": "2026-11-01"})

words = st.text("abc XYZ'é=+,;\"\n<&", min_size=1, max_size=8).map(
    lambda text: " ".join(text.split())
)
labels = words.filter(lambda text: text != "" and ";" not in text and "~" not in text)
names = st.sampled_from(["weight", "colour", "Hash tags", "x"])
further = st.dictionaries(names, words.filter(bool), max_size=2)
typed = st.dictionaries(
    names, st.booleans() | st.integers(-9, 9) | st.floats(-2, 2) | words.filter(bool), max_size=2
)
signs = st.sampled_from(["", "+", "-", "negative", "0", "±", "odd"])
relations = st.sampled_from(["", "ENABLES", "leads_to", "triggers", "reduces", "puzzles"])


@st.composite
def maps(draw: st.DrawFn, *, attributes: st.SearchStrategy[dict[str, Any]] = further) -> DrawnMap:
    unique = st.lists(labels, min_size=2, max_size=5, unique_by=str.casefold)
    nodes = tuple(
        DrawnNode(
            key=label,
            label=label,
            role=draw(st.sampled_from(["", "Context", "outcome", "oddity"])),
            definition=draw(words),
            further=draw(attributes),
        )
        for label in draw(unique)
    )
    documents = tuple(
        DrawnDocument(key=key, further=draw(further)) for key in ("Roe 2019", "Doe 2020")
    )
    edges = draw(st.lists(_edges(nodes, attributes), max_size=6))
    return DrawnMap(nodes=nodes, edges=_distinct(edges), documents=documents, is_closed=True)


def _edges(
    nodes: Sequence[DrawnNode], attributes: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[DrawnEdge]:
    ends = st.permutations([node.key for node in nodes])
    told = st.fixed_dictionaries(
        {
            "relation": relations,
            "polarity": signs,
            "document": st.sampled_from(["", "Roe 2019", "Doe 2020"]),
            "quote": st.sampled_from(["", "Parents who trust, share.", "=Trust\nmatters"]),
            "page": st.sampled_from(["", "12"]),
            "configuration": st.sampled_from(["", "C-1"]),
            "note": words,
            "further": attributes,
        }
    )
    return st.builds(
        lambda pair, fields: DrawnEdge(source=pair[0], target=pair[1], **fields), ends, told
    )


def _distinct(edges: Sequence[DrawnEdge]) -> tuple[DrawnEdge, ...]:
    return tuple({repr(edge): edge for edge in edges}.values())


def files_of(drawn: DrawnMap, shape: str) -> tuple[GivenFile, ...]:
    if shape == "table":
        nodes = nodes_as_csv(drawn)
        made = (GivenFile("map.csv", edges_as_csv(drawn)),)
        return made if nodes is None else (*made, GivenFile("nodes.csv", nodes))
    if shape == "json":
        return (GivenFile("map.json", as_json(drawn)),)
    if shape == "graphml":
        return (GivenFile("map.graphml", as_graphml(drawn).content),)
    return (GivenFile("map.xlsx", as_causal_map(drawn)),)


def given_again(files: Sequence[MadeFile], first: Sequence[GivenFile]) -> tuple[GivenFile, ...]:
    return tuple(
        GivenFile(before.name, after.content) for before, after in zip(first, files, strict=True)
    )


def read(files: Sequence[GivenFile]) -> tuple[Imported, Reading]:
    return read_by(import_edges, files)


def read_by(importer: Importer, files: Sequence[GivenFile]) -> tuple[Imported, Reading]:
    imported = begun(importer(files, context=CONTEXT), context=CONTEXT, title="Mine")
    reading = merged(NO_REVIEW, imported)
    assert not has_errors(reading.problems), [one.as_text() for one in reading.problems]
    return imported, reading


def settled(things: Sequence[Thing]) -> Mapping[str, Thing]:
    """Return things by IRI, without the labels that say in which line something stands."""
    label = (LangString("A passage", "en"),)
    return {
        str(one.id): one.model_copy(update={"label": label}) if isinstance(one, Passage) else one
        for one in things
    }


def in_order(drawn: DrawnMap) -> DrawnMap:
    """Return a map as it must come out, whatever the order of its rows."""
    return replace(
        drawn,
        nodes=tuple(sorted(drawn.nodes, key=repr)),
        edges=tuple(sorted(drawn.edges, key=repr)),
    )


@pytest.mark.parametrize("shape", SHAPES)
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_map_comes_out_as_it_went_in(shape: str, data: st.DataObject) -> None:
    drawn = data.draw(maps(attributes=typed if shape == "json" else further))
    if shape != "workbook":
        drawn = replace(drawn, documents=())
    files = files_of(drawn, shape)
    imported, reading = read(files)

    request = ExportRequest(profile=Profile.FULL, texts=imported.texts, options={"shape": shape})
    made = export_review("edges", reading, request=request)

    again, _ = read(given_again(made.files, files))
    assert settled(again.things) == settled(imported.things)
    told = redrawn(
        with_quotations(reading.things, imported.texts), texts=imported.texts, language="en"
    )
    assert in_order(told).nodes == in_order(drawn).nodes
    assert in_order(told).edges == in_order(drawn).edges
