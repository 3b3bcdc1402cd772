"""What looks wrong in the evidence on a claim: this module finds it; it changes no answer.

A caution is for the reviewers: one of two fields was probably set by mistake, or something found
has not been coded yet. The rules are ours.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from cmo_graph.iri import IRI
from cmo_graph.model.codes import Direction, Entailment, Finding, SearchResult
from cmo_graph.model.evidence import EvidenceLine, SearchRecord
from cmo_graph.support.counting import CountedLine


class CautionCode(Enum):
    """What kind of thing looks wrong."""

    FINDING_CONTRADICTS_DIRECTION = "finding_contradicts_direction"
    PASSAGE_DOES_NOT_SAY_IT = "passage_does_not_say_it"
    PASSAGE_WITHOUT_REPORT = "passage_without_report"
    FOUND_BUT_NOT_CODED = "found_but_not_coded"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a reviewer should look at."""

    code: CautionCode
    message: str
    #: The line or search record that it is about.
    about: IRI

    def as_json(self) -> dict[str, object]:
        """Return the code, the sentence and the IRI it is about."""
        return {"code": self.code.value, "message": self.message, "about": str(self.about)}


_AN_EFFECT = frozenset({Finding.EFFECT})
_NO_EFFECT = frozenset({Finding.NO_EFFECT})
_NOT_THE_EFFECT = frozenset({Finding.NO_EFFECT, Finding.OPPOSITE_EFFECT})
_NOT_NOTHING = frozenset({Finding.EFFECT, Finding.OPPOSITE_EFFECT})
_CANNOT_TELL = frozenset({Finding.NOT_DETERMINABLE})

#: The findings that go with each direction, for a claim that something happens. A nuance may come
#: with any finding.
_FITTING: Mapping[Direction, frozenset[Finding]] = MappingProxyType(
    {
        Direction.SUPPORTS: _AN_EFFECT,
        Direction.DISPUTES: _NOT_THE_EFFECT,
        Direction.INCONCLUSIVE: _CANNOT_TELL,
        Direction.NUANCES: frozenset(Finding),
    }
)
#: The same for a claim that nothing happens.
_FITTING_NO_EFFECT: Mapping[Direction, frozenset[Finding]] = MappingProxyType(
    {**_FITTING, Direction.SUPPORTS: _NO_EFFECT, Direction.DISPUTES: _NOT_NOTHING}
)


def find_cautions(
    lines: Iterable[CountedLine],
    *,
    searches: Iterable[SearchRecord] = (),
    claims_no_effect: bool = False,
) -> tuple[Caution, ...]:
    """Find what looks wrong in the lines that count and in the searches for their claim.

    Args:
        lines: The lines that count.
        searches: The searches for a claim that has no line at all, counted or not.
        claims_no_effect: Whether the claim says that nothing changes; see `claims_no_effect` of
            `evidence`.

    Returns:
        The cautions in the order of what they are about; empty when nothing looks wrong.
    """
    fitting = _FITTING_NO_EFFECT if claims_no_effect else _FITTING
    found = [caution for line in lines for caution in _on_line(line, fitting)]
    found += [_not_coded(each) for each in searches if each.result is SearchResult.FOUND]
    return tuple(found)


def _on_line(
    counted: CountedLine, fitting: Mapping[Direction, frozenset[Finding]]
) -> Iterator[Caution]:
    line = counted.line
    if line.finding is not None and line.finding not in fitting[line.direction]:
        yield _contradiction(line, line.finding)
    if line.entailment is Entailment.DOES_NOT:
        yield Caution(
            CautionCode.PASSAGE_DOES_NOT_SAY_IT,
            f"The line <{line.id}> counts, but its passage was judged not to say what the claim"
            " says. Find another passage or reject the line.",
            line.id,
        )
    if not counted.reports:
        yield Caution(
            CautionCode.PASSAGE_WITHOUT_REPORT,
            f"No passage of the line <{line.id}> is known to stand in a report, so the count of"
            " reports is too low.",
            line.id,
        )


def _contradiction(line: EvidenceLine, finding: Finding) -> Caution:
    return Caution(
        CautionCode.FINDING_CONTRADICTS_DIRECTION,
        f"The line <{line.id}> has the direction {line.direction.value} and the finding"
        f" {finding.value}, which do not go together for this claim. Check which one the passage"
        " gives.",
        line.id,
    )


def _not_coded(search: SearchRecord) -> Caution:
    return Caution(
        CautionCode.FOUND_BUT_NOT_CODED,
        f"The search <{search.id}> found evidence on this claim, but no line records it.",
        search.id,
    )
