"""Decisions on pairs of concepts, as a file beside a review: this module reads and writes it.

The file is a table in the Simple Standard for Sharing Ontological Mappings (SSSOM), one row for a
decision, the oldest first. Rows are only ever added: the file is the history of who decided what.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from cmo_graph.consolidation import Decision, Verdict
from cmo_graph.interchange.files import DECISIONS, read_text
from cmo_graph.interchange.notes import Notes, Place
from cmo_graph.iri import IRI, Base, is_key, key_of
from cmo_graph.model import Agent, Concept, Thing
from cmo_graph.vocabulary import CMO_NAMESPACE

_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "mapping_date",
    "comment",
)
_JUSTIFICATION = "semapv:ManualMappingCuration"
#: Verdict → (predicate, modifier).
_PREDICATES: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.SAME: ("skos:exactMatch", ""),
        Verdict.CLOSE: ("skos:closeMatch", ""),
        Verdict.OPPOSITE: ("cmo:oppositeOf", ""),
        Verdict.DIFFERENT: ("skos:exactMatch", "Not"),
    }
)
_VERDICTS = {told: verdict for verdict, told in _PREDICATES.items()}
#: What a cell of the table cannot hold.
_BREAKS = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def read_decisions(folder: Path, notes: Notes, *, base: Base) -> tuple[Decision, ...]:
    """Return the decisions beside a review, in order; none where there is no such file.

    Rows that are no decision of ours are noted as `decision-malformed` and left out.
    """
    if not (folder / DECISIONS).exists():
        return ()
    text = read_text(folder, DECISIONS, notes)
    if text is None:
        return ()
    lines = text.splitlines()
    start = sum(1 for line in lines if line.startswith("#"))
    rows = csv.DictReader(lines[start:], dialect="excel-tab", quoting=csv.QUOTE_NONE)
    return tuple(_decisions(rows, notes, base=base, start=start))


def _decisions(
    rows: "csv.DictReader[str]", notes: Notes, *, base: Base, start: int
) -> Iterator[Decision]:
    for number, row in enumerate(rows, start=start + 2):
        found = _decision(row, base)
        if found is not None:
            yield found
            continue
        notes.add(
            "decision-malformed",
            f"Line {number} of {DECISIONS} is no decision on two concepts.",
            Place(DECISIONS, number),
            hint="Rows are written by cmo-graph suggest merges; later ones win over earlier ones.",
        )


def _decision(row: Mapping[str, str | None], base: Base) -> Decision | None:
    told = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    verdict = _VERDICTS.get((told["predicate_id"], told["predicate_modifier"]))
    first = _iri(told["subject_id"], "concept", base)
    second = _iri(told["object_id"], "concept", base)
    author = _iri(told["author_id"], "agent", base)
    if verdict is None or first is None or second is None or author is None or first == second:
        return None
    try:
        decided = date.fromisoformat(told["mapping_date"])
    except ValueError:
        return None
    return Decision(
        first=first,
        second=second,
        verdict=verdict,
        author=author,
        decided=decided,
        note=told["comment"],
    )


def _iri(curie: str, prefix: str, base: Base) -> IRI | None:
    key = curie.removeprefix(f"{prefix}:")
    if key == curie or not is_key(key):
        return None
    return base.mint(_KINDS[prefix], key)


_KINDS: Mapping[str, str] = MappingProxyType(
    {"concept": Concept.kind_name, "agent": Agent.kind_name}
)


def add_decisions(
    folder: Path, decisions: Iterable[Decision], *, things: Sequence[Thing], base: Base
) -> None:
    """Add rows to the file beside a review, which is made where there is none.

    The file is replaced as a whole, so that a reader finds the old one or the new one.

    Args:
        folder: The review's folder.
        decisions: New ones, in order.
        things: The review's things, for the labels of concepts.
        base: Where their IRIs are minted.
    """
    path = (folder / DECISIONS).resolve()
    labels = {thing.id: thing.label[0].value for thing in things if isinstance(thing, Concept)}
    before = path.read_text(encoding="utf-8-sig") if path.exists() else _head(base)
    rows = [
        "\t".join(cell.translate(_BREAKS) for cell in _cells(decision, labels))
        for decision in decisions
    ]
    fresh = path.with_name(f".{path.name}.new")
    whole = before if before.endswith("\n") else f"{before}\n"
    added = "".join(f"{row}\n" for row in rows)
    fresh.write_text(whole + added, encoding="utf-8", newline="\n")
    fresh.replace(path)


def _head(base: Base) -> str:
    prefixes = {prefix: f"{base.iri}id/{kind}/" for prefix, kind in _KINDS.items()}
    prefixes |= {
        "cmo": CMO_NAMESPACE,
        "semapv": "https://w3id.org/semapv/vocab/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
    }
    lines = ["#curie_map:", *(f"#  {prefix}: {iri}" for prefix, iri in sorted(prefixes.items()))]
    return "\n".join([*lines, "\t".join(_COLUMNS)]) + "\n"


def _cells(decision: Decision, labels: Mapping[IRI, str]) -> tuple[str, ...]:
    predicate, modifier = _PREDICATES[decision.verdict]
    return (
        f"concept:{key_of(decision.first)}",
        _harmless(labels.get(decision.first, "")),
        predicate,
        modifier,
        f"concept:{key_of(decision.second)}",
        _harmless(labels.get(decision.second, "")),
        _JUSTIFICATION,
        f"agent:{key_of(decision.author)}",
        decision.decided.isoformat(),
        _harmless(decision.note),
    )


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
