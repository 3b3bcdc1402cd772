"""What a network is made from: this module says what is needed, and how support is told in it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from cmo_graph.iri import IRI
from cmo_graph.model import Concept, Configuration, Link
from cmo_graph.support.summary import Support

#: No claim was summed up.
NOTHING_KNOWN: Mapping[IRI, Support] = MappingProxyType({})


class TheoryClaims(Protocol):
    """The claims of a theory: `TheoryContent` and `Holdings` of `cmo_graph.questions` are such."""

    @property
    def configurations(self) -> Sequence[Configuration]:
        """The configurations, in any order."""

    @property
    def links(self) -> Sequence[Link]:
        """The links that people wrote, in any order."""

    @property
    def concepts(self) -> Sequence[Concept]:
        """The concepts they may mention, and others."""


def standing(support: Support | None) -> dict[str, str | int]:
    """Return what a network tells of the support of a claim; empty when it is not known.

    The attributes are `status` and `answer` (tokens), and the counts `supporting`, `disputing`,
    `inconclusive`, `studies` (all) and `undercut`, of independent studies.
    """
    if support is None:
        return {}
    tally = support.tally
    return {
        "status": support.status.value,
        "answer": support.answer.value,
        "supporting": tally.supporting,
        "disputing": tally.disputing,
        "inconclusive": tally.inconclusive,
        "studies": tally.studies,
        "undercut": tally.undercut,
    }
