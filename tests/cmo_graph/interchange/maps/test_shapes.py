"""Maps in the shapes of other programs are read as what they say, doubts and all."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

import networkx
import pytest
from openpyxl import Workbook, load_workbook

from cmo_graph.anchoring import Profile
from cmo_graph.interchange.authoring import Reading, read_review
from cmo_graph.interchange.exporters import export_review
from cmo_graph.interchange.exporting import ExportRequest
from cmo_graph.interchange.importing import Context, GivenFile, Imported
from cmo_graph.interchange.maps.importer import import_edges
from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration, EvidenceLine, Link
from cmo_graph.model.codes import Direction, Finding, LinkKind, Polarity, Role
from cmo_graph.resources import seed_review
from cmo_graph.synthetic import synthetic_review
from tests.cmo_graph.interchange.maps.test_round_trips import read_by

TRIPLES = """\
study_id,cmoc_id,source_e_code,predicate,target_e_code,polarity,evidence_quote,weight
Roe 2019,C1,Trust,ENABLES,Sharing,+,"Parents who trust, share.",3
Doe 2020,C1,Trust,ENABLES,Sharing,-,Trust made some lean back.,
Poe 2021,C1,Trust,ENABLES,Sharing,+,Those who trusted shared.,
Roe 2019,,Safety,LEADS_TO,Trust,+,Safe children made for trust.,
"""
NODES = """\
code,label,type
Trust,Trust,Context
Sharing,Sharing,Mechanism_Response
Safety,Safety,Outcome
"""


def imported(*contents: object, options: Mapping[str, str] | None = None) -> Imported:
    files = [
        GivenFile(f"file{number}", one if isinstance(one, bytes) else _encoded(one))
        for number, one in enumerate(contents)
    ]
    told = {"coded": "2026-11-01"} if options is None else options
    return import_edges(files, context=Context(review="mine", options=told))


def _encoded(content: object) -> bytes:
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def codes(found: Imported) -> list[str]:
    return sorted({problem.code for problem in found.problems})


def of(found: Imported, kind: type[Any]) -> list[Any]:
    return [thing for thing in found.things if isinstance(thing, kind)]


def link_of(found: Imported) -> tuple[str, LinkKind, Polarity]:
    [link] = of(found, Link)
    return plain(link.label), link.kind, link.polarity


def test_table_of_triples_becomes_links_with_evidence_for_and_against() -> None:
    found = imported(TRIPLES, NODES)

    shared = next(one for one in of(found, Link) if one.kind is LinkKind.ENABLES)
    lines = [one for one in of(found, EvidenceLine) if one.claim == shared.id]
    assert shared.polarity is Polarity.POSITIVE
    assert [(one.direction, one.finding) for one in lines] == [
        (Direction.SUPPORTS, None),
        (Direction.DISPUTES, Finding.OPPOSITE_EFFECT),
        (Direction.SUPPORTS, None),
    ]
    assert {"edge-signs-differ", "draft-link-reversed"} <= set(codes(found))
    [reversed_edge] = [one for one in found.problems if one.code == "draft-link-reversed"]
    assert (reversed_edge.file, reversed_edge.line) == ("file0", 5)


def test_table_of_triples_makes_configurations_of_edges_whose_ends_have_roles() -> None:
    found = imported(TRIPLES, NODES)
    without_roles = imported(TRIPLES)

    [configuration] = of(found, Configuration)
    assert configuration.key == "mine.c1"
    assert {slot.role for slot in configuration.slots} == {Role.CONTEXT, Role.RESPONSE}
    assert of(without_roles, Configuration) == []


def test_edges_are_no_evidence_when_nobody_says_on_which_day_they_were_coded() -> None:
    found = imported(TRIPLES, options={})

    assert of(found, EvidenceLine) == []
    assert "edge-undated" in codes(found)
    assert {one.polarity for one in of(found, Link) if one.kind is LinkKind.ENABLES} == {
        Polarity.POSITIVE,
        Polarity.NEGATIVE,
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            {
                "elements": [{"label": "Trust"}, {"label": "Sharing\nmore"}],
                "connections": [{"from": "Trust", "to": "Sharing\nmore", "type": "+"}],
            },
            ("Trust → Sharing more", LinkKind.LEADS_TO, Polarity.POSITIVE),
        ),
        (
            {
                "elements": {
                    "nodes": [{"data": {"id": "a", "label": "Trust"}}, {"data": {"id": "b"}}],
                    "edges": [{"data": {"source": "a", "target": "b", "sign": -1}}],
                }
            },
            ("Trust → b", LinkKind.LEADS_TO, Polarity.NEGATIVE),
        ),
        (
            {
                "graph": {
                    "nodes": {"a": {"label": "Trust"}, "b": {"label": "Sharing"}},
                    "edges": [{"source": "a", "target": "b", "relation": "reduces"}],
                }
            },
            ("Trust → Sharing", LinkKind.LEADS_TO, Polarity.NEGATIVE),
        ),
        (
            {
                "concepts": [{"code": "C01", "name": "Trust", "category": "Context"}],
                "relations": [{"source": "C01", "target": "C01"}],
            },
            None,
        ),
        (
            [{"subject": "Trust", "predicate": "triggers", "object": "Sharing", "sign": "0"}],
            ("Trust → Sharing", LinkKind.TRIGGERS, Polarity.ZERO),
        ),
    ],
    ids=["Kumu", "cytoscape.js", "JSON Graph Format", "to itself", "a list of triples"],
)
def test_json_of_other_programs_is_read(
    content: object, expected: tuple[str, LinkKind, Polarity] | None
) -> None:
    found = imported(content)

    if expected is None:
        assert of(found, Link) == []
        assert codes(found) == ["draft-link-to-itself"]
    else:
        assert link_of(found) == expected
        assert codes(found) == []


def test_node_link_json_of_networkx_is_read() -> None:
    graph: Any = networkx.DiGraph()
    graph.add_edge("Trust", "Sharing", sign="-", weight=2.5)

    found = imported(networkx.node_link_data(graph, edges="links"))

    assert link_of(found) == ("Trust → Sharing", LinkKind.LEADS_TO, Polarity.NEGATIVE)
    assert "weight: 2.5" in plain(of(found, Link)[0].note)


def test_graphml_of_networkx_is_read_and_what_is_exported_networkx_reads() -> None:
    graph: Any = networkx.MultiDiGraph()
    graph.add_node("a", label="Trust", size=3)
    graph.add_node("b", label="Sharing", settled=True)
    graph.add_edge("a", "b", weight=2.5, sign="-")
    written = BytesIO()
    networkx.write_graphml(graph, written)

    _, reading = read_by(import_edges, [GivenFile("map.graphml", written.getvalue())])
    [made] = export_review("graphml", reading, request=ExportRequest()).files

    again = networkx.read_graphml(BytesIO(made.content), force_multigraph=True)
    assert dict(again.nodes(data=True)) == {
        "a": {"label": "Trust", "size": 3},
        "b": {"label": "Sharing", "settled": True},
    }
    assert list(again.edges(data=True)) == [("a", "b", {"weight": 2.5, "polarity": "-"})]


YED = """<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d6" yfiles.type="nodegraphics"/>
<key for="edge" id="d7" attr.name="sign" attr.type="string"><default>+</default></key>
<graph edgedefault="undirected" id="G">
<node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Trust</y:NodeLabel></y:ShapeNode></data>
</node>
<node id="n1"/><edge id="e0" source="n0" target="n1"/><hyperedge/></graph></graphml>"""


def test_graphml_of_yed_keeps_labels_and_says_what_it_leaves() -> None:
    found = imported(YED)

    assert link_of(found) == ("Trust → n1", LinkKind.LEADS_TO, Polarity.POSITIVE)
    assert codes(found) == ["edge-part-unread", "edge-undirected"]
    told = [one.message for one in found.problems]
    assert any("hyperedge" in message for message in told)


def causal_map() -> bytes:
    sheets: Mapping[str, Sequence[Sequence[object]]] = {
        "factors": [
            ["factor_id", "label", "factor_memo"],
            [1, "Health; mental", "m"],
            [2, "Trust", None],
            [3, "~Trust", "x"],
        ],
        "links": [
            ["link_id", "from", "to", "from_label", "to_label", "statement_id", "quote", "posneg"],
            [1, 2, 1, "Trust", "Health; mental", 1, "trust made me well", 1],
            [2, 3, 1, "~Trust", "Health; mental", 2, None, -1],
        ],
        "statements": [
            ["statement_id", "text", "source_id", "question_id"],
            [1, "I say that trust made me well.", "S1", "Q1"],
            [2, "No trust, no health.", "S1", "Q1"],
        ],
        "sources": [["source_id", "village"], ["S1", "North"]],
        "questions": [["question_id", "question_text"], ["Q1", "What changed?"]],
        "settings": [["a"], ["b"]],
    }
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_causal_map_has_opposites_wider_factors_and_quotations_in_their_texts() -> None:
    found = imported(causal_map())

    concepts = {plain(one.label): one for one in of(found, Concept)}
    assert concepts["~Trust"].opposite_of == (concepts["Trust"].id,)
    assert concepts["Health; mental"].broader == (concepts["Health"].id,)
    assert found.texts == {"s1.txt": "I say that trust made me well.\n\nNo trust, no health."}
    assert len(of(found, EvidenceLine)) == 2
    assert codes(found) == ["edge-part-unread"]


def test_causal_map_without_ids_has_no_ids_that_differ() -> None:
    book = Workbook()
    links = book.create_sheet("links", 0)
    links.append(("from_label", "to_label"))
    links.append(("Visits", "Trust"))
    factors = book.create_sheet("factors")
    factors.append(("factor_id", "label"))
    factors.append((None, "Visits"))
    factors.append((None, "Trust"))
    written = BytesIO()
    book.save(written)

    assert "edge-end-differs" not in codes(imported(written.getvalue()))


def test_edge_names_a_node_by_its_label_in_any_case() -> None:
    nodes = [{"id": "1", "label": "Visits"}, {"id": "2", "label": "Trust"}]
    drawn = {"nodes": nodes, "edges": [{"source": "visits", "target": "2", "polarity": "+"}]}

    found = imported(drawn)

    assert "edge-end-unknown" not in codes(found)
    assert link_of(found)[0] == "Visits → Trust"


def test_causal_map_comes_out_as_it_went_in() -> None:
    found, reading = read_by(import_edges, [GivenFile("map.xlsx", causal_map())])

    request = ExportRequest(profile=Profile.FULL, texts=found.texts, options={"shape": "workbook"})
    [made] = export_review("edges", reading, request=request).files

    book = load_workbook(BytesIO(made.content))
    given = load_workbook(BytesIO(causal_map()))
    assert book.sheetnames == ["factors", "links", "statements", "sources", "questions"]
    for name in ("statements", "sources", "questions"):
        rows = [[str(cell) for cell in row] for row in given[name].values]
        assert [list(row) for row in book[name].values] == rows
    links = [
        dict(zip(next(book["links"].values), row, strict=True)) for row in book["links"].values
    ]
    assert [(one["from_label"], one["polarity"], one["quote"]) for one in links[1:]] == [
        ("Trust", "1", "trust made me well"),
        ("~Trust", "-1", None),
    ]


def test_seed_goes_out_as_a_table_that_any_reader_of_csv_reads() -> None:
    reading = read_review(seed_review())

    made = export_review("edges", reading, request=ExportRequest())

    rows = list(csv.DictReader(StringIO(made.files[0].content.decode())))
    links = [thing for thing in reading.things if isinstance(thing, Link)]
    assert {"source", "predicate", "target"} <= set(rows[0])
    assert len(rows) >= len(links)
    assert any("configurations" in sentence for sentence in made.told)


def test_profile_without_words_lets_none_out() -> None:
    found, reading = read_by(import_edges, [GivenFile("a.csv", TRIPLES.encode())])

    request = ExportRequest(profile=Profile.HASH, texts=found.texts, options={"shape": "json"})
    made = export_review("edges", reading, request=request)

    assert b"lean back" not in made.files[0].content
    assert any("no words" in sentence for sentence in made.told)


@pytest.mark.parametrize("shape", ["table", "json", "graphml", "workbook"])
@pytest.mark.parametrize("name", ["seed", "synthetic"])
def test_links_of_whole_reviews_come_back(name: str, shape: str) -> None:
    if name == "seed":
        reading = read_review(seed_review())
    else:
        reading = Reading(tuple(synthetic_review(configurations=12, seed=1)), ())
    made = export_review("edges", reading, request=ExportRequest(options={"shape": shape}))

    files = [GivenFile(one.name, one.content) for one in made.files]
    _, again = read_by(import_edges, files)

    assert links(again.things) == links(reading.things)


def links(things: Sequence[Any]) -> set[tuple[str, str, LinkKind, Polarity]]:
    labels = {one.id: plain(one.label).casefold() for one in things if isinstance(one, Concept)}
    return {
        (labels[one.from_concept], labels[one.to_concept], one.kind, one.polarity)
        for one in things
        if isinstance(one, Link)
    }


def test_end_of_a_link_in_another_case_is_the_same_factor() -> None:
    book = Workbook()
    links = book.create_sheet("links", 0)
    for row in (("from_label", "to_label"), ("visits", "Trust"), ("TRUST", "Safety")):
        links.append(row)
    factors = book.create_sheet("factors")
    for factor in (("factor_id", "label"), ("1", "Visits"), ("2", "Trust")):
        factors.append(factor)
    written = BytesIO()
    book.save(written)

    found = imported(written.getvalue())

    assert "edge-label-twice" not in codes(found)
    assert [plain(one.label) for one in of(found, Concept)] == ["Visits", "Trust", "Safety"]
    assert len(of(found, Link)) == 2
