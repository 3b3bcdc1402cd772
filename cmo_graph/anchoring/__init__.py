"""Whether words stand where they are said to: this package finds them in their texts.

A quotation is found by its words (`find_quotation`), a passage by its position and digest and,
where they are kept, by its words (`locate`). Everything here is pure: texts are handed in, nothing
is read from disk.
"""

from cmo_graph.anchoring.following import Following, Recheck, follow_passages
from cmo_graph.anchoring.held import HeldText
from cmo_graph.anchoring.locate import check_passages, count_checks, locate
from cmo_graph.anchoring.location import Hints, Location
from cmo_graph.anchoring.profiles import Profile, with_profile
from cmo_graph.anchoring.quotations import LOCATED, Quotation, find_quotation
from cmo_graph.anchoring.texts import differing_reports, digest_of, with_lf

__all__ = [
    "LOCATED",
    "Following",
    "HeldText",
    "Hints",
    "Location",
    "Profile",
    "Quotation",
    "Recheck",
    "check_passages",
    "count_checks",
    "differing_reports",
    "digest_of",
    "find_quotation",
    "follow_passages",
    "locate",
    "with_lf",
    "with_profile",
]
