from cmo_graph.validation.problems import Problem, Severity, in_order
from cmo_graph.validation.sarif import as_sarif

AT_LINE = Problem(
    code="key-missing", message="It has no id.", file="my review/a.yaml", line=3, column=5
)
IN_CELL = Problem(
    code="cell-error",
    message="Cell F17 holds an error.",
    severity=Severity.WARNING,
    file="a.xlsx",
    sheet="Evidence",
    cell="F17",
    hint="Clear it.",
)


def test_sarif_tells_lines_as_regions_and_cells_by_name() -> None:
    [run] = as_sarif([AT_LINE, IN_CELL], version="1")["runs"]

    line, cell = run["results"]
    assert line["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "my%20review/a.yaml"},
        "region": {"startLine": 3, "startColumn": 5},
    }
    assert cell["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "Evidence!F17"}]
    assert (cell["level"], cell["message"]["text"]) == (
        "warning",
        "Cell F17 holds an error. Clear it.",
    )


def test_sarif_names_each_rule_once() -> None:
    [run] = as_sarif([AT_LINE, IN_CELL, AT_LINE], version="1")["runs"]

    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["cell-error", "key-missing"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]


def test_problems_are_in_the_order_of_rows_and_columns() -> None:
    def at(cell: str) -> Problem:
        return Problem(code="cell-error", message=cell, file="a.xlsx", sheet="S", cell=cell)

    ordered = in_order([at("AA2"), at("B10"), at("B2"), at("A10")])

    assert [problem.cell for problem in ordered] == ["B2", "AA2", "A10", "B10"]
