"""Pages that answer questions: what they show is what the interface answers."""

import csv
import html
import io
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cmo_graph.questions.gaps import CLAIM_LISTS
from tests.cmo_graph_api.pages import Page

AXES = "rows=context&columns=outcome"
SCENARIO = "on=sos.signs-of-safety&present=sos.relationship-circumstances"


def read(client: TestClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, path
    return answer.text


def words(text: str) -> str:
    """Return what a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def told(client: TestClient, path: str) -> Any:
    return client.get(path, headers={"Accept": "application/json"}).json()


@pytest.mark.parametrize(
    ("page", "interface"),
    [
        (
            "/evidence-map?rows=context&columns=outcome",
            "/v1/evidence-map?rows=context&columns=outcome",
        ),
        ("/gaps", "/v1/gaps"),
        ("/contested", "/v1/contested"),
        (f"/what-if?{SCENARIO}&absent=sos.trust", f"/v1/scenarios?{SCENARIO}&absent=sos.trust"),
        ("/for-whom?outcome=sos.child-safety", "/v1/circumstances?outcome=sos.child-safety"),
        (
            "/pathways?from=sos.trust&to=sos.child-safety",
            "/v1/pathways?from=sos.trust&to=sos.child-safety",
        ),
        ("/search?q=trust", "/v1/search?q=trust&limit=50"),
    ],
)
def test_page_as_json_is_the_answer_of_the_interface(
    client: TestClient, page: str, interface: str
) -> None:
    assert told(client, page) == told(client, interface)


def test_field_left_empty_is_one_that_was_not_sent(client: TestClient) -> None:
    path = f"/evidence-map?{AXES}"
    answer = client.get(f"{path}&theory=&review=", headers={"Accept": "text/html"})

    assert answer.status_code == 200
    assert "theory=" not in answer.text


def test_parameter_that_is_unknown_is_refused_on_a_page_too(client: TestClient) -> None:
    answer = client.get("/gaps?colour=red", headers={"Accept": "text/html"})

    assert answer.status_code == 422
    assert "colour" in words(answer.text)


# The evidence map


def test_evidence_map_keeps_its_blanks_apart(client: TestClient) -> None:
    text = read(client, "/evidence-map?rows=intervention&columns=outcome")
    states = set(re.findall(r'<td class="is-([a-z-]+)"', text))

    assert {"not-theorised", "searched-none-found", "disputed", "inconclusive"} <= states


def test_evidence_map_is_a_table_with_its_headings(client: TestClient) -> None:
    path = f"/evidence-map?{AXES}"
    answer = told(client, path)
    cells = re.findall(r'<td class="is-([a-z-]+)"', read(client, path))

    states = [cell["state"].replace("_", "-") for row in answer["cells"] for cell in row]
    assert cells == states


# Gaps and contested claims


def test_gaps_page_counts_what_the_interface_counts(client: TestClient) -> None:
    gaps, text = told(client, "/v1/gaps"), words(read(client, "/gaps"))

    assert f"No evidence: {gaps['without_evidence']['total']}" in text
    assert f"Theorised only: {gaps['theorised_only']['total']}" in text
    assert f"Disputed: {gaps['disputed']['total']}" in text
    assert f"Inconclusive: {gaps['inconclusive']['total']}" in text
    assert f"Contexts not examined: {gaps['unexamined_contexts']['total']}" in text


def test_gaps_page_says_which_contexts_must_be_absent(client: TestClient) -> None:
    unexamined = told(client, "/v1/gaps")["unexamined_contexts"]["items"]
    commitment = next(one for one in unexamined if one["context"].endswith("/sos.clear-commitment"))
    table = list(csv.DictReader(io.StringIO(client.get("/gaps.csv").text)))

    assert commitment["is_absent"]
    assert "not: Clear commitment" in words(read(client, "/gaps"))
    told_in = {row["presence"] for row in table if row["key"] == "sos.clear-commitment"}
    assert told_in == {"absent"}
    assert {row["presence"] or "" for row in table} == {"", "absent", "present"}


def test_contested_page_says_so_when_nothing_is_contested(client: TestClient) -> None:
    page = Page(read(client, "/contested"))

    assert "No claim has studies on both sides" in page.text
    assert "/configurations" in page.links
    assert "/links" in page.links
    assert "is-disputed" in read(client, "/configurations?limit=500")
    assert "is-inconclusive" in read(client, "/links?limit=500")


# What if, and for whom


def test_what_if_page_says_where_a_resource_is_offered(client: TestClient) -> None:
    text = words(read(client, f"/what-if?{SCENARIO}&absent=sos.trust"))

    assert "“Safety networks” is there, because “Signs of Safety” offers it. Offered in" in text


def test_switching_trust_off_is_one_link_and_shows_what_breaks(client: TestClient) -> None:
    links = Page(read(client, f"/what-if?{SCENARIO}")).links
    [off] = [link for link in links if "absent=sos.trust" in link]
    text = words(read(client, off.partition("#")[0]))

    assert "Without “Parents trust the social worker”: “Child safety”" in text
    assert "cannot come about through this theory; 3 configurations cannot fire" in text
    assert "the context “Parents trust the social worker” does not hold" in text
    assert "“Child safety” does not come about through this theory" in text


def test_switch_can_be_taken_back_to_unknown(client: TestClient) -> None:
    path = f"/what-if?{SCENARIO}&absent=sos.trust"
    links = [link.partition("#")[0] for link in Page(read(client, path)).links]

    back = next(link for link in links if link.startswith("/what-if?") and "sos.trust" not in link)
    assert told(client, back) == told(client, f"/what-if?{SCENARIO}")


def test_switches_begin_with_what_only_a_scenario_can_settle(client: TestClient) -> None:
    text = read(client, "/what-if")
    keys = re.findall(r'<li><span><a href="/concepts/([^"]+)"', text)

    assert keys[:2] == ["sos.signs-of-safety", "sos.practice-model"]
    assert keys.index("sos.trust") < keys.index("sos.child-safety")


def test_for_whom_lists_trust_as_critical(client: TestClient) -> None:
    text = read(client, "/for-whom?outcome=sos.child-safety")
    critical = text[text.index('id="critical"') : text.index('id="set-1"')]

    assert "/concepts/sos.trust" in critical
    assert f"/what-if?{SCENARIO}&absent=sos.trust" in html.unescape(critical)


def test_for_whom_points_at_the_other_change_where_there_is_no_set(client: TestClient) -> None:
    links = Page(read(client, "/for-whom?outcome=sos.children-in-care")).links

    [other] = [link for link in links if "change=lowered" in link]
    assert told(client, other)["sets"]


# Pathways and search


def test_pathway_is_told_step_by_step_with_what_it_rests_on(client: TestClient) -> None:
    text = read(client, "/pathways?from=sos.trust&to=sos.child-safety")

    assert "1 pathway" in words(text)
    assert "/links/sos.shared-responsibility-improves-child-safety" in Page(text).links
    assert "Weakest step: no evidence" in words(text)


def test_pathway_that_is_not_there_is_an_answer(client: TestClient) -> None:
    text = words(read(client, "/pathways?from=sos.child-safety&to=sos.trust"))

    assert "No pathway within 4 steps" in text


def test_unknown_concept_is_a_problem_with_the_nearest(client: TestClient) -> None:
    answer = client.get(
        "/pathways?from=sos.trus&to=sos.child-safety", headers={"Accept": "text/html"}
    )

    assert answer.status_code == 404
    assert "/concepts/sos.trust" in Page(answer.text).links


def test_search_finds_by_a_beginning_and_groups_by_kind(client: TestClient) -> None:
    text = read(client, "/search?q=shared+respons")

    assert "/concepts/sos.shared-responsibility" in Page(text).links
    assert re.search(r'<h2 id="group-1">\w+', text)


def test_search_without_hits_says_so(client: TestClient) -> None:
    assert "Nothing has these words." in words(read(client, "/search?q=zzzzz"))


def test_page_has_a_permanent_address_with_the_whole_question(client: TestClient) -> None:
    answer = client.get(f"/what-if?{SCENARIO}", headers={"Accept": "text/html"})
    version = answer.headers["Dataset-Version"]
    [permanent] = {
        link for link in Page(answer.text).links if version in link and "what-if" in link
    }

    path = permanent.partition("://")[2].partition("/")[2]
    assert path == f"v1/datasets/{version}/pages/what-if?{SCENARIO}"
    assert client.get(f"/{path}", headers={"Accept": "text/html"}).status_code == 200


# Answers as tables


def table(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_gaps_as_a_table_have_every_entry_of_every_list(client: TestClient) -> None:
    rows, gaps = table(client, "/gaps.csv"), told(client, "/v1/gaps")

    for name in (*CLAIM_LISTS, "rivals"):
        keys = [row["key"] for row in rows if row["gap"] == name]
        firsts = [one["first"] if name == "rivals" else one for one in gaps[name]["items"]]
        assert keys == [iri.rpartition("/")[2] for iri in firsts]
    for row in rows:
        assert client.get(f"/v1/{row['kind']}/{row['key']}").status_code == 200


def test_gaps_of_one_label_are_told_apart_by_their_kind(client: TestClient) -> None:
    """A configuration and the link that it implies may be called the same."""
    gaps = told(client, "/v1/gaps")
    named = [
        (gaps["claims"][iri]["label"], gaps["claims"][iri]["kind"].removesuffix("s"))
        for name in CLAIM_LISTS
        for iri in gaps[name]["items"]
    ]
    text = words(read(client, "/gaps"))

    assert len({label for label, _ in named}) < len(set(named))
    for label, kind in named:
        assert f"{label} {kind} " in text


def test_scenario_as_a_table_says_what_fires_and_why(client: TestClient) -> None:
    rows = table(client, f"/what-if.csv?{SCENARIO}&absent=sos.trust")
    [trust] = [row for row in rows if row["key"] == "sos.trust"]

    assert (trust["kind"], trust["truth"]) == ("concept", "no")
    assert all(row["label"] and row["reason"] for row in rows)


def test_circumstances_as_a_table_have_a_row_for_each_condition(client: TestClient) -> None:
    rows = table(client, "/for-whom.csv?outcome=sos.child-safety")
    [first, *_] = told(client, "/v1/circumstances?outcome=sos.child-safety")["sets"]

    conditions = [*first["interventions_on"], *first["present"], *first["must_be_absent"]]
    keys = [row["key"] for row in rows if row["set"] == "1"]
    assert keys == [iri.rpartition("/")[2] for iri in conditions]


def test_pathways_as_a_table_have_a_row_for_each_step(client: TestClient) -> None:
    query = "from=sos.trust&to=sos.child-safety"
    rows, answer = table(client, f"/pathways.csv?{query}"), told(client, f"/v1/pathways?{query}")

    assert len(rows) == sum(len(path["steps"]) for path in answer["paths"])
    assert (rows[0]["from"], rows[0]["step"]) == ("sos.trust", "1")


def test_search_as_a_table_has_the_hits_in_their_order(client: TestClient) -> None:
    rows = table(client, "/search.csv?q=trust")

    assert rows == told(client, "/v1/search?q=trust&limit=50")["items"]


# The order of the evidence map

INTERVENTIONS = "rows=intervention&columns=outcome"
_SPEAKS = {"supported", "disputed", "contested", "inconclusive", "nuanced_only"}


def test_map_by_evidence_begins_with_what_most_studies_speak_of(client: TestClient) -> None:
    answer = told(client, f"/v1/evidence-map?{INTERVENTIONS}&order=evidence")
    spoken = [sum(cell["state"] in _SPEAKS for cell in row) for row in answer["cells"]]
    columns = [
        sum(row[at]["state"] in _SPEAKS for row in answer["cells"])
        for at in range(len(answer["columns"]))
    ]

    assert spoken == sorted(spoken, reverse=True)
    assert spoken[0] > 0
    assert columns == sorted(columns, reverse=True)


def test_map_by_gaps_begins_with_what_is_theorised_and_not_examined(client: TestClient) -> None:
    answer = told(client, f"/v1/evidence-map?{INTERVENTIONS}&order=gaps")
    states = [[cell["state"] for cell in row] for row in answer["cells"]]
    gaps = [sum(state not in (*_SPEAKS, "not_theorised") for state in row) for row in states]

    assert gaps == sorted(gaps, reverse=True)


def test_map_by_a_column_has_its_studies_first_and_says_so(client: TestClient) -> None:
    path = f"evidence-map?{INTERVENTIONS}&by=sos.children-in-care"
    answer = told(client, f"/v1/{path}")
    keys = [one["concept"].rpartition("/")[2] for one in answer["columns"]]
    cells = [row[keys.index("sos.children-in-care")] for row in answer["cells"]]
    studies = [
        -1 if cell["state"] == "not_theorised" else cell["tally"]["independent_studies"]["all"]
        for cell in cells
    ]
    text = read(client, f"/{path}")

    assert studies == sorted(studies, reverse=True)
    assert text.count('aria-sort="descending"') == 1
    assert f"/evidence-map?{INTERVENTIONS}" in Page(text).links


def test_order_of_the_map_is_one_link_in_each_column(client: TestClient) -> None:
    page = Page(read(client, f"/evidence-map?{INTERVENTIONS}"))
    columns = told(client, f"/v1/evidence-map?{INTERVENTIONS}")["columns"]

    assert sum("&by=" in link for link in page.links) == len(columns)
