"""Configurations put into a table of any shape are read back as they were."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from cmo_graph.mapping import plain
from cmo_graph.model import Concept, Configuration
from cmo_graph.model.codes import OutcomeDirection, Role
from tests.cmo_graph.interchange.tables.builders import (
    as_csv,
    as_word,
    as_workbook,
    configurations,
    read,
)

#: (role, label), the direction of an outcome.
Told = tuple[Role, str, OutcomeDirection | None]
_POLARITY = {
    OutcomeDirection.INCREASE: "Increased",
    OutcomeDirection.DECREASE: "Reduced",
    OutcomeDirection.NO_CHANGE: "No change in",
}
# Words that mean nothing to the reader, so that only the shape is tested.
_words = st.lists(st.text("bdfgkpqvwxzéß", min_size=2, max_size=6), min_size=1, max_size=4).map(
    " ".join
)
_labels = st.lists(_words, max_size=3, unique_by=str.casefold)


@dataclass(frozen=True)
class Row:
    """One configuration as a row says it."""

    contexts: list[str]
    resources: list[str]
    responses: list[str]
    outcome: str
    direction: OutcomeDirection

    def told(self) -> list[Told]:
        roles = (
            (Role.CONTEXT, self.contexts),
            (Role.RESOURCE, self.resources),
            (Role.RESPONSE, self.responses),
        )
        found: list[Told] = [(role, label, None) for role, labels in roles for label in labels]
        return [*found, (Role.OUTCOME, self.outcome, self.direction)]


_rows = st.lists(
    st.builds(
        Row,
        contexts=_labels,
        resources=_labels,
        responses=_labels,
        outcome=_words,
        direction=st.sampled_from(sorted(_POLARITY, key=lambda one: one.value)),
    ),
    min_size=1,
    max_size=6,
)


def _cells(rows: list[Row], separator: str) -> list[list[str]]:
    head = ["CMO", "Context", "Resource", "Response", "Outcome"]
    body = [
        [
            f"C{number}",
            *(separator.join(one) for one in (row.contexts, row.resources, row.responses)),
            f"{_POLARITY[row.direction]} {row.outcome}",
        ]
        for number, row in enumerate(rows)
    ]
    return [head, *body]


def _said(one: Configuration, labels: dict[URIRef, str]) -> list[Told]:
    return [(slot.role, labels[slot.concept], slot.direction) for slot in one.slots]


@settings(max_examples=25, deadline=None)
@given(
    rows=_rows, separator=st.sampled_from([";", "; ", " ;", "\n", "\n• "]), form=st.integers(0, 2)
)
def test_configurations_are_read_back_from_a_table(
    rows: list[Row], separator: str, form: int
) -> None:
    made = (as_csv, as_workbook, as_word)[form](_cells(rows, separator))

    imported = read(made, "polarity")

    # One spelling of a concept's label is kept: the one that stands first.
    labels = {one.id: plain(one.label) for one in imported.things if isinstance(one, Concept)}
    said = [_said(one, labels) for one in configurations(imported)]
    assert [
        [(role, label.casefold(), direction) for role, label, direction in one] for one in said
    ] == [
        [(role, label.casefold(), direction) for role, label, direction in row.told()]
        for row in rows
    ]
    assert imported.problems == ()


@settings(max_examples=10, deadline=None)
@given(rows=_rows)
def test_reading_a_table_again_gives_the_same_things(rows: list[Row]) -> None:
    given_file = as_csv(_cells(rows, ";"))

    assert read(given_file, "polarity") == read(given_file, "polarity")


@settings(max_examples=12, deadline=None)
@given(
    contexts=st.lists(_words, min_size=1, max_size=4, unique_by=str.casefold),
    spans=st.lists(st.integers(1, 4), min_size=4, max_size=4),
    form=st.integers(0, 2),
)
def test_merged_cells_hold_for_each_row_that_they_span(
    contexts: list[str], spans: list[int], form: int
) -> None:
    rows, merged, going_on = [["Context", "Outcome"]], [], []
    for context, span in zip(contexts, spans, strict=False):
        first = len(rows) + 1
        rows += [[context if n == 0 else "", f"outcome {first + n}"] for n in range(span)]
        merged += [f"A{first}:A{first + span - 1}"] if span > 1 else []
        going_on += [(first + n, 1) for n in range(1, span)]
    makers = (
        lambda: as_csv(rows),
        lambda: as_workbook(rows, merged=merged),
        lambda: as_word(rows, going_on=going_on),
    )

    imported = read(makers[form](), "nested")

    labels = {one.id: plain(one.label) for one in imported.things if isinstance(one, Concept)}
    found = [labels[one.slots[0].concept] for one in configurations(imported)]
    assert found == [c for c, n in zip(contexts, spans, strict=False) for _ in range(n)]
