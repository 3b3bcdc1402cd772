"""Answers as tables for spreadsheets: this module writes them as CSV.

A table has a row of headings and one fact a row, so that it can be sorted and filtered. What an
answer names stands in it with its key and its label. No cell is one that a spreadsheet would run.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cmo_graph.iri import IRI, key_of
from cmo_graph.model import Concept, Configuration
from cmo_graph.model.codes import Presence
from cmo_graph.questions.answers import Standing, TallyTold
from cmo_graph.questions.circumstances import CircumstancesAnswer
from cmo_graph.questions.gaps import CLAIM_LISTS, ContestedAnswer, GapsAnswer
from cmo_graph.questions.pathway_answers import PathwaysAnswer, StepTold
from cmo_graph.questions.scenarios import ScenarioAnswer
from cmo_graph.repository.serialisation import safe_cell

#: A label for everything that an answer names, by IRI.
Labels = Mapping[str, str]
Row = Collection[object]

_STUDIES = ("for", "against", "inconclusive", "nuancing")


def as_table(headings: Sequence[str], rows: Iterable[Row]) -> str:
    """Return rows as CSV (RFC 4180) under their headings, all of one length.

    None is an empty cell, and so is what a row leaves out at its end.

    Raises:
        ValueError: a row has more cells than there are headings.
    """
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow(_filled(row, len(headings)))
    return sink.getvalue()


def _filled(row: Row, width: int) -> list[str]:
    if len(row) > width:
        raise ValueError(f"A row has {len(row)} cells under {width} headings.")
    cells = ["" if cell is None else safe_cell(str(cell)) for cell in row]
    return cells + [""] * (width - len(row))


def gaps_as_csv(answer: GapsAnswer, labels: Labels) -> str:
    """Return the entries of every list of gaps, with the list that each is in."""
    headings = [
        "gap",
        "kind",
        "key",
        "label",
        "with",
        "with_label",
        "status",
        *_STUDIES,
        "presence",
    ]
    return as_table(headings, _gaps(answer, labels))


def _gaps(answer: GapsAnswer, labels: Labels) -> Iterator[Row]:
    for name in CLAIM_LISTS:
        for claim in getattr(answer, name).items:
            standing = answer.claims[str(claim)]
            yield [name, standing.kind, *_named(claim, labels), "", "", *_standing(standing)]
    for pair in answer.rivals.items:
        both = (*_named(pair.first, labels), *_named(pair.second, labels))
        yield ["rivals", Configuration.kind_name, *both]
    for one in answer.unexamined_contexts.items:
        for claim in one.configurations:
            both = (*_named(one.context, labels), *_named(claim, labels))
            presence = Presence.ABSENT if one.is_absent else Presence.PRESENT
            yield [
                "unexamined_contexts",
                Concept.kind_name,
                *both,
                "",
                *[""] * len(_STUDIES),
                presence.value,
            ]


def contested_as_csv(answer: ContestedAnswer, labels: Labels) -> str:
    """Return the contested claims, with the respects in which their sides never met."""
    headings = ["key", "label", "kind", *_STUDIES, "context_split"]
    rows = (
        [
            *_named(one.claim, labels),
            one.kind,
            *_counts(one.tally),
            "\n".join(str(split.dimension.value) for split in one.context_split),
        ]
        for one in answer.items
    )
    return as_table(headings, rows)


def scenario_as_csv(answer: ScenarioAnswer, labels: Labels) -> str:
    """Return whether each configuration fires and each concept holds, and why."""
    headings = ["kind", "key", "label", "truth", "reason", "status", *_STUDIES]
    return as_table(headings, _scenario(answer, labels))


def _scenario(answer: ScenarioAnswer, labels: Labels) -> Iterator[Row]:
    for fired in answer.configurations:
        standing = _standing(answer.claims.get(str(fired.claim)))
        told = [*_named(fired.claim, labels), fired.truth.value, fired.reason]
        yield ["configuration", *told, *standing]
    for held in answer.concepts:
        yield ["concept", *_named(held.concept, labels), held.truth.value, held.reason]


def circumstances_as_csv(answer: CircumstancesAnswer, labels: Labels) -> str:
    """Return each condition of each set, the sets counted from 1."""
    headings = ["set", "condition", "key", "label"]
    return as_table(headings, _circumstances(answer, labels))


def _circumstances(answer: CircumstancesAnswer, labels: Labels) -> Iterator[Row]:
    for number, one in enumerate(answer.sets, start=1):
        for words, concepts in (
            ("on", one.interventions_on),
            ("present", one.present),
            ("absent", one.must_be_absent),
        ):
            yield from ([number, words, *_named(concept, labels)] for concept in concepts)


def pathways_as_csv(answer: PathwaysAnswer, labels: Labels) -> str:
    """Return each step of each pathway, both counted from 1.

    Evidence that bears on configurations as wholes stands in columns of its own.
    """
    headings = [
        *("pathway", "thread", "step", "from", "from_label", "to", "to_label"),
        *("link", "sign", "status", *_STUDIES),
        *("examined_configurations", "evidence_on_configurations"),
    ]
    rows = (
        [number, path.threads.grade.value, position, *_step(link, answer.steps[str(link)], labels)]
        for number, path in enumerate(answer.paths, start=1)
        for position, link in enumerate(path.steps, start=1)
    )
    return as_table(headings, rows)


def _step(link: IRI, step: StepTold, labels: Labels) -> Row:
    counts = _counts(step.tally) if step.tally else ("",) * len(_STUDIES)
    wholes = (
        "\n".join(key_of(one.configuration) for one in step.on_configurations),
        "\n".join(one.sentence for one in step.on_configurations),
    )
    ends = [*_named(step.from_concept, labels), *_named(step.to_concept, labels)]
    return [*ends, key_of(link), step.sign.value, step.status.value, *counts, *wholes]


def _named(iri: IRI, labels: Labels) -> tuple[str, str]:
    return key_of(iri), labels.get(str(iri), "")


def _standing(standing: Standing | None) -> Row:
    return () if standing is None else (standing.status, *_counts(standing.tally))


def _counts(tally: TallyTold) -> tuple[int, ...]:
    studies = tally.independent_studies
    return studies.for_, studies.against, studies.inconclusive, studies.nuancing
