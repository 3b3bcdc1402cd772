"""How good a line of evidence was judged to be: this module reads the level that counts."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.model.codes import AppraisalDimension, Level
from cmo_graph.model.evidence import EvidenceLine
from cmo_graph.model.sources import Appraisal, Study

#: Rank of each level, rising from none (0) to high (3).
RANKS: Mapping[Level, int] = MappingProxyType({level: rank for rank, level in enumerate(Level)})


def level_of(
    line: EvidenceLine, *, study: Study | None, dimension: AppraisalDimension
) -> Level | None:
    """Return the level at which a line was judged on one dimension; None when nobody judged it.

    A judgement of the line, made for this claim, goes before a judgement of the study. Where
    several people judged the same thing, the lowest level counts.

    Source: that relevance, richness and rigour are judged, and that a source can be good for one
    claim and poor for the next, is Wong et al. 2013 (BMC Medicine 11:21, RAMESES) and Dada et al.
    2023 (Research Synthesis Methods 14(3)). Line before study and lowest first are ours.
    """
    own = _lowest(line.appraisals, dimension)
    return own if own is not None or study is None else _lowest(study.appraisals, dimension)


def _lowest(appraisals: tuple[Appraisal, ...], dimension: AppraisalDimension) -> Level | None:
    if not appraisals:
        return None
    levels = [judged.level for judged in appraisals if judged.dimension is dimension]
    return min(levels, key=RANKS.__getitem__, default=None)
