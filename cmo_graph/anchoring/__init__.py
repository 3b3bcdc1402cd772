"""Whether a passage stands where it is said to: this package finds passages in their texts.

Everything here is pure: texts are handed in, nothing is read from disk.
"""

from cmo_graph.anchoring.locate import Location, check_passages, count_checks, locate
from cmo_graph.anchoring.texts import differing_reports, digest_of, with_lf

__all__ = [
    "Location",
    "check_passages",
    "count_checks",
    "differing_reports",
    "digest_of",
    "locate",
    "with_lf",
]
